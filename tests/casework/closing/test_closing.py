"""结案与暂停: nothing open is left behind, a death stops the duty on its day, a false one changes nothing, a move keeps duty whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import (
    Amendment,
    Case,
    Closure,
    Clue,
    LivingPeriod,
    Obligation,
    PlannedVisit,
    ResponsiblePeriod,
    Review,
    Suspension,
    Visit,
)
from casework.models.living import Grid
from casework.models.transfer import TransferProcess
from casework.services.obligations import keep_case
from permissions.cipher import keyring
from permissions.roles import Role
from tests.factories.active import active_case, new, provider, referral, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER, holder
from tests.refusals import refused
from workflows.calendar import working_calendar

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def checking(office: Office, case: Case, reason: str = "moved_away", **more: object) -> Closure:
    paper = new(Closure, case, reason=reason, happened_on=TODAY(), evidence="户口迁移证明", **more)
    return take(take(paper, "propose", office.worker), "examine", office.worker)  # type: ignore[no-any-return]


def closed(office: Office, case: Case, **more: object) -> Closure:
    paper = take(checking(office, case, **more), "submit", office.worker)
    return take(take(paper, "approve", office.officer), "record", office.district)  # type: ignore[no-any-return]


class TestClosing:
    def test_is_taken_up_within_five_working_days_and_examined_within_ten(self, office: Office, case: Case) -> None:
        paper = take(new(Closure, case, reason="moved_away", happened_on=TODAY(), evidence="户口迁移证明"), "propose", office.worker)
        calendar = working_calendar()
        assert timezone.localdate(paper.due_at) == calendar.add_working_days(TODAY(), 5)
        assert timezone.localdate(take(paper, "examine", office.worker).due_at) == calendar.add_working_days(TODAY(), 10)

    def test_an_open_referral_keeps_the_case_open_until_it_has_ended(self, office: Office, case: Case) -> None:
        body, _ = provider(office)
        open_referral = referral(office, case, body)
        paper = checking(office, case)
        with refused("未了结"):
            take(paper, "submit", office.worker)
        take(open_referral, "cancel", office.clerk, reason_code="moved_away")
        paper = take(paper, "submit", office.worker)
        assert paper.state == "street_approval"

    def test_closed_by_the_district_after_the_officer_and_nobody_alone(self, office: Office, case: Case) -> None:
        paper = take(checking(office, case), "submit", office.worker)
        with refused("您无权"):
            take(paper, "approve", office.worker)
        take(take(paper, "approve", office.officer), "record", office.district)
        case.refresh_from_db()
        assert (case.state, case.closure_reason, case.retention_class) == ("closed", "moved_away", "D30")
        assert case.retention_from_on is not None and case.retention_from_on.year == TODAY().year + 1
        assert Review.objects.get(case=case).state == "cancelled" and not PlannedVisit.objects.filter(case=case).exists()

    def test_a_reason_that_needs_it_asks_for_a_second_evidence(self, office: Office, case: Case) -> None:
        paper = take(checking(office, case, reason="lost_contact"), "submit", office.worker)
        with refused("第二份依据"):
            take(paper, "approve", office.officer)
        assert take(paper, "approve", office.officer, changes={"second_evidence": "派出所证明"}).state == "district_record"

    def test_its_reason_is_corrected_later_without_reopening(self, office: Office, case: Case) -> None:
        paper = closed(office, case)
        paper = take(paper, "propose_correction", office.clerk, note="实为入住机构", changes={"corrected_reason": "care_home"})
        take(paper, "approve_correction", office.district)
        case.refresh_from_db()
        assert (case.state, case.closure_reason) == ("closed", "care_home")

    def test_taken_back_within_seven_days_all_is_as_before(self, office: Office, case: Case) -> None:
        paper = take(closed(office, case), "propose_undo", office.clerk, note="办错了人")
        take(paper, "agree_undo", office.district)
        case.refresh_from_db()
        assert case.state == "active" and case.closed_on is None and Obligation.objects.filter(case=case, kind="visit").exists()

    def test_reopened_where_a_new_fact_says_so(self, office: Office, case: Case) -> None:
        paper = closed(office, case)
        take(paper, "reopen", office.clerk, note="已迁回", changes={"still_eligible": True})
        case.refresh_from_db()
        assert case.state == "active"

    def test_nothing_closed_or_new_lies_on_a_desk(self, office: Office, case: Case) -> None:
        closed(office, case)
        for model in (Visit, Suspension, Amendment, Review):
            assert not model.objects.at_desk_of(office.worker).filter(case=case).exists()


class TestDeath:
    def test_a_false_hint_holds_the_visits_and_releases_them_with_the_rate_unchanged(self, office: Office, case: Case) -> None:
        owed = list(Obligation.objects.filter(case=case).values_list("kind", "required", "done", "status"))
        clue = take(
            new(Clue, case, kind="death", source="police", basis="信息共享", content="疑似注销", said_on=TODAY()), "create", office.worker
        )
        assert PlannedVisit.objects.get(case=case).held_because
        clue = take(clue, "take_up", office.worker)
        take(clue, "refute", office.worker, note="本人健在", changes={"evidence": "上门见到"})
        assert not PlannedVisit.objects.get(case=case).held_because
        assert list(Obligation.objects.filter(case=case).values_list("kind", "required", "done", "status")) == owed

    def test_a_true_one_proposes_the_closure_and_stops_the_duty_on_its_day(self, office: Office, case: Case) -> None:
        clue = take(
            new(Clue, case, kind="death", source="police", basis="信息共享", content="注销", said_on=TODAY()), "create", office.worker
        )
        clue = take(take(clue, "take_up", office.worker), "confirm", office.worker, changes={"evidence": "家属确认"})
        assert Closure.objects.get(case=case).reason == "deceased"
        assert not Obligation.objects.filter(case=case, status="open").exists()

    def test_the_closure_dropped_brings_the_duty_back(self, office: Office, case: Case) -> None:
        paper = take(new(Closure, case, reason="deceased", happened_on=TODAY(), evidence="邻居反映"), "propose", office.worker)
        assert not Obligation.objects.filter(case=case, status="open").exists()
        take(paper, "cancel", office.worker, note="误传")
        case.refresh_from_db()
        assert case.died_on is None and Obligation.objects.filter(case=case, kind="visit", status="open").exists()


class TestSuspension:
    def proposed(self, office: Office, case: Case, days: int = 20) -> Suspension:
        paper = new(Suspension, case, reason="hospital", starts_on=TODAY(), expected_end_on=TODAY() + timedelta(days=days))
        return take(paper, "propose", office.worker)  # type: ignore[no-any-return]

    def test_agreed_today_it_runs_at_once_and_nothing_is_owed(self, office: Office, case: Case) -> None:
        paper = take(self.proposed(office, case), "approve", office.clerk)
        case.refresh_from_db()
        assert (paper.state, case.state) == ("in_force", "suspended")
        assert not Obligation.objects.filter(case=case, kind="visit").exists()

    def test_back_home_the_elder_owes_again_and_is_seen_within_a_week(self, office: Office, case: Case) -> None:
        paper = take(self.proposed(office, case), "approve", office.clerk)
        take(paper, "end", office.worker)
        case.refresh_from_db()
        assert case.state == "active"
        assert PlannedVisit.objects.filter(case=case, window_to_on=TODAY() + timedelta(days=7)).exists()

    def test_too_long_or_a_second_one_is_refused(self, office: Office, case: Case) -> None:
        with refused("最长天数"):
            self.proposed(office, case, days=120)
        take(self.proposed(office, case), "approve", office.clerk)
        with refused("不在“在册”状态"):
            self.proposed(office, case)


class TestTransfer:
    def offered(self, office: Office, case: Case) -> Closure:
        town = office.town
        place = {"other_district": town.district, "other_street": town.next_street, "other_community": town.other_community}
        paper = new(Closure, case, reason="transferred", **place)
        paper = take(take(paper, "propose", office.worker), "examine", office.worker)
        return take(paper, "offer_transfer", office.clerk)  # type: ignore[no-any-return]

    def test_the_receiving_street_sees_the_package_and_takes_the_whole_responsibility_at_once(self, office: Office, case: Case) -> None:
        valid_visit(office, case)
        paper = self.offered(office, case)
        assert (
            list(Closure.objects.visible_to(office.clerk_elsewhere)) == [paper]
            and not Case.objects.visible_to(office.clerk_elsewhere).exists()
        )
        receiver = holder(Role.COMMUNITY_WORKER, office.town.other_community)
        with refused("指定探访人员和网格"):
            take(paper, "accept_transfer", office.clerk_elsewhere)
        with act(TESTER, "grid"):
            grid = Grid.objects.create(community=office.town.other_community, code="01", name="学湖里网格")
        take(paper, "accept_transfer", office.clerk_elsewhere, changes={"receiving_worker": receiver, "receiving_grid": grid})
        case.refresh_from_db()
        assert (case.state, case.community, case.responsible) == ("active", office.town.other_community, receiver)
        assert LivingPeriod.objects.filter(case=case, until_on=None).get().community == office.town.other_community
        assert ResponsiblePeriod.objects.filter(case=case, until_at=None).count() == 1
        assert Obligation.objects.filter(case=case, kind="visit").get().community == office.town.other_community
        assert TransferProcess.objects.get().answer == "accepted"
        assert not Case.objects.visible_to(office.worker).exists() and Case.objects.visible_to(office.clerk_elsewhere).exists()

    def test_refused_twice_the_district_rules_and_not_before(self, office: Office, case: Case) -> None:
        paper = self.offered(office, case)
        paper = take(paper, "refuse_transfer", office.clerk_elsewhere, note="本人仍住原址")
        with refused("拒收的次数还不够"):
            take(paper, "order_transfer", office.district, note="裁定")
        paper = take(take(paper, "offer_transfer", office.clerk), "refuse_transfer", office.clerk_elsewhere, note="仍住原址")
        take(paper, "order_transfer", office.district, note="按实际居住地移交")
        case.refresh_from_db()
        assert case.community == office.town.other_community


def test_a_change_of_address_in_the_community_is_written_after_the_streets_approval(office: Office, case: Case) -> None:
    paper = new(Amendment, case, topic="address", proposal={"door": keyring().seal("8号楼1门101")}, summary="换房", evidence="房产证")
    paper = take(paper, "propose", office.worker)
    take(paper, "apply", office.clerk)
    assert Case.objects.get(pk=case.pk).elder.door.reveal() == "8号楼1门101"


def test_who_refuses_the_service_is_proposed_for_closing(office: Office, case: Case) -> None:
    paper = new(
        Amendment, case, topic="willingness", proposal={"willingness": "refuses", "witness": "邻居"}, summary="不愿意", evidence="当面表示"
    )
    take(take(paper, "propose", office.worker), "apply", office.clerk)
    assert Closure.objects.get(case=case).reason == "refused"
    keep_case(case)
    assert not Obligation.objects.filter(case=case, status="open").exists()
