"""One door to an object: 404 alike, every refusal explained, every seer named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from permissions.access import explain, get_visible_or_404, holders, roles_at, who
from permissions.models import Account, Region, RegionRole
from permissions.roles import Role
from permissions.scope import AccessRules, Reach, condition, forget_reach, reach_of
from permissions.services import revoke
from tests.factories.permissions import TESTER, Town, account, holder, organisation
from tests.permissions.fixture_app.models import Slip, SlipShare

pytestmark = pytest.mark.django_db


def slip(town: Town, community: Region | None = None, **columns: object) -> Slip:
    lineage = {one.level: one for one in (community or town.community).lineage}
    place = {level: lineage[level] for level in ("district", "street", "community")}
    return Slip.objects.create(**{"state": "review", **place, **columns})


def share(of: Slip, **holder_: object) -> SlipShare:
    return SlipShare.objects.create(slip=of, from_on=timezone.localdate(), reason="合办此事", **holder_)


@pytest.mark.parametrize("key", ["foreign", 10**30, "abc", None, -1, "1; DROP TABLE"])
def test_what_is_not_there_and_what_is_not_to_be_seen_are_the_same_404(town: Town, key: object) -> None:
    clerk, foreign = holder(Role.STREET_CLERK, town.street), slip(town, town.far_community)
    with pytest.raises(Http404, match="没有找到"):
        get_visible_or_404(Slip, clerk, foreign.pk if key == "foreign" else key)


def test_a_neighbour_a_parent_and_a_child_see_only_their_own(town: Town) -> None:
    here, next_door, next_street, far = (
        slip(town, one) for one in (town.community, town.next_community, town.other_community, town.far_community)
    )
    expected = {
        (Role.COMMUNITY_WORKER, town.community): {here},
        (Role.STREET_CLERK, town.street): {here, next_door},
        (Role.DISTRICT_OFFICER, town.district): {here, next_door, next_street},
        (Role.DISTRICT_OFFICER, town.next_district): {far},
        (Role.AUDITOR, town.city): {here, next_door, next_street, far},
        (Role.SYSTEM_ADMIN, town.city): set(),
        (Role.GRID_WORKER, town.community): set(),
    }
    for (role, place), seen in expected.items():
        assert set(Slip.objects.visible_to(holder(role, place))) == seen, (role, place)
    assert not Slip.objects.visible_to(AnonymousUser()).exists()


def test_a_restricted_paper_is_kept_from_the_street_but_not_from_the_district_or_whom_it_names(town: Town) -> None:
    paper = slip(town, is_restricted=True)
    clerk, named = holder(Role.STREET_CLERK, town.street), holder(Role.STREET_CLERK, town.street, name="指名经办")
    share(paper, account=named)
    assert not Slip.objects.visible_to(clerk).exists() and roles_at(clerk, paper) == frozenset()
    assert Slip.objects.visible_to(named).get() == paper and roles_at(named, paper) == {Role.STREET_CLERK}
    assert Slip.objects.visible_to(holder(Role.DISTRICT_OFFICER, town.district)).exists()
    assert "限制查阅" in str(explain(clerk, paper)) and "共享第" in str(explain(named, paper))


def test_the_second_place_acts_there_and_not_at_the_first(town: Town) -> None:
    paper = slip(town, state="draft", other_district=town.next_district, other_street=town.far_street)
    receiver = holder(Role.STREET_CLERK, town.far_street)
    assert Slip.objects.visible_to(receiver).get() == paper
    assert roles_at(receiver, paper, other=True) == {Role.STREET_CLERK} and roles_at(receiver, paper) == frozenset()
    assert roles_at(holder(Role.CITY_OFFICER, town.city), slip(town), other=True) == frozenset()  # nowhere is not everywhere


def test_a_share_ends_with_its_last_day_and_an_organisation_ends_with_its_use(town: Town) -> None:
    today = timezone.localdate()
    body = organisation("provider", town.district)
    worker, paper = holder(Role.PROVIDER, body), slip(town, state="draft")
    opened = share(paper, organisation=body)
    assert Slip.objects.visible_to(worker).exists()
    assert not Slip.objects.visible_to(Account.objects.get(pk=worker.pk), today - timedelta(days=1)).exists()
    SlipShare.objects.filter(pk=opened.pk).update(from_on=today - timedelta(days=2), until_on=today - timedelta(days=1))
    assert not Slip.objects.visible_to(worker).exists()


def test_an_explanation_names_grant_rule_and_state(town: Town) -> None:
    paper = slip(town, state="draft")
    clerk = holder(Role.STREET_CLERK, town.street, name="王芳")
    grant_id = RegionRole.objects.get(user=clerk).pk
    told = explain(clerk, paper)
    assert not told.visible
    assert told.sentences[0] == f"街道经办（体育中心街道，授权第{grant_id}号）：在其范围内，但现状态“draft”不允许查看"
    assert told.sentences[-1] == "结论：不可以看"
    assert "没有任何在有效期内的职务" in str(explain(account(), paper))
    assert "不在其范围内" in str(explain(holder(Role.STREET_CLERK, town.far_street), paper))
    assert "管理员职务，看不到个案" in str(explain(holder(Role.AUDIT_ADMIN, town.city), paper))


def test_who_names_office_and_share(town: Town) -> None:
    paper = slip(town)
    clerk, friend = holder(Role.STREET_CLERK, town.street, name="王芳"), account("李明")
    holder(Role.STREET_CLERK, town.far_street)
    share(paper, account=friend)
    found = {one.account.display_name: one for one in who(paper)}
    assert set(found) == {"王芳", "李明"}
    assert found["王芳"].held is not None and found["王芳"].held.role == Role.STREET_CLERK and found["王芳"].account == clerk
    assert found["李明"].held is None and "合办此事" in found["李明"].sentence


class TestBackend:
    def test_a_superuser_opens_nothing(self, town: Town) -> None:
        root = Account.objects.create_superuser(username="root", password="correct horse battery", display_name="初装")
        paper = slip(town)
        assert root.is_superuser
        assert (
            not root.has_perm("view", paper)
            and not root.has_perms(["permissions.view_region"])
            and not root.has_module_perms("permissions")
        )
        assert not Slip.objects.visible_to(root).exists()

    def test_a_question_is_answered_by_the_grants(self, town: Town) -> None:
        clerk, paper = holder(Role.STREET_CLERK, town.street), slip(town)
        assert clerk.has_perm("permissions.hold_street_clerk", town.community) and clerk.has_perm("permissions.view_slip", paper)
        assert not clerk.has_perm("permissions.hold_street_clerk") and not clerk.has_perm("permissions.hold_nothing", paper)
        assert not clerk.has_perm("permissions.delete_slip", paper) and not clerk.has_perm("view", town.community)
        assert "permissions.hold_street_clerk" in clerk.get_all_permissions(paper)


class TestCost:
    def test_a_request_reads_the_grants_once_and_a_list_costs_one_query_more(self, town: Town, django_assert_num_queries: object) -> None:
        clerk = Account.objects.get(pk=holder(Role.STREET_CLERK, town.street).pk)
        for _ in range(5):
            slip(town)
        with django_assert_num_queries(3):  # type: ignore[operator]
            assert len(Slip.objects.visible_to(clerk)) == 5
            assert len(Slip.objects.at_desk_of(clerk)) == 5

    def test_a_list_compares_literal_ids_never_a_tree(self, town: Town) -> None:
        clerk = holder(Role.STREET_CLERK, town.street)
        rules = AccessRules(states={Role.STREET_CLERK: frozenset({"review"}), Role.STREET_OFFICER: frozenset({"review"})})
        sql = str(Slip.objects.filter(condition(rules, reach_of(clerk), timezone.localdate())).query)
        assert f'"street_id" IN ({town.street.pk})' in sql
        assert "LIKE" not in sql and sql.count("SELECT") == 1 and "JOIN" not in sql

    def test_roles_of_one_level_stand_in_one_condition_and_the_city_has_no_place(self, town: Town) -> None:
        person = holder(Role.STREET_CLERK, town.street)
        for role, place in (
            (Role.STREET_OFFICER, town.street),
            (Role.STREET_CLERK, town.next_street),
            (Role.STREET_OFFICER, town.next_street),
        ):
            holder_row(person, role, place)
        rules = AccessRules(states={Role.STREET_CLERK: frozenset({"draft"}), Role.STREET_OFFICER: frozenset({"review"})})
        sql = str(Slip.objects.filter(condition(rules, reach_of(person), timezone.localdate())).query)
        assert sql.count('"street_id" IN') == 1 and sql.count('"state" IN') == 1
        auditor = holder(Role.AUDITOR, town.city)
        whole = str(
            Slip.objects.filter(
                condition(AccessRules(states={Role.AUDITOR: frozenset({"draft"})}), reach_of(auditor), timezone.localdate())
            ).query
        )
        assert "_id" not in whole.partition("WHERE")[2]

    def test_the_nobody_of_an_empty_reach_sees_nothing(self) -> None:
        assert not Slip.objects.filter(condition(Slip.access_rules(), Reach(None), timezone.localdate())).exists()


def holder_row(person: Account, role: Role, place: Region) -> None:
    from_factory = holder(role, place)
    row = RegionRole.objects.get(user=from_factory)
    RegionRole._base_manager.filter(pk=row.pk).update(user=person)
    forget_reach(person)


def test_a_role_taken_back_counts_no_more_in_any_list_of_people(town: Town) -> None:
    clerk = holder(Role.STREET_CLERK, town.street)
    assert list(holders(Role.STREET_CLERK, town.street)) == [clerk] and not holders(Role.STREET_CLERK, None)
    revoke(actor=TESTER, row=RegionRole.objects.get(user=clerk), reason="调离岗位")
    assert not holders(Role.STREET_CLERK, town.street)


def test_a_paper_of_an_earlier_version_follows_the_rules_it_began_under(town: Town) -> None:
    clerk, worker = holder(Role.STREET_CLERK, town.street), holder(Role.COMMUNITY_WORKER, town.community)
    seen = {(version, state): slip(town, state=state, flow_version=version) for version in (1, 2) for state in ("draft", "review")}
    assert set(Slip.objects.visible_to(clerk)) == {seen[1, "draft"], seen[2, "review"]}
    assert set(Slip.objects.visible_to(worker)) == {seen[2, "draft"], seen[2, "review"]}
    assert explain(clerk, seen[1, "draft"]).visible and not explain(clerk, seen[1, "review"]).visible


def test_an_organisation_out_of_use_opens_nothing(town: Town) -> None:
    body = organisation("provider", town.district)
    worker, paper = holder(Role.PROVIDER, body), slip(town, organisation=body)
    assert Slip.objects.visible_to(worker).get() == paper and roles_at(worker, paper) == {Role.PROVIDER}
    assert explain(worker, paper).sentences[0].endswith("事项由本单位承办，现状态“review”允许查看")
    type(body)._base_manager.filter(pk=body.pk).update(is_active=False)
    again = Account.objects.get(pk=worker.pk)
    assert not Slip.objects.visible_to(again).exists() and roles_at(again, paper) == frozenset()


def test_an_administrator_to_whom_a_case_was_shared_still_sees_nothing_and_does_nothing(town: Town) -> None:
    admin, paper = holder(Role.SYSTEM_ADMIN, town.city), slip(town)
    share(paper, account=admin)
    assert not Slip.objects.visible_to(admin).exists() and roles_at(admin, paper) == frozenset()
    assert roles_at(admin, town.street) == {Role.SYSTEM_ADMIN}


def test_the_city_reaches_a_second_place_only_where_there_is_one(town: Town) -> None:
    officer = holder(Role.CITY_OFFICER, town.city)
    slip(town, state="draft")
    moved = slip(town, state="draft", other_district=town.next_district, other_street=town.far_street)
    assert Slip.objects.visible_to(officer).get() == moved
