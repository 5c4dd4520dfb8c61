"""The visit form of annex 4, section five, made for a thumb: last time's answers stand ready as 无变化."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from audit.acts import Refusal
from casework.forms.registry import TransitionForm, transition_form
from casework.models import Visit, Visitor
from casework.models.need import NEED_LABELS
from casework.models.visit import Change, Household, Illness, Method, Safety, SignatureMethod
from workflows.flows.visit import unsafe_is_acted_on
from workflows.rules.dates import in_words

CHOICES = (
    "method",
    "household_change",
    "expression",
    "mobility",
    "illness",
    "mood",
    "gas",
    "plumbing",
    "electricity",
    "fire",
    "personal_hygiene",
    "home_hygiene",
    "indoor",
)
SUGGESTIONS = [
    ("life_care", "生活照料"), ("rehabilitation", "康复护理"), ("comfort", "精神慰藉"), ("renovation", "居家适老化改造"),
    ("policy", "政策申请"),
    ("care_home", "引导入住机构"), ("social_work", "社工介入"), ("safety", "安全整改"),
]  # fmt: skip


def choice(label: str, choices: Any, initial: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, help_text=help_text, widget=forms.RadioSelect)


class VisitAnswers(TransitionForm):
    """Everything section five asks for; sections group the fields as the paper does."""

    visit_on = forms.DateField(
        label="探访日期", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    method = choice("探访方式", Method.choices, Method.HOME)
    method_note = forms.CharField(label="其他方式", max_length=60, required=False)
    household_change = choice("家庭人口", Household.choices, Household.SAME)
    household_count = forms.IntegerField(label="增减人数", min_value=1, max_value=20, required=False)
    expression = choice("表达能力", Change.choices, Change.SAME)
    mobility = choice("行动能力", Change.choices, Change.SAME)
    illness = choice("疾病状况", Illness.choices, Illness.SAME)
    disease = forms.CharField(label="疾病名称", max_length=100, required=False)
    mood = choice("情绪状态", Change.choices, Change.SAME)
    gas = choice("燃气安全", Safety.choices, Safety.SAFE)
    plumbing = choice("水暖安全", Safety.choices, Safety.SAFE)
    electricity = choice("用电安全", Safety.choices, Safety.SAFE)
    fire = choice("消防安全", Safety.choices, Safety.SAFE)
    safety_action = forms.CharField(
        label="不安全事项已采取的措施", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    personal_hygiene = choice("个人卫生", Change.choices, Change.SAME)
    home_hygiene = choice("家庭卫生", Change.choices, Change.SAME)
    indoor = choice("室内环境", Change.choices, Change.SAME)
    needs = forms.MultipleChoiceField(
        label="老年人服务需求（可多选）", choices=list(NEED_LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_text = forms.CharField(label="需求内容", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    suggestions = forms.MultipleChoiceField(
        label="实施关爱服务建议（可多选）", choices=SUGGESTIONS, required=False, widget=forms.CheckboxSelectMultiple
    )
    suggestions_text = forms.CharField(label="建议内容", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("探访方式", ("visit_on", "method", "method_note")),
        ("家庭状况", ("household_change", "household_count")),
        ("健康状况", ("expression", "mobility", "illness", "disease")),
        ("精神状态", ("mood",)),
        ("安全情况", ("gas", "plumbing", "electricity", "fire", "safety_action")),
        ("卫生状况和居住环境", ("personal_hygiene", "home_hygiene", "indoor")),
        ("需求和建议", ("needs", "needs_text", "suggestions", "suggestions_text")),
    )
    SHOWN_FOR = {
        "method_note": "method=other", "household_count": "household_change=more|fewer", "disease": "illness=severe",
        "safety_action": "gas=unsafe;plumbing=unsafe;electricity=unsafe;fire=unsafe",
    }  # fmt: skip

    def prepare(self) -> None:
        """Show what was saved before on this record."""
        if self.subject.pk:
            visit: Visit = self.subject
            self.initial = {
                name: getattr(visit, name)
                for name in self.fields
                if hasattr(visit, name) and name not in ("disease", "needs_text", "suggestions_text")
            }
            self.initial |= {name: getattr(visit, name).reveal() for name in ("disease", "needs_text", "suggestions_text")}

    def refuse(self, refusal: Refusal) -> None:
        """Put the sentence about what was found unsafe beside the field it asks for."""
        for reason in refusal.reasons:
            self.add_error("safety_action" if reason.startswith(unsafe_is_acted_on.refusal) else None, reason)

    def changes(self) -> dict[str, object]:
        data = self.cleaned_data
        kept: dict[str, object] = {name: data[name] for _, names in self.SECTIONS for name in names if name in data}
        kept["written_by"] = self.user
        visitor = Visitor.objects.filter(account=self.user, is_active=True).first()
        if visitor is not None:
            kept["visitor"] = visitor
        kept.setdefault("visitor_name", self.user.display_name)
        return kept


class Signatures(forms.Form):
    """Who signed, and how (G9)."""

    visitor_name = forms.CharField(label="探访人员（签字）", max_length=60)
    visitor_signed_by = forms.ChoiceField(
        label="探访人员签字方式",
        choices=[one for one in SignatureMethod.choices if one[0] in ("handwritten", "paper", "seal")],
        initial="handwritten",
        widget=forms.RadioSelect,
    )
    elder_signed_by = forms.ChoiceField(
        label="被探访人签字方式",
        choices=[one for one in SignatureMethod.choices if one[0] != "seal"],
        initial="handwritten",
        widget=forms.RadioSelect,
    )
    signature_witness = forms.CharField(label="见证人或拒签原因", max_length=100, required=False)
    late_reason = forms.CharField(label="补录原因（探访后超过3天提交时填写）", max_length=200, required=False)


@transition_form("visit", "save", "amend", "meet")
class VisitForm(VisitAnswers):
    """Save without signing."""


@transition_form("visit", "propose_correction")
class CorrectionForm(VisitAnswers):
    """The record anew, as it should have been; the one it replaces stays to be read (R98)."""

    SECTIONS = (("更正哪一次", ("corrects",)), *VisitAnswers.SECTIONS)

    corrects = forms.ModelChoiceField(Visit.objects.none(), label="更正哪一次探访", empty_label="请选择")

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["corrects"]
        field.queryset = Visit.objects.filter(case_id=self.subject.case_id, state="valid").order_by("-visit_on")
        field.label_from_instance = lambda visit: f"第{visit.ordinal}次 {in_words(visit.visit_on)} {visit.get_method_display()}"

    def changes(self) -> dict[str, object]:
        # the signatures were given for the old version: the new one carries them on, and the street's approval
        old: Visit = self.cleaned_data["corrects"]
        signed = ("visitor", "visitor_name", "visitor_signed_by", "elder_signed_by", "signature_witness", "signed_at")
        return {**super().changes(), **{name: getattr(old, name) for name in signed}}


@transition_form("visit", "hand_in")
class HandInForm(VisitAnswers, Signatures):
    """Save, sign and submit in one step: usual on the phone."""

    SECTIONS = (
        *VisitAnswers.SECTIONS,
        ("签字", ("visitor_name", "visitor_signed_by", "elder_signed_by", "signature_witness", "late_reason")),
    )
    SHOWN_FOR = {**VisitAnswers.SHOWN_FOR, "signature_witness": "elder_signed_by=oral|refused|fingerprint"}

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("visitor_name", self.user.display_name)


@transition_form("visit", "sign")
class SignForm(TransitionForm, Signatures):
    """Sign what was saved."""

    def prepare(self) -> None:
        self.initial.setdefault("visitor_name", self.user.display_name)
        self.fields.pop("late_reason")

    def changes(self) -> dict[str, object]:
        return dict(self.cleaned_data)


@transition_form("visit", "submit")
class SubmitForm(TransitionForm):
    late_reason = forms.CharField(label="补录原因（探访后超过3天提交时填写）", max_length=200, required=False)

    def changes(self) -> dict[str, object]:
        return {"late_reason": self.cleaned_data["late_reason"]}


@transition_form("visit", "note_not_met", "fail_again")
class NotMetForm(TransitionForm):
    """A failed attempt: how, when, with what result."""

    visit_on = forms.DateField(label="日期", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    method = choice("尝试方式", [one for one in Method.choices if one[0] in ("home", "phone", "online")], Method.HOME)
    result = forms.CharField(label="结果", max_length=200, help_text="如：敲门无人应答、电话无人接听、邻居称外出")

    def changes(self) -> dict[str, object]:
        return {"visit_on": self.cleaned_data["visit_on"], "method": self.cleaned_data["method"], "written_by": self.user}

    def given(self) -> dict[str, object]:
        return {"method": self.cleaned_data["method"], "result": self.cleaned_data["result"]}
