"""What screening's steps ask for."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from casework.forms.elder import BLANK, DayField, MemberRow, RelativeRow, WillingnessFields, answer, source_field
from casework.forms.facts import (
    known_rows,
    known_situation,
    members_given,
    relatives_given,
    situation_given,
    willingness_given,
)
from casework.forms.registry import TransitionForm, transition_form
from casework.forms.rows import RowsField
from casework.models import AbilityAssessment, ContactAttempt, SpecialFamily
from casework.models.choices import Answer
from casework.services.facts import CertificateSeen


class FactsFields(TransitionForm, WillingnessFields):
    """The facts of the eligibility rule; every question may stay 不清楚 (annex 1)."""

    source = source_field()
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    no_phone_reason = forms.CharField(label="没有电话的原因", max_length=100, required=False)
    door = forms.CharField(label="楼门号", max_length=100, required=False)
    has_spouse = answer("有配偶")
    spouse_cohabits = answer("与配偶同住")
    relatives = RowsField(RelativeRow, label="子女和其他赡养人、扶养人", noun="赡养人")
    relatives_are_all = forms.BooleanField(label="已全部登记（没有的也勾选）", required=False)
    has_near_relative = answer("有其他近亲属")
    has_guardian = answer("有监护人")
    has_carer = answer("有人照顾")
    able_to_work = answer("有劳动能力")
    lives_independently = answer("独自或者只与配偶居住")
    independent_since_on = DayField(label="独自居住起始日期", required=False)
    is_assessed = answer("做过能力评估")
    ability_standard = forms.ChoiceField(label="评估标准", choices=[*BLANK, *AbilityAssessment.Standard.choices], required=False)
    ability_level = forms.IntegerField(label="能力等级", min_value=0, max_value=4, required=False)
    assessed_on = DayField(label="评估日期", required=False)
    assessor = forms.CharField(label="评估机构或人员", max_length=100, required=False)
    has_certificate = answer("有残疾人证")
    certificate_number = forms.CharField(label="残疾人证号", max_length=22, required=False)
    certificate_until_on = DayField(label="残疾人证有效期至", required=False, past=False)
    is_single_child_family = answer("独生子女家庭")
    child_status = forms.ChoiceField(label="独生子女状况", choices=[*BLANK, *SpecialFamily.ChildStatus.choices], required=False)
    later_birth = answer("此后生育")
    adopted = answer("此后收养")
    members = RowsField(MemberRow, label="家庭基本情况", noun="家庭成员")

    SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("联系方式", ("source", "phone", "no_phone_reason", "door")),
        ("家庭成员", ("members",)),
        ("婚姻和子女", ("has_spouse", "spouse_cohabits", "relatives", "relatives_are_all", "has_near_relative", "has_guardian")),
        ("生活照料", ("has_carer", "able_to_work", "lives_independently", "independent_since_on")),
        ("能力评估", ("is_assessed", "ability_standard", "ability_level", "assessed_on", "assessor")),
        ("残疾人证", ("has_certificate", "certificate_number", "certificate_until_on")),
        ("独生子女家庭", ("is_single_child_family", "child_status", "later_birth", "adopted")),
        (
            "服务意愿",
            (
                "willingness_value", "willingness_on", "willingness_by", "willingness_witness", "willingness_evidence",
                "willingness_reason",
            ),
        ),
    )  # fmt: skip
    SHOWN_FOR = {
        "spouse_cohabits": "has_spouse=yes", "independent_since_on": "lives_independently=yes", "ability_standard": "is_assessed=yes",
        "ability_level": "is_assessed=yes", "assessed_on": "is_assessed=yes", "assessor": "is_assessed=yes",
        "certificate_number": "has_certificate=yes", "certificate_until_on": "has_certificate=yes",
        "child_status": "is_single_child_family=yes", "later_birth": "is_single_child_family=yes", "adopted": "is_single_child_family=yes",
        "willingness_on": "willingness_value=agrees|refuses|unable", "willingness_by": "willingness_value=agrees|refuses|unable",
        "willingness_reason": "willingness_value=refuses",
    }  # fmt: skip

    def prepare(self) -> None:
        """Fill in what is known, so that nothing is typed twice."""
        elder = self.subject.case.elder
        self.initial = {
            **known_situation(self.subject.case_id), **known_rows(self.subject.case_id), "phone": elder.phone.reveal(),
            "no_phone_reason": elder.no_phone_reason, "door": elder.door.reveal(), **self.initial,
        }  # fmt: skip

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("independent_since_on") and cleaned.get("lives_independently") != Answer.YES:
            self.add_error("independent_since_on", "填写了起始日期，“独自或者只与配偶居住”要选“是”")
        ability = [cleaned.get(name) for name in ("ability_standard", "ability_level", "assessed_on", "assessor")]
        if any(value not in (None, "") for value in ability) and any(value in (None, "") for value in ability):
            self.add_error("ability_level", "能力评估要写全标准、等级、日期和评估人")
        if cleaned.get("ability_standard") == AbilityAssessment.Standard.MZ and (cleaned.get("ability_level") or 0) > 3:
            self.add_error("ability_level", "MZ/T 039-2013 的等级为0至3")
        return cleaned

    def given(self) -> dict[str, object]:
        """Give each part to the service that knows it."""
        typed, source = self.cleaned_data, self.cleaned_data["source"]
        ability = typed["ability_standard"] and {
            "standard": typed["ability_standard"], "level": typed["ability_level"], "assessed_on": typed["assessed_on"],
            "assessor": typed["assessor"], "source": source,
        }  # fmt: skip
        family = typed["child_status"] and {
            "child_status": typed["child_status"], "later_birth": typed["later_birth"] or Answer.UNKNOWN,
            "adopted": typed["adopted"] or Answer.UNKNOWN, "source": source, "told_on": timezone.localdate(),
        }  # fmt: skip
        certificate = typed["certificate_number"] and CertificateSeen(
            typed["certificate_number"], typed["certificate_until_on"], timezone.localdate(), source
        )
        parts = {
            "elder": {name: typed[name] for name in ("phone", "no_phone_reason", "door") if name in self.changed_data},
            "situation": situation_given(typed, source=source),
            "relatives": relatives_given(typed["relatives"], source=source),
            "members": members_given(typed["members"]),
            "ability": ability,
            "certificate": certificate,
            "special_family": family,
            "willingness": willingness_given(typed, asked_by=str(self.user)),
        }
        return {name: value for name, value in parts.items() if value}


@transition_form("screening", "record_facts", "take_proof")
class FactsForm(FactsFields):
    """登记情况."""


@transition_form("screening", "note_attempt")
class AttemptForm(TransitionForm):
    """登记联系."""

    method = forms.ChoiceField(label="方式", choices=ContactAttempt.Method.choices)
    tried_at = forms.DateTimeField(label="时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
    result = forms.CharField(label="结果", max_length=200)


@transition_form("screening", "ask_for_proof")
class ProofForm(TransitionForm):
    """索取证明; the doubtful categories say what is missing and who can prove it (R57, R58)."""

    proof = forms.CharField(label="需要的证明", max_length=200)
    proof_from = forms.CharField(label="由谁提供", max_length=100)


@transition_form("screening", "annul")
class AnnulForm(TransitionForm):
    """作废; a duplicate names the case that stays."""

    merged_into = forms.CharField(label="保留的个案编号（重复时填写）", max_length=24, required=False)
