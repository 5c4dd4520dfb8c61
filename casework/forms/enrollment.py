"""What enrolment's steps ask for: the ledger itself, the elder's answer, reasons field by field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.forms.elder import AidRow, ConditionFields, ContactRow, DayField, SupportRow, answer
from casework.forms.facts import conditions_given, contacts_given
from casework.forms.places import StreetField
from casework.forms.registry import TransitionForm, transition_form
from casework.forms.rows import RowsField
from casework.forms.screening import FactsFields
from casework.models import Consent, ConsentScope, Contact, Grid
from casework.models.choices import AidStatus, SignatureMethod
from permissions.models import Account, OrganisationRole, RegionRole
from permissions.models.grant import in_force
from permissions.roles import Role
from workflows.flows.enrollment import LEDGER_FIELDS

ELDER_COLUMNS = (
    "phone", "no_phone_reason", "door", "lives_at_hukou", "hukou_region", "hukou_outside", "is_rural", "aid_status",
    "is_low_income", "is_scattered_support", "is_party_member",
)  # fmt: skip


def holders_near(case: Any, *roles: Role) -> QuerySet[Account]:
    """List the accounts that today hold one of the offices at the case's community or street, or at an organisation there."""
    names, today = [f"hold_{role.value}" for role in roles], timezone.localdate()
    places = (case.community_id, case.street_id)
    held = in_force(today) & Q(permission__codename__in=names)
    at_region = RegionRole.objects.filter(held, content_object__in=places).values("user_id")
    at_organisation = OrganisationRole.objects.filter(held, content_object__region__in=(*places, case.district_id)).values("user_id")
    found: QuerySet[Account] = Account.objects.filter(Q(pk__in=at_region) | Q(pk__in=at_organisation), is_active=True)
    return found.order_by("display_name")


@transition_form("enrollment", "fill")
class LedgerForm(FactsFields, ConditionFields):
    """填写台账: annex 4 section by section."""

    lives_at_hukou = answer("是否居住在户籍所在地")
    hukou_region = StreetField(label="户籍所在街道（乡镇）")
    hukou_outside = forms.CharField(label="市外户籍地", max_length=200, required=False)
    is_rural = forms.BooleanField(label="居住在农村", required=False)
    aid_status = forms.ChoiceField(label="低保、特困", choices=AidStatus.choices, required=False)
    is_low_income = forms.BooleanField(label="低收入家庭", required=False)
    is_scattered_support = forms.BooleanField(label="分散供养特困", required=False)
    is_party_member = forms.BooleanField(label="中共党员", required=False)
    contacts = RowsField(ContactRow, label="紧急联系人（按联系顺序）", noun="联系人")
    aids = RowsField(AidRow, label="领取补贴情况", noun="补贴")
    supports = RowsField(SupportRow, label="帮扶单位（组织）", noun="帮扶单位", spare=1)
    grid = forms.ModelChoiceField(label="网格", queryset=Grid.objects.none(), required=False)
    worker = forms.ModelChoiceField(label="负责人", queryset=Account.objects.none(), required=False)
    usual_visitor = forms.ModelChoiceField(label="常任探访人员", queryset=Account.objects.none(), required=False)
    capacity_exception = forms.CharField(label="暂无探访人员的原因", max_length=200, required=False)

    SECTIONS = (
        ("户籍和身份", (
            "lives_at_hukou", "hukou_region", "hukou_outside", "is_rural", "aid_status", "is_low_income", "is_scattered_support",
            "is_party_member",
        )),
        ("紧急联系人", ("contacts",)),
        ("生活状况", ("water", "water_note", "power", "power_note", "house", "house_note", "monthly_income", "has_no_aid", "aids")),
        ("帮扶和责任", ("supports", "grid", "worker", "usual_visitor", "capacity_exception")),
        *FactsFields.SECTIONS,
    )  # fmt: skip
    SHOWN_FOR = {
        **FactsFields.SHOWN_FOR, "hukou_region": "lives_at_hukou=no", "hukou_outside": "lives_at_hukou=no",
        "water_note": "water=unsafe|fairly_safe", "power_note": "power=unsafe|fairly_safe", "house_note": "house=unsafe|fairly_safe",
    }  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        case = self.subject.case
        self.fields["grid"].queryset = Grid.objects.filter(community=case.community_id, is_active=True)  # type: ignore[attr-defined]
        self.fields["worker"].queryset = holders_near(case, Role.COMMUNITY_WORKER, Role.GRID_WORKER)  # type: ignore[attr-defined]
        visitors = holders_near(case, Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.VISITOR)
        self.fields["usual_visitor"].queryset = visitors  # type: ignore[attr-defined]
        known = {name: getattr(case.elder, name) for name in ELDER_COLUMNS if name not in ("phone", "door")}
        named = {"grid": case.grid_id, "worker": case.responsible_id, "usual_visitor": case.usual_visitor_id}
        self.initial = {**known, **named, "capacity_exception": case.capacity_exception, **self.initial}

    def given(self) -> dict[str, object]:
        typed = self.cleaned_data
        responsibility = {name: typed[name] for name in ("worker", "grid", "usual_visitor", "capacity_exception") if typed[name]}
        parts = {
            "elder": {name: typed[name] for name in ELDER_COLUMNS if name in self.changed_data},
            "contacts": contacts_given(typed["contacts"]),
            "conditions": conditions_given(typed),
            "supports": [{name: value for name, value in row.items() if name != "pk"} for row in typed["supports"]],
            "responsibility": responsibility,
        }
        return {**super().given(), **{name: value for name, value in parts.items() if value}}


@transition_form("enrollment", "record_answer")
class AnswerForm(TransitionForm):
    """登记答复: every scope is asked, one by one."""

    scopes = forms.MultipleChoiceField(label="同意", choices=ConsentScope.choices, required=False, widget=forms.CheckboxSelectMultiple)
    refused_scopes = forms.MultipleChoiceField(
        label="不同意", choices=ConsentScope.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    given_on = DayField(label="答复日期")
    given_by = forms.ChoiceField(label="由谁作出", choices=Consent.GivenBy.choices)
    guardian = forms.ModelChoiceField(label="监护人", queryset=Contact.objects.none(), required=False)
    method = forms.ChoiceField(label="签署方式", choices=SignatureMethod.choices)
    witness = forms.CharField(label="见证人", max_length=60, required=False)
    evidence = forms.CharField(label="凭据", max_length=200, required=False)

    def prepare(self) -> None:
        guardians = Contact.objects.filter(case=self.subject.case_id, kind=Contact.Kind.GUARDIAN, removed_on__isnull=True)
        self.fields["guardian"].queryset = guardians  # type: ignore[attr-defined]

    def given(self) -> dict[str, object]:
        return {**self.cleaned_data, "asked_by": str(self.user)}


@transition_form("enrollment", "send_back", "send_back_from_district")
class FieldReasonsForm(TransitionForm):
    """退回: reasons beside the fields they concern."""

    wrong = forms.MultipleChoiceField(
        label="需要补正的项目",
        choices=[(key, text) for key, (text, _) in LEDGER_FIELDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = forms.CharField(label="逐项说明", max_length=400, required=False)

    def given(self) -> dict[str, object]:
        return {"field_reasons": {key: self.cleaned_data["explanation"] or LEDGER_FIELDS[key][1] for key in self.cleaned_data["wrong"]}}
