"""探访力量: who visits; main force and management team (annex 3)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import Facts, facts_history
from permissions.fields import SealedField, mask_phone
from permissions.models import Placed


class Visitor(Facts, Placed):
    """A person on the roster of a street or community, with or without an account (`依据: 35号 二(二)二; 附件3`)."""

    class Team(models.TextChoices):
        SERVICE = "service_team", "主体队伍"
        MANAGEMENT = "management_team", "管理队伍"

    class Kind(models.TextChoices):
        RELATIVE = "relative", "亲属邻里"
        SELF_GOVERNMENT = "self_government", "自治组织"
        PROVIDER = "provider", "养老服务机构"
        SOCIAL_WORK_STATION = "social_work_station", "社会工作服务站（民政服务站）"
        CIVILISATION_STATION = "civilisation_station", "新时代文明实践站"
        PROPERTY_COMPANY = "property_company", "物业服务企业"
        FAMILY_DOCTOR = "family_doctor", "家庭医生"
        ELDERS_ASSOCIATION = "elders_association", "老年协会"
        VOLUNTEER = "volunteer", "志愿者"
        ENTERPRISE = "enterprise", "爱心企业（单位）"
        OWNERS_COMMITTEE = "owners_committee", "业主委员会"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="账号"
    )
    name = models.CharField("姓名", max_length=60)
    phone = SealedField("联系电话", mask=mask_phone)
    team = models.CharField("队伍", max_length=16, choices=Team)
    kind = models.CharField("力量种类", max_length=24, choices=Kind)
    organisation = models.ForeignKey(
        "permissions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="所属单位"
    )
    is_party_member = models.BooleanField("中共党员", default=False)
    is_student = models.BooleanField("在校学生", default=False)
    school = models.CharField("学校", max_length=80, blank=True)
    plan_version = models.CharField("已学习的应急预案版本", max_length=20, blank=True)
    trained_on = models.DateField("应急流程学习日期", null=True, blank=True)
    trained_until_on = models.DateField("学习确认有效期至", null=True, blank=True)
    on_leave_until_on = models.DateField("请假至", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("每月可探访人次", default=60)
    is_active = models.BooleanField("在册", default=True)

    history = facts_history(excluded_fields=["phone_index", "phone_tail"])

    class Meta:
        verbose_name = "探访人员"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_active=True, account__isnull=False), name="one_roster_entry_an_account"
            ),
        ]
        indexes = [models.Index(fields=["street", "is_active"], name="visitor_of_street")]

    def __str__(self) -> str:
        return self.name

    @property
    def chain_key(self) -> str:
        return f"region:{self.street_id}"

    def is_qualified_on(self, day: date) -> bool:
        """On the roster, trained for emergencies, not on leave (R82)."""
        trained = self.trained_until_on is not None and self.trained_until_on >= day
        away = self.on_leave_until_on is not None and self.on_leave_until_on >= day
        return self.is_active and trained and not away


class StudentHours(Facts):
    """Minutes a student visited, confirmed by whom, for credits (R72, R119)."""

    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="student_hours", verbose_name="学生")
    visit_id = models.BigIntegerField("探访", null=True, blank=True)
    visit_on = models.DateField("日期")
    minutes = models.PositiveIntegerField("分钟")
    confirmed_by = models.CharField("确认人", max_length=60, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "学生志愿时长"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["visit_id"], condition=Q(visit_id__isnull=False), name="student_hours_once_a_visit"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="student_hours_not_empty"),
        ]

    @property
    def chain_key(self) -> str:
        return self.visitor.chain_key
