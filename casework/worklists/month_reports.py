"""Queues over the monthly reports: those one hands in oneself, and the units below whose day has passed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from casework.queries.places import BELOW
from casework.queries.reports_due import late_below, own_unreported
from casework.services.rate_reports import OFFICES
from casework.worklists import lines
from permissions.models import Region
from permissions.scope import reach_of
from workflows.worklists import worklist

OWN = tuple(dict.fromkeys(role for roles in OFFICES.values() for role in roles))
ABOVE = tuple(dict.fromkeys(role for level in BELOW for role in OFFICES[level]))


def _offices(user: Any) -> list[tuple[int, str]]:
    """Give the places whose month a person hands in: each level its own."""
    return [(one.place_id, one.level) for one in reach_of(user).held if one.role in OFFICES.get(one.level, ())]


@worklist("rate_reports_due", "月报待报", OWN, due="due_on", line=lines.of_report)
def rate_reports_due(user: Any, now: datetime) -> QuerySet[Region]:
    """List the months that are over and not handed in, of the units for which a person hands in. 依据: 35号 一; G4"""
    return own_unreported(_offices(user), timezone.localdate(now)).select_related("parent__parent__parent")


@worklist("rate_reports_missing", "下级月报逾期未报", ABOVE, due="due_on", line=lines.of_report)
def rate_reports_missing(user: Any, now: datetime) -> QuerySet[Region]:
    """List the units straight below whose month was to be handed in by a day that has passed."""
    return late_below(_offices(user), timezone.localdate(now)).select_related("parent__parent__parent")
