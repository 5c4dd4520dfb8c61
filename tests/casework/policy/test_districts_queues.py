"""Queues, counts and sight that the city's figure used to decide everywhere: each district's own decides, in as many queries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.acts import act
from casework.effects.duties import warn_before_month_end
from casework.models import Campaign, Case, CategoryPeriod, Elder, Need, Obligation
from casework.services.campaigns import phone_round_by
from casework.services.cases import move_case
from casework.services.obligations import keep_case
from casework.worklists.ledgers import priority_elders
from permissions.models import Account
from permissions.scope import forget_reach
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.pages.conftest import there
from workflows.by_district import by_district
from workflows.models import Outbox
from workflows.policy import figure
from workflows.rules.dates import month_of
from workflows.worklists import worklists_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def next_door(office: Office) -> Office:
    """A community of the next district, which sets nothing of its own."""
    return there(office.town, district="next_district", street="far_street", community="far_community")


def elder_in(place: Office, **columns: Any) -> Case:
    """An active case there, with what is asked about put on the file."""
    case = active_case(place)
    Case._base_manager.filter(pk=case.pk).update(**columns)
    return case


def seen_by(user: Account) -> set[int]:
    forget_reach(user)
    return set(Case.objects.visible_to(user).values_list("pk", flat=True))


def test_how_long_a_community_sees_what_it_closed_is_the_districts_own(office: Office, next_door: Office, own: Any) -> None:
    here, beyond = (elder_in(place, opened_on=days_ago(400), closed_on=days_ago(200)) for place in (office, next_door))
    for case in (here, beyond):
        for step in ("begin_closing", "close"):
            move_case(case.pk, step, actor=TESTER)
    assert here.pk in seen_by(office.worker) and beyond.pk in seen_by(next_door.worker)
    with CaptureQueriesContext(connection) as city:
        seen_by(office.worker)
    own("closure_community_sight", {"amount": 6})
    assert here.pk not in seen_by(office.worker) and beyond.pk in seen_by(next_door.worker)
    with CaptureQueriesContext(connection) as district:
        seen_by(office.worker)
    assert len(district) == len(city) + 1, "the districts that differ are looked up once a request"
    assert "permissions_region" not in district[-1]["sql"], "the list itself compares ids, and joins nothing"


def test_who_is_very_old_is_the_districts_own(office: Office, next_door: Office, own: Any) -> None:
    turned_75 = timezone.localdate().replace(day=1) - timedelta(days=75 * 366)
    cases = [elder_in(place) for place in (office, next_door)]
    Elder._base_manager.filter(case__in=cases).update(birth_on=turned_75, is_low_income=True)
    CategoryPeriod._base_manager.filter(case__in=cases).update(category="living_alone")

    def listed() -> list[bool]:
        return [case in priority_elders(place.district, timezone.now()) for case, place in zip(cases, (office, next_door), strict=True)]

    assert listed() == [False, False]
    own("priority_age", 70)
    assert listed() == [True, False]


def overdue(user: Account, key: str) -> tuple[int, int]:
    """How many wait in a queue, and how many of them are late."""
    forget_reach(user)
    found = next(one for one in worklists_for(user) if one.key == key)
    return found.count, found.overdue


def need(case: Case) -> None:
    with act(TESTER, "find_need"):
        Need.objects.create(case=case, kind="meals", found_on=days_ago(20), text="想订餐")


def missed(case: Case) -> None:
    first, last = days_ago(33), days_ago(4)
    Obligation.objects.create(
        case=case, district=case.district, street=case.street, community=case.community, kind=Obligation.Kind.VISIT, required=1, done=0,
        period=f"{first:%Y-%m}", starts_on=first, due_by_on=last, status=Obligation.Status.MISSED, rule_version="t",
        computed_at=timezone.now(),
    )  # fmt: skip


def foreseen(case: Case) -> None:
    Case._base_manager.filter(pk=case.pk).update(foreseen_on=days_ago(4), foreseen="2026-03-03起属空巢")


LATE: list[tuple[str, str, Any, str, dict[str, Any]]] = [
    ("needs_unanswered", "need_answer", need, "worker", {"amount": 10}),
    ("missed_to_explain", "visit_missed_explanation", missed, "clerk", {"amount": 2, "unit": "days"}),
    ("categories_changing", "category_recheck", foreseen, "worker", {"amount": 2, "unit": "days"}),
]


@pytest.mark.parametrize(("queue", "key", "put", "desk", "value"), LATE, ids=[one[0] for one in LATE])
def test_what_is_late_is_counted_by_the_districts_own_days(
    office: Office, next_door: Office, own: Any, queue: str, key: str, put: Any, desk: str, value: dict[str, Any]
) -> None:
    for place in (office, next_door):
        put(active_case(place))
    here, beyond = getattr(office, desk), getattr(next_door, desk)
    assert overdue(here, queue) == overdue(beyond, queue) == (1, 0)
    with CaptureQueriesContext(connection) as city:
        overdue(here, queue)
    own(key, value)
    assert (overdue(here, queue), overdue(beyond, queue)) == ((1, 1), (1, 0))
    with CaptureQueriesContext(connection) as district:
        overdue(here, queue)
    assert len(district) == len(city)


def test_the_warning_before_the_months_end_comes_as_early_as_the_district_asks(
    office: Office, next_door: Office, own: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve days before the end: the city warns a week ahead, this district two."""
    for place in (office, next_door):
        keep_case(active_case(place))
    last = month_of(timezone.localdate())[1]
    own("visit_month_warning", {"amount": 14})
    moment = timezone.make_aware(datetime.combine(last - timedelta(days=12), time(9)))
    assert warn_before_month_end(moment) == 1
    told = set(Outbox.objects.filter(kind="month_end").values_list("region_id", flat=True))
    assert told == {office.town.community.pk}
    assert warn_before_month_end(moment + timedelta(days=8)) == 1, "the next district in its turn"


def test_a_round_of_calls_lasts_as_long_as_the_district_says_and_the_citys_as_the_city_says(office: Office, own: Any) -> None:
    started, today = timezone.now(), timezone.localdate()
    street, city = (
        Campaign(region=region, warning_colour="红色", started_at=started, from_on=today, to_on=today + timedelta(days=3))
        for region in (office.town.street, office.town.city)
    )
    own("campaign_phone_round", {"amount": 6})
    assert phone_round_by(street) == started + timedelta(hours=6)
    assert phone_round_by(city) == started + timedelta(hours=24)


def test_a_district_that_set_something_else_adds_nothing_to_a_condition(office: Office, own: Any) -> None:
    own("priority_age", 70)
    condition = by_district(lambda code: Q(times_re_referred__gte=figure("referral_re_referrals", code)))
    assert condition == Q(times_re_referred__gte=figure("referral_re_referrals"))
