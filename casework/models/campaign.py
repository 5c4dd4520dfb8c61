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
    warning_kind = models.CharField("预警种类", max_length=12, blank=True)
    warning_colour = models.CharField("预警颜色", max_length=8, blank=True)
    region = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="范围")
    categories = models.JSONField("对象类别", default=list, blank=True, help_text="空为全部在册老年人")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期（含）")
    extra_visits = models.PositiveSmallIntegerField("增加次数", default=1)
    reason = models.CharField("说明", max_length=200, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="发起人")
    cancelled_on = models.DateField("取消日期", null=True, blank=True)

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
