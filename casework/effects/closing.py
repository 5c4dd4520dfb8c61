"""What follows a step of an amendment, a suspension or a closure, in the same transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework.models import Amendment, Case, Closure, HouseholdMember, PlannedVisit, Review, Suspension
from casework.models.amendment import SEALED_COLUMNS
from casework.models.intervention import Intervention
from casework.models.living import Grid
from casework.models.referral import Referral
from casework.models.subject import CaseSubject
from casework.models.visit import Visit
from casework.services.cases import assign_responsible, move_case, settle_case
from casework.services.consent import record_willingness
from casework.services.elders import update_elder
from casework.services.eligibility import apply_categories, run_eligibility
from casework.services.enrollment import copies_for_archive
from casework.services.obligations import keep_case
from casework.services.review import schedule_review
from casework.services.screening import list_case
from permissions.cipher import keyring
from permissions.models import Account, Region
from workflows.effects import DueContext, EffectContext, due_handler, effect
from workflows.policy import deadline

HELD_FOR_DEATH = "疑似去世，待核实"
STOPPED_BY = ("deceased", "refused")
RETENTION_YEARS = {"Y": None, "D30": 30, "D10": 10}


def case_of(ctx: EffectContext) -> Case:
    found: Case = Case.objects.select_related("district", "street", "community", "elder").get(pk=ctx.subject.case_id)
    return found


@effect("apply_amendment")
def apply_amendment(ctx: EffectContext) -> None:
    """Write the new values, run the rule again, and let a refusal propose the closure."""
    paper: Amendment = ctx.subject
    case = case_of(ctx)
    if paper.topic == Amendment.Topic.WILLINGNESS:
        record_willingness(
            ctx.actor, case, value=str(paper.proposal["willingness"]), asked_on=ctx.today, asked_by=ctx.step.actor_name,
            answered_by="elder",
            witness=str(paper.proposal.get("witness", "")), evidence=paper.evidence, reason=paper.summary,
        )  # fmt: skip
    else:
        opened = {name: keyring().open(value) if name in SEALED_COLUMNS else value for name, value in paper.proposal.items()}
        update_elder(ctx.actor, case, opened, reason=paper.summary)
        if "aid_status" in opened:
            # the elder is a row of the household table too: both print the same
            HouseholdMember.objects.filter(case=case, is_elder=True, left_on=None).update(aid_status=opened["aid_status"])
    paper.keep(effective_on=ctx.today)
    case = case_of(ctx)
    apply_categories(case, run_eligibility(case, subject_kind="amendment", subject_id=paper.pk, on=ctx.today))
    keep_case(case)
    if str(paper.proposal.get("willingness", "")) in ("refuses", "withdrawn"):
        propose_closure(ctx, case, "refused", f"老年人表示不愿意（变更第{paper.pk}号）", ctx.today)


def propose_closure(ctx: EffectContext, case: Case, reason: str, evidence: str, happened_on: date | None) -> None:
    """Lay a closure on the community's desk; one already under way stays."""
    if (
        case.state not in ("active", "suspended")
        or Closure.objects.filter(case=case, state__in=("proposed", "checking", "street_approval")).exists()
    ):
        return
    paper = Closure(
        case=case,
        district=case.district,
        street=case.street,
        community=case.community,
        reason=reason,
        evidence=evidence,
        happened_on=happened_on,
    )
    ctx.perform(paper, "propose")


@effect("propose_closing")
def propose_closing(ctx: EffectContext) -> None:
    """The review found nobody to serve any more: propose to close after the observation."""
    propose_closure(ctx, case_of(ctx), "not_eligible", f"半年更新第{ctx.subject.pk}号认定不再符合", ctx.today)


@effect("begin_suspension_if_due")
def begin_suspension_if_due(ctx: EffectContext) -> None:
    if ctx.subject.starts_on <= ctx.today:
        ctx.perform(ctx.subject, "begin")


@effect("suspend_case")
def suspend_case(ctx: EffectContext) -> None:
    """Suspend the case; no visit is owed while it lasts, the day of the reminder is set."""
    paper: Suspension = ctx.subject
    if paper.expected_end_on is not None:
        paper.keep(reminds_on=max(ctx.today, paper.expected_end_on - timedelta(days=7)))
        ctx.set_due(_midnight(ctx, paper.reminds_on))
    move_case(paper.case_id, "suspend", actor=ctx.actor)
    keep_case(case_of(ctx))


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
        paper.keep(expected_end_on=end, reminds_on=max(ctx.today, end - timedelta(days=7)))
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
    """See the elder within seven days of the return."""
    case = case_of(ctx)
    assert case.community is not None
    days = deadline("suspension_catch_up", case.district.code).amount
    PlannedVisit.objects.get_or_create(
        case=case, period=f"返{ctx.today:%m%d}", number=1,
        defaults={
            "district": case.district, "street": case.street, "community": case.community, "window_from_on": ctx.today,
            "window_to_on": ctx.today + timedelta(days=days),
        },
    )  # fmt: skip


