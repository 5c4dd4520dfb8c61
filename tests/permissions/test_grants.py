"""A role is held at a place for a period; it reaches all below, and ends when its day is over."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.acts import Refusal
from audit.models import Entry
from permissions.access import roles_at
from permissions.models import Account, RegionRole
from permissions.roles import Role
from permissions.scope import reach_of
from permissions.services import delegate, grant, revoke
from tests.factories.permissions import TESTER, Town, account, holder, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return Town()


def fresh(person: Account) -> Account:
    return Account.objects.get(pk=person.pk)


def test_a_grant_reaches_all_below_and_nothing_beside_or_above(town: Town) -> None:
    clerk = holder(Role.STREET_CLERK, town.street)
    for place in (town.street, town.community, town.next_community):
        assert roles_at(clerk, place) == {Role.STREET_CLERK}
    for place in (town.district, town.city, town.next_street, town.other_community, town.far_community):
        assert roles_at(clerk, place) == frozenset()


def test_a_grant_counts_from_its_first_to_its_last_day(town: Town) -> None:
    today = timezone.localdate()
    ended = holder(Role.STREET_CLERK, town.street, from_on=today - timedelta(days=30), until_on=today - timedelta(days=1))
    last_day = holder(Role.STREET_CLERK, town.street, from_on=today - timedelta(days=30), until_on=today)
    to_come = holder(Role.STREET_CLERK, town.street, from_on=today + timedelta(days=1))
    assert [bool(roles_at(fresh(person), town.community)) for person in (ended, last_day, to_come)] == [False, True, False]
    assert roles_at(fresh(to_come), town.community, on=today + timedelta(days=1)) == {Role.STREET_CLERK}


def test_two_periods_of_one_role_stand_side_by_side(town: Town) -> None:
    person = account()
    for begins, ends in ((date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 7, 1), None)):
        grant(actor=TESTER, to=person, role=Role.GRID_WORKER, at=town.community, from_on=begins, until_on=ends)
    assert RegionRole.objects.filter(user=person).count() == 2
    assert reach_of(fresh(person), date(2025, 5, 1)).roles == frozenset()


def test_revoking_works_at_the_next_question_and_keeps_the_record(town: Town) -> None:
    clerk = holder(Role.STREET_CLERK, town.street)
    revoke(actor=TESTER, row=RegionRole.objects.get(user=clerk), reason="调离岗位")
    assert roles_at(clerk, town.community) == frozenset() == roles_at(fresh(clerk), town.community)
    assert RegionRole.objects.filter(user=clerk).exists() and Entry.objects.filter(action="revoke_role").exists()


def test_a_deactivated_account_reaches_nothing(town: Town) -> None:
    clerk = holder(Role.STREET_CLERK, town.street)
    clerk.is_active = False
    assert reach_of(clerk).roles == frozenset()


def test_a_role_of_an_organisation_is_refused_at_a_region_and_the_other_way_round(town: Town) -> None:
    body = organisation("provider", town.district)
    with pytest.raises(Refusal, match="须在单位上授予"):
        grant(actor=TESTER, to=account(), role=Role.PROVIDER, at=town.street)
    with pytest.raises(Refusal, match="须在区划上授予"):
        grant(actor=TESTER, to=account(), role=Role.STREET_CLERK, at=body)


def test_an_organisation_reaches_no_region(town: Town) -> None:
    provider = holder(Role.PROVIDER, organisation("provider", town.district))
    assert roles_at(provider, town.district) == frozenset() and reach_of(provider).roles == {Role.PROVIDER}


@pytest.mark.parametrize("second", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_the_three_administrators_are_three_persons(town: Town, second: Role) -> None:
    person = holder(Role.SYSTEM_ADMIN, town.city)
    with pytest.raises(Refusal, match="不能兼任"):
        grant(actor=TESTER, to=person, role=second, at=town.city)


def test_nobody_grants_to_oneself(town: Town) -> None:
    admin = holder(Role.SECURITY_ADMIN, town.city)
    with pytest.raises(Refusal, match="不能给自己授权"):
        grant(actor=admin, to=admin, role=Role.STREET_CLERK, at=town.street)
    refused = Entry.objects.filter(action="grant_role", result=Entry.Result.REFUSED)
    assert refused.get().actor_id == admin.pk and not RegionRole.objects.filter(user=admin).exclude(granted_by=None).exists()


def test_a_substitute_acts_in_the_name_of_whom_he_stands_for(town: Town) -> None:
    clerk, substitute = holder(Role.STREET_CLERK, town.street, name="王芳"), account("李明")
    today = timezone.localdate()
    row = RegionRole.objects.get(user=clerk)
    delegate(actor=clerk, to=substitute, row=row, from_on=today, until_on=today + timedelta(days=7), reason="年休假期间代办")
    held = reach_of(substitute).in_words(Role.STREET_CLERK)
    assert held is not None and held.on_behalf_of == "王芳"
    with pytest.raises(Refusal, match="只能委托自己的职务"):
        delegate(actor=substitute, to=clerk, row=row, from_on=today, until_on=today, reason="不该成功")


def test_a_request_reads_the_grants_once(town: Town, django_assert_num_queries: object) -> None:
    clerk = fresh(holder(Role.STREET_CLERK, town.street))
    with django_assert_num_queries(1):  # type: ignore[operator]
        for place in (town.street, town.community, town.far_community):
            roles_at(clerk, place)
            reach_of(clerk)
