"""Who sees a case in which state (flows.md D0 map): by office and place, by a share in force, never beyond."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import Case, CaseShare
from casework.services.cases import lift_restriction, move_case, restrict_case
from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office, active_case, listed, submitted, take
from tests.factories.permissions import TESTER, holder, organisation
from tests.refusals import refused
from workflows.runner import system


def sees(who: Account, case: Case) -> bool:
    return Case.objects.visible_to(Account.objects.get(pk=who.pk)).filter(pk=case.pk).exists()


def seers(office: Office, case: Case) -> set[str]:
    names = (
        "worker", "grid_worker", "recorder", "clerk", "officer", "district", "auditor", "archivist",
        "worker_next_door", "clerk_elsewhere", "district_elsewhere",
    )  # fmt: skip
    return {name for name in names if sees(getattr(office, name), case)}


EVERYBODY_HERE = {"worker", "grid_worker", "recorder", "clerk", "officer", "district", "auditor"}


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def close(case: Case, *, on: object = None) -> Case:
    move_case(case.pk, "begin_closing", actor=system())
    move_case(case.pk, "close", actor=system(), changes={"closed_on": on or timezone.localdate()})
    return Case.objects.get(pk=case.pk)


class TestByOffice:
    """by the office held here"""

    def test_a_case_in_service_is_seen_by_its_community_street_and_district(self, office: Office, case: Case) -> None:
        assert seers(office, case) == EVERYBODY_HERE

    def test_a_candidate_as_well(self, office: Office) -> None:
        assert seers(office, Case.objects.get(pk=listed(office).case_id)) == EVERYBODY_HERE

    def test_who_was_turned_away_is_no_longer_the_grid_workers_business(self, office: Office) -> None:
        paper = submitted(office)
        take(paper, "annul", office.clerk, note="搬离", reason_code="moved_away")
        move_case(paper.case_id, "begin_screening", actor=system())
        move_case(paper.case_id, "find_ineligible", actor=system())
        assert seers(office, Case.objects.get(pk=paper.case_id)) == EVERYBODY_HERE - {"grid_worker", "recorder"}

    def test_a_closed_case_is_the_offices_and_the_archivists_and_a_year_the_communitys(self, office: Office, case: Case) -> None:
        closed = close(case)
        assert seers(office, closed) == {"clerk", "officer", "district", "auditor", "archivist", "worker"}
        with act(TESTER, "let_a_year_pass"):
            Case.objects.filter(pk=case.pk).update(opened_on=timezone.localdate() - timedelta(days=800))
            Case.objects.filter(pk=case.pk).update(closed_on=timezone.localdate() - timedelta(days=370))
        assert seers(office, closed) == {"clerk", "officer", "district", "auditor", "archivist"}

    def test_an_archived_case_is_the_record_rooms(self, office: Office, case: Case) -> None:
        close(case)
        move_case(case.pk, "file_to_archive", actor=system())
        assert seers(office, Case.objects.get(pk=case.pk)) == {"auditor", "archivist"}


class TestByShare:
    """by a share in force"""

    def share(self, case: Case, account: Account, package: str, *, until_days: int = 5) -> CaseShare:
        today = timezone.localdate()
        with act(TESTER, "share"):
            return CaseShare.objects.create(
                case=case, account=account, package=package, from_on=today - timedelta(days=30),
                until_on=today + timedelta(days=until_days), reason="指派探访", fields=["phone"],
            )  # fmt: skip

    @pytest.fixture
    def visitor(self, office: Office) -> Account:
        return holder(Role.VISITOR, organisation("volunteers", office.town.street))

    @pytest.mark.parametrize(("package", "opens"), [("visit", True), ("intervention", True), ("incident", True), ("referral", False)])
    def test_a_package_opens_the_case_where_its_work_needs_the_elder(self, case: Case, visitor: Account, package: str, opens: bool) -> None:
        assert not sees(visitor, case)
        self.share(case, visitor, package)
        assert sees(visitor, case) is opens

    def test_ends_with_its_last_day(self, case: Case, visitor: Account) -> None:
        self.share(case, visitor, "visit", until_days=-1)
        assert not sees(visitor, case)

    def test_ends_with_the_case(self, case: Case, visitor: Account) -> None:
        self.share(case, visitor, "visit")
        assert not sees(visitor, close(case))

    def test_lets_only_the_named_fields_be_opened(self, case: Case, visitor: Account) -> None:
        self.share(case, visitor, "visit")
        assert case.may_reveal(visitor, "phone") and not case.may_reveal(visitor, "id_number")


class TestRestricted:
    """限制查阅: abuse, family conflict."""

    def restrict(self, office: Office, case: Case) -> Case:
        return restrict_case(office.district, case, reason="家庭矛盾，防止泄露", named=[office.worker, office.clerk])

    def test_is_closed_to_all_but_the_named_the_district_and_the_auditor(self, office: Office, case: Case) -> None:
        self.restrict(office, case)
        assert seers(office, case) == {"district", "auditor", "worker", "clerk"}

    @pytest.mark.parametrize(("named", "missing"), [(["worker"], "街道经办"), (["clerk"], "社区工作者"), ([], "社区工作者和街道经办")])
    def test_is_never_left_without_a_worker_and_a_clerk(self, office: Office, case: Case, named: list[str], missing: str) -> None:
        with refused(f"请指名本辖区的{missing}", status=422):
            restrict_case(office.district, case, reason="家庭矛盾", named=[getattr(office, name) for name in named])
        assert not Case.objects.get(pk=case.pk).is_restricted

    def test_people_of_elsewhere_do_not_count(self, office: Office, case: Case) -> None:
        with refused("社区工作者和街道经办"):
            restrict_case(office.district, case, reason="家庭矛盾", named=[office.worker_next_door, office.clerk_elsewhere])

    def test_and_again_to_all_when_it_is_lifted(self, office: Office, case: Case) -> None:
        lift_restriction(office.district, self.restrict(office, case), reason="矛盾已化解")
        assert seers(office, case) == EVERYBODY_HERE
        assert not CaseShare.objects.filter(CaseShare.live(timezone.localdate()), case=case).exists()


def test_sensitive_fields_are_opened_by_office_and_state(office: Office, case: Case) -> None:
    asked = ("worker", "grid_worker", "recorder", "clerk", "district", "auditor", "worker_next_door")
    may = {name for name in asked if case.may_reveal(getattr(office, name), "phone")}
    assert may == {"worker", "clerk", "district", "auditor"}