@due_handler("remind_of_suspension_end")
def remind_of_suspension_end(ctx: DueContext) -> object:
    """A week before the end, and from the end on: ask whether the elder is back; the system never ends it by itself."""
    ctx.remind(f"{ctx.subject}将于{ctx.subject.expected_end_on}到期，请联系老年人或家属，办理恢复或延长")
    return ctx.now + timedelta(days=7)


@effect("hold_visits_after_death")
def hold_visits_after_death(ctx: EffectContext) -> None:
    """A reported death stops the duty on its day and holds the visits to come; a refusal stops it too (D6 propose)."""
    paper: Closure = ctx.subject
    if paper.reason not in STOPPED_BY:
        return
    case = case_of(ctx)
    case.obligations_end_on = paper.happened_on or ctx.today
    if paper.reason == "deceased":
        case.died_on = paper.happened_on or ctx.today
        hold_visits(case.pk)
    case.save(update_fields=["obligations_end_on", "died_on"])
    keep_case(case)


def hold_visits(case_id: int) -> None:
    PlannedVisit.objects.filter(case_id=case_id, done_on=None).update(held_because=HELD_FOR_DEATH)


@effect("release_held_visits")
def release_held_visits(ctx: EffectContext) -> None:
    """The elder lives, or the closure was dropped: the visits and the duty are as before, the month's rate unchanged (D9.7)."""
    if ctx.subject.case_id is None:
        return
    PlannedVisit.objects.filter(case_id=ctx.subject.case_id).update(held_because="")
    case = case_of(ctx)
    if case.obligations_end_on is not None or case.died_on is not None:
        case.obligations_end_on = case.died_on = None
        case.save(update_fields=["obligations_end_on", "died_on"])
    keep_case(case)


@effect("begin_closing_case")
def begin_closing_case(ctx: EffectContext) -> None:
    if not ctx.subject.is_transfer:
        move_case(ctx.subject.case_id, "begin_closing", actor=ctx.actor)


@effect("stop_closing_case")
def stop_closing_case(ctx: EffectContext) -> None:
    """Give the case back to where it was: active, or suspended where a suspension runs."""
    case = case_of(ctx)
    if case.state == "closing":
        paused = Suspension.objects.filter(case=case, state="in_force").exists()
        move_case(case.pk, "keep_suspended" if paused else "stop_closing", actor=ctx.actor)


@effect("close_case")
def close_case(ctx: EffectContext) -> None:
    """Close the case: the duty ends on the day of the fact, the ledger is kept as it stood, both copies named (R108)."""
    paper: Closure = ctx.subject
    case = case_of(ctx)
    paper.keep(recorded_on=ctx.today)
    copies_for_archive(case)
    if paper.reason == "duplicate":
        move_case(case.pk, "merge", actor=ctx.actor, changes={"merged_into": paper.duplicate_of})
        return
    ends = min(paper.happened_on or ctx.today, ctx.today)
    move_case(
        case.pk, "close", actor=ctx.actor,
        changes={"closed_on": max(ctx.today, case.opened_on), "closure_reason": paper.reason,
        "obligations_end_on": case.obligations_end_on or ends},
    )  # fmt: skip
    keep_case(case)


@effect("end_open_matters_of_case")
def end_open_matters_of_case(ctx: EffectContext) -> None:
    """End what the closure ends by itself: review, suspension, follow-up, planned visits (D2b cancel, D2d end, D5 finish)."""
    case_id = ctx.subject.case_id
    endings: tuple[tuple[type[CaseSubject], dict[str, str]], ...] = (
        (Review, {"scheduled": "cancel", "due": "cancel", "in_review": "cancel", "submitted": "cancel", "returned": "cancel"}),
        (Suspension, {"in_force": "end", "proposed": "withdraw", "agreed": "withdraw"}),
        (Intervention, {"follow_up": "finish"}),
    )
    for model, ways in endings:
        for paper in model.objects.filter(case_id=case_id, state__in=ways):
            ctx.perform(paper, ways[paper.state], note="个案结案")
    PlannedVisit.objects.filter(case_id=case_id, done_on=None).delete()


