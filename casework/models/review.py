"""半年更新: one paper a half-year, with what was changed or confirmed in each section of the ledger."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from audit.history import facts_history
from casework.models.subject import CaseFact, CaseSubject
from workflows.flows.review import SECTIONS
from workflows.flows.review import Review as ReviewFlow
from workflows.rules.dates import in_words

REVIEW_OPEN = ("scheduled", "due", "in_review", "submitted", "returned")


class Review(CaseSubject):
    """Renews the ledger of an active case every half-year (`依据: 35号 二(二)三`; R45)."""

    workflow: ClassVar[type[Any]] = ReviewFlow

    class Trigger(models.TextChoices):
        CYCLE = "cycle", "满半年"
        HOSPITAL = "hospital", "入院或出院"
        WIDOWED = "widowed", "丧偶"
        CHILD_MOVED = "child_moved", "子女迁居"
        CLUE = "clue", "关爱提示"
        WORSE_TWICE = "worse_twice", "连续两次较差"
        INCIDENT = "incident", "应急事件"
        SUSPENSION = "suspension", "暂停满90天"

    due_on = models.DateField("应更新日期")
    call_up_on = models.DateField("提请日期")
    last_mark = models.SmallIntegerField("已发提醒（距到期天数）", null=True, blank=True)
    trigger = models.CharField("起因", max_length=12, choices=Trigger, default=Trigger.CYCLE)
    trigger_note = models.CharField("起因说明", max_length=200, blank=True)
    started_on = models.DateField("开始日期", null=True, blank=True)
    family_verified_on = models.DateField("家庭成员核实日期", null=True, blank=True)
    family_verified_how = models.CharField("家庭成员核实方式", max_length=12, blank=True)
    family_verified_by = models.CharField("家庭成员核实人", max_length=60, blank=True)
    contacts_verified_on = models.DateField("联系人核实日期", null=True, blank=True)
    contacts_verified_by = models.CharField("联系人核实人", max_length=60, blank=True)
    ability_requested_on = models.DateField("申请能力评估日期", null=True, blank=True)
    times_returned = models.PositiveSmallIntegerField("退回次数", default=0)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    finished_on = models.DateField("完成日期", null=True, blank=True)
    observe_until_on = models.DateField("观察期至", null=True, blank=True)

    class Meta:
        verbose_name = "半年更新"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(state__in=REVIEW_OPEN), name="one_open_review_a_case")]
        indexes = [models.Index(fields=["state", "due_on"], name="review_due")]

    def __str__(self) -> str:
        return f"半年更新 {in_words(self.due_on)}"

    @property
    def due_ends_at(self) -> datetime:
        """The last moment of the day by which the review is to be done: the day itself still counts."""
        return datetime.combine(self.due_on, time(23, 59, 59), tzinfo=timezone.get_default_timezone())


class SectionConfirmation(CaseFact):
    """Says of one section of the ledger that it was changed or found unchanged, when, and by whom."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="confirmations", verbose_name="半年更新")
    section = models.CharField("部分", max_length=20, choices=list(SECTIONS.items()))
    is_changed = models.BooleanField("有变化")
    changes = models.CharField("变化内容", max_length=400, blank=True)
    is_of_its_own = models.BooleanField("本部分单独说明", null=True, blank=True, help_text="空为以前几个部分合写的一段说明")
    confirmed_on = models.DateField("确认日期")
    confirmed_by = models.CharField("确认人", max_length=60)

    history = facts_history()

    class Meta:
        verbose_name = "逐项确认"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["review", "section"], name="section_confirmed_once")]
