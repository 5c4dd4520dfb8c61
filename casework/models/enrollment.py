"""建档: the paper that makes the ledger, the counter of its numbers, and the two archival copies (R108)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact, CaseSubject
from permissions.fields import SealedTextField
from workflows.flows.enrollment import Enrollment as EnrollmentFlow

ENROLLMENT_OPEN = ("drafting", "awaiting_elder", "street_review", "returned", "district_check", "district_record")


class Enrollment(CaseSubject):
    """Carries a found elder from 待建档 to 已备案 (`依据: 35号 二(二)三`)."""

    workflow: ClassVar[type[Any]] = EnrollmentFlow

    class ElderAnswer(models.TextChoices):
        NONE = "", "未答复"
        AGREED = "agreed", "同意"
        PARTLY = "partly", "部分同意"
        REFUSED = "refused", "不同意"

    begun_on = models.DateField("开始日期")
    elder_answer = models.CharField("老人答复", max_length=8, choices=ElderAnswer, blank=True, default=ElderAnswer.NONE)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    consent = models.ForeignKey(
        "casework.Consent", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="同意书"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    field_reasons = models.JSONField("逐项退回意见", default=dict, blank=True)
    recorded_on = models.DateField("备案日期", null=True, blank=True)

    class Meta:
        verbose_name = "建档"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(state__in=ENROLLMENT_OPEN), name="one_open_enrollment_a_case")]

    def __str__(self) -> str:
        return "建档"


class LedgerNumber(models.Model):
    """The last serial given in a community and year; one row is locked while a number is drawn, so none is missing and none given twice."""

    community_code = models.CharField("社区（村）代码", max_length=12)
    year = models.PositiveSmallIntegerField("年度")
    last_serial = models.PositiveIntegerField("最后序号", default=0)

    class Meta:
        verbose_name = "台账编号"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["community_code", "year"], name="ledger_number_a_year")]


class LedgerSnapshot(CaseFact):
    """The ledger's whole content on a day, sealed, with the digest of its canonical text; what a print or the archive proves itself by."""

    class Occasion(models.TextChoices):
        APPROVAL = "approval", "建档审核"
        REVIEW = "review", "半年更新"
        HALF_YEAR = "half_year", "半年末"
        CLOSURE = "closure", "结案"

    occasion = models.CharField("时点", max_length=12, choices=Occasion)
    as_of_on = models.DateField("截至日期")
    made_at = models.DateTimeField("生成时间")
    content = SealedTextField("内容")
    digest = models.CharField("摘要值", max_length=64)
    algorithm = models.CharField("摘要算法", max_length=12)

    history = facts_history()

    class Meta:
        verbose_name = "台账快照"
        verbose_name_plural = verbose_name
        ordering = ["-as_of_on", "-id"]
        indexes = [models.Index(fields=["case", "-as_of_on"], name="snapshot_of_case")]


class LedgerCopy(CaseFact):
    """One of the two copies the form asks for: one for the street, one for the district; both bear the snapshot's digest."""

    class Holder(models.TextChoices):
        STREET = "street", "街道（乡镇）"
        DISTRICT = "district", "区民政部门"

    class Status(models.TextChoices):
        TO_PRINT = "to_print", "待打印"
        PRINTED = "printed", "已打印"
        FILED = "filed", "已存档"

    snapshot = models.ForeignKey(LedgerSnapshot, on_delete=models.PROTECT, related_name="copies", verbose_name="台账快照")
    holder = models.CharField("存档单位", max_length=12, choices=Holder)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.TO_PRINT)
    printed_on = models.DateField("打印日期", null=True, blank=True)
    printed_by = models.CharField("打印人", max_length=60, blank=True)
    filed_on = models.DateField("存档日期", null=True, blank=True)
    filed_by = models.CharField("存档人", max_length=60, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "台账存档份"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["snapshot", "holder"], name="one_copy_a_holder")]
