"""Forms that ask for a paper's own columns: a table of what each transition needs, so that no form is written twice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from casework.forms.registry import TransitionForm, transition_form
from casework.models import (
    CareService,
    Closure,
    Clue,
    Grid,
    Incident,
    Intervention,
    Referral,
    Supervision,
    Suspension,
)  # fmt: skip
from casework.models.notice import Notice
from casework.queries.facts_referral import fitting_providers
from permissions.access import holders
from permissions.fields import SealedTextField
from permissions.models import Organisation, Region
from permissions.roles import Role

# flow -> (model, {transition: columns}); a column with ! must be filled in
ASKED: dict[str, tuple[type[models.Model], dict[str, str]]] = {
    "referral": (Referral, {
        "create": "need_kind! need_text! urgency! is_funded funding_source organisation",
        "submit": "need_kind! need_text! urgency! organisation is_funded funding_source",
        "send": "organisation!",
        "accept": "first_contact_on!",
        "start": "first_contact_on! progress",
        "deliver": "delivered_on! delivered_what! delivered_by_name! evidence! cost",
        "confirm": "satisfaction! solved! outcome_text",
        "hold": "hold_until_on",
    }),
    "intervention": (Intervention, {
        "request": "kind_of_help! presenting! is_crisis",
        "assign": "owner!",
        "agree": "agreed_on! agreement!",
        "assess": "person_system! family_system! social_system! problems! strengths! risks!",
        "submit_plan": "plan_agreed_on! review_on!",
        "open_crisis": "crisis_plan",
        "end_crisis": "crisis_plan! crisis_plan_done_on!",
        "evaluate": "elder_rating!",
    }),
    "incident": (Incident, {
        "report": "incident_kind! level place_note",
        "call_emergency": "emergency_number operator_answer",
        "call_again": "emergency_number operator_answer",
        "hand_over": "handed_to!",
        "stabilise": "condition! risk_removed!",
        "declare_false_alarm": "confirmed_by! false_alarm_cause!",
        "record": "handling_record!",
        "review": "lessons",
    }),
    "clue": (Clue, {
        "create": "kind! source! basis! content! said_on!",
        "pass_on": "other_community!",
        "confirm": "evidence!",
        "refute": "evidence",
    }),
    "notice": (Notice, {
        "acknowledge": "receipt_on! receipt_note",
        "enter_receipt": "receipt_on! receipt_note",
        "readdress": "letter_address",
    }),
    "supervision": (Supervision, {
        "issue": "topic! question!",
        "answer": "cause! measure! done_by_on!",
    }),
    "suspension": (Suspension, {
        "propose": "reason! explanation starts_on! expected_end_on!",
    }),
    "closure": (Closure, {
        "submit": "evidence second_evidence happened_on",
        "approve": "second_evidence",
        "accept_transfer": "receiving_worker! receiving_grid!",
        "propose_correction": "corrected_reason!",
        "reopen": "still_eligible",
    }),
    "care": (CareService, {
        "sign": "server_signed_by!",
    }),
}  # fmt: skip

FEW = 6  # as many choices as fit under a thumb; more are a list


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row to choose; a community is named with its street, since many have the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.parent.name} {obj.name}" if isinstance(obj, Region) and obj.parent else str(obj)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ColumnsForm(TransitionForm):
    """Asks for the columns that the table names, with the model's own fields and labels."""

    model: type[models.Model]
    columns: tuple[tuple[str, bool], ...] = ()

    def prepare(self) -> None:
        for name, required in self.columns:
            self.fields[name] = self._field(name, required)
            present = getattr(self.subject, name, None)
            column: Any = self.model._meta.get_field(name)
            if isinstance(column, SealedTextField):
                self.initial.setdefault(name, "")
            elif isinstance(column, models.ForeignKey):
                self.initial.setdefault(name, getattr(self.subject, column.attname, None))
            elif present not in (None, ""):
                self.initial.setdefault(name, present)

    def _field(self, name: str, required: bool) -> forms.Field:
        column: Any = self.model._meta.get_field(name)
        if isinstance(column, models.ForeignKey):
            return PlaceField(self._choices(name), label=str(column.verbose_name), required=required, empty_label="请选择")
        if isinstance(column, SealedTextField):
            return forms.CharField(
                label=str(column.verbose_name), required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
        if name == "satisfaction" and not column.choices:
            from_choices = CareService._meta.get_field("satisfaction").choices
            return forms.ChoiceField(label="满意度", choices=[("", "请选择"), *(from_choices or [])], required=required)
        field: forms.Field = column.formfield(required=required)
        if isinstance(field, forms.DateField):
            field.widget = DateInput()
            if required and name.endswith("_on") and name not in ("review_on", "expected_end_on", "done_by_on"):
                field.initial = timezone.localdate
        elif isinstance(field, forms.DateTimeField):
            field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            field.initial = timezone.localtime
        elif isinstance(field, forms.TypedChoiceField):
            return _choice(field, column, required)
        elif isinstance(field, forms.CharField) and (field.max_length or 0) > 120:
            field.widget = forms.Textarea(attrs={"rows": 2})
        return field

    def _choices(self, name: str) -> models.QuerySet[Any]:
        """Offer only what fits: receivers that can serve, people of the place, communities in use."""
        paper: Any = self.subject
        if name == "organisation":
            return Organisation.objects.filter(pk__in=[one.pk for one in fitting_providers(paper)])
        if name == "other_community":
            used = Region.objects.filter(level="community", valid_until_on=None, is_habitable=True).exclude(pk=paper.community_id)
            return used.filter(parent__parent_id=paper.district_id).select_related("parent").order_by("code")
        if name == "owner":
            return holders(Role.SOCIAL_WORKER, paper.organisation_id)
        if name == "receiving_worker":
            return holders(Role.COMMUNITY_WORKER, paper.other_community_id)
        if name == "receiving_grid":
            return Grid.objects.filter(community_id=paper.other_community_id, is_active=True)
        column: Any = self.model._meta.get_field(name)
        return column.related_model._default_manager.none()  # type: ignore[no-any-return]

    def changes(self) -> dict[str, object]:
        found = {name: value for name, _ in self.columns if (value := self.cleaned_data.get(name)) is not None}
        place = found.get("other_community")
        if isinstance(place, Region):
            # the second place is a community with its street and district: by them the desk there is found
            found |= {"other_street": place.parent, "other_district": place.parent.parent if place.parent else None}
        return found


def _choice(field: forms.TypedChoiceField, column: Any, required: bool) -> forms.Field:
    """Draw few choices as large buttons, many as a list that asks to be chosen from."""
    known = [one for one in column.flatchoices if one[0] != ""]
    if len(known) <= FEW or column.name == "incident_kind":
        field.widget = forms.RadioSelect()
        field.choices = known if required or not column.blank else [("", "未填"), *known]
    else:
        field.choices = [("", "请选择"), *known]
    return field


def _register() -> None:
    for flow, (model, transitions) in ASKED.items():
        for name, text in transitions.items():
            columns = tuple((one.rstrip("!"), one.endswith("!")) for one in text.split())
            form = type(f"{model.__name__}{name.title().replace('_', '')}Form", (ColumnsForm,), {"model": model, "columns": columns})
            transition_form(flow, name)(form)


_register()
