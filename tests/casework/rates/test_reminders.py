"""A month that nobody has handed in: whoever must is asked, the level above sees who is missing, and a report ends it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.queries.reports_due import due_by, unreported
from permissions.models import Region
from permissions.roles import Role
from tests.casework.rates.conftest import ZONE, Clock, October
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in
from workflows.effects import sweeps
from workflows.models import Outbox
from workflows.overlays import set_standard
from workflows.worklists import worklist_items, worklists_for

from .test_frozen_reports import OCTOBER, hand_in_as

pytestmark = pytest.mark.django_db
DUE = due_by(OCTOBER)
ON_THE_DAY, AFTER = (datetime(DUE.year, DUE.month, DUE.day + more, 9, tzinfo=ZONE) for more in (0, 3))


def ticked(clock: Clock, moment: datetime) -> int:
    clock(moment)
    return sweeps()["remind_of_month_reports"](moment)


def told(role: Role, region: Region) -> list[str]:
    return list(Outbox.objects.filter(kind="rate_report", role=role.value, region_id=region.pk).values_list("body", flat=True))


def queue(user: Any, key: str) -> list[str]:
    return [str(one) for one in worklist_items(user, key).items]


def late(user: Any, key: str) -> int:
    return next((one.overdue for one in worklists_for(user, timezone.now()) if one.key == key), 0)


def test_the_day_is_five_working_days_after_the_month_and_a_value_of_our_own() -> None:
    assert DUE == date(2026, 11, 6)


def test_on_the_day_itself_nobody_is_told_but_the_task_is_there(october: October, clock: Clock) -> None:
    assert ticked(clock, ON_THE_DAY) == 0
    assert queue(october.clerk, "rate_reports_due") == ["体育中心街道2026年10月月报"]
    assert late(october.clerk, "rate_reports_due") == 0 and not queue(october.clerk, "rate_reports_missing")


def test_after_the_day_whoever_hands_in_is_told_once_and_the_level_above_how_many_are_missing(october: October, clock: Clock) -> None:
    town = october.town
    first = ticked(clock, AFTER)
    assert first > 0 and ticked(clock, AFTER) == 0
    (community,) = told(Role.COMMUNITY_WORKER, town.community)
    assert community == f"{town.community.name}2026年10月月报应于2026年11月6日前报出，现在还没有报出，请核对后报出"
    own, below = told(Role.STREET_CLERK, town.street)
    assert own.startswith("体育中心街道2026年10月月报应于") and "辖内还有1个社区（村）没有报出" in below
    assert any("辖内还有2个街道（乡镇）没有报出" in one for one in told(Role.DISTRICT_OFFICER, town.district))
    assert any("辖内还有1个区没有报出" in one for one in told(Role.CITY_OFFICER, town.city))
    assert queue(october.clerk, "rate_reports_missing") == [f"{town.community.name}2026年10月月报"]
    assert (late(october.clerk, "rate_reports_due"), late(october.clerk, "rate_reports_missing")) == (1, 1)


def test_a_unit_that_owed_no_visit_is_neither_asked_nor_named(october: October, clock: Clock) -> None:
    ticked(clock, AFTER)
    assert not told(Role.STREET_CLERK, october.town.far_street) and not told(Role.DISTRICT_OFFICER, october.town.next_district)
    month = reverse("rate-month", args=[october.town.next_district.code, "2026-10"])
    page = signed_in(october.city_officer).get(month).content.decode()
    assert "无应访" in page and "逾期未报" not in page


def test_once_handed_in_the_task_is_gone_and_the_level_above_no_longer_names_it(october: October, clock: Clock) -> None:
    hand_in_as(october, "street")
    ticked(clock, AFTER)
    assert not queue(october.clerk, "rate_reports_due")
    assert all("现在还没有报出" not in one for one in told(Role.STREET_CLERK, october.town.street))
    assert queue(october.district, "rate_reports_missing") == [f"{october.town.next_street.name}2026年10月月报"]


def own(october: October, section: str, key: str, value: object) -> None:
    """Let the district set a standard of its own."""
    set_standard(
        actor=holder(Role.DISTRICT_CONFIGURATOR, october.town.district), district=october.town.district, section=section, key=key,
        value=value, effective_on=timezone.localdate(), basis="区民发〔2026〕1号",
    )  # fmt: skip


@pytest.mark.usefixtures("no_kept_policy")
def test_a_district_that_set_something_else_makes_the_query_no_longer(october: October) -> None:
    def asked() -> str:
        return str(unreported(Region.objects.all(), [OCTOBER]).query)

    city = asked()
    own(october, "figures", "priority_age", 70)
    assert asked() == city


@pytest.mark.usefixtures("no_kept_policy")
def test_a_district_may_ask_earlier_and_only_its_units_are_late(october: October, clock: Clock) -> None:
    own(october, "deadlines", "rate_report_due", {"amount": 3, "unit": "working_days"})
    assert ticked(clock, ON_THE_DAY) > 0
    assert late(october.clerk, "rate_reports_due") == 1
    assert told(Role.STREET_CLERK, october.town.street) and not told(Role.CITY_OFFICER, october.town.city)


def test_the_numbers_on_the_months_page_lead_to_the_names(october: October, clock: Clock) -> None:
    clock(AFTER)
    client, district = signed_in(october.district), october.town.district
    page = client.get(reverse("rate-month", args=[district.code, "2026-10"])).content.decode()
    names = reverse("rate-missing", args=[district.code, "2026-10", "street"])
    assert names in page and "2个街道（乡镇）未报" in page and "逾期未报" in page
    assert "体育中心街道" in client.get(names).content.decode()
    hand_in_as(october, "street")
    assert "体育中心街道" not in client.get(names).content.decode()
    for month, level in (("2026-10", "city"), ("2026-11", "street")):  # a level above; a month that is not over
        assert client.get(reverse("rate-missing", args=[district.code, month, level])).status_code == 404
    assert signed_in(october.clerk).get(names).status_code == 404