@effect("set_retention")
def set_retention(ctx: EffectContext) -> None:
    """Derive class and dates of keeping from the reason: from 1 January after the closure (setting)."""
    case = case_of(ctx)
    kept = "D30"
    begins = date((case.closed_on or ctx.today).year + 1, 1, 1)
    years = RETENTION_YEARS[kept]
    case.retention_class, case.retention_from_on = kept, begins
    case.retention_until_on = None if years is None else date(begins.year + years, 1, 1)
    case.save(update_fields=["retention_class", "retention_from_on", "retention_until_on"])


@effect("correct_closure")
def correct_closure(ctx: EffectContext) -> None:
    """Put the corrected reason in force as a new version, without reopening (D9.11)."""
    paper: Closure = ctx.subject
    if paper.corrected_reason:
        paper.keep(reason=paper.corrected_reason, reason_version=paper.reason_version + 1, corrected_reason="")
        case = case_of(ctx)
        case.closure_reason = paper.reason
        case.save(update_fields=["closure_reason"])


@effect("undo_closing_case")
def undo_closing_case(ctx: EffectContext) -> None:
    """Take the closure back: the case is as if it had never been closed, and marked so."""
    _forget_closing(ctx)
    move_case(ctx.subject.case_id, "undo_closing", actor=ctx.actor, note="撤销结案")
    schedule_review(ctx.actor, case_of(ctx), last_on=case_of(ctx).last_reviewed_on or ctx.today)


def _forget_closing(ctx: EffectContext) -> None:
    case = case_of(ctx)
    case.closed_on = case.obligations_end_on = case.retention_from_on = case.retention_until_on = case.died_on = None
    case.closure_reason = case.retention_class = ""
    case.save(
        update_fields=[
            "closed_on",
            "obligations_end_on",
            "retention_from_on",
            "retention_until_on",
            "died_on",
            "closure_reason",
            "retention_class",
        ]
    )


@effect("restore_obligations")
def restore_obligations(ctx: EffectContext) -> None:
    keep_case(case_of(ctx))


@effect("reopen_case")
def reopen_case(ctx: EffectContext) -> None:
    """Bring the case back: on the register where it still qualifies, else to a new round of screening."""
    _forget_closing(ctx)
    case = case_of(ctx)
    if ctx.subject.still_eligible:
        move_case(case.pk, "reopen", actor=ctx.actor, note=ctx.step.note)
        schedule_review(ctx.actor, case_of(ctx), last_on=ctx.today)
        keep_case(case)
        return
    move_case(case.pk, "screen_again", actor=ctx.actor, note=ctx.step.note)
    list_case(ctx.actor, case_of(ctx), origin="reopened", note="结案后恢复，重新摸排")


@effect("archive_case")
def archive_case(ctx: EffectContext) -> None:
    move_case(ctx.subject.case_id, "file_to_archive", actor=ctx.actor)


@effect("count_transfer_refusal")
def count_transfer_refusal(ctx: EffectContext) -> None:
    ctx.subject.keep(transfer_refusals=ctx.subject.transfer_refusals + 1)


MOVING: tuple[type[Any], ...] = (Referral, Intervention, Visit, Suspension, Amendment, Review)


@effect("move_case")
def move_case_to_receiver(ctx: EffectContext) -> None:
    """Move responsibility at one instant: place, grid, responsible worker, open papers, planned visits; the period's duty stays once."""
    paper: Closure = ctx.subject
    case = case_of(ctx)
    community = Region.objects.get(pk=paper.other_community_id or 0)
    grid = Grid.objects.filter(pk=paper.receiving_grid_id or 0).first()
    settle_case(case, community, on=ctx.today, grid=grid)
    case = case_of(ctx)
    worker = Account.objects.filter(pk=paper.receiving_worker_id or 0).first()
    if worker is not None:
        assign_responsible(ctx.actor, case, worker, grid=grid, at=ctx.now)
    place = {"district_id": case.district_id, "street_id": case.street_id, "community_id": case.community_id}
    for model in MOVING:
        open_states = [name for name, state in model.workflow.states.items() if not state.final]
        model.objects.filter(case=case, state__in=open_states).update(**place)
    PlannedVisit.objects.filter(case=case, done_on=None).update(**place, planning="planned", visitor=None)
    update_elder(ctx.actor, case, {"door": str(ctx.given.get("door") or "")} if ctx.given.get("door") else {}, reason="移交")
    keep_case(case)
