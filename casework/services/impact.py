"""What a changed rule would do to the elders on file, before it takes effect: streamed a chunk at a time, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from audit.acts import Refusal
from casework.models import Case, Visitor
from casework.models.choices import Willingness
from casework.queries.eligibility_facts import known_facts
from permissions.models import Region
from workflows.flows.case import ENDED, IN_SERVICE
from workflows.policy import Book, Overlay, PolicyError, Value, resolver
from workflows.policy.rules import frequency_of, thresholds_of
from workflows.policy.stored import canonical
from workflows.rules.categories import Category
from workflows.rules.counting import answers
from workflows.rules.eligibility import Thresholds
from workflows.rules.known import KnownFacts
from workflows.rules.obligations import Frequency
from workflows.rules.unknown import Answer
from workflows.store import subject_models

CHUNK = 1000
VISITED = ("active", "closing")  # a suspended elder owes no visit now
IMPAIRED = Category.FUNCTIONALLY_IMPAIRED.value
REFUSING = (Willingness.REFUSES, Willingness.WITHDRAWN)


@dataclass(frozen=True)
class Proposal:
    """One value for one key of a district's policy, from a day on; `section` is deadlines or figures."""

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


def preview(proposal: Proposal, *, progress: Callable[[int], None] = lambda count: None) -> Impact:
    """Count what a proposal would change. Raises Refusal where it would loosen the plan's rule or names nothing known."""
    before, after = books(proposal)
    impact = _framed(proposal, before, after)
    if impact.before == impact.after and before == after:
        raise Refusal(f"“{impact.label}”现行就是{impact.before}，没有变化", status=400, code="value")
    old, new = (thresholds_of(before), frequency_of(before)), (thresholds_of(after), frequency_of(after))
    for cases in _chunks(proposal.district):
        _count(impact, cases, old, new)
        progress(len(cases))
    force = Visitor.objects.filter(district=proposal.district, is_active=True, trained_until_on__gte=proposal.effective_on)
    sums = force.exclude(on_leave_until_on__gte=proposal.effective_on).aggregate(people=Count("pk"), capacity=Sum("capacity"))
    impact.visitors, impact.capacity = sums["people"], sums["capacity"] or 0
    if proposal.section == "deadlines":
        impact.papers = _papers_under(proposal)
    return impact


def books(proposal: Proposal) -> tuple[Book, Book]:
    """Give the policy of the district's day without and with the proposal. Raises Refusal with the reason."""
    code = proposal.district.code[:6]
    given = {proposal.key: proposal.value}
    deadlines, figures = (given, {}) if proposal.section == "deadlines" else ({}, given)
    try:
        return resolver().trial(Overlay(code, proposal.effective_on, "预览", "拟设标准", deadlines, figures, slot=proposal.key))
    except PolicyError as error:
        raise Refusal(str(error).partition("：")[2] or str(error), status=422, code="policy") from error


def _framed(proposal: Proposal, before: Book, after: Book) -> Impact:
    if proposal.section == "deadlines":
        old, new = before.deadlines[proposal.key], after.deadlines[proposal.key]
        return Impact(proposal, f"{old.amount}{old.unit.label}", f"{new.amount}{new.unit.label}", old.label, old.source)
    was, will = before.figures[proposal.key], after.figures[proposal.key]
    return Impact(proposal, shown(was.value), shown(will.value), was.label, f"依据：{was.clause}{'，建议值' if was.proposed else ''}")


def shown(value: Value) -> str:
    """Put a value into words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return canonical(value) if isinstance(value, Decimal) else str(value)


def _chunks(district: Region) -> Iterator[list[Case]]:
    """Stream the district's cases that still stand for a person, in key order; memory stays that of one chunk."""
    after = 0
    while True:
        rows = Case.objects.filter(district=district, pk__gt=after).exclude(state__in=ENDED).order_by("pk")
        cases = list(rows.only("pk", "state", "categories", "willingness", "extra_visits")[:CHUNK])
        if not cases:
            return
        yield cases
        after = cases[-1].pk


Rules = tuple[Thresholds, Frequency]


def _count(impact: Impact, cases: list[Case], old: Rules, new: Rules) -> None:
    """Compare both rules over a chunk; where the definitions stay, the categories on file are taken as they are."""
    same = old[0] == new[0]
    known = {} if same else known_facts([case.pk for case in cases], impact.proposal.effective_on)
    for case in cases:
        present = set(case.categories)
        had, has = (present, present) if same else _holding(known[case.pk], old[0], new[0], present)
        if case.state not in IN_SERVICE:
            impact.newly_eligible += bool(has) and not had
            continue
        impact.elders += 1
        impact.gained.update(Category(key) for key in has - had)
        impact.lost.update(Category(key) for key in had - has)
        impact.changed += had != has
        if case.state in VISITED and case.willingness not in REFUSING:
            impact.visits_before += _visits(case, had, old[1])
            impact.visits_after += _visits(case, has, new[1])
            impact.assistance_before += old[1].assistance_per_quarter if IMPAIRED in had else 0
            impact.assistance_after += new[1].assistance_per_quarter if IMPAIRED in has else 0


def _holding(known: KnownFacts, old: Thresholds, new: Thresholds, present: set[str]) -> tuple[set[str], set[str]]:
    """Name the categories that would count under either rule: those that hold, and those on file that are merely 待核实."""
    before, after = (
        {key.value for key, said in found.items() if said is Answer.YES or (said is Answer.TO_VERIFY and key.value in present)}
        for found in answers(known, old, new)
    )
    return before, after


def _visits(case: Case, categories: set[str], asked: Frequency) -> int:
    """Count an elder's visits a month: one home visit serves both duties."""
    at_home = asked.home_visits_per_month if IMPAIRED in categories else 0
    return max(asked.visits_per_month + case.extra_visits, at_home)


def _papers_under(proposal: Proposal) -> int:
    """Count the papers that stand under a deadline now; they keep the day they were given."""
    total = 0
    for model in subject_models():
        states = [name for name, state in model.workflow.states.items() if state.due == proposal.key]
        if states:
            total += model._default_manager.filter(district=proposal.district, state__in=states).count()
    return total
