"""Two who hand in the same month at the same moment: one report, and the others are told."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from audit.acts import Refusal
from audit.verify import verify
from casework.models import RateReport
from casework.services.rate_reports import check, hand_in
from permissions.models import Account, Region
from tests.audit.test_at_once import at_once
from tests.casework.rates.conftest import HANDED_IN, ZONE, Clock
from tests.factories.active import active_case
from tests.factories.casework import Office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg]
OCTOBER = date(2026, 10, 1)


def test_of_many_one_hands_in_and_of_many_one_corrects(clock: Clock) -> None:
    clock(datetime(2026, 10, 5, 9, tzinfo=ZONE))
    office = Office()
    active_case(office)
    people = [person.pk for person in (office.clerk, office.officer, office.second_clerk)] * 2
    street: Region = office.town.street
    clock(HANDED_IN)
    for number in range(3):

        def one(index: int, corrects: int = number) -> None:
            who = Account.objects.get(pk=people[index])
            hand_in(actor=who, region=street, month=OCTOBER, reason="补录一次探访" if corrects else "", corrects=corrects)

        failed = at_once(len(people), one)
        assert len(failed) == len(people) - 1 and all(isinstance(error, Refusal) and error.status == 409 for error in failed), failed
        assert RateReport.objects.count() == number + 1
    assert [check(report) for report in RateReport.objects.all()] == [[], [], []]
    assert list(verify()) == []
