"""The page that explains a category: answer, sentence, clause, what to find out, and when it will change."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models.choices import Answer
from casework.services.ability import Given, record_given
from casework.services.household import save_situation
from tests.factories.active import active_case
from tests.factories.casework import Office, listed
from workflows.rules.categories import Category

pytestmark = pytest.mark.django_db


def test_every_category_stands_with_its_answer_and_clause(office: Office, client: Client) -> None:
    case = active_case(office)
    client.force_login(office.worker)
    page = client.get(reverse("eligibility", args=[case.pk])).content.decode()
    for category in Category:
        assert category.clause in page
    assert page.count("符合</span>") == len(Category)


def test_facts_that_changed_since_are_pointed_out(office: Office, client: Client) -> None:
    case = active_case(office)
    save_situation(office.worker, case, {"is_assessed": Answer.UNKNOWN}, source="elder", on=timezone.localdate())
    client.force_login(office.worker)
    page = client.get(reverse("eligibility", args=[case.pk])).content.decode()
    assert "判断以后情况有变化" in page
    assert "失能为待核实" in page


def test_what_is_unknown_is_named_with_whom_to_ask(office: Office, client: Client) -> None:
    case = active_case(office)
    save_situation(office.worker, case, {"has_certificate": Answer.UNKNOWN}, source="elder", on=timezone.localdate())
    record_given(actor=office.worker, case=case, given=Given("GB/T 42195-2022", 0, timezone.localdate(), "某评估机构"))
    client.force_login(office.worker)
    page = client.get(reverse("eligibility", args=[case.pk])).content.decode()
    assert "待核实" in page
    assert '有无残疾人证 <span class="mend">向残联了解' in page


def test_an_elder_not_yet_judged_gets_a_sentence(office: Office, client: Client) -> None:
    paper = listed(office)
    client.force_login(office.worker)
    assert "还没有判断过类别" in client.get(reverse("eligibility", args=[paper.case_id])).content.decode()
