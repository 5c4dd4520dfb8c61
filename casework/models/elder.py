"""The elder: who he or she is, where he or she lives, what the ledger's first section asks (annex 4, 一)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from audit.history import facts_history
from casework.models.choices import AidStatus, Answer, DocumentKind, Marital, Sex
from casework.models.subject import CaseFact
from permissions.fields import SealedField, SealedTextField, mask_id_number, mask_phone


class Elder(CaseFact):
    """Holds one elder's own facts within one case; numbers and phones are sealed (`依据: 附件4 一`; R90)."""

    case = models.OneToOneField("casework.Case", on_delete=models.PROTECT, related_name="elder", verbose_name="个案")
    name = models.CharField("姓名", max_length=60)
    name_pinyin = models.CharField("姓名拼音", max_length=200, blank=True, editable=False)
    name_initials = models.CharField("姓名首字母", max_length=40, blank=True, editable=False)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField("出生日期", null=True, blank=True)
    ethnicity = models.CharField("民族", max_length=2, blank=True, help_text="GB/T 3304")
    marital = models.CharField("婚姻状况", max_length=12, choices=Marital, default=Marital.UNKNOWN)
    document_kind = models.CharField("证件种类", max_length=20, choices=DocumentKind, default=DocumentKind.RESIDENT_ID)
    id_number = SealedField("证件号码", mask=mask_id_number)
    number_exception = models.CharField("号码与出生日期、性别不一致的说明", max_length=200, blank=True)
    temporary_key = models.CharField("临时标识", max_length=60, blank=True, editable=False)
    phone = SealedField("联系电话", mask=mask_phone)
    no_phone_reason = models.CharField("没有电话的原因", max_length=100, blank=True)
    door = SealedTextField("楼门号")
    is_rural = models.BooleanField("居住在农村", default=False)
    lives_at_hukou = models.CharField("是否居住在户籍所在地", max_length=8, choices=Answer, default=Answer.UNKNOWN)
    hukou_region = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="户籍所在街道（乡镇）"
    )
    hukou_outside = models.CharField("市外户籍地", max_length=200, blank=True)
    aid_status = models.CharField("低保、特困", max_length=32, choices=AidStatus, default=AidStatus.NONE)
    is_low_income = models.BooleanField("低收入家庭", default=False)
    is_scattered_support = models.BooleanField("分散供养特困", default=False)
    is_party_member = models.BooleanField("中共党员", default=False)
    has_home_care_bed = models.BooleanField("家庭养老床位", default=False)
    home_care_bed_on = models.DateField("家庭养老床位建立日期", null=True, blank=True)
    has_renovation = models.BooleanField("居家适老化改造", default=False)
    renovation_on = models.DateField("居家适老化改造日期", null=True, blank=True)

    history = facts_history(excluded_fields=["id_number_index", "id_number_tail", "phone_index", "phone_tail"])

    class Meta:
        verbose_name = "老年人"
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="elder_sex_known"),
            models.CheckConstraint(condition=Q(document_kind__in=DocumentKind.values), name="elder_document_known"),
            models.CheckConstraint(condition=Q(aid_status__in=AidStatus.values), name="elder_aid_known"),
            models.CheckConstraint(
                condition=Q(is_scattered_support=False) | Q(aid_status=AidStatus.EXTREME_POVERTY_SUPPORT), name="elder_scattered_is_extreme"
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="elder_name"),
            models.Index(fields=["name_pinyin"], name="elder_pinyin"),
            models.Index(fields=["name_initials"], name="elder_initials"),
        ]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date) -> int | None:
        """Count the full years on a day; None where the birth date is not known."""
        if self.birth_on is None:
            return None
        return day.year - self.birth_on.year - ((day.month, day.day) < (self.birth_on.month, self.birth_on.day))

    @property
    def is_in_economic_difficulty(self) -> bool:
        """经济困难 (R46): allowance, extreme poverty or low income."""
        return self.is_low_income or self.aid_status != AidStatus.NONE
