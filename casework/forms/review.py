"""What the half-yearly review asks for: every section changed or confirmed, family and contacts really called."""

from __future__ import annotations

from django import forms

from casework.forms.elder import DayField
from casework.forms.registry import transition_form
from casework.forms.screening import FactsFields
from casework.models import Contact
from workflows.flows.review import SECTIONS


@transition_form("review", "record_findings")
class FindingsForm(FactsFields):
    """登记核对: the facts again, and what was found section by section."""

    unchanged = forms.MultipleChoiceField(
        label="没有变化的部分", choices=list(SECTIONS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    changed = forms.MultipleChoiceField(
        label="有变化的部分", choices=list(SECTIONS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    changed_text = forms.CharField(label="变化内容", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    family_verified_on = DayField(label="家庭成员核实日期", required=False)
    family_verified_how = forms.ChoiceField(label="核实方式", choices=[("", "—"), ("phone", "电话"), ("visit", "上门")], required=False)
    contacts_called = forms.ModelMultipleChoiceField(
        label="已拨通的联系人", queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    contacts_verified_on = DayField(label="联系人核实日期", required=False)
    ability_requested_on = DayField(label="申请能力评估日期", required=False)

    SECTIONS = (
        ("逐项核对", ("unchanged", "changed", "changed_text")),
        ("电话核实", (
            "family_verified_on", "family_verified_how", "contacts_called", "contacts_verified_on", "ability_requested_on",
        )),
        *FactsFields.SECTIONS,
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        contacts = Contact.objects.filter(case=self.subject.case_id, removed_on__isnull=True)
        self.fields["contacts_called"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        both = set(self.cleaned_data.get("unchanged", [])) & set(self.cleaned_data.get("changed", []))
        if both:
            self.add_error("changed", f"“{'、'.join(SECTIONS[key] for key in both)}”不能既有变化又没有变化")
        if self.cleaned_data.get("changed") and not self.cleaned_data.get("changed_text"):
            self.add_error("changed_text", "写明变化内容")
        if self.cleaned_data.get("family_verified_on") and not self.cleaned_data.get("family_verified_how"):
            self.add_error("family_verified_how", "请选核实方式")
        if self.cleaned_data.get("contacts_called") and not self.cleaned_data.get("contacts_verified_on"):
            self.add_error("contacts_verified_on", "填写核实日期")
        return cleaned

    def given(self) -> dict[str, object]:
        typed = self.cleaned_data
        sections = dict.fromkeys(typed["unchanged"], "") | dict.fromkeys(typed["changed"], typed["changed_text"])
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
