"""What is wrong with a case's calling list, as keys of `workflows.flows.enrollment.CONTACT_PROBLEMS`, for many cases at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from casework.models import Amendment, Contact, Relative, Situation
from casework.models.choices import Answer
from casework.services.contact_lines import ContactLine
from permissions.cipher import keyring
from workflows.rules.contacts import ContactFacts, ContactKind, EmergencyContact


def contact_facts(case_ids: Iterable[int], read: Mapping[int, list[Contact]] | None = None) -> dict[int, ContactFacts]:
    """Load the calling lists as the rule asks for them, in three queries however many cases there are; two where they are read."""
    wanted = list(case_ids)
    lists: dict[int, list[Contact]] = defaultdict(list, read or {})
    if read is None:
        for contact in Contact.objects.filter(case__in=wanted, removed_on__isnull=True).order_by("rank"):
            lists[contact.case_id].append(contact)
    children: dict[int, list[Relative]] = defaultdict(list)
    for child in Relative.objects.filter(case__in=wanted, kind=Relative.Kind.CHILD, ended_on__isnull=True):
        children[child.case_id].append(child)
    situations = {row.case_id: row for row in Situation.objects.filter(case__in=wanted)}
    return {pk: _facts(lists[pk], children[pk], situations.get(pk)) for pk in wanted}


def _facts(contacts: list[Contact], children: list[Relative], situation: Situation | None) -> ContactFacts:
    all_known = situation is not None and situation.relatives_are_all
    return ContactFacts(
        contacts=tuple(EmergencyContact(ContactKind(one.kind), one.name, bool(one.phone), one.is_failed) for one in contacts),
        has_child=True if children else False if all_known else None,
        has_relative=_known(situation.has_near_relative) if situation else None,
        has_guardian=_known(situation.has_guardian) if situation else None,
        reasons=_reasons(contacts, children),
    )


@dataclass(frozen=True)
class ProposedList:
    """A calling list as an amendment would have it."""

    lines: tuple[ContactLine, ...]
    difficulty: str


def proposed_list(paper: Amendment) -> ProposedList | None:
    """Open the list that an amendment proposes; None where it changes something else."""
    token = paper.proposal.get("contacts")
    if not token:
        return None
    content = json.loads(keyring().open(token))
    return ProposedList(tuple(ContactLine(**line) for line in content["lines"]), content["difficulty"])


def with_list(facts: ContactFacts, proposed: ProposedList) -> ContactFacts:
    """Put a proposed list in the place of the present one; whoever is on it is taken to answer, for the number was asked for anew."""
    reasons: dict[ContactKind, str] = {}
    for line in proposed.lines:
        nearer = [kind for kind in ContactKind if kind.rank < ContactKind(line.kind).rank]
        for kind in nearer if line.fall_through_reason.strip() else ():
            if kind is not ContactKind.CHILD or facts.has_child is not True:
                reasons.setdefault(kind, line.fall_through_reason)
    if facts.has_child and (proposed.difficulty.strip() or facts.reasons.get(ContactKind.CHILD)):
        reasons[ContactKind.CHILD] = proposed.difficulty.strip() or facts.reasons[ContactKind.CHILD]
    contacts = tuple(EmergencyContact(ContactKind(one.kind), one.name, bool(one.phone), one.is_failed) for one in proposed.lines)
    return replace(facts, contacts=contacts, reasons=reasons)


def _known(answer: str) -> bool | None:
    return None if answer == Answer.UNKNOWN else answer == Answer.YES


def _reasons(contacts: list[Contact], children: list[Relative]) -> dict[ContactKind, str]:
    """Collect why nearer kinds are passed over: a contact's reason, or a difficulty noted on every child (R53)."""
    reasons: dict[ContactKind, str] = {}
    for contact in contacts:
        nearer = [kind for kind in ContactKind if kind.rank < ContactKind(contact.kind).rank]
        for kind in nearer if contact.fall_through_reason else ():
            if kind is not ContactKind.CHILD or not children:
                reasons.setdefault(kind, contact.fall_through_reason)
    if children and all(child.contact_is_difficult for child in children):
        reasons[ContactKind.CHILD] = children[0].difficulty
    return reasons


def problems_of(facts: ContactFacts) -> frozenset[str]:
    """Name each problem by its key; empty exactly where the rule finds the list valid."""
    first = next((contact for contact in facts.contacts if contact.is_reachable), None)
    if first is None:
        return frozenset({"unreachable" if facts.contacts else "none"})
    found = {problem for kind in ContactKind if kind.rank < first.kind.rank and (problem := _passed_over(kind, facts))}
    farthest = 0
    for contact in facts.contacts:
        if contact.kind.rank < farthest and contact.is_reachable and not facts.reasons.get(contact.kind, "").strip():
            found.add("order")
        farthest = max(farthest, contact.kind.rank)
    return frozenset(found)


def _passed_over(kind: ContactKind, facts: ContactFacts) -> str:
    exists = facts.exists(kind)
    if exists is None:
        return f"unknown_{kind.value}"
    listed = [contact for contact in facts.contacts if contact.kind is kind]
    cannot_be_reached = bool(listed) and not any(contact.is_reachable for contact in listed)
    return f"reason_{kind.value}" if exists and not cannot_be_reached and not facts.reasons.get(kind, "").strip() else ""
