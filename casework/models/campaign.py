"""加密探访: more visits between two days, for a reason, in an area."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.history import Facts, facts_history


class Campaign(Facts):
    """Raises the frequency for bad weather, a festival or a disease season (`依据: 35号 二(二)四`; R43)."""

    class Trigger(models.TextChoices):
        FESTIVAL = "festival", "传统节日"
        WEATHER = "weather", "恶劣天气"
        DISEASE = "disease", "疾病多发"

    name = models.CharField("名称", max_length=60)
    trigger = models.CharField("起因", max_length=12, choices=Trigger)
    occasion = models.CharField("节日或时段", max_length=20, blank=True, help_text="春节、三伏；天气预警为空")
    warning_kind = models.CharField("预警种类", max_length=12, blank=True)
    warning_colour = models.CharField("预警颜色", max_length=8, blank=True)
    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="范围")
    categories = models.JSONField("对象类别", default=list, blank=True, help_text="空为全部在册老年人")
    target = models.JSONField("对象条件", default=dict, blank=True, help_text="须同时符合的条件：独居、失能程度、年龄、经济困难；空为不限")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期（含）")
    extra_visits = models.PositiveSmallIntegerField("增加次数", default=1)
    reason = models.CharField("说明", max_length=200, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="发起人")
    started_at = models.DateTimeField("发起时间", null=True, blank=True)
    changed_because = models.CharField("调整原因", max_length=200, blank=True, help_text="最近一次调整结束日期的原因，历次见历史")
    cancelled_on = models.DateField("取消日期", null=True, blank=True)
    cancelled_because = models.CharField("取消原因", max_length=200, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "加密探访"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="campaign_in_order"),
            models.CheckConstraint(condition=Q(extra_visits__gte=1), name="campaign_adds_something"),
        ]
        ordering = ["-from_on"]

    def __str__(self) -> str:
        return self.name

    @property
    def chain_key(self) -> str:
        return f"region:{self.region_id}"

    @property
    def cause(self) -> str:
        """Say why, in one word: 寒潮橙色预警, 春节, 三伏; else the kind of trigger."""
        if self.warning_kind:
            return f"{self.warning_kind}{self.warning_colour}预警"
        return self.occasion or self.get_trigger_display()


class CampaignReport(models.Model):
    """The figures of a campaign as they stood when it was over, community by community; kept, never computed again (R43)."""

    campaign = models.OneToOneField(Campaign, on_delete=models.PROTECT, related_name="report", verbose_name="加密探访")
    kept_at = models.DateTimeField("形成时间")
    content = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "加密探访报告"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"{self.campaign}报告"
