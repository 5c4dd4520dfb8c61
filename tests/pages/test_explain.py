"""看看为什么: what is told is true for everybody, names only whom the asker may read, and gives nothing hidden away."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import Enrollment, Screening
from casework.queries.case_page import starting_for
from permissions.access import held_at, is_visible, place_ids
from permissions.colleagues import colleagues_of
from permissions.models import Account, Organisation
from permissions.roles import Role
from permissions.scope import ORGANISATION, reach_of
from tests.pages.conftest import CityOfThree, File, signed_in
from workflows.explaining import explain_steps
from workflows.offers import available

KINDS = ("case", "visit", "referral", "intervention", "incident", "screening", "enrollment")


def papers(file: File) -> dict[str, Any]:
    return {
        "case": file.case, "visit": file.visit, "referral": file.referral, "intervention": file.intervention, "incident": file.incident,
        "screening": Screening.objects.get(case=file.case), "enrollment": Enrollment.objects.get(case=file.case),
    }  # fmt: skip


def fresh(paper: Any) -> Any:
    return type(paper).objects.get(pk=paper.pk)


def everybody() -> list[Account]:
    return list(Account.objects.filter(is_active=True).order_by("pk"))


def may_read_name(asker: Account, person: Account, paper: Any) -> bool:
    """The rule of names, written a second time: place by place, one person at a time, with a query wherever one is wanted."""
    if asker == person:
        return True
    mine = reach_of(Account.objects.get(pk=asker.pk)).held
    offices = [one for one in mine if one.level != ORGANISATION]
    bodies = {one.place_id for one in mine if one.level == ORGANISATION}
    lines = [set(place_ids(paper)), set(place_ids(paper, other=True))]
    for one in reach_of(Account.objects.get(pk=person.pk)).held:
        if one.level == ORGANISATION:
            region = Organisation.objects.get(pk=one.place_id).region
            if one.place_id in bodies or any(o.level == "city" or o.place_id in {r.pk for r in region.lineage} for o in offices):
                return True
        elif any(
            line and all(each.level == "city" or each.place_id in line for each in (office, one)) for line in lines for office in offices
        ):
            return True
    return False


def named(told: Any) -> set[int]:
    return {one.pk for way in told.ways for takers in way.takers for one in takers.named}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_a_person_is_what_the_engine_offers_that_person(city: CityOfThree, kind: str) -> None:
    paper = papers(city.here)[kind]
    for account in city.people.values():
        asker, subject = Account.objects.get(pk=account.pk), fresh(paper)
        offers = {one.transition.name: one for one in available(subject, asker)}
        told = explain_steps(fresh(paper), asker)
        assert {way.transition.name for way in told.ways if way.verdict != "system"} == set(offers)
        for way in told.ways:
            offer = offers.get(way.transition.name)
            if offer is not None:
                assert (way.verdict == "can") == offer.allowed, (account, way)
                assert (way.verdict in ("can", "needs")) == offer.permitted, (account, way)
                assert way.untold or way.reasons == offer.refused


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_who_is_said_to_be_able_is_able_and_nobody_else(city: CityOfThree, kind: str) -> None:
    paper = papers(city.here)[kind]
    able: dict[str, set[int]] = {}
    for person in everybody():
        for offer in available(fresh(paper), Account.objects.get(pk=person.pk)):
            if offer.allowed:
                able.setdefault(offer.transition.name, set()).add(person.pk)
    told = explain_steps(fresh(paper), Account.objects.get(pk=city.people["auditor"].pk))
    for way in told.ways:
        if way.transition.by:
            count = sum(one.count for one in way.takers)
            wanted = able.get(way.transition.name, set())
            assert way.ready == bool(wanted), way
            assert count == len(wanted) or not wanted, way
            assert {one.pk for takers in way.takers for one in takers.named} <= wanted or not wanted


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_reads_a_name_beyond_his_sight(city: CityOfThree, kind: str) -> None:
    paper, seen_names, numbers = papers(city.here)[kind], 0, 0
    for who_asks, account in city.people.items():
        client = signed_in(account)
        answer = client.get(reverse("explain", args=[kind, paper.pk]))
        assert answer.status_code == (200 if is_visible(Account.objects.get(pk=account.pk), fresh(paper)) else 404), who_asks
        if answer.status_code == 404:
            continue
        told, page = answer.context["told"], answer.content.decode()
        people = {person.pk: person for person in everybody()}
        strangers = {pk for pk in people if not may_read_name(account, people[pk], fresh(paper))}
        begun = {one.pk for row in answer.context.get("beginnings", ()) for takers in row.takers for one in takers.named}
        assert (named(told) | begun) & strangers == set(), who_asks
        hidden = {str(people[pk]) for pk in strangers} - {str(people[pk]) for pk in named(told) | begun} - {str(account)}
        assert [name for name in hidden if f">{name}<" in page or f"：{name}" in page] == [], who_asks
        seen_names += len(named(told))
        numbers += sum(takers.unnamed for way in told.ways for takers in way.takers)
    assert seen_names or numbers or kind in ("case", "screening", "enrollment")  # what has ended is nobody's to move


@pytest.mark.django_db
def test_the_course_of_social_work_is_kept_from_the_street(city: CityOfThree) -> None:
    paper = city.here.intervention
    clerk = Account.objects.get(pk=city.people["clerk"].pk)
    told = explain_steps(fresh(paper), clerk)
    others = [way for way in told.ways if not set(way.transition.by) & {Role.STREET_CLERK} and way.transition.requires]
    auditor = explain_steps(fresh(paper), Account.objects.get(pk=city.people["auditor"].pk))
    assert not any(reason.kind == "rule" for way in others for reason in way.reasons)
    assert not any(way.untold for way in auditor.ways)


def _queries(paper: Any, asker: Account) -> list[str]:
    subject = (
        type(paper)
        .objects.select_related("district", "street", "community", "other_district", "other_street", "other_community", "organisation")
        .get(pk=paper.pk)
    )
    with CaptureQueriesContext(connection) as seen:
        explain_steps(subject, asker, asker=asker)
    return [one["sql"] for one in seen]


@pytest.mark.django_db
def test_it_costs_the_same_however_many_steps_and_people_there_are(city: CityOfThree) -> None:
    costs: dict[str, int] = {}
    for kind in KINDS:
        costs[kind] = len(_queries(papers(city.here)[kind], Account.objects.get(pk=city.people["clerk"].pk)))
    assert max(costs.values()) <= 22, costs


@pytest.fixture
def colleague(city: CityOfThree) -> Iterator[Account]:
    yield Account.objects.get(pk=city.people["worker"].pk)


@pytest.mark.django_db
def test_one_looks_with_a_colleagues_eyes_where_one_reads_the_name(city: CityOfThree, colleague: Account) -> None:
    address = reverse("explain", args=["incident", city.here.incident.pk])
    clerk = signed_in(city.people["clerk"])
    first = clerk.get(address).context["told"]
    others = named(first) - {city.people["clerk"].pk}
    assert others
    for pk in sorted(others):
        assert clerk.get(address, {"user": pk}).context["told"].user.pk == pk
    strangers = [str(city.people[name].pk) for name in ("neighbour", "clerk_elsewhere", "system_admin", "nobody")]
    assert {clerk.get(address, {"user": text}).status_code for text in (*strangers, "1000000000", "x", "-1")} == {404}


@pytest.mark.django_db
def test_the_command_tells_the_same_and_keeps_what_is_hidden(city: CityOfThree) -> None:
    def told(subject: str, *more: str) -> str:
        out = StringIO()
        call_command("flows", "explain", subject, *more, stdout=out)
        return out.getvalue()

    clerk, stranger = city.people["clerk"].username, city.people["clerk_elsewhere"].username
    number = f"referral:{city.here.referral.pk}"
    mine = told(number, "--user", clerk)
    assert "【转出】" in mine and "可由街道经办（" in mine
    seen_by_clerk = told(number, "--user", stranger, "--asker", clerk)
    assert "看不到这件事项" in seen_by_clerk and "您无权" in seen_by_clerk
    refusals = set()
    for subject in (number, "referral:999999999"):
        with pytest.raises(CommandError) as caught:
            told(subject, "--user", stranger)
        refusals.add(str(caught.value).replace(subject, "…"))
    assert len(refusals) == 1, "what is hidden and what is not there are told in one sentence"
    for wrong, sentence in (("referral", "流程代码:编号"), ("no_such:1", "没有流程"), ("referral:x", "流程代码:编号")):
        with pytest.raises(CommandError, match=sentence):
            told(wrong, "--user", clerk)
    with pytest.raises(CommandError, match="没有用户名为"):
        told(number, "--user", "no_such_person")


@pytest.mark.django_db
def test_on_a_file_each_paper_that_may_be_begun_is_explained(city: CityOfThree) -> None:
    address = reverse("explain", args=["case", city.here.case.pk])
    told = {}
    for who, account in city.people.items():
        answer = signed_in(account).get(address)
        if answer.status_code == 200:
            rows = answer.context["beginnings"]
            allowed = {(key, one.name) for key, one in starting_for(Account.objects.get(pk=account.pk), city.here.case)}
            assert {(one.flow, one.transition.name) for one in rows if not one.reason} == allowed, who
            for one in rows:
                able = [
                    each.account.pk
                    for each in colleagues_of(city.here.case, one.transition.by)
                    if each.roles(other=False) & set(one.transition.by)
                ]
                assert sum(each.count for each in one.takers) == len(able), (who, one)
            told[who] = len(allowed)
    assert told["worker"] > told["auditor"] == 0


@pytest.mark.django_db
def test_what_does_not_lead_on_from_here_says_from_where_it_does(city: CityOfThree) -> None:
    told = explain_steps(fresh(city.here.referral), Account.objects.get(pk=city.people["clerk"].pk))
    elsewhere = {way.transition.name: str(way.reasons[0]) for way in told.elsewhere}
    assert elsewhere["receive"] == "须先到“已转出”"
    assert not set(elsewhere) & {way.transition.name for way in told.ways}
    assert held_at(told.user, told.subject)
