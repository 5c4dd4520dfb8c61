"""What a changed rule would do to the elders on file, before it takes effect: counted a chunk at a time, nothing locked or written.

The sums of visits are one grouped query. Only the elders whom the change can concern are asked the rule again; that part may be done in
turns, each going on where the last one stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from time import monotonic
from typing import Any

from django.db.models import Count, QuerySet, Sum

from audit.acts import Refusal
from casework.models import Case, Visitor
from casework.models.choices import Willingness
from casework.queries.affected import may_differ
from casework.queries.eligibility_facts import known_facts
from permissions.models import Region
from workflows.flows.case import ENDED, IN_SERVICE
from workflows.policy import Book, Overlay, PolicyError, Value, resolver
from workflows.policy.rules import frequency_of, thresholds_of
from workflows.policy.stored import canonical
from workflows.rules.categories import Category
from workflows.rules.counting import answers, depending_on
from workflows.rules.dates import month_of
from workflows.rules.eligibility import Thresholds
from workflows.rules.obligations import Frequency
from workflows.rules.unknown import Answer
from workflows.store import subject_models

CHUNK = 1000
VISITED = ("active", "closing")  # a suspended elder owes no visit now
IMPAIRED = Category.FUNCTIONALLY_IMPAIRED.value
REFUSING = (Willingness.REFUSES, Willingness.WITHDRAWN)


@dataclass(frozen=True)
class Proposal:
    """One value for one key of a district's policy, from a day on; `section` is deadlines or figures, no value sets nothing any more."""

    district: Region
    section: str
    key: str
    value: object
    effective_on: date


