"""The emergency contacts of a case: saved in their order, verified by a real call, marked failed and mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, Contact, Relative
from casework.services.elders import clean_phone


@dataclass(frozen=True)
class ContactLine:
    """One contact as typed, in calling order."""

    kind: str
    name: str
    phone: str
    relation: str = ""
    relative: Relative | None = None
    fall_through_reason: str = ""
    pk: int | None = None


def save_contacts(actor: HasActor, case: Case, lines: Sequence[ContactLine]) -> list[Contact]:
    """Replace the calling list by these lines; a contact left out is taken down, never deleted."""
    problems = [
        f"第{place}位联系人没有{what}"
        for place, line in enumerate(lines, start=1)
        for what, value in (("姓名", line.name), ("电话", line.phone))
        if not value.strip()
    ]
    problems += [f"第{place}位联系人请选种类" for place, line in enumerate(lines, start=1) if line.kind not in Contact.Kind.values]
    if problems:
        raise Refusal(*problems, status=400, code="contacts")
    with act(actor, "save_contacts", case):
        present = {contact.pk: contact for contact in Contact.objects.select_for_update().filter(case=case, removed_on__isnull=True)}
        kept = [present[line.pk] for line in lines if line.pk in present]
        for contact in present.values():
            if contact not in kept:
                contact.removed_on = timezone.localdate()
                contact.save(update_fields=["removed_on"])
        for place, contact in enumerate(kept):
            contact.rank = 1000 + place  # out of the way of the new ranks: the pair (case, rank) is unique
            contact.save(update_fields=["rank"])
        return [_write(case, present.get(line.pk or 0), rank, line) for rank, line in enumerate(lines, start=1)]


def _write(case: Case, contact: Contact | None, rank: int, line: ContactLine) -> Contact:
    phone = clean_phone(line.phone)
    if contact is None:
        contact = Contact(case=case)
    elif contact.phone.reveal() != phone:
        contact.verified_on, contact.verified_how, contact.is_failed, contact.failed_on = None, "", False, None
    contact.rank, contact.kind, contact.name, contact.phone = rank, line.kind, line.name.strip(), phone
    contact.relation, contact.relative, contact.fall_through_reason = line.relation, line.relative, line.fall_through_reason.strip()
    contact.save()
    return contact


def verify_contact(actor: HasActor, contact: Contact, *, on: date, how: str) -> Contact:
    """Note that a contact answered on a day, by a call or a visit."""
    if on > timezone.localdate():
        raise Refusal("核实日期不能晚于今天", status=400, code="verified_on")
    with act(actor, "verify_contact", contact.case):
        contact.verified_on, contact.verified_how, contact.is_failed, contact.failed_on = on, how, False, None
        contact.save(update_fields=["verified_on", "verified_how", "is_failed", "failed_on"])
        return contact


def mark_failed(actor: HasActor, contact: Contact, *, on: date) -> Contact:
    """Note that a contact's number no longer reaches anybody; the case then stands in 联系人失效 until it is mended."""
    with act(actor, "mark_contact_failed", contact.case):
        contact.is_failed, contact.failed_on = True, on
        contact.save(update_fields=["is_failed", "failed_on"])
        return contact


def calling_order(case: Case) -> list[Contact]:
    """List whom to call, first first; family before a guardian, the community last (R84)."""
    return list(Contact.objects.filter(case=case, removed_on__isnull=True).order_by("rank"))
