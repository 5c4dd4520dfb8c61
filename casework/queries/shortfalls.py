"""Which contacts count for a duty, and in words why they are too few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from casework.models import Case, Obligation, Visit, VisitAttempt
from casework.queries.duty_facts import DutyFacts
from casework.queries.owed import surge_of
from workflows.rules.obligations import HOME, VISIT, Contact, obligations
from workflows.rules.obligations import Obligation as Duty

UNEXAMINED = ("drafted", "signed", "submitted", "returned")
ANNULLED = ("annulled",)
Days = tuple[date, date]


class Shortfalls:
    """Says why duties fell short, for the rows of many cases: what was tried, what waits to be examined, what served something else."""

    def __init__(self, cases: Sequence[Case], rows: Sequence[Obligation], today: date) -> None:
        self.today = today
        first = min((row.starts_on for row in rows), default=today)
        last = max((row.due_by_on for row in rows), default=today)
        self._cases = {case.pk: case for case in cases}
        self.facts = DutyFacts(cases, first, last, today)
        self._tried, self._uncounted = _attempts(list(self._cases), first), _uncounted(list(self._cases), first)

    def of(self, row: Obligation) -> tuple[tuple[Contact, ...], str]:
        """Give the contacts that count for a duty, and in words why they are too few; no words where they suffice."""
        day = max(row.starts_on, min(self.today, row.due_by_on))
        known = self.facts.on(self._cases[row.case_id], day)
        answer = obligations(known.facts)
        own: Duty | None = getattr(answer, row.kind, None)
        duty = own if row.campaign_id is None else surge_of(row.campaign_id, known, answer)
        met_by = duty.met_by if duty is not None else ()
        if row.done >= row.required:
            return met_by, ""
        days = (max(row.starts_on, known.facts.enrolled_on), row.due_by_on)
        made = [one for one in known.facts.contacts if one.activity == VISIT and _inside(one.on, days)]
        nothing = "没有帮扶记录" if row.kind == Obligation.Kind.ASSISTANCE else "没有探访记录"
        return met_by, "；".join(self._reasons(row, days, made, met_by)) or nothing

    def _reasons(self, row: Obligation, days: Days, made: Sequence[Contact], met_by: Sequence[Contact]) -> Iterator[str]:
        if row.done:
            yield f"只完成{row.done}次，应{row.required}次"
        if row.kind == Obligation.Kind.ASSISTANCE:
            return
        elsewhere = [one for one in made if one not in met_by]
        if row.kind == Obligation.Kind.HOME_VISIT:
            away = sum(one.method != HOME for one in made)
            if away:
                yield f"另有{away}次不是上门的探访"
        elif elsewhere:
            yield f"另有{len(elsewhere)}次探访计入{'加密探访' if row.kind == Obligation.Kind.VISIT else '别的义务'}"
        tried = sum(_inside(day, days) for day in self._tried[row.case_id])
        uncounted = [state for day, state in self._uncounted[row.case_id] if _inside(day, days)]
        waiting, annulled = sum(state in UNEXAMINED for state in uncounted), sum(state in ANNULLED for state in uncounted)
        if tried:
            yield f"有{tried}次未遇见老人"
        if waiting:
            yield f"有{waiting}次探访记录尚未核定"
        if annulled:
            yield f"有{annulled}次探访记录已作废"


def _inside(day: date, days: Days) -> bool:
    return days[0] <= day <= days[1]


def _attempts(ids: list[int], since: date) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    rows = VisitAttempt.objects.filter(case_id__in=ids, tried_at__date__gte=since)
    for case_id, tried_at in rows.values_list("case_id", "tried_at"):
        found[case_id].append(timezone.localdate(tried_at))
    return found


def _uncounted(ids: list[int], since: date) -> dict[int, list[tuple[date, str]]]:
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = Visit.objects.filter(case_id__in=ids, state__in=UNEXAMINED + ANNULLED, visit_on__gte=since)
    for case_id, on, state in rows.values_list("case_id", "visit_on", "state"):
        found[case_id].append((on, state))
    return found
