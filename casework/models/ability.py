"""What an ability assessment was made of: the answers to the items, and what worsened the level."""

from __future__ import annotations

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
