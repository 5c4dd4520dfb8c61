"""What the rule of duty needs to know of many cases, loaded once and asked about any day: a number of queries that does not grow with them.

Of a period that is over the facts are those of its last day: where the case lay, what the elder had said, how often was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from casework.models import Campaign, CareService, Case, CategoryPeriod, LivingPeriod, Suspension, Visit, WillingnessRecord
from casework.models.choices import Willingness
from casework.queries.obligations import PAUSING, REFUSING, Spell, window
from casework.queries.targets import Target
from permissions.models import Region
from workflows.policy.rules import frequency
from workflows.rules.dates import month_of, quarter_of
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Surge
from workflows.rules.obligations import Suspension as Pause


@dataclass(frozen=True)
class Place:
    """Where a case lies, as its level columns say it."""

    district_id: int
    street_id: int
    community_id: int | None


@dataclass(frozen=True)
class Known:
    """One case's facts for the rule, and the campaigns in the order of its surges."""

    facts: CaseFacts
    campaigns: tuple[Campaign, ...]


class DutyFacts:
    """The facts of some cases for the days of a window."""

    def __init__(self, cases: Sequence[Case], first: date, last: date, today: date) -> None:
        self.cases, self.today = cases, today
        self.ids = [case.pk for case in cases]
        begins, self.campaigns = _since(first, last)
        self._spells, self._pauses, self._contacts = _spells(self.ids), _pauses(self.ids), _contacts(self.ids, begins)
        self._meant = {one.pk: self._meant_by(one) for one in self.campaigns if one.target}
        self._policies: dict[tuple[int, date], Frequency] = {}

    def _meant_by(self, campaign: Campaign) -> frozenset[int]:
        """Find those of the cases who meet a campaign's target, as of today or the nearest of its own days."""
        day = max(campaign.from_on, min(self.today, campaign.to_on))
        rows = Target.read(campaign.target).narrow(Case.objects.filter(pk__in=self.ids), day)
        return frozenset(rows.values_list("pk", flat=True))

    def on(self, case: Case, as_of: date) -> Known:
        """Give the facts for the periods that contain a day: `as_of` names them, what is known is today's where that is earlier."""
        day = min(self.today, month_of(as_of)[1])
        spells, place = self._spells[case.pk], self.place_on(case, as_of)
        own = tuple(
            one
            for one in self.campaigns
            if one.from_on <= window(as_of)[1] and case.pk in self._meant.get(one.pk, {case.pk}) and _concerns(one, place, spells, as_of)
        )
        policy = self._policy(place.district_id, month_of(as_of)[0])
        facts = CaseFacts(
            as_of=as_of,
            enrolled_on=case.enrolled_on or date.max,
            closed_on=min((end for end in (case.closed_on, case.obligations_end_on) if end is not None), default=None),
            categories=frozenset(one.category for one in spells if one.counts_in(month_of(as_of), day)),
            quarter_categories=frozenset(one.category for one in spells if one.counts_in(quarter_of(as_of), day)),
            consents=self._said(case, as_of) not in REFUSING,
            suspensions=tuple(self._pauses[case.pk]),
            policy=Frequency(
                policy.visits_per_month + self._extra_visits(case, as_of), policy.home_visits_per_month, policy.assistance_per_quarter
            ),
            surges=tuple(Surge(one.from_on, one.to_on, one.extra_visits, one.name) for one in own),
            contacts=tuple(self._contacts[case.pk]),
        )
        return Known(facts, own)

    def place_on(self, case: Case, day: date) -> Place:
        """Say where a case lay on a day that is over, and where it lies now on any other. 依据: G15"""
        if day < self.today:
            for since, until, place in reversed(self._living[case.pk]):
                if since <= day and (until is None or until >= day):
                    return place
        return Place(case.district_id, case.street_id, case.community_id)

    def _policy(self, district_id: int, on: date) -> Frequency:
        if (district_id, on) not in self._policies:
            self._policies[district_id, on] = frequency(self._codes[district_id], on=on)
        return self._policies[district_id, on]

    def _said(self, case: Case, day: date) -> str:
        """Take the elder's last answer until the day; a refusal of November takes nothing from October."""
        if day >= self.today or not any(asked > day for asked, _ in self._askings[case.pk]):
            return case.willingness
        return next((value for asked, value in reversed(self._askings[case.pk]) if asked <= day), Willingness.NOT_ASKED)

    def _extra_visits(self, case: Case, day: date) -> int:
        """Take the figure that stood at the day's end; the oldest one kept where the register begins later."""
        if day >= self.today or case.pk not in self._figures:
            return case.extra_visits
        moment = datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())
        figures = self._figures[case.pk]
        return next((figure for since, figure in reversed(figures) if since <= moment), figures[0][1])

    @cached_property
    def _codes(self) -> dict[int, str]:
        return dict(Region.objects.filter(level=Region.Level.DISTRICT).values_list("pk", "code"))

    @cached_property
    def _living(self) -> dict[int, list[tuple[date, date | None, Place]]]:
        found: dict[int, list[tuple[date, date | None, Place]]] = defaultdict(list)
        rows = LivingPeriod.objects.filter(case_id__in=self.ids).order_by("from_on", "pk")
        for case_id, since, until, *place in rows.values_list("case_id", "from_on", "until_on", "district_id", "street_id", "community_id"):
            found[case_id].append((since, until, Place(*place)))
        return found

    @cached_property
    def _askings(self) -> dict[int, list[tuple[date, str]]]:
        found: dict[int, list[tuple[date, str]]] = defaultdict(list)
        rows = WillingnessRecord.objects.filter(case_id__in=self.ids).order_by("asked_on", "pk")
        for case_id, asked, value in rows.values_list("case_id", "asked_on", "value"):
            found[case_id].append((asked, value))
        return found

    @cached_property
    def _figures(self) -> dict[int, list[tuple[datetime, int]]]:
        """Load the history of the added visits of those who ever had any: few, while a case has many versions."""
        found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        some = Case.history.filter(id__in=self.ids, extra_visits__gt=0).values("id")
        rows = Case.history.filter(id__in=some).order_by("history_date", "history_id")
        for case_id, since, figure in rows.values_list("id", "history_date", "extra_visits"):
            found[case_id].append((since, figure))
        return dict(found)


