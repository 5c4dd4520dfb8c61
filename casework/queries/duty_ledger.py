"""One elder's ledger of duty as a page shows it: what a period asked for, what met it, why it fell short or asked for nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.urls import reverse

from casework.models import CareService, Case, Obligation, Visit
from casework.queries.duty_facts import DutyFacts
from casework.queries.shortfalls import Shortfalls
from permissions.models import Account
from workflows.rules.dates import day_of_year_in_words, month_of, months_before
from workflows.rules.obligations import VISIT, Contact, nothing_due_because

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Met:
    """One visit or care record that counts for a duty; the address is empty where the reader does not see the paper."""

    label: str
    url: str


@dataclass(frozen=True)
class DutyLine:
    """One duty with what met it, or why it fell short."""

    row: Obligation
    met_by: tuple[Met, ...]
    short_because: str


@dataclass(frozen=True)
class DutyMonth:
    """The duties that ended in a month; where it asked for no visit, the reason."""

    first: date
    lines: tuple[DutyLine, ...]
    nothing_because: str


def duty_lines(case: Case, rows: Sequence[Obligation], user: Account, today: date) -> list[DutyLine]:
    """Lay out some duties of a case for a reader."""
    if not rows:
        return []
    return _lines(rows, Shortfalls([case], rows, today), user)


def nothing_due_today(case: Case, today: date) -> str:
    """Say why this month asks for no visit; empty where it does."""
    last = month_of(today)[1]
    return nothing_due_because(DutyFacts([case], today, today, today).on(case, today).facts, last)


def _lines(rows: Sequence[Obligation], why: Shortfalls, user: Account) -> list[DutyLine]:
    found = [(row, *why.of(row)) for row in rows]
    name = _namer([one for _, met_by, _ in found for one in met_by], user)
    return [
        DutyLine(row, tuple(name(one) for one in met_by), row.short_because if row.status in ("missed", "excused") else said)
        for row, met_by, said in found
    ]


def _namer(contacts: Sequence[Contact], user: Account) -> Callable[[Contact], Met]:
    """Load the papers that the reader sees, in two queries; the others are named by their day."""
    visits = {row.pk: row for row in Visit.objects.visible_to(user).filter(pk__in=[one.key for one in contacts if one.activity == VISIT])}
    keys = [one.key for one in contacts if one.activity != VISIT]
    care = set(CareService.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    def name(one: Contact) -> Met:
        day = day_of_year_in_words(one.on)
        if one.activity != VISIT:
            return Met(f"{day}帮扶", reverse("paper", args=["care", one.key]) if one.key in care else "")
        visit = visits.get(one.key)
        if visit is None:
            return Met(f"{day}探访", "")
        return Met(f"{day}第{visit.ordinal}次（{visit.get_method_display()}）", reverse("paper", args=["visit", one.key]))

    return name


def duty_months(case: Case, user: Account, today: date) -> list[DutyMonth]:
    """Lay out the last twelve months, the newest first; none from before the ledger of duty began or the elder was enrolled."""
    rows = list(Obligation.objects.filter(case=case).select_related("campaign").order_by("-due_by_on", "kind"))
    current = month_of(today)[0]
    begun = Obligation.objects.filter(case=case).aggregate(first=Min("starts_on"))["first"] or case.enrolled_on or current
    months = [month for back in range(MONTHS_SHOWN) if (month := months_before(current, back)) is not None and month >= month_of(begun)[0]]
    oldest = months[-1] if months else current
    shown = [row for row in rows if row.due_by_on >= oldest]
    why = Shortfalls([case], shown, today)
    lines: dict[date, list[DutyLine]] = defaultdict(list)
    for line in _lines(shown, why, user):
        lines[min(month_of(line.row.due_by_on)[0], current)].append(line)
    kinds = Counter((month, line.row.kind) for month, found in lines.items() for line in found)
    return [
        DutyMonth(month, tuple(lines[month]), "" if kinds[month, Obligation.Kind.VISIT] else _nothing(why.facts, case, month, today))
        for month in months
    ]


def _nothing(facts: DutyFacts, case: Case, month: date, today: date) -> str:
    last = month_of(month)[1]
    return nothing_due_because(facts.on(case, min(last, today)).facts, last) or "当月尚未计算"
