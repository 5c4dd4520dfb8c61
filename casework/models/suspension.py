"""暂停探访: from when to when, and why."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from casework.models.subject import CaseSubject
from workflows.flows.suspension import REASONS
from workflows.flows.suspension import Suspension as SuspensionFlow


class Suspension(CaseSubject):
    """Stops the duty to visit while the elder is in hospital, away or trying a home; includes its last day away."""

    workflow: ClassVar[type[Any]] = SuspensionFlow

    reason = models.CharField("暂停原因", max_length=20, choices=list(REASONS.items()))
    explanation = models.CharField("说明", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    expected_end_on = models.DateField("预计恢复日期", null=True, blank=True)
    ended_on = models.DateField("实际最后一天", null=True, blank=True)
    reminds_on = models.DateField("提醒日期", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )

    class Meta:
        verbose_name = "暂停探访"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=("agreed", "in_force")), name="one_suspension_in_force"),
            models.CheckConstraint(
                condition=Q(expected_end_on__isnull=True) | Q(expected_end_on__gte=F("starts_on")), name="suspension_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["case", "starts_on"], name="suspension_of_case")]

    def __str__(self) -> str:
        return f"暂停（{self.get_reason_display()}）"

    def days_until(self, last: date) -> int:
        """Count the days away with both ends."""
        return (last - self.starts_on).days + 1
