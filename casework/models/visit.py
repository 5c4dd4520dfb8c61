"""探访: one visit as section five of annex 4 asks, its attempts, its signatures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.triggers import append_only
from casework.models.subject import CaseSubject
from permissions.fields import SealedTextField
from workflows.flows.visit import Visit as VisitFlow
from workflows.rules.dates import in_words, period_in_words


class Method(models.TextChoices):
    """探访方式 (R15, R99); remote monitoring prints as 其他."""

    PHONE = "phone", "电话问候"
    HOME = "home", "上门探访"
    ONLINE = "online", "互联网音（视）频探访"
    REMOTE = "remote", "远程监测"
    OTHER = "other", "其他"


class Change(models.TextChoices):
    """Relative to the last visit (R100)."""

    SAME = "same", "无变化"
    BETTER = "better", "较好"
    WORSE = "worse", "较差"


class Illness(models.TextChoices):
    SAME = "same", "无变化"
    SEVERE = "severe", "严重"
    BETTER = "better", "转好"


class Household(models.TextChoices):
    SAME = "same", "无变化"
    MORE = "more", "增加"
    FEWER = "fewer", "减少"


class Safety(models.TextChoices):
    """Three grades of the form (R101); the last one asks for an action (R4)."""

    SAFE = "safe", "安全"
    FAIRLY_SAFE = "fairly_safe", "较安全"
    UNSAFE = "unsafe", "不安全"


class SignatureMethod(models.TextChoices):
    """How a person signed (G9)."""

    HANDWRITTEN = "handwritten", "手写签字"
    PAPER = "paper", "纸质签字"
    FINGERPRINT = "fingerprint", "按手印"
    ORAL = "oral", "口头确认"
    SEAL = "seal", "盖章"
    REFUSED = "refused", "拒绝签字"


class Planning(models.TextChoices):
    """Where the assignment stands; columns, written set-based, no step."""

    PLANNED = "planned", "已安排"
    ASSIGNED = "assigned", "已派"
    ACCEPTED = "accepted", "已接受"


class PlannedVisit(models.Model):
    """A visit to come: for whom, within which days, by whom; the visitor's save turns it into a Visit."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="planned_visits", verbose_name="个案")
    district = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区")
    street = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="街道（乡镇）")
    community = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="社区（村）")
    period = models.CharField("期间", max_length=10)
    campaign = models.ForeignKey(
        "casework.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="planned_visits", verbose_name="加密探访"
    )
    number = models.PositiveSmallIntegerField("第几次", default=1)
    window_from_on = models.DateField("可探访首日")
    window_to_on = models.DateField("可探访末日")
    must_be_home = models.BooleanField("须上门", default=False)
    planning = models.CharField("安排", max_length=8, choices=Planning, default=Planning.PLANNED)
    visitor = models.ForeignKey(
        "casework.Visitor", null=True, blank=True, on_delete=models.PROTECT, related_name="planned_visits", verbose_name="探访人员"
    )
    assigned_at = models.DateTimeField("派单时间", null=True, blank=True)
    decline_reason = models.CharField("不接受的原因", max_length=200, blank=True)
    started_at = models.DateTimeField("开始探访时间", null=True, blank=True)
    place_evidence = models.CharField("到场凭证", max_length=200, blank=True)
    held_because = models.CharField("暂停原因", max_length=60, blank=True, help_text="疑似去世核实期间")
    visit_id = models.BigIntegerField("已成的探访", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "待探访"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["case", "period", "number"], name="planned_visit_once")]
        indexes = [
            models.Index(fields=["community", "done_on", "window_to_on"], name="planned_of_community"),
            models.Index(fields=["visitor", "done_on", "window_to_on"], name="planned_of_visitor"),
        ]

    @property
    def purpose(self) -> str:
        """Say what the visit is for: the month's, a campaign's by its name, or the one after a return."""
        if self.campaign is not None:
            return self.campaign.name
        return "恢复服务后探访" if self.period.startswith("返") else f"{period_in_words(self.period)}探访"


