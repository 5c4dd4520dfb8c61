"""A sealed value is opened for a reason, on record, and so many times a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.utils import timezone

from audit.acts import Refusal
from audit.models import Detail, Entry
from permissions.models import Account
from permissions.revealing import reveals_left
from permissions.roles import Role
from permissions.services import reveal
from tests.factories.permissions import Town, account, holder
from tests.permissions.fixture_app.models import Slip

pytestmark = pytest.mark.django_db
NUMBER, REASON = "12990019480302001X", "上门前核对身份"


@pytest.fixture
def clerk(town: Town) -> Account:
    return holder(Role.STREET_CLERK, town.street)


@pytest.fixture
def slip(town: Town) -> Slip:
    return Slip.objects.create(district=town.district, street=town.street, community=town.community, state="review", id_number=NUMBER)


def opened() -> int:
    return Entry.objects.filter(action="reveal", result=Entry.Result.DONE).count()


def test_an_opening_is_an_entry_that_holds_neither_value_nor_reason_in_clear(clerk: Account, slip: Slip) -> None:
    assert reveal(user=clerk, obj=slip, field="id_number", reason=REASON) == NUMBER
    entry = Entry.objects.get(action="reveal")
    assert entry.actor_id == clerk.pk and entry.object_id == str(slip.pk)
    assert NUMBER not in str(entry.__dict__) and REASON not in str(entry.__dict__)
    assert Detail.objects.get(seq=entry.seq, chain=entry.chain, name="reason").text == REASON


@pytest.mark.parametrize("reason", ["", "  ", "核对", " 看 看 "[:4]])
def test_no_reason_no_opening(clerk: Account, slip: Slip, reason: str) -> None:
    with pytest.raises(Refusal, match="请写明理由"):
        reveal(user=clerk, obj=slip, field="id_number", reason=reason)
    assert opened() == 0


def test_who_does_not_see_the_paper_learns_nothing_of_it(town: Town, slip: Slip) -> None:
    with pytest.raises(Http404):
        reveal(user=holder(Role.STREET_CLERK, town.far_street), obj=slip, field="id_number", reason=REASON)


def test_who_sees_the_paper_but_may_not_open_is_told_so_and_it_is_on_record(clerk: Account, slip: Slip) -> None:
    Slip.objects.filter(pk=slip.pk).update(state="closed")
    slip.refresh_from_db()
    with pytest.raises(Refusal, match="不能查看") as refused:
        reveal(user=clerk, obj=slip, field="id_number", reason=REASON)
    assert refused.value.status == 403 and Entry.objects.filter(action="reveal", result=Entry.Result.REFUSED).count() == 1


def test_what_is_not_sealed_is_no_door(clerk: Account, slip: Slip) -> None:
    for field in ("state", "id_number_index", "pk", "nothing"):
        with pytest.raises(Refusal, match="没有这一项"):
            reveal(user=clerk, obj=slip, field=field, reason=REASON)


def test_a_day_has_a_limit_and_an_office_may_have_its_own(clerk: Account, slip: Slip, settings: Any) -> None:
    settings.CASEWORK_REVEALS_PER_DAY, settings.CASEWORK_REVEALS_BY_ROLE = 1, {"street_clerk": 2}
    for left in (1, 0):
        reveal(user=clerk, obj=slip, field="id_number", reason=REASON)
        assert reveals_left(clerk) == left
    with pytest.raises(Refusal, match="已达2次上限"):
        reveal(user=clerk, obj=slip, field="id_number", reason=REASON)
    assert opened() == 2
    settings.CASEWORK_REVEALS_BY_ROLE = {}
    with pytest.raises(Refusal, match="已达1次上限"):
        reveal(user=clerk, obj=slip, field="id_number", reason=REASON)


def test_yesterday_does_not_count(clerk: Account, slip: Slip, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CASEWORK_REVEALS_PER_DAY = 1
    reveal(user=clerk, obj=slip, field="id_number", reason=REASON)
    assert reveals_left(clerk) == 0
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert reveals_left(clerk) == 1


def test_a_colleagues_phone_is_opened_by_himself_and_the_security_administrator(town: Town, clerk: Account) -> None:
    colleague = account("李明", phone="15400008000")
    with pytest.raises(Refusal, match="不能查看"):
        reveal(user=clerk, obj=colleague, field="phone", reason=REASON)
    for person in (colleague, holder(Role.SECURITY_ADMIN, town.city)):
        assert reveal(user=person, obj=colleague, field="phone", reason=REASON) == "15400008000"


def test_what_says_nothing_of_its_sight_stays_shut(town: Town, clerk: Account) -> None:
    with pytest.raises(Http404):
        reveal(user=clerk, obj=town.street, field="name", reason=REASON)


def test_a_value_whose_key_is_gone_says_so(clerk: Account, slip: Slip) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE permissions_fixture_slip SET id_number = 'gone.token' WHERE id = %s", [slip.pk])
    with pytest.raises(Refusal, match="无法解密"):
        reveal(user=clerk, obj=Slip.objects.get(pk=slip.pk), field="id_number", reason=REASON)
