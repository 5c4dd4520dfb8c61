import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("permissions", "0001_initial"),
        ("permissions", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalHolidayArrangement",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("table", models.JSONField(help_text="{节日: [放假日期], worked: [调休上班日期]}", verbose_name="安排")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("created_at", models.DateTimeField(verbose_name="录入时间")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 节假日安排",
                "verbose_name_plural": "historical 节假日安排",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPolicyOverlay",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("section", models.CharField(choices=[("deadlines", "期限"), ("figures", "数值")], max_length=12, verbose_name="部分")),
                ("key", models.CharField(max_length=60, verbose_name="项目")),
                ("value", models.JSONField(verbose_name="数值")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("created_at", models.DateTimeField(verbose_name="设置时间")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="设置人",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="区",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 区级标准",
                "verbose_name_plural": "historical 区级标准",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TimerRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow", models.CharField(max_length=32, verbose_name="流程")),
                ("subject_id", models.BigIntegerField(verbose_name="事项")),
                ("timer", models.CharField(max_length=60, verbose_name="定时")),
                ("cycle", models.PositiveIntegerField(verbose_name="轮次")),
                ("ran_at", models.DateTimeField(verbose_name="执行时间")),
            ],
            options={
                "verbose_name": "定时执行",
                "verbose_name_plural": "定时执行",
                "constraints": [models.UniqueConstraint(fields=("flow", "subject_id", "timer", "cycle"), name="timer_once_a_cycle")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivery_id", models.UUIDField(verbose_name="投递标识")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("subject_kind", models.CharField(blank=True, max_length=32, verbose_name="事项种类")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("body", models.CharField(max_length=300, verbose_name="内容")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [models.Index(fields=["account", "-id"], name="delivery_of_account")],
                "constraints": [models.UniqueConstraint(fields=("delivery_id", "account"), name="delivered_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="HolidayArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("table", models.JSONField(help_text="{节日: [放假日期], worked: [调休上班日期]}", verbose_name="安排")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("created_at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="录入人"
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日安排",
                "verbose_name_plural": "节假日安排",
                "constraints": [models.UniqueConstraint(fields=("year", "version"), name="holiday_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivery_id", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="投递标识")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("channel", models.CharField(default="inbox", max_length=16, verbose_name="渠道")),
                ("role", models.CharField(blank=True, max_length=24, verbose_name="收件职务")),
                ("address", models.TextField(blank=True, verbose_name="外部收件地址（密文）")),
                ("subject_kind", models.CharField(blank=True, max_length=32, verbose_name="事项种类")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("body", models.CharField(max_length=300, verbose_name="内容")),
                ("created_at", models.DateTimeField(verbose_name="产生时间")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="尝试次数")),
                ("next_try_at", models.DateTimeField(verbose_name="下次尝试时间")),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="送达时间")),
                ("is_dead", models.BooleanField(default=False, verbose_name="投递失败")),
                ("last_error", models.CharField(blank=True, max_length=200, verbose_name="最近一次失败原因")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="收件单位",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="收件区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "待发消息",
                "verbose_name_plural": "待发消息",
                "indexes": [models.Index(fields=["delivered_at", "next_try_at"], name="outbox_to_do")],
            },
        ),
        migrations.CreateModel(
            name="PolicyOverlay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(choices=[("deadlines", "期限"), ("figures", "数值")], max_length=12, verbose_name="部分")),
                ("key", models.CharField(max_length=60, verbose_name="项目")),
                ("value", models.JSONField(verbose_name="数值")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("created_at", models.DateTimeField(verbose_name="设置时间")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="设置人"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
            ],
            options={
                "verbose_name": "区级标准",
                "verbose_name_plural": "区级标准",
                "constraints": [models.UniqueConstraint(fields=("district", "key", "version"), name="overlay_version_once")],
            },
        ),
    ]
