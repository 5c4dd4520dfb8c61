"""What the rule of duty needs to know of many cases at once: six queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from casework.models import Campaign, CareService, Case, CategoryPeriod, Obligation, Suspension, Visit
from casework.models.choices import Willingness
from permissions.models import Region
from workflows.policy.rules import frequency
from workflows.rules.dates import month_of, quarter_of
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Surge
from workflows.rules.obligations import Suspension as Pause

REFUSING = (Willingness.REFUSES, Willingness.WITHDRAWN)
PAUSING = ("agreed", "in_force", "ended")  # an agreed suspension counts from its first day
CHUNK = 1000


@dataclass(frozen=True)
class Spell:
    """A category's time: the first day that counts (the day after a gain, or the day of enrolment), and the day it was found lost."""

    category: str
    counts_from: date
    lost_on: date | None

    def counts_in(self, period: tuple[date, date], on: date) -> bool:
        """A gain counts from its day, a loss from the next period."""
        return self.counts_from <= on and (self.lost_on is None or self.lost_on >= period[0])


@dataclass(frozen=True)
class Known:
    """One case's facts for the rule, and the campaigns in the order of its surges."""

    facts: CaseFacts
    campaigns: tuple[Campaign, ...]


def window(as_of: date) -> tuple[date, date]:
    """The days whose visits can matter: from the quarter's first day (or the month's) to its last."""
    return min(quarter_of(as_of)[0], month_of(as_of)[0]), max(quarter_of(as_of)[1], month_of(as_of)[1])


def known_for(cases: Sequence[Case], as_of: date, known_on: date | None = None) -> dict[int, Known]:
    """Load the rule's facts for many cases: `as_of` names the period, `known_on` the day of what is known (today where earlier)."""
    ids = [case.pk for case in cases]
    day = min(known_on or as_of, month_of(as_of)[1])
    begins, campaigns = _since(as_of)
    spells, pauses, contacts = _spells(ids), _pauses(ids), _contacts(ids, begins, day)
    policies: dict[str, Frequency] = {}
    known = {}
    for case in cases:
        code = case.district.code
        policy = policies.setdefault(code, frequency(code, on=month_of(as_of)[0]))
        own = [one for one in campaigns if _concerns(one, case, spells[case.pk], as_of)]
        facts = CaseFacts(
            as_of=as_of,
            enrolled_on=case.enrolled_on or date.max,
            closed_on=_closed_on(case),
            categories=frozenset(one.category for one in spells[case.pk] if one.counts_in(month_of(as_of), day)),
            quarter_categories=frozenset(one.category for one in spells[case.pk] if one.counts_in(quarter_of(as_of), day)),
            consents=case.willingness not in REFUSING,
            suspensions=tuple(pauses[case.pk]),
            policy=Frequency(policy.visits_per_month + case.extra_visits, policy.home_visits_per_month, policy.assistance_per_quarter),
            surges=tuple(Surge(one.from_on, one.to_on, one.extra_visits, one.name) for one in own),
            contacts=tuple(contacts[case.pk]),
        )
        known[case.pk] = Known(facts, tuple(own))
    return known


def _closed_on(case: Case) -> date | None:
    days = [day for day in (case.closed_on, case.obligations_end_on) if day is not None]
    return min(days) if days else None


def _spells(ids: list[int]) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = defaultdict(list)
    rows = CategoryPeriod.objects.filter(case_id__in=ids).values_list("case_id", "category", "from_on", "lost_on")
    for case_id, category, since, lost in rows:
        found[case_id].append(Spell(category, since, lost))
    return found


def _pauses(ids: list[int]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    rows = Suspension.objects.filter(case_id__in=ids, state__in=PAUSING).values_list("case_id", "starts_on", "ended_on", "state")
    for case_id, since, until, _ in rows.order_by("starts_on"):
        found[case_id].append(Pause(since, until))
    return found


def _contacts(ids: list[int], begins: date, until: date) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    visits = Visit.objects.filter(case_id__in=ids, state="valid", visit_on__range=(begins, until))
    for case_id, on, method in visits.order_by("visit_on", "pk").values_list("case_id", "visit_on", "method"):
        found[case_id].append(Contact(on, method, "visit", "completed"))
    care = CareService.objects.filter(case_id__in=ids, state="valid", counts_as_assistance=True, care_on__range=(begins, until))
    for case_id, on in care.order_by("care_on", "pk").values_list("case_id", "care_on"):
        found[case_id].append(Contact(on, "other", "assistance", "completed"))
    return found


def _campaigns(begins: date, until: date) -> list[Campaign]:
    running = Q(from_on__lte=window(until)[1], to_on__gte=begins, cancelled_on=None)
    return list(Campaign.objects.filter(running).select_related("region").order_by("from_on", "pk"))


def _since(as_of: date) -> tuple[date, list[Campaign]]:
    """Find from when visits matter: a campaign begun before the period may have been served before it, and so may one before that."""
    begins = window(as_of)[0]
    while True:
        campaigns = _campaigns(begins, as_of)
        earliest = min((one.from_on for one in campaigns), default=begins)
        if earliest >= begins:
            return begins, campaigns
        begins = earliest


def campaigns_on(day: date) -> list[Campaign]:
    """List the campaigns under way on a day."""
    return list(Campaign.objects.filter(from_on__lte=day, to_on__gte=day, cancelled_on=None).order_by("from_on", "pk"))


def _concerns(campaign: Campaign, case: Case, spells: list[Spell], as_of: date) -> bool:
    """Inside the campaign's area and, where it names categories, in one of them."""
    region = campaign.region
    inside = region.level == Region.Level.CITY or region.pk in (case.district_id, case.street_id, case.community_id)
    return inside and (
        not campaign.categories
        or bool(set(campaign.categories) & {one.category for one in spells if one.lost_on is None or one.lost_on > as_of})
    )


def owing(period_last: date, region: Region | None = None) -> Q:
    """Narrow cases to those that can owe anything in a period: enrolled by its end, not closed before it began."""
    first = month_of(period_last)[0]
    found = Q(enrolled_on__lte=period_last) & (Q(closed_on=None) | Q(closed_on__gt=first))
    if region is not None and region.level != Region.Level.CITY:
        found &= Q(**{f"{region.level}_id": region.pk})
    return found


def missed_in_a_row(month: date, *, months: int) -> list[tuple[int, int]]:
    """Count, street by street, the elders whose monthly visit was missed in each of the months before this one; an excuse is no visit."""
    periods, first = [], month_of(month)[0]
    for _ in range(months):
        first = month_of(first - timedelta(days=1))[0]
        periods.append(f"{first:%Y-%m}")
    concluded = (Obligation.Status.MISSED, Obligation.Status.EXCUSED)
    rows = Obligation.objects.filter(kind=Obligation.Kind.VISIT, period__in=periods, status__in=concluded)
    every = rows.values("case_id").annotate(missed=Count("pk")).filter(missed=months).values("case_id")
    last = rows.filter(period=periods[0], case_id__in=every).values_list("street_id")
    return list(last.annotate(elders=Count("case_id")).order_by("street_id").values_list("street_id", "elders"))


def to_explain(region: Region) -> QuerySet[Obligation]:
    """List the missed duties of a region that nobody has explained, the oldest first."""
    here = Q() if region.level == Region.Level.CITY else Q(**{f"{region.level}_id": region.pk})
    rows = Obligation.objects.filter(here, status=Obligation.Status.MISSED).select_related("case__elder", "community")
    return rows.order_by("due_by_on", "pk")
