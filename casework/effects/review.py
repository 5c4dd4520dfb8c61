"""What follows a step of the half-yearly review, in the same transaction."""

from __future__ import annotations

from typing import Any

from casework.effects.screening import store_given
from casework.models import Case, LedgerSnapshot
from casework.queries.facts_screening import newest_runs
from casework.services.contacts import verify_contact
from casework.services.deadlines import last_day
from casework.services.eligibility import apply_categories
from casework.services.review import keep_confirmations, schedule_review
from casework.services.snapshots import take_snapshot
from workflows.effects import EffectContext, effect

FINDINGS = (
    "family_verified_on", "family_verified_how", "family_verified_by",
    "contacts_verified_on", "contacts_verified_by", "ability_requested_on",
)  # fmt: skip


@effect("note_review_start")
def note_review_start(ctx: EffectContext) -> None:
    """Remember from which day on a call counts for this review."""
    ctx.subject.keep(started_on=ctx.today)


@effect("store_review_findings")
def store_review_findings(ctx: EffectContext) -> None:
    """Write what changed, section by section, and who was called."""
    store_given(ctx)
    given: Any = ctx.given
    keep_confirmations(ctx.subject, given.get("sections") or {}, by=ctx.actor.as_actor().name)
    for contact in given.get("contacts_called") or ():
        verify_contact(ctx.actor, contact, on=given["contacts_verified_on"], how="电话")
    named = {name: given[name] for name in FINDINGS if given.get(name)}
    if named:
        ctx.subject.keep(**named)


@effect("apply_categories")
def apply_review_categories(ctx: EffectContext) -> None:
    """Begin and end categories as the rule found: a gain counts from tomorrow, a loss to the month's end."""
    case = Case.objects.select_related("district").get(pk=ctx.subject.case_id)
    apply_categories(case, newest_runs("review", [ctx.subject.pk])[ctx.subject.pk])
    ctx.subject.keep(finished_on=ctx.today)


@effect("snapshot_ledger")
def snapshot_ledger(ctx: EffectContext) -> None:
    """Keep the renewed ledger as of today."""
    take_snapshot(Case.objects.get(pk=ctx.subject.case_id), occasion=LedgerSnapshot.Occasion.REVIEW, as_of=ctx.today)


@effect("schedule_review")
def schedule_next_review(ctx: EffectContext) -> None:
    """Schedule the next review six months from today."""
    schedule_review(ctx.actor, Case.objects.select_related("district").get(pk=ctx.subject.case_id), last_on=ctx.today)


@effect("begin_observation")
def begin_observation(ctx: EffectContext) -> None:
    """Let the policy's time pass before the case may be closed as 不再符合."""
    case = Case.objects.select_related("district").get(pk=ctx.subject.case_id)
    ctx.subject.keep(observe_until_on=last_day("review_observation", case, start=ctx.today))
