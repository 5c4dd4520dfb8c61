"""What is shared with a person is read once a request, and a share that is opened or ended meanwhile is seen all the same."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Case, CaseShare
from casework.models.case import shared_case_ids
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import reach_of
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import TESTER, account, holder, organisation

pytestmark = pytest.mark.django_db
COUNTED = "casework_caseshare"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


@pytest.fixture
def visitor(office: Office) -> Account:
    return holder(Role.VISITOR, organisation("provider", office.town.street))


def opened(case: Case, to: Account, *, until: date | None = None) -> CaseShare:
    with act(TESTER, "share"):
        return CaseShare.objects.create(  # type: ignore[no-any-return]
            case=case, account=to, package="visit", from_on=timezone.localdate(), until_on=until, reason="指派探访", fields=["phone"]
        )


def asked_of_the_shares(seen: CaptureQueriesContext) -> int:
    return sum(COUNTED in one["sql"] for one in seen.captured_queries)


def test_many_questions_of_one_request_are_one_query(case: Case, visitor: Account) -> None:
    opened(case, visitor)
    reach = reach_of(visitor)
    with CaptureQueriesContext(connection) as seen:
        for _ in range(5):
            assert shared_case_ids(reach, "case", "visit") == (case.pk,)
            assert shared_case_ids(reach, "case") == ()
            assert case.share_roles(reach) == {"visitor"}
            assert case.may_reveal(visitor, "phone") and not case.may_reveal(visitor, "id_number")
    assert asked_of_the_shares(seen) == 1


def test_what_is_shared_in_the_same_request_is_seen_at_once(case: Case, visitor: Account) -> None:
    assert not Case.objects.visible_to(visitor).filter(pk=case.pk).exists()
    opened(case, visitor)
    assert Case.objects.visible_to(visitor).filter(pk=case.pk).exists()


def test_what_is_ended_in_the_same_request_is_out_of_sight_at_once(case: Case, visitor: Account) -> None:
    share = opened(case, visitor)
    assert Case.objects.visible_to(visitor).filter(pk=case.pk).exists()
    yesterday = timezone.localdate() - timedelta(days=1)
    with act(TESTER, "end_share"):
        # set-based, as a day's assignments are ended: no signal tells of it
        CaseShare.objects.filter(pk=share.pk).update(from_on=yesterday, until_on=yesterday)
    assert not Case.objects.visible_to(visitor).filter(pk=case.pk).exists()


def test_inside_the_act_that_shares_the_share_already_counts(case: Case, visitor: Account) -> None:
    reach = reach_of(visitor)
    assert shared_case_ids(reach, "visit") == ()
    with act(TESTER, "share_and_look"):
        opened(case, visitor)
        assert shared_case_ids(reach, "visit") == (case.pk,)
        assert case.share_roles(reach) == {"visitor"}


def test_a_share_that_is_taken_back_leaves_nothing(case: Case, visitor: Account) -> None:
    reach = reach_of(visitor)
    with suppress(Refusal), act(TESTER, "share_and_refuse"):
        opened(case, visitor)
        assert shared_case_ids(reach, "visit") == (case.pk,)
        raise Refusal("不能共享")
    assert shared_case_ids(reach, "visit") == ()


def test_a_share_ends_with_its_last_day(case: Case, visitor: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    opened(case, visitor, until=today)
    reach = reach_of(visitor)
    assert shared_case_ids(reach, "visit") == (case.pk,)
    monkeypatch.setattr("casework.models.case.timezone.localdate", lambda: today + timedelta(days=1))
    assert shared_case_ids(reach, "visit") == ()


def test_nobody_shares_with_nobody(case: Case) -> None:
    with act(TESTER, "share"):
        CaseShare.objects.create(
            case=case, organisation=organisation("provider", case.street), package="visit", from_on=timezone.localdate(), reason="测试"
        )
    stranger = account("停用人员")
    stranger.is_active = False
    assert shared_case_ids(reach_of(stranger), "visit") == ()
