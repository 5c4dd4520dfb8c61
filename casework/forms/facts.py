"""From what was typed to what the services take: shared by screening, enrolment and review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from casework.models import Contact, HouseholdMember, Relative, Situation, Support
from casework.models.choices import Answer
from casework.services.contact_lines import ContactLine
from casework.services.facts import ConditionsSeen, SituationAnswers
from casework.services.household import MemberLine, RelativeLine

SITUATION_QUESTIONS = (
    "has_spouse", "spouse_cohabits", "relatives_are_all", "has_near_relative", "has_guardian", "has_carer", "able_to_work",
    "lives_independently", "independent_since_on", "is_assessed", "has_certificate", "is_single_child_family",
)  # fmt: skip
MEMBER_COLUMNS = ("pk", "name", "relation", "no_number_reason", "aid_status", "is_head", "is_elder")
RELATIVE_COLUMNS = (
    "pk",
    "kind",
    "name",
    "relation",
    "cohabits",
    "lives_in_city",
    "outside_place",
    "left_since_on",
    "left_reason",
    "difficulty",
)


def members_given(rows: list[dict[str, Any]]) -> list[MemberLine]:
    """Make household rows; those saved before keep what the row does not ask for."""
    return [MemberLine(**row) for row in rows]


def relatives_given(rows: list[dict[str, Any]], *, source: str) -> list[RelativeLine]:
    """Make relatives; a named difficulty means that daily contact is difficult (R53)."""
    return [
        RelativeLine(
            **(row | {"cohabits": row["cohabits"] or Answer.UNKNOWN, "lives_in_city": row["lives_in_city"] or Answer.UNKNOWN}),
            district=row["street"].parent if row["street"] else None,
            contact_is_difficult=bool(row["difficulty"]),
            source=source,
            told_on=timezone.localdate(),
        )
        for row in rows
    ]


def contacts_given(rows: list[dict[str, Any]]) -> list[ContactLine]:
    """Make the calling list in the order of the rows."""
    return [ContactLine(**row) for row in rows]


def situation_given(cleaned: Mapping[str, Any], *, source: str) -> SituationAnswers | None:
    """Take the answers that were given; an unanswered question changes nothing."""
    facts = {name: cleaned[name] for name in SITUATION_QUESTIONS if cleaned.get(name) not in (None, "")}
    return SituationAnswers(facts, source, timezone.localdate()) if facts else None


def willingness_given(cleaned: Mapping[str, Any], *, asked_by: str) -> dict[str, object] | None:
    """Take one asking, where one was typed."""
    if not cleaned.get("willingness_value"):
        return None
    return {
        "value": cleaned["willingness_value"],
        "asked_on": cleaned.get("willingness_on") or timezone.localdate(),
        "asked_by": asked_by,
        "answered_by": cleaned.get("willingness_by", ""),
        "witness": cleaned.get("willingness_witness", ""),
        "evidence": cleaned.get("willingness_evidence", ""),
        "reason": cleaned.get("willingness_reason", ""),
    }


def conditions_given(cleaned: Mapping[str, Any]) -> ConditionsSeen | None:
    """Take what was seen of water, power and house, where anything was."""
    names = ("water", "water_note", "power", "power_note", "house", "house_note")
    income, aids = cleaned.get("monthly_income"), cleaned.get("aids") or []
    if income is None and not aids and not cleaned.get("has_no_aid") and all(cleaned.get(name) in ("", "unknown", None) for name in names):
        return None
    answers: dict[str, object] = {name: cleaned[name] for name in names if cleaned.get(name)}
    answers |= {"seen_on": timezone.localdate(), "has_no_aid": bool(cleaned.get("has_no_aid"))}
    answers["monthly_income"] = "" if income is None else str(income)
    return ConditionsSeen(answers, [{"kind": aid["kind"], "name": aid["name"], "amount": str(aid["amount"])} for aid in aids])


def known_rows(case_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give the rows as they stand, to fill a form. Numbers and phones are opened: only an editor of the paper gets this form."""
    members = HouseholdMember.objects.filter(case=case_id, left_on__isnull=True)
    relatives = Relative.objects.filter(case=case_id, ended_on__isnull=True)
    contacts = Contact.objects.filter(case=case_id, removed_on__isnull=True)
    return {
        "members": [
            {name: getattr(one, name) for name in MEMBER_COLUMNS} | {"id_number": one.id_number.reveal(), "health": one.health.reveal()}
            for one in members
        ],
        "relatives": [
            {name: getattr(one, name) for name in RELATIVE_COLUMNS} | {"phone": one.phone.reveal(), "street": one.street_id}
            for one in relatives
        ],
        "contacts": [
            {name: getattr(one, name) for name in ("pk", "kind", "name", "relation", "fall_through_reason")} | {"phone": one.phone.reveal()}
            for one in contacts
        ],
        "supports": list(
            Support.objects.filter(case=case_id, until_on__isnull=True).values(
                "pk", "kinds", "other_kind", "organisation_name", "person", "measures"
            )
        ),
    }


def known_situation(case_id: int) -> dict[str, Any]:
    """Give the answers as they stand."""
    return Situation.objects.filter(case=case_id).values(*SITUATION_QUESTIONS).first() or {}
