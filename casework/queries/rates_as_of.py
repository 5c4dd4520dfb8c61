"""The monthly rate as it stood on a past day, worked out from facts and not from the ledger of duty; and its digest.

A suspension's columns keep no history: an extension of its expected end changes no figure, its last day counts once it has ended.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from audit.acts import Refusal
from casework.models import LivingPeriod
from casework.models.suspension import SHORT_SUSPENSION_DAYS
from casework.queries.known_then import Then, campaigns_known, cases_known
from casework.queries.obligations import CHUNK, REFUSING, window
from casework.queries.rates import BELOW
from permissions.models import Region
from workflows.past_policy import policy_known_at
from workflows.policy.policies import Resolver
from workflows.policy.rules import frequency_of
from workflows.rules.dates import month_of, quarter_of
from workflows.rules.obligations import CaseFacts, Frequency, Obligation, Surge, obligations

FORMAT = "月探访率/1"


@dataclass
class Line:
    """One unit's figures."""

    code: str
    name: str
    owed: int = 0
    visited: int = 0
    floor_met: int = 0
    suspended: int = 0
    short_suspensions: int = 0

    @property
    def text(self) -> str:
        """Write the figures the one way that is digested."""
        return f"{self.code}|{self.owed}|{self.visited}|{self.floor_met}|{self.suspended}|{self.short_suspensions}"


@dataclass(frozen=True)
class PastRate:
    """A region's month as known on a day: the units below, their sum, and the digest over units and elders."""

    region: Region
    month: date
    as_of: date
    lines: list[Line]
    total: Line
    digest: str


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


def rate_as_of(region: Region, month: date, as_of: date) -> PastRate:
    """Work out a month's rate as known at the end of a day. Raises Refusal for a day to come or before the month."""
    first, last = month_of(month)
    if as_of > timezone.localdate():
        raise Refusal(f"截至日期{as_of}还没有到", status=400, code="as_of")
    if as_of < first:
        raise Refusal(f"截至日期{as_of}早于{first:%Y-%m}月初，那时还没有这个月的探访率", status=400, code="as_of")
    day, moment = min(last, as_of), datetime.combine(as_of, time.max, tzinfo=timezone.get_current_timezone())
    frame = _Frame(region, (first, last), day, moment, policy_known_at(moment, first), campaigns_known(moment, window(day)), *_regions())
    units: dict[int, Line] = defaultdict(lambda: Line("", ""))
    total, elders = Line(region.code, region.name), []
    for pk, one, place in _cases(frame):
        verdict = _judge(frame, one, place)
        if not verdict:
            continue
        unit = units[place[f"{BELOW.get(region.level, 'community')}_id"]]
        for column in verdict:
            setattr(unit, column, getattr(unit, column) + 1)
            setattr(total, column, getattr(total, column) + 1)
        elders.append(f"{pk}:{','.join(verdict)}")
    for unit_region in Region.objects.filter(pk__in=list(units)):
        units[unit_region.pk].code, units[unit_region.pk].name = unit_region.code, unit_region.name
    lines = sorted(units.values(), key=lambda line: line.code)
    texts = [FORMAT, f"{first:%Y-%m}|{region.code}|{as_of}", *(line.text for line in lines), total.text, *elders]
    return PastRate(region, first, as_of, lines, total, hashlib.sha256("\n".join(texts).encode()).hexdigest())


def _regions() -> tuple[frozenset[int], dict[int, str]]:
    """Name the city, and the districts' codes."""
    rows = Region.objects.filter(level__in=(Region.Level.CITY, Region.Level.DISTRICT)).values_list("pk", "level", "code")
    return frozenset(pk for pk, level, _ in rows if level == Region.Level.CITY), {pk: code for pk, _, code in rows}


def _cases(frame: _Frame) -> Iterator[tuple[int, Then, dict[str, Any]]]:
    """Stream the cases that lay in the region on the day, in key order, a chunk of memory at a time."""
    rows = LivingPeriod.history.filter(history_date__lte=frame.moment)
    if frame.region.level != Region.Level.CITY:
        rows = rows.filter(**{f"{frame.region.level}_id": frame.region.pk})
    after = 0
    while True:
        ids = list(rows.filter(case_id__gt=after).order_by("case_id").values_list("case_id", flat=True).distinct()[:CHUNK])
        if not ids:
            return
        after = ids[-1]
        for pk, one in sorted(cases_known(ids, frame.moment, window(frame.day)).items()):
            place = one.place_on(frame.day)
            if place and frame.region.level in ("city", *_at(place, frame.region)):
                yield pk, one, place


def _at(place: dict[str, Any], region: Region) -> tuple[str, ...]:
    return tuple(level for level in ("district", "street", "community") if place[f"{level}_id"] == region.pk)


def _judge(frame: _Frame, one: Then, place: dict[str, Any]) -> list[str]:
    """Name the columns in which an elder counts; suspended elders stand beside the rate, never inside it."""
    facts = _facts(frame, one, place)
    answer = obligations(facts)
    first, last = frame.month
    if answer.visit is None:
        resting = [pause for pause in one.pauses if pause.covers(last)]
        if not resting or not facts.consents or facts.enrolled_on > frame.day or (facts.closed_on and facts.closed_on <= last):
            return []
        short = any(pause.to is not None and (pause.to - pause.since).days + 1 < SHORT_SUSPENSION_DAYS for pause in resting)
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


def _facts(frame: _Frame, one: Then, place: dict[str, Any]) -> CaseFacts:
    case, day = one.case, frame.day
    asked = frequency_of(frame.policies.book(frame.codes[place["district_id"]], frame.month[0]))
    ends = [end for end in (case["closed_on"], case["obligations_end_on"]) if end is not None]
    own = [row for row in frame.campaigns if _concerns(frame, row, one, place)]
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
    current = {spell.category for spell in one.spells if spell.lost_on is None or spell.lost_on > frame.day}
    return inside and (not row["categories"] or bool(set(row["categories"]) & current))
