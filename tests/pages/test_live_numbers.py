"""The numbers on a process's picture: what is late apart, one grouped query, and nothing for what does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.active import active_case, provider, referral
from tests.factories.casework import Office, submitted, take
from tests.pages.conftest import signed_in
from tests.pages.test_live_pictures import ways
from workflows import tallies


@pytest.mark.django_db
def test_a_package_without_its_file_keeps_the_elder_nameless(office: Office) -> None:
    receiver, who = provider(office)
    paper = take(referral(office, active_case(office), receiver), "send", office.clerk)
    page = signed_in(who).get(reverse("flow-names", args=["referral", paper.state]))
    assert [line.paper.pk for line in page.context["lines"]] == [paper.pk]
    assert paper.case.elder.name not in page.content.decode() and str(paper) in page.content.decode()


@pytest.mark.django_db
def test_what_is_late_is_counted_apart_and_listed_apart(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = submitted(office)
    clerk, address = signed_in(office.clerk), reverse("flow-page", args=["screening"])
    on_time = clerk.get(address)
    assert on_time.context["sum"].overdue == 0 and "逾期1" not in on_time.content.decode()
    later = timezone.now() + timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: later)
    clerk = signed_in(office.clerk)  # a session does not last that long
    late = clerk.get(address)
    assert late.context["sum"].overdue == 1
    assert any("其中逾期1件" in said for said in ways(late.content.decode()).values())
    only = clerk.get(reverse("flow-names", args=["screening", "submitted"]), {"late": "1"})
    assert [line.paper.pk for line in only.context["lines"]] == [paper.pk]
    monkeypatch.undo()
    none = signed_in(office.clerk).get(reverse("flow-names", args=["screening", "submitted"]), {"late": "1"})
    assert none.context["lines"] == [] and "名单上没有您能看到的事项" in none.content.decode()


def _queries(office: Office, path: str) -> list[str]:
    client = signed_in(office.clerk)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in seen]


@pytest.mark.django_db
def test_the_numbers_are_one_grouped_query_however_many_states_and_papers(office: Office) -> None:
    submitted(office)
    path = reverse("flow-page", args=["screening"])
    few = _queries(office, path)
    for _ in range(3):
        submitted(office)
    active_case(office)
    many = _queries(office, path)
    assert len(many) == len(few) <= 12
    assert sum("GROUP BY" in sql and "casework_screening" in sql for sql in many) == 1
    names = reverse("flow-names", args=["screening", "submitted"])
    before = _queries(office, names)
    submitted(office)
    assert len(_queries(office, names)) == len(before) <= 14


@pytest.mark.django_db
def test_what_lies_in_masses_is_counted_up_to_a_bound_and_said_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        submitted(office)
    page = reverse("flow-page", args=["screening"])
    assert "3件" in signed_in(office.clerk).get(page).content.decode()
    monkeypatch.setattr(tallies, "MOST", 2)
    for who in ("clerk", "auditor"):
        answer = signed_in(getattr(office, who)).get(page)
        assert ways(answer.content.decode())["submitted"].startswith("待审核：超过2件"), who
        assert answer.context["sum"].said == "超过2件"
    names = signed_in(office.clerk).get(reverse("flow-names", args=["screening", "submitted"]))
    assert len(names.context["lines"]) == 3, "the list goes on to the last"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/flows/no_such/", "/flows/visit/?version=9", "/flows/visit/?version=x", "/flows/visit/in/no_such/"])
def test_what_does_not_exist_is_not_there(office: Office, path: str) -> None:
    assert signed_in(office.clerk).get(path).status_code == 404
