import django.db.models.deletion
import permissions.fields
import simple_history.models
import workflows.models.state
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("permissions", "0001_initial"),
        ("permissions", "__first__"),
        ("viewflow", "0015_task_scheduled"),
    ]

    operations = [
        migrations.CreateModel(
            name="AbilityAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standard",
                    models.CharField(
                        choices=[("GB/T 42195-2022", "GB/T 42195-2022"), ("MZ/T 039-2013", "MZ/T 039-2013")],
                        max_length=20,
                        verbose_name="标准",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(help_text="0 为完好；GB/T 42195 到 4，MZ/T 039 到 3", verbose_name="等级")),
                ("assessed_on", models.DateField(verbose_name="评估日期")),
                ("assessor", models.CharField(max_length=100, verbose_name="评估机构或人员")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="评估报告编号")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="document",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "能力评估",
                "verbose_name_plural": "能力评估",
                "ordering": ["-assessed_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__lte", 4), ("standard", "GB/T 42195-2022")),
                            models.Q(("level__lte", 3), ("standard", "MZ/T 039-2013")),
                            _connector="OR",
                        ),
                        name="ability_level_of_standard",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "trigger",
                    models.CharField(
                        choices=[("festival", "传统节日"), ("weather", "恶劣天气"), ("disease", "疾病多发")],
                        max_length=12,
                        verbose_name="起因",
                    ),
                ),
                ("warning_kind", models.CharField(blank=True, max_length=12, verbose_name="预警种类")),
                ("warning_colour", models.CharField(blank=True, max_length=8, verbose_name="预警颜色")),
                ("categories", models.JSONField(blank=True, default=list, help_text="空为全部在册老年人", verbose_name="对象类别")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("to_on", models.DateField(verbose_name="结束日期（含）")),
                ("extra_visits", models.PositiveSmallIntegerField(default=1, verbose_name="增加次数")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="范围"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "加密探访",
                "verbose_name_plural": "加密探访",
                "ordering": ["-from_on"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("to_on__gte", models.F("from_on"))), name="campaign_in_order"),
                    models.CheckConstraint(condition=models.Q(("extra_visits__gte", 1)), name="campaign_adds_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("number", models.CharField(blank=True, max_length=24, null=True, unique=True, verbose_name="台账编号")),
                (
                    "person_key",
                    models.CharField(
                        editable=False, help_text="证件号码的密钥索引；没有证件的用临时标识", max_length=80, verbose_name="本人标识"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="登记日期")),
                ("ledger_on", models.DateField(blank=True, null=True, verbose_name="台账日期")),
                ("enrolled_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                ("capacity_exception", models.CharField(blank=True, max_length=200, verbose_name="暂无探访人员的原因")),
                ("is_restricted", models.BooleanField(default=False, verbose_name="限制查阅")),
                ("restriction_reason", models.CharField(blank=True, max_length=200, verbose_name="限制查阅的原因")),
                (
                    "willingness",
                    models.CharField(
                        choices=[
                            ("agrees", "愿意"),
                            ("refuses", "不愿意"),
                            ("unable", "本人无法表达"),
                            ("withdrawn", "撤回"),
                            ("not_asked", "未询问"),
                        ],
                        default="not_asked",
                        max_length=12,
                        verbose_name="服务意愿",
                    ),
                ),
                ("declined_on", models.DateField(blank=True, null=True, verbose_name="表示不愿意的日期")),
                ("ask_again_on", models.DateField(blank=True, null=True, verbose_name="再次征询日期")),
                ("screen_again_on", models.DateField(blank=True, null=True, verbose_name="再次摸排日期")),
                ("categories", models.JSONField(blank=True, default=list, help_text="由类别期间得出，供列表显示", verbose_name="现有类别")),
                ("extra_visits", models.PositiveSmallIntegerField(default=0, verbose_name="每月增加探访次数")),
                ("first_frequency", models.JSONField(blank=True, default=dict, verbose_name="首次核定频次")),
                ("last_reviewed_on", models.DateField(blank=True, null=True, verbose_name="上次更新日期")),
                ("next_review_on", models.DateField(blank=True, null=True, verbose_name="下次更新日期")),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="去世日期")),
                ("obligations_end_on", models.DateField(blank=True, null=True, verbose_name="探访义务截止日")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("closure_reason", models.CharField(blank=True, max_length=40, verbose_name="结案原因")),
                ("retention_class", models.CharField(blank=True, max_length=12, verbose_name="保管期限")),
                ("retention_from_on", models.DateField(blank=True, null=True, verbose_name="保管期限起算日")),
                ("retention_until_on", models.DateField(blank=True, null=True, verbose_name="保管期满日")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_cases",
                        to="casework.case",
                        verbose_name="并入的个案",
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="casework.case",
                        verbose_name="前一个案",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "usual_visitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="常任探访人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "个案",
                "verbose_name_plural": "个案",
                "indexes": [
                    models.Index(fields=["person_key"], name="case_person"),
                    models.Index(fields=["state", "next_review_on"], name="case_next_review"),
                    models.Index(fields=["responsible", "state"], name="case_responsible"),
                    models.Index(fields=["community", "state", "due_at"], name="case_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="case_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="case_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["archived", "closed", "destroyed", "merged", "transferred_out"]), _negated=True),
                        fields=("person_key",),
                        name="one_open_case_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("willingness__in", ["agrees", "refuses", "unable", "withdrawn", "not_asked"])),
                        name="case_willingness_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"),
                        name="case_closed_after_opened",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("category", "类别"),
                            ("contact", "紧急联系人"),
                            ("address", "住址"),
                            ("income", "收入和救助"),
                            ("willingness", "服务意愿"),
                            ("consent", "同意事项"),
                        ],
                        max_length=12,
                        verbose_name="变更项目",
                    ),
                ),
                ("proposal", models.JSONField(default=dict, help_text="字段名到新值；敏感字段存密文", verbose_name="变更内容")),
                ("before", models.JSONField(blank=True, default=dict, verbose_name="变更前")),
                ("summary", models.CharField(max_length=200, verbose_name="变更说明")),
                ("evidence", models.CharField(max_length=300, verbose_name="变更依据")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="生效日期")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "台账变更",
                "verbose_name_plural": "台账变更",
                "indexes": [
                    models.Index(fields=["community", "state", "due_at"], name="amendment_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="amendment_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="amendment_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")), fields=("case", "topic"), name="one_open_amendment_a_topic"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Aid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pension", "养老保险"),
                            ("social_assistance", "社会救助"),
                            ("welfare", "社会福利补贴"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("amount", permissions.fields.SealedTextField(blank=True, default="", verbose_name="每月金额（元）")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "补贴",
                "verbose_name_plural": "补贴",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="AbilityRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(help_text="{项目编号: 得分}，26项", verbose_name="各项得分")),
                ("first_assessor", models.CharField(max_length=40, verbose_name="评估人员一")),
                ("second_assessor", models.CharField(max_length=40, verbose_name="评估人员二")),
                ("informant", models.CharField(blank=True, max_length=60, verbose_name="信息提供者")),
                ("coma", models.BooleanField(default=False, verbose_name="处于昏迷状态")),
                ("diagnosis", models.BooleanField(default=False, verbose_name="确诊痴呆或精神疾病")),
                ("risk_events", models.PositiveSmallIntegerField(default=0, verbose_name="近30天照护风险事件次数")),
                ("total", models.PositiveSmallIntegerField(verbose_name="总分")),
                ("preliminary_level", models.PositiveSmallIntegerField(verbose_name="初步等级")),
                ("adjustments", models.JSONField(blank=True, default=list, verbose_name="等级变更依据")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record",
                        to="casework.abilityassessment",
                        verbose_name="能力评估",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "能力评估明细",
                "verbose_name_plural": "能力评估明细",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("preliminary_level__lte", 4), ("total__lte", 90)), name="ability_record_in_range"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="abilityassessment",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
            ),
        ),
        migrations.CreateModel(
            name="CaseShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "package",
                    models.CharField(
                        choices=[
                            ("case", "个案"),
                            ("visit", "探访"),
                            ("referral", "转介"),
                            ("intervention", "社工介入"),
                            ("incident", "应急处置"),
                        ],
                        default="case",
                        max_length=16,
                        verbose_name="范围",
                    ),
                ),
                ("subject_kind", models.CharField(blank=True, max_length=32, verbose_name="事项种类")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("fields", models.JSONField(blank=True, default=list, verbose_name="可见内容")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
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
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "个案共享",
                "verbose_name_plural": "个案共享",
                "indexes": [
                    models.Index(fields=["account", "until_on", "case"], name="case_share_account"),
                    models.Index(fields=["organisation", "until_on", "case"], name="case_share_organisation"),
                    models.Index(fields=["subject_kind", "subject_id"], name="case_share_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", False), ("organisation__isnull", True)),
                            models.Q(("account__isnull", True), ("organisation__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_share_one_holder",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CategoryPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("lone", "孤寡"),
                            ("living_alone", "独居"),
                            ("empty_nest", "空巢"),
                            ("left_behind", "留守"),
                            ("functionally_impaired", "失能"),
                            ("severely_disabled", "重残"),
                            ("special_family", "计划生育特殊家庭"),
                        ],
                        max_length=24,
                        verbose_name="类别",
                    ),
                ),
                ("sub_kind", models.CharField(blank=True, help_text="single/double，urban/rural", max_length=20, verbose_name="细分")),
                ("decided_on", models.DateField(verbose_name="认定日期")),
                ("from_on", models.DateField(verbose_name="起计日期")),
                ("lost_on", models.DateField(blank=True, null=True, verbose_name="认定不再符合的日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="止计日期（含）")),
                ("basis", models.CharField(max_length=60, verbose_name="依据")),
                ("reason", models.CharField(max_length=400, verbose_name="理由")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "类别期间",
                "verbose_name_plural": "类别期间",
                "ordering": ["from_on", "id"],
                "indexes": [models.Index(fields=["category", "from_on", "until_on"], name="category_on_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)), fields=("case", "category"), name="category_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "lone",
                                    "living_alone",
                                    "empty_nest",
                                    "left_behind",
                                    "functionally_impaired",
                                    "severely_disabled",
                                    "special_family",
                                ],
                            )
                        ),
                        name="category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="category_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new_elder", "新发现老年人"),
                            ("death", "疑似去世"),
                            ("move", "疑似搬离"),
                            ("care_hint", "关爱提示"),
                            ("contact_failed", "联系人失效"),
                            ("category_change", "类别变化"),
                            ("hospital", "住院或入住机构"),
                            ("incident", "紧急情况"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("police", "公安部门"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("visit", "探访中发现"),
                            ("neighbour", "邻里反映"),
                            ("family", "家属反映"),
                            ("system", "系统提示"),
                        ],
                        max_length=20,
                        verbose_name="来源",
                    ),
                ),
                ("basis", models.CharField(help_text="数据共享的依据或反映人身份", max_length=200, verbose_name="共享依据")),
                ("content", models.CharField(max_length=500, verbose_name="内容")),
                ("said_on", models.DateField(verbose_name="线索日期")),
                ("evidence", models.CharField(blank=True, max_length=500, verbose_name="核实经过")),
                ("was_true", models.BooleanField(blank=True, null=True, verbose_name="是否属实")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈来源时间")),
                ("opened_kind", models.CharField(blank=True, max_length=32, verbose_name="据此办理的事项")),
                ("opened_id", models.BigIntegerField(blank=True, null=True, verbose_name="据此办理的事项编号")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clues",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "线索",
                "verbose_name_plural": "线索",
                "indexes": [
                    models.Index(fields=["case", "state"], name="clue_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="clue_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="clue_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="clue_district_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("child", "子女"), ("relative", "近亲属"), ("guardian", "监护人"), ("community", "社区（村）联系人")],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("relation", models.CharField(blank=True, help_text="GB/T 4761-2008", max_length=2, verbose_name="与老人关系")),
                (
                    "phone_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                (
                    "phone_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                ("fall_through_reason", models.CharField(blank=True, max_length=200, verbose_name="不由子女担任的原因")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="核实日期")),
                ("verified_how", models.CharField(blank=True, max_length=60, verbose_name="核实方式")),
                ("is_failed", models.BooleanField(default=False, verbose_name="已失效")),
                ("failed_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="撤下日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "紧急联系人",
                "verbose_name_plural": "紧急联系人",
                "ordering": ["rank"],
                "indexes": [models.Index(fields=["is_failed", "case"], name="contact_failed")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_on__isnull", True)), fields=("case", "rank"), name="contact_rank_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("rank__gte", 1)), name="contact_rank_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="版次")),
                ("text_version", models.CharField(max_length=40, verbose_name="告知书版本")),
                ("scopes", models.JSONField(default=list, verbose_name="同意的范围")),
                ("refused_scopes", models.JSONField(default=list, verbose_name="不同意的范围")),
                (
                    "given_by",
                    models.CharField(
                        choices=[("elder", "老人本人"), ("guardian", "监护人")], default="elder", max_length=12, verbose_name="由谁作出"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("handwritten", "手写签名"),
                            ("paper_photo", "纸质签字拍照"),
                            ("fingerprint", "按指印"),
                            ("oral", "口头确认并有见证人"),
                            ("refused", "拒绝签字"),
                        ],
                        max_length=16,
                        verbose_name="签署方式",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="作出日期")),
                ("asked_by", models.CharField(max_length=60, verbose_name="征询人")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                ("evidence_digest", models.CharField(blank=True, max_length=64, verbose_name="凭据摘要值")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.contact",
                        verbose_name="监护人",
                    ),
                ),
            ],
            options={
                "verbose_name": "同意书",
                "verbose_name_plural": "同意书",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "version"), name="consent_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_on__isnull", True)), fields=("case",), name="one_consent_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "oral"), _negated=True), models.Q(("witness", ""), _negated=True), _connector="OR"
                        ),
                        name="consent_oral_has_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_by", "elder"), ("guardian__isnull", False), _connector="OR"),
                        name="consent_guardian_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revoked_on__isnull", True), ("revoked_on__gte", models.F("given_on")), _connector="OR"),
                        name="consent_revoked_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisabilityCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="残疾人证号索引"),
                ),
                (
                    "number_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="残疾人证号索引"),
                ),
                ("number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="残疾人证号")),
                ("type", models.CharField(help_text="1视力 2听力 3言语 4肢体 5智力 6精神 7多重", max_length=1, verbose_name="残疾类别")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="残疾等级")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="document",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("seen_on", models.DateField(verbose_name="查验日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "残疾人证",
                "verbose_name_plural": "残疾人证",
                "ordering": ["-seen_on", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("grade__gte", 1), ("grade__lte", 4)), name="certificate_grade_known"),
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["1", "2", "3", "4", "5", "6", "7"])), name="certificate_type_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Elder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("name_pinyin", models.CharField(blank=True, editable=False, max_length=200, verbose_name="姓名拼音")),
                ("name_initials", models.CharField(blank=True, editable=False, max_length=40, verbose_name="姓名首字母")),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "未知的性别"), ("1", "男"), ("2", "女"), ("9", "未说明的性别")],
                        default="0",
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                ("birth_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("ethnicity", models.CharField(blank=True, help_text="GB/T 3304", max_length=2, verbose_name="民族")),
                (
                    "marital",
                    models.CharField(
                        choices=[
                            ("unmarried", "未婚"),
                            ("married", "有配偶"),
                            ("widowed", "丧偶"),
                            ("divorced", "离婚"),
                            ("unknown", "不清楚"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="婚姻状况",
                    ),
                ),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("resident_id", "居民身份证"),
                            ("hong_kong_macao", "港澳居民证件"),
                            ("taiwan", "台湾居民证件"),
                            ("passport", "护照或外国人居留证件"),
                            ("other", "其他证件"),
                            ("none", "暂无证件"),
                        ],
                        default="resident_id",
                        max_length=20,
                        verbose_name="证件种类",
                    ),
                ),
                (
                    "id_number_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="证件号码索引"),
                ),
                (
                    "id_number_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="证件号码索引"),
                ),
                ("id_number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="证件号码")),
                ("number_exception", models.CharField(blank=True, max_length=200, verbose_name="号码与出生日期、性别不一致的说明")),
                ("temporary_key", models.CharField(blank=True, editable=False, max_length=60, verbose_name="临时标识")),
                (
                    "phone_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                (
                    "phone_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                ("no_phone_reason", models.CharField(blank=True, max_length=100, verbose_name="没有电话的原因")),
                ("door", permissions.fields.SealedTextField(blank=True, default="", verbose_name="楼门号")),
                ("is_rural", models.BooleanField(default=False, verbose_name="居住在农村")),
                (
                    "lives_at_hukou",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="是否居住在户籍所在地",
                    ),
                ),
                ("hukou_outside", models.CharField(blank=True, max_length=200, verbose_name="市外户籍地")),
                (
                    "aid_status",
                    models.CharField(
                        choices=[("none", "否"), ("minimum_living_allowance", "低保对象"), ("extreme_poverty_support", "特困人员")],
                        default="none",
                        max_length=32,
                        verbose_name="低保、特困",
                    ),
                ),
                ("is_low_income", models.BooleanField(default=False, verbose_name="低收入家庭")),
                ("is_scattered_support", models.BooleanField(default=False, verbose_name="分散供养特困")),
                ("is_party_member", models.BooleanField(default=False, verbose_name="中共党员")),
                ("has_home_care_bed", models.BooleanField(default=False, verbose_name="家庭养老床位")),
                ("home_care_bed_on", models.DateField(blank=True, null=True, verbose_name="家庭养老床位建立日期")),
                ("has_renovation", models.BooleanField(default=False, verbose_name="居家适老化改造")),
                ("renovation_on", models.DateField(blank=True, null=True, verbose_name="居家适老化改造日期")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="elder", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "hukou_region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="户籍所在街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "老年人",
                "verbose_name_plural": "老年人",
                "indexes": [
                    models.Index(fields=["name"], name="elder_name"),
                    models.Index(fields=["name_pinyin"], name="elder_pinyin"),
                    models.Index(fields=["name_initials"], name="elder_initials"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sex__in", ["0", "1", "2", "9"])), name="elder_sex_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("document_kind__in", ["resident_id", "hong_kong_macao", "taiwan", "passport", "other", "none"])
                        ),
                        name="elder_document_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("aid_status__in", ["none", "minimum_living_allowance", "extreme_poverty_support"])),
                        name="elder_aid_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_scattered_support", False), ("aid_status", "extreme_poverty_support"), _connector="OR"),
                        name="elder_scattered_is_extreme",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EligibilityRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32, verbose_name="为何事项")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("as_of_on", models.DateField(verbose_name="判断日期")),
                ("run_at", models.DateTimeField(verbose_name="判断时间")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("facts", models.JSONField(verbose_name="依据的情况")),
                ("verdicts", models.JSONField(verbose_name="结论")),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="提示")),
                ("forecast_on", models.DateField(blank=True, null=True, verbose_name="预计符合日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "类别判断",
                "verbose_name_plural": "类别判断",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["case", "-id"], name="run_of_case"),
                    models.Index(fields=["subject_kind", "subject_id"], name="run_of_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("begun_on", models.DateField(verbose_name="开始日期")),
                (
                    "elder_answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "未答复"), ("agreed", "同意"), ("partly", "部分同意"), ("refused", "不同意")],
                        default="",
                        max_length=8,
                        verbose_name="老人答复",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("field_reasons", models.JSONField(blank=True, default=dict, verbose_name="逐项退回意见")),
                ("recorded_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.consent",
                        verbose_name="同意书",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "建档",
                "verbose_name_plural": "建档",
                "indexes": [
                    models.Index(fields=["community", "state", "due_at"], name="enrollment_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="enrollment_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="enrollment_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("drafting", "awaiting_elder", "street_review", "returned", "district_record"))),
                        fields=("case",),
                        name="one_open_enrollment_a_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="网格编号")),
                ("name", models.CharField(max_length=60, verbose_name="网格名称")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="社区（村）"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="网格员",
                    ),
                ),
            ],
            options={
                "verbose_name": "网格",
                "verbose_name_plural": "网格",
                "constraints": [models.UniqueConstraint(fields=("community", "code"), name="grid_code_in_community")],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("deceased", "去世"),
                            ("moved_away", "迁出本市"),
                            ("transferred", "移交其他社区"),
                            ("care_home", "入住机构"),
                            ("not_eligible", "不再符合"),
                            ("refused", "本人拒绝"),
                            ("lost_contact", "失联"),
                            ("duplicate", "重复并案"),
                            ("entered_by_mistake", "录入错误"),
                        ],
                        max_length=20,
                        verbose_name="结案原因",
                    ),
                ),
                (
                    "happened_on",
                    models.DateField(blank=True, help_text="去世、迁出、入住或最后一次拒绝的日期", null=True, verbose_name="事实发生日期"),
                ),
                ("evidence", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("second_evidence", models.CharField(blank=True, max_length=300, verbose_name="第二份依据")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="街道审批日期")),
                ("recorded_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                ("transfer_refusals", models.PositiveSmallIntegerField(default=0, verbose_name="拒收次数")),
                ("receiving_door", models.CharField(blank=True, editable=False, max_length=400, verbose_name="新楼门号（密文）")),
                (
                    "corrected_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deceased", "去世"),
                            ("moved_away", "迁出本市"),
                            ("transferred", "移交其他社区"),
                            ("care_home", "入住机构"),
                            ("not_eligible", "不再符合"),
                            ("refused", "本人拒绝"),
                            ("lost_contact", "失联"),
                            ("duplicate", "重复并案"),
                            ("entered_by_mistake", "录入错误"),
                        ],
                        max_length=20,
                        verbose_name="拟更正的原因",
                    ),
                ),
                ("reason_version", models.PositiveSmallIntegerField(default=1, verbose_name="原因版本")),
                ("still_eligible", models.BooleanField(blank=True, null=True, verbose_name="仍然符合条件")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.case",
                        verbose_name="保留的个案",
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "receiving_worker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收的负责人",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "receiving_grid",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.grid",
                        verbose_name="接收的网格",
                    ),
                ),
            ],
            options={
                "verbose_name": "结案",
                "verbose_name_plural": "结案",
                "indexes": [
                    models.Index(fields=["case", "-id"], name="closure_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="closure_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="closure_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="closure_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("proposed", "checking", "street_approval", "district_record", "transfer_offer"))),
                        fields=("case",),
                        name="one_open_closure_a_case",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="grid",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.grid",
                verbose_name="网格",
            ),
        ),
        migrations.CreateModel(
            name="Hazard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("gas", "燃气"), ("plumbing", "水暖"), ("electricity", "用电"), ("fire", "消防"), ("other", "其他")],
                        max_length=12,
                        verbose_name="隐患种类",
                    ),
                ),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("action", models.CharField(max_length=300, verbose_name="已采取的措施")),
                ("acted_on", models.DateField(blank=True, null=True, verbose_name="采取措施日期")),
                ("due_on", models.DateField(verbose_name="复查期限")),
                ("resolved_on", models.DateField(blank=True, null=True, verbose_name="消除日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "风险隐患",
                "verbose_name_plural": "风险隐患",
                "ordering": ["resolved_on", "due_on"],
                "indexes": [models.Index(fields=["case", "resolved_on", "due_on"], name="hazard_of_case")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAbilityAssessment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "standard",
                    models.CharField(
                        choices=[("GB/T 42195-2022", "GB/T 42195-2022"), ("MZ/T 039-2013", "MZ/T 039-2013")],
                        max_length=20,
                        verbose_name="标准",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(help_text="0 为完好；GB/T 42195 到 4，MZ/T 039 到 3", verbose_name="等级")),
                ("assessed_on", models.DateField(verbose_name="评估日期")),
                ("assessor", models.CharField(max_length=100, verbose_name="评估机构或人员")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="评估报告编号")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="document",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 能力评估",
                "verbose_name_plural": "historical 能力评估",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAbilityRecord",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("answers", models.JSONField(help_text="{项目编号: 得分}，26项", verbose_name="各项得分")),
                ("first_assessor", models.CharField(max_length=40, verbose_name="评估人员一")),
                ("second_assessor", models.CharField(max_length=40, verbose_name="评估人员二")),
                ("informant", models.CharField(blank=True, max_length=60, verbose_name="信息提供者")),
                ("coma", models.BooleanField(default=False, verbose_name="处于昏迷状态")),
                ("diagnosis", models.BooleanField(default=False, verbose_name="确诊痴呆或精神疾病")),
                ("risk_events", models.PositiveSmallIntegerField(default=0, verbose_name="近30天照护风险事件次数")),
                ("total", models.PositiveSmallIntegerField(verbose_name="总分")),
                ("preliminary_level", models.PositiveSmallIntegerField(verbose_name="初步等级")),
                ("adjustments", models.JSONField(blank=True, default=list, verbose_name="等级变更依据")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.abilityassessment",
                        verbose_name="能力评估",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 能力评估明细",
                "verbose_name_plural": "historical 能力评估明细",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAid",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pension", "养老保险"),
                            ("social_assistance", "社会救助"),
                            ("welfare", "社会福利补贴"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("amount", permissions.fields.SealedTextField(blank=True, default="", verbose_name="每月金额（元）")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 补贴",
                "verbose_name_plural": "historical 补贴",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCampaign",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "trigger",
                    models.CharField(
                        choices=[("festival", "传统节日"), ("weather", "恶劣天气"), ("disease", "疾病多发")],
                        max_length=12,
                        verbose_name="起因",
                    ),
                ),
                ("warning_kind", models.CharField(blank=True, max_length=12, verbose_name="预警种类")),
                ("warning_colour", models.CharField(blank=True, max_length=8, verbose_name="预警颜色")),
                ("categories", models.JSONField(blank=True, default=list, help_text="空为全部在册老年人", verbose_name="对象类别")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("to_on", models.DateField(verbose_name="结束日期（含）")),
                ("extra_visits", models.PositiveSmallIntegerField(default=1, verbose_name="增加次数")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="取消日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="范围",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 加密探访",
                "verbose_name_plural": "historical 加密探访",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCase",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("number", models.CharField(blank=True, db_index=True, max_length=24, null=True, verbose_name="台账编号")),
                (
                    "person_key",
                    models.CharField(
                        editable=False, help_text="证件号码的密钥索引；没有证件的用临时标识", max_length=80, verbose_name="本人标识"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="登记日期")),
                ("ledger_on", models.DateField(blank=True, null=True, verbose_name="台账日期")),
                ("enrolled_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                ("capacity_exception", models.CharField(blank=True, max_length=200, verbose_name="暂无探访人员的原因")),
                ("is_restricted", models.BooleanField(default=False, verbose_name="限制查阅")),
                ("restriction_reason", models.CharField(blank=True, max_length=200, verbose_name="限制查阅的原因")),
                (
                    "willingness",
                    models.CharField(
                        choices=[
                            ("agrees", "愿意"),
                            ("refuses", "不愿意"),
                            ("unable", "本人无法表达"),
                            ("withdrawn", "撤回"),
                            ("not_asked", "未询问"),
                        ],
                        default="not_asked",
                        max_length=12,
                        verbose_name="服务意愿",
                    ),
                ),
                ("declined_on", models.DateField(blank=True, null=True, verbose_name="表示不愿意的日期")),
                ("ask_again_on", models.DateField(blank=True, null=True, verbose_name="再次征询日期")),
                ("screen_again_on", models.DateField(blank=True, null=True, verbose_name="再次摸排日期")),
                ("categories", models.JSONField(blank=True, default=list, help_text="由类别期间得出，供列表显示", verbose_name="现有类别")),
                ("extra_visits", models.PositiveSmallIntegerField(default=0, verbose_name="每月增加探访次数")),
                ("first_frequency", models.JSONField(blank=True, default=dict, verbose_name="首次核定频次")),
                ("last_reviewed_on", models.DateField(blank=True, null=True, verbose_name="上次更新日期")),
                ("next_review_on", models.DateField(blank=True, null=True, verbose_name="下次更新日期")),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="去世日期")),
                ("obligations_end_on", models.DateField(blank=True, null=True, verbose_name="探访义务截止日")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("closure_reason", models.CharField(blank=True, max_length=40, verbose_name="结案原因")),
                ("retention_class", models.CharField(blank=True, max_length=12, verbose_name="保管期限")),
                ("retention_from_on", models.DateField(blank=True, null=True, verbose_name="保管期限起算日")),
                ("retention_until_on", models.DateField(blank=True, null=True, verbose_name="保管期满日")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
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
                (
                    "grid",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.grid",
                        verbose_name="网格",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="并入的个案",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="前一个案",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="街道（乡镇）",
                    ),
                ),
                (
                    "usual_visitor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="常任探访人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 个案",
                "verbose_name_plural": "historical 个案",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCaseShare",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "package",
                    models.CharField(
                        choices=[
                            ("case", "个案"),
                            ("visit", "探访"),
                            ("referral", "转介"),
                            ("intervention", "社工介入"),
                            ("incident", "应急处置"),
                        ],
                        default="case",
                        max_length=16,
                        verbose_name="范围",
                    ),
                ),
                ("subject_kind", models.CharField(blank=True, max_length=32, verbose_name="事项种类")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("fields", models.JSONField(blank=True, default=list, verbose_name="可见内容")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 个案共享",
                "verbose_name_plural": "historical 个案共享",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCategoryPeriod",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("lone", "孤寡"),
                            ("living_alone", "独居"),
                            ("empty_nest", "空巢"),
                            ("left_behind", "留守"),
                            ("functionally_impaired", "失能"),
                            ("severely_disabled", "重残"),
                            ("special_family", "计划生育特殊家庭"),
                        ],
                        max_length=24,
                        verbose_name="类别",
                    ),
                ),
                ("sub_kind", models.CharField(blank=True, help_text="single/double，urban/rural", max_length=20, verbose_name="细分")),
                ("decided_on", models.DateField(verbose_name="认定日期")),
                ("from_on", models.DateField(verbose_name="起计日期")),
                ("lost_on", models.DateField(blank=True, null=True, verbose_name="认定不再符合的日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="止计日期（含）")),
                ("basis", models.CharField(max_length=60, verbose_name="依据")),
                ("reason", models.CharField(max_length=400, verbose_name="理由")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 类别期间",
                "verbose_name_plural": "historical 类别期间",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConsent",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("version", models.PositiveIntegerField(verbose_name="版次")),
                ("text_version", models.CharField(max_length=40, verbose_name="告知书版本")),
                ("scopes", models.JSONField(default=list, verbose_name="同意的范围")),
                ("refused_scopes", models.JSONField(default=list, verbose_name="不同意的范围")),
                (
                    "given_by",
                    models.CharField(
                        choices=[("elder", "老人本人"), ("guardian", "监护人")], default="elder", max_length=12, verbose_name="由谁作出"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("handwritten", "手写签名"),
                            ("paper_photo", "纸质签字拍照"),
                            ("fingerprint", "按指印"),
                            ("oral", "口头确认并有见证人"),
                            ("refused", "拒绝签字"),
                        ],
                        max_length=16,
                        verbose_name="签署方式",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="作出日期")),
                ("asked_by", models.CharField(max_length=60, verbose_name="征询人")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                ("evidence_digest", models.CharField(blank=True, max_length=64, verbose_name="凭据摘要值")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="撤回日期")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回原因")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.contact",
                        verbose_name="监护人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 同意书",
                "verbose_name_plural": "historical 同意书",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDisabilityCertificate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="残疾人证号")),
                ("type", models.CharField(help_text="1视力 2听力 3言语 4肢体 5智力 6精神 7多重", max_length=1, verbose_name="残疾类别")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="残疾等级")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="document",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("seen_on", models.DateField(verbose_name="查验日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 残疾人证",
                "verbose_name_plural": "historical 残疾人证",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalElder",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("name_pinyin", models.CharField(blank=True, editable=False, max_length=200, verbose_name="姓名拼音")),
                ("name_initials", models.CharField(blank=True, editable=False, max_length=40, verbose_name="姓名首字母")),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "未知的性别"), ("1", "男"), ("2", "女"), ("9", "未说明的性别")],
                        default="0",
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                ("birth_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("ethnicity", models.CharField(blank=True, help_text="GB/T 3304", max_length=2, verbose_name="民族")),
                (
                    "marital",
                    models.CharField(
                        choices=[
                            ("unmarried", "未婚"),
                            ("married", "有配偶"),
                            ("widowed", "丧偶"),
                            ("divorced", "离婚"),
                            ("unknown", "不清楚"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="婚姻状况",
                    ),
                ),
                (
                    "document_kind",
                    models.CharField(
                        choices=[
                            ("resident_id", "居民身份证"),
                            ("hong_kong_macao", "港澳居民证件"),
                            ("taiwan", "台湾居民证件"),
                            ("passport", "护照或外国人居留证件"),
                            ("other", "其他证件"),
                            ("none", "暂无证件"),
                        ],
                        default="resident_id",
                        max_length=20,
                        verbose_name="证件种类",
                    ),
                ),
                ("id_number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="证件号码")),
                ("number_exception", models.CharField(blank=True, max_length=200, verbose_name="号码与出生日期、性别不一致的说明")),
                ("temporary_key", models.CharField(blank=True, editable=False, max_length=60, verbose_name="临时标识")),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                ("no_phone_reason", models.CharField(blank=True, max_length=100, verbose_name="没有电话的原因")),
                ("door", permissions.fields.SealedTextField(blank=True, default="", verbose_name="楼门号")),
                ("is_rural", models.BooleanField(default=False, verbose_name="居住在农村")),
                (
                    "lives_at_hukou",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="是否居住在户籍所在地",
                    ),
                ),
                ("hukou_outside", models.CharField(blank=True, max_length=200, verbose_name="市外户籍地")),
                (
                    "aid_status",
                    models.CharField(
                        choices=[("none", "否"), ("minimum_living_allowance", "低保对象"), ("extreme_poverty_support", "特困人员")],
                        default="none",
                        max_length=32,
                        verbose_name="低保、特困",
                    ),
                ),
                ("is_low_income", models.BooleanField(default=False, verbose_name="低收入家庭")),
                ("is_scattered_support", models.BooleanField(default=False, verbose_name="分散供养特困")),
                ("is_party_member", models.BooleanField(default=False, verbose_name="中共党员")),
                ("has_home_care_bed", models.BooleanField(default=False, verbose_name="家庭养老床位")),
                ("home_care_bed_on", models.DateField(blank=True, null=True, verbose_name="家庭养老床位建立日期")),
                ("has_renovation", models.BooleanField(default=False, verbose_name="居家适老化改造")),
                ("renovation_on", models.DateField(blank=True, null=True, verbose_name="居家适老化改造日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "hukou_region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="户籍所在街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 老年人",
                "verbose_name_plural": "historical 老年人",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEligibilityRun",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("subject_kind", models.CharField(max_length=32, verbose_name="为何事项")),
                ("subject_id", models.BigIntegerField(blank=True, null=True, verbose_name="事项")),
                ("as_of_on", models.DateField(verbose_name="判断日期")),
                ("run_at", models.DateTimeField(verbose_name="判断时间")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("facts", models.JSONField(verbose_name="依据的情况")),
                ("verdicts", models.JSONField(verbose_name="结论")),
                ("flags", models.JSONField(blank=True, default=list, verbose_name="提示")),
                ("forecast_on", models.DateField(blank=True, null=True, verbose_name="预计符合日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 类别判断",
                "verbose_name_plural": "historical 类别判断",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGrid",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("code", models.CharField(max_length=20, verbose_name="网格编号")),
                ("name", models.CharField(max_length=60, verbose_name="网格名称")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="网格员",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 网格",
                "verbose_name_plural": "historical 网格",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHazard",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "kind",
                    models.CharField(
                        choices=[("gas", "燃气"), ("plumbing", "水暖"), ("electricity", "用电"), ("fire", "消防"), ("other", "其他")],
                        max_length=12,
                        verbose_name="隐患种类",
                    ),
                ),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("action", models.CharField(max_length=300, verbose_name="已采取的措施")),
                ("acted_on", models.DateField(blank=True, null=True, verbose_name="采取措施日期")),
                ("due_on", models.DateField(verbose_name="复查期限")),
                ("resolved_on", models.DateField(blank=True, null=True, verbose_name="消除日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 风险隐患",
                "verbose_name_plural": "historical 风险隐患",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHouseholdMember",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "未知的性别"), ("1", "男"), ("2", "女"), ("9", "未说明的性别")],
                        default="0",
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                ("id_number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="居民身份证号码")),
                ("no_number_reason", models.CharField(blank=True, max_length=100, verbose_name="没有证件号码的原因")),
                ("relation", models.CharField(help_text="GB/T 4761-2008", max_length=2, verbose_name="与户主关系")),
                ("health", permissions.fields.SealedTextField(blank=True, default="", verbose_name="健康状况")),
                (
                    "aid_status",
                    models.CharField(
                        choices=[("none", "否"), ("minimum_living_allowance", "低保对象"), ("extreme_poverty_support", "特困人员")],
                        default="none",
                        max_length=32,
                        verbose_name="是否为低保对象/特困人员",
                    ),
                ),
                ("is_head", models.BooleanField(default=False, verbose_name="户主")),
                ("is_elder", models.BooleanField(default=False, verbose_name="探访对象本人")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离开本户日期")),
                ("left_reason", models.CharField(blank=True, max_length=60, verbose_name="离开原因")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 家庭成员",
                "verbose_name_plural": "historical 家庭成员",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLedgerSnapshot",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "occasion",
                    models.CharField(
                        choices=[("approval", "建档审核"), ("review", "半年更新"), ("half_year", "半年末"), ("closure", "结案")],
                        max_length=12,
                        verbose_name="时点",
                    ),
                ),
                ("as_of_on", models.DateField(verbose_name="截至日期")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("content", permissions.fields.SealedTextField(blank=True, default="", verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要值")),
                ("algorithm", models.CharField(max_length=12, verbose_name="摘要算法")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 台账快照",
                "verbose_name_plural": "historical 台账快照",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLivingConditions",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("seen_on", models.DateField(verbose_name="查看日期")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="seen",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                (
                    "water",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="饮水是否安全",
                    ),
                ),
                ("water_note", models.CharField(blank=True, max_length=200, verbose_name="饮水说明")),
                (
                    "power",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="生活用电是否安全",
                    ),
                ),
                ("power_note", models.CharField(blank=True, max_length=200, verbose_name="用电说明")),
                (
                    "house",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="住房是否安全",
                    ),
                ),
                ("house_note", models.CharField(blank=True, max_length=200, verbose_name="住房说明")),
                ("monthly_income", permissions.fields.SealedTextField(blank=True, default="", verbose_name="家庭每月收入（元）")),
                ("aid_text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="领取补贴的其他说明")),
                ("has_no_aid", models.BooleanField(default=False, verbose_name="没有领取任何补贴")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 生活状况",
                "verbose_name_plural": "historical 生活状况",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLivingPeriod",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="截止日期（含）")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
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
                (
                    "grid",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.grid",
                        verbose_name="网格",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 属地期间",
                "verbose_name_plural": "historical 属地期间",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNeed",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("life_care", "生活照料"),
                            ("rehabilitation", "康复护理"),
                            ("comfort", "精神慰藉"),
                            ("rescue", "紧急救援"),
                            ("renovation", "居家适老化改造"),
                            ("hardship", "困难帮扶"),
                            ("counselling", "心理疏导"),
                            ("consolation", "精神安慰"),
                            ("family_relations", "家庭关系调适"),
                            ("policy", "政策咨询"),
                            ("care_home", "入住养老机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="需求种类",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="需求内容")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("urgent", "紧急"), ("priority", "优先"), ("normal", "一般")],
                        default="normal",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("found_on", models.DateField(verbose_name="提出日期")),
                (
                    "answered_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("care", "关爱服务"),
                            ("referral", "需求转介"),
                            ("intervention", "社工介入"),
                            ("advice", "政策咨询"),
                            ("not_needed", "不再需要"),
                        ],
                        max_length=16,
                        verbose_name="解决方式",
                    ),
                ),
                ("answered_id", models.BigIntegerField(blank=True, null=True, verbose_name="解决的事项")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="解决日期")),
                ("unmet_count", models.PositiveSmallIntegerField(default=0, verbose_name="未成次数")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 服务需求",
                "verbose_name_plural": "historical 服务需求",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPurchase",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("contract", models.CharField(max_length=60, verbose_name="购买服务合同编号")),
                ("funding_source", models.CharField(max_length=60, verbose_name="资金来源")),
                ("referral_id", models.BigIntegerField(blank=True, null=True, verbose_name="转介")),
                ("care_id", models.BigIntegerField(blank=True, null=True, verbose_name="关爱服务")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="探访")),
                ("service_on", models.DateField(verbose_name="服务日期")),
                ("what", models.CharField(max_length=300, verbose_name="服务内容")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="金额（元）")),
                ("evidence", models.CharField(max_length=200, verbose_name="服务凭证")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="验收人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
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
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="服务机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 购买服务凭证",
                "verbose_name_plural": "historical 购买服务凭证",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRelative",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "kind",
                    models.CharField(choices=[("child", "子女"), ("supporter", "其他赡养人、扶养人")], max_length=12, verbose_name="类别"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("relation", models.CharField(help_text="GB/T 4761-2008", max_length=2, verbose_name="与老人关系")),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                (
                    "cohabits",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="与老人同住",
                    ),
                ),
                (
                    "lives_in_city",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="住在本市",
                    ),
                ),
                ("outside_place", models.CharField(blank=True, max_length=100, verbose_name="市外居住地")),
                ("left_since_on", models.DateField(blank=True, null=True, verbose_name="离开本市日期")),
                (
                    "left_reason",
                    models.CharField(
                        blank=True,
                        choices=[("study", "就学"), ("work", "务工、工作"), ("other", "其他")],
                        max_length=8,
                        verbose_name="离开本市原因",
                    ),
                ),
                ("supports_money", models.BooleanField(default=False, verbose_name="经济供养")),
                ("supports_care", models.BooleanField(default=False, verbose_name="生活照料")),
                ("supports_comfort", models.BooleanField(default=False, verbose_name="精神慰藉")),
                ("contact_is_difficult", models.BooleanField(default=False, verbose_name="日常联系有困难")),
                ("difficulty", models.CharField(blank=True, max_length=200, verbose_name="联系困难的原因")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="elder",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="了解日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="关系终止日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
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
                        verbose_name="居住的区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="居住的街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 赡养人、扶养人",
                "verbose_name_plural": "historical 赡养人、扶养人",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResponsiblePeriod",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("worker_name", models.CharField(max_length=60, verbose_name="当时姓名")),
                ("from_at", models.DateTimeField(verbose_name="起始时间")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="截止时间")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 负责期间",
                "verbose_name_plural": "historical 负责期间",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSituation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "has_spouse",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")], default="unknown", max_length=8, verbose_name="有配偶"
                    ),
                ),
                (
                    "spouse_cohabits",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="与配偶同住",
                    ),
                ),
                (
                    "relatives_are_all",
                    models.BooleanField(default=False, help_text="没有的也算全部登记", verbose_name="子女和其他赡养人、扶养人已全部登记"),
                ),
                (
                    "has_near_relative",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有其他近亲属",
                    ),
                ),
                (
                    "has_guardian",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有监护人",
                    ),
                ),
                (
                    "has_carer",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有人照顾",
                    ),
                ),
                (
                    "able_to_work",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有劳动能力",
                    ),
                ),
                (
                    "lives_independently",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="独自或者只与配偶居住",
                    ),
                ),
                ("independent_since_on", models.DateField(blank=True, null=True, verbose_name="独自居住起始日期")),
                (
                    "is_assessed",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="做过能力评估",
                    ),
                ),
                (
                    "has_certificate",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有残疾人证",
                    ),
                ),
                (
                    "is_single_child_family",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="独生子女家庭",
                    ),
                ),
                ("provenance", models.JSONField(blank=True, default=dict, verbose_name="来源和日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 家庭和居住情况",
                "verbose_name_plural": "historical 家庭和居住情况",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSpecialFamily",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "child_status",
                    models.CharField(
                        choices=[("alive", "健在"), ("disabled", "伤残"), ("deceased", "死亡"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=12,
                        verbose_name="独生子女状况",
                    ),
                ),
                (
                    "later_birth",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="此后生育",
                    ),
                ),
                (
                    "adopted",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="此后收养",
                    ),
                ),
                ("liaison_one", models.CharField(blank=True, max_length=60, verbose_name="联系人一")),
                ("liaison_two", models.CharField(blank=True, max_length=60, verbose_name="联系人二")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="health",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="了解日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 计划生育特殊家庭情况",
                "verbose_name_plural": "historical 计划生育特殊家庭情况",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSuggestion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("kind", models.CharField(max_length=20, verbose_name="建议种类")),
                ("text", models.CharField(max_length=300, verbose_name="建议内容")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("made_on", models.DateField(verbose_name="提出日期")),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 关爱服务建议",
                "verbose_name_plural": "historical 关爱服务建议",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSupport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("kinds", models.JSONField(default=list, verbose_name="帮扶单位（组织）")),
                ("other_kind", models.CharField(blank=True, max_length=60, verbose_name="其他单位")),
                ("organisation_name", models.CharField(blank=True, max_length=100, verbose_name="单位名称")),
                ("person", models.CharField(max_length=60, verbose_name="帮扶责任人")),
                ("measures", models.TextField(verbose_name="帮扶措施")),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="截止日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 帮扶",
                "verbose_name_plural": "historical 帮扶",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisitor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                (
                    "team",
                    models.CharField(
                        choices=[("service_team", "主体队伍"), ("management_team", "管理队伍")], max_length=16, verbose_name="队伍"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relative", "亲属邻里"),
                            ("self_government", "自治组织"),
                            ("provider", "养老服务机构"),
                            ("social_work_station", "社会工作服务站（民政服务站）"),
                            ("civilisation_station", "新时代文明实践站"),
                            ("property_company", "物业服务企业"),
                            ("family_doctor", "家庭医生"),
                            ("elders_association", "老年协会"),
                            ("volunteer", "志愿者"),
                            ("enterprise", "爱心企业（单位）"),
                            ("owners_committee", "业主委员会"),
                        ],
                        max_length=24,
                        verbose_name="力量种类",
                    ),
                ),
                ("is_party_member", models.BooleanField(default=False, verbose_name="中共党员")),
                ("is_student", models.BooleanField(default=False, verbose_name="在校学生")),
                ("school", models.CharField(blank=True, max_length=80, verbose_name="学校")),
                ("plan_version", models.CharField(blank=True, max_length=20, verbose_name="已学习的应急预案版本")),
                ("trained_on", models.DateField(blank=True, null=True, verbose_name="应急流程学习日期")),
                ("trained_until_on", models.DateField(blank=True, null=True, verbose_name="学习确认有效期至")),
                ("on_leave_until_on", models.DateField(blank=True, null=True, verbose_name="请假至")),
                ("capacity", models.PositiveSmallIntegerField(default=60, verbose_name="每月可探访人次")),
                ("is_active", models.BooleanField(default=True, verbose_name="在册")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
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
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="所属单位",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 探访人员",
                "verbose_name_plural": "historical 探访人员",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalWillingnessRecord",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("agrees", "愿意"),
                            ("refuses", "不愿意"),
                            ("unable", "本人无法表达"),
                            ("withdrawn", "撤回"),
                            ("not_asked", "未询问"),
                        ],
                        max_length=12,
                        verbose_name="意愿",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="征询日期")),
                ("asked_by", models.CharField(max_length=60, verbose_name="征询人")),
                ("answered_by", models.CharField(max_length=60, verbose_name="答复人")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("family_told_on", models.DateField(blank=True, null=True, verbose_name="告知家属日期")),
                ("ask_again_on", models.DateField(blank=True, null=True, verbose_name="再次征询日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 服务意愿",
                "verbose_name_plural": "historical 服务意愿",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "未知的性别"), ("1", "男"), ("2", "女"), ("9", "未说明的性别")],
                        default="0",
                        max_length=1,
                        verbose_name="性别",
                    ),
                ),
                (
                    "id_number_index",
                    models.CharField(
                        blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="居民身份证号码索引"
                    ),
                ),
                (
                    "id_number_tail",
                    models.CharField(
                        blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="居民身份证号码索引"
                    ),
                ),
                ("id_number", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="居民身份证号码")),
                ("no_number_reason", models.CharField(blank=True, max_length=100, verbose_name="没有证件号码的原因")),
                ("relation", models.CharField(help_text="GB/T 4761-2008", max_length=2, verbose_name="与户主关系")),
                ("health", permissions.fields.SealedTextField(blank=True, default="", verbose_name="健康状况")),
                (
                    "aid_status",
                    models.CharField(
                        choices=[("none", "否"), ("minimum_living_allowance", "低保对象"), ("extreme_poverty_support", "特困人员")],
                        default="none",
                        max_length=32,
                        verbose_name="是否为低保对象/特困人员",
                    ),
                ),
                ("is_head", models.BooleanField(default=False, verbose_name="户主")),
                ("is_elder", models.BooleanField(default=False, verbose_name="探访对象本人")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离开本户日期")),
                ("left_reason", models.CharField(blank=True, max_length=60, verbose_name="离开原因")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "家庭成员",
                "verbose_name_plural": "家庭成员",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True)), fields=("case", "number"), name="member_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_head", True), ("left_on__isnull", True)), fields=("case",), name="one_head_of_household"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_elder", True), ("left_on__isnull", True)), fields=("case",), name="elder_once_in_household"
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="member_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("aid_status__in", ["none", "minimum_living_allowance", "extreme_poverty_support"])),
                        name="member_aid_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "incident_kind",
                    models.CharField(
                        choices=[
                            ("fall", "跌倒/急病"),
                            ("missing", "走失"),
                            ("lost_contact", "失联"),
                            ("utilities", "火/燃气/水电"),
                            ("self_harm", "自伤"),
                            ("abuse", "虐待/侵害"),
                            ("fraud", "诈骗/财产"),
                            ("death_found", "去世发现"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="种类",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("visitor", "探访人员"),
                            ("device", "设备"),
                            ("elder", "老年人呼叫"),
                            ("family", "家属邻里"),
                            ("clue", "关爱提示"),
                            ("failed_contact", "多次未遇"),
                        ],
                        default="visitor",
                        max_length=16,
                        verbose_name="来源",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(choices=[(1, "一级"), (2, "二级"), (3, "三级")], default=3, verbose_name="等级"),
                ),
                ("happened_at", models.DateTimeField(verbose_name="发生时间")),
                ("place_note", models.CharField(blank=True, max_length=100, verbose_name="地点说明")),
                ("contact_notified_at", models.DateTimeField(blank=True, null=True, verbose_name="通知紧急联系人时间")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="接警时间")),
                ("emergency_called_at", models.DateTimeField(blank=True, null=True, verbose_name="拨打紧急电话时间")),
                ("emergency_number", models.CharField(blank=True, max_length=12, verbose_name="紧急电话")),
                ("operator_answer", models.CharField(blank=True, max_length=200, verbose_name="接线答复")),
                ("family_contacted_at", models.DateTimeField(blank=True, null=True, verbose_name="联系上家属时间")),
                ("arrived_at", models.DateTimeField(blank=True, null=True, verbose_name="到场时间")),
                ("handed_to", models.CharField(blank=True, max_length=60, verbose_name="移交单位")),
                ("condition", permissions.fields.SealedTextField(blank=True, default="", verbose_name="老年人状况")),
                ("risk_removed", models.BooleanField(blank=True, null=True, verbose_name="隐患已消除")),
                ("confirmed_by", models.CharField(blank=True, max_length=60, verbose_name="误报确认人")),
                ("false_alarm_cause", models.CharField(blank=True, max_length=100, verbose_name="误报原因")),
                ("handling_record", permissions.fields.SealedTextField(blank=True, default="", verbose_name="处置经过")),
                ("lessons", models.CharField(blank=True, max_length=300, verbose_name="改进意见")),
                ("responders", models.JSONField(blank=True, default=list, verbose_name="参与处置人员")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "应急事件",
                "verbose_name_plural": "应急事件",
                "indexes": [
                    models.Index(fields=["case", "state"], name="incident_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="incident_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="incident_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="incident_district_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.CharField(max_length=64, verbose_name="链")),
                ("contact_id", models.BigIntegerField(blank=True, null=True, verbose_name="联系人")),
                ("contact_name", models.CharField(max_length=60, verbose_name="联系人姓名")),
                ("kind", models.CharField(max_length=16, verbose_name="种类")),
                ("called_at", models.DateTimeField(verbose_name="拨打时间")),
                ("answered", models.BooleanField(verbose_name="接通")),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                ("called_by", models.CharField(max_length=60, verbose_name="拨打人")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="casework.incident", verbose_name="应急事件"
                    ),
                ),
            ],
            options={
                "verbose_name": "联系记录（应急）",
                "verbose_name_plural": "联系记录（应急）",
                "ordering": ["called_at"],
            },
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "kind_of_help",
                    models.CharField(
                        choices=[
                            ("hardship", "困难帮扶"),
                            ("counselling", "心理疏导"),
                            ("consolation", "精神安慰"),
                            ("family_relations", "家庭关系调适"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="需要的帮助",
                    ),
                ),
                ("presenting", permissions.fields.SealedTextField(blank=True, default="", verbose_name="求助情况")),
                ("is_crisis", models.BooleanField(default=False, verbose_name="危机")),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="协议日期")),
                ("agreement", models.CharField(blank=True, max_length=300, verbose_name="协议和保密约定")),
                ("person_system", permissions.fields.SealedTextField(blank=True, default="", verbose_name="个人系统")),
                ("family_system", permissions.fields.SealedTextField(blank=True, default="", verbose_name="家庭系统")),
                ("social_system", permissions.fields.SealedTextField(blank=True, default="", verbose_name="社会系统")),
                ("problems", permissions.fields.SealedTextField(blank=True, default="", verbose_name="问题")),
                ("strengths", permissions.fields.SealedTextField(blank=True, default="", verbose_name="优势")),
                ("risks", permissions.fields.SealedTextField(blank=True, default="", verbose_name="风险")),
                ("plan_version", models.PositiveSmallIntegerField(default=1, verbose_name="计划版本")),
                ("plan_agreed_on", models.DateField(blank=True, null=True, verbose_name="老年人同意计划日期")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="阶段评估日期")),
                ("crisis_plan", permissions.fields.SealedTextField(blank=True, default="", verbose_name="危机处置计划")),
                ("crisis_plan_done_on", models.DateField(blank=True, null=True, verbose_name="危机处置完成日期")),
                ("elder_rating", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="老年人自评（0-10）")),
                ("close_reason", models.CharField(blank=True, max_length=20, verbose_name="结案原因")),
                ("handover", permissions.fields.SealedTextField(blank=True, default="", verbose_name="衔接安排")),
                ("summary", models.CharField(blank=True, max_length=300, verbose_name="告知社区的摘要")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="结案日期")),
                ("next_call_on", models.DateField(blank=True, null=True, verbose_name="下次跟进日期")),
                ("follow_up_calls", models.PositiveSmallIntegerField(default=0, verbose_name="跟进电话次数")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责社工",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "社工介入",
                "verbose_name_plural": "社工介入",
                "indexes": [
                    models.Index(fields=["organisation", "state", "due_at"], name="intervention_of_station"),
                    models.Index(fields=["owner", "state"], name="intervention_of_owner"),
                    models.Index(fields=["community", "state", "due_at"], name="intervention_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="intervention_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="intervention_district_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("elder_rating__isnull", True), ("elder_rating__lte", 10), _connector="OR"),
                        name="intervention_rating_to_ten",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSession",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("interview", "个案面谈"),
                            ("home", "家访"),
                            ("phone", "电话"),
                            ("group", "小组"),
                            ("resource", "链接资源"),
                            ("follow_up", "跟进电话"),
                        ],
                        max_length=12,
                        verbose_name="形式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("minutes", models.PositiveIntegerField(default=0, verbose_name="时长（分钟）")),
                ("content", permissions.fields.SealedTextField(blank=True, default="", verbose_name="内容")),
                ("response", permissions.fields.SealedTextField(blank=True, default="", verbose_name="老年人反应")),
                ("upcoming", models.CharField(blank=True, max_length=200, verbose_name="下次安排")),
                ("worker_name", models.CharField(max_length=60, verbose_name="社工")),
                ("is_late", models.BooleanField(default=False, verbose_name="补记")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.intervention",
                        verbose_name="社工介入",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 会谈记录",
                "verbose_name_plural": "historical 会谈记录",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGoal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("plan_version", models.PositiveSmallIntegerField(default=1, verbose_name="计划版本")),
                ("text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="目标")),
                ("indicator", models.CharField(max_length=100, verbose_name="指标")),
                ("baseline", models.CharField(max_length=60, verbose_name="基线")),
                ("target", models.CharField(max_length=60, verbose_name="目标值")),
                ("due_on", models.DateField(verbose_name="完成日期")),
                ("progress", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="进展（0-10）")),
                ("rated_on", models.DateField(blank=True, null=True, verbose_name="评分日期")),
                ("task", models.CharField(blank=True, max_length=200, verbose_name="任务和负责人")),
                ("task_done_on", models.DateField(blank=True, null=True, verbose_name="任务完成日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.intervention",
                        verbose_name="社工介入",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 介入目标",
                "verbose_name_plural": "historical 介入目标",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan_version", models.PositiveSmallIntegerField(default=1, verbose_name="计划版本")),
                ("text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="目标")),
                ("indicator", models.CharField(max_length=100, verbose_name="指标")),
                ("baseline", models.CharField(max_length=60, verbose_name="基线")),
                ("target", models.CharField(max_length=60, verbose_name="目标值")),
                ("due_on", models.DateField(verbose_name="完成日期")),
                ("progress", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="进展（0-10）")),
                ("rated_on", models.DateField(blank=True, null=True, verbose_name="评分日期")),
                ("task", models.CharField(blank=True, max_length=200, verbose_name="任务和负责人")),
                ("task_done_on", models.DateField(blank=True, null=True, verbose_name="任务完成日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="casework.intervention",
                        verbose_name="社工介入",
                    ),
                ),
            ],
            options={
                "verbose_name": "介入目标",
                "verbose_name_plural": "介入目标",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progress__isnull", True), ("progress__lte", 10), _connector="OR"), name="goal_progress_to_ten"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("community_code", models.CharField(max_length=12, verbose_name="社区（村）代码")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("last_serial", models.PositiveIntegerField(default=0, verbose_name="最后序号")),
            ],
            options={
                "verbose_name": "台账编号",
                "verbose_name_plural": "台账编号",
                "constraints": [models.UniqueConstraint(fields=("community_code", "year"), name="ledger_number_a_year")],
            },
        ),
        migrations.CreateModel(
            name="LedgerSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[("approval", "建档审核"), ("review", "半年更新"), ("half_year", "半年末"), ("closure", "结案")],
                        max_length=12,
                        verbose_name="时点",
                    ),
                ),
                ("as_of_on", models.DateField(verbose_name="截至日期")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("content", permissions.fields.SealedTextField(blank=True, default="", verbose_name="内容")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要值")),
                ("algorithm", models.CharField(max_length=12, verbose_name="摘要算法")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "台账快照",
                "verbose_name_plural": "台账快照",
                "ordering": ["-as_of_on", "-id"],
                "indexes": [models.Index(fields=["case", "-as_of_on"], name="snapshot_of_case")],
            },
        ),
        migrations.CreateModel(
            name="LedgerCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "holder",
                    models.CharField(
                        choices=[("street", "街道（乡镇）"), ("district", "区民政部门")], max_length=12, verbose_name="存档单位"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("to_print", "待打印"), ("printed", "已打印"), ("filed", "已存档")],
                        default="to_print",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("printed_on", models.DateField(blank=True, null=True, verbose_name="打印日期")),
                ("printed_by", models.CharField(blank=True, max_length=60, verbose_name="打印人")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="存档日期")),
                ("filed_by", models.CharField(blank=True, max_length=60, verbose_name="存档人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="casework.ledgersnapshot",
                        verbose_name="台账快照",
                    ),
                ),
            ],
            options={
                "verbose_name": "台账存档份",
                "verbose_name_plural": "台账存档份",
                "constraints": [models.UniqueConstraint(fields=("snapshot", "holder"), name="one_copy_a_holder")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalLedgerCopy",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "holder",
                    models.CharField(
                        choices=[("street", "街道（乡镇）"), ("district", "区民政部门")], max_length=12, verbose_name="存档单位"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("to_print", "待打印"), ("printed", "已打印"), ("filed", "已存档")],
                        default="to_print",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("printed_on", models.DateField(blank=True, null=True, verbose_name="打印日期")),
                ("printed_by", models.CharField(blank=True, max_length=60, verbose_name="打印人")),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="存档日期")),
                ("filed_by", models.CharField(blank=True, max_length=60, verbose_name="存档人")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.ledgersnapshot",
                        verbose_name="台账快照",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 台账存档份",
                "verbose_name_plural": "historical 台账存档份",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LivingConditions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_on", models.DateField(verbose_name="查看日期")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="seen",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                (
                    "water",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="饮水是否安全",
                    ),
                ),
                ("water_note", models.CharField(blank=True, max_length=200, verbose_name="饮水说明")),
                (
                    "power",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="生活用电是否安全",
                    ),
                ),
                ("power_note", models.CharField(blank=True, max_length=200, verbose_name="用电说明")),
                (
                    "house",
                    models.CharField(
                        choices=[("safe", "安全"), ("unsafe", "不安全"), ("unknown", "未查看")],
                        default="unknown",
                        max_length=8,
                        verbose_name="住房是否安全",
                    ),
                ),
                ("house_note", models.CharField(blank=True, max_length=200, verbose_name="住房说明")),
                ("monthly_income", permissions.fields.SealedTextField(blank=True, default="", verbose_name="家庭每月收入（元）")),
                ("aid_text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="领取补贴的其他说明")),
                ("has_no_aid", models.BooleanField(default=False, verbose_name="没有领取任何补贴")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "生活状况",
                "verbose_name_plural": "生活状况",
                "ordering": ["-seen_on", "-id"],
                "indexes": [models.Index(fields=["case", "-seen_on"], name="conditions_of_case")],
            },
        ),
        migrations.CreateModel(
            name="LivingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="截止日期（含）")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.grid",
                        verbose_name="网格",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "属地期间",
                "verbose_name_plural": "属地期间",
                "indexes": [
                    models.Index(fields=["case", "from_on"], name="living_of_case"),
                    models.Index(fields=["community", "from_on", "until_on"], name="living_in_community"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("until_on__isnull", True)), fields=("case",), name="one_living_period_now"),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="living_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=7, verbose_name="月份")),
                ("planned_at", models.DateTimeField(verbose_name="计算时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="关账时间")),
                ("cases", models.PositiveIntegerField(verbose_name="个案数")),
                ("rows", models.PositiveIntegerField(verbose_name="义务数")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("list_digest", models.CharField(max_length=64, verbose_name="清单摘要")),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
            ],
            options={
                "verbose_name": "月度计划",
                "verbose_name_plural": "月度计划",
                "constraints": [models.UniqueConstraint(fields=("period", "district"), name="month_planned_once_a_district")],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("life_care", "生活照料"),
                            ("rehabilitation", "康复护理"),
                            ("comfort", "精神慰藉"),
                            ("rescue", "紧急救援"),
                            ("renovation", "居家适老化改造"),
                            ("hardship", "困难帮扶"),
                            ("counselling", "心理疏导"),
                            ("consolation", "精神安慰"),
                            ("family_relations", "家庭关系调适"),
                            ("policy", "政策咨询"),
                            ("care_home", "入住养老机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="需求种类",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="需求内容")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("urgent", "紧急"), ("priority", "优先"), ("normal", "一般")],
                        default="normal",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("found_on", models.DateField(verbose_name="提出日期")),
                (
                    "answered_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("care", "关爱服务"),
                            ("referral", "需求转介"),
                            ("intervention", "社工介入"),
                            ("advice", "政策咨询"),
                            ("not_needed", "不再需要"),
                        ],
                        max_length=16,
                        verbose_name="解决方式",
                    ),
                ),
                ("answered_id", models.BigIntegerField(blank=True, null=True, verbose_name="解决的事项")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="解决日期")),
                ("unmet_count", models.PositiveSmallIntegerField(default=0, verbose_name="未成次数")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "服务需求",
                "verbose_name_plural": "服务需求",
                "ordering": ["answered_on", "found_on"],
                "indexes": [models.Index(fields=["case", "answered_on"], name="need_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answered_on__isnull", True), ("answered_on__gte", models.F("found_on")), _connector="OR"),
                        name="need_in_order",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="intervention",
            name="need",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="interventions",
                to="casework.need",
                verbose_name="服务需求",
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "occasion",
                    models.CharField(
                        choices=[("enrolled", "建档"), ("amended", "情况变更"), ("moved", "移交"), ("closed", "结案")],
                        max_length=12,
                        verbose_name="告知事由",
                    ),
                ),
                ("content", models.CharField(max_length=500, verbose_name="告知内容")),
                ("goes_by_letter", models.BooleanField(default=False, verbose_name="信函送达")),
                ("letter_address", models.CharField(blank=True, max_length=200, verbose_name="收件单位和地址")),
                ("receipt_on", models.DateField(blank=True, null=True, verbose_name="回执日期")),
                ("receipt_note", models.CharField(blank=True, max_length=200, verbose_name="回执说明")),
                ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="催办次数")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "人户分离告知",
                "verbose_name_plural": "人户分离告知",
                "indexes": [
                    models.Index(fields=["community", "state", "due_at"], name="notice_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="notice_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="notice_district_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("visit", "每月探访"), ("home_visit", "每月上门"), ("assistance", "每季帮扶"), ("surge", "加密探访")],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("period", models.CharField(help_text="2026-11、2026Q4；加密探访为起始日期", max_length=10, verbose_name="期间")),
                ("starts_on", models.DateField(verbose_name="期间首日")),
                ("due_by_on", models.DateField(verbose_name="期间末日")),
                ("required", models.PositiveSmallIntegerField(verbose_name="应完成次数")),
                ("done", models.PositiveSmallIntegerField(default=0, verbose_name="已完成次数")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "待完成"), ("met", "已完成"), ("missed", "漏访"), ("excused", "已说明")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("excuse", models.CharField(blank=True, max_length=200, verbose_name="漏访说明")),
                ("rule_version", models.CharField(max_length=40, verbose_name="规则版本")),
                ("computed_at", models.DateTimeField(verbose_name="计算时间")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations",
                        to="casework.campaign",
                        verbose_name="加密探访",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "探访义务",
                "verbose_name_plural": "探访义务",
                "indexes": [
                    models.Index(fields=["community", "period", "kind", "status"], name="obligation_of_community"),
                    models.Index(fields=["street", "period", "kind", "status"], name="obligation_of_street"),
                    models.Index(fields=["district", "period", "kind", "status"], name="obligation_of_district"),
                    models.Index(fields=["period", "kind", "status"], name="obligation_of_city"),
                    models.Index(fields=["status", "due_by_on"], name="obligation_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("campaign", None)), fields=("case", "kind", "period"), name="obligation_once_a_period"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("campaign__isnull", False)), fields=("case", "campaign"), name="surge_once_a_campaign"
                    ),
                    models.CheckConstraint(condition=models.Q(("required__gte", 1)), name="obligation_requires_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contract", models.CharField(max_length=60, verbose_name="购买服务合同编号")),
                ("funding_source", models.CharField(max_length=60, verbose_name="资金来源")),
                ("referral_id", models.BigIntegerField(blank=True, null=True, verbose_name="转介")),
                ("care_id", models.BigIntegerField(blank=True, null=True, verbose_name="关爱服务")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="探访")),
                ("service_on", models.DateField(verbose_name="服务日期")),
                ("what", models.CharField(max_length=300, verbose_name="服务内容")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="金额（元）")),
                ("evidence", models.CharField(max_length=200, verbose_name="服务凭证")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="验收人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.organisation",
                        verbose_name="服务机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "购买服务凭证",
                "verbose_name_plural": "购买服务凭证",
                "ordering": ["-service_on", "-id"],
                "indexes": [models.Index(fields=["district", "service_on", "provider"], name="purchase_of_district")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("referral_id__isnull", False)), fields=("referral_id",), name="purchase_once_a_referral"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="purchase_amount_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_by__isnull", True), ("accepted_on__isnull", True)),
                            models.Q(("accepted_by__isnull", False), ("accepted_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="purchase_accepted_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "need_kind",
                    models.CharField(
                        choices=[
                            ("life_care", "生活照料"),
                            ("rehabilitation", "康复护理"),
                            ("comfort", "精神慰藉"),
                            ("rescue", "紧急救援"),
                            ("renovation", "居家适老化改造"),
                            ("hardship", "困难帮扶"),
                            ("counselling", "心理疏导"),
                            ("consolation", "精神安慰"),
                            ("family_relations", "家庭关系调适"),
                            ("policy", "政策咨询"),
                            ("care_home", "入住养老机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="需求种类",
                    ),
                ),
                ("need_text", models.CharField(max_length=300, verbose_name="服务需求")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("urgent", "紧急"), ("priority", "优先"), ("normal", "一般")],
                        default="normal",
                        max_length=8,
                        verbose_name="紧急程度",
                    ),
                ),
                ("is_funded", models.BooleanField(default=False, verbose_name="使用补贴资金")),
                ("funding_source", models.CharField(blank=True, max_length=60, verbose_name="资金来源")),
                ("times_re_referred", models.PositiveSmallIntegerField(default=0, verbose_name="再转次数")),
                ("agreed_fields", models.JSONField(blank=True, default=list, help_text="空为全部", verbose_name="同意提供的内容")),
                ("package", permissions.fields.SealedTextField(blank=True, default="", verbose_name="转介内容")),
                ("package_hash", models.CharField(blank=True, max_length=64, verbose_name="转介内容摘要")),
                ("first_contact_on", models.DateField(blank=True, null=True, verbose_name="首次联系日期")),
                ("progress", models.CharField(blank=True, max_length=300, verbose_name="服务进展")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="提供日期")),
                ("delivered_what", models.CharField(blank=True, max_length=300, verbose_name="提供的服务")),
                ("delivered_by_name", models.CharField(blank=True, max_length=60, verbose_name="服务人员")),
                ("cost", models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="费用（元）")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="服务凭证")),
                ("hold_until_on", models.DateField(blank=True, null=True, verbose_name="暂缓至")),
                ("paused_seconds", models.BigIntegerField(default=0, verbose_name="暂缓累计秒数")),
                ("satisfaction", models.CharField(blank=True, max_length=16, verbose_name="满意度")),
                (
                    "solved",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "已解决"), ("part", "部分解决"), ("no", "未解决")],
                        max_length=8,
                        verbose_name="需求是否解决",
                    ),
                ),
                ("outcome_text", models.CharField(blank=True, max_length=200, verbose_name="老年人评价")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "delivered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记提供的人",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="casework.need",
                        verbose_name="服务需求",
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="casework.referral",
                        verbose_name="上一次转介",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签批人",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "需求转介",
                "verbose_name_plural": "需求转介",
                "indexes": [
                    models.Index(fields=["organisation", "state", "due_at"], name="referral_of_provider"),
                    models.Index(fields=["case", "-id"], name="referral_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="referral_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="referral_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="referral_district_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("ordinal", models.PositiveIntegerField(blank=True, null=True, verbose_name="第几次开展关爱")),
                ("care_on", models.DateField(verbose_name="服务日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("life_care", "生活照料"),
                            ("rehabilitation", "康复护理"),
                            ("comfort", "精神慰藉"),
                            ("housework", "助洁"),
                            ("bath", "助浴"),
                            ("medical", "助医"),
                            ("meal", "助餐"),
                            ("walk", "助行"),
                            ("errand", "助急"),
                            ("renovation", "居家适老化改造"),
                            ("hardship", "困难帮扶"),
                            ("policy", "政策宣讲"),
                            ("safety", "安全提醒"),
                            ("donation", "慈善捐赠"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="服务种类",
                    ),
                ),
                (
                    "done_by",
                    models.CharField(
                        choices=[
                            ("community", "社区"),
                            ("provider", "服务机构"),
                            ("social_worker", "社会工作者"),
                            ("volunteer", "志愿者"),
                            ("other", "其他"),
                        ],
                        default="community",
                        max_length=16,
                        verbose_name="服务方",
                    ),
                ),
                ("counts_as_assistance", models.BooleanField(default=False, verbose_name="计入社区帮扶")),
                ("content", models.CharField(max_length=500, verbose_name="关爱服务情况")),
                ("server_name", models.CharField(max_length=60, verbose_name="服务人员")),
                (
                    "server_signed_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handwritten", "手写签字"),
                            ("paper", "纸质签字"),
                            ("fingerprint", "按手印"),
                            ("oral", "口头确认"),
                            ("seal", "盖章"),
                            ("refused", "拒绝签字"),
                        ],
                        max_length=12,
                        verbose_name="签字（盖章）方式",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签字日期")),
                (
                    "satisfaction",
                    models.CharField(
                        choices=[
                            ("very_satisfied", "非常满意"),
                            ("satisfied", "满意"),
                            ("neutral", "一般"),
                            ("dissatisfied", "不满意"),
                            ("not_stated", "未表态"),
                        ],
                        default="not_stated",
                        max_length=16,
                        verbose_name="满意度",
                    ),
                ),
                ("satisfaction_text", models.CharField(blank=True, max_length=200, verbose_name="评价")),
                ("satisfaction_from_elder", models.BooleanField(default=False, verbose_name="老年人本人通过电话或设备表示")),
                ("donor", models.CharField(blank=True, max_length=80, verbose_name="捐赠方")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="内容摘要")),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="casework.careservice",
                        verbose_name="更正的记录",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "satisfaction_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="满意度登记人",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care_services",
                        to="casework.referral",
                        verbose_name="转介",
                    ),
                ),
            ],
            options={
                "verbose_name": "关爱服务",
                "verbose_name_plural": "关爱服务",
                "ordering": ["-care_on", "-id"],
                "indexes": [
                    models.Index(fields=["case", "state", "care_on"], name="care_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="careservice_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="careservice_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="careservice_district_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("satisfaction__in", ["very_satisfied", "satisfied", "neutral", "dissatisfied", "not_stated"])),
                        name="care_satisfaction_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ordinal__isnull", False), models.Q(("state", "corrected"), _negated=True)),
                        fields=("case", "ordinal"),
                        name="care_ordinal_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("child", "子女"), ("supporter", "其他赡养人、扶养人")], max_length=12, verbose_name="类别"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("relation", models.CharField(help_text="GB/T 4761-2008", max_length=2, verbose_name="与老人关系")),
                (
                    "phone_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                (
                    "phone_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                (
                    "cohabits",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="与老人同住",
                    ),
                ),
                (
                    "lives_in_city",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="住在本市",
                    ),
                ),
                ("outside_place", models.CharField(blank=True, max_length=100, verbose_name="市外居住地")),
                ("left_since_on", models.DateField(blank=True, null=True, verbose_name="离开本市日期")),
                (
                    "left_reason",
                    models.CharField(
                        blank=True,
                        choices=[("study", "就学"), ("work", "务工、工作"), ("other", "其他")],
                        max_length=8,
                        verbose_name="离开本市原因",
                    ),
                ),
                ("supports_money", models.BooleanField(default=False, verbose_name="经济供养")),
                ("supports_care", models.BooleanField(default=False, verbose_name="生活照料")),
                ("supports_comfort", models.BooleanField(default=False, verbose_name="精神慰藉")),
                ("contact_is_difficult", models.BooleanField(default=False, verbose_name="日常联系有困难")),
                ("difficulty", models.CharField(blank=True, max_length=200, verbose_name="联系困难的原因")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="elder",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="了解日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="关系终止日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="居住的区",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="居住的街道（乡镇）",
                    ),
                ),
            ],
            options={
                "verbose_name": "赡养人、扶养人",
                "verbose_name_plural": "赡养人、扶养人",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["child", "supporter"])), name="relative_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(("contact_is_difficult", False), models.Q(("difficulty", ""), _negated=True), _connector="OR"),
                        name="relative_difficulty_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lives_in_city", "no"), ("left_since_on__isnull", True), _connector="OR"),
                        name="relative_left_lives_outside",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="顺序")),
                (
                    "kind",
                    models.CharField(
                        choices=[("child", "子女"), ("relative", "近亲属"), ("guardian", "监护人"), ("community", "社区（村）联系人")],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("relation", models.CharField(blank=True, help_text="GB/T 4761-2008", max_length=2, verbose_name="与老人关系")),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                ("fall_through_reason", models.CharField(blank=True, max_length=200, verbose_name="不由子女担任的原因")),
                ("verified_on", models.DateField(blank=True, null=True, verbose_name="核实日期")),
                ("verified_how", models.CharField(blank=True, max_length=60, verbose_name="核实方式")),
                ("is_failed", models.BooleanField(default=False, verbose_name="已失效")),
                ("failed_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="撤下日期")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "relative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.relative",
                        verbose_name="对应的赡养人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 紧急联系人",
                "verbose_name_plural": "historical 紧急联系人",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="contact",
            name="relative",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="casework.relative",
                verbose_name="对应的赡养人",
            ),
        ),
        migrations.CreateModel(
            name="ResponsiblePeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worker_name", models.CharField(max_length=60, verbose_name="当时姓名")),
                ("from_at", models.DateTimeField(verbose_name="起始时间")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="截止时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="负责人"
                    ),
                ),
            ],
            options={
                "verbose_name": "负责期间",
                "verbose_name_plural": "负责期间",
                "indexes": [models.Index(fields=["case", "from_at"], name="responsible_of_case")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("until_at__isnull", True)), fields=("case",), name="one_responsible_now"),
                    models.CheckConstraint(
                        condition=models.Q(("until_at__isnull", True), ("until_at__gte", models.F("from_at")), _connector="OR"),
                        name="responsible_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("due_on", models.DateField(verbose_name="应更新日期")),
                ("call_up_on", models.DateField(verbose_name="提请日期")),
                ("last_mark", models.SmallIntegerField(blank=True, null=True, verbose_name="已发提醒（距到期天数）")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("cycle", "满半年"),
                            ("hospital", "入院或出院"),
                            ("widowed", "丧偶"),
                            ("child_moved", "子女迁居"),
                            ("clue", "关爱提示"),
                            ("worse_twice", "连续两次较差"),
                            ("incident", "应急事件"),
                            ("suspension", "暂停满90天"),
                        ],
                        default="cycle",
                        max_length=12,
                        verbose_name="起因",
                    ),
                ),
                ("trigger_note", models.CharField(blank=True, max_length=200, verbose_name="起因说明")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="开始日期")),
                ("family_verified_on", models.DateField(blank=True, null=True, verbose_name="家庭成员核实日期")),
                ("family_verified_how", models.CharField(blank=True, max_length=12, verbose_name="家庭成员核实方式")),
                ("family_verified_by", models.CharField(blank=True, max_length=60, verbose_name="家庭成员核实人")),
                ("contacts_verified_on", models.DateField(blank=True, null=True, verbose_name="联系人核实日期")),
                ("contacts_verified_by", models.CharField(blank=True, max_length=60, verbose_name="联系人核实人")),
                ("ability_requested_on", models.DateField(blank=True, null=True, verbose_name="申请能力评估日期")),
                ("times_returned", models.PositiveSmallIntegerField(default=0, verbose_name="退回次数")),
                ("finished_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("observe_until_on", models.DateField(blank=True, null=True, verbose_name="观察期至")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "半年更新",
                "verbose_name_plural": "半年更新",
                "indexes": [
                    models.Index(fields=["state", "due_on"], name="review_due"),
                    models.Index(fields=["community", "state", "due_at"], name="review_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="review_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="review_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("scheduled", "due", "in_review", "submitted", "returned"))),
                        fields=("case",),
                        name="one_open_review_a_case",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSectionConfirmation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("person", "探访对象基本情况"),
                            ("address", "家庭住址和户籍"),
                            ("categories", "类别情况"),
                            ("household", "家庭基本情况"),
                            ("contacts", "紧急联系人"),
                            ("conditions", "饮水、用电、住房和收入"),
                            ("support", "帮扶单位和措施"),
                            ("willingness", "服务意愿和同意范围"),
                        ],
                        max_length=20,
                        verbose_name="部分",
                    ),
                ),
                ("is_changed", models.BooleanField(verbose_name="有变化")),
                ("changes", models.CharField(blank=True, max_length=400, verbose_name="变化内容")),
                ("confirmed_on", models.DateField(verbose_name="确认日期")),
                ("confirmed_by", models.CharField(max_length=60, verbose_name="确认人")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.review",
                        verbose_name="半年更新",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 逐项确认",
                "verbose_name_plural": "historical 逐项确认",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("round", models.CharField(help_text="如 2025H1", max_length=20, verbose_name="摸排轮次")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("round", "集中摸排"),
                            ("visit", "日常走访"),
                            ("application", "本人或家属申请"),
                            ("clue", "线索核实"),
                            ("feed", "部门数据"),
                            ("reopened", "结案后重新摸排"),
                            ("repeated", "到期再次摸排"),
                        ],
                        default="visit",
                        max_length=16,
                        verbose_name="来源",
                    ),
                ),
                ("listed_on", models.DateField(verbose_name="列入日期")),
                ("facts_recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="情况登记时间")),
                ("retries", models.PositiveSmallIntegerField(default=0, verbose_name="复访次数")),
                ("times_returned", models.PositiveSmallIntegerField(default=0, verbose_name="退回次数")),
                ("police_check_on", models.DateField(blank=True, null=True, verbose_name="请公安协助日期")),
                ("forecast_on", models.DateField(blank=True, null=True, verbose_name="预计符合日期")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="指派网格员",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
            ],
            options={
                "verbose_name": "摸底排查",
                "verbose_name_plural": "摸底排查",
                "indexes": [
                    models.Index(fields=["assigned_to", "state", "due_at"], name="screening_of_worker"),
                    models.Index(fields=["community", "state", "due_at"], name="screening_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="screening_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="screening_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("listed", "in_progress", "to_verify", "unreachable", "submitted", "returned"))),
                        fields=("case",),
                        name="one_open_screening_a_case",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "annulled"), _negated=True), fields=("case", "round"), name="one_screening_a_round"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProofRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proof", models.CharField(max_length=200, verbose_name="需要的证明")),
                ("proof_from", models.CharField(max_length=100, verbose_name="由谁提供")),
                ("asked_on", models.DateField(verbose_name="索取日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="收到日期")),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="casework.screening", verbose_name="摸底排查"
                    ),
                ),
            ],
            options={
                "verbose_name": "索取证明",
                "verbose_name_plural": "索取证明",
                "ordering": ["-asked_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalProofRequest",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("proof", models.CharField(max_length=200, verbose_name="需要的证明")),
                ("proof_from", models.CharField(max_length=100, verbose_name="由谁提供")),
                ("asked_on", models.DateField(verbose_name="索取日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="收到日期")),
                ("result", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.screening",
                        verbose_name="摸底排查",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 索取证明",
                "verbose_name_plural": "historical 索取证明",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactAttempt",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("tried_at", models.DateTimeField(verbose_name="联系时间")),
                (
                    "method",
                    models.CharField(
                        choices=[("door", "上门"), ("phone", "电话"), ("neighbour", "询问邻里"), ("family", "联系家属")],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("result", models.CharField(max_length=200, verbose_name="结果")),
                ("tried_by", models.CharField(max_length=60, verbose_name="联系人员")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.screening",
                        verbose_name="摸底排查",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 联系记录",
                "verbose_name_plural": "historical 联系记录",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tried_at", models.DateTimeField(verbose_name="联系时间")),
                (
                    "method",
                    models.CharField(
                        choices=[("door", "上门"), ("phone", "电话"), ("neighbour", "询问邻里"), ("family", "联系家属")],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("result", models.CharField(max_length=200, verbose_name="结果")),
                ("tried_by", models.CharField(max_length=60, verbose_name="联系人员")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="casework.screening",
                        verbose_name="摸底排查",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系记录",
                "verbose_name_plural": "联系记录",
                "ordering": ["-tried_at"],
            },
        ),
        migrations.CreateModel(
            name="SectionConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("person", "探访对象基本情况"),
                            ("address", "家庭住址和户籍"),
                            ("categories", "类别情况"),
                            ("household", "家庭基本情况"),
                            ("contacts", "紧急联系人"),
                            ("conditions", "饮水、用电、住房和收入"),
                            ("support", "帮扶单位和措施"),
                            ("willingness", "服务意愿和同意范围"),
                        ],
                        max_length=20,
                        verbose_name="部分",
                    ),
                ),
                ("is_changed", models.BooleanField(verbose_name="有变化")),
                ("changes", models.CharField(blank=True, max_length=400, verbose_name="变化内容")),
                ("confirmed_on", models.DateField(verbose_name="确认日期")),
                ("confirmed_by", models.CharField(max_length=60, verbose_name="确认人")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="casework.review",
                        verbose_name="半年更新",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐项确认",
                "verbose_name_plural": "逐项确认",
                "constraints": [models.UniqueConstraint(fields=("review", "section"), name="section_confirmed_once")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("interview", "个案面谈"),
                            ("home", "家访"),
                            ("phone", "电话"),
                            ("group", "小组"),
                            ("resource", "链接资源"),
                            ("follow_up", "跟进电话"),
                        ],
                        max_length=12,
                        verbose_name="形式",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="日期")),
                ("minutes", models.PositiveIntegerField(default=0, verbose_name="时长（分钟）")),
                ("content", permissions.fields.SealedTextField(blank=True, default="", verbose_name="内容")),
                ("response", permissions.fields.SealedTextField(blank=True, default="", verbose_name="老年人反应")),
                ("upcoming", models.CharField(blank=True, max_length=200, verbose_name="下次安排")),
                ("worker_name", models.CharField(max_length=60, verbose_name="社工")),
                ("is_late", models.BooleanField(default=False, verbose_name="补记")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="casework.intervention",
                        verbose_name="社工介入",
                    ),
                ),
            ],
            options={
                "verbose_name": "会谈记录",
                "verbose_name_plural": "会谈记录",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Situation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "has_spouse",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")], default="unknown", max_length=8, verbose_name="有配偶"
                    ),
                ),
                (
                    "spouse_cohabits",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="与配偶同住",
                    ),
                ),
                (
                    "relatives_are_all",
                    models.BooleanField(default=False, help_text="没有的也算全部登记", verbose_name="子女和其他赡养人、扶养人已全部登记"),
                ),
                (
                    "has_near_relative",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有其他近亲属",
                    ),
                ),
                (
                    "has_guardian",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有监护人",
                    ),
                ),
                (
                    "has_carer",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有人照顾",
                    ),
                ),
                (
                    "able_to_work",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有劳动能力",
                    ),
                ),
                (
                    "lives_independently",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="独自或者只与配偶居住",
                    ),
                ),
                ("independent_since_on", models.DateField(blank=True, null=True, verbose_name="独自居住起始日期")),
                (
                    "is_assessed",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="做过能力评估",
                    ),
                ),
                (
                    "has_certificate",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="有残疾人证",
                    ),
                ),
                (
                    "is_single_child_family",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="独生子女家庭",
                    ),
                ),
                ("provenance", models.JSONField(blank=True, default=dict, verbose_name="来源和日期")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="situation", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "家庭和居住情况",
                "verbose_name_plural": "家庭和居住情况",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("independent_since_on__isnull", True), ("lives_independently", "yes"), _connector="OR"),
                        name="situation_since_needs_independent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialFamily",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "child_status",
                    models.CharField(
                        choices=[("alive", "健在"), ("disabled", "伤残"), ("deceased", "死亡"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=12,
                        verbose_name="独生子女状况",
                    ),
                ),
                (
                    "later_birth",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="此后生育",
                    ),
                ),
                (
                    "adopted",
                    models.CharField(
                        choices=[("yes", "是"), ("no", "否"), ("unknown", "不清楚")],
                        default="unknown",
                        max_length=8,
                        verbose_name="此后收养",
                    ),
                ),
                ("liaison_one", models.CharField(blank=True, max_length=60, verbose_name="联系人一")),
                ("liaison_two", models.CharField(blank=True, max_length=60, verbose_name="联系人二")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("elder", "老人自述"),
                            ("family", "家属陈述"),
                            ("neighbour", "邻里反映"),
                            ("seen", "现场查看"),
                            ("document", "证件材料"),
                            ("police", "公安数据"),
                            ("health", "卫生健康部门"),
                            ("disabled_federation", "残联"),
                            ("civil_affairs", "民政数据"),
                            ("other", "其他"),
                        ],
                        default="health",
                        max_length=24,
                        verbose_name="来源",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="了解日期")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="special_family", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "计划生育特殊家庭情况",
                "verbose_name_plural": "计划生育特殊家庭情况",
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32, verbose_name="事项种类")),
                ("subject_id", models.BigIntegerField(verbose_name="事项")),
                ("number", models.PositiveIntegerField(verbose_name="第几步")),
                ("flow_version", models.PositiveIntegerField(verbose_name="流程版本")),
                ("transition", models.CharField(max_length=40, verbose_name="办理")),
                ("label", models.CharField(max_length=40, verbose_name="办理名称")),
                ("from_state", models.CharField(blank=True, max_length=40, verbose_name="原状态")),
                ("to_state", models.CharField(max_length=40, verbose_name="现状态")),
                ("to_label", models.CharField(max_length=40, verbose_name="现状态名称")),
                ("actor_id", models.BigIntegerField(blank=True, null=True, verbose_name="经办人编号")),
                ("actor_name", models.CharField(max_length=60, verbose_name="经办人")),
                ("acting_role", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                ("acting_place", models.CharField(blank=True, max_length=120, verbose_name="单位")),
                ("on_behalf_of", models.CharField(blank=True, max_length=60, verbose_name="代何人")),
                ("is_system", models.BooleanField(default=False, verbose_name="系统办理")),
                ("taken_at", models.DateTimeField(verbose_name="办理时间")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("reason_code", models.CharField(blank=True, max_length=40, verbose_name="原因")),
                ("note", models.TextField(blank=True, verbose_name="办理意见")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("guard_results", models.JSONField(blank=True, default=dict, verbose_name="条件核对")),
                ("attachments", models.JSONField(blank=True, default=list, verbose_name="附件摘要")),
                ("seen", models.PositiveIntegerField(blank=True, null=True, verbose_name="办理人所见步数")),
                ("channel", models.CharField(default="web", max_length=12, verbose_name="渠道")),
                ("captured_at", models.DateTimeField(blank=True, null=True, verbose_name="离线采集时间")),
                ("key", models.CharField(blank=True, max_length=64, null=True, unique=True, verbose_name="提交标识")),
                ("key_digest", models.CharField(blank=True, max_length=64, verbose_name="提交内容摘要")),
                ("chain", models.CharField(db_index=True, max_length=64, verbose_name="链")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="casework.case",
                        verbose_name="个案",
                    ),
                ),
            ],
            options={
                "verbose_name": "流转记录",
                "verbose_name_plural": "流转记录",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["case", "-id"], name="step_of_case"),
                    models.Index(fields=["actor_id", "-id"], name="step_of_actor"),
                    models.Index(condition=models.Q(("number", 1)), fields=["actor_id", "-id"], name="step_of_author"),
                ],
                "constraints": [models.UniqueConstraint(fields=("subject_kind", "subject_id", "number"), name="step_number_per_subject")],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="建议种类")),
                ("text", models.CharField(max_length=300, verbose_name="建议内容")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="来自探访")),
                ("made_on", models.DateField(verbose_name="提出日期")),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "关爱服务建议",
                "verbose_name_plural": "关爱服务建议",
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("missed_visits", "连续漏访"),
                            ("late_review", "半年更新逾期"),
                            ("late_handling", "办理超时"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="督办事项",
                    ),
                ),
                ("question", models.CharField(max_length=500, verbose_name="要求答复的问题")),
                ("cause", models.CharField(blank=True, max_length=500, verbose_name="原因")),
                ("measure", models.CharField(blank=True, max_length=500, verbose_name="措施")),
                ("done_by_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="催办次数")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "督办",
                "verbose_name_plural": "督办",
                "indexes": [
                    models.Index(fields=["community", "state", "due_at"], name="supervision_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="supervision_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="supervision_district_desk"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kinds", models.JSONField(default=list, verbose_name="帮扶单位（组织）")),
                ("other_kind", models.CharField(blank=True, max_length=60, verbose_name="其他单位")),
                ("organisation_name", models.CharField(blank=True, max_length=100, verbose_name="单位名称")),
                ("person", models.CharField(max_length=60, verbose_name="帮扶责任人")),
                ("measures", models.TextField(verbose_name="帮扶措施")),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="截止日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "帮扶",
                "verbose_name_plural": "帮扶",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                (
                    "reason",
                    models.CharField(
                        choices=[("hospital", "住院"), ("away", "外出超过30天"), ("care_home_trial", "入住机构试住"), ("other", "其他")],
                        max_length=20,
                        verbose_name="暂停原因",
                    ),
                ),
                ("explanation", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("expected_end_on", models.DateField(blank=True, null=True, verbose_name="预计恢复日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="实际最后一天")),
                ("reminds_on", models.DateField(blank=True, null=True, verbose_name="提醒日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停探访",
                "verbose_name_plural": "暂停探访",
                "indexes": [
                    models.Index(fields=["case", "starts_on"], name="suspension_of_case"),
                    models.Index(fields=["community", "state", "due_at"], name="suspension_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="suspension_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="suspension_district_desk"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("agreed", "in_force"))), fields=("case",), name="one_suspension_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expected_end_on__isnull", True), ("expected_end_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="suspension_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferProcess",
            fields=[
                (
                    "process_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="viewflow.process",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "接收"), ("refused", "不接收"), ("cancelled", "撤销")],
                        max_length=12,
                        verbose_name="答复",
                    ),
                ),
                (
                    "closure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.closure", verbose_name="结案"
                    ),
                ),
            ],
            options={
                "verbose_name": "移交办理",
                "verbose_name_plural": "移交办理",
            },
            bases=("viewflow.process",),
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", workflows.models.state.StateField(blank=True, default="", editable=False, max_length=40, verbose_name="状态")),
                ("previous_state", models.CharField(blank=True, editable=False, max_length=40, verbose_name="前一状态")),
                ("step_number", models.PositiveIntegerField(default=0, editable=False, verbose_name="步数")),
                ("state_since_at", models.DateTimeField(editable=False, null=True, verbose_name="进入本状态时间")),
                ("due_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="办理期限")),
                ("due_cycle", models.PositiveIntegerField(default=0, editable=False, verbose_name="到期轮次")),
                ("look_at", models.DateTimeField(blank=True, db_index=True, editable=False, null=True, verbose_name="下次提醒时间")),
                ("escalated_to", models.CharField(blank=True, editable=False, max_length=24, verbose_name="已上报")),
                ("flow_version", models.PositiveIntegerField(default=1, editable=False, verbose_name="流程版本")),
                ("ordinal", models.PositiveIntegerField(blank=True, null=True, verbose_name="第几次开展探访")),
                ("visit_on", models.DateField(verbose_name="探访日期")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("phone", "电话问候"),
                            ("home", "上门探访"),
                            ("online", "互联网音（视）频探访"),
                            ("remote", "远程监测"),
                            ("other", "其他"),
                        ],
                        max_length=8,
                        verbose_name="探访方式",
                    ),
                ),
                ("method_note", models.CharField(blank=True, max_length=60, verbose_name="其他方式")),
                ("host_service", models.CharField(blank=True, max_length=60, verbose_name="结合何种服务探访")),
                ("purposes", models.JSONField(blank=True, default=list, verbose_name="探访内容")),
                ("tags", models.JSONField(blank=True, default=list, verbose_name="活动标签")),
                (
                    "household_change",
                    models.CharField(
                        choices=[("same", "无变化"), ("more", "增加"), ("fewer", "减少")],
                        default="same",
                        max_length=8,
                        verbose_name="家庭人口",
                    ),
                ),
                ("household_count", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="增减人数")),
                (
                    "expression",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="表达能力",
                    ),
                ),
                (
                    "mobility",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="行动能力",
                    ),
                ),
                (
                    "reaction",
                    models.CharField(
                        blank=True,
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        help_text="附件2所列，附件4不打印",
                        max_length=8,
                        verbose_name="反应能力",
                    ),
                ),
                (
                    "illness",
                    models.CharField(
                        choices=[("same", "无变化"), ("severe", "严重"), ("better", "转好")],
                        default="same",
                        max_length=8,
                        verbose_name="疾病状况",
                    ),
                ),
                ("disease", permissions.fields.SealedTextField(blank=True, default="", verbose_name="疾病名称")),
                (
                    "mood",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="情绪状态",
                    ),
                ),
                (
                    "gas",
                    models.CharField(
                        choices=[("safe", "安全"), ("fairly_safe", "较安全"), ("unsafe", "不安全")],
                        default="safe",
                        max_length=12,
                        verbose_name="燃气安全",
                    ),
                ),
                (
                    "plumbing",
                    models.CharField(
                        choices=[("safe", "安全"), ("fairly_safe", "较安全"), ("unsafe", "不安全")],
                        default="safe",
                        max_length=12,
                        verbose_name="水暖安全",
                    ),
                ),
                (
                    "electricity",
                    models.CharField(
                        choices=[("safe", "安全"), ("fairly_safe", "较安全"), ("unsafe", "不安全")],
                        default="safe",
                        max_length=12,
                        verbose_name="用电安全",
                    ),
                ),
                (
                    "fire",
                    models.CharField(
                        choices=[("safe", "安全"), ("fairly_safe", "较安全"), ("unsafe", "不安全")],
                        default="safe",
                        max_length=12,
                        verbose_name="消防安全",
                    ),
                ),
                ("safety_action", models.CharField(blank=True, max_length=300, verbose_name="不安全事项的措施")),
                (
                    "personal_hygiene",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="个人卫生",
                    ),
                ),
                (
                    "home_hygiene",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="家庭卫生",
                    ),
                ),
                (
                    "indoor",
                    models.CharField(
                        choices=[("same", "无变化"), ("better", "较好"), ("worse", "较差")],
                        default="same",
                        max_length=8,
                        verbose_name="室内环境",
                    ),
                ),
                ("needs_text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="老年人服务需求")),
                ("needs", models.JSONField(blank=True, default=list, verbose_name="需求种类")),
                ("suggestions_text", permissions.fields.SealedTextField(blank=True, default="", verbose_name="实施关爱服务建议")),
                ("suggestions", models.JSONField(blank=True, default=list, verbose_name="建议种类")),
                ("visitor_name", models.CharField(blank=True, max_length=60, verbose_name="探访人员签字")),
                (
                    "visitor_signed_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handwritten", "手写签字"),
                            ("paper", "纸质签字"),
                            ("fingerprint", "按手印"),
                            ("oral", "口头确认"),
                            ("seal", "盖章"),
                            ("refused", "拒绝签字"),
                        ],
                        max_length=12,
                        verbose_name="探访人员签字方式",
                    ),
                ),
                (
                    "elder_signed_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("handwritten", "手写签字"),
                            ("paper", "纸质签字"),
                            ("fingerprint", "按手印"),
                            ("oral", "口头确认"),
                            ("seal", "盖章"),
                            ("refused", "拒绝签字"),
                        ],
                        max_length=12,
                        verbose_name="被探访人签字方式",
                    ),
                ),
                ("signature_witness", models.CharField(blank=True, max_length=100, verbose_name="见证人或说明")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签字时间")),
                ("recorder_name", models.CharField(blank=True, max_length=60, verbose_name="信息录入人")),
                ("recorded_on", models.DateField(blank=True, null=True, verbose_name="录入日期")),
                ("content_hash", models.CharField(blank=True, max_length=64, verbose_name="内容摘要")),
                ("is_late", models.BooleanField(default=False, verbose_name="补录")),
                ("late_reason", models.CharField(blank=True, max_length=200, verbose_name="补录原因")),
                ("is_sampled", models.BooleanField(default=False, verbose_name="抽核")),
                ("captured_at", models.DateTimeField(blank=True, null=True, verbose_name="采集时间")),
                ("place_evidence", models.CharField(blank=True, max_length=200, verbose_name="到场凭证")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="casework.visit",
                        verbose_name="更正的记录",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "other_community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方社区",
                    ),
                ),
                (
                    "other_district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方区",
                    ),
                ),
                (
                    "other_street",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="对方街道",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
            ],
            options={
                "verbose_name": "探访记录",
                "verbose_name_plural": "探访记录",
                "ordering": ["-visit_on", "-id"],
                "indexes": [
                    models.Index(fields=["case", "-visit_on", "-id"], name="visit_of_case"),
                    models.Index(fields=["case", "state", "visit_on"], name="visit_valid_of_case"),
                    models.Index(fields=["community", "state", "visit_on"], name="visit_of_community"),
                    models.Index(fields=["community", "state", "due_at"], name="visit_communit_desk"),
                    models.Index(fields=["street", "state", "due_at"], name="visit_street_desk"),
                    models.Index(fields=["district", "state", "due_at"], name="visit_district_desk"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["phone", "home", "online", "remote", "other"])), name="visit_method_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ordinal__isnull", False), models.Q(("state", "corrected"), _negated=True)),
                        fields=("case", "ordinal"),
                        name="visit_ordinal_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case_id", models.BigIntegerField(db_index=True, verbose_name="个案")),
                ("chain", models.CharField(max_length=64, verbose_name="链")),
                ("tried_at", models.DateTimeField(verbose_name="尝试时间")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("phone", "电话问候"),
                            ("home", "上门探访"),
                            ("online", "互联网音（视）频探访"),
                            ("remote", "远程监测"),
                            ("other", "其他"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("result", models.CharField(max_length=200, verbose_name="结果")),
                ("tried_by", models.CharField(max_length=60, verbose_name="尝试人")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="casework.visit", verbose_name="探访"
                    ),
                ),
            ],
            options={
                "verbose_name": "未遇记录",
                "verbose_name_plural": "未遇记录",
                "ordering": ["-tried_at"],
            },
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "phone_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                (
                    "phone_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="联系电话索引"),
                ),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="联系电话")),
                (
                    "team",
                    models.CharField(
                        choices=[("service_team", "主体队伍"), ("management_team", "管理队伍")], max_length=16, verbose_name="队伍"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relative", "亲属邻里"),
                            ("self_government", "自治组织"),
                            ("provider", "养老服务机构"),
                            ("social_work_station", "社会工作服务站（民政服务站）"),
                            ("civilisation_station", "新时代文明实践站"),
                            ("property_company", "物业服务企业"),
                            ("family_doctor", "家庭医生"),
                            ("elders_association", "老年协会"),
                            ("volunteer", "志愿者"),
                            ("enterprise", "爱心企业（单位）"),
                            ("owners_committee", "业主委员会"),
                        ],
                        max_length=24,
                        verbose_name="力量种类",
                    ),
                ),
                ("is_party_member", models.BooleanField(default=False, verbose_name="中共党员")),
                ("is_student", models.BooleanField(default=False, verbose_name="在校学生")),
                ("school", models.CharField(blank=True, max_length=80, verbose_name="学校")),
                ("plan_version", models.CharField(blank=True, max_length=20, verbose_name="已学习的应急预案版本")),
                ("trained_on", models.DateField(blank=True, null=True, verbose_name="应急流程学习日期")),
                ("trained_until_on", models.DateField(blank=True, null=True, verbose_name="学习确认有效期至")),
                ("on_leave_until_on", models.DateField(blank=True, null=True, verbose_name="请假至")),
                ("capacity", models.PositiveSmallIntegerField(default=60, verbose_name="每月可探访人次")),
                ("is_active", models.BooleanField(default=True, verbose_name="在册")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="社区（村）",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
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
                        verbose_name="所属单位",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
            ],
            options={
                "verbose_name": "探访人员",
                "verbose_name_plural": "探访人员",
                "indexes": [models.Index(fields=["street", "is_active"], name="visitor_of_street")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("account__isnull", False), ("is_active", True)),
                        fields=("account",),
                        name="one_roster_entry_an_account",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="visit",
            name="visitor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="casework.visitor",
                verbose_name="探访人员",
            ),
        ),
        migrations.CreateModel(
            name="StudentHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="探访")),
                ("visit_on", models.DateField(verbose_name="日期")),
                ("minutes", models.PositiveIntegerField(verbose_name="分钟")),
                ("confirmed_by", models.CharField(blank=True, max_length=60, verbose_name="确认人")),
                (
                    "visitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="student_hours",
                        to="casework.visitor",
                        verbose_name="学生",
                    ),
                ),
            ],
            options={
                "verbose_name": "学生志愿时长",
                "verbose_name_plural": "学生志愿时长",
            },
        ),
        migrations.CreateModel(
            name="PlannedVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=10, verbose_name="期间")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="第几次")),
                ("window_from_on", models.DateField(verbose_name="可探访首日")),
                ("window_to_on", models.DateField(verbose_name="可探访末日")),
                ("must_be_home", models.BooleanField(default=False, verbose_name="须上门")),
                (
                    "planning",
                    models.CharField(
                        choices=[("planned", "已安排"), ("assigned", "已派"), ("accepted", "已接受")],
                        default="planned",
                        max_length=8,
                        verbose_name="安排",
                    ),
                ),
                ("assigned_at", models.DateTimeField(blank=True, null=True, verbose_name="派单时间")),
                ("decline_reason", models.CharField(blank=True, max_length=200, verbose_name="不接受的原因")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始探访时间")),
                ("place_evidence", models.CharField(blank=True, max_length=200, verbose_name="到场凭证")),
                ("held_because", models.CharField(blank=True, help_text="疑似去世核实期间", max_length=60, verbose_name="暂停原因")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="已成的探访")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="planned_visits", to="casework.case", verbose_name="个案"
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="社区（村）"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="区"
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="permissions.region", verbose_name="街道（乡镇）"
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned_visits",
                        to="casework.visitor",
                        verbose_name="探访人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "待探访",
                "verbose_name_plural": "待探访",
                "indexes": [
                    models.Index(fields=["community", "done_on", "window_to_on"], name="planned_of_community"),
                    models.Index(fields=["visitor", "done_on", "window_to_on"], name="planned_of_visitor"),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "period", "number"), name="planned_visit_once")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalStudentHours",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("visit_id", models.BigIntegerField(blank=True, null=True, verbose_name="探访")),
                ("visit_on", models.DateField(verbose_name="日期")),
                ("minutes", models.PositiveIntegerField(verbose_name="分钟")),
                ("confirmed_by", models.CharField(blank=True, max_length=60, verbose_name="确认人")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "visitor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="casework.visitor",
                        verbose_name="学生",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 学生志愿时长",
                "verbose_name_plural": "historical 学生志愿时长",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="WillingnessRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("agrees", "愿意"),
                            ("refuses", "不愿意"),
                            ("unable", "本人无法表达"),
                            ("withdrawn", "撤回"),
                            ("not_asked", "未询问"),
                        ],
                        max_length=12,
                        verbose_name="意愿",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="征询日期")),
                ("asked_by", models.CharField(max_length=60, verbose_name="征询人")),
                ("answered_by", models.CharField(max_length=60, verbose_name="答复人")),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="凭据")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("family_told_on", models.DateField(blank=True, null=True, verbose_name="告知家属日期")),
                ("ask_again_on", models.DateField(blank=True, null=True, verbose_name="再次征询日期")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="casework.case", verbose_name="个案"
                    ),
                ),
            ],
            options={
                "verbose_name": "服务意愿",
                "verbose_name_plural": "服务意愿",
                "ordering": ["-asked_on", "-id"],
                "indexes": [models.Index(fields=["case", "-asked_on"], name="willingness_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__in", ["agrees", "refuses", "unable", "withdrawn", "not_asked"])),
                        name="willingness_value_known",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="abilityassessment",
            index=models.Index(fields=["case", "-assessed_on"], name="ability_of_case"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "grid", "state"], name="case_grid"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["child", "relative", "guardian", "community"])), name="contact_kind_known"
            ),
        ),
    ]
