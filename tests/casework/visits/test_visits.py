"""探访: what annex 4 asks is asked, what is unsafe is acted on, what was signed stays as it was, and every visit has its number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.models import Case, Hazard, Incident, Need, Visit
from permissions.models import Account
from tests.factories.active import active_case, answers, new, on_roster, valid_visit, visit
from tests.factories.casework import Office, take
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def handed_in(office: Office, case: Case, **changes: Any) -> Visit:
    return visit(office, case, **changes)


class TestTheForm:
    @pytest.mark.parametrize(
        ("broken", "mended"),
        [
            ({"gas": "unsafe"}, {"safety_action": "已关闭阀门并报修"}),
            ({"illness": "severe"}, {"disease": "冠心病"}),
            ({"household_change": "more"}, {"household_count": 1}),
            ({"method": "other"}, {"method_note": "社区活动中见面"}),
            ({"elder_signed_by": "oral"}, {"signature_witness": "邻居"}),
            ({"needs_text": "想有人做饭"}, {"needs": ["life_care"]}),
        ],
    )
    def test_an_answer_that_asks_for_another_is_refused_without_it(
        self, office: Office, case: Case, broken: dict[str, Any], mended: dict[str, Any]
    ) -> None:
        with refused():
            handed_in(office, case, **broken)
        assert not Visit.objects.exists()
        assert handed_in(office, case, **broken, **mended).state in ("valid", "submitted")

    def test_an_unsafe_finding_without_action_is_refused_with_its_clause(self, office: Office, case: Case) -> None:
        with refused("35号 附件2·11"):
            handed_in(office, case, fire="unsafe")

    def test_neither_tomorrow_nor_before_the_enrolment(self, office: Office, case: Case) -> None:
        for day in (timezone.localdate() + timedelta(days=1), timezone.localdate() - timedelta(days=1)):
            with refused():
                handed_in(office, case, on=day)

    def test_a_visitor_whose_emergency_training_ran_out_may_not_visit(self, office: Office, case: Case) -> None:
        lapsed = on_roster(office.grid_worker, office, trained_until_on=timezone.localdate() - timedelta(days=1))
        with refused("应急培训"):
            handed_in(office, case, visitor=lapsed)

    def test_who_says_no_is_not_visited(self, office: Office, case: Case) -> None:
        Case._base_manager.filter(pk=case.pk).update(willingness="refuses")
        with refused("不愿意"):
            handed_in(office, case)


class TestWhatFollows:
    def test_a_clean_record_is_valid_at_once_and_numbered(self, office: Office, case: Case) -> None:
        first = valid_visit(office, case)
        assert (first.state, first.ordinal) == ("valid", 1)
        assert valid_visit(office, case, method="phone").ordinal == 2

    def test_the_record_drawn_for_the_sample_waits_for_a_person_other_than_the_writer(
        self, office: Office, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("casework.effects.visit.is_sampled", lambda visit: True)
        paper = visit(office, case)
        assert paper.state == "submitted"
        with refused("不能核实自己"):
            take(paper, "examine", office.grid_worker)
        assert take(paper, "examine", office.worker).ordinal == 1

    def test_the_same_elder_day_and_way_twice_is_not_examined(self, office: Office, case: Case) -> None:
        valid_visit(office, case)
        second = visit(office, case)
        assert second.state == "submitted"
        with refused("已有同一方式"):
            take(second, "examine", office.clerk)

    def test_needs_and_hazards_are_opened_and_a_hazard_stays_until_safe(self, office: Office, case: Case) -> None:
        valid_visit(office, case, needs=["life_care"], needs_text="做饭", gas="unsafe", safety_action="报修")
        assert Need.objects.get().answered_on is None
        hazard = Hazard.objects.get()
        assert hazard.resolved_on is None and hazard.due_on == timezone.localdate() + timedelta(days=7)
        Hazard._base_manager.update(found_on=timezone.localdate() - timedelta(days=3))
        valid_visit(office, case, method="phone")
        assert Hazard.objects.get().resolved_on is None
        Visit._base_manager.filter(method="home").update(visit_on=timezone.localdate() - timedelta(days=1))
        valid_visit(office, case, method="home")
        assert Hazard.objects.get().resolved_on == timezone.localdate()

    def test_a_late_entry_needs_its_reason_and_is_marked(self, office: Office) -> None:
        day = timezone.localdate() - timedelta(days=10)
        case = active_case(office, since=day)
        with refused("补录原因"):
            visit(office, case, on=day)
        paper = visit(office, case, on=day, late_reason="手机没电，回来补记")
        assert paper.is_late and paper.state == "submitted"

    def test_two_failed_attempts_at_the_door_on_two_days_raise_the_alarm_once(self, office: Office, case: Case) -> None:
        paper = new(Visit, case, visit_on=timezone.localdate(), method="home")
        yesterday = timezone.now() - timedelta(days=1)
        paper = take(paper, "note_not_met", office.grid_worker, given={"method": "home", "result": "无人应答", "tried_at": yesterday})
        assert not Incident.objects.exists()
        paper = take(paper, "fail_again", office.grid_worker, given={"method": "home", "result": "无人应答"})
        assert Incident.objects.get().incident_kind == "lost_contact"
        take(paper, "fail_again", office.grid_worker, given={"method": "home", "result": "无人应答"})
        assert Incident.objects.count() == 1


class TestAfterwards:
    def test_what_was_signed_stays_as_it_was(self, office: Office, case: Case) -> None:
        paper = new(Visit, case, visit_on=timezone.localdate(), method="home")
        paper = take(paper, "save", office.grid_worker, changes={"written_by": office.grid_worker})
        paper = take(paper, "sign", office.grid_worker, changes=answers())
        Visit._base_manager.filter(pk=paper.pk).update(mood="worse")
        with refused("签字以后内容有改动"):
            take(paper, "submit", office.grid_worker)
        paper = take(paper, "unsign", office.grid_worker)
        assert paper.content_hash == "" and paper.elder_signed_by == ""

    def test_annulled_by_the_street_the_number_stays_used(self, office: Office, case: Case) -> None:
        first = valid_visit(office, case)
        with refused("请选择原因"):
            take(first, "annul", office.clerk, note="走访发现未上门")
        assert take(first, "annul", office.clerk, note="走访发现未上门", reason_code="false_report").ordinal == 1
        assert valid_visit(office, case, method="phone").ordinal == 2

    def test_a_correction_is_a_new_version_that_keeps_the_number(self, office: Office, case: Case) -> None:
        old = valid_visit(office, case)
        paper = new(Visit, case, visit_on=old.visit_on, method="phone", corrects=old)
        paper = take(paper, "propose_correction", office.worker, note="方式登记错", changes=answers(written_by=office.worker))
        with refused():
            take(paper, "approve_correction", office.worker)
        paper = take(paper, "approve_correction", office.clerk)
        old.refresh_from_db()
        assert (old.state, paper.state, paper.ordinal) == ("corrected", "valid", 1)

    @pytest.mark.parametrize("stranger", ["worker_next_door", "clerk_elsewhere", "district_elsewhere"])
    def test_nobody_of_another_place_sees_it(self, office: Office, case: Case, stranger: str) -> None:
        valid_visit(office, case)
        person: Account = getattr(office, stranger)
        assert not Visit.objects.visible_to(person).exists() and not Case.objects.visible_to(person).exists()
