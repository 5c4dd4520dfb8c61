"""The policy's time spans, counted from a day in a case's district."""

from __future__ import annotations

from datetime import date

from casework.models import Case
from workflows.calendar import working_calendar
from workflows.policy import deadline


def last_day(key: str, case: Case, *, start: date) -> date:
    """Say on which day a span of the policy runs out, in the unit that the case's district counts in."""
    return deadline(key, case.district.code).last_day(start, working_calendar())


def days_before(key: str, case: Case, *, day: date) -> date:
    """Say on which day a reminder falls that comes the policy's span before a day."""
    return deadline(key, case.district.code).before(day, working_calendar())
