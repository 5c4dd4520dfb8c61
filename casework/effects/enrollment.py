"""What follows a step of enrolment, in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.effects.screening import store_given
from casework.models import Case, HouseholdMember
from casework.services.cases import assign_responsible
from casework.services.consent import Answered
from casework.services.enrollment import (
    activate_case,
    compute_first_frequency,
    copies_for_archive,
    end_pending_case,
    number_ledger,
    record_elder_answer,
)
from casework.services.household import MemberLine, save_members
from workflows.effects import DueContext, EffectContext, due_handler, effect
from workflows.policy import switch
from workflows.runner import perform, system


@effect("number_ledger")
def give_number(ctx: EffectContext) -> None:
    """Give the case its ledger number."""
    number_ledger(Case.objects.select_related("community").get(pk=ctx.subject.case_id))


@effect("prefill_ledger")
def prefill_ledger(ctx: EffectContext) -> None:
    """Put the elder into the household table where it is empty: the row follows from the facts of screening."""
    case = Case.objects.select_related("elder").get(pk=ctx.subject.case_id)
    if HouseholdMember.objects.filter(case=case, left_on__isnull=True).exists():
        return
    elder = case.elder
    number = elder.id_number.reveal() if elder.document_kind == "resident_id" else ""
    row = MemberLine(
        name=elder.name, relation="01", id_number=number, sex=elder.sex, aid_status=elder.aid_status, is_elder=True,
        no_number_reason="" if number else "没有居民身份证",
    )  # fmt: skip
    save_members(ctx.actor, case, [row])


@effect("store_ledger")
def store_ledger(ctx: EffectContext) -> None:
    """Write the parts of the ledger that were filled in, and who is responsible."""
    store_given(ctx)
    case = Case.objects.get(pk=ctx.subject.case_id)
    responsibility: Any = ctx.given.get("responsibility") or {}
    worker = responsibility.get("worker")
    if worker is not None:
        assign_responsible(ctx.actor, case, worker, grid=responsibility.get("grid"))
    named = {name: responsibility[name] for name in ("usual_visitor", "capacity_exception") if name in responsibility}
    if named:
        case = Case.objects.get(pk=case.pk)
        for name, value in named.items():
            setattr(case, name, value)
        case.save(update_fields=list(named))


@effect("compute_first_frequency")
def compute_frequency(ctx: EffectContext) -> None:
    """Say how often the elder will be visited."""
    compute_first_frequency(Case.objects.select_related("district").get(pk=ctx.subject.case_id))


@effect("record_elder_answer")
def record_answer(ctx: EffectContext) -> None:
    """Keep what the elder or the guardian agreed to."""
    given: Any = ctx.given
    answer = Answered(**{name: given[name] for name in Answered.__dataclass_fields__ if name in given})
    record_elder_answer(ctx.actor, ctx.subject, answer)
    ctx.subject.save(update_fields=["elder_answer", "answered_on", "consent"])


@effect("note_submitter")
def note_submitter(ctx: EffectContext) -> None:
    """Remember who submitted: nobody decides on his or her own paper."""
    ctx.subject.keep(submitted_by_id=ctx.actor.pk)


@effect("keep_field_reasons")
def keep_field_reasons(ctx: EffectContext) -> None:
    """Keep the reasons field by field, so that the desk sees them beside the fields."""
    given: Any = ctx.given
    ctx.subject.keep(field_reasons=dict(given.get("field_reasons") or {}))


@effect("make_ledger_copies")
def make_ledger_copies(ctx: EffectContext) -> None:
    """Keep the approved ledger, copy one for the street, copy two for the district."""
    copies_for_archive(Case.objects.get(pk=ctx.subject.case_id))


@effect("activate_case")
def put_on_register(ctx: EffectContext) -> None:
    """Put the elder on the register from today."""
    activate_case(ctx.actor, Case.objects.select_related("district").get(pk=ctx.subject.case_id), on=ctx.today)
    ctx.subject.keep(recorded_on=ctx.today)


@effect("end_pending_case")
def end_case_of_withdrawn(ctx: EffectContext) -> None:
    """Move the case of a withdrawn paper to 不愿接受 or 不符合."""
    end_pending_case(ctx.actor, Case.objects.get(pk=ctx.subject.case_id), reason_code=ctx.step.reason_code, note=ctx.step.note)


@due_handler("enrollment_record_or_remind")
def record_after_silence(ctx: DueContext) -> datetime | None:
    """Record as SYSTEM where the district has decided that silence counts (off by default); else remind the district."""
    if switch("enrollment_silent_record", ctx.subject.district.code):
        perform(ctx.subject, "record", actor=system(), note="区级逾期未办，按本区规定视为备案")
        return None
    return ctx.remind()
