"""What the street has done with its elders: a past of visits, and matters of every kind under way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, act
from casework.demo.city import City, take
from casework.models import Case, CategoryPeriod, LivingPeriod, Referral, Step, Visit, Visitor
from casework.services.obligations import plan_month
from casework.services.visit_answers import content_hash
from workflows.models import Subject
from workflows.rules.dates import month_of, months_before
from workflows.runner import perform

METHODS = (("phone", 55), ("home", 38), ("online", 4), ("other", 3))
MISSED = 0.04


def work_through(city: City, cases: list[Case], *, years: int, progress: Callable[[str, int], Any]) -> None:
    """Give the active ones a past, plan the month, and begin a few matters for every desk."""
    active = [case for case in cases if case.state == "active"]
    months = [months_before(city.today.replace(day=1), back) for back in range(years * 12, 0, -1)]
    if active and months:
        bar = progress("探访历史", len(months))
        backdate(active, months[0] or city.today)
        numbers = dict.fromkeys((case.pk for case in active), 0)
        for month in months:
            if month is not None:
                write_month(city, active, month, numbers)
            bar.update()
        bar.close()
    plan_month(actor=SYSTEM_ACTOR, month=city.today, region=city.staff.street.parent)
    for number, case in enumerate(active):
        if number % 2 == 0:
            visit(city, case)
        if number % 9 == 4:
            refer(city, case, number)


def backdate(cases: list[Case], day: date) -> None:
    """Let the demonstration's elders have been on file since a day in the past; one act, on record as what it is."""
    ids = [case.pk for case in cases]
    with act(SYSTEM_ACTOR, "demo_backdate"):
        Case.objects.filter(pk__in=ids).update(enrolled_on=day, opened_on=day, ledger_on=day)
        CategoryPeriod.objects.filter(case_id__in=ids).update(from_on=day, decided_on=day)
        LivingPeriod.objects.filter(case_id__in=ids, until_on=None).update(from_on=day)


def write_month(city: City, cases: list[Case], month: date, numbers: dict[int, int]) -> None:
    """Write a month's visits set-based, each with its two steps, then the month's duties as they came out."""
    first, last = month_of(month)
    visitors = {one.account_id: one for one in Visitor.objects.filter(street=city.staff.street)}
    fresh = list(Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("district", "elder"))
    visits = []
    for case in fresh:
        if city.random.random() < MISSED:
            continue
        numbers[case.pk] += 1
        visits.append(
            _past_visit(city, case, first + timedelta(days=city.random.randrange((last - first).days + 1)), numbers[case.pk], visitors)
        )
    with act(SYSTEM_ACTOR, "demo_visits") as frame:
        made = Visit._base_manager.bulk_create(visits, batch_size=200)
        steps = [step for one in made for step in _steps(one)]
        for step in Step._base_manager.bulk_create(steps, batch_size=200):
            frame.include_row(step, step.chain)
        # the state comes after its step: the database takes no other order
        Visit._base_manager.filter(pk__in=[one.pk for one in made]).update(state="valid", step_number=2)
    plan_month(actor=SYSTEM_ACTOR, month=month, region=city.staff.street.parent)


def _past_visit(city: City, case: Case, day: date, number: int, visitors: dict[int | None, Visitor]) -> Visit:
    impaired = "functionally_impaired" in case.categories
    method = "home" if impaired else city.random.choices([one for one, _ in METHODS], weights=[weight for _, weight in METHODS])[0]
    worker = city.staff.grid_workers[case.community_id or 0]
    moment = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 10, city.random.randrange(60)))  # type: ignore[attr-defined]
    visit = Visit(
        case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, visit_on=day, method=method,
        method_note="社区活动中见面" if method == "other" else "", ordinal=number, visitor=visitors.get(worker.pk),
        visitor_name=worker.display_name,
        visitor_signed_by="handwritten", elder_signed_by="oral" if method in ("phone", "online") else "handwritten",
        signature_witness="社区值班员" if method in ("phone", "online") else "", signed_at=moment, recorder_name=worker.display_name,
        recorded_on=day,
        written_by=worker, state_since_at=moment, flow_version=1, previous_state="submitted",
    )  # fmt: skip
    visit.content_hash = content_hash(visit)
    return visit


def _steps(visit: Visit) -> list[Step]:
    flow = visit.workflow
    common: dict[str, Any] = {
        "case_id": visit.case_id, "subject_kind": "visit", "subject_id": visit.pk, "flow_version": 1, "taken_at": visit.signed_at,
        "effective_on": visit.visit_on, "chain": visit.chain_key, "channel": "demo",
    }  # fmt: skip
    label = {name: flow.transitions[name].label for name in ("hand_in", "examine")}
    return [
        Step(
            **common,
            number=1,
            transition="hand_in",
            label=label["hand_in"],
            to_state="submitted",
            to_label="待核",
            actor_name=visit.visitor_name,
            acting_role="网格员",
        ),
        Step(
            **common,
            number=2,
            transition="examine",
            label=label["examine"],
            from_state="submitted",
            to_state="valid",
            to_label="有效",
            actor_name="系统",
            is_system=True,
        ),
    ]


def visit(city: City, case: Case) -> Subject:
    """Record today's visit through the flow, as the grid worker does on the phone."""
    worker = city.staff.grid_workers[case.community_id or 0]
    paper = Visit(
        case=case,
        district_id=case.district_id,
        street_id=case.street_id,
        community_id=case.community_id,
        visit_on=city.today,
        method="home",
    )
    needs = ["life_care"] if city.random.random() < 0.06 else []
    changes: dict[str, object] = {
        "visitor": Visitor.objects.filter(account=worker).first(), "visitor_name": worker.display_name, "visitor_signed_by": "handwritten",
        "elder_signed_by": "handwritten", "written_by": worker, "needs": needs, "needs_text": "希望有人帮助打扫和买菜" if needs else "",
    }  # fmt: skip
    return perform(paper, "hand_in", actor=worker, changes=changes).subject  # type: ignore[no-any-return]


def refer(city: City, case: Case, number: int) -> None:
    """Begin a referral and leave it on one desk or another."""
    worker = city.staff.workers[case.community_id or 0]
    paper: Any = Referral(
        case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, need_kind="life_care",
        need_text="行动不便，需要上门助洁、助餐", urgency="normal", organisation=city.staff.providers[0],
    )  # fmt: skip
    paper = perform(paper, "create", actor=worker).subject
    paper = take(paper, "submit", worker)
    if number % 2:
        paper = take(paper, "send", city.staff.clerk)
        take(paper, "receive", city.staff.provider)
