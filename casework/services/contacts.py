"""The emergency contacts of a case: saved in their order, verified by a real call, marked failed and mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, Contact, Relative
from casework.queries.contact_problems import contact_facts, problems_of
from casework.services.contact_lines import ContactLine
from casework.services.elders import clean_phone
from permissions.masks import mask_name
from permissions.roles import Role
from workflows.flows.case import IN_SERVICE
from workflows.flows.enrollment import CONTACT_PROBLEMS
from workflows.models import Outbox


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
    """Note that a contact's number no longer reaches anybody; the case then stands in 联系人失效 until it is mended.

    Whether the case still has what its activation rested on is asked again at once (R52 to R54), and told.
    """
    with act(actor, "mark_contact_failed", contact.case):
        was_failed = contact.is_failed
        contact.is_failed, contact.failed_on = True, on
        contact.save(update_fields=["is_failed", "failed_on"])
        if not was_failed and contact.case.state in IN_SERVICE:
            _tell_of_failure(contact)
        return contact


def _tell_of_failure(contact: Contact) -> None:
    """Tell the community, and the street too where the rule finds the list valid no longer."""
    case, now = contact.case, timezone.now()
    problems = contact_sentences(case)
    whose = f"{mask_name(case.elder.name)}的第{contact.rank}联系人（{contact.get_kind_display()}）失效"
    if problems:
        readers = [(Role.COMMUNITY_WORKER, case.community_id), (Role.STREET_CLERK, case.street_id)]
        body = f"{whose}，在册所依据的联系人不再符合要求：{'；'.join(problems)}。请办理紧急联系人变更"
    else:
        readers = [(Role.COMMUNITY_WORKER, case.community_id)]
        body = f"{whose}，暂由后一位联系人接替，请核实更换"
    Outbox.objects.bulk_create(
        Outbox(kind="contact_failed", role=role.value, region_id=place, body=body[:300], created_at=now, next_try_at=now)
        for role, place in readers
    )


def contact_sentences(case: Case, listed: Sequence[Contact] | None = None) -> list[str]:
    """Say what is wrong with a case's calling list now (given where a page has read it); nothing where the rule finds it valid."""
    found = problems_of(contact_facts([case.pk], None if listed is None else {case.pk: list(listed)})[case.pk])
    return [sentence for key, (sentence, _) in CONTACT_PROBLEMS.items() if key in found]


def replace_list(actor: HasActor, case: Case, lines: Sequence[ContactLine], *, difficulty: str) -> list[Contact]:
    """Put an approved list in the place of the present one, with why no child is called first, where that is so (R53)."""
    with act(actor, "replace_contacts", case):
        if difficulty.strip():
            for child in Relative.objects.filter(case=case, kind=Relative.Kind.CHILD, ended_on=None):
                child.contact_is_difficult, child.difficulty = True, difficulty.strip()[:200]
                child.save(update_fields=["contact_is_difficult", "difficulty"])
        return save_contacts(actor, case, lines)


def calling_order(case: Case) -> list[Contact]:
    """List whom to call, first first; family before a guardian, the community last (R84)."""
    return list(Contact.objects.filter(case=case, removed_on__isnull=True).order_by("rank"))