class Visit(CaseSubject):
    """One visit (`依据: 附件4 五`; R98-R107). Its answers freeze at signature; a correction is a new version of the same ordinal."""

    workflow: ClassVar[type[Any]] = VisitFlow

    ordinal = models.PositiveIntegerField("第几次开展探访", null=True, blank=True)
    visit_on = models.DateField("探访日期")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    method = models.CharField("探访方式", max_length=8, choices=Method)
    method_note = models.CharField("其他方式", max_length=60, blank=True)
    host_service = models.CharField("结合何种服务探访", max_length=60, blank=True)
    purposes = models.JSONField("探访内容", default=list, blank=True)
    tags = models.JSONField("活动标签", default=list, blank=True)

    household_change = models.CharField("家庭人口", max_length=8, choices=Household, default=Household.SAME)
    household_count = models.PositiveSmallIntegerField("增减人数", null=True, blank=True)
    expression = models.CharField("表达能力", max_length=8, choices=Change, default=Change.SAME)
    mobility = models.CharField("行动能力", max_length=8, choices=Change, default=Change.SAME)
    reaction = models.CharField("反应能力", max_length=8, choices=Change, blank=True, help_text="附件2所列，附件4不打印")
    illness = models.CharField("疾病状况", max_length=8, choices=Illness, default=Illness.SAME)
    disease = SealedTextField("疾病名称")
    mood = models.CharField("情绪状态", max_length=8, choices=Change, default=Change.SAME)
    gas = models.CharField("燃气安全", max_length=12, choices=Safety, default=Safety.SAFE)
    plumbing = models.CharField("水暖安全", max_length=12, choices=Safety, default=Safety.SAFE)
    electricity = models.CharField("用电安全", max_length=12, choices=Safety, default=Safety.SAFE)
    fire = models.CharField("消防安全", max_length=12, choices=Safety, default=Safety.SAFE)
    safety_action = models.CharField("不安全事项的措施", max_length=300, blank=True)
    personal_hygiene = models.CharField("个人卫生", max_length=8, choices=Change, default=Change.SAME)
    home_hygiene = models.CharField("家庭卫生", max_length=8, choices=Change, default=Change.SAME)
    indoor = models.CharField("室内环境", max_length=8, choices=Change, default=Change.SAME)
    needs_text = SealedTextField("老年人服务需求")
    needs = models.JSONField("需求种类", default=list, blank=True)
    suggestions_text = SealedTextField("实施关爱服务建议")
    suggestions = models.JSONField("建议种类", default=list, blank=True)

    visitor = models.ForeignKey(
        "casework.Visitor", null=True, blank=True, on_delete=models.PROTECT, related_name="visits", verbose_name="探访人员"
    )
    visitor_name = models.CharField("探访人员签字", max_length=60, blank=True)
    visitor_signed_by = models.CharField("探访人员签字方式", max_length=12, choices=SignatureMethod, blank=True)
    elder_signed_by = models.CharField("被探访人签字方式", max_length=12, choices=SignatureMethod, blank=True)
    signature_witness = models.CharField("见证人或说明", max_length=100, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    recorder_name = models.CharField("信息录入人", max_length=60, blank=True)
    recorded_on = models.DateField("录入日期", null=True, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    is_late = models.BooleanField("补录", default=False)
    late_reason = models.CharField("补录原因", max_length=200, blank=True)
    is_sampled = models.BooleanField("抽核", default=False)
    captured_at = models.DateTimeField("采集时间", null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="填写人"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name="更正的记录"
    )
    place_evidence = models.CharField("到场凭证", max_length=200, blank=True)

    class Meta:
        verbose_name = "探访记录"
        verbose_name_plural = verbose_name
        ordering = ["-visit_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=Method.values), name="visit_method_known"),
            models.UniqueConstraint(
                fields=["case", "ordinal"], condition=Q(ordinal__isnull=False) & ~Q(state="corrected"), name="visit_ordinal_once"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-visit_on", "-id"], name="visit_of_case"),
            models.Index(fields=["case", "state", "visit_on"], name="visit_valid_of_case"),
            models.Index(fields=["community", "state", "visit_on"], name="visit_of_community"),
        ]

    def __str__(self) -> str:
        return f"探访 {in_words(self.visit_on)}"


@append_only
class VisitAttempt(models.Model):
    """A failed attempt to meet the elder; it never counts (G5)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="attempts", verbose_name="探访")
    case_id = models.BigIntegerField("个案", db_index=True)
    chain = models.CharField("链", max_length=64, db_index=True)
    tried_at = models.DateTimeField("尝试时间")
    method = models.CharField("方式", max_length=8, choices=Method)
    result = models.CharField("结果", max_length=200)
    tried_by = models.CharField("尝试人", max_length=60)

    class Meta:
        verbose_name = "未遇记录"
        verbose_name_plural = verbose_name
        ordering = ["-tried_at"]
