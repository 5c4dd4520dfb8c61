"""What is due to an enrolled elder in the month and quarter of a day. 依据: 35号 二(二)四

Suspended or closed on a period's last day: nothing is due for it. Visits inside a surge serve the surge first, and stay used afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from workflows.rules.categories import Category
from workflows.rules.dates import month_of, quarter_number, quarter_of

VISIT, ASSISTANCE = "visit", "assistance"
HOME = "home"
COMPLETED = "completed"
FLOOR = 1  # 原则上每月探访关爱服务不少于1次; 每月应上门入户1次，每季度应社区帮扶1次


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stay in hospital, care home or away; `to` is its last day, None while open."""

    since: date
    to: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often the district asks for each kind; below the floor it counts as the floor."""

    visits_per_month: int
    home_visits_per_month: int
    assistance_per_quarter: int


@dataclass(frozen=True, slots=True)
class Surge:
    """Bad weather, a festival or a disease season: extra visits between two days, both included."""

    since: date
    to: date
    extra_visits: int
    reason: str

    def covers(self, day: date) -> bool:
        return self.since <= day <= self.to


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt at a visit or an assistance, and how it ended; `key` is the caller's own name for it."""

    on: date
    method: str
    activity: str
    outcome: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """All that the frequencies depend on.

    `categories` are those that count in the period (a gained one from the next day, a lost one to the period's end: `rules.frequency`).
    """

    as_of: date
    enrolled_on: date
    closed_on: date | None
    categories: frozenset[str]
    consents: bool
    suspensions: tuple[Suspension, ...]
    policy: Frequency
    surges: tuple[Surge, ...]
    contacts: tuple[Contact, ...]
    quarter_categories: frozenset[str] | None = None  # where they differ: a category lost in the quarter's first or second month

    def is_active_on(self, day: date) -> bool:
        return (self.closed_on is None or day < self.closed_on) and not any(pause.covers(day) for pause in self.suspensions)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty of one period: what is required by when, what is done, and by which contacts."""

    period: str
    required: int
    done: int
    due_by: date
    met_by: tuple[Contact, ...] = field(default=(), compare=False)

    @property
    def met(self) -> bool:
        return self.done >= self.required


@dataclass(frozen=True, slots=True)
class Obligations:
    """The duties of the month and the quarter, and of each surge that the day is inside; None where nothing is due."""

    visit: Obligation | None = None
    home_visit: Obligation | None = None
    assistance: Obligation | None = None
    surges: tuple[Obligation, ...] = ()


NOTHING_DUE = Obligations()


def obligations(case: CaseFacts) -> Obligations:
    """Say what is due in the month, the quarter and the surges that contain the day, as known on that day. 依据: 35号 二(二)四"""
    if not case.consents or case.enrolled_on > case.as_of:
        return NOTHING_DUE
    counted = sorted((contact for contact in case.contacts if _counts(contact, case)), key=lambda contact: contact.on)
    visits = [contact for contact in counted if contact.activity == VISIT]
    left, served = _serve_surges(visits, case.surges)
    in_quarter = case.categories if case.quarter_categories is None else case.quarter_categories
    impaired, impaired_in_quarter = (Category.FUNCTIONALLY_IMPAIRED in counted_in for counted_in in (case.categories, in_quarter))
    month, quarter = month_of(case.as_of), quarter_of(case.as_of)
    month_due, quarter_due = case.is_active_on(month[1]), case.is_active_on(quarter[1])
    month_name = case.as_of.isoformat()[:7]
    quarter_name = f"{case.as_of.year:04d}Q{quarter_number(case.as_of)}"

    def due(name: str, period: tuple[date, date], required: int, contacts: Iterable[Contact]) -> Obligation:
        inside = tuple(contact for contact in contacts if period[0] <= contact.on <= period[1])
        return Obligation(name, max(FLOOR, required), len(inside), period[1], inside)

    at_home = (contact for contact in visits if contact.method == HOME)
    assistance = (contact for contact in counted if contact.activity == ASSISTANCE)
    policy = case.policy
    return Obligations(
        visit=due(month_name, month, policy.visits_per_month, left) if month_due else None,
        home_visit=due(month_name, month, policy.home_visits_per_month, at_home) if month_due and impaired else None,
        assistance=(due(quarter_name, quarter, policy.assistance_per_quarter, assistance) if quarter_due and impaired_in_quarter else None),
        surges=tuple(
            Obligation(f"{surge.since}/{surge.to}", surge.extra_visits, len(serving), surge.to, serving)
            for surge, serving in zip(case.surges, served, strict=True)
            if surge.covers(case.as_of) and case.is_active_on(surge.to)
        ),
    )


def _counts(contact: Contact, case: CaseFacts) -> bool:
    return contact.outcome == COMPLETED and case.enrolled_on <= contact.on <= case.as_of


def _serve_surges(visits: list[Contact], surges: tuple[Surge, ...]) -> tuple[list[Contact], list[tuple[Contact, ...]]]:
    """Hand the earliest visits inside each window to its surge, in the order given, whether or not it is due; return what is left."""
    left, served = visits, list[tuple[Contact, ...]]()
    for surge in surges:
        inside = [place for place, visit in enumerate(left) if surge.covers(visit.on)][: surge.extra_visits]
        served.append(tuple(left[place] for place in inside))
        used = frozenset(inside)
        left = [visit for place, visit in enumerate(left) if place not in used]
    return left, served


def nothing_due_because(case: CaseFacts, last: date) -> str:
    """Say in Chinese why a period that ends on `last` asks for nothing; empty where it does ask. 依据: 35号 二(二)四"""
    if case.enrolled_on > min(case.as_of, last):
        return "尚未备案"
    if not case.consents:
        return "本人不愿意接受探访关爱服务"
    if case.closed_on is not None and case.closed_on <= last:
        return f"{case.closed_on}起不再探访（结案或去世）"
    pause = next((one for one in case.suspensions if one.covers(last)), None)
    if pause is None:
        return ""
    until = f"{pause.to}止" if pause.to else "尚未结束"
    return f"期末（{last}）在中止服务期间（{pause.since}起，{until}）"
