from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("chain", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="链")),
                ("seq", models.PositiveBigIntegerField(default=0, verbose_name="末条序号")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="末条摘要")),
                ("salt", models.CharField(blank=True, max_length=32, verbose_name="盐")),
            ],
            options={
                "verbose_name": "链头",
                "verbose_name_plural": "链头",
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=64, verbose_name="链")),
                ("seq", models.PositiveBigIntegerField(verbose_name="条目序号")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("text", models.TextField(verbose_name="内容")),
                ("salt", models.CharField(max_length=32, verbose_name="盐")),
            ],
            options={
                "verbose_name": "审计详情",
                "verbose_name_plural": "审计详情",
                "constraints": [models.UniqueConstraint(fields=("chain", "seq", "name"), name="detail_once")],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, max_length=64, verbose_name="链")),
                (
                    "kind",
                    models.CharField(
                        choices=[("forget", "销毁"), ("reseal", "重新加密")], default="forget", max_length=8, verbose_name="种类"
                    ),
                ),
                ("approved_at", models.DateTimeField(verbose_name="批准时间")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="有效至")),
                ("approval", models.CharField(max_length=80, verbose_name="批准文号")),
                ("register_digest", models.CharField(max_length=64, verbose_name="销毁清册摘要")),
            ],
            options={
                "verbose_name": "准予销毁",
                "verbose_name_plural": "准予销毁",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("kind", "forget")), fields=("chain",), name="disposal_once_per_chain"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "forget"), ("until_at", None)),
                            models.Q(("kind", "reseal"), ("until_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="disposal_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=64, verbose_name="链")),
                ("seq", models.PositiveBigIntegerField(verbose_name="序号")),
                ("act_id", models.CharField(db_index=True, max_length=32, verbose_name="行为标识")),
                ("at", models.DateTimeField(verbose_name="发生时间")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("actor_id", models.BigIntegerField(blank=True, null=True, verbose_name="行为人编号")),
                ("actor_name", models.CharField(max_length=60, verbose_name="行为人")),
                ("actor_role", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("actor_place", models.CharField(blank=True, max_length=120, verbose_name="单位")),
                ("on_behalf_of", models.CharField(blank=True, max_length=60, verbose_name="代何人")),
                ("action", models.CharField(max_length=80, verbose_name="行为")),
                ("inner", models.TextField(default="[]", verbose_name="所含行为")),
                ("object_kind", models.CharField(blank=True, max_length=60, verbose_name="对象种类")),
                ("object_id", models.CharField(blank=True, max_length=40, verbose_name="对象")),
                ("basis", models.TextField(blank=True, verbose_name="行为依据")),
                (
                    "result",
                    models.CharField(choices=[("done", "已办"), ("refused", "未准")], default="done", max_length=8, verbose_name="结果"),
                ),
                ("request_id", models.CharField(blank=True, max_length=40, verbose_name="请求")),
                ("client_address", models.CharField(blank=True, max_length=60, verbose_name="来源地址")),
                ("client_device", models.CharField(blank=True, max_length=200, verbose_name="设备")),
                ("channel", models.CharField(blank=True, max_length=12, verbose_name="渠道")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="所含记录数")),
                ("rows", models.TextField(default="[]", verbose_name="所含记录")),
                ("details", models.TextField(default="[]", verbose_name="详情摘要")),
                ("prev_digest", models.CharField(blank=True, max_length=64, verbose_name="前一摘要")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("algorithm", models.CharField(max_length=12, verbose_name="算法")),
            ],
            options={
                "verbose_name": "审计条目",
                "verbose_name_plural": "审计条目",
                "indexes": [
                    models.Index(fields=["actor_id", "at"], name="entry_of_actor"),
                    models.Index(fields=["action", "at"], name="entry_of_action"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "seq"), name="entry_seq_per_chain"),
                    models.CheckConstraint(condition=models.Q(("result__in", ["done", "refused"])), name="entry_result_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Manifest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=64, verbose_name="链")),
                ("seq", models.PositiveBigIntegerField(verbose_name="条目序号")),
                ("part", models.PositiveIntegerField(verbose_name="第几部分")),
                ("rows", models.TextField(verbose_name="所含记录")),
            ],
            options={
                "verbose_name": "审计清单",
                "verbose_name_plural": "审计清单",
                "constraints": [models.UniqueConstraint(fields=("chain", "seq", "part"), name="manifest_part_once")],
            },
        ),
    ]
