"""Calling a contact and noting what came of it; who cannot be reached for days, or at all, is a contact no more."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Contact, ContactCheck
from casework.services.contacts import mark_failed, verify_contact
from permissions.access import roles_at
from permissions.models import Account
from permissions.roles import Role
from workflows.flows.case import IN_SERVICE
from workflows.policy import number

CALLING = frozenset({Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.RECORDER, Role.STREET_CLERK})
OLDEST = timedelta(days=60)
GONE = (ContactCheck.Result.DEAD, ContactCheck.Result.DECLINED)


def record_call(*, actor: Account, contact: Contact, on: date, result: str, note: str = "") -> Contact:
    """Note a call that one made oneself. Raises Refusal."""
    if not roles_at(actor, contact.case) & CALLING:
        raise Refusal("您不能登记这位老年人联系人的核实结果，请联系其社区工作者", status=403, code="right")
    checks = (
        (contact.removed_on is not None, "这位联系人已撤下，请刷新后再登记"),
        (contact.case.state not in IN_SERVICE, "个案不在册，不必核实联系人"),
        (result not in ContactCheck.Result.values, "请选择联系的结果"),
        (on > timezone.localdate(), "联系日期不能晚于今天"),
        (on < timezone.localdate() - OLDEST, f"联系日期不能早于{OLDEST.days}天前"),
        (result in GONE and len(note.strip()) < 4, "请写明情况（至少4个字），如：号码已停机"),
    )
    problems = [sentence for wrong, sentence in checks if wrong]
    if problems:
        raise Refusal(*problems, status=400, code="input")
    return note_call(actor, contact, on=on, result=result, note=note)


def note_call(actor: HasActor, contact: Contact, *, on: date, result: str, note: str = "") -> Contact:
    """Keep the call and draw from it: answered, the contact stands verified; not reached on so many days, or never again, it has failed."""
    with act(actor, "note_contact_call", contact.case):
        row: Contact = Contact.objects.select_for_update(of=("self",)).select_related("case__elder", "case__district").get(pk=contact.pk)
        ContactCheck.objects.create(
            case=row.case, contact=row, called_on=on, result=result, note=note.strip()[:200], called_by=actor.as_actor().name[:60]
        )
        if result == ContactCheck.Result.ANSWERED:
            return verify_contact(actor, row, on=on, how="电话") if row.verified_on is None or row.verified_on <= on else row
        if result in GONE or unanswered_days(row) >= number("contact_unanswered_days", row.case.district.code):
            return mark_failed(actor, row, on=on)
        return row


def unanswered_days(contact: Contact) -> int:
    """Count the days since the contact last answered on which a call went unanswered."""
    calls = ContactCheck.objects.filter(contact=contact)
    last = calls.filter(result=ContactCheck.Result.ANSWERED).order_by("-called_on").values_list("called_on", flat=True).first()
    since = max([day for day in (last, contact.verified_on) if day is not None], default=None)
    missed = calls.filter(result=ContactCheck.Result.UNANSWERED)
    missed = missed.filter(called_on__gt=since) if since else missed
    return missed.values("called_on").distinct().count()
