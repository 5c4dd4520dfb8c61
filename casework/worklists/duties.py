"""Queues over the ledger of duty: who is still owed a visit, what was missed, what nobody has been given."""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from casework.models import Obligation, PlannedVisit
from casework.worklists import lines
from casework.worklists.narrowing import files_of, here
from permissions.roles import Role
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.policy import deadline, number
from workflows.rules.dates import months_before
from workflows.worklists import worklist

FIELD = (Role.GRID_WORKER, Role.COMMUNITY_WORKER)
WITH_FILE = ("case__elder", "case__district", "case__street", "case__community")


@worklist("home_visits_owed", "本月欠上门", FIELD, due="due_by_on", line=lines.of_duty)
def home_visits_owed(user: Any, now: datetime) -> QuerySet[Obligation]:
    """List the home visits of this month that are not yet made. 依据: 35号 二(二)四"""
    period = f"{timezone.localdate(now):%Y-%m}"
    rows = Obligation.objects.filter(here(user, FIELD), period=period, kind=Obligation.Kind.HOME_VISIT, status=Obligation.Status.OPEN)
    return rows.filter(case__in=files_of(user, FIELD)).select_related(*WITH_FILE)


@worklist("surges_owed", "加密探访", FIELD, due="due_by_on", line=lines.of_surge)
def surges_owed(user: Any, now: datetime) -> QuerySet[Obligation]:
    """List the elders whom a campaign under way concerns and who have not had its visits. 依据: 35号 二(二)四; R43"""
    today = timezone.localdate(now)
    rows = Obligation.objects.filter(
        here(user, FIELD), kind=Obligation.Kind.SURGE, status=Obligation.Status.OPEN, starts_on__lte=today, due_by_on__gte=today
    )
    return rows.filter(case__in=files_of(user, FIELD)).select_related("campaign", *WITH_FILE)


def _unexplained_too_long(today: date) -> Q:
    """Narrow to the duties that should have been explained before today."""
    return by_district(lambda code: Q(due_by_on__lt=deadline("visit_missed_explanation", code).before(today, working_calendar())))


@worklist("missed_to_explain", "漏访说明", (Role.STREET_CLERK,), due="due_by_on", late=_unexplained_too_long, line=lines.of_missed_duty)
def missed_to_explain(user: Any, now: datetime) -> QuerySet[Obligation]:
    """List the missed duties that nobody has explained."""
    rows = Obligation.objects.filter(here(user, (Role.STREET_CLERK,)), status=Obligation.Status.MISSED)
    return rows.filter(case__in=files_of(user, (Role.STREET_CLERK,))).select_related("district", *WITH_FILE)


@worklist("missed_in_a_row", "连续两月漏访", (Role.DISTRICT_OFFICER,), line=lines.of_missed_months)
def missed_in_a_row(user: Any, now: datetime) -> QuerySet[Obligation]:
    """List the elders whose visit was missed in each of the last months; an excuse is no visit (G4)."""
    concluded = (Obligation.Status.MISSED, Obligation.Status.EXCUSED)
    first = timezone.localdate(now).replace(day=1)

    def before_it_too(code: str | None) -> Q:
        earlier = [f"{months_before(first, back):%Y-%m}" for back in range(2, number("visit_missed_months", code) + 1)]
        missed = Obligation.objects.filter(case_id=OuterRef("case_id"), kind=Obligation.Kind.VISIT, status__in=concluded)
        return reduce(and_, (Q(Exists(missed.filter(period=period))) for period in earlier), Q())

    last = f"{months_before(first, 1):%Y-%m}"
    rows = Obligation.objects.filter(here(user, (Role.DISTRICT_OFFICER,)), period=last, kind=Obligation.Kind.VISIT, status__in=concluded)
    return rows.filter(by_district(before_it_too), case__in=files_of(user, (Role.DISTRICT_OFFICER,))).select_related(*WITH_FILE)


@worklist("visits_without_visitor", "待分派（无人）", (Role.COMMUNITY_WORKER,), due="window_to_on", line=lines.of_planned)
def visits_without_visitor(user: Any, now: datetime) -> QuerySet[PlannedVisit]:
    """List the planned visits near their last day that nobody has been given; those held for a doubtful death are not to be given."""
    today, roles = timezone.localdate(now), (Role.COMMUNITY_WORKER,)
    near = by_district(lambda code: Q(window_to_on__lte=deadline("visit_month_warning", code).last_day(today, working_calendar())))
    rows = PlannedVisit.objects.filter(
        near, here(user, roles), done_on=None, window_to_on__gte=today, visitor=None, held_because=""
    )  # fmt: skip
    return rows.filter(case__in=files_of(user, roles, frozenset({"active", "closing"}))).select_related(*WITH_FILE)
