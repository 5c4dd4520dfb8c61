import datetime
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import permissions.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalAccount",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        db_index=True,
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False, help_text="Designates whether the user can log into this admin site.", verbose_name="staff status"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("display_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="工作电话")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="首次登录须改密码")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示账号")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical 账号",
                "verbose_name_plural": "historical 账号",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "党组织"),
                            ("government", "政府机关"),
                            ("mass_organisation", "群团组织"),
                            ("department", "区部门"),
                            ("committee", "居（村）民委员会"),
                            ("provider", "养老服务机构"),
                            ("social_work_station", "社会工作服务站"),
                            ("civilisation_station", "新时代文明实践站"),
                            ("property_company", "物业服务企业"),
                            ("clinic", "基层医疗卫生机构"),
                            ("elders_association", "老年协会"),
                            ("volunteers", "志愿服务组织"),
                            ("social_organisation", "社会组织"),
                            ("enterprise", "爱心企业（单位）"),
                            ("owners_committee", "业主委员会"),
                        ],
                        max_length=24,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "department",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("civil_affairs", "民政"),
                            ("political_and_legal", "政法委"),
                            ("civilisation_office", "文明办"),
                            ("education", "教育"),
                            ("finance", "财政"),
                            ("housing", "住房城乡建设"),
                            ("agriculture", "农业农村"),
                            ("health", "卫生健康"),
                            ("police", "公安"),
                            ("disabled_federation", "残联"),
                            ("ageing_office", "老龄办"),
                            ("grid_centre", "网格化管理中心"),
                        ],
                        max_length=24,
                        verbose_name="部门",
                    ),
                ),
                ("needs_served", models.JSONField(blank=True, default=list, verbose_name="服务种类")),
                ("capacity", models.PositiveIntegerField(default=0, verbose_name="可同时服务人数")),
                ("caseload_limit", models.PositiveIntegerField(default=25, verbose_name="每名社工个案上限")),
                ("contract", models.CharField(blank=True, max_length=60, verbose_name="购买服务合同编号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
            ],
            options={
                "verbose_name": "historical 单位",
                "verbose_name_plural": "historical 单位",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("party", "党组织"),
                            ("government", "政府机关"),
                            ("mass_organisation", "群团组织"),
                            ("department", "区部门"),
                            ("committee", "居（村）民委员会"),
                            ("provider", "养老服务机构"),
                            ("social_work_station", "社会工作服务站"),
                            ("civilisation_station", "新时代文明实践站"),
                            ("property_company", "物业服务企业"),
                            ("clinic", "基层医疗卫生机构"),
                            ("elders_association", "老年协会"),
                            ("volunteers", "志愿服务组织"),
                            ("social_organisation", "社会组织"),
                            ("enterprise", "爱心企业（单位）"),
                            ("owners_committee", "业主委员会"),
                        ],
                        max_length=24,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "department",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("civil_affairs", "民政"),
                            ("political_and_legal", "政法委"),
                            ("civilisation_office", "文明办"),
                            ("education", "教育"),
                            ("finance", "财政"),
                            ("housing", "住房城乡建设"),
                            ("agriculture", "农业农村"),
                            ("health", "卫生健康"),
                            ("police", "公安"),
                            ("disabled_federation", "残联"),
                            ("ageing_office", "老龄办"),
                            ("grid_centre", "网格化管理中心"),
                        ],
                        max_length=24,
                        verbose_name="部门",
                    ),
                ),
                ("needs_served", models.JSONField(blank=True, default=list, verbose_name="服务种类")),
                ("capacity", models.PositiveIntegerField(default=0, verbose_name="可同时服务人数")),
                ("caseload_limit", models.PositiveIntegerField(default=25, verbose_name="每名社工个案上限")),
                ("contract", models.CharField(blank=True, max_length=60, verbose_name="购买服务合同编号")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "indexes": [models.Index(fields=["kind", "is_active"], name="organisation_of_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "department__in",
                                    [
                                        "civil_affairs",
                                        "political_and_legal",
                                        "civilisation_office",
                                        "education",
                                        "finance",
                                        "housing",
                                        "agriculture",
                                        "health",
                                        "police",
                                        "disabled_federation",
                                        "ageing_office",
                                        "grid_centre",
                                    ],
                                ),
                                ("kind", "department"),
                            ),
                            models.Q(models.Q(("kind", "department"), _negated=True), ("department", "")),
                            _connector="OR",
                        ),
                        name="organisation_department_named",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False, help_text="Designates whether the user can log into this admin site.", verbose_name="staff status"
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("display_name", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "phone_index",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="工作电话索引"),
                ),
                (
                    "phone_tail",
                    models.CharField(blank=True, db_index=True, default="", editable=False, max_length=64, verbose_name="工作电话索引"),
                ),
                ("phone", permissions.fields.SealedField(blank=True, default="", index=True, tail=True, verbose_name="工作电话")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="首次登录须改密码")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示账号")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "账号",
                "verbose_name_plural": "账号",
            },
        ),
        migrations.CreateModel(
            name="OrganisationRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from_on", models.DateField(verbose_name="开始日期")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="授权理由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="收回理由")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="permissions.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权人",
                    ),
                ),
                (
                    "lent_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="permissions.organisationrole",
                        verbose_name="委托自",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代何人",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.permission", verbose_name="职务"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位职务",
                "verbose_name_plural": "单位职务",
                "indexes": [models.Index(fields=["content_object", "permission"], name="organisation_role_holders")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user", "permission", "content_object", "valid_from_on"),
                        name="organisation_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until_on__isnull", True), ("valid_until_on__gte", models.F("valid_from_on")), _connector="OR"
                        ),
                        name="organisation_role_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lent_from__isnull", True), ("on_behalf_of__isnull", False), _connector="OR"),
                        name="organisation_role_lent_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOrganisationRole",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("valid_from_on", models.DateField(verbose_name="开始日期")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="授权理由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="收回理由")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权人",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代何人",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="auth.permission",
                        verbose_name="职务",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "user",
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
                    "content_object",
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
                (
                    "lent_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisationrole",
                        verbose_name="委托自",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 单位职务",
                "verbose_name_plural": "historical 单位职务",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("short_name", models.CharField(max_length=60, verbose_name="简称")),
                (
                    "level",
                    models.CharField(
                        choices=[("city", "市"), ("district", "区"), ("street", "街道（乡镇）"), ("community", "社区（村）")],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                ("kind", models.CharField(max_length=24, verbose_name="类型")),
                ("is_habitable", models.BooleanField(default=True, verbose_name="有人居住")),
                ("is_rural", models.BooleanField(default=False, verbose_name="农村")),
                ("valid_from_on", models.DateField(default=datetime.date(2000, 1, 1), verbose_name="启用日期")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="permissions.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划",
                "verbose_name_plural": "区划",
                "ordering": ["code"],
                "indexes": [models.Index(fields=["parent", "code"], name="region_children")],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from_on"), name="region_code_in_period"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["city", "district", "street", "community"])), name="region_level_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until_on__isnull", True), ("valid_until_on__gt", models.F("valid_from_on")), _connector="OR"
                        ),
                        name="region_period_in_order",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="organisations", to="permissions.region", verbose_name="所在区划"
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="serves",
            field=models.ManyToManyField(blank=True, related_name="+", to="permissions.region", verbose_name="服务范围"),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation_serves",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("m2m_history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="permissions.historicalorganisation"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.organisation",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalOrganisation_serves",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="region",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="permissions.region",
                verbose_name="所在区划",
            ),
        ),
        migrations.CreateModel(
            name="RegionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("merge", "合并"), ("split", "拆分"), ("rename", "更名")], max_length=8, verbose_name="变更"),
                ),
                ("changed_on", models.DateField(verbose_name="变更日期")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="permissions.region", verbose_name="新单位"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="permissions.region",
                        verbose_name="原单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划变更",
                "verbose_name_plural": "区划变更",
                "constraints": [models.UniqueConstraint(fields=("old", "new", "changed_on"), name="region_change_once")],
            },
        ),
        migrations.CreateModel(
            name="RegionRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from_on", models.DateField(verbose_name="开始日期")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="授权理由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="收回理由")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="permissions.region", verbose_name="区划"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权人",
                    ),
                ),
                (
                    "lent_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="permissions.regionrole",
                        verbose_name="委托自",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代何人",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="auth.permission", verbose_name="职务"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划职务",
                "verbose_name_plural": "区划职务",
                "indexes": [models.Index(fields=["content_object", "permission"], name="region_role_holders")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("user", "permission", "content_object", "valid_from_on"),
                        name="region_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until_on__isnull", True), ("valid_until_on__gte", models.F("valid_from_on")), _connector="OR"
                        ),
                        name="region_role_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lent_from__isnull", True), ("on_behalf_of__isnull", False), _connector="OR"),
                        name="region_role_lent_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRegionRole",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("chain", models.CharField(db_index=True, editable=False, max_length=64, verbose_name="链")),
                ("history_actor", models.CharField(blank=True, max_length=60, verbose_name="经办人")),
                ("valid_from_on", models.DateField(verbose_name="开始日期")),
                ("valid_until_on", models.DateField(blank=True, null=True, verbose_name="结束日期（含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="授权理由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
                ("revoke_reason", models.CharField(blank=True, max_length=200, verbose_name="收回理由")),
                ("history_user_id", models.BigIntegerField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "granted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权人",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代何人",
                    ),
                ),
                (
                    "permission",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="auth.permission",
                        verbose_name="职务",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "user",
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
                    "content_object",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.region",
                        verbose_name="区划",
                    ),
                ),
                (
                    "lent_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="permissions.regionrole",
                        verbose_name="委托自",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 区划职务",
                "verbose_name_plural": "historical 区划职务",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("region", "name"), name="organisation_name_in_region"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("department", ""), _negated=True), fields=("region", "department"), name="organisation_department_once"
            ),
        ),
    ]
