"""Messages: at least once, to whom the grants name on the day, later and later where it fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from permissions.roles import Role
from permissions.services import revoke
from tests.factories.permissions import TESTER, holder, organisation
from tests.workflows.conftest import Desk
from workflows.delivery import MOST_ATTEMPTS, NotDelivered, carrier, deliver
from workflows.models import Delivery, Outbox

pytestmark = pytest.mark.django_db


def left(**fields: Any) -> Outbox:
    now = timezone.now()
    return Outbox.objects.create(**{"kind": "test", "body": "请办", "created_at": now, "next_try_at": now, **fields})


def readers() -> set[int]:
    return set(Delivery.objects.values_list("account_id", flat=True))


def test_a_message_to_an_office_reaches_all_who_hold_it_there_or_above(desk: Desk) -> None:
    second = holder(Role.STREET_CLERK, desk.town.street)
    left(role=Role.STREET_CLERK, region=desk.town.community)
    assert deliver().delivered == 1
    assert readers() == {desk.clerk.pk, second.pk}
    assert deliver().delivered == 0


def test_who_left_the_office_gets_nothing_and_an_empty_office_hands_on_to_the_one_above(desk: Desk) -> None:
    revoke(actor=TESTER, row=desk.clerk.regionroles.get(), reason="调离本街道")
    left(role=Role.STREET_CLERK, region=desk.town.street)
    deliver()
    assert readers() == {desk.officer.pk}


def test_a_message_to_an_organisation_reaches_its_people(desk: Desk) -> None:
    provider = organisation("provider", desk.town.district)
    person = holder(Role.PROVIDER, provider)
    left(organisation=provider)
    deliver()
    assert readers() == {person.pk}


def test_a_message_that_nobody_can_take_waits_longer_each_time_and_is_given_up(desk: Desk) -> None:
    row = left(channel="carrier pigeon")
    now, waits = timezone.now(), []
    for _ in range(MOST_ATTEMPTS):
        deliver(now)
        row.refresh_from_db()
        waits.append(row.next_try_at - now)
        now = row.next_try_at
    assert row.is_dead and row.delivered_at is None and "carrier pigeon" in row.last_error
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)] and waits[-1] == timedelta(hours=6)
    assert deliver(now).given_up == 0


def test_an_outside_channel_is_tried_again_with_the_same_id(desk: Desk) -> None:
    tries: list[Any] = []

    @carrier("test-sms")
    def send(row: Outbox) -> None:
        tries.append(row.delivery_id)
        if len(tries) == 1:
            raise NotDelivered("网关忙")

    row = left(channel="test-sms", address="154")
    assert deliver().failed == 1
    assert deliver(timezone.now() + timedelta(minutes=5)).delivered == 1
    assert tries == [row.delivery_id] * 2