@dataclass
class Impact:
    """How many elders gain or lose what, how much more is asked a month, and what the workforce can carry."""

    proposal: Proposal
    before: str
    after: str
    label: str
    source: str
    elders: int = 0
    gained: Counter[Category] = field(default_factory=Counter)
    lost: Counter[Category] = field(default_factory=Counter)
    changed: int = 0
    newly_eligible: int = 0
    visits_before: int = 0
    visits_after: int = 0
    assistance_before: int = 0
    assistance_after: int = 0
    visitors: int = 0
    capacity: int = 0
    papers: int | None = None
    concerned: int = 0
    asked: int = 0
    reached: int = 0
    is_done: bool = False

    @property
    def more_visits(self) -> int:
        return self.visits_after - self.visits_before

    @property
    def short_by(self) -> int:
        """Say how many visits a month the workforce would be short of."""
        return max(0, self.visits_after - self.capacity)

    @property
    def by_category(self) -> list[tuple[Category, int, int]]:
        return [(one, self.gained[one], self.lost[one]) for one in Category if self.gained[one] or self.lost[one]]

    @property
    def counts_from(self) -> date:
        """Say from which month visits are asked by the new figure: a month goes by what holds on its first day."""
        on = self.proposal.effective_on
        first, last = month_of(on)
        return on if on == first else date.fromordinal(last.toordinal() + 1)

    @property
    def percent(self) -> int:
        return 100 if self.is_done or not self.concerned else min(99, 100 * self.asked // self.concerned)


def preview(proposal: Proposal, *, progress: Callable[[int], None] = lambda count: None) -> Impact:
    """Count what a proposal would change. Raises Refusal where it would loosen the plan's rule or names nothing known."""
    impact = begin(proposal)
    while not impact.is_done:
        before = impact.asked
        go_on(impact)
        progress(impact.asked - before)
    return impact


def begin(proposal: Proposal) -> Impact:
    """Count what one grouped query tells, and whom the rule is to be asked about. Raises Refusal as `preview` does."""
    before, after = books(proposal)
    impact = _framed(proposal, before, after)
    # to withdraw what has not begun changes nothing on the day, nor does keeping what holds instead of what is to come: no mistake
    upcoming = resolver().is_to_change(proposal.district.code[:6], proposal.key, proposal.effective_on)
    if proposal.value is not None and before == after and not upcoming:
        raise Refusal(f"“{impact.label}”现行就是{impact.before}，没有变化", status=400, code="value")
    _sum_up(impact, frequency_of(before), frequency_of(after))
    force = Visitor.objects.filter(district=proposal.district, is_active=True, trained_until_on__gte=proposal.effective_on)
    sums = force.exclude(on_leave_until_on__gte=proposal.effective_on).aggregate(people=Count("pk"), capacity=Sum("capacity"))
    impact.visitors, impact.capacity = sums["people"], sums["capacity"] or 0
    if proposal.section == "deadlines":
        impact.papers = _papers_under(proposal)
    impact.concerned = _concerned(impact, thresholds_of(before), thresholds_of(after)).count()
    impact.is_done = not impact.concerned
    return impact


def go_on(impact: Impact, *, seconds: float = 0.0) -> None:
    """Ask the rule about the next chunk of those concerned, and about more while the time given lasts."""
    before, after = books(impact.proposal)
    until = monotonic() + seconds
    limits, frequencies = (thresholds_of(before), thresholds_of(after)), (frequency_of(before), frequency_of(after))
    concerned = _concerned(impact, *limits).order_by("pk").only("pk", "state", "categories", "willingness", "extra_visits")
    while not impact.is_done:
        cases = list(concerned.filter(pk__gt=impact.reached)[:CHUNK])
        _compare(impact, cases, limits, frequencies[1])
        impact.asked += len(cases)
        impact.is_done = len(cases) < CHUNK
        impact.reached = cases[-1].pk if cases else impact.reached
        if monotonic() >= until:
            return


def books(proposal: Proposal) -> tuple[Book, Book]:
    """Give the policy of the district's day without and with the proposal. Raises Refusal with the reason."""
    code = proposal.district.code[:6]
    given = {} if proposal.value is None else {proposal.key: proposal.value}
    deadlines, figures = (given, {}) if proposal.section == "deadlines" else ({}, given)
    try:
        return resolver().trial(Overlay(code, proposal.effective_on, "预览", "拟设标准", deadlines, figures, slot=proposal.key))
    except PolicyError as error:
        raise Refusal(str(error).partition("：")[2] or str(error), status=422, code="policy") from error


def _framed(proposal: Proposal, before: Book, after: Book) -> Impact:
    if proposal.section == "deadlines":
        old, new = before.deadlines[proposal.key], after.deadlines[proposal.key]
        return Impact(proposal, old.length, new.length, old.label, old.source)
    was, will = before.figures[proposal.key], after.figures[proposal.key]
    return Impact(proposal, shown(was.value), shown(will.value), was.label, f"依据：{was.clause}{'，建议值' if was.proposed else ''}")


def shown(value: Value) -> str:
    """Put a value into words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value)) or "（无）"
    return canonical(value) if isinstance(value, Decimal) else str(value)


def _standing(district: Region) -> QuerySet[Case]:
    """Narrow to the district's cases that still stand for a person."""
    return Case.objects.filter(district=district).exclude(state__in=ENDED)


def _concerned(impact: Impact, old: Thresholds, new: Thresholds) -> QuerySet[Case]:
    return _standing(impact.proposal.district).filter(may_differ(old, new, impact.proposal.effective_on))


def _sum_up(impact: Impact, old: Frequency, new: Frequency) -> None:
    """Count elders and what is asked for them, by the categories on file: they are what the month is planned from."""
    alike = ("state", "categories", "willingness", "extra_visits")
    for row in _standing(impact.proposal.district).filter(state__in=IN_SERVICE).values(*alike).annotate(count=Count("pk")).order_by():
        count = row["count"]
        impact.elders += count
        if row["state"] not in VISITED or row["willingness"] in REFUSING:
            continue
        held = set(row["categories"])
        impact.visits_before += count * _visits(row["extra_visits"], held, old)
        impact.visits_after += count * _visits(row["extra_visits"], held, new)
        impact.assistance_before += count * _assistance(held, old)
        impact.assistance_after += count * _assistance(held, new)


def _compare(impact: Impact, cases: list[Case], limits: tuple[Thresholds, Thresholds], asked: Frequency) -> None:
    """Ask both rules about a chunk, and add what they answer differently."""
    known = known_facts([case.pk for case in cases], impact.proposal.effective_on)
    # who is not on the register becomes eligible by any category, so all are asked
    varying = depending_on(*limits)
    for case in cases:
        old, new = answers(known[case.pk], *limits, only=varying if case.state in IN_SERVICE else frozenset(Category))
        present = set(case.categories)
        had, has = _holding(old, present), _holding(new, present)
        if case.state not in IN_SERVICE:
            impact.newly_eligible += bool(has) and not had
            continue
        gained, lost = has - had - present, (had - has) & present
        impact.gained.update(Category(key) for key in gained)
        impact.lost.update(Category(key) for key in lost)
        impact.changed += bool(gained or lost)
        if case.state in VISITED and case.willingness not in REFUSING:
            then = (present | gained) - lost
            impact.visits_after += _visits(case.extra_visits, then, asked) - _visits(case.extra_visits, present, asked)
            impact.assistance_after += _assistance(then, asked) - _assistance(present, asked)


def _holding(found: dict[Category, Answer], present: set[str]) -> set[str]:
    """Name the categories that would count: those that hold, and those on file that are merely 待核实."""
    return {key.value for key, said in found.items() if said is Answer.YES or (said is Answer.TO_VERIFY and key.value in present)}


def _visits(extra: int, categories: set[str], asked: Frequency) -> int:
    """Count an elder's visits a month: one home visit serves both duties."""
    return max(asked.visits_per_month + extra, asked.home_visits_per_month if IMPAIRED in categories else 0)


def _assistance(categories: set[str], asked: Frequency) -> int:
    return asked.assistance_per_quarter if IMPAIRED in categories else 0


def _papers_under(proposal: Proposal) -> int:
    """Count the papers that stand under a deadline now; they keep the day they were given."""
    total = 0
    for model in subject_models():
        if any(state.due == proposal.key for flow in model.versions() for state in flow.states.values()):
            under = model.in_states(lambda flow, name: flow.states[name].due == proposal.key)
            total += model._default_manager.filter(under, district=proposal.district).count()
    return total


def progress_of(impact: Impact) -> dict[str, Any]:
    """Give how far the counting is, in plain figures: what the next turn goes on from."""
    return {name: getattr(impact, name) for name in COUNTED} | {
        name: {category.value: count for category, count in getattr(impact, name).items()} for name in ("gained", "lost")
    }


def resumed(proposal: Proposal, kept: dict[str, Any]) -> Impact:
    """Take up a counting where `progress_of` left it. Raises Refusal where the proposal has meanwhile become impossible."""
    impact = _framed(proposal, *books(proposal))
    for name in COUNTED:
        setattr(impact, name, kept[name])
    impact.gained, impact.lost = (Counter({Category(key): count for key, count in kept[name].items()}) for name in ("gained", "lost"))
    return impact


COUNTED = (
    "elders", "changed", "newly_eligible", "visits_before", "visits_after", "assistance_before", "assistance_after", "visitors", "capacity",
    "papers", "concerned", "asked", "reached", "is_done",
)  # fmt: skip
