"""Whom a campaign with a target meant, as it was known at a past moment: the conditions of `targets`, asked of histories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from casework.models import AbilityAssessment, Elder
from casework.models.choices import AidStatus
from casework.queries.known_then import Then, newest
from casework.queries.targets import Person, Target
from workflows.rules.ability import AssessedLevel


def meant_then(campaigns: Iterable[Mapping[str, Any]], found: Mapping[int, Then], moment: datetime, day: date) -> dict[int, frozenset[int]]:
    """Say which of the campaigns that have a target meant each case, as of a day or the nearest of the campaign's own days.

    Two queries where there are such campaigns, none otherwise. A campaign without a target is not named: it means everybody.
    """
    asked = [(row["id"], Target.read(row["target"]), row["from_on"], row["to_on"]) for row in campaigns if row["target"]]
    if not asked:
        return {}
    assessments, elders = _assessments(found, moment), _elders(found, moment)
    meant = {}
    for pk, one in found.items():
        # nearest: the duty of a campaign that is over stays as its last day found it
        days = {key: max(since, min(day, until)) for key, _, since, until in asked}
        people = {on: _person(one, elders.get(pk, {}), assessments[pk], on) for on in set(days.values())}
        meant[pk] = frozenset(key for key, target, *_ in asked if target.meets(people[days[key]], days[key]))
    return meant


def _person(one: Then, elder: Mapping[str, Any], assessments: Iterable[AssessedLevel], on: date) -> Person:
    current = frozenset(spell.category for spell in one.spells if spell.lasts_on(on))
    is_poor = elder.get("aid_status", AidStatus.NONE) != AidStatus.NONE or bool(elder.get("is_low_income"))
    return Person(current, elder.get("birth_on"), is_poor, tuple(assessments))


def _assessments(found: Mapping[int, Then], moment: datetime) -> dict[int, list[AssessedLevel]]:
    standing = defaultdict(list)
    for row in newest(AbilityAssessment, moment, ("case_id", "standard", "level", "assessed_on", "annulled_at"), case_id__in=list(found)):
        if row["annulled_at"] is None:
            standing[row["case_id"]].append(AssessedLevel(row["standard"], row["level"], row["assessed_on"]))
    return standing


def _elders(found: Mapping[int, Then], moment: datetime) -> dict[int, dict[str, Any]]:
    rows = newest(Elder, moment, ("case_id", "birth_on", "aid_status", "is_low_income"), case_id__in=list(found))
    return {row["case_id"]: row for row in rows}
