"""Each elder's part in a month's rate, as known at a moment: worked out from facts and their history, not from the ledger of duty.

A suspension's columns keep no history: an extension of its expected end changes no figure, its last day counts once it has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from casework.models import Case, LivingPeriod, Step, WillingnessRecord
from casework.queries.known_then import Then, campaigns_known, cases_known
from casework.queries.obligations import CHUNK, REFUSING, window
from casework.queries.places import within
from casework.queries.targets_then import meant_then
from permissions.models import Region
from workflows.flows.case import ENDED
from workflows.past_policy import policy_known_at
from workflows.policy import Book
from workflows.policy.policies import Resolver
from workflows.policy.rules import frequency_of, number_of
from workflows.rules.dates import month_of, quarter_of
from workflows.rules.obligations import CaseFacts, Frequency, Obligation, Surge, obligations

LABELS = {
    "owed": "应访", "visited": "已访", "floor_met": "足额", "suspended": "暂停", "short_suspensions": "短期暂停", "declined": "不愿意",
}  # fmt: skip
COLUMNS = tuple(LABELS)
LEVELS = ("district", "street", "community")


@dataclass(frozen=True, slots=True)
class Judged:
    """One elder, where the month's last day found the case, and the columns in which it counts."""

    case_id: int
    district_id: int
    street_id: int
    community_id: int | None
    columns: tuple[str, ...]

    def place(self, level: str) -> int | None:
        """Give the unit of a level; without a community, the street stands for it."""
        found: int | None = getattr(self, f"{level}_id")
        return found or self.street_id


@dataclass(frozen=True)
class _Frame:
    """What holds for every case of one computation."""

    region: Region
    month: tuple[date, date]
    day: date
    moment: datetime
    policies: Resolver
    campaigns: list[dict[str, Any]]
    cities: frozenset[int]
    codes: dict[int, str]

    def book(self, place: dict[str, Any]) -> Book:
        """Give the standards of a place's district with which the month began: a month is judged by one set of them."""
        return self.policies.book(self.codes[place["district_id"]], self.month[0])

    def covers(self, place: dict[str, Any]) -> bool:
        return self.region.level == Region.Level.CITY or place[f"{self.region.level}_id"] == self.region.pk


def judged(region: Region, month: date, day: date, moment: datetime) -> Iterator[Judged]:
    """Stream the elders who count in a region's month as of a day in it and as known at a moment, in key order, a chunk at a time."""
    first = month_of(month)[0]
    policies, campaigns = policy_known_at(moment, first), campaigns_known(moment, window(day))
    frame = _Frame(region, month_of(month), day, moment, policies, campaigns, *_regions())
    after = 0
    rows = LivingPeriod.history.filter(within(region), history_date__lte=moment)
    while True:
        ids = list(rows.filter(case_id__gt=after).order_by("case_id").values_list("case_id", flat=True).distinct()[:CHUNK])
        if not ids:
            return
        after = ids[-1]
        yield from _judge_chunk(frame, ids)


def _regions() -> tuple[frozenset[int], dict[int, str]]:
    """Name the city, and the districts' codes."""
    rows = Region.objects.filter(level__in=(Region.Level.CITY, Region.Level.DISTRICT)).values_list("pk", "level", "code")
    return frozenset(pk for pk, level, _ in rows if level == Region.Level.CITY), {pk: code for pk, _, code in rows}


def _judge_chunk(frame: _Frame, ids: Sequence[int]) -> Iterator[Judged]:
    willing = _willing_on(ids, frame)
    refusing = {pk for pk, value in willing.items() if value in REFUSING}
    gone = _ended(refusing, frame.moment)
    known = cases_known(ids, frame.moment, window(frame.day))
    meant = meant_then(frame.campaigns, known, frame.moment, frame.day)
    for pk, one in sorted(known.items()):
        place = one.place_on(frame.day)
        if place is None or not frame.covers(place):
            continue
        # what an elder said after the month changes nothing in it; one who was never asked is known by the case alone
        one.case["willingness"] = willing.get(pk, one.case["willingness"])
        columns = ["declined"] if pk in refusing - gone else _judge(frame, one, place, meant.get(pk, frozenset()))
        refusing.discard(pk)
        if columns:
            yield Judged(pk, place["district_id"], place["street_id"], place["community_id"], tuple(columns))
    yield from _never_enrolled(frame, sorted(refusing - gone))


