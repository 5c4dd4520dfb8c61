"""关爱服务: one service as section six of annex 4 asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.subject import CaseSubject
from casework.models.visit import SignatureMethod
from workflows.flows.care import Care as CareFlow
from workflows.rules.dates import in_words


class Satisfaction(models.TextChoices):
    """老年人服务满意度 (R97): those who answered are averaged."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    NEUTRAL = "neutral", "一般"
    DISSATISFIED = "dissatisfied", "不满意"
    NOT_STATED = "not_stated", "未表态"


class CareService(CaseSubject):
    """One care service (`依据: 附件2 二; 附件4 六`); of a kind that counts, by community, provider or social worker, it is `assistance`."""

    workflow: ClassVar[type[Any]] = CareFlow

    class Kind(models.TextChoices):
        LIFE_CARE = "life_care", "生活照料"
        REHABILITATION = "rehabilitation", "康复护理"
        COMFORT = "comfort", "精神慰藉"
        HOUSEWORK = "housework", "助洁"
        BATH = "bath", "助浴"
        MEDICAL = "medical", "助医"
        MEAL = "meal", "助餐"
        WALK = "walk", "助行"
        ERRAND = "errand", "助急"
        RENOVATION = "renovation", "居家适老化改造"
        HARDSHIP = "hardship", "困难帮扶"
        POLICY = "policy", "政策宣讲"
        SAFETY = "safety", "安全提醒"
        DONATION = "donation", "慈善捐赠"
        OTHER = "other", "其他"

    class Actor(models.TextChoices):
        COMMUNITY = "community", "社区"
        PROVIDER = "provider", "服务机构"
        SOCIAL_WORKER = "social_worker", "社会工作者"
        VOLUNTEER = "volunteer", "志愿者"
        OTHER = "other", "其他"

    ordinal = models.PositiveIntegerField("第几次开展关爱", null=True, blank=True)
    care_on = models.DateField("服务日期")
    kind = models.CharField("服务种类", max_length=16, choices=Kind)
    done_by = models.CharField("服务方", max_length=16, choices=Actor, default=Actor.COMMUNITY)
    counts_as_assistance = models.BooleanField("计入社区帮扶", default=False)
    content = models.CharField("关爱服务情况", max_length=500)
    server_name = models.CharField("服务人员", max_length=60)
    server_signed_by = models.CharField("签字（盖章）方式", max_length=12, choices=SignatureMethod, blank=True)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=16, choices=Satisfaction, default=Satisfaction.NOT_STATED)
    satisfaction_text = models.CharField("评价", max_length=200, blank=True)
    satisfaction_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="满意度登记人"
    )
    satisfaction_from_elder = models.BooleanField("老年人本人通过电话或设备表示", default=False)
    referral = models.ForeignKey(
        "casework.Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="care_services", verbose_name="转介"
    )
    donor = models.CharField("捐赠方", max_length=80, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name="更正的记录"
    )

    class Meta:
        verbose_name = "关爱服务"
        verbose_name_plural = verbose_name
        ordering = ["-care_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(satisfaction__in=Satisfaction.values), name="care_satisfaction_known"),
            models.UniqueConstraint(
                fields=["case", "ordinal"], condition=Q(ordinal__isnull=False) & ~Q(state="corrected"), name="care_ordinal_once"
            ),
        ]
        indexes = [models.Index(fields=["case", "state", "care_on"], name="care_of_case")]

    def __str__(self) -> str:
        return f"关爱服务 {in_words(self.care_on)}"
