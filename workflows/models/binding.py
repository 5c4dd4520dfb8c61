"""Which form of a process new papers of a place begin under: proposed, adopted by another, dated, withdrawn and never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import Facts, facts_history
from workflows.rules.dates import in_words


class FlowBinding(Facts):
    """Binds a place to a version of a process from a day on; what is adopted holds until another follows it or a day ends it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待采用"
        ADOPTED = "adopted", "已采用"
        REFUSED = "refused", "不采用"

    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区划")
    flow = models.CharField("流程", max_length=32)
    flow_version = models.PositiveIntegerField("流程版本")
    effective_on = models.DateField("生效日期")
    ends_on = models.DateField("停止施行日期", null=True, blank=True)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.PROPOSED)
    basis = models.CharField("依据", max_length=200)
    reason = models.CharField("理由", max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    created_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision_note = models.CharField("决定意见", max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="撤回人"
    )
    ended_at = models.DateTimeField("撤回时间", null=True, blank=True)
    end_reason = models.CharField("撤回理由", max_length=200, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "流程施行"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(
                fields=["region", "flow", "effective_on"],
                condition=Q(status="adopted", ends_on__isnull=True),
                name="flow_binding_once_a_day",
                violation_error_message="这一天已采用了另一项，请先撤回它",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="flow_binding_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(status="adopted", ended_by__isnull=False), name="flow_binding_ended_by_someone"
            ),
        ]
        indexes = [models.Index(fields=["region", "flow", "-effective_on"], name="flow_binding_of_region")]

    def __str__(self) -> str:
        return f"第{self.pk}号：{self.region}{in_words(self.effective_on)}起施行“{self.flow}”第{self.flow_version}版"
