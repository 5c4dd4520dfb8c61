"""This room's own ways of telling people and of being late; a room above may register its own in place of any."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from permissions.roles import Role
from workflows.effects import DueContext, EffectContext, due_handler, effect, message
from workflows.store import steps_of
from workflows.telling import escalate, place_of, remind_desk
from workflows.telling import tell_desk as tell_desk_of


def what_happened(context: EffectContext) -> str:
    """Say in one line what was done with the paper, and what was noted."""
    note = f"：{context.step.note}" if context.step.note else ""
    return f"{context.subject}已“{context.step.label}”，现为“{context.subject.state_label}”{note}"


@message("tell_desk")
def tell_desk(context: EffectContext) -> None:
    """Tell those on whose desk the paper now lies."""
    tell_desk_of(context, "to_do", what_happened(context))


@message("tell_author")
def tell_author(context: EffectContext) -> None:
    """Tell who wrote or submitted the paper: the last person before this step who is not its taker, else who began it."""
    taker = context.step.actor_id
    earlier = steps_of(context.subject).filter(number__lt=context.step.number, actor_id__isnull=False)
    author = earlier.exclude(actor_id=taker).values_list("actor_id", flat=True).first() or earlier.values_list("actor_id", flat=True).last()
    if author:
        context.message("answer", what_happened(context), account=author)


@message("tell_receiver")
def tell_receiver(context: EffectContext) -> None:
    """Tell the organisation that takes the paper up."""
    if context.subject.organisation_id:
        context.message("to_do", what_happened(context), organisation=context.subject.organisation_id)


@message("tell_district")
def tell_district(context: EffectContext) -> None:
    context.message("notice", what_happened(context), role=Role.DISTRICT_OFFICER, region=context.subject.district_id)


@message("tell_street")
def tell_street(context: EffectContext) -> None:
    context.message("notice", what_happened(context), role=Role.STREET_CLERK, region=context.subject.street_id)


@message("tell_community")
def tell_community(context: EffectContext) -> None:
    place = place_of(context.subject, Role.COMMUNITY_WORKER)
    context.message("notice", what_happened(context), role=Role.COMMUNITY_WORKER, region=place)


@message("tell_other_street")
def tell_other_street(context: EffectContext) -> None:
    """Tell the street of the subject's second place, where there is one in the city."""
    place = place_of(context.subject, Role.STREET_CLERK, other=True)
    if place:
        context.message("to_do", what_happened(context), role=Role.STREET_CLERK, region=place)


@effect("pause_clock")
def pause_clock(context: EffectContext) -> None:
    """Keep what is left of the time, so that a pause costs nobody any of it."""
    context.set_columns(paused_at=context.now)


@effect("resume_clock")
def resume_clock(context: EffectContext) -> None:
    """Begin the state's time anew from today; what was left before the pause was counted by days that nobody could use."""
    context.set_columns(paused_at=None)


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


def shanghai_day(moment: datetime) -> str:
    """Write a moment's day as a sentence does."""
    day = timezone.localdate(moment)
    return f"{day.month}月{day.day}日"
