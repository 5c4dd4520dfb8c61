"""联系家属: whom of the chain one called, in its order (R84)."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.forms.registry import TransitionForm, transition_form
from casework.models import Contact, ContactCall


@transition_form("incident", "contact_family", "fail_contact")
class ContactCallForm(TransitionForm):
    """The contacts as they are to be called: family first, then guardian, then community; who was tried already says so."""

    def prepare(self) -> None:
        contacts = list(Contact.objects.filter(case_id=self.subject.case_id, removed_on=None).order_by("rank"))
        if not contacts:
            return
        tried = {call.contact_id: call for call in ContactCall.objects.filter(incident=self.subject).order_by("pk")}
        self.fields["contact_id"] = forms.TypedChoiceField(
            label="联系的是", coerce=int, widget=forms.RadioSelect, choices=[(one.pk, _said(one, tried.get(one.pk))) for one in contacts],
            help_text="按顺序逐个联系；号码在老年人页面“紧急联系人”中查看，每次查看留痕",
        )  # fmt: skip
        untried = [one.pk for one in contacts if one.pk not in tried]
        self.initial.setdefault("contact_id", (untried or [contacts[0].pk])[0])
        self.fields["result"] = forms.CharField(label="对方答复", max_length=200, required=False)

    def given(self) -> dict[str, object]:
        return {name: value for name, value in super().given().items() if name in ("contact_id", "result")}


def _said(contact: Contact, last: Any) -> str:
    call = "" if last is None else "，已接通" if last.answered else "，未接通"
    return f"{contact.rank}. {contact.name}（{contact.get_kind_display()}）{contact.phone}{call}"
