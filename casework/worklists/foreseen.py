"""The day has come on which, though no fact did, an elder's categories change: somebody looks and says so. 依据: 35号 附件1"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from casework.worklists.lines import Line, end_of
from casework.worklists.narrowing import files_of
from permissions.roles import Role
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.flows.case import IN_SERVICE
from workflows.policy import deadline
from workflows.rules.dates import dates_in_words
from workflows.worklists import worklist

RECHECKING = (Role.COMMUNITY_WORKER,)


def _unchecked_too_long(today: date) -> Q:
    """Narrow to the changes that should have been looked into before today."""
    return by_district(lambda code: Q(foreseen_on__lt=deadline("category_recheck", code).before(today, working_calendar())))


def of_foreseen(row: Case) -> Line:
    """An elder whose categories read otherwise from a day on."""
    assert row.foreseen_on is not None
    until = deadline("category_recheck", row.district.code).last_day(row.foreseen_on, working_calendar())
    return Line(
        row.pk, dates_in_words(row.foreseen), row, "类别变化待核实", end_of(until), street=row.street, community=row.community,
        action_url=reverse("eligibility", args=[row.pk]), action_label="核实",
    )  # fmt: skip


@worklist("categories_changing", "类别变化核实", RECHECKING, due="foreseen_on", late=_unchecked_too_long, line=of_foreseen)
def categories_changing(user: Any, now: datetime) -> QuerySet[Case]:
    """List the files in service whose foreseen change has come: once each, until somebody has looked or the facts have changed."""
    rows = files_of(user, RECHECKING, IN_SERVICE).filter(foreseen_on__lte=timezone.localdate(now))
    return rows.select_related("elder", "district", "street", "community")
