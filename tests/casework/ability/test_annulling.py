"""A wrong assessment is annulled, never deleted: the street agrees, and all goes back to what holds without it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from audit.verify import verify
from casework.models import AbilityAnnulment, AbilityAssessment, Case, CategoryPeriod, Obligation, Situation
from casework.queries.eligibility_facts import known_facts
from casework.services.ability import Given, record_given
from casework.services.ability_annulment import Annulled, decide_annulment, propose_annulment
from tests.casework.review.test_review_walk import handed_in
from tests.factories.active import active_case
from tests.factories.casework import Office, take
from tests.refusals import refused
from workflows.rules.categories import Category
from workflows.rules.eligibility import AbilityLevel
from workflows.rules.known import UNKNOWN
from workflows.worklists import worklist_items, worklists_for

pytestmark = pytest.mark.django_db
GB, IMPAIRED = "GB/T 42195-2022", Category.FUNCTIONALLY_IMPAIRED
TODAY = timezone.localdate()


def entered(office: Office, case: Case, level: int, *, days_ago: int = 0, by: str = "worker") -> AbilityAssessment:
    given = Given(GB, level, TODAY - timedelta(days=days_ago), f"评估机构{level}")
    return record_given(actor=getattr(office, by), case=case, given=given).assessment


def asked(office: Office, assessment: AbilityAssessment, **how: Any) -> AbilityAnnulment:
    how = {"reason_code": "wrong_elder", "reason": "应登记在邻居名下"} | how
    return propose_annulment(actor=how.pop("actor", office.worker), assessment=assessment, **how)


def annulled(office: Office, assessment: AbilityAssessment) -> Annulled:
    return decide_annulment(actor=office.officer, annulment=asked(office, assessment), agrees=True)


def level(case: Case) -> Any:
    return known_facts([case.pk], TODAY)[case.pk].ability


def standing(case: Case) -> tuple[Any, ...]:
    """What rests on the assessments: level, categories, open duties, what is foreseen, what was said."""
    case.refresh_from_db()
    return (
        level(case), tuple(case.categories), case.foreseen, Situation.objects.get(case=case).is_assessed,
        sorted(Obligation.objects.filter(case=case).values_list("kind", "period", "required", "status")),
        sorted(CategoryPeriod.objects.filter(case=case, annulled_at=None).values_list("category", "from_on", "lost_on", "until_on")),
    )  # fmt: skip


def waiting(office: Office, now: datetime) -> int:
    """How many annulments the street lets wait too long."""
    return next(one.overdue for one in worklists_for(office.clerk, now) if one.key == "ability_annulments")


@pytest.mark.parametrize("wrong", [4, 0])
@pytest.mark.parametrize("right", [None, 2, 0])
def test_all_goes_back_to_what_held_without_it(office: Office, right: int | None, wrong: int) -> None:
    case = active_case(office)
    if right is not None:
        entered(office, case, right, days_ago=2)
    before = standing(case)
    slip = entered(office, case, wrong)
    assert level(case) == AbilityLevel(GB, wrong)
    annulled(office, slip)
    assert standing(case) == before
    assert not list(verify())


def test_what_was_annulled_stays_on_file_with_who_asked_why_and_who_agreed(office: Office, client: Client) -> None:
    case = active_case(office)
    slip = entered(office, case, 4)
    done = annulled(office, slip)
    assert done.lost == (IMPAIRED,)
    slip.refresh_from_db()
    assert slip.annulled_at is not None and slip.history.count() == 2
    period = CategoryPeriod.objects.get(case=case, category=IMPAIRED)
    assert period.annulled_at is not None
    assert Entry.objects.filter(action__in=("propose_ability_annulment", "annul_ability")).count() == 2
    client.force_login(office.worker)
    page = client.get(reverse("ability", args=[case.pk])).content.decode()
    assert "已撤销" in page and "填错老年人：应登记在邻居名下" in page and "同意" in page
    assert "评估已撤销，不计" in client.get(reverse("eligibility", args=[case.pk])).content.decode()


def test_of_two_on_one_day_the_worse_of_those_not_annulled_decides(office: Office) -> None:
    case = active_case(office)
    entered(office, case, 1)
    worse, worst = entered(office, case, 2), entered(office, case, 4)
    annulled(office, worst)
    assert level(case) == AbilityLevel(GB, 2)
    annulled(office, worse)
    assert level(case) == AbilityLevel(GB, 1)


def test_until_the_street_agrees_the_result_stays_and_the_street_has_a_task(office: Office) -> None:
    case = active_case(office)
    slip = entered(office, case, 4)
    made = asked(office, slip)
    assert level(case) == AbilityLevel(GB, 4)
    for who in (office.clerk, office.officer):
        assert [one.case for one in worklist_items(who, "ability_annulments").items] == [case]
    (line,) = worklist_items(office.clerk, "ability_annulments").items
    assert [waiting(office, line.due_at + timedelta(days=more)) for more in (0, 1)] == [0, 1], "late in the count when the row is"
    assert not worklist_items(office.clerk_elsewhere, "ability_annulments").items
    decide_annulment(actor=office.clerk, annulment=made, agrees=False, answer="评估报告属实")
    assert level(case) == AbilityLevel(GB, 4) and not worklist_items(office.clerk, "ability_annulments").items
    assert asked(office, slip, reason="报告编号与本人不符").pk != made.pk


@pytest.mark.parametrize("right", [2, None])
def test_a_category_counts_from_the_assessment_that_stands_not_from_the_wrong_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, right: int | None
) -> None:
    case, now = active_case(office), timezone.now()
    slip = entered(office, case, 4)

    def go_on(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days))

    go_on(5)
    if right is not None:
        given = Given(GB, right, timezone.localdate(), "评估机构")
        record_given(actor=office.worker, case=case, given=given)
    go_on(6)
    annulled(office, slip)
    begins = list(CategoryPeriod.objects.filter(case=case, category=IMPAIRED, annulled_at=None).values_list("from_on", "lost_on"))
    assert begins == ([(TODAY + timedelta(days=6), None)] if right is not None else [])
    case.refresh_from_db()
    assert (IMPAIRED in case.categories) == (right is not None)


@pytest.mark.parametrize(("level_found", "goes"), [(2, True), (0, False)])
def test_one_that_was_entered_on_a_review_is_taken_back_as_one_of_its_own(office: Office, level_found: int, goes: bool) -> None:
    found = {"standard": GB, "level": level_found, "assessor": "评估机构", "assessed_on": TODAY}
    review = handed_in(office, ability=found)
    if not goes:
        entered(office, review.case, 3)
    take(review, "approve", office.clerk)
    annulled(office, AbilityAssessment.objects.get(case=review.case_id, level=level_found))
    period = CategoryPeriod.objects.get(case=review.case_id, category=IMPAIRED)
    assert (period.annulled_at is not None) == goes
    assert (IMPAIRED in Case.objects.get(pk=review.case_id).categories) != goes


def test_a_review_that_is_still_to_be_approved_no_longer_rests_on_it(office: Office) -> None:
    review = handed_in(office, ability={"standard": GB, "level": 2, "assessor": "评估机构", "assessed_on": TODAY})
    annulled(office, AbilityAssessment.objects.get(case=review.case_id))
    take(review, "approve", office.clerk)
    assert IMPAIRED not in Case.objects.get(pk=review.case_id).categories


class TestRefused:
    @pytest.fixture
    def slip(self, office: Office) -> AbilityAssessment:
        return entered(office, active_case(office), 4)

    @pytest.mark.parametrize("who", ["auditor", "clerk", "worker_next_door"])
    def test_only_whoever_may_enter_one_may_ask(self, office: Office, slip: AbilityAssessment, who: str) -> None:
        with refused(status=403):
            asked(office, slip, actor=getattr(office, who))

    @pytest.mark.parametrize("who", ["worker", "grid_worker", "district", "clerk_elsewhere"])
    def test_only_the_elders_own_street_may_agree(self, office: Office, slip: AbilityAssessment, who: str) -> None:
        made = asked(office, slip)
        with refused("由本街道的经办或负责人批准", status=403):
            decide_annulment(actor=getattr(office, who), annulment=made, agrees=True)
        assert AbilityAssessment.objects.get(pk=slip.pk).annulled_at is None

    def test_a_reason_is_needed_and_everything_missing_is_told_at_once(self, office: Office, slip: AbilityAssessment) -> None:
        with refused("请选撤销的原因", "请写明错在哪里（至少4个字）", status=400):
            asked(office, slip, reason_code="", reason="错")

    def test_nothing_is_asked_or_answered_twice(self, office: Office, slip: AbilityAssessment) -> None:
        made = asked(office, slip)
        with refused("正等街道批准", status=409):
            asked(office, slip)
        decide_annulment(actor=office.officer, annulment=made, agrees=True)
        with refused("不必再提", status=409):
            asked(office, slip)
        with refused("不必再办", status=409):
            decide_annulment(actor=office.clerk, annulment=made, agrees=False, answer="评估属实")

    def test_turning_it_down_needs_its_reason(self, office: Office, slip: AbilityAssessment) -> None:
        made = asked(office, slip)
        with refused("请写明理由", status=400):
            decide_annulment(actor=office.officer, annulment=made, agrees=False, answer="不")


def test_on_the_page_it_is_asked_for_and_agreed_to_and_nothing_typed_is_lost(office: Office, client: Client) -> None:
    case = active_case(office)
    entered(office, case, 2, days_ago=3)
    slip = entered(office, case, 4)
    client.force_login(office.worker)
    address = reverse("ability-annul", args=[case.pk, slip.pk])
    answer = client.post(address, {"reason_code": "duplicate", "reason": "重"})
    assert (
        answer.status_code == 400 and "重</textarea>" in answer.content.decode() and 'value="duplicate" checked' in answer.content.decode()
    )
    assert client.post(address, {"reason_code": "duplicate", "reason": "同一次评估登记两遍"}).status_code == 302
    assert "同意撤销" not in client.get(reverse("ability", args=[case.pk])).content.decode()
    client.force_login(office.officer)
    page = client.get(reverse("ability", args=[case.pk])).content.decode()
    assert "同意撤销" in page and f"{GB} 2级" in page
    made = AbilityAnnulment.objects.get()
    assert client.post(reverse("ability-annulment", args=[case.pk, made.pk]), {"step": "agree"}).status_code == 302
    assert level(case) == AbilityLevel(GB, 2)
    client.force_login(office.clerk_elsewhere)
    assert client.post(address, {}).status_code == 404


def test_an_answer_that_is_refused_stays_with_the_annulment_it_was_for(office: Office, client: Client) -> None:
    case = active_case(office)
    first, _ = (asked(office, entered(office, case, level)) for level in (2, 4))
    client.force_login(office.officer)
    answer = client.post(reverse("ability-annulment", args=[case.pk, first.pk]), {"step": "refuse", "answer": "不"})
    assert answer.status_code == 400 and answer.content.decode().count("不</textarea>") == 1


def test_entered_again_after_the_annulment_it_is_a_new_one(office: Office) -> None:
    case = active_case(office)
    slip = entered(office, case, 4)
    annulled(office, slip)
    assert level(case) is UNKNOWN or level(case) is None
    assert entered(office, case, 4).pk != slip.pk
