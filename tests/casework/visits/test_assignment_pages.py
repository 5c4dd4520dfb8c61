"""派单的页面: what may be given out is listed, what is refused keeps the choice, and nobody else finds the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from casework.models import Case, PlannedVisit
from casework.services.visits import assign_visits
from permissions.models import Account
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.visits import planned, volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who, backend="permissions.backends.RegionBackend")
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_community_gives_out_what_is_not_given_yet(office: Office, case: Case) -> None:
    visitor, _ = volunteer(office)
    client, row = signed_in(office.worker), planned(case)
    page = client.get("/visits/")
    assert f"<td>{row.purpose}</td>" in text(page) and case.elder.name in text(page) and f"{visitor.name}（志愿者，本月0/60）" in text(page)
    assert client.post("/visits/", {"planned": [row.pk], "visitor": visitor.pk}).status_code == 302
    row.refresh_from_db()
    assert row.visitor == visitor
    assert case.elder.name not in text(client.get("/visits/")) and case.elder.name in text(client.get("/visits/?show=all"))


@pytest.mark.parametrize(("posted", "said"), [({"visitor": ""}, "请选择探访人员"), ({"visitor": "x" * 30}, "请选择探访人员")])
def test_without_a_person_it_is_refused_and_the_choice_stays(office: Office, case: Case, posted: dict[str, str], said: str) -> None:
    volunteer(office)
    row = planned(case)
    page = signed_in(office.worker).post("/visits/", {"planned": [row.pk], **posted})
    assert page.status_code == 400 and said in text(page)
    assert f'value="{row.pk}" id="planned-{row.pk}" checked' in text(page)


def test_without_a_visit_it_is_refused_and_the_person_stays(office: Office, case: Case) -> None:
    visitor, _ = volunteer(office)
    page = signed_in(office.worker).post("/visits/", {"visitor": visitor.pk})
    assert page.status_code == 400 and "请选择1至" in text(page) and f'value="{visitor.pk}" selected' in text(page)


def test_a_restricted_elder_is_on_no_list(office: Office, case: Case) -> None:
    Case._base_manager.filter(pk=case.pk).update(is_restricted=True)
    client = signed_in(office.worker)
    assert case.elder.name not in text(client.get("/visits/")) and case.elder.name not in text(client.get("/"))


@pytest.mark.parametrize("who", ["district", "auditor", "recorder", "officer"])
def test_who_gives_nothing_out_does_not_find_the_page(office: Office, case: Case, who: str) -> None:
    assert signed_in(getattr(office, who)).get("/visits/").status_code == 404


@pytest.mark.parametrize("who", ["worker_next_door", "clerk_elsewhere"])
def test_next_door_lists_nothing_of_here(office: Office, case: Case, who: str) -> None:
    assert case.elder.name not in text(signed_in(getattr(office, who)).get("/visits/?show=all"))


def test_the_visitor_accepts_or_gives_back_with_a_reason(office: Office, case: Case) -> None:
    visitor, account = volunteer(office)
    row = planned(case, window_from_on=timezone.localdate())
    assign_visits(actor=office.worker, planned=[row.pk], visitor=visitor)
    client = signed_in(account)
    assert "待答复" in text(client.get("/visits/mine/"))
    # where to go and whom to ring is one touch away
    assert f'href="/cases/{case.pk}/"' in text(client.get("/visits/mine/")) and client.get(f"/cases/{case.pk}/").status_code == 200
    refused = client.post("/visits/mine/", {"planned": [row.pk], "answer": "decline", "reason": ""})
    assert refused.status_code == 400 and "请写明不接受的原因" in text(refused)
    assert client.post("/visits/mine/", {"planned": [row.pk], "answer": "accept"}).status_code == 302
    assert "已接受" in text(client.get("/visits/mine/"))
    client.post("/visits/mine/", {"planned": [row.pk], "answer": "decline", "reason": "临时出差"})
    row.refresh_from_db()
    assert (row.visitor, row.decline_reason) == (None, "临时出差") and case.elder.name not in text(client.get("/visits/mine/"))


def test_the_list_costs_the_same_however_long(office: Office, case: Case, django_assert_max_num_queries: Any) -> None:
    volunteer(office)
    row = planned(case)
    for number in range(2, 30):
        row.pk, row.number, row._state.adding = None, number, True
        row.save()
    client = signed_in(office.worker)
    with django_assert_max_num_queries(14):
        assert client.get("/visits/").status_code == 200
    assert PlannedVisit.objects.count() == 29
