"""The ability assessment: 26 items and two assessors, a level to look at before it is kept, and what follows for categories and duties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.acts import Refusal
from audit.verify import verify
from casework.models import AbilityAssessment, AbilityRecord, Case, CategoryPeriod, EligibilityRun, Obligation
from casework.queries.ability import past_assessments
from casework.queries.eligibility_facts import known_facts
from casework.services.ability import Given, Sheet, categories_with, record_given, record_sheet, result_of
from tests.factories.active import active_case
from tests.factories.casework import Office
from workflows.policy.instruments import gb42195
from workflows.rules.categories import Category
from workflows.rules.eligibility import AbilityLevel

pytestmark = pytest.mark.django_db
BEST = {code: max(item.scores) for code, item in gb42195().items.items()}
WORST = {code: min(item.scores) for code, item in gb42195().items.items()}


def sheet(**changes: Any) -> Sheet:
    return replace(Sheet(BEST, "评估员甲", "评估员乙", timezone.localdate()), **changes)


def posted(form: Sheet, **more: str) -> dict[str, str]:
    fields = {f"item_{code}": str(score) for code, score in form.answers.items()}
    return fields | {
        "way": "sheet", "assessed_on": form.assessed_on.isoformat(), "first_assessor": form.first_assessor,
        "second_assessor": form.second_assessor, "risk_events": str(form.risk_events),
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, 0),
        ({"diagnosis": True}, 1),
        ({"risk_events": 2}, 1),
        ({"risk_events": 1}, 0),
        ({"diagnosis": True, "risk_events": 2}, 1),
        ({"coma": True}, 4),
        ({"answers": WORST}, 4),
        ({"answers": WORST, "diagnosis": True}, 4),
    ],
)
def test_coma_diagnosis_and_risk_events_worsen_the_level(changes: dict[str, Any], level: int) -> None:
    assert result_of(sheet(**changes)).level == level


def test_every_unanswered_item_is_named_and_nothing_is_kept(office: Office) -> None:
    case = active_case(office)
    answers = {code: score for code, score in BEST.items() if code not in ("B.1.1", "B.4.5")}
    with pytest.raises(Refusal) as caught:
        record_sheet(actor=office.worker, case=case, sheet=sheet(answers=answers, second_assessor="评估员甲"))
    assert "还有2项没有评：进食、社会交往能力" in caught.value.reasons
    assert "两名评估人员不能是同一人" in caught.value.reasons
    assert not AbilityAssessment.objects.exists()
    assert not AbilityRecord.objects.exists()


@pytest.mark.parametrize("written", ["评估员甲", " 评估员甲", "评估员 甲", "评估员\u3000甲"])
def test_one_person_is_not_two_assessors_however_the_name_is_spaced(written: str) -> None:
    with pytest.raises(Refusal, match="两名评估人员不能是同一人"):
        result_of(sheet(second_assessor=written))


@pytest.mark.parametrize("changes", [{"first_assessor": " "}, {"assessed_on": date(2199, 1, 1)}, {"answers": BEST | {"B.1.1": 9}}])
def test_a_slip_is_refused_with_a_sentence(changes: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        result_of(sheet(**changes))
    assert caught.value.status == 400


def test_an_impaired_elder_gains_the_category_and_its_duties_in_the_same_act(office: Office) -> None:
    case = active_case(office, since=timezone.localdate() - timedelta(days=200))
    kept = record_sheet(actor=office.worker, case=case, sheet=sheet(answers=WORST))
    assert kept.gained == (Category.FUNCTIONALLY_IMPAIRED,)
    period = CategoryPeriod.objects.get(case=case, category=Category.FUNCTIONALLY_IMPAIRED)
    assert period.from_on == timezone.localdate() + timedelta(days=1)
    assert EligibilityRun.objects.filter(case=case).latest("id").subject_kind == "ability"
    assert Obligation.objects.filter(case=case, kind="visit").exists()
    record = AbilityRecord.objects.get(case=case)
    assert (record.total, record.preliminary_level, record.answers) == (0, 4, WORST)
    assert not list(verify())


def test_a_better_assessment_ends_the_category_at_the_months_end(office: Office) -> None:
    case = active_case(office)
    record_sheet(actor=office.worker, case=case, sheet=sheet(answers=WORST, assessed_on=timezone.localdate() - timedelta(days=1)))
    kept = record_sheet(actor=office.worker, case=case, sheet=sheet())
    assert kept.lost == (Category.FUNCTIONALLY_IMPAIRED,)
    assert CategoryPeriod.objects.get(case=case, category=Category.FUNCTIONALLY_IMPAIRED).lost_on == timezone.localdate()


@pytest.mark.parametrize("levels", [(2, 0), (0, 2)])
def test_of_two_results_of_one_day_the_worse_decides_whichever_was_entered_last(office: Office, levels: tuple[int, int]) -> None:
    case, today = active_case(office), timezone.localdate()
    given = [Given("GB/T 42195-2022", level, today, f"评估机构{level}") for level in levels]
    record_given(actor=office.worker, case=case, given=given[0])
    shown = categories_with(Case.objects.get(pk=case.pk), given[1].standard, given[1].level, today)
    kept = record_given(actor=office.worker, case=case, given=given[1])
    assert known_facts([case.pk], today)[case.pk].ability == AbilityLevel("GB/T 42195-2022", 2)
    assert shown == (kept.gained, kept.lost) == (((Category.FUNCTIONALLY_IMPAIRED,), ()) if levels[1] else ((), ()))
    case.refresh_from_db()
    assert Category.FUNCTIONALLY_IMPAIRED in case.categories


def test_the_same_sheet_twice_is_kept_once(office: Office) -> None:
    case = active_case(office)
    first = record_sheet(actor=office.worker, case=case, sheet=sheet())
    second = record_sheet(actor=office.worker, case=case, sheet=sheet())
    assert (second.repeated, second.assessment.pk) == (True, first.assessment.pk)
    assert AbilityAssessment.objects.filter(case=case).count() == 1


def test_a_result_by_the_older_standard_stays_as_it_was_given(office: Office) -> None:
    case = active_case(office)
    given = Given("MZ/T 039-2013", 3, timezone.localdate(), "某评估机构", "评2026-1")
    kept = record_given(actor=office.worker, case=case, given=given)
    assert (kept.assessment.standard, kept.assessment.level) == ("MZ/T 039-2013", 3)
    assert kept.gained == (Category.FUNCTIONALLY_IMPAIRED,)
    assert not AbilityRecord.objects.exists()
    with pytest.raises(Refusal, match="0至3"):
        record_given(actor=office.worker, case=case, given=replace(given, level=4))


def test_a_result_older_than_twelve_months_is_due_again(office: Office) -> None:
    case = active_case(office)
    day = timezone.localdate() - timedelta(days=400)
    record_given(actor=office.worker, case=case, given=Given("MZ/T 039-2013", 1, day, "某评估机构"))
    (past,) = past_assessments(case, timezone.localdate())
    assert past.is_due
    assert past.level_name == "轻度失能"


def test_who_may_not_edit_the_file_assesses_nobody(office: Office) -> None:
    case = active_case(office)
    with pytest.raises(Refusal) as caught:
        record_sheet(actor=office.auditor, case=case, sheet=sheet())
    assert caught.value.status == 403
    assert not AbilityAssessment.objects.exists()


def test_the_page_shows_the_level_first_and_keeps_it_after_the_confirmation(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.worker)
    address = reverse("ability", args=[case.pk])
    assert "B.1.1 进食" in client.get(address).content.decode()
    shown = client.post(address, posted(sheet(answers=WORST), step="preview")).content.decode()
    assert "4级（完全失能）" in shown and "评估员甲、评估员乙" in shown
    assert "新增失能类" in shown
    assert not AbilityAssessment.objects.exists()
    assert client.post(address, posted(sheet(answers=WORST), step="confirm")).status_code == 302
    assert AbilityAssessment.objects.get(case=case).level == 4
    assert "评估员甲、评估员乙" in client.get(address).content.decode()


def test_the_page_names_what_is_unanswered_and_loses_nothing(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.worker)
    answer = client.post(reverse("ability", args=[case.pk]), posted(sheet(answers={"B.1.1": 2}), step="preview"))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "还有25项没有评：修饰" in page
    assert 'name="first_assessor" value="评估员甲"' in page
    assert "checked" in page


def test_nobody_else_sees_the_pages(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.clerk_elsewhere)
    assert client.get(reverse("ability", args=[case.pk])).status_code == 404
    assert client.get(reverse("eligibility", args=[case.pk])).status_code == 404


def test_everything_that_is_missing_is_told_at_once_and_marked_where_it_is(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.worker)
    fields = posted(sheet(second_assessor=""))
    for code in ("B.2.1", "B.4.5"):
        del fields[f"item_{code}"]
    answer = client.post(reverse("ability", args=[case.pk]), fields | {"step": "preview"})
    page = answer.content.decode()
    assert answer.status_code == 400 and "评估人员二：" in page and "还有2项没有评：床上体位转移、社会交往能力" in page
    assert 'href="#B.2.1"' in page and page.count("这一项还没有评") == 2
    assert page.count(" checked") == 24
    fresh = client.get(reverse("ability", args=[case.pk])).content.decode()
    assert "这一项还没有评" not in fresh


def test_each_option_shows_its_score_and_the_page_knows_the_bands(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.worker)
    page = client.get(reverse("ability", args=[case.pk])).content.decode()
    scores = [option.score for item in gb42195().items.values() for option in item.options]
    for score in set(scores):
        assert page.count(f"<b>{score}分</b>") == scores.count(score)
    names = [band.name for band in gb42195().bands]
    assert "90=0级" in page and all(f"级（{name}）" in page for name in names)
