"""The forms of a referral that ask for more than its own columns: what the elder agrees to give to whom, and who is asked next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.effects.referral import ALWAYS_IN_PACKAGE, PACKAGE_FIELDS
from casework.forms.registry import TransitionForm, transition_form
from casework.models.choices import SignatureMethod
from casework.models.consent import Consent
from casework.queries.facts_referral import fitting_providers
from permissions.models import Organisation

METHODS = [one for one in SignatureMethod.choices if one[0] != SignatureMethod.REFUSED]  # who refuses does not consent


@transition_form("referral", "record_consent")
class ConsentForm(TransitionForm):
    """Names exactly what goes to whom; what the elder does not agree to is not sent (R47)."""

    agreed_fields = forms.MultipleChoiceField(
        label="同意提供的内容", choices=[(name, name) for name in PACKAGE_FIELDS if name not in ALWAYS_IN_PACKAGE], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    given_by = forms.ChoiceField(label="由谁同意", choices=Consent.GivenBy.choices, initial="elder", widget=forms.RadioSelect)
    method = forms.ChoiceField(label="同意的方式", choices=METHODS, initial="handwritten", widget=forms.RadioSelect)
    given_on = forms.DateField(
        label="同意的日期", initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    witness = forms.CharField(label="见证人", max_length=60, required=False, help_text="口头同意须有见证人")
    evidence = forms.CharField(label="凭据", max_length=200, required=False)

    def prepare(self) -> None:
        receiver = self.subject.organisation
        always = "、".join(ALWAYS_IN_PACKAGE)
        self.fields["agreed_fields"].help_text = f"提供给：{receiver or '承接机构（转出时选定）'}。{always}一定提供，证件号码和收入从不提供"
        self.initial.setdefault("agreed_fields", [name for name in PACKAGE_FIELDS if name not in ALWAYS_IN_PACKAGE])

    def clean_given_on(self) -> Any:
        given_on = self.cleaned_data["given_on"]
        if given_on > timezone.localdate():
            raise forms.ValidationError("同意的日期不能晚于今天")
        return given_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("method") == SignatureMethod.ORAL and not cleaned.get("witness", "").strip():
            self.add_error("witness", "口头同意的，请写明见证人")
        return cleaned

    def given(self) -> dict[str, object]:
        # an empty list says that only the need itself may be told
        return {**super().given(), "agreed_fields": list(self.cleaned_data["agreed_fields"])}


@transition_form("referral", "re_refer")
class ReReferForm(TransitionForm):
    """Who is asked next; may be left open until the new referral is sent."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="下一个承接机构", required=False, empty_label="转出时再选"
    )  # fmt: skip

    def prepare(self) -> None:
        others = [one.pk for one in fitting_providers(self.subject) if one.pk != self.subject.organisation_id]
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=others)

    def given(self) -> dict[str, object]:
        chosen = self.cleaned_data["organisation"]
        return {"organisation_id": chosen.pk} if chosen is not None else {}
