"""Who is told, and how a late matter climbs: reminders to the desk, escalation one office at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from permissions.roles import HeldAt, Role
from workflows import store
from workflows.engine.definition import OTHER

LADDER = (Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER)
LOOK_AGAIN = timedelta(days=3)


def escalate(context: Any) -> datetime | None:
    """Put the subject on the list of the office above its desk, then of the next one above with each look."""
    subject = context.subject
    desk = set(subject.state_definition().desk)
    lowest = max((LADDER.index(role) for role in desk if role in LADDER), default=-1)
    rungs = LADDER[lowest + 1 :] or LADDER[-1:]
    reached = subject.escalated_to
    passed = [number for number, role in enumerate(rungs) if role.value == reached]
    return escalate_to(context, rungs[min(passed[0] + 1, len(rungs) - 1)] if passed else rungs[0])


def escalate_to(context: Any, role: Role) -> datetime | None:
    """Put the subject on a role's list of late matters and tell that office; above the last rung nobody is told again."""
    subject = context.subject
    if subject.escalated_to == role.value:
        return None
    store.write_columns(subject, escalated_to=role.value)
    place = subject.district_id if role == Role.DISTRICT_OFFICER else subject.street_id
    context.message("escalation", f"{subject}在“{subject.state_label}”已超过办理期限，请督促办理", role=role, region=place)
    return None if role == LADDER[-1] else context.now + LOOK_AGAIN


def remind_desk(context: Any, body: str = "") -> datetime | None:
    """Tell those on whose desk the subject lies; returns when to look again."""
    tell_desk(context, "reminder", body or f"{context.subject}在“{context.subject.state_label}”已到办理期限，请尽快办理")
    return context.now + LOOK_AGAIN  # type: ignore[no-any-return]


def tell_desk(context: Any, kind: str, body: str) -> None:
    """Leave a message for every office on whose desk the subject lies, where its roles are held."""
    subject, state = context.subject, context.subject.state_definition()
    for role in state.desk:
        if role.held_at == HeldAt.REGION:
            context.message(kind, body, role=role, region=place_of(subject, role, other=state.at == OTHER))
        elif subject.organisation_id:
            context.message(kind, body, role=role, organisation=subject.organisation_id)


def place_of(subject: Any, role: Role, *, other: bool = False) -> int | None:
    """Say at which of a subject's regions an office of this kind sits."""
    prefix = "other_" if other else ""
    district, street, community = (getattr(subject, f"{prefix}{level}_id") for level in ("district", "street", "community"))
    if role == Role.DISTRICT_OFFICER:
        found: int | None = district
    elif role in (Role.STREET_CLERK, Role.STREET_OFFICER):
        found = street
    else:
        found = community or street
    return found
