"""A case moves to the community that receives it: place, people and open papers at one instant."""

from __future__ import annotations

from typing import Any

from casework.effects.case import case_of
from casework.models import Amendment, Closure, PlannedVisit, Review, Suspension
from casework.models.intervention import Intervention
from casework.models.living import Grid
from casework.models.referral import Referral
from casework.models.visit import Visit
from casework.services.cases import assign_responsible, settle_case
from casework.services.elders import update_elder
from casework.services.eligibility import look_ahead
from casework.services.obligations import keep_case
from casework.services.visits import end_visitors_sight
from permissions.models import Account, Region
from workflows.effects import EffectContext, effect


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
        running = model.in_states(lambda flow, name: not flow.states[name].final)
        model.objects.filter(running, case=case).update(**place)
    PlannedVisit.objects.filter(case=case, done_on=None).update(**place, planning="planned", visitor=None)
    end_visitors_sight(case.pk, ctx.today)
    update_elder(ctx.actor, case, {"door": str(ctx.given.get("door") or "")} if ctx.given.get("door") else {}, reason="移交")
    keep_case(case)
    look_ahead(case, ctx.today)
