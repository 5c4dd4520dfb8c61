"""This room's own ways of being late; a room above may register its own in place of any."""

from __future__ import annotations

from datetime import datetime

from workflows.effects import DueContext, due_handler
from workflows.telling import escalate, remind_desk


@due_handler("escalate")
def escalate_when_due(context: DueContext) -> datetime | None:
    """One office above the desk, then one more with each look."""
    return escalate(context)


@due_handler("remind")
def remind_when_due(context: DueContext) -> datetime | None:
    """Tell the desk, again with each look."""
    return remind_desk(context)


@due_handler("remind_then_escalate")
def remind_then_escalate(context: DueContext) -> datetime | None:
    """Remind at the first look, escalate from the second on."""
    return remind_desk(context) if context.looks == 0 else escalate(context)
