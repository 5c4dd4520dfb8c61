"""Reminders of the half-yearly review: 7 days before, on the day, and ever higher after it (flows.md D2b)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from audit.acts import SYSTEM_ACTOR
from casework.models import Review
from casework.services.review import marks_of, next_mark, take_half_year_snapshots
from permissions.roles import Role
from workflows.effects import DueContext, EffectContext, due_handler, effect, message, sweep
from workflows.rules.dates import in_words
from workflows.store import at_its_start, write_look

READERS: dict[str, tuple[Role, ...]] = {
    "desk": (Role.COMMUNITY_WORKER, Role.GRID_WORKER),
    "community_and_street": (Role.COMMUNITY_WORKER, Role.STREET_CLERK),
    "street_officer": (Role.STREET_OFFICER,),
    "district": (Role.DISTRICT_OFFICER,),
}


@due_handler("review_remind")
def remind_of_review(ctx: DueContext) -> datetime | None:
    """Tell whom the highest mark passed names, once a mark; gives the moment of the next."""
    review: Review = ctx.subject
    passed, coming_on = next_mark(review, ctx.today)
    if passed:
        _tell(ctx, review, passed[-1])
        review.last_mark = passed[-1]
        review.save(update_fields=["last_mark"])
    return at_its_start(coming_on)


@effect("arm_review_reminders")
def arm_reminders(ctx: EffectContext) -> None:
    """Let the timer look at the next mark, though the review is due later; what is already past is told at once."""
    passed, coming_on = next_mark(ctx.subject, ctx.today)
    write_look(ctx.subject, ctx.now if passed else at_its_start(coming_on))


@sweep("half_year_snapshots")
def keep_half_year(now: datetime) -> int:
    """Keep the ledgers as they stood at the half-year's end, some at each tick until all are kept (G8)."""
    return take_half_year_snapshots(SYSTEM_ACTOR, on=timezone.localdate(now))


def _tell(ctx: DueContext, review: Review, mark: int) -> None:
    when = f"已逾期{mark}天" if mark > 0 else "今天到期" if mark == 0 else f"还有{-mark}天到期"
    for role in READERS[marks_of(review)[mark]]:
        place = {
            Role.DISTRICT_OFFICER: review.district_id,
            Role.STREET_CLERK: review.street_id,
            Role.STREET_OFFICER: review.street_id,
        }.get(role, review.community_id)
        ctx.message("review_due", f"台账半年更新{when}（应于{in_words(review.due_on)}完成）", role=role, region=place)


@message("tell_review_due")
def tell_review_due(ctx: EffectContext) -> None:
    """Tell the community that a review is called up, and why where it is early."""
    review: Review = ctx.subject
    why = "" if review.trigger == Review.Trigger.CYCLE else f"（{review.get_trigger_display()}）"
    ctx.message(
        "review_due", f"台账半年更新{why}，请于{in_words(review.due_on)}前完成", role=Role.COMMUNITY_WORKER, region=review.community_id
    )
