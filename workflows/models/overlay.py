"""What a district sets for itself, and the years' working calendars: dated, versioned, never overwritten."""

from django.conf import settings
from django.db import models

from audit.history import Facts, facts_history


class PolicyOverlay(Facts):
    """One version of a district's own figure or deadline; it may only add or tighten, holds from its day on, and is never changed.

    The version entered last holds. Withdrawing is a version without a value, restoring one that repeats an earlier one's.
    """

    class Section(models.TextChoices):
        DEADLINES = "deadlines", "期限"
        FIGURES = "figures", "数值"

    district = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="区")
    section = models.CharField("部分", max_length=12, choices=Section)
    key = models.CharField("项目", max_length=60)
    value = models.JSONField("数值", null=True, blank=True, help_text="空：不再自行设置")
    restores = models.PositiveIntegerField("恢复的版本", null=True, blank=True)
    effective_on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)
    reason = models.CharField("理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="设置人")
    created_at = models.DateTimeField("设置时间")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, help_text="旧记录：自该日起不再执行")

    history = facts_history()

    class Meta:
        verbose_name = "区级标准"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["district", "key", "version"], name="overlay_version_once")]

    def __str__(self) -> str:
        return f"{self.district}“{self.key}”第{self.version}版"


class HolidayArrangement(Facts):
    """The State Council's arrangement of a year's days off and worked weekends, entered when it is published."""

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveIntegerField("版本")
    table = models.JSONField("安排", help_text="{节日: [放假日期], worked: [调休上班日期]}")
    basis = models.CharField("依据", max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间")

    history = facts_history()

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="holiday_version_once")]

    redated: int = 0  # how many open deadlines moved when it was entered: told once, kept in the act's entry and not on the row
