"""How the elder lives (annex 4, 三), where the case lay on past days, and who was responsible."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audit.history import Facts, facts_history
from casework.models.choices import Safety, Source
from casework.models.subject import CaseFact
from permissions.fields import SealedTextField
from permissions.models import Placed


class Grid(Facts):
    """网格: the smallest unit of grassroots management; every elder has one (R36)."""

    community = models.ForeignKey("permissions.Region", on_delete=models.PROTECT, related_name="+", verbose_name="社区（村）")
    code = models.CharField("网格编号", max_length=20)
    name = models.CharField("网格名称", max_length=60)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="网格员"
    )
    is_active = models.BooleanField("使用中", default=True)

    history = facts_history()

    class Meta:
        verbose_name = "网格"
        verbose_name_plural = verbose_name
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="grid_code_in_community")]

    def __str__(self) -> str:
        return self.name

    @property
    def chain_key(self) -> str:
        return f"region:{self.community_id}"


class LivingPeriod(CaseFact, Placed):
    """Says in which community a case lay between two days; old reports read it (D0 I3, G15)."""

    grid = models.ForeignKey(Grid, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="网格")
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期（含）", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "属地期间"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(until_on__isnull=True), name="one_living_period_now"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="living_period_in_order"),
        ]
        indexes = [
            models.Index(fields=["case", "from_on"], name="living_of_case"),
            models.Index(fields=["community", "from_on", "until_on"], name="living_in_community"),
        ]


class ResponsiblePeriod(CaseFact):
    """Says who was responsible for a case between two moments: a community worker or a grid worker (D0 I3)."""

    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="负责人")
    worker_name = models.CharField("当时姓名", max_length=60)
    from_at = models.DateTimeField("起始时间")
    until_at = models.DateTimeField("截止时间", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "负责期间"
        verbose_name_plural = verbose_name
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(until_at__isnull=True), name="one_responsible_now"),
            models.CheckConstraint(condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="responsible_in_order"),
        ]
        indexes = [models.Index(fields=["case", "from_at"], name="responsible_of_case")]


class LivingConditions(CaseFact):
    """Answers 附件4 三: water, power, house, income and aids of the household; the newest by `seen_on` counts."""

    seen_on = models.DateField("查看日期")
    source = models.CharField("来源", max_length=24, choices=Source, default=Source.SEEN)
    water = models.CharField("饮水是否安全", max_length=8, choices=Safety, default=Safety.UNKNOWN)
    water_note = models.CharField("饮水说明", max_length=200, blank=True)
    power = models.CharField("生活用电是否安全", max_length=8, choices=Safety, default=Safety.UNKNOWN)
    power_note = models.CharField("用电说明", max_length=200, blank=True)
    house = models.CharField("住房是否安全", max_length=8, choices=Safety, default=Safety.UNKNOWN)
    house_note = models.CharField("住房说明", max_length=200, blank=True)
    monthly_income = SealedTextField("家庭每月收入（元）")
    aid_text = SealedTextField("领取补贴的其他说明")
    has_no_aid = models.BooleanField("没有领取任何补贴", default=False)

    history = facts_history()

    class Meta:
        verbose_name = "生活状况"
        verbose_name_plural = verbose_name
        ordering = ["-seen_on", "-id"]
        indexes = [models.Index(fields=["case", "-seen_on"], name="conditions_of_case")]


class Aid(CaseFact):
    """One pension, allowance or welfare payment a month (R96.5)."""

    class Kind(models.TextChoices):
        PENSION = "pension", "养老保险"
        SOCIAL_ASSISTANCE = "social_assistance", "社会救助"
        WELFARE = "welfare", "社会福利补贴"
        OTHER = "other", "其他"

    kind = models.CharField("种类", max_length=20, choices=Kind)
    name = models.CharField("名称", max_length=60, blank=True)
    amount = SealedTextField("每月金额（元）")

    history = facts_history()

    class Meta:
        verbose_name = "补贴"
        verbose_name_plural = verbose_name
        ordering = ["id"]
