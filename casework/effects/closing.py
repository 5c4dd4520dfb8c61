"""What follows a step of a closure, in the same transaction."""

from __future__ import annotations

from datetime import date

from casework.effects.case import case_of
from casework.models import Case, Closure, PlannedVisit, Review, Suspension
from casework.models.intervention import Intervention
from casework.models.subject import CaseSubject
from casework.services.cases import move_case
from casework.services.enrollment import copies_for_archive
from casework.services.obligations import keep_case
from casework.services.review import schedule_review
from casework.services.screening import list_case
from casework.services.visits import end_visitors_sight
from workflows.effects import EffectContext, effect

HELD_FOR_DEATH = "疑似去世，待核实"
STOPPED_BY = ("deceased", "refused")
RETENTION_YEARS = {"Y": None, "D30": 30, "D10": 10}


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
    end_visitors_sight(case_id, ctx.today)


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
