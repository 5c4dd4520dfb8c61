"""市民政 reads every file beneath it without numbers, changes none, and finds nobody by a number (flows.md, legend of the maps)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.acts import act
from casework.models import Case, Elder
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import provider, referral
from tests.factories.casework import take
from tests.factories.permissions import TESTER, holder
from tests.pages.conftest import CityOfThree, File, signed_in
from workflows.engine.definition import Workflow
from workflows.flows import current_flows, is_shipped

pytestmark = pytest.mark.django_db
# what lies in the record room is read there, on request (flows.md D8); a city has no desk in the others' papers
FLOWS = [flow for flow in current_flows().values() if is_shipped(flow)]  # no test's own
RECORD_ROOM = {("case", "archived"), ("case", "destroyed"), ("case", "transferred_out")}


@pytest.fixture
def officer(city: CityOfThree) -> Account:
    return holder(Role.CITY_OFFICER, city.here.office.town.city)


@pytest.fixture
def client(officer: Account) -> Client:
    return signed_in(officer)


def papers(file: File) -> list[str]:
    return [reverse("paper", args=[one.flow_key, one.pk]) for one in (file.visit, file.referral, file.intervention, file.incident)]


def everywhere(city: CityOfThree) -> list[File]:
    return [city.here, city.next_street, city.next_district]


def test_the_city_reads_every_state_outside_the_record_room() -> None:
    closed = {(flow.key, state) for flow in FLOWS for state in flow.states if Role.CITY_OFFICER not in flow.readers_in(state)}
    assert closed == RECORD_ROOM


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_the_city_opens_no_number_and_edits_nothing(flow: type[Workflow[Any]]) -> None:
    for state in flow.states.values():
        assert Role.CITY_OFFICER not in {*state.reveal, *state.edit, *state.printing, *state.correct}


def test_it_opens_the_files_of_every_district(city: CityOfThree, client: Client) -> None:
    for file in everywhere(city):
        page = client.get(reverse("case-page", args=[file.case.pk]))
        assert page.status_code == 200 and file.case.elder.name in page.content.decode()
        assert [client.get(path).status_code for path in papers(file)] == [200] * 4


def test_no_digit_of_a_number_stands_on_any_page(city: CityOfThree, client: Client) -> None:
    for file in everywhere(city):
        elder = Elder.objects.get(case=file.case)
        tails = {elder.id_number.reveal()[-4:], elder.phone.reveal()[-4:], file.contact.phone.reveal()[-4:]}
        for path in [reverse("case-page", args=[file.case.pk]), *papers(file)]:
            text = re.sub(r"<[^>]*>", " ", client.get(path).content.decode())
            assert {tail for tail in tails if re.search(rf"\*{tail}|{tail}(?!\d)", text)} == set(), path
            assert "查看</a>" not in text


def test_it_may_begin_nothing_and_open_nothing(city: CityOfThree, client: Client) -> None:
    file = city.here
    page = client.get(reverse("case-page", args=[file.case.pk]))
    assert page.context["page"].starting == []
    assert [one.open_offers for one in page.context["page"].under_way] == [[]] * len(page.context["page"].under_way)
    opening = client.post(reverse("reveal", args=["elder", file.case.elder.pk, "id_number"]), {"reason": "核对全市重复登记情况"})
    assert opening.status_code == 403 and opening.context["value"] is None
    assert client.get(reverse("begin", args=[file.case.pk, "visit", "hand_in"])).status_code == 403
    assert client.get(reverse("ability", args=[file.case.pk])).status_code == 404
    assert client.get(reverse("ledger-pdf", args=[file.case.pk])).status_code in (403, 404)


def test_nobody_is_found_by_a_number(city: CityOfThree, client: Client) -> None:
    elder = Elder.objects.get(case=city.here.case)
    number, phone = elder.id_number.reveal(), elder.phone.reveal()
    for asked in (number, phone, number[-4:], phone[-4:]):
        assert list(client.get(reverse("case-list"), {"q": asked}).context["page"].rows) == [], asked
    assert city.here.case in client.get(reverse("case-list"), {"q": elder.name}).context["page"].rows
    clerk = signed_in(city.people["clerk"])
    assert city.here.case in clerk.get(reverse("case-list"), {"q": number}).context["page"].rows


def test_a_restricted_file_stays_with_the_district(city: CityOfThree, client: Client) -> None:
    file = city.next_district
    with act(TESTER, "restrict"):
        Case.objects.filter(pk=file.case.pk).update(is_restricted=True, restriction_reason="家庭矛盾")
    try:
        assert client.get(reverse("case-page", args=[file.case.pk])).status_code == 404
        assert [client.get(path).status_code for path in papers(file)] == [404] * 4
    finally:
        with act(TESTER, "restrict"):
            Case.objects.filter(pk=file.case.pk).update(is_restricted=False, restriction_reason="")


def test_a_package_is_whole_for_its_receiver_and_masked_for_all_others(city: CityOfThree) -> None:
    office, case = city.here.office, city.here.case
    receiver, works_there = provider(office)
    paper = take(referral(office, case, receiver), "send", office.clerk)
    elder = Elder.objects.get(case=case)
    path, phone, door = reverse("paper", args=["referral", paper.pk]), elder.phone.reveal(), elder.door.reveal()
    whole = signed_in(works_there).get(path).content.decode()
    assert phone in whole and door in whole
    for who in ("worker", "clerk", "district", "auditor"):
        masked = signed_in(city.people[who]).get(path).content.decode()
        assert phone not in masked and door not in masked and f"{phone[:3]}****{phone[-4:]}" in masked, who
