"""摸底排查: the paper of one round, its attempts, its proofs, and every answer of the eligibility rule."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.subject import CaseFact, CaseSubject
from workflows.flows.screening import Screening as ScreeningFlow
from workflows.policy import number
from workflows.rules.dates import period_in_words

SCREENING_OPEN = ("listed", "in_progress", "to_verify", "unreachable", "submitted", "returned")


class Screening(CaseSubject):
    """Finds out whether one person is an elder in special difficulty, in one round (`依据: 35号 二(二)三`)."""

    workflow: ClassVar[type[Any]] = ScreeningFlow

    class Origin(models.TextChoices):
        ROUND = "round", "集中摸排"
        VISIT = "visit", "日常走访"
        APPLICATION = "application", "本人或家属申请"
        CLUE = "clue", "线索核实"
        FEED = "feed", "部门数据"
        REOPENED = "reopened", "结案后重新摸排"
        REPEATED = "repeated", "到期再次摸排"

    round = models.CharField("摸排轮次", max_length=20, help_text="如 2025H1")
    origin = models.CharField("来源", max_length=16, choices=Origin, default=Origin.VISIT)
    listed_on = models.DateField("列入日期")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="指派网格员"
    )
    facts_recorded_at = models.DateTimeField("情况登记时间", null=True, blank=True)
    retries = models.PositiveSmallIntegerField("复访次数", default=0)
    times_returned = models.PositiveSmallIntegerField("退回次数", default=0)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    police_check_on = models.DateField("请公安协助日期", null=True, blank=True)
    forecast_on = models.DateField("预计符合日期", null=True, blank=True)

    class Meta:
        verbose_name = "摸底排查"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=SCREENING_OPEN), name="one_open_screening_a_case"),
            models.UniqueConstraint(fields=["case", "round"], condition=~Q(state="annulled"), name="one_screening_a_round"),
        ]
        indexes = [models.Index(fields=["assigned_to", "state", "due_at"], name="screening_of_worker")]

    def __str__(self) -> str:
        return f"摸底排查 {period_in_words(self.round)}"

    @property
    def is_returned_too_often(self) -> bool:
        return self.times_returned >= number("screening_returns_flagged", self.district.code)


class ContactAttempt(CaseFact):
    """One attempt to reach the elder while screening: when, how, with what result."""

    class Method(models.TextChoices):
        DOOR = "door", "上门"
        PHONE = "phone", "电话"
        NEIGHBOUR = "neighbour", "询问邻里"
        FAMILY = "family", "联系家属"

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="attempts", verbose_name="摸底排查")
    tried_at = models.DateTimeField("联系时间")
    method = models.CharField("方式", max_length=12, choices=Method)
    result = models.CharField("结果", max_length=200)
    tried_by = models.CharField("联系人员", max_length=60)

    history = facts_history()

    class Meta:
        verbose_name = "联系记录"
        verbose_name_plural = verbose_name
        ordering = ["-tried_at"]


class ProofRequest(CaseFact):
    """Which paper is to be had from whom, so that a doubtful category can be decided (R57, R58)."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="proofs", verbose_name="摸底排查")
    proof = models.CharField("需要的证明", max_length=200)
    proof_from = models.CharField("由谁提供", max_length=100)
    asked_on = models.DateField("索取日期")
    received_on = models.DateField("收到日期", null=True, blank=True)
    result = models.CharField("结果", max_length=200, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "索取证明"
        verbose_name_plural = verbose_name
        ordering = ["-asked_on", "-id"]


class EligibilityRun(CaseFact):
    """One answer of the eligibility rule: the facts as they were, the rule's version, and a sentence a category.

    `facts` holds no number; `verdicts` maps a category to {verdict, reason, sub_codes, to_find_out, changes_on, changes_to}.
    """

    subject_kind = models.CharField("为何事项", max_length=32)
    subject_id = models.BigIntegerField("事项", null=True, blank=True)
    as_of_on = models.DateField("判断日期")
    run_at = models.DateTimeField("判断时间")
    rule_version = models.CharField("规则版本", max_length=40)
    facts = models.JSONField("依据的情况")
    verdicts = models.JSONField("结论")
    flags = models.JSONField("提示", default=list, blank=True)
    forecast_on = models.DateField("预计符合日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "类别判断"
        verbose_name_plural = verbose_name
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case", "-id"], name="run_of_case"),
            models.Index(fields=["subject_kind", "subject_id"], name="run_of_subject"),
        ]

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that hold, in the plan's order."""
        return tuple(key for key, one in self.verdicts.items() if one["verdict"] == "yes")

    @property
    def doubtful(self) -> tuple[str, ...]:
        return tuple(key for key, one in self.verdicts.items() if one["verdict"] == "to_verify")
