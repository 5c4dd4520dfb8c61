"""What follows a step of a suspension, in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.effects.case import case_of
from casework.models import PlannedVisit, Suspension
from casework.models.referral import Referral
from casework.services.cases import move_case
from casework.services.obligations import keep_case
from workflows.calendar import working_calendar
from workflows.effects import DueContext, EffectContext, due_handler, effect
from workflows.policy import deadline
from workflows.store import at_its_start


@effect("begin_suspension_if_due")
def begin_suspension_if_due(ctx: EffectContext) -> None:
    if ctx.subject.starts_on <= ctx.today:
        ctx.perform(ctx.subject, "begin")


@effect("suspend_case")
def suspend_case(ctx: EffectContext) -> None:
    """Suspend the case; no visit is owed while it lasts, the day of the reminder is set."""
    paper: Suspension = ctx.subject
    if paper.expected_end_on is not None:
        paper.keep(reminds_on=max(ctx.today, _reminder_before(paper.expected_end_on, ctx)))
        ctx.set_due(_midnight(ctx, paper.reminds_on))
    move_case(paper.case_id, "suspend", actor=ctx.actor)
    _hold_referrals(ctx)
    keep_case(case_of(ctx))


def _hold_referrals(ctx: EffectContext) -> None:
    """Services under way wait while the elder is in hospital or tries a home; the receiver's clock stands (flows.md D4)."""
    paper: Suspension = ctx.subject
    if paper.reason not in ("hospital", "care_home_trial"):
        return
    for referral in Referral.objects.filter(case_id=paper.case_id, state__in=("accepted", "in_service")):
        ctx.perform(referral, "hold", note=f"{paper.get_reason_display()}，暂停探访")


def _reminder_before(end: date, ctx: EffectContext) -> date:
    return deadline("suspension_reminder", ctx.subject.district.code).before(end, working_calendar())


def _midnight(ctx: Any, day: date | None) -> Any:
    return (
        None
        if day is None
        else ctx.now.astimezone().replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0)
    )


@effect("prolong_suspension")
def prolong_suspension(ctx: EffectContext) -> None:
    """Give the suspension a later end; after ninety days the review is called up."""
    paper: Suspension = ctx.subject
    end = ctx.given.get("expected_end_on")
    if isinstance(end, date):
        paper.keep(expected_end_on=end, reminds_on=max(ctx.today, _reminder_before(end, ctx)))
        ctx.set_due(_midnight(ctx, paper.reminds_on))


@effect("resume_case")
def resume_case(ctx: EffectContext) -> None:
    """End the days away: the case is active again, unless a closure has it."""
    paper: Suspension = ctx.subject
    last = ctx.given.get("ended_on")
    paper.keep(ended_on=last if isinstance(last, date) else ctx.today)
    case = case_of(ctx)
    if case.state == "suspended":
        move_case(case.pk, "resume", actor=ctx.actor)
    keep_case(case)


@effect("plan_catch_up_visit")
def plan_catch_up_visit(ctx: EffectContext) -> None:
    """See the elder soon after the return."""
    case = case_of(ctx)
    assert case.community is not None
    last = deadline("suspension_catch_up", case.district.code).last_day(ctx.today, working_calendar())
    PlannedVisit.objects.get_or_create(
        case=case, period=f"返{ctx.today:%m%d}", number=1,
        defaults={
            "district": case.district, "street": case.street, "community": case.community, "window_from_on": ctx.today,
            "window_to_on": last,
        },
    )  # fmt: skip


@due_handler("remind_of_suspension_end")
def remind_of_suspension_end(ctx: DueContext) -> object:
    """Some days before the end, and from the end on: ask whether the elder is back; the system never ends it by itself."""
    ctx.remind(f"{ctx.subject}将于{ctx.subject.expected_end_on}到期，请联系老年人或家属，办理恢复或延长")
    every = deadline("suspension_reminder", ctx.subject.district.code)
    return at_its_start(every.last_day(ctx.today, working_calendar()))
