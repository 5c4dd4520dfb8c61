"""The monthly rate of a past day: worked out from facts, the same whenever it is asked again, equal to the ledger of duty today."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Refusal
from casework.models import Visit
from casework.queries.rates import rates_below, total
from casework.queries.rates_as_of import PastRate, rate_as_of
from casework.services.ability import Given, record_given
from casework.services.obligations import plan_month
from permissions.models import Account
from permissions.roles import Role
from tests.casework.rates.conftest import Clock
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import holder
from workflows import overlays
from workflows.flows.visit import ANNULMENTS
from workflows.overlays import set_standard, withdraw_standard

pytestmark = pytest.mark.django_db
TENTH = datetime(2026, 6, 10, 10, tzinfo=timezone.get_fixed_timezone(480))


def figures(found: PastRate) -> tuple[int, int, int]:
    return found.total.owed, found.total.visited, found.total.floor_met


def test_later_visits_and_annulments_change_no_figure_of_a_past_day(office: Office, clock: Clock) -> None:
    clock(TENTH)
    first, second = active_case(office), active_case(office)
    seen = valid_visit(office, first)
    clock(TENTH + timedelta(days=1))
    then = rate_as_of(office.town.city, TENTH.date(), TENTH.date())
    assert figures(then) == (2, 1, 1)
    clock(TENTH + timedelta(days=5))
    valid_visit(office, second)
    take(Visit.objects.get(pk=seen.pk), "annul", office.clerk, note="重复", reason_code=next(iter(ANNULMENTS)))
    assert Visit.objects.get(pk=seen.pk).state == "annulled"
    again = rate_as_of(office.town.city, TENTH.date(), TENTH.date())
    assert (figures(again), again.digest) == (figures(then), then.digest)
    now = rate_as_of(office.town.city, TENTH.date(), timezone.localdate())
    assert figures(now) == (2, 1, 1)
    assert now.digest != then.digest


def test_an_elder_enrolled_later_was_not_owed_anything_then(office: Office, clock: Clock) -> None:
    clock(TENTH)
    active_case(office)
    clock(TENTH + timedelta(days=3))
    active_case(office)
    assert figures(rate_as_of(office.town.city, TENTH.date(), TENTH.date()))[0] == 1
    assert figures(rate_as_of(office.town.city, TENTH.date(), timezone.localdate()))[0] == 2


def test_today_it_says_what_the_ledger_of_duty_says(office: Office) -> None:
    first, second = active_case(office), active_case(office)
    active_case(office)
    record_given(actor=office.worker, case=second, given=Given("GB/T 42195-2022", 3, timezone.localdate(), "某评估机构"))
    valid_visit(office, first)
    valid_visit(office, second, method="phone")
    month = timezone.localdate().replace(day=1)
    plan_month(actor=SYSTEM_ACTOR, month=month)
    for region in (office.town.city, office.town.district, office.town.street, office.town.community):
        ledger = total(region, rates_below(region, month))
        found = rate_as_of(region, month, timezone.localdate())
        assert figures(found) == (ledger.owed, ledger.visited, ledger.floor_met)
        assert sum(line.owed for line in found.lines) == found.total.owed


def test_a_standard_entered_or_withdrawn_later_changes_nothing_then(office: Office, clock: Clock) -> None:
    clock(datetime(2026, 6, 1, 9, tzinfo=TENTH.tzinfo))
    configurator: Account = holder(Role.DISTRICT_CONFIGURATOR, office.town.district)
    row = set_standard(
        actor=configurator, district=office.town.district, section="figures", key="visits_per_month", value=2,
        effective_on=timezone.localdate(), basis="区民发〔2026〕1号",
    )  # fmt: skip
    try:
        case = active_case(office)
        valid_visit(office, case)
        then = rate_as_of(office.town.city, TENTH.date(), timezone.localdate())
        assert figures(then) == (1, 1, 0)
        clock(TENTH)
        withdraw_standard(actor=configurator, row=row, reason="试行结束")
        again = rate_as_of(office.town.city, TENTH.date(), then.as_of)
        assert (figures(again), again.digest) == (figures(then), then.digest)
    finally:
        overlays.forget()


def test_a_day_to_come_or_before_the_month_is_refused(office: Office) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal, match="还没有到"):
        rate_as_of(office.town.city, today, today + timedelta(days=1))
    with pytest.raises(Refusal, match="早于"):
        rate_as_of(office.town.city, today, today.replace(day=1) - timedelta(days=1))


def test_the_command_prints_units_and_digest(office: Office) -> None:
    active_case(office)
    month = f"{timezone.localdate():%Y-%m}"
    out = io.StringIO()
    call_command("rate", "--month", month, "--region", office.town.district.code, stdout=out)
    assert f"{office.town.street.code}\t{office.town.street.name}\t1\t0\t0.0%" in out.getvalue()
    digest = rate_as_of(office.town.district, timezone.localdate(), timezone.localdate()).digest
    assert out.getvalue().rstrip().endswith(digest)
    for wrong in (["--month", "十一月"], ["--month", month, "--as-of", "昨天"], ["--month", month, "--region", "no"]):
        with pytest.raises(CommandError):
            call_command("rate", *wrong)
