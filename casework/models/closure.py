"""结案: reason, evidence, what was unmet, the transfer's receiver, and what the archive needs to know."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.subject import CaseSubject
from workflows.flows.closure import REASONS
from workflows.flows.closure import Closure as ClosureFlow

CLOSURE_OPEN = ("proposed", "checking", "street_approval", "district_record", "transfer_offer")


class Closure(CaseSubject):
    """Ends a case, or hands it to another community; `other_*` columns hold the receiving place of a transfer."""

    workflow: ClassVar[type[Any]] = ClosureFlow

    reason = models.CharField("结案原因", max_length=20, choices=list(REASONS.items()))
    happened_on = models.DateField("事实发生日期", null=True, blank=True, help_text="去世、迁出、入住或最后一次拒绝的日期")
    evidence = models.CharField("依据", max_length=300, blank=True)
    second_evidence = models.CharField("第二份依据", max_length=300, blank=True)
    duplicate_of = models.ForeignKey(
        "casework.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="保留的个案"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    decided_on = models.DateField("街道审批日期", null=True, blank=True)
    recorded_on = models.DateField("备案日期", null=True, blank=True)
    transfer_refusals = models.PositiveSmallIntegerField("拒收次数", default=0)
    receiving_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="接收的负责人"
    )
    receiving_grid = models.ForeignKey(
        "casework.Grid", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="接收的网格"
    )
    receiving_door = models.CharField("新楼门号（密文）", max_length=400, blank=True, editable=False)
    corrected_reason = models.CharField("拟更正的原因", max_length=20, choices=list(REASONS.items()), blank=True)
    reason_version = models.PositiveSmallIntegerField("原因版本", default=1)
    still_eligible = models.BooleanField("仍然符合条件", null=True, blank=True)

    class Meta:
        verbose_name = "结案"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=CLOSURE_OPEN), name="one_open_closure_a_case"),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="closure_of_case")]

    def __str__(self) -> str:
        return f"结案（{self.get_reason_display()}）"

    @property
    def is_transfer(self) -> bool:
        return self.reason == "transferred"
