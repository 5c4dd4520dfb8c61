"""What every tick looks at besides the papers: done once however often asked, and the same after days without a tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from audit.models import Entry
from casework.models import Case, MonthPlan, Obligation, PlannedVisit, Supervision, Visit
from casework.services.campaigns import cancel_campaign, start_campaign
from casework.services.obligations import keep
from permissions.roles import Role
from tests.factories.active import active_case, new, valid_visit
from tests.factories.casework import Office, take
from workflows.effects import sweeps
from workflows.models import Outbox
from workflows.rules.dates import month_of

pytestmark = pytest.mark.django_db
OURS = (
    "plan_month", "open_campaigns", "settle_cancelled_campaigns", "close_periods", "report_campaigns", "month_end_warning", "lapse_visits",
)  # fmt: skip
TODAY = timezone.localdate()
LAST = month_of(TODAY)[1]
NEXT = LAST + timedelta(days=1)
Clock = Callable[[date], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let a tick run at ten in the morning of a day, everything in the product believing it is that day."""

    def tick(day: date) -> None:
        now = datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        for name in OURS:
            sweeps()[name](now)

    return tick


def world() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the sweeps write, without the moments."""
    return {
        "duties": list(
            Obligation.objects.order_by("case_id", "kind", "period", "campaign_id").values_list(
                "case_id", "kind", "period", "campaign_id", "required", "done", "status", "community_id", "starts_on", "due_by_on"
            )
        ),
        "planned": list(
            PlannedVisit.objects.order_by("case_id", "period", "number").values_list("case_id", "period", "number", "window_to_on")
        ),
        "plans": list(MonthPlan.objects.order_by("period", "district").values_list("period", "district_id", "cases", "rows")),
        "supervisions": list(Supervision.objects.order_by("street").values_list("street_id", "topic", "state", "question")),
        "visits": list(Visit.objects.order_by("pk").values_list("pk", "state")),
    }


def told() -> list[tuple[Any, ...]]:
    return list(Outbox.objects.order_by("pk").values_list("kind", "role", "region_id", "body"))


class Rollback(Exception):
    """Takes a whole trial back."""


def tried(days: list[date], clock: Clock) -> dict[str, list[tuple[Any, ...]]]:
    """Tick on these days and say what became of the world; then all is as before."""
    real = timezone.now
    found: dict[str, list[tuple[Any, ...]]] = {}
    try:
        with transaction.atomic():
            for day in days:
                clock(day)
            found = world()
            raise Rollback
    except Rollback:
        timezone.now = real
        return found


def missed_last_month(office: Office) -> Case:
    """An elder not seen last month, nor yet in this one."""
    before = TODAY.replace(day=1) - timedelta(days=1)
    case = active_case(office, since=before.replace(day=1))
    keep([case], before)
    return case


def never_met(office: Office, case: Case) -> Visit:
    paper = new(Visit, case, visit_on=TODAY, method="home", written_by=office.worker)
    return take(paper, "note_not_met", office.worker, given={"method": "home", "result": "敲门无人应"})  # type: ignore[no-any-return]


def a_town_at_work(office: Office) -> None:
    """One elder missed last month, one visited, one at whose door nobody answered; a campaign early next month."""
    missed_last_month(office)
    valid_visit(office, active_case(office))
    never_met(office, active_case(office))
    start_campaign(
        actor=office.clerk, name="节前探访", trigger="festival", region=office.town.street, from_on=NEXT + timedelta(days=2),
        to_on=NEXT + timedelta(days=4),
    )  # fmt: skip


@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_a_second_tick_of_a_day_changes_nothing_and_leaves_no_entry(office: Office, clock: Clock, after: int) -> None:
    a_town_at_work(office)
    clock(LAST + timedelta(days=after))
    clock(LAST + timedelta(days=after))  # the months are planned a district a tick
    before, messages, entries = world(), told(), Entry.objects.count()
    clock(LAST + timedelta(days=after))
    assert (world(), told(), Entry.objects.count()) == (before, messages, entries)


def test_ten_days_without_a_tick_come_to_the_same(office: Office, clock: Clock) -> None:
    a_town_at_work(office)
    daily = tried([LAST + timedelta(days=number) for number in range(0, 13)], clock)
    waking = tried([LAST, LAST + timedelta(days=12)], clock)
    assert daily == waking
    assert len(daily["supervisions"]) == 1
    assert {row[6] for row in daily["duties"] if row[1] == "surge"} == {"missed"}
    assert [state for _, state in daily["visits"]] == ["valid", "lapsed"]
    assert {row[0] for row in daily["plans"]} >= {f"{NEXT:%Y-%m}"}


def test_the_next_month_is_planned_when_it_comes_and_not_before(office: Office, clock: Clock) -> None:
    case = active_case(office)
    clock(LAST)
    assert not Obligation.objects.filter(period=f"{NEXT:%Y-%m}").exists()
    clock(NEXT)
    assert Obligation.objects.get(period=f"{NEXT:%Y-%m}", kind="visit").case_id == case.pk
    assert MonthPlan.objects.get(period=f"{NEXT:%Y-%m}").district_id == office.town.district.pk


def test_the_last_day_still_counts_and_the_day_after_the_visit_is_missed(office: Office, clock: Clock) -> None:
    case = active_case(office)
    clock(LAST)
    assert Obligation.objects.get(case=case, kind="visit").status == "open"
    clock(NEXT)
    assert Obligation.objects.get(case=case, kind="visit", period=f"{LAST:%Y-%m}").status == "missed"


def test_a_campaign_gets_its_duties_on_its_first_day_and_loses_the_unmet_ones_when_cancelled(office: Office, clock: Clock) -> None:
    case = active_case(office)
    campaign = start_campaign(
        actor=office.clerk, name="节前探访", trigger="festival", region=office.town.street, from_on=NEXT + timedelta(days=2),
        to_on=NEXT + timedelta(days=4),
    )  # fmt: skip
    clock(NEXT + timedelta(days=1))
    assert not campaign.obligations.exists()
    clock(NEXT + timedelta(days=2))
    assert campaign.obligations.get().case_id == case.pk
    newcomer = active_case(office)
    clock(NEXT + timedelta(days=3))
    assert {row.case_id for row in campaign.obligations.all()} == {case.pk, newcomer.pk}
    cancel_campaign(actor=office.clerk, campaign=campaign, reason="预警解除，不再需要")
    assert not campaign.obligations.exists()
    clock(NEXT + timedelta(days=4))
    assert not campaign.obligations.exists()


def test_a_campaign_that_came_and_went_while_nothing_ran_is_missed_not_forgotten(office: Office, clock: Clock) -> None:
    active_case(office)
    campaign = start_campaign(
        actor=office.clerk, name="节前探访", trigger="festival", region=office.town.street, from_on=NEXT + timedelta(days=2),
        to_on=NEXT + timedelta(days=4),
    )  # fmt: skip
    clock(NEXT + timedelta(days=9))
    assert campaign.obligations.get().status == "missed"


def test_a_week_before_the_end_field_workers_are_told_once_who_is_still_owed(office: Office, clock: Clock) -> None:
    active_case(office)
    valid_visit(office, active_case(office))
    warned = Outbox.objects.filter(kind="month_end")
    if LAST - timedelta(days=7) >= TODAY:
        clock(LAST - timedelta(days=7))
    assert not warned.exists()
    for day in (LAST - timedelta(days=left) for left in (2, 1, 0)):
        clock(max(day, TODAY))  # time does not run backwards, on the month's last days either
    assert set(warned.values_list("role", "region_id")) == {
        (Role.GRID_WORKER.value, office.town.community.pk),
        (Role.COMMUNITY_WORKER.value, office.town.community.pk),
    }
    assert warned.count() == 2 and all("1位老年人" in body for body in warned.values_list("body", flat=True))


def test_two_months_in_a_row_ask_the_street_once_and_one_month_asks_nobody(office: Office, clock: Clock) -> None:
    active_case(office)
    assert tried([NEXT], clock)["supervisions"] == []
    missed_last_month(office)
    clock(NEXT)
    clock(NEXT + timedelta(days=1))
    paper = Supervision.objects.get()
    assert (paper.street_id, paper.topic, paper.state) == (office.town.street.pk, "missed_visits", "issued")
    assert "1位老年人" in paper.question


def test_a_visit_never_met_lapses_only_when_month_and_reporting_days_are_over(office: Office, clock: Clock) -> None:
    paper = never_met(office, active_case(office))
    for day, state in ((LAST, "not_met"), (max(NEXT, TODAY + timedelta(days=4)), "lapsed")):
        clock(day)
        assert Visit.objects.get(pk=paper.pk).state == state
