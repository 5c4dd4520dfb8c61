"""What follows a step of an amendment, in the same transaction."""

from __future__ import annotations

from casework.effects.case import case_of
from casework.effects.closing import propose_closure
from casework.models import Amendment, HouseholdMember
from casework.models.amendment import SEALED_COLUMNS
from casework.queries.contact_problems import proposed_list
from casework.services.consent import record_willingness
from casework.services.contacts import replace_list
from casework.services.elders import update_elder
from casework.services.eligibility import apply_categories, run_eligibility
from casework.services.obligations import keep_case
from permissions.cipher import keyring
from workflows.effects import EffectContext, effect


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
    elif (wanted := proposed_list(paper)) is not None:
        replace_list(ctx.actor, case, wanted.lines, difficulty=wanted.difficulty)
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
