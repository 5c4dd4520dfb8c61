"""Why an elder counts as being in special difficulty: assessment, certificate, family, and the periods of each category (annex 1)."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from audit.history import facts_history
from casework.models.choices import CATEGORY_CHOICES, Answer, Source
from casework.models.subject import CaseFact
from permissions.fields import SealedField, mask_certificate
from workflows.rules.frequency import Spell


class AbilityAssessment(CaseFact):
    """The result of one assessment; the latest decides, both standards are kept and never converted (R25 to R27).

    One that was annulled stays on file and decides nothing.
    """

    class Standard(models.TextChoices):
        GB = "GB/T 42195-2022", "GB/T 42195-2022"
        MZ = "MZ/T 039-2013", "MZ/T 039-2013"

    standard = models.CharField("标准", max_length=20, choices=Standard)
    level = models.PositiveSmallIntegerField("等级", help_text="0 为完好；GB/T 42195 到 4，MZ/T 039 到 3")
    assessed_on = models.DateField("评估日期")
    assessor = models.CharField("评估机构或人员", max_length=100)
    document = models.CharField("评估报告编号", max_length=100, blank=True)
    source = models.CharField("来源", max_length=24, choices=Source, default=Source.DOCUMENT)
    annulled_at = models.DateTimeField("撤销时间", null=True, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "能力评估"
        verbose_name_plural = verbose_name
        ordering = ["-assessed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standard="GB/T 42195-2022", level__lte=4) | Q(standard="MZ/T 039-2013", level__lte=3),
                name="ability_level_of_standard",
            ),
        ]
        indexes = [models.Index(fields=["case", "-assessed_on"], name="ability_of_case")]


class DisabilityCertificate(CaseFact):
    """残疾人证: number, type and grade; expired certificates stay and no longer count (R28)."""

    number = SealedField("残疾人证号", mask=mask_certificate)
    type = models.CharField("残疾类别", max_length=1, help_text="1视力 2听力 3言语 4肢体 5智力 6精神 7多重")
    grade = models.PositiveSmallIntegerField("残疾等级")
    valid_until_on = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=24, choices=Source, default=Source.DOCUMENT)
    seen_on = models.DateField("查验日期")

    history = facts_history(excluded_fields=["number_index", "number_tail"])

    class Meta:
        verbose_name = "残疾人证"
        verbose_name_plural = verbose_name
        ordering = ["-seen_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=4), name="certificate_grade_known"),
            models.CheckConstraint(condition=Q(type__in=list("1234567")), name="certificate_type_known"),
        ]


class SpecialFamily(CaseFact):
    """计划生育特殊家庭: the only child disabled or dead, none born or adopted since (R29, G13); the liaisons of R75."""

    class ChildStatus(models.TextChoices):
        ALIVE = "alive", "健在"
        DISABLED = "disabled", "伤残"
        DECEASED = "deceased", "死亡"
        UNKNOWN = "unknown", "不清楚"

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="special_family", verbose_name="个案")
    child_status = models.CharField("独生子女状况", max_length=12, choices=ChildStatus, default=ChildStatus.UNKNOWN)
    later_birth = models.CharField("此后生育", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    adopted = models.CharField("此后收养", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    liaison_one = models.CharField("联系人一", max_length=60, blank=True)
    liaison_two = models.CharField("联系人二", max_length=60, blank=True)
    source = models.CharField("来源", max_length=24, choices=Source, default=Source.HEALTH)
    told_on = models.DateField("了解日期")

    history = facts_history()

    class Meta:
        verbose_name = "计划生育特殊家庭情况"
        verbose_name_plural = verbose_name


class CategoryPeriod(CaseFact):
    """A category that counts from one day to another, with basis, evidence and the rule's version.

    `from_on` is the first day that counts (the day after a gain, or the day of enrolment), `until_on` the last;
    both decisions keep their own day.
    """

    category = models.CharField("类别", max_length=24, choices=CATEGORY_CHOICES)
    sub_kind = models.CharField("细分", max_length=20, blank=True, help_text="single/double，urban/rural")
    decided_on = models.DateField("认定日期")
    from_on = models.DateField("起计日期")
    lost_on = models.DateField("认定不再符合的日期", null=True, blank=True)
    until_on = models.DateField("止计日期（含）", null=True, blank=True)
    basis = models.CharField("依据", max_length=60)
    reason = models.CharField("理由", max_length=400)
    rule_version = models.CharField("规则版本", max_length=40)
    evidence = models.CharField("凭据", max_length=200, blank=True)
    annulled_at = models.DateTimeField("撤销时间", null=True, blank=True, help_text="所依据的评估已撤销，不再计算")

    history = facts_history()

    class Meta:
        verbose_name = "类别期间"
        verbose_name_plural = verbose_name
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "category"], condition=Q(until_on__isnull=True), name="category_open_once"),
            models.CheckConstraint(condition=Q(category__in=[key for key, _ in CATEGORY_CHOICES]), name="category_known"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="category_period_in_order"),
        ]
        indexes = [models.Index(fields=["category", "from_on", "until_on"], name="category_on_day")]

    @property
    def spell(self) -> Spell:
        """Say it as the frequency rule asks: gained the day before it counts."""
        return Spell(self.category, self.from_on - timedelta(days=1), self.lost_on)
