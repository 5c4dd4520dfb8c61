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


def meant_then(campaigns: Iterable[Mapping[str, Any]], found: Mapping[int, Then], moment: datetime, day: date) -> dict[int, frozenset[int]]:
    """Say which of the campaigns that have a target meant each case, as of a day or the nearest of the campaign's own days.

    Two queries where there are such campaigns, none otherwise. A campaign without a target is not named: it means everybody.
    """
    asked = [(row["id"], Target.read(row["target"]), row["from_on"], row["to_on"]) for row in campaigns if row["target"]]
    if not asked:
        return {}
    levels, elders = _levels(found, moment), _elders(found, moment)
    meant = {}
    for pk, one in found.items():
        # nearest: the duty of a campaign that is over stays as its last day found it
        days = {key: max(since, min(day, until)) for key, _, since, until in asked}
        people = {on: _person(one, elders.get(pk, {}), levels[pk], on) for on in set(days.values())}
        meant[pk] = frozenset(key for key, target, *_ in asked if target.meets(people[days[key]], days[key]))
    return meant


def _person(one: Then, elder: Mapping[str, Any], levels: Iterable[tuple[date, int]], on: date) -> Person:
    current = frozenset(spell.category for spell in one.spells if spell.lost_on is None or spell.lost_on > on)
    is_poor = elder.get("aid_status", AidStatus.NONE) != AidStatus.NONE or bool(elder.get("is_low_income"))
    return Person(current, elder.get("birth_on"), is_poor, tuple(levels))


def _levels(found: Mapping[int, Then], moment: datetime) -> dict[int, list[tuple[date, int]]]:
    levels = defaultdict(list)
    for row in newest(AbilityAssessment, moment, ("case_id", "assessed_on", "level", "annulled_at"), case_id__in=list(found)):
        if row["annulled_at"] is None:
            levels[row["case_id"]].append((row["assessed_on"], row["level"]))
    return levels


def _elders(found: Mapping[int, Then], moment: datetime) -> dict[int, dict[str, Any]]:
    rows = newest(Elder, moment, ("case_id", "birth_on", "aid_status", "is_low_income"), case_id__in=list(found))
    return {row["case_id"]: row for row in rows}
