"""Who may give a role, what may not meet in one person, and how a role ends."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from audit.acts import OutsideAct, Refusal
from audit.models import Entry
from permissions.access import roles_at
from permissions.models import Account, OrganisationRole, Region, RegionRole
from permissions.roles import ADMINISTRATORS, HeldAt, Role
from permissions.scope import reach_of
from permissions.services import create_account, create_organisation, deactivate, delegate, grant, revoke, set_service_scope
from tests.factories.permissions import TESTER, Town, account, holder, organisation

pytestmark = pytest.mark.django_db


def fresh(person: Account) -> Account:
    return Account.objects.get(pk=person.pk)


def row_of(person: Account) -> RegionRole:
    return RegionRole.objects.filter(user=person).latest("pk")


OFFICES = [role for role in Role if role not in ADMINISTRATORS]


@pytest.mark.parametrize("office", OFFICES, ids=lambda role: role.value)
def test_no_administrator_holds_an_office_that_may_see_a_case(town: Town, office: Role) -> None:
    place = town.street if office.held_at == HeldAt.REGION else organisation("provider", town.district)
    first, second = holder(Role.SECURITY_ADMIN, town.city), holder(office, place)
    for person, role, at in ((first, office, place), (second, Role.SECURITY_ADMIN, town.city)):
        with pytest.raises(Refusal, match="不能兼任"):
            grant(actor=TESTER, to=person, role=role, at=at)


@pytest.mark.parametrize(("first", "second"), [pair for pair in product(sorted(ADMINISTRATORS), repeat=2) if pair[0] != pair[1]])
def test_the_three_administrators_never_overlap_but_may_follow_each_other(town: Town, first: Role, second: Role) -> None:
    today = timezone.localdate()
    person = holder(first, town.city, until_on=today + timedelta(days=10))
    with pytest.raises(Refusal, match="不能兼任"):
        grant(actor=TESTER, to=person, role=second, at=town.district, from_on=today + timedelta(days=10))
    assert grant(actor=TESTER, to=person, role=second, at=town.city, from_on=today + timedelta(days=11))


class TestWhoGrants:
    def test_a_security_administrator_grants_within_his_own_district_only(self, town: Town) -> None:
        admin, person = holder(Role.SECURITY_ADMIN, town.district), account()
        assert grant(actor=admin, to=person, role=Role.STREET_CLERK, at=town.street).granted_by == admin
        with pytest.raises(Refusal) as refused:
            grant(actor=admin, to=person, role=Role.STREET_CLERK, at=town.far_street)
        assert refused.value.status == 403 and "安全管理员" in str(refused.value)

    @pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SECURITY_ADMIN,)], ids=lambda role: role.value)
    def test_nobody_else_grants(self, town: Town, role: Role) -> None:
        place = town.city if role.held_at == HeldAt.REGION else organisation("provider", town.district)
        with pytest.raises(Refusal):
            grant(actor=holder(role, place), to=account(), role=Role.STREET_CLERK, at=town.street)
        assert Entry.objects.filter(action="grant_role", result=Entry.Result.REFUSED).count() == 1

    def test_a_superuser_grants_nothing(self, town: Town) -> None:
        root = Account.objects.create_superuser(username="root", password="correct horse battery", display_name="初装")
        with pytest.raises(Refusal):
            grant(actor=root, to=account(), role=Role.STREET_CLERK, at=town.street)

    def test_a_region_that_ended_a_closed_body_and_a_closed_account_take_no_grant(self, town: Town) -> None:
        Region._base_manager.filter(pk=town.street.pk).update(valid_until_on=timezone.localdate())
        town.street.refresh_from_db()
        closed = account()
        deactivate(actor=TESTER, account=closed, reason="离职停用")
        for role, at, to, words in (
            (Role.STREET_CLERK, town.street, account(), "已撤销"),
            (Role.PROVIDER, organisation("provider", town.district, is_active=False), account(), "已停用"),
            (Role.STREET_CLERK, town.next_street, closed, "账号已停用"),
        ):
            with pytest.raises(Refusal, match=words):
                grant(actor=TESTER, to=to, role=role, at=at)

    def test_the_same_role_is_not_given_twice_over_one_period(self, town: Town) -> None:
        clerk = holder(Role.STREET_CLERK, town.street)
        with pytest.raises(Refusal, match="已担任"):
            grant(actor=TESTER, to=clerk, role=Role.STREET_CLERK, at=town.street, from_on=timezone.localdate() + timedelta(days=3))

    def test_a_grant_is_no_plain_write(self, town: Town) -> None:
        row = row_of(holder(Role.STREET_CLERK, town.street))
        row.reason = "别的理由"
        with pytest.raises(OutsideAct):
            row.save()
        with pytest.raises(OutsideAct):
            RegionRole.objects.filter(pk=row.pk).update(reason="别的理由")


class TestTheEnd:
    def test_a_role_taken_back_on_its_first_day_can_be_given_again_that_day(self, town: Town) -> None:
        clerk = holder(Role.STREET_CLERK, town.street)
        first = row_of(clerk)
        revoke(actor=TESTER, row=first, reason="授错岗位")
        assert not roles_at(fresh(clerk), town.street)
        first.refresh_from_db()
        assert first.valid_from_on == timezone.localdate() and first.revoked_at is not None  # the record says what was
        grant(actor=TESTER, to=clerk, role=Role.STREET_CLERK, at=town.street)
        assert roles_at(fresh(clerk), town.street) == {Role.STREET_CLERK}

    def test_yesterday_still_knows_who_held_it(self, town: Town) -> None:
        today = timezone.localdate()
        clerk = holder(Role.STREET_CLERK, town.street, from_on=today - timedelta(days=9))
        revoke(actor=TESTER, row=row_of(clerk), reason="调离岗位")
        assert reach_of(fresh(clerk), today - timedelta(days=1)).roles == {Role.STREET_CLERK}
        assert reach_of(fresh(clerk), today).roles == frozenset()

    def test_an_end_may_be_set_for_a_coming_day(self, town: Town) -> None:
        today, clerk = timezone.localdate(), holder(Role.STREET_CLERK, town.street)
        revoke(actor=TESTER, row=row_of(clerk), on=today + timedelta(days=5), reason="月底调离")
        assert reach_of(fresh(clerk), today + timedelta(days=4)).roles and not reach_of(fresh(clerk), today + timedelta(days=5)).roles

    def test_it_is_taken_back_once_with_a_reason_and_by_whom_it_concerns(self, town: Town) -> None:
        clerk = holder(Role.STREET_CLERK, town.street)
        row = row_of(clerk)
        for actor, reason, words in ((TESTER, "调", "理由"), (clerk, "不想干了", "不能在")):
            with pytest.raises(Refusal, match=words):
                revoke(actor=actor, row=row, reason=reason)
        revoke(actor=holder(Role.SECURITY_ADMIN, town.city), row=row, reason="调离岗位")
        with pytest.raises(Refusal, match="已经收回"):
            revoke(actor=TESTER, row=row, reason="再收一次")

    def test_a_closed_account_ends_what_it_lent(self, town: Town) -> None:
        clerk, substitute = holder(Role.STREET_CLERK, town.street), account()
        today = timezone.localdate()
        delegate(actor=clerk, to=substitute, row=row_of(clerk), from_on=today, until_on=today + timedelta(days=5), reason="年休假期间代办")
        assert roles_at(fresh(substitute), town.street)
        deactivate(actor=TESTER, account=clerk, reason="离职停用")
        assert not roles_at(fresh(substitute), town.street) and not fresh(clerk).is_active


class TestLending:
    @pytest.fixture
    def lent(self, town: Town) -> tuple[Account, Account]:
        clerk, substitute = holder(Role.STREET_CLERK, town.street, name="王芳"), account("李明")
        today = timezone.localdate()
        delegate(actor=clerk, to=substitute, row=row_of(clerk), from_on=today, until_on=today + timedelta(days=5), reason="年休假期间代办")
        return clerk, substitute

    def test_a_loan_ends_with_the_office_it_was_lent_from(self, town: Town, lent: tuple[Account, Account]) -> None:
        clerk, substitute = lent
        revoke(actor=TESTER, row=row_of(clerk), reason="调离岗位")
        assert not roles_at(fresh(substitute), town.street) and not roles_at(fresh(clerk), town.street)

    def test_who_lent_it_takes_it_back_himself(self, town: Town, lent: tuple[Account, Account]) -> None:
        clerk, substitute = lent
        revoke(actor=clerk, row=row_of(substitute), reason="提前销假")
        assert not roles_at(fresh(substitute), town.street) and roles_at(fresh(clerk), town.street)

    def test_what_is_borrowed_is_not_lent_on(self, town: Town, lent: tuple[Account, Account]) -> None:
        today = timezone.localdate()
        with pytest.raises(Refusal, match="不能再委托"):
            delegate(actor=lent[1], to=account(), row=row_of(lent[1]), from_on=today, until_on=today, reason="我也休假")

    def test_a_loan_lies_within_the_office_and_comes_back_to_nobody_twice(self, town: Town) -> None:
        today = timezone.localdate()
        clerk = holder(Role.STREET_CLERK, town.street, until_on=today + timedelta(days=5))
        for first, last in (
            (today, today + timedelta(days=6)),
            (today + timedelta(days=6), today + timedelta(days=6)),
            (today - timedelta(days=1), today),
        ):
            with pytest.raises(Refusal, match="期间|过去"):
                delegate(actor=clerk, to=account(), row=row_of(clerk), from_on=first, until_on=last, reason="年休假期间代办")
        with pytest.raises(Refusal, match="不能给自己"):
            delegate(actor=clerk, to=clerk, row=row_of(clerk), from_on=today, until_on=today, reason="年休假期间代办")

    def test_no_administrator_lends(self, town: Town) -> None:
        admin, today = holder(Role.AUDIT_ADMIN, town.city), timezone.localdate()
        with pytest.raises(Refusal, match="管理员职务不能委托"):
            delegate(actor=admin, to=account(), row=row_of(admin), from_on=today, until_on=today, reason="年休假期间代办")


class TestOrganisations:
    def test_the_district_registers_a_body_with_its_scope(self, town: Town) -> None:
        officer = holder(Role.DISTRICT_OFFICER, town.district)
        body = create_organisation(actor=officer, kind="provider", name="助老服务社", region=town.district)
        assert body.serves_place(town.community) and not body.serves_place(town.far_community) and body.serves_need("life_care")
        set_service_scope(actor=officer, body=body, serves=[town.street], needs=["rehabilitation"], capacity=5)
        body.refresh_from_db()
        assert body.serves_place(town.community) and not body.serves_place(town.other_community)
        assert body.serves_need("rehabilitation") and not body.serves_need("life_care") and body.capacity == 5
        assert Entry.objects.filter(action="set_service_scope").exists()

    def test_a_street_does_not_register_bodies_and_a_name_stands_once(self, town: Town) -> None:
        with pytest.raises(Refusal, match="不能在"):
            create_organisation(actor=holder(Role.STREET_CLERK, town.street), kind="provider", name="助老服务社", region=town.district)
        create_organisation(actor=TESTER, kind="provider", name="助老服务社", region=town.district)
        for kind, name, words in (("provider", "助老服务社", "已有名为"), ("bank", "银行", "没有")):
            with pytest.raises(Refusal, match=words):
                create_organisation(actor=TESTER, kind=kind, name=name, region=town.district)

    def test_a_department_officer_reaches_nothing_without_a_share(self, town: Town) -> None:
        body = organisation("department", town.district, department="health")
        officer = holder(Role.DEPARTMENT_OFFICER, body)
        assert OrganisationRole.objects.filter(user=officer).exists() and not roles_at(officer, town.community)
        assert roles_at(officer, body) == {Role.DEPARTMENT_OFFICER}


def test_an_account_needs_a_name_of_its_own() -> None:
    create_account(actor=TESTER, username="wang", display_name="王芳")
    for username, display_name, words in (("wang", "王方", "已被使用"), (" ", "王方", "请填写"), ("li", "", "请填写")):
        with pytest.raises(Refusal, match=words):
            create_account(actor=TESTER, username=username, display_name=display_name)
