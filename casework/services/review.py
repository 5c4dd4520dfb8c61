"""The half-yearly review: schedule the next, call one up early, keep what was confirmed, renew or end categories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from casework.models import Case, LedgerSnapshot, Review, SectionConfirmation
from casework.services.deadlines import days_before, last_day
from casework.services.snapshots import take_snapshot
from permissions.models import Account
from workflows.calendar import working_calendar
from workflows.flows.review import SECTIONS
from workflows.policy import deadline
from workflows.rules.dates import half_year_of
from workflows.runner import Outcome, System, perform, system

SNAPSHOTS_A_TICK = 100
LONGEST_FINDING = 400
LATE_STATES = ("due", "in_review", "returned", "submitted")  # in which a review past its day is late
SNAPSHOT_DAYS = 60  # later the history still tells what stood then
# how long after the due date somebody is told, and who (flows.md D2b): before it and on it the desk, after it ever higher
TOLD_LATE = {
    "review_overdue_list": "community_and_street",
    "review_overdue_street": "street_officer",
    "review_overdue_district": "district",
}


def schedule_review(actor: Account | System, case: Case, *, last_on: date) -> Outcome | None:
    """Schedule the next review for six months after the last; none where one is open already. `依据: 35号 二(二)三`"""
    if open_review_of(case) is not None:
        return None
    due_on = last_day("review_interval", case, start=last_on)
    paper = Review(
        case=case, due_on=due_on, call_up_on=days_before("review_call_up", case, day=due_on),
        district=case.district, street=case.street, community=case.community,
    )  # fmt: skip
    case.last_reviewed_on, case.next_review_on = last_on, due_on
    case.save(update_fields=["last_reviewed_on", "next_review_on"])
    return perform(paper, "create", actor=system(actor))


def open_review_of(case: Case) -> Review | None:
    """Find the review that is scheduled or under way."""
    return Review.objects.filter(case=case, state__in=("scheduled", "due", "in_review", "submitted", "returned")).first()


def call_up_review(actor: Account | System, case: Case, *, trigger: str, note: str) -> Outcome | None:
    """Call the scheduled review up early for a reason (admission, widowhood, a child's move, an incident); one already open stays."""
    if trigger not in Review.Trigger.values:
        raise Refusal("请选提前更新的起因", status=400, code="trigger")
    review = open_review_of(case)
    if review is None or review.state != "scheduled":
        return None
    today = timezone.localdate()
    due_on = min(review.due_on, last_day("review_update", case, start=today))
    return perform(
        review, "call_up", actor=system(actor), note=note,
        changes={"trigger": trigger, "trigger_note": note, "due_on": due_on},
    )  # fmt: skip


def keep_confirmations(review: Review, sections: Mapping[str, str], *, by: str) -> None:
    """Keep for each section its own finding, or an empty text for 没有变化; the latest word on a section counts. Inside the caller's act.

    What is said again word for word stays with whoever said it first.
    """
    unknown = sections.keys() - SECTIONS.keys()
    if unknown:
        raise Refusal("有不认识的部分，请从列表中选", status=400, code="section")
    too_long = [SECTIONS[section] for section, changes in sections.items() if len(changes) > LONGEST_FINDING]
    if too_long:
        raise Refusal(f"“{'、'.join(too_long)}”的变化内容请控制在{LONGEST_FINDING}字以内", status=400, code="section")
    rows = SectionConfirmation.objects.filter(review=review).values_list("section", "is_changed", "changes", "is_of_its_own")
    there = {section: (is_changed, changes) for section, is_changed, changes, is_of_its_own in rows if is_of_its_own or not is_changed}
    for section, changes in sections.items():
        if there.get(section) == (bool(changes), changes):
            continue
        SectionConfirmation.objects.update_or_create(
            review=review, section=section,
            defaults={
                "case_id": review.case_id, "is_changed": bool(changes), "changes": changes, "is_of_its_own": True,
                "confirmed_on": timezone.localdate(), "confirmed_by": by,
            },
        )  # fmt: skip


def marks_of(review: Review) -> dict[int, str]:
    """Give the days to the due date at which somebody is told, as the district's figures have them, and who."""
    due_on, code, calendar = review.due_on, review.district.code, working_calendar()
    marks = {(deadline("review_reminder", code).before(due_on, calendar) - due_on).days: "desk", 0: "desk"}
    return marks | {(deadline(key, code).last_day(due_on, calendar) - due_on).days: who for key, who in TOLD_LATE.items()}


def next_mark(review: Review, today: date) -> tuple[list[int], date | None]:
    """Give the marks passed and not yet told, and on which day the next one comes."""
    marks = sorted(marks_of(review))
    done = review.last_mark if review.last_mark is not None else -(10**4)
    passed = [mark for mark in marks if mark > done and review.due_on + timedelta(days=mark) <= today]
    coming = [mark for mark in marks if mark > done and review.due_on + timedelta(days=mark) > today]
    return passed, review.due_on + timedelta(days=coming[0]) if coming else None


def overdue_reviews(user: Account, today: date) -> QuerySet[Review]:
    """List the reviews past their day that a person may see, the longest overdue first."""
    rows = Review.objects.visible_to(user).filter(state__in=LATE_STATES, due_on__lt=today)
    return rows.select_related("case__elder").order_by("due_on", "pk")


def take_half_year_snapshots(actor: Actor | HasActor, *, on: date) -> int:
    """Keep the ledgers of cases in service as they stood at the end of the last half-year, once each; gives how many were kept (G8).

    One call keeps some and stops: a million ledgers are kept over a night of ticks, never in one transaction.
    """
    end = half_year_of(on)[0] - timedelta(days=1)
    if (on - end).days > SNAPSHOT_DAYS:
        return 0
    kept = LedgerSnapshot.objects.filter(case=OuterRef("pk"), occasion=LedgerSnapshot.Occasion.HALF_YEAR, as_of_on=end)
    waiting = Case.objects.filter(~Exists(kept), state__in=("active", "suspended", "closing"), enrolled_on__lte=end).order_by("pk")
    rows = list(waiting.select_related("district", "street", "community")[:SNAPSHOTS_A_TICK])
    if not rows:
        return 0
    with act(actor, "half_year_snapshots"):
        for case in rows:
            take_snapshot(case, occasion=LedgerSnapshot.Occasion.HALF_YEAR, as_of=end)
    return len(rows)
