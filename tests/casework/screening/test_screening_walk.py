"""摸底排查, from the list to the street's decision, through the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.models import Case, ContactAttempt, EligibilityRun, Enrollment, ProofRequest, Screening
from casework.services.screening import assign_screening
from permissions.roles import Role
from tests.factories.casework import Office, child, facts_given, in_progress, listed, situation, submitted, take, willing
from tests.factories.permissions import holder
from tests.refusals import refused
from workflows.runner import available


def state_of(paper: Screening) -> str:
    return Case.objects.get(pk=paper.case_id).state


def attempt(paper: Screening, office: Office, *, days_ago: int, method: str = "phone") -> Any:
    given = {"tried_at": timezone.now() - timedelta(days=days_ago, minutes=1), "method": method, "result": "无人应答"}
    return take(paper, "note_attempt", office.grid_worker, given=given)


def test_an_eligible_elder_goes_from_the_list_to_enrolment(office: Office) -> None:
    paper = listed(office)
    assert (paper.state, state_of(paper)) == ("listed", "candidate")
    take(paper, "start", office.grid_worker)
    assert (paper.state, state_of(paper)) == ("in_progress", "screening")
    take(paper, "record_facts", office.grid_worker, given=facts_given(paper))
    take(paper, "submit", office.worker)
    take(paper, "approve_eligible", office.clerk)
    assert (paper.state, state_of(paper)) == ("eligible", "pending")
    assert Enrollment.objects.get(case=paper.case_id).state == "drafting"


def test_the_rules_answer_is_kept_with_facts_version_and_sentences(office: Office) -> None:
    paper = submitted(office)
    run = EligibilityRun.objects.get(subject_kind="screening", subject_id=paper.pk)
    assert run.categories == ("living_alone",) and run.doubtful == ()
    assert run.rule_version and run.facts["residence"]["street"] == office.town.street.code
    assert "无配偶" in run.verdicts["living_alone"]["reason"] and "附件1第2条" in run.verdicts["living_alone"]["reason"]
    assert paper.case.elder.id_number.reveal() not in str(run.facts)


class TestUnknownFacts:
    """V13: what is not known is 待核实, never a silent no."""

    def test_a_missing_fact_is_to_verify_and_says_who_can_prove_it(self, office: Office) -> None:
        paper = in_progress(office)
        take(paper, "record_facts", office.grid_worker, given=facts_given(paper, situation=situation(has_spouse="unknown")))
        run = EligibilityRun.objects.get(subject_id=paper.pk)
        assert run.verdicts["living_alone"]["verdict"] == "to_verify"
        assert {"label": "有无配偶", "source": "本人、婚姻登记"} in run.verdicts["living_alone"]["to_find_out"]

    def test_a_proof_is_asked_for_and_settles_the_doubt(self, office: Office) -> None:
        paper = in_progress(office)
        take(paper, "record_facts", office.grid_worker, given=facts_given(paper, situation=situation(has_spouse="unknown")))
        take(paper, "ask_for_proof", office.grid_worker, given={"proof": "婚姻登记证明", "proof_from": "婚姻登记处"})
        assert ProofRequest.objects.get(screening=paper).received_on is None
        take(paper, "take_proof", office.grid_worker, given={"situation": situation()}, note="婚姻登记处答复：丧偶")
        assert ProofRequest.objects.get(screening=paper).result == "婚姻登记处答复：丧偶"
        assert EligibilityRun.objects.filter(subject_id=paper.pk).latest("id").categories == ("living_alone",)

    def test_a_doubt_that_alone_decides_cannot_be_approved(self, office: Office) -> None:
        paper = submitted(office, {"situation": situation(has_spouse="unknown")})
        with refused("没有一个类别符合", status=422):
            take(paper, "approve_eligible", office.clerk)
        with refused("还有类别待核实"):
            take(paper, "approve_ineligible", office.clerk)
        take(paper, "approve_ineligible", office.clerk, note="老人拒绝提供，邻里证实有配偶同住")
        assert state_of(paper) == "ineligible"


class TestNotReached:
    """登记未联系上: three attempts on three days, one at the door."""

    def test_two_calls_are_not_enough(self, office: Office) -> None:
        paper = in_progress(office)
        attempt(paper, office, days_ago=2)
        attempt(paper, office, days_ago=1)
        with refused("联系次数不够", "还没有上门联系过"):
            take(paper, "note_no_contact", office.grid_worker)

    def test_three_attempts_on_one_day_are_not_enough(self, office: Office) -> None:
        paper = in_progress(office)
        for _ in range(3):
            attempt(paper, office, days_ago=1, method="door")
        with refused("不同日期"):
            take(paper, "note_no_contact", office.grid_worker)

    def test_after_three_days_it_is_noted_and_tried_again_and_then_the_police_may_be_asked(self, office: Office) -> None:
        paper = in_progress(office)
        for day, method in ((3, "phone"), (2, "door"), (1, "phone")):
            attempt(paper, office, days_ago=day, method=method)
        for _ in range(2):
            take(paper, "note_no_contact", office.grid_worker)
            take(paper, "retry", office.grid_worker)
        take(paper, "note_no_contact", office.grid_worker)
        take(paper, "ask_police", office.clerk)
        assert (paper.state, paper.retries, paper.police_check_on) == ("unreachable", 2, timezone.localdate())
        assert ContactAttempt.objects.filter(screening=paper).count() == 3

    def test_an_attempt_of_tomorrow_is_refused(self, office: Office) -> None:
        with refused("不能晚于现在", status=400):
            attempt(in_progress(office), office, days_ago=-1)


class TestTheClerk:
    """街道经办"""

    def test_sends_back_only_with_an_opinion_and_the_returns_are_counted(self, office: Office) -> None:
        paper = submitted(office)
        with refused("请填写办理意见"):
            take(paper, "send_back", office.clerk)
        for _ in range(3):
            take(paper, "send_back", office.clerk, note="缺家庭成员")
            take(paper, "take_up", office.worker)
            take(paper, "submit", office.worker)
        assert paper.times_returned == 3 and paper.is_returned_too_often

    def test_of_the_next_street_does_not_even_see_it(self, office: Office) -> None:
        paper = submitted(office)
        assert not Screening.objects.visible_to(office.clerk_elsewhere).filter(pk=paper.pk).exists()
        with refused("您无权“认定符合”", "可由街道经办办理", status=403):
            take(paper, "approve_eligible", office.clerk_elsewhere)


class TestTheElderDeclines:
    """登记不愿意: with witness and evidence, and asked again after six months."""

    def test_without_a_witness_a_refusal_is_not_recorded(self, office: Office) -> None:
        paper = in_progress(office)
        with refused("见证人和凭据", status=400):
            take(paper, "record_facts", office.grid_worker, given=facts_given(paper, willingness=willing("refuses")))

    def test_a_refusal_ends_the_round_and_is_asked_again(self, office: Office) -> None:
        no = willing("refuses", witness="邻居王某", evidence="录音", reason="身体尚好")
        paper = submitted(office, {"willingness": no})
        with refused("办“登记不愿意”"):
            take(paper, "approve_eligible", office.clerk)
        take(paper, "mark_declined", office.clerk)
        case = Case.objects.get(pk=paper.case_id)
        assert case.state == "declined" and case.declined_on == timezone.localdate()
        assert case.ask_again_on and case.ask_again_on > timezone.localdate() + timedelta(days=150)

    def test_a_new_fact_opens_the_same_round_again(self, office: Office) -> None:
        no = willing("refuses", witness="邻居王某", evidence="录音")
        paper = submitted(office, {"willingness": no})
        take(paper, "mark_declined", office.clerk)
        take(paper, "challenge", office.worker, note="老人改变主意")
        assert (paper.state, state_of(paper)) == ("in_progress", "screening")


class TestNotEligible:
    """认定不符合"""

    def test_a_widow_whose_son_lives_in_the_same_street_is_not_eligible(self, office: Office) -> None:
        town = office.town
        son = child(lives_in_city="yes", outside_place="", left_since_on=None, left_reason="", district=town.district, street=town.street)
        paper = submitted(office, {"relatives": [son]})
        take(paper, "approve_ineligible", office.clerk)
        case = Case.objects.get(pk=paper.case_id)
        assert case.state == "ineligible" and case.screen_again_on

    def test_is_looked_at_again_on_the_day_a_category_will_hold(self, office: Office) -> None:
        """V8: all children left five months and some days ago; in some days the elder will be left behind."""
        left = timezone.localdate() - timedelta(days=170)
        answers = situation(has_spouse="yes", spouse_cohabits="yes", independent_since_on=left)
        paper = submitted(office, {"relatives": [child(left_since_on=left)], "situation": answers})
        take(paper, "approve_ineligible", office.clerk)
        case = Case.objects.get(pk=paper.case_id)
        assert case.screen_again_on == Screening.objects.get(pk=paper.pk).forecast_on
        assert case.screen_again_on and case.screen_again_on < timezone.localdate() + timedelta(days=30)


class TestAnnulment:
    """作废"""

    def test_a_duplicate_is_merged_into_the_case_that_stays(self, office: Office) -> None:
        kept, doubled = listed(office), listed(office, name="张秀兰（重）")
        take(doubled, "annul", office.clerk, note="同一人", reason_code="duplicate", given={"merged_into": str(kept.case_id)})
        case = Case.objects.get(pk=doubled.case_id)
        assert (case.state, case.merged_into_id) == ("merged", kept.case_id)

    def test_a_case_that_is_not_there_is_refused_and_nothing_moves(self, office: Office) -> None:
        paper = listed(office)
        with refused("找不到要并入的个案"):
            take(paper, "annul", office.clerk, note="同一人", reason_code="duplicate", given={"merged_into": "999999"})
        assert (Screening.objects.get(pk=paper.pk).state, state_of(paper)) == ("listed", "candidate")

    def test_who_moved_away_becomes_not_eligible(self, office: Office) -> None:
        paper = in_progress(office)
        take(paper, "annul", office.clerk, note="已迁往外省", reason_code="moved_away")
        assert (paper.state, state_of(paper)) == ("annulled", "ineligible")


def test_a_paper_of_a_colleague_is_left_to_him(office: Office) -> None:
    paper, colleague = listed(office), holder(Role.GRID_WORKER, office.town.community)
    assign_screening(office.worker, paper, office.grid_worker)
    with refused("已派给另一位网格员"):
        take(paper, "start", colleague)
    offers = {offer.transition.name: offer.allowed for offer in available(paper, office.grid_worker)}
    assert offers["start"] is True


@pytest.mark.parametrize("who", ["recorder", "auditor", "district"])
def test_others_cannot_start_it(office: Office, who: str) -> None:
    with refused("您无权“开始摸排”", status=403):
        take(listed(office), "start", getattr(office, who))
