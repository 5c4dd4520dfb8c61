"""What follows a step of screening, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from casework.models import Case, Screening
from casework.services.cases import move_case
from casework.services.consent import record_willingness
from casework.services.eligibility import latest_run, run_eligibility
from casework.services.enrollment import open_enrollment
from casework.services.facts import store_facts
from casework.services.screening import add_attempt, again_on, ask_proof, end_screened_case, grid_worker_of, screen_again, settle_proof
from workflows.effects import DueContext, EffectContext, due_handler, effect
from workflows.policy import number
from workflows.runner import system


@effect("assign_grid")
def assign_grid(ctx: EffectContext) -> None:
    """Hand the paper to the grid worker of the elder's grid where nobody is named."""
    worker = grid_worker_of(ctx.subject.case.grid)
    if ctx.subject.assigned_to_id is None and worker is not None:
        ctx.subject.keep(assigned_to=worker)


@effect("begin_case_screening")
def begin_case_screening(ctx: EffectContext) -> None:
    """Move the case to 摸排中."""
    move_case(ctx.subject.case_id, "begin_screening", actor=ctx.actor)


def store_given(ctx: EffectContext) -> list[str]:
    """Write the facts that a paper brings, and the willingness where it was asked; gives the parts written."""
    case = Case.objects.get(pk=ctx.subject.case_id)
    written = store_facts(ctx.actor, case, ctx.given)
    asked = ctx.given.get("willingness")
    if isinstance(asked, Mapping):
        record_willingness(ctx.actor, case, **asked)
    return written


@effect("store_facts")
def store_screening_facts(ctx: EffectContext) -> None:
    """Write the facts and remember when: a verdict older than they are counts no more."""
    if store_given(ctx):
        ctx.subject.keep(facts_recorded_at=timezone.now())


@effect("run_eligibility")
def run_the_rule(ctx: EffectContext) -> None:
    """Ask the rule anew and keep its answer with the paper."""
    case = Case.objects.get(pk=ctx.subject.case_id)
    run = run_eligibility(case, subject_kind=ctx.subject.workflow.key, subject_id=ctx.subject.pk, on=ctx.today)
    if isinstance(ctx.subject, Screening):
        ctx.subject.keep(forecast_on=run.forecast_on)


@effect("store_attempt")
def store_attempt(ctx: EffectContext) -> None:
    """Keep one attempt to reach the elder."""
    given: Any = ctx.given
    add_attempt(ctx.subject, tried_at=given["tried_at"], method=given["method"], result=given["result"], tried_by=ctx.actor.as_actor().name)


@effect("store_proof_request")
def store_proof_request(ctx: EffectContext) -> None:
    """Keep which proof is wanted, and from whom."""
    ask_proof(ctx.subject, proof=str(ctx.given["proof"]), proof_from=str(ctx.given["proof_from"]))


@effect("settle_proof_request")
def settle_proof_request(ctx: EffectContext) -> None:
    """Close the open request, and write what the proof says; without one the category stays 待核实."""
    settle_proof(ctx.subject, result=ctx.step.note)
    store_screening_facts(ctx)


@effect("count_retry")
def count_retry(ctx: EffectContext) -> None:
    """Count one more look at an elder who was not reached."""
    ctx.subject.keep(retries=ctx.subject.retries + 1)


@effect("count_return")
def count_return(ctx: EffectContext) -> None:
    """Count the returns; three or more are flagged."""
    ctx.subject.keep(times_returned=ctx.subject.times_returned + 1)


@effect("note_police_check")
def note_police_check(ctx: EffectContext) -> None:
    """Note that the police was asked for help."""
    ctx.subject.keep(police_check_on=ctx.today)


@effect("find_case_eligible")
def find_case_eligible(ctx: EffectContext) -> None:
    """Move the case to 待建档."""
    move_case(ctx.subject.case_id, "find_eligible", actor=ctx.actor)


@effect("open_enrollment")
def open_enrollment_of_case(ctx: EffectContext) -> None:
    """Open the enrolment paper, as SYSTEM for the clerk who decided."""
    open_enrollment(system(ctx.actor), Case.objects.get(pk=ctx.subject.case_id))


@effect("find_case_ineligible")
def find_case_ineligible(ctx: EffectContext) -> None:
    """Move the case to 不符合, with the day to look again: when a category will hold (V8), or the next half-year."""
    case = Case.objects.get(pk=ctx.subject.case_id)
    run = latest_run(case)
    again = again_on(case, forecast_on=run.forecast_on if run else None)
    move_case(case.pk, "find_ineligible", actor=ctx.actor, changes={"screen_again_on": again}, note=ctx.step.note)


@effect("note_case_refusal")
def note_case_refusal(ctx: EffectContext) -> None:
    """Move the case to 不愿接受; `ask_again_on` was set when the refusal was recorded."""
    move_case(ctx.subject.case_id, "note_refusal", actor=ctx.actor, note=ctx.step.note)


@effect("end_screened_case")
def end_case_of_annulled(ctx: EffectContext) -> None:
    """Move the case of an annulled paper: merged where it is a duplicate, else 不符合."""
    end_screened_case(ctx.actor, ctx.subject, reason_code=ctx.step.reason_code, given=ctx.given, note=ctx.step.note)


@due_handler("screening_remind_retry")
def remind_retry(ctx: DueContext) -> datetime | None:
    """Remind the grid worker; after the policy's number of looks the paper stands on the street's list too."""
    if ctx.subject.retries >= number("screening_retries", ctx.subject.district.code):
        return ctx.escalate()
    return ctx.remind(f"{ctx.subject}未联系上，请再次联系")


@due_handler("screen_again_when_due")
def screen_again_when_due(ctx: DueContext) -> None:
    """Open the next round for a case that rests in 不符合 or 不愿接受 on its day."""
    screen_again(system(), ctx.subject)
