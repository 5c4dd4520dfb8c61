"""督办: the question from above and the street's answer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from workflows.flows.supervision import Supervision as SupervisionFlow
from workflows.models import Subject


class Supervision(Subject):
    """Asks a street for cause, measure and date; it belongs to no case, so it names none (R76)."""

    workflow: ClassVar[type[Any]] = SupervisionFlow

    class Topic(models.TextChoices):
        MISSED_VISITS = "missed_visits", "连续漏访"
        LATE_REVIEW = "late_review", "半年更新逾期"
        LATE_HANDLING = "late_handling", "办理超时"
        OTHER = "other", "其他"

    topic = models.CharField("督办事项", max_length=20, choices=Topic)
    question = models.CharField("要求答复的问题", max_length=500)
    cause = models.CharField("原因", max_length=500, blank=True)
    measure = models.CharField("措施", max_length=500, blank=True)
    done_by_on = models.DateField("完成日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)

    class Meta:
        verbose_name = "督办"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"督办（{self.get_topic_display()}）"

    @property
    def case_id(self) -> None:
        """A supervision stands in no case."""
        return None

    @property
    def chain_key(self) -> str:
        return f"supervision:{self.pk}"
