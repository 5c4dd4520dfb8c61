"""The forms of a care service: what was done, and the elder's own word on it, asked by somebody other than who served."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.forms.registry import TransitionForm, transition_form
from casework.models.care import CareService, Satisfaction
from workflows.rules.dates import in_words

CARE = ("care_on", "kind", "done_by", "content", "server_name", "donor")
SAID = ("satisfaction", "satisfaction_text", "satisfaction_from_elder")


class SatisfactionFields(forms.Form):
    """What the elder says (R13, R97): only those who answer are averaged."""

    satisfaction = forms.ChoiceField(
        label="老年人服务满意度", choices=Satisfaction.choices, initial=Satisfaction.NOT_STATED, widget=forms.RadioSelect
    )
    satisfaction_text = forms.CharField(label="老年人评价", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    satisfaction_from_elder = forms.BooleanField(label="老年人本人通过电话或设备表示", required=False)


class CareAnswers(TransitionForm, SatisfactionFields):
    """Section six of annex 4."""

    care_on = forms.DateField(
        label="服务日期", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label="服务种类", choices=CareService.Kind.choices)
    done_by = forms.ChoiceField(label="服务方", choices=CareService.Actor.choices, initial="community", widget=forms.RadioSelect)
    content = forms.CharField(label="关爱服务情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    server_name = forms.CharField(label="服务人员", max_length=60)
    donor = forms.CharField(label="捐赠方", max_length=80, required=False)

    SHOWN_FOR = {"donor": "kind=donation"}

    def prepare(self) -> None:
        self.initial.setdefault("server_name", self.user.display_name)
        if self.subject.pk:
            self.initial.update({name: getattr(self.subject, name) for name in (*CARE, *SAID)})

    def changes(self) -> dict[str, object]:
        kept: dict[str, object] = {name: self.cleaned_data[name] for name in (*CARE, *SAID)}
        return kept | {"written_by": self.user}


@transition_form("care", "save", "amend")
class CareForm(CareAnswers):
    """What was done; a satisfaction written down by who served waits until another has asked the elder."""


@transition_form("care", "propose_correction")
class CareCorrectionForm(CareAnswers):
    """The record anew, as it should have been; the one it replaces stays to be read."""

    corrects = forms.ModelChoiceField(CareService.objects.none(), label="更正哪一次关爱服务", empty_label="请选择")

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["corrects"])
        field: Any = self.fields["corrects"]
        field.queryset = CareService.objects.filter(case_id=self.subject.case_id, state="valid").order_by("-care_on")
        field.label_from_instance = lambda care: f"第{care.ordinal}次 {in_words(care.care_on)} {care.get_kind_display()}"

    def changes(self) -> dict[str, object]:
        old: CareService = self.cleaned_data["corrects"]
        kept = {name: getattr(old, name) for name in ("server_signed_by", "signed_on", "satisfaction_by", "referral")}
        return {**super().changes(), **kept, "corrects": old}


@transition_form("care", "examine")
class ExamineCareForm(TransitionForm, SatisfactionFields):
    """The examiner asks the elder: the answer is then the elder's own."""

    def prepare(self) -> None:
        self.initial.update({name: getattr(self.subject, name) for name in SAID})

    def changes(self) -> dict[str, object]:
        said: dict[str, object] = {name: self.cleaned_data[name] for name in SAID}
        return said if said["satisfaction"] == Satisfaction.NOT_STATED else said | {"satisfaction_by": self.user}
