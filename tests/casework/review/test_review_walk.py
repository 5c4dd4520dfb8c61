"""半年更新: every section changed or confirmed, people really called, categories decided anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, act
from casework.models import Case, CategoryPeriod, Contact, EligibilityRun, LedgerSnapshot, Review, SectionConfirmation
from casework.queries.paper_page import parts_of
from casework.services.household import save_situation
from casework.services.review import call_up_review, next_mark, overdue_reviews, schedule_review, take_half_year_snapshots
from permissions.models import Region
from tests.factories.casework import Office, active_case, called_up, findings, situation, take
from tests.refusals import refused
from workflows.effects import DueContext, run_due
from workflows.flows.review import SECTIONS
from workflows.models import Outbox
from workflows.rules.dates import half_year_of, month_of
from workflows.runner import system
from workflows.timers import tick


def started(office: Office) -> Review:
    return take(called_up(office), "start", office.worker)  # type: ignore[no-any-return]


def handed_in(office: Office, **parts: Any) -> Review:
    review = started(office)
    take(review, "record_findings", office.worker, given=findings(review.case, **parts))
    return take(review, "submit", office.worker)  # type: ignore[no-any-return]


def test_a_review_is_called_up_worked_on_approved_and_the_next_is_scheduled(office: Office) -> None:
    review = handed_in(office)
    take(review, "approve", office.clerk)
    case = Case.objects.get(pk=review.case_id)
    following = Review.objects.get(case=case, state="scheduled")
    assert review.state == "done" and case.last_reviewed_on == timezone.localdate()
    assert following.due_on == case.next_review_on
    assert LedgerSnapshot.objects.filter(case=case, occasion="review").count() == 1


def test_a_review_is_due_six_months_after_the_last_and_called_up_thirty_days_before(office: Office) -> None:
    case = active_case(office)
    review = Review.objects.get(case=case)
    assert review.call_up_on == review.due_on - timedelta(days=30)


class TestSubmission:
    """提交更新"""

    def test_names_every_section_that_nobody_looked_at(self, office: Office) -> None:
        with refused(*(f"“{label}”没有更新也没有确认" for label in SECTIONS.values()), "没有按新情况重新判断类别", status=422):
            take(started(office), "submit", office.worker)

    def test_needs_the_family_and_the_contacts_to_be_called(self, office: Office) -> None:
        review = started(office)
        given = findings(review.case, family_verified_on=None, contacts_called=[], contacts_verified_on=None)
        take(review, "record_findings", office.worker, given=given)
        with refused("家庭成员没有经电话或上门核实", "联系人电话没有拨通核实"):
            take(review, "submit", office.worker)

    def test_a_call_of_before_the_review_does_not_count(self, office: Office) -> None:
        review = started(office)
        given = findings(review.case, contacts_verified_on=timezone.localdate() - timedelta(days=40))
        take(review, "record_findings", office.worker, given=given)
        with refused("联系人电话没有拨通核实"):
            take(review, "submit", office.worker)

    def test_an_old_assessment_is_renewed_or_asked_for(self, office: Office) -> None:
        old = {
            "standard": "GB/T 42195-2022", "level": 0, "assessor": "评估中心",
            "assessed_on": timezone.localdate() - timedelta(days=800),
        }  # fmt: skip
        review = started(office)
        take(review, "record_findings", office.worker, given=findings(review.case, ability=old))
        with refused("能力评估已超过12个月"):
            take(review, "submit", office.worker)
        take(review, "record_findings", office.worker, given={"ability_requested_on": timezone.localdate()})
        assert take(review, "submit", office.worker).state == "submitted"

    def test_keeps_what_changed_and_what_was_confirmed_and_by_whom(self, office: Office) -> None:
        sections = dict.fromkeys(SECTIONS, "") | {"support": "新增结对志愿者"}
        review = handed_in(office, sections=sections)
        rows = {row.section: row for row in SectionConfirmation.objects.filter(review=review)}
        assert rows["support"].is_changed and not rows["person"].is_changed
        assert {row.confirmed_by for row in rows.values()} == {office.worker.display_name}
        assert Contact.objects.get(case=review.case_id).verified_on == timezone.localdate()


class TestFindings:
    """逐项登记"""

    def registered(self, office: Office, review: Review, **sections: str) -> None:
        take(review, "record_findings", office.worker, given=findings(review.case, sections=sections))

    def shown(self, office: Office, review: Review) -> dict[str, str]:
        (part,) = [one for one in parts_of(review, office.worker, sees_case=True) if one.title == "逐项确认"]
        return dict(part.lines)

    def test_each_changed_section_keeps_and_shows_its_own(self, office: Office) -> None:
        review = started(office)
        self.registered(office, review, household="长子迁回同住", support="新增结对志愿者", person="")
        shown = self.shown(office, review)
        assert "有变化：长子迁回同住" in shown["家庭基本情况"] and "结对" not in shown["家庭基本情况"]
        assert "有变化：新增结对志愿者" in shown["帮扶单位和措施"] and "无变化" in shown["探访对象基本情况"]
        assert list(shown) == ["探访对象基本情况", "家庭基本情况", "帮扶单位和措施"]

    def test_what_was_said_before_is_shown_and_what_is_said_again_stays_with_whoever_said_it(self, office: Office) -> None:
        review = started(office)
        self.registered(office, review, household="长子迁回同住", support="新增结对志愿者")
        take(
            review, "record_findings", office.grid_worker,
            given=findings(review.case, sections={"household": "次子迁回同住", "support": "新增结对志愿者"}),
        )  # fmt: skip
        shown = self.shown(office, review)
        assert "次子迁回同住" in shown["家庭基本情况"] and "此前登记：有变化：长子迁回同住" in shown["家庭基本情况"]
        assert f"（{office.worker.display_name} " in shown["帮扶单位和措施"] and "此前" not in shown["帮扶单位和措施"]

    def test_findings_of_before_that_shared_one_text_stay_readable_and_say_so(self, office: Office) -> None:
        review = started(office)
        self.registered(office, review, household="长子迁回，新增志愿者", support="长子迁回，新增志愿者")
        with act(SYSTEM_ACTOR, "as_it_was_kept_before"):
            SectionConfirmation.objects.filter(review=review).update(is_of_its_own=None)
        shown = self.shown(office, review)
        assert all("长子迁回，新增志愿者" in one and "与其他有变化的部分合写" in one for one in shown.values())
        self.registered(office, review, support="新增志愿者")
        later = self.shown(office, review)
        assert "合写" in later["家庭基本情况"] and "合写" not in later["帮扶单位和措施"]

    def test_one_too_long_is_named(self, office: Office) -> None:
        with refused("“家庭基本情况”的变化内容请控制在400字以内", status=400):
            self.registered(office, started(office), household="变" * 401)


class TestTheClerk:
    """街道经办"""

    def test_finds_nobody_ineligible_who_still_qualifies(self, office: Office) -> None:
        with refused("仍有类别符合"):
            take(handed_in(office), "find_ineligible", office.clerk, note="不再符合")

    def test_finds_ineligible_who_married_and_leaves_thirty_days(self, office: Office) -> None:
        review = handed_in(office, situation=situation(has_spouse="yes", spouse_cohabits="yes"))
        with refused("没有一个类别符合"):
            take(review, "approve", office.clerk)
        take(review, "find_ineligible", office.clerk, note="已再婚")
        period = CategoryPeriod.objects.get(case=review.case_id)
        today = timezone.localdate()
        assert review.state == "no_longer_eligible" and review.observe_until_on == today + timedelta(days=30)
        assert (period.lost_on, period.until_on) == (today, month_of(today)[1])
        assert Review.objects.filter(case=review.case_id, state="scheduled").exists()

    def test_does_not_end_a_case_on_a_doubt(self, office: Office) -> None:
        review = handed_in(office, situation=situation(has_spouse="unknown"))
        with refused("还有类别待核实"):
            take(review, "find_ineligible", office.clerk, note="不再符合")
        take(review, "send_back", office.clerk, note="请查清婚姻状况")
        assert (review.state, review.times_returned) == ("returned", 1)


def test_a_category_gained_counts_from_the_next_day(office: Office) -> None:
    ability = {"standard": "GB/T 42195-2022", "level": 2, "assessor": "评估中心", "assessed_on": timezone.localdate()}
    review = handed_in(office, ability=ability)
    take(review, "approve", office.clerk)
    period = CategoryPeriod.objects.get(case=review.case_id, category="functionally_impaired")
    assert period.from_on == timezone.localdate() + timedelta(days=1)
    assert Case.objects.get(pk=review.case_id).categories == ["living_alone", "functionally_impaired"]
    assert EligibilityRun.objects.filter(subject_kind="review", subject_id=review.pk).count() == 1


class TestReminders:
    """-7, 0: the desk; +1: community and street; +15: the officer; +30: the district. Each once."""

    def test_marks_come_one_after_the_other(self) -> None:
        review = Review(due_on=date(2025, 6, 30), district=Region(code="120104"))
        days = {
            date(2025, 6, 22): ([], date(2025, 6, 23)),
            date(2025, 6, 30): ([-7, 0], date(2025, 7, 1)),
            date(2025, 7, 30): ([-7, 0, 1, 15, 30], None),
        }
        assert {day: next_mark(review, day) for day in days} == days

    def test_each_mark_tells_its_readers_once(self, office: Office) -> None:
        review = called_up(office)
        Outbox.objects.all().delete()
        told = []
        for days in (-10, -7, -7, 0, 1, 15, 30, 60):
            now = timezone.make_aware(timezone.datetime(review.due_on.year, review.due_on.month, review.due_on.day)) + timedelta(days=days)
            run_on(review, now)
            told.append(sorted(Outbox.objects.values_list("role", flat=True)))
            Outbox.objects.all().delete()
        assert told == [
            [], ["community_worker", "grid_worker"], [], ["community_worker", "grid_worker"], ["community_worker", "street_clerk"],
            ["street_officer"], ["district_officer"], [],
        ]  # fmt: skip


def run_on(review: Review, now: Any) -> Any:
    with act(SYSTEM_ACTOR, "tick"):
        return run_due("review_remind", DueContext(review, now))


def test_an_event_calls_the_review_up_early(office: Office) -> None:
    case = active_case(office)
    called = call_up_review(system(), case, trigger="hospital", note="6月3日出院")
    assert called is not None
    review = called.subject
    assert (review.state, review.trigger) == ("due", "hospital")
    assert review.due_on <= timezone.localdate() + timedelta(days=31)
    assert call_up_review(system(), case, trigger="clue", note="又一提示") is None


def test_two_reviews_are_never_open_at_once(office: Office) -> None:
    case = active_case(office)
    assert schedule_review(system(), case, last_on=timezone.localdate()) is None
    assert Review.objects.filter(case=case).count() == 1


def test_overdue_reviews_are_listed_to_those_who_see_the_case(office: Office) -> None:
    review = called_up(office)
    later = review.due_on + timedelta(days=1)
    assert list(overdue_reviews(office.clerk, later)) == [review]
    assert not overdue_reviews(office.clerk, review.due_on) and not overdue_reviews(office.clerk_elsewhere, later)


def test_the_half_year_ends_with_one_snapshot_a_case_as_it_stood_then(office: Office) -> None:
    case = active_case(office)
    end = half_year_of(timezone.localdate())[1]
    with time_machine(end + timedelta(days=1)):
        assert [take_half_year_snapshots(office.district, on=end + timedelta(days=days)) for days in (1, 1)] == [1, 0]
        assert take_half_year_snapshots(office.district, on=end + timedelta(days=90)) == 0
    assert LedgerSnapshot.objects.get(case=case, occasion="half_year").as_of_on == end


@contextmanager
def time_machine(day: date) -> Iterator[None]:
    """Let today be another day, for what asks the clock."""
    with mock.patch.object(timezone, "localdate", lambda value=None, timezone=None: day if value is None else value.date()):
        yield


def test_the_timers_call_it_up_remind_and_climb(office: Office) -> None:
    review = Review.objects.get(case=active_case(office))
    seen = []
    for days in (-31, -30, -8, -7, 0, 1):
        tick(at_noon(review.due_on + timedelta(days=days)))
        review.refresh_from_db()
        seen.append((review.state, review.last_mark))
    assert seen == [("scheduled", None), ("due", None), ("due", None), ("due", -7), ("due", 0), ("due", 1)]
    assert timezone.localdate(review.due_at) == review.due_on


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())


def test_facts_saved_without_a_review_do_not_confirm_a_section(office: Office) -> None:
    review = started(office)
    save_situation(office.worker, review.case, {"has_carer": "no"}, source="elder", on=timezone.localdate())
    with refused("“家庭基本情况”没有更新也没有确认"):
        take(review, "submit", office.worker)


@pytest.mark.parametrize("who", ["grid_worker", "recorder"])
def test_grid_worker_and_recorder_work_on_it_and_the_community_hands_it_in(office: Office, who: str) -> None:
    review = take(called_up(office), "start", getattr(office, who))
    take(review, "record_findings", getattr(office, who), given=findings(review.case))
    with refused("您无权“提交更新”", status=403):
        take(review, "submit", getattr(office, who))
