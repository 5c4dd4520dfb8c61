"""What follows a step of a social-work intervention, in the same transaction."""

from __future__ import annotations

from casework.models import CaseShare, Goal, Intervention, Need, Session
from casework.services.shares import end_shares, open_share
from permissions.models import Organisation
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.effects import EffectContext, effect
from workflows.policy import deadline


def station_of(street_id: int) -> Organisation | None:
    """Find the social-work station of a street (R114)."""
    return Organisation.objects.filter(kind=Organisation.Kind.SOCIAL_WORK_STATION, region_id=street_id, is_active=True).first()


@effect("share_with_station")
def share_with_station(ctx: EffectContext) -> None:
    """Hand the request to the station of the street, and open this package to it."""
    paper: Intervention = ctx.subject
    if paper.organisation_id is None:
        station = station_of(paper.street_id)
        paper.organisation = station
        paper.save(update_fields=["organisation"])
    if paper.organisation_id is not None:
        _open(ctx, paper.organisation_id, None)


def _open(ctx: EffectContext, organisation: int | None, account: int | None) -> None:
    open_share(
        ctx.subject,
        CaseShare.Package.INTERVENTION,
        case_id=ctx.subject.case_id,
        on=ctx.today,
        until=None,
        reason="社工介入",
        organisation=organisation,
        account=account,
    )


@effect("share_with_owner")
def share_with_owner(ctx: EffectContext) -> None:
    """Open the package to the social worker in charge."""
    if ctx.subject.owner_id:
        _open(ctx, None, ctx.subject.owner_id)


@effect("renew_share")
def renew_share(ctx: EffectContext) -> None:
    _open(ctx, ctx.subject.organisation_id, None)
    share_with_owner(ctx)


@effect("move_to_new_station")
def move_to_new_station(ctx: EffectContext) -> None:
    """After a transfer the new street's station takes the work over."""
    paper: Intervention = ctx.subject
    end_shares(paper, on=ctx.today)
    paper.organisation, paper.owner_id = station_of(paper.street_id), None
    paper.save(update_fields=["organisation", "owner"])
    if paper.organisation_id is not None:
        _open(ctx, paper.organisation_id, None)


@effect("freeze_plan")
def freeze_plan(ctx: EffectContext) -> None:
    """Give the review its day where none was agreed."""
    if ctx.subject.review_on is None:
        ctx.subject.review_on = deadline("intervention_review", ctx.subject.district.code).last_day(ctx.today, working_calendar())
        ctx.subject.save(update_fields=["review_on"])


@effect("open_plan_version")
def open_plan_version(ctx: EffectContext) -> None:
    """Begin the next version of the plan; the goals before stay with the version they belong to."""
    paper: Intervention = ctx.subject
    goals = list(Goal.objects.filter(intervention=paper, plan_version=paper.plan_version))
    paper.plan_version += 1
    paper.plan_agreed_on = None
    paper.save(update_fields=["plan_version", "plan_agreed_on"])
    for goal in goals:
        Goal.objects.create(
            case_id=paper.case_id, intervention=paper, plan_version=paper.plan_version, text=goal.text, indicator=goal.indicator,
            baseline=goal.baseline, target=goal.target, due_on=goal.due_on, task=goal.task,
        )  # fmt: skip


@effect("keep_session")
def keep_session(ctx: EffectContext) -> None:
    """Keep what the session was; the clock of silence begins anew."""
    given = ctx.given
    _session(ctx, str(given.get("form") or Session.Form.INTERVIEW), str(given.get("content") or ctx.step.note))
    ctx.set_due(deadline("intervention_session_gap", ctx.subject.district.code).after(ctx.now, working_calendar()))


def _session(ctx: EffectContext, form: str, content: str) -> None:
    given = ctx.given
    held_on = ctx.day_given("held_on")
    late = ctx.today > deadline("intervention_session_days", ctx.subject.district.code).last_day(held_on, working_calendar())
    Session.objects.create(
        case_id=ctx.subject.case_id, intervention=ctx.subject, form=form, held_on=held_on, is_late=late,
        minutes=int(str(given.get("minutes") or 0)),
        content=content, response=str(given.get("response") or ""), upcoming=str(given.get("upcoming") or ""),
        worker_name=ctx.step.actor_name,
    )  # fmt: skip


@effect("keep_follow_up_call")
def keep_follow_up_call(ctx: EffectContext) -> None:
    """Count the follow-up call and set the day of the next."""
    paper: Intervention = ctx.subject
    _session(ctx, Session.Form.FOLLOW_UP, ctx.step.note)
    paper.follow_up_calls += 1
    paper.next_call_on = deadline("intervention_follow_up", paper.district.code).last_day(paper.closed_on or ctx.today, working_calendar())
    paper.save(update_fields=["follow_up_calls", "next_call_on"])


@effect("recommend_to_visits")
def recommend_to_visits(ctx: EffectContext) -> None:
    """Note the end and the first follow-up, and answer the need."""
    paper: Intervention = ctx.subject
    paper.closed_on = ctx.today
    paper.next_call_on = deadline("intervention_first_follow_up", paper.district.code).last_day(ctx.today, working_calendar())
    paper.save(update_fields=["closed_on", "next_call_on"])
    need = Need.objects.filter(pk=paper.need_id or 0, answered_on=None).first()
    if need is not None and paper.close_reason in ("goals_met", "partly_met"):
        need.answered_by, need.answered_id, need.answered_on = Need.AnsweredBy.INTERVENTION, paper.pk, max(ctx.today, need.found_on)
        need.save()


@effect("tell_community_summary")
def tell_community_summary(ctx: EffectContext) -> None:
    """Give the community the summary that is not confidential, and nothing else."""
    summary = ctx.subject.summary or "社工介入已结束"
    ctx.message("intervention_summary", f"{ctx.subject}：{summary}", role=Role.COMMUNITY_WORKER, region=ctx.subject.community_id)
