"""探访义务: what is owed to an elder in a period, and what met it. A ledger of duty, no flow."""

from django.db import models
from django.db.models import Q

from permissions.models import Placed
from workflows.rules.dates import period_in_words


class Obligation(Placed):
    """What one elder is owed in one period (`依据: 35号 二(二)四`): the rule's answer, kept current with each visit.

    It belongs to the community responsible on the period's last day; an excuse never counts as met (G4).
    """

    class Kind(models.TextChoices):
        VISIT = "visit", "每月探访"
        HOME_VISIT = "home_visit", "每月上门"
        ASSISTANCE = "assistance", "每季帮扶"
        SURGE = "surge", "加密探访"

    class Status(models.TextChoices):
        OPEN = "open", "待完成"
        MET = "met", "已完成"
        MISSED = "missed", "漏访"
        EXCUSED = "excused", "已说明"

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="obligations", verbose_name="个案")
    kind = models.CharField("种类", max_length=12, choices=Kind)
    period = models.CharField("期间", max_length=10, help_text="2026-11、2026Q4；加密探访为起始日期")
    starts_on = models.DateField("期间首日")
    due_by_on = models.DateField("期间末日")
    required = models.PositiveSmallIntegerField("应完成次数")
    done = models.PositiveSmallIntegerField("已完成次数", default=0)
    status = models.CharField("状态", max_length=8, choices=Status, default=Status.OPEN)
    campaign = models.ForeignKey(
        "casework.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="obligations", verbose_name="加密探访"
    )
    short_because = models.CharField("未完成情形", max_length=200, blank=True, help_text="期末由系统写明，漏访说明由街道填写")
    excuse = models.CharField("漏访说明", max_length=200, blank=True)
    rule_version = models.CharField("规则版本", max_length=40)
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "探访义务"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "period"], condition=Q(campaign=None), name="obligation_once_a_period"),
            models.UniqueConstraint(fields=["case", "campaign"], condition=Q(campaign__isnull=False), name="surge_once_a_campaign"),
            models.CheckConstraint(condition=Q(required__gte=1), name="obligation_requires_something"),
        ]
        indexes = [
            models.Index(fields=["community", "period", "kind", "status"], name="obligation_of_community"),
            models.Index(fields=["street", "period", "kind", "status"], name="obligation_of_street"),
            models.Index(fields=["district", "period", "kind", "status"], name="obligation_of_district"),
            models.Index(fields=["period", "kind", "status"], name="obligation_of_city"),
            models.Index(fields=["status", "due_by_on"], name="obligation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {period_in_words(self.period)}"


class MonthPlan(models.Model):
    """Says that a month was planned for a district: how many, by which rule, the digest of the list."""

    period = models.CharField("月份", max_length=7)
    district = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区")
    planned_at = models.DateTimeField("计算时间")
    closed_at = models.DateTimeField("关账时间", null=True, blank=True)
    cases = models.PositiveIntegerField("个案数")
    rows = models.PositiveIntegerField("义务数")
    rule_version = models.CharField("规则版本", max_length=40)
    list_digest = models.CharField("清单摘要", max_length=64)

    class Meta:
        verbose_name = "月度计划"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["period", "district"], name="month_planned_once_a_district")]
