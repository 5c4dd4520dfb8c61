"""The parts of the ledger as rows and groups of fields, shared by the papers that fill it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.forms.places import StreetField
from casework.forms.rows import RowForm
from casework.models import Contact, HelperKind, Relative
from casework.models.choices import AidStatus, Answer, DocumentKind, Safety, Sex, Source, Willingness
from casework.models.living import Aid
from casework.queries.relations import RELATIONS
from casework.services.elders import Person
from permissions.models import Account, Region
from permissions.scope import reach_of

BLANK = [("", "—")]
RELATION_CHOICES = [*BLANK, *RELATIONS.items()]


class DayField(forms.DateField):
    """A day, picked or typed as YYYY-MM-DD; never after today where the fact is past."""

    def __init__(self, *, past: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.past = past

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.past and value and value > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天")


def answer(label: str, *, in_row: bool = False) -> forms.ChoiceField:
    """Make a question of three answers; 不清楚 is a good answer, an empty one is not needed. In a row of many it is a list."""
    widget = forms.Select if in_row else forms.RadioSelect
    return forms.ChoiceField(label=label, choices=Answer.choices, initial=Answer.UNKNOWN, required=False, widget=widget)


class MemberRow(RowForm):
    """One row of 家庭基本情况."""

    name = forms.CharField(label="姓名", max_length=60)
    relation = forms.ChoiceField(label="与户主关系", choices=RELATION_CHOICES)
    id_number = forms.CharField(label="身份证号码", max_length=18, required=False)
    no_number_reason = forms.CharField(label="没有号码的原因", max_length=100, required=False)
    health = forms.CharField(label="健康状况", max_length=200, required=False)
    aid_status = forms.ChoiceField(label="低保、特困", choices=AidStatus.choices, initial=AidStatus.NONE)
    is_head = forms.BooleanField(label="户主", required=False)
    is_elder = forms.BooleanField(label="本人", required=False)


class RelativeRow(RowForm):
    """One child or supporter."""

    kind = forms.ChoiceField(label="类别", choices=[*BLANK, *Relative.Kind.choices])
    name = forms.CharField(label="姓名", max_length=60)
    relation = forms.ChoiceField(label="与老人关系", choices=RELATION_CHOICES)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    cohabits = answer("同住", in_row=True)
    lives_in_city = answer("住在本市", in_row=True)
    street = StreetField(label="居住的街道（乡镇）")
    outside_place = forms.CharField(label="市外居住地", max_length=100, required=False)
    left_since_on = DayField(label="离开本市日期", required=False)
    left_reason = forms.ChoiceField(label="离开原因", choices=[*BLANK, *Relative.LeftReason.choices], required=False)
    difficulty = forms.CharField(label="日常联系的困难", max_length=200, required=False)


class ContactRow(RowForm):
    """One emergency contact, in calling order."""

    kind = forms.ChoiceField(label="种类", choices=[*BLANK, *Contact.Kind.choices])
    name = forms.CharField(label="姓名", max_length=60)
    relation = forms.ChoiceField(label="与老人关系", choices=RELATION_CHOICES, required=False)
    phone = forms.CharField(label="电话", max_length=20)
    fall_through_reason = forms.CharField(label="不由子女担任的原因", max_length=200, required=False)


class SupportRow(RowForm):
    """One helper of 附件4 四."""

    kinds = forms.MultipleChoiceField(label="帮扶单位（组织）", choices=HelperKind.choices)
    other_kind = forms.CharField(label="其他单位", max_length=60, required=False)
    organisation_name = forms.CharField(label="单位名称", max_length=100, required=False)
    person = forms.CharField(label="帮扶责任人", max_length=60)
    measures = forms.CharField(label="帮扶措施", max_length=500)


class AidRow(RowForm):
    """One monthly payment."""

    kind = forms.ChoiceField(label="种类", choices=[*BLANK, *Aid.Kind.choices])
    name = forms.CharField(label="名称", max_length=60, required=False)
    amount = forms.DecimalField(label="每月金额（元）", min_value=0, decimal_places=2)


class WillingnessFields(forms.Form):
    """Whether the elder wants the service (R2)."""

    willingness_value = forms.ChoiceField(label="服务意愿", choices=[("", "未询问"), *Willingness.choices[:-1]], required=False)
    willingness_on = DayField(label="征询日期", required=False)
    willingness_by = forms.CharField(label="答复人", max_length=60, required=False)
    willingness_witness = forms.CharField(label="见证人", max_length=60, required=False)
    willingness_evidence = forms.CharField(label="凭据", max_length=200, required=False)
    willingness_reason = forms.CharField(label="不愿意的原因", max_length=200, required=False)


class ConditionFields(forms.Form):
    """附件4 三."""

    water = forms.ChoiceField(label="饮水是否安全", choices=Safety.choices, initial=Safety.UNKNOWN, required=False)
    water_note = forms.CharField(label="饮水说明", max_length=200, required=False)
    power = forms.ChoiceField(label="生活用电是否安全", choices=Safety.choices, initial=Safety.UNKNOWN, required=False)
    power_note = forms.CharField(label="用电说明", max_length=200, required=False)
    house = forms.ChoiceField(label="住房是否安全", choices=Safety.choices, initial=Safety.UNKNOWN, required=False)
    house_note = forms.CharField(label="住房说明", max_length=200, required=False)
    monthly_income = forms.DecimalField(label="家庭每月收入（元）", min_value=0, decimal_places=2, required=False)
    has_no_aid = forms.BooleanField(label="没有领取任何补贴", required=False)


class NewPersonForm(forms.Form):
    """A person to be screened; the case is registered with it."""

    name = forms.CharField(label="姓名", max_length=60)
    document_kind = forms.ChoiceField(label="证件种类", choices=DocumentKind.choices, initial=DocumentKind.RESIDENT_ID)
    id_number = forms.CharField(label="证件号码", max_length=40, required=False)
    number_exception = forms.CharField(label="与号码不一致的原因", max_length=200, required=False)
    birth_on = DayField(label="出生日期", required=False)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices, initial=Sex.UNKNOWN, required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    no_phone_reason = forms.CharField(label="没有电话的原因", max_length=100, required=False)
    community = forms.ModelChoiceField(label="社区（村）", queryset=Region.objects.none())
    door = forms.CharField(label="楼门号", max_length=100, required=False)

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [one.place_id for one in reach_of(user).held if one.level != "organisation"]
        here = Region.objects.filter(level="community", valid_until_on__isnull=True)
        self.fields["community"].queryset = (  # type: ignore[attr-defined]
            here.filter(pk__in=places) | here.filter(parent__in=places) | here.filter(parent__parent__in=places)
        ).select_related("parent__parent")

    def person(self) -> Person:
        """Give what was typed, as `open_screening` takes it."""
        return Person(**self.cleaned_data)


def source_field() -> forms.ChoiceField:
    """Ask where the facts come from; each changed one keeps it."""
    return forms.ChoiceField(label="情况来源", choices=Source.choices, initial=Source.ELDER)
