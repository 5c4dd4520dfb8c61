"""What an ability assessment was made of: the answers to the items, and what worsened the level."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact


class AbilityRecord(CaseFact):
    """Holds the answers behind a level that was found with this system; a level taken from a report has none (GB/T 42195-2022)."""

    assessment = models.OneToOneField(
        "casework.AbilityAssessment", on_delete=models.PROTECT, related_name="record", verbose_name="能力评估"
    )
    answers = models.JSONField("各项得分", help_text="{项目编号: 得分}，26项")
    first_assessor = models.CharField("评估人员一", max_length=40)
    second_assessor = models.CharField("评估人员二", max_length=40)
    informant = models.CharField("信息提供者", max_length=60, blank=True)
    coma = models.BooleanField("处于昏迷状态", default=False)
    diagnosis = models.BooleanField("确诊痴呆或精神疾病", default=False)
    risk_events = models.PositiveSmallIntegerField("近30天照护风险事件次数", default=0)
    total = models.PositiveSmallIntegerField("总分")
    preliminary_level = models.PositiveSmallIntegerField("初步等级")
    adjustments = models.JSONField("等级变更依据", default=list, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "能力评估明细"
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(condition=Q(total__lte=90, preliminary_level__lte=4), name="ability_record_in_range")]

    def __str__(self) -> str:
        return f"能力评估明细 {self.total}分"


class AbilityAnnulment(CaseFact):
    """The wish to annul a wrong assessment, with its reason, and what the street answered; neither is ever deleted."""

    class Reason(models.TextChoices):
        WRONG_ELDER = "wrong_elder", "填错老年人"
        DUPLICATE = "duplicate", "重复登记"
        WRONG_ENTRY = "wrong_entry", "登记错误（等级、日期或标准）"
        FALSE_REPORT = "false_report", "评估结果不实"

    assessment = models.ForeignKey(
        "casework.AbilityAssessment", on_delete=models.PROTECT, related_name="annulments", verbose_name="能力评估"
    )
    reason_code = models.CharField("原因", max_length=16, choices=Reason)
    reason = models.CharField("说明", max_length=200)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    is_agreed = models.BooleanField("同意", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="批准人"
    )

    history = facts_history()

    class Meta:
        verbose_name = "能力评估撤销"
        verbose_name_plural = verbose_name
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(is_agreed__isnull=True) | Q(is_agreed=True), name="ability_annulled_once"
            ),
            models.CheckConstraint(
                condition=Q(is_agreed__isnull=True, decided_at__isnull=True) | Q(is_agreed__isnull=False, decided_at__isnull=False),
                name="ability_annulment_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return "能力评估撤销"