def _willing_on(ids: Sequence[int], frame: _Frame) -> dict[int, str]:
    """Say what each elder had answered by the day, as recorded by the moment."""
    rows = WillingnessRecord.history.filter(case_id__in=ids, history_date__lte=frame.moment).order_by("history_date", "history_id")
    newest = {row["id"]: row for row in rows.values("id", "case_id", "value", "asked_on", "history_type")}
    kept = [row for row in newest.values() if row["history_type"] != "-" and row["asked_on"] <= frame.day]
    return {row["case_id"]: row["value"] for row in sorted(kept, key=lambda row: (row["asked_on"], row["id"]))}


def _ended(ids: set[int], moment: datetime) -> set[int]:
    """Find the cases that no longer stood for the person at the moment."""
    steps = Step.objects.filter(subject_kind=Case.workflow.key, subject_id__in=ids, taken_at__lte=moment).order_by("number")
    return {pk for pk, state in dict(steps.values_list("subject_id", "to_state")).items() if state in ENDED}


def _never_enrolled(frame: _Frame, ids: Sequence[int]) -> Iterator[Judged]:
    """Give those who declined before they came on the register; their place is their living period's."""
    rows = LivingPeriod.history.filter(case_id__in=ids, history_date__lte=frame.moment).order_by("history_date", "history_id")
    newest = {row["id"]: row for row in rows.values()}
    for pk in ids:
        one = Then({}, [row for row in newest.values() if row["case_id"] == pk and row["history_type"] != "-"])
        place = one.place_on(frame.day)
        if place and frame.covers(place):
            yield Judged(pk, place["district_id"], place["street_id"], place["community_id"], ("declined",))


def _judge(frame: _Frame, one: Then, place: dict[str, Any], meant: frozenset[int]) -> list[str]:
    """Name the columns in which an elder counts; suspended elders stand beside the rate, never inside it."""
    facts = _facts(frame, one, place, meant)
    answer = obligations(facts)
    first, last = frame.month
    if answer.visit is None:
        resting = [pause for pause in one.pauses if pause.covers(last)]
        if not resting or not facts.consents or facts.enrolled_on > frame.day or (facts.closed_on and facts.closed_on <= last):
            return []
        least = number_of(frame.book(place), "suspension_short_days")
        short = any(pause.to is not None and (pause.to - pause.since).days + 1 < least for pause in resting)
        return ["suspended", "short_suspensions"] if short else ["suspended"]
    seen = any(one.activity == "visit" and facts.enrolled_on <= one.on and first <= one.on <= frame.day for one in facts.contacts)
    due = [one for one in (answer.visit, answer.home_visit, answer.assistance) if one and one.due_by <= last]
    met = all(one.met for one in (*due, *_surges_due(frame, facts)))
    return ["owed", *(["visited"] if seen else []), *(["floor_met"] if met else [])]


def _surges_due(frame: _Frame, facts: CaseFacts) -> Iterator[Obligation]:
    """Give the surges that end in the month, each as of its last day or the day asked for."""
    for surge in facts.surges:
        day = min(surge.to, frame.day)
        if frame.month[0] <= surge.to <= frame.month[1] and surge.since <= day:
            name = f"{surge.since}/{surge.to}"
            yield from (one for one in obligations(replace(facts, as_of=day)).surges if one.period == name)


def _facts(frame: _Frame, one: Then, place: dict[str, Any], meant: frozenset[int]) -> CaseFacts:
    case, day = one.case, frame.day
    asked = frequency_of(frame.book(place))
    ends = [end for end in (case["closed_on"], case["obligations_end_on"]) if end is not None]
    own = [row for row in frame.campaigns if (not row["target"] or row["id"] in meant) and _concerns(frame, row, one, place)]
    return CaseFacts(
        as_of=day,
        enrolled_on=case["enrolled_on"],
        closed_on=min(ends, default=None),
        categories=frozenset(spell.category for spell in one.spells if spell.counts_in(frame.month, day)),
        quarter_categories=frozenset(spell.category for spell in one.spells if spell.counts_in(quarter_of(day), day)),
        consents=case["willingness"] not in REFUSING,
        suspensions=tuple(one.pauses),
        policy=Frequency(asked.visits_per_month + case["extra_visits"], asked.home_visits_per_month, asked.assistance_per_quarter),
        surges=tuple(Surge(row["from_on"], row["to_on"], row["extra_visits"], row["name"]) for row in own),
        contacts=tuple(one.contacts),
    )


def _concerns(frame: _Frame, row: dict[str, Any], one: Then, place: dict[str, Any]) -> bool:
    inside = row["region_id"] in (frame.cities | {place["district_id"], place["street_id"], place["community_id"]})
    current = {spell.category for spell in one.spells if spell.lasts_on(frame.day)}
    return inside and (not row["categories"] or bool(set(row["categories"]) & current))
