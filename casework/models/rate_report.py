"""月报: a region's monthly rate as it was handed in; frozen, digested, corrected only by another beside it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.guarded import KeptManager
from audit.triggers import append_only


@append_only
class RateReport(models.Model):
    """One handing-in of a region's month (`依据: 35号 一(二)`; G4): the first, or a numbered correction with its reason.

    The figures are those known at `handed_in_at`: a large region's are worked out after it, from history, to the same numbers.
    """

    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区划")
    month_on = models.DateField("月份首日")
    number = models.PositiveSmallIntegerField("第几次报出")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    handed_in_at = models.DateTimeField("报出时间")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报出人"
    )
    by_name = models.CharField("报出人姓名", max_length=60)
    by_office = models.CharField("报出人职务", max_length=120, blank=True)
    chain = models.CharField("链", max_length=64, editable=False)

    objects = KeptManager()

    class Meta:
        verbose_name = "探访率月报"
        verbose_name_plural = verbose_name
        ordering = ["-month_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["region", "month_on", "number"], name="rate_report_number_once"),
            models.CheckConstraint(condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")), name="rate_correction_has_reason"),
        ]
        indexes = [models.Index(fields=["month_on", "region"], name="rate_report_of_month")]

    def __str__(self) -> str:
        return f"{self.region.name}{self.title}"

    @property
    def title(self) -> str:
        """Name the paper: 2026年10月月报, and which correction it is."""
        correction = f"（第{self.number - 1}次更正）" if self.number > 1 else ""
        return f"{self.month_on.year}年{self.month_on.month}月月报{correction}"

    @property
    def chain_key(self) -> str:
        return self.chain


@append_only
class RateLine(models.Model):
    """The frozen figures of one unit of a report; a community's line holds its elders too, by number of the case, never by name."""

    report = models.ForeignKey(RateReport, on_delete=models.PROTECT, related_name="lines", verbose_name="月报")
    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区划")
    parent = models.ForeignKey("permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="上级")
    level = models.CharField("层级", max_length=12)
    code = models.CharField("当时代码", max_length=12)
    name = models.CharField("当时名称", max_length=60)
    owed = models.PositiveIntegerField("应访")
    visited = models.PositiveIntegerField("已访")
    floor_met = models.PositiveIntegerField("足额")
    suspended = models.PositiveIntegerField("暂停")
    short_suspensions = models.PositiveIntegerField("短期暂停")
    declined = models.PositiveIntegerField("不愿意")
    elders = models.TextField("个案名单", blank=True)
    chain = models.CharField("链", max_length=64, editable=False)

    objects = KeptManager()

    class Meta:
        verbose_name = "月报数字"
        verbose_name_plural = verbose_name
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "level", "region", "parent"], name="rate_line_once"),
            models.CheckConstraint(
                condition=Q(visited__lte=F("owed"), floor_met__lte=F("owed"), short_suspensions__lte=F("suspended")),
                name="rate_line_parts_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> float:
        return 100 * self.visited / self.owed if self.owed else 0.0

    @property
    def floor_percent(self) -> float:
        return 100 * self.floor_met / self.owed if self.owed else 0.0

    @property
    def missing(self) -> int:
        return self.owed - self.visited

    @property
    def unmet(self) -> int:
        return self.owed - self.floor_met


@append_only
class RateSeal(models.Model):
    """Closes a report: all its lines are there, and this is the SHA-256 of their canonical text."""

    report = models.OneToOneField(RateReport, on_delete=models.PROTECT, related_name="seal", verbose_name="月报")
    sealed_at = models.DateTimeField("形成时间")
    rule_version = models.CharField("规则版本", max_length=40)
    digest = models.CharField("摘要", max_length=64)
    chain = models.CharField("链", max_length=64, editable=False)

    objects = KeptManager()

    class Meta:
        verbose_name = "月报摘要"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.digest


class RateComparison(models.Model):
    """What of a report would come out otherwise with what is known since, part by part; no record, worked out again at any time."""

    report = models.OneToOneField(RateReport, on_delete=models.PROTECT, related_name="comparison", verbose_name="月报")
    compared_at = models.DateTimeField("比对时间", null=True, blank=True)
    wanted_at = models.DateTimeField("要求比对时间", null=True, blank=True)
    is_intact = models.BooleanField("摘要相符", default=True)
    elders = models.PositiveIntegerField("有差异的人数", default=0)
    parts = models.JSONField("各部分差异", default=dict, blank=True)

    class Meta:
        verbose_name = "月报比对"
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["compared_at"], name="rate_comparison_oldest")]

    def __str__(self) -> str:
        return f"{self.report}比对"
