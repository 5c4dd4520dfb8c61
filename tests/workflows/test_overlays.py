"""A district's own standards: only tighter, from their day on, withdrawn and never changed; and the calendars that are entered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import Refusal, act
from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from workflows.calendar import working_calendar
from workflows.models import PolicyOverlay
from workflows.overlays import (
    forget,
    keep_fresh,
    restore_standard,
    set_holidays,
    set_standard,
    standing_faults,
    withdraw_standard,
)
from workflows.policy import deadline, figure, names, number, resolver
from workflows.policy.policies import Files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
KEY = "clue_check"


@pytest.fixture
def configurator(desk: Desk) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, desk.town.district)


def standard(actor: Account, desk: Desk, **changes: Any) -> PolicyOverlay:
    given = {"section": "deadlines", "key": KEY, "value": {"amount": 2}, "effective_on": timezone.localdate(), "basis": "区民发〔2026〕1号"}
    return set_standard(actor=actor, **{"district": desk.town.district, **given, **changes})


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


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let days pass."""
    real = timezone.now()

    def later(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real + timedelta(days=days))

    return later


def held(desk: Desk, on: date) -> int:
    return deadline(KEY, desk.town.district.code, on=on).amount


def test_a_withdrawn_standard_holds_no_more_and_for_the_days_it_held_as_before(
    desk: Desk, configurator: Account, clock: Callable[[int], None]
) -> None:
    first = timezone.localdate()
    row = standard(configurator, desk)
    clock(40)
    ended = withdraw_standard(actor=configurator, row=row, reason="试行结束", basis="区民发〔2026〕9号")
    assert (ended.version, ended.value, ended.author, ended.effective_on) == (2, None, configurator, first + timedelta(days=40))
    for _ in range(2):  # as this process keeps it, and as another reads it anew
        days = (-1, 0, 39, 40, 99)
        assert [held(desk, first + timedelta(days=back)) for back in days] == [5, 2, 2, 5, 5]
        forget()
        keep_fresh(now=True)
    row.refresh_from_db()
    assert (row.value, row.withdrawn_on) == ({"amount": 2}, None)
    assert refusal_of_withdrawal(configurator, row).status == 409
    assert standard(configurator, desk, value={"amount": 3}).version == 3


def refusal_of_withdrawal(actor: Account, row: PolicyOverlay) -> Refusal:
    with pytest.raises(Refusal) as caught:
        withdraw_standard(actor=actor, row=row, reason="再撤")
    return caught.value


def test_a_standard_withdrawn_in_the_old_way_holds_until_that_day(desk: Desk, configurator: Account) -> None:
    today = timezone.localdate()
    row = standard(configurator, desk)
    with act(configurator, "withdraw_standard"):
        row.withdrawn_on = today + timedelta(days=2)
        row.save(update_fields=["withdrawn_on"])
    keep_fresh(now=True)
    assert [held(desk, today + timedelta(days=ahead)) for ahead in (0, 1, 2)] == [2, 2, 5]


def test_an_earlier_version_is_restored_as_a_new_one(desk: Desk, configurator: Account, clock: Callable[[int], None]) -> None:
    first = timezone.localdate()
    one = standard(configurator, desk)
    clock(10)
    standard(configurator, desk, value={"amount": 4}, effective_on=first + timedelta(days=10))
    clock(20)
    back = restore_standard(actor=configurator, row=one, reason="四天办不过来")
    assert (back.version, back.restores, back.value, back.basis) == (3, 1, {"amount": 2}, one.basis)
    assert [held(desk, first + timedelta(days=ahead)) for ahead in (5, 15, 20)] == [2, 4, 2]
    with pytest.raises(Refusal, match="不必恢复"):
        restore_standard(actor=configurator, row=one, reason="再来一次")
    with pytest.raises(Refusal, match="恢复的理由"):
        restore_standard(actor=configurator, row=PolicyOverlay.objects.get(version=2), reason=" ")
    for stranger in (desk.clerk, holder(Role.DISTRICT_CONFIGURATOR, desk.town.next_district)):
        with pytest.raises(Refusal, match="无权"):
            restore_standard(actor=stranger, row=PolicyOverlay.objects.get(version=2), reason="恢复")
    assert PolicyOverlay.objects.count() == 3


def test_a_district_comes_back_towards_the_plan_but_never_below_it(desk: Desk, configurator: Account) -> None:
    district = desk.town.district.code
    standard(configurator, desk, section="figures", key="visits_per_month", value=4)
    standard(configurator, desk, section="figures", key="visits_per_month", value=2)
    assert number("visits_per_month", district) == 2
    assert refusal_of(configurator, desk, section="figures", key="visits_per_month", value=0).status == 422


def test_lists_are_replaced_whole_by_a_later_version(desk: Desk, configurator: Account) -> None:
    district = desk.town.district.code
    for added in (["代办", "代购"], ["代购"]):
        standard(configurator, desk, section="figures", key="assistance_kinds", value={"add": added})
        assert names("assistance_kinds", district)[-len(added) :] == tuple(added)
    assert "代办" not in names("assistance_kinds", district)


@pytest.mark.parametrize(
    ("typed", "kept"), [("0.2", "0.2"), ("0.250", "0.25"), ("0.3333333333333333333333", "0.3333333333333333333333"), ("1", "1")]
)
def test_a_decimal_comes_back_exactly_as_it_was_set(desk: Desk, configurator: Account, typed: str, kept: str) -> None:
    row = standard(configurator, desk, section="figures", key="referral_reminder_share", value=Decimal(typed))
    stored = PolicyOverlay.objects.get(pk=row.pk)
    assert stored.value == {"decimal": kept}
    found = figure("referral_reminder_share", desk.town.district.code)
    assert isinstance(found, Decimal) and found == Decimal(typed) and str(found) == kept


def test_a_binary_fraction_is_refused(desk: Desk, configurator: Account) -> None:
    assert refusal_of(configurator, desk, section="figures", key="referral_reminder_share", value=0.1).status == 422
    assert refusal_of(configurator, desk, section="figures", key="referral_reminder_share", value=Decimal("NaN")).status == 422


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


def test_a_street_sets_no_standard_of_its_own(desk: Desk, configurator: Account) -> None:
    refused = refusal_of(configurator, desk, district=desk.town.street)
    assert (refused.status, refused.code) == (422, "region") and "请选择区" in refused.reasons[0]
    assert not PolicyOverlay.objects.exists() and deadline(KEY, desk.town.district.code).amount == 5


def test_a_file_of_a_district_that_is_none_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'region = "{}"\neffective_on = 2026-01-01\nbasis = "文号"\n'
    for name, code in (("1.toml", desk.town.district.code[:6]), ("2.toml", "129999")):
        (tmp_path / name).write_text(text.format(code), "utf-8")
    monkeypatch.setattr(resolver(), "sources", [Files(tmp_path)])
    assert standing_faults() == ("2.toml第1行“region”：没有代码为“129999”的区，整个文件没有执行",)