def _spells(ids: list[int]) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = defaultdict(list)
    rows = CategoryPeriod.objects.filter(case_id__in=ids, annulled_at=None).values_list("case_id", "category", "from_on", "lost_on")
    for case_id, category, since, lost in rows:
        found[case_id].append(Spell(category, since, lost))
    return found


def _pauses(ids: list[int]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    rows = Suspension.objects.filter(case_id__in=ids, state__in=PAUSING).values_list("case_id", "starts_on", "ended_on")
    for case_id, since, until in rows.order_by("starts_on"):
        found[case_id].append(Pause(since, until))
    return found


def _contacts(ids: list[int], begins: date) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    visits = Visit.objects.filter(case_id__in=ids, state="valid", visit_on__gte=begins)
    for case_id, on, method, pk in visits.order_by("visit_on", "pk").values_list("case_id", "visit_on", "method", "pk"):
        found[case_id].append(Contact(on, method, "visit", "completed", pk))
    care = CareService.objects.filter(case_id__in=ids, state="valid", counts_as_assistance=True, care_on__gte=begins)
    for case_id, on, pk in care.order_by("care_on", "pk").values_list("case_id", "care_on", "pk"):
        found[case_id].append(Contact(on, "other", "assistance", "completed", pk))
    return found


def _since(first: date, last: date) -> tuple[date, list[Campaign]]:
    """Find from when visits matter: a campaign begun before the period may have been served before it, and so may one before that."""
    begins = window(first)[0]
    while True:
        running = Q(from_on__lte=window(last)[1], to_on__gte=begins, cancelled_on=None)
        campaigns = list(Campaign.objects.filter(running).select_related("region").order_by("from_on", "pk"))
        earliest = min((one.from_on for one in campaigns), default=begins)
        if earliest >= begins:
            return begins, campaigns
        begins = earliest


def _concerns(campaign: Campaign, place: Place, spells: list[Spell], as_of: date) -> bool:
    """Inside the campaign's area and, where it names categories, in one of them."""
    region = campaign.region
    inside = region.level == Region.Level.CITY or region.pk in (place.district_id, place.street_id, place.community_id)
    return inside and (not campaign.categories or bool(set(campaign.categories) & {one.category for one in spells if one.lasts_on(as_of)}))
