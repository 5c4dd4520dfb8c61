"""A district's own standards: only tighter, from their day on, withdrawn and never changed; and the calendars that are entered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import Refusal
from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from workflows.calendar import working_calendar
from workflows.models import PolicyOverlay
from workflows.overlays import set_holidays, set_standard, withdraw_standard
from workflows.policy import deadline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
KEY = "clue_check"


@pytest.fixture
def configurator(desk: Desk) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, desk.town.district)


def standard(actor: Account, desk: Desk, **changes: Any) -> PolicyOverlay:
    given = {"section": "deadlines", "key": KEY, "value": {"amount": 2}, "effective_on": timezone.localdate(), "basis": "区民发〔2026〕1号"}
    return set_standard(actor=actor, district=desk.town.district, **{**given, **changes})


def refusal_of(*args: Any, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        standard(*args, **how)
    return caught.value


def test_a_shorter_deadline_holds_in_the_district_and_nowhere_else(desk: Desk, configurator: Account) -> None:
    standard(configurator, desk)
    assert deadline(KEY, desk.town.district.code).amount == 2
    assert deadline(KEY, desk.town.next_district.code).amount == 5
    shorter = desk.submitted(title="短")
    assert shorter.due_at < timezone.now() + timedelta(days=9)


def test_a_later_day_leaves_today_as_it_is(desk: Desk, configurator: Account) -> None:
    day = timezone.localdate() + timedelta(days=30)
    standard(configurator, desk, effective_on=day)
    assert deadline(KEY, desk.town.district.code).amount == 5
    assert deadline(KEY, desk.town.district.code, on=day).amount == 2


def test_a_withdrawn_standard_holds_no_more(desk: Desk, configurator: Account) -> None:
    row = standard(configurator, desk)
    withdraw_standard(actor=configurator, row=row, reason="试行结束")
    assert deadline(KEY, desk.town.district.code).amount == 5
    assert standard(configurator, desk, value={"amount": 3}).version == 2


def test_what_is_unknown_without_basis_or_past_is_refused(desk: Desk, configurator: Account) -> None:
    assert refusal_of(configurator, desk, key="no_such").status == 422
    assert refusal_of(configurator, desk, value={"amount": 0}).status == 422
    assert refusal_of(configurator, desk, basis=" ").status == 400
    assert refusal_of(configurator, desk, effective_on=date(2020, 1, 1)).status == 400
    assert not PolicyOverlay.objects.exists()


def test_nobody_but_the_districts_configurator_sets_its_standards(desk: Desk) -> None:
    elsewhere = holder(Role.DISTRICT_CONFIGURATOR, desk.town.next_district)
    assert refusal_of(elsewhere, desk).status == 403
    assert refusal_of(desk.clerk, desk).status == 403


def test_an_entered_calendar_replaces_what_the_release_knows(desk: Desk, configurator: Account) -> None:
    day = date(2031, 10, 1)
    assert working_calendar().is_working_day(day)
    set_holidays(actor=configurator, year=2031, table={"国庆节": [day], "worked": []}, basis="国办发明电〔2030〕1号")
    assert not working_calendar().is_working_day(day)
    with pytest.raises(Refusal):
        set_holidays(actor=configurator, year=2031, table={"国庆节": [date(2030, 1, 1)]}, basis="国办发明电〔2030〕1号")
