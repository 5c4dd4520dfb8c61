"""What a visit finds and somebody must answer: needs, hazards, suggestions. No flow; open until answered."""

from django.db import models
from django.db.models import F, Q

from audit.history import facts_history
from casework.models.subject import CaseFact

NEED_LABELS = {
    "life_care": "生活照料", "rehabilitation": "康复护理", "comfort": "精神慰藉", "rescue": "紧急救援", "renovation": "居家适老化改造",
    "hardship": "困难帮扶", "counselling": "心理疏导", "consolation": "精神安慰", "family_relations": "家庭关系调适", "policy": "政策咨询",
    "care_home": "入住养老机构", "other": "其他",
}  # fmt: skip
SOCIAL_WORK_NEEDS = frozenset({"hardship", "counselling", "consolation", "family_relations"})


class Need(CaseFact):
    """A service need of the elder (R5, R104, R109), linked to what answered it; open ones are listed, and overdue after 30 days (R12)."""

    class Urgency(models.TextChoices):
        URGENT = "urgent", "紧急"
        PRIORITY = "priority", "优先"
        NORMAL = "normal", "一般"

    class AnsweredBy(models.TextChoices):
        CARE = "care", "关爱服务"
        REFERRAL = "referral", "需求转介"
        INTERVENTION = "intervention", "社工介入"
        ADVICE = "advice", "政策咨询"
        NOT_NEEDED = "not_needed", "不再需要"

    kind = models.CharField("需求种类", max_length=20, choices=list(NEED_LABELS.items()))
    text = models.CharField("需求内容", max_length=300)
    urgency = models.CharField("紧急程度", max_length=8, choices=Urgency, default=Urgency.NORMAL)
    visit_id = models.BigIntegerField("来自探访", null=True, blank=True)
    found_on = models.DateField("提出日期")
    answered_by = models.CharField("解决方式", max_length=16, choices=AnsweredBy, blank=True)
    answered_id = models.BigIntegerField("解决的事项", null=True, blank=True)
    answered_on = models.DateField("解决日期", null=True, blank=True)
    unmet_count = models.PositiveSmallIntegerField("未成次数", default=0)

    history = facts_history()

    class Meta:
        verbose_name = "服务需求"
        verbose_name_plural = verbose_name
        ordering = ["answered_on", "found_on"]
        constraints = [
            models.CheckConstraint(condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("found_on")), name="need_in_order")
        ]
        indexes = [models.Index(fields=["case", "answered_on"], name="need_of_case")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Hazard(CaseFact):
    """An unsafe finding with its three moments: found, acted on, resolved (R4, R7, R101)."""

    class Kind(models.TextChoices):
        GAS = "gas", "燃气"
        PLUMBING = "plumbing", "水暖"
        ELECTRICITY = "electricity", "用电"
        FIRE = "fire", "消防"
        OTHER = "other", "其他"

    kind = models.CharField("隐患种类", max_length=12, choices=Kind)
    visit_id = models.BigIntegerField("来自探访", null=True, blank=True)
    found_on = models.DateField("发现日期")
    action = models.CharField("已采取的措施", max_length=300)
    acted_on = models.DateField("采取措施日期", null=True, blank=True)
    due_on = models.DateField("复查期限")
    resolved_on = models.DateField("消除日期", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "风险隐患"
        verbose_name_plural = verbose_name
        ordering = ["resolved_on", "due_on"]
        indexes = [models.Index(fields=["case", "resolved_on", "due_on"], name="hazard_of_case")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Suggestion(CaseFact):
    """A suggested care service or advice (R55, R105) and what became of it."""

    kind = models.CharField("建议种类", max_length=20)
    text = models.CharField("建议内容", max_length=300)
    visit_id = models.BigIntegerField("来自探访", null=True, blank=True)
    made_on = models.DateField("提出日期")
    outcome = models.CharField("结果", max_length=200, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "关爱服务建议"
        verbose_name_plural = verbose_name
