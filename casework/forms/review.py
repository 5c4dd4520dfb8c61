"""What the half-yearly review asks for: every section changed or confirmed, family and contacts really called."""

from __future__ import annotations

from django import forms

from casework.forms.elder import DayField
from casework.forms.registry import transition_form
from casework.forms.screening import FactsFields
from casework.models import Contact, SectionConfirmation
from casework.services.review import LONGEST_FINDING
from workflows.flows.review import SECTIONS

SAME, CHANGED = "unchanged", "changed"
STATE, FINDING = "state_", "finding_"


@transition_form("review", "record_findings")
class FindingsForm(FactsFields):
    """登记核对: the facts again, and of every section whether it changed, each changed one with its own finding."""

    family_verified_on = DayField(label="家庭成员核实日期", required=False)
    family_verified_how = forms.ChoiceField(label="核实方式", choices=[("", "—"), ("phone", "电话"), ("visit", "上门")], required=False)
    contacts_called = forms.ModelMultipleChoiceField(
        label="已拨通的联系人", queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    contacts_verified_on = DayField(label="联系人核实日期", required=False)
    ability_requested_on = DayField(label="申请能力评估日期", required=False)

    SHOWN_FOR = {**FactsFields.SHOWN_FOR, **{FINDING + key: f"{STATE}{key}={CHANGED}" for key in SECTIONS}}
    SECTIONS = (
        ("逐项核对", tuple(name for key in SECTIONS for name in (STATE + key, FINDING + key))),
        ("电话核实", (
            "family_verified_on", "family_verified_how", "contacts_called", "contacts_verified_on", "ability_requested_on",
        )),
        *FactsFields.SECTIONS,
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        rows = SectionConfirmation.objects.filter(review=self.subject.pk) if self.subject.pk else ()
        there = {one.section: one for one in rows}
        for key, label in SECTIONS.items():
            found = there.get(key)
            self.fields[STATE + key] = forms.ChoiceField(
                label=label, choices=[(SAME, "没有变化"), (CHANGED, "有变化")], required=False, widget=forms.RadioSelect,
                initial=None if found is None else CHANGED if found.is_changed else SAME,
            )  # fmt: skip
            self.fields[FINDING + key] = forms.CharField(
                label=f"{label}：变化内容", max_length=LONGEST_FINDING, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                initial=found.changes if found else "",
            )  # fmt: skip
        contacts = Contact.objects.filter(case=self.subject.case_id, removed_on__isnull=True)
        self.fields["contacts_called"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for key in SECTIONS:
            state, finding = cleaned.get(STATE + key, ""), cleaned.get(FINDING + key, "")
            if state == CHANGED and not finding and FINDING + key not in self.errors:
                self.add_error(FINDING + key, "写明这一部分哪里有变化")
            elif finding and state != CHANGED:
                self.add_error(FINDING + key, "写了变化内容，请选“有变化”；没有变化的，请把变化内容清空")
        if self.cleaned_data.get("family_verified_on") and not self.cleaned_data.get("family_verified_how"):
            self.add_error("family_verified_how", "请选核实方式")
        if self.cleaned_data.get("contacts_called") and not self.cleaned_data.get("contacts_verified_on"):
            self.add_error("contacts_verified_on", "填写核实日期")
        return cleaned

    def given(self) -> dict[str, object]:
        typed = self.cleaned_data
        sections = {key: typed[FINDING + key] for key in SECTIONS if typed[STATE + key]}
        name = str(self.user)
        found = {
            "sections": sections,
            "family_verified_on": typed["family_verified_on"],
            "family_verified_how": typed["family_verified_how"],
            "family_verified_by": name if typed["family_verified_on"] else "",
            "contacts_called": list(typed["contacts_called"]),
            "contacts_verified_on": typed["contacts_verified_on"],
            "contacts_verified_by": name if typed["contacts_verified_on"] else "",
            "ability_requested_on": typed["ability_requested_on"],
        }
        return {**super().given(), **{key: value for key, value in found.items() if value}}
