"""The household as the ledger lists it (annex 4, 二), and the relatives as the eligibility rule asks for them (annex 1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.choices import AidStatus, Answer, Sex, Source
from casework.models.subject import CaseFact
from permissions.fields import SealedField, SealedTextField, mask_id_number, mask_phone


class HouseholdMember(CaseFact):
    """One row of 家庭基本情况; row one is the head, and the elder is one of the rows (R95)."""

    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    id_number = SealedField("居民身份证号码", mask=mask_id_number)
    no_number_reason = models.CharField("没有证件号码的原因", max_length=100, blank=True)
    relation = models.CharField("与户主关系", max_length=2, help_text="GB/T 4761-2008")
    health = SealedTextField("健康状况")
    aid_status = models.CharField("是否为低保对象/特困人员", max_length=32, choices=AidStatus, default=AidStatus.NONE)
    is_head = models.BooleanField("户主", default=False)
    is_elder = models.BooleanField("探访对象本人", default=False)
    left_on = models.DateField("离开本户日期", null=True, blank=True)
    left_reason = models.CharField("离开原因", max_length=60, blank=True)

    history = facts_history(excluded_fields=["id_number_index", "id_number_tail"])

    class Meta:
        verbose_name = "家庭成员"
        verbose_name_plural = verbose_name
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], condition=Q(left_on__isnull=True), name="member_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_head=True, left_on__isnull=True), name="one_head_of_household"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_elder=True, left_on__isnull=True), name="elder_once_in_household"),
            models.CheckConstraint(condition=Q(number__gte=1), name="member_number_from_one"),
            models.CheckConstraint(condition=Q(aid_status__in=AidStatus.values), name="member_aid_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Relative(CaseFact):
    """A child, or another person bound to support the elder: where he or she lives, and since when away (annex 1; R51)."""

    class Kind(models.TextChoices):
        CHILD = "child", "子女"
        SUPPORTER = "supporter", "其他赡养人、扶养人"

    class LeftReason(models.TextChoices):
        STUDY = "study", "就学"
        WORK = "work", "务工、工作"
        OTHER = "other", "其他"

    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("姓名", max_length=60)
    relation = models.CharField("与老人关系", max_length=2, help_text="GB/T 4761-2008")
    phone = SealedField("联系电话", mask=mask_phone)
    cohabits = models.CharField("与老人同住", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    lives_in_city = models.CharField("住在本市", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    district = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="居住的区"
    )
    street = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="居住的街道（乡镇）"
    )
    outside_place = models.CharField("市外居住地", max_length=100, blank=True)
    left_since_on = models.DateField("离开本市日期", null=True, blank=True)
    left_reason = models.CharField("离开本市原因", max_length=8, choices=LeftReason, blank=True)
    supports_money = models.BooleanField("经济供养", default=False)
    supports_care = models.BooleanField("生活照料", default=False)
    supports_comfort = models.BooleanField("精神慰藉", default=False)
    contact_is_difficult = models.BooleanField("日常联系有困难", default=False)
    difficulty = models.CharField("联系困难的原因", max_length=200, blank=True)
    source = models.CharField("来源", max_length=24, choices=Source, default=Source.ELDER)
    told_on = models.DateField("了解日期")
    ended_on = models.DateField("关系终止日期", null=True, blank=True)

    history = facts_history(excluded_fields=["phone_index", "phone_tail"])

    class Meta:
        verbose_name = "赡养人、扶养人"
        verbose_name_plural = verbose_name
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["child", "supporter"]), name="relative_kind_known"),
            models.CheckConstraint(condition=Q(contact_is_difficult=False) | ~Q(difficulty=""), name="relative_difficulty_has_reason"),
            models.CheckConstraint(condition=Q(lives_in_city="no") | Q(left_since_on__isnull=True), name="relative_left_lives_outside"),
        ]

    def __str__(self) -> str:
        return self.name


class Situation(CaseFact):
    """What the eligibility rule asks about the elder's life; every answer may be unknown, and has a source and a day in `provenance`."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="situation", verbose_name="个案")
    has_spouse = models.CharField("有配偶", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    spouse_cohabits = models.CharField("与配偶同住", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    relatives_are_all = models.BooleanField("子女和其他赡养人、扶养人已全部登记", default=False, help_text="没有的也算全部登记")
    has_near_relative = models.CharField("有其他近亲属", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    has_guardian = models.CharField("有监护人", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    has_carer = models.CharField("有人照顾", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    able_to_work = models.CharField("有劳动能力", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    lives_independently = models.CharField("独自或者只与配偶居住", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    independent_since_on = models.DateField("独自居住起始日期", null=True, blank=True)
    is_assessed = models.CharField("做过能力评估", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    has_certificate = models.CharField("有残疾人证", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    is_single_child_family = models.CharField("独生子女家庭", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    provenance = models.JSONField("来源和日期", default=dict, blank=True)

    history = facts_history()

    class Meta:
        verbose_name = "家庭和居住情况"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                condition=Q(independent_since_on__isnull=True) | Q(lives_independently="yes"), name="situation_since_needs_independent"
            ),
        ]
