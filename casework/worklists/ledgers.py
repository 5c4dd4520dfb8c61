"""Queues over the ledgers themselves: renewals that are late, pauses that end, files of nobody, and the district's own elders of R46."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.models import Case, Review, Suspension
from casework.queries.cases import priority_cases, without_responsible
from casework.queries.targets import aged
from casework.worklists import lines
from casework.worklists.narrowing import files_of
from permissions.roles import Role
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.policy import deadline, number
from workflows.worklists import worklist

UNDER_WAY = ("due", "in_review", "returned")  # one handed in waits for the street, on its own desk
OF_PAPER = ("case__elder", "district", "street", "community")
READERS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "review_overdue": ("review_overdue_list", (Role.COMMUNITY_WORKER, Role.STREET_CLERK)),
    "review_overdue_street": ("review_overdue_street", (Role.STREET_OFFICER,)),
    "review_overdue_district": ("review_overdue_district", (Role.DISTRICT_OFFICER,)),
}


def reviews_overdue(user: Any, now: datetime, *, by: str, roles: tuple[Role, ...]) -> QuerySet[Review]:
    """List the half-yearly renewals that are late by so many days that this office is to know. 依据: 35号 二(二)三; R45"""
    today = timezone.localdate(now)
    late = by_district(lambda code: Q(due_on__lte=deadline(by, code).before(today, working_calendar())))
    rows = Review.objects.filter(late, state__in=UNDER_WAY, case__in=files_of(user, roles))
    return rows.select_related(*OF_PAPER)


for key, (figure, roles) in READERS.items():
    worklist(key, "半年更新逾期", roles, flow="review", due="due_on")(partial(reviews_overdue, by=figure, roles=roles))


@worklist("suspension_ending", "暂停到期", (Role.COMMUNITY_WORKER,), flow="suspension", due="expected_end_on")
def suspensions_ending(user: Any, now: datetime) -> QuerySet[Suspension]:
    """List the pauses that end soon or have ended: ask, and end or prolong them."""
    today = timezone.localdate(now)
    soon = by_district(lambda code: Q(expected_end_on__lte=deadline("suspension_reminder", code).last_day(today, working_calendar())))
    rows = Suspension.objects.filter(soon, state="in_force", case__in=files_of(user, (Role.COMMUNITY_WORKER,)))
    return rows.select_related(*OF_PAPER)


@worklist("case_without_responsible", "无网格/无负责人", (Role.STREET_CLERK,), line=lines.of_unassigned_case)
def cases_without_responsible(user: Any, now: datetime) -> QuerySet[Case]:
    """List the files in service for which no grid or nobody answers (I3, R36)."""
    return without_responsible(user).filter(pk__in=files_of(user, (Role.STREET_CLERK,)).values("pk")).select_related("street")


@worklist("priority_elders", "经济困难高龄失能", (Role.DISTRICT_OFFICER,), due="next_review_on", line=lines.of_priority_case)
def priority_elders(user: Any, now: datetime) -> QuerySet[Case]:
    """List the elders in economic difficulty who are very old or impaired, the next renewal first. 依据: 35号 二(二)三; R46"""
    today = timezone.localdate(now)
    old = by_district(lambda code: aged(number("priority_age", code), today))
    rows = priority_cases(user, very_old=old)
    return rows.filter(pk__in=files_of(user, (Role.DISTRICT_OFFICER,)).values("pk")).select_related("street", "district")
