"""社工介入 by its pages, from the request to the end: agreement, goals, sessions, ratings, and who reads which part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from casework.models import Case, Goal, Intervention, Session
from permissions.models import Account, Organisation
from permissions.roles import Role
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import holder, organisation
from tests.pages.conftest import signed_in, submit

TODAY = timezone.localdate
SECRET = "独居后夜间失眠，常想念老伴"


class Station:
    """A social-work station with a worker, a supervisor and a case that asks for help."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.case: Case = active_case(office)
        self.body: Organisation = organisation("social_work_station", office.town.street)
        self.worker: Account = holder(Role.SOCIAL_WORKER, self.body)
        self.supervisor: Account = holder(Role.SOCIAL_WORK_SUPERVISOR, self.body)
        submit(
            signed_in(office.worker),
            reverse("begin", args=[self.case.pk, "intervention", "request"]),
            kind_of_help="counselling",
            presenting="情绪低落",
        )
        self.paper = Intervention.objects.get(case=self.case)

    def take(self, who: Account, name: str, **sent: Any) -> Intervention:
        answer = submit(signed_in(who), reverse("take", args=["intervention", self.paper.pk, name]), **sent)
        assert answer.status_code == 302, answer.content.decode()
        self.paper = Intervention.objects.get(pk=self.paper.pk)
        return self.paper

    def goals(self, who: Account | None = None) -> tuple[Client, str]:
        return signed_in(who or self.worker), reverse("goals", args=[self.paper.pk])

    def to_planning(self) -> None:
        self.take(self.supervisor, "assign", owner=self.worker.pk)
        self.take(self.worker, "agree", agreed_on=TODAY(), agreement="已说明保密及其例外，签订协议")
        systems = ("person_system", "family_system", "social_system", "problems", "strengths", "risks")
        self.take(self.worker, "assess", **dict.fromkeys(systems, SECRET))

    def to_intervening(self) -> None:
        self.to_planning()
        client, url = self.goals()
        assert client.post(url, row()).status_code == 302
        self.take(self.worker, "submit_plan", plan_agreed_on=TODAY(), review_on=TODAY() + timedelta(days=60))
        self.take(self.supervisor, "approve_plan")


def row(**more: str) -> dict[str, str]:
    """One goal as the page sends it."""
    due = f"{TODAY() + timedelta(days=50):%Y-%m-%d}"
    goal = {
        "text": "睡眠改善",
        "indicator": "每周失眠次数",
        "baseline": "5次",
        "target": "2次以下",
        "due_on": due,
        "task": "社工每周家访",
        **more,
    }
    return {"goals-count": "1", **{f"goals-0-{name}": value for name, value in goal.items()}}


@pytest.fixture
def station(office: Office) -> Station:
    return Station(office)


def test_a_plan_without_goals_is_not_submitted(station: Station) -> None:
    station.to_planning()
    url = reverse("take", args=["intervention", station.paper.pk, "submit_plan"])
    refused = submit(signed_in(station.worker), url, plan_agreed_on=TODAY(), review_on=TODAY() + timedelta(days=60))
    assert refused.status_code == 422 and "计划的目标不够" in refused.content.decode()


def test_the_goals_are_offered_where_a_social_worker_looks_for_them(station: Station) -> None:
    station.to_planning()
    goals, mine = reverse("goals", args=[station.paper.pk]), signed_in(station.worker)
    places = [
        reverse("paper", args=["intervention", station.paper.pk]),
        reverse("take", args=["intervention", station.paper.pk, "submit_plan"]),
        reverse("case-page", args=[station.paper.case_id]),
    ]
    for path in places:
        text = mine.get(path).content.decode()
        assert f'href="{goals}"' in text and "填写目标" in text, path
    # the goals are the social worker's: nobody else is led to a page that is not there
    for who in (station.office.worker, station.office.clerk):
        assert f'href="{goals}"' not in signed_in(who).get(places[2]).content.decode()


def test_goals_are_typed_changed_and_taken_out_while_planning(station: Station) -> None:
    station.to_planning()
    client, url = station.goals()
    assert client.post(url, row(indicator="")).status_code == 400
    assert client.post(url, row()).status_code == 302
    goal = Goal.objects.get(intervention=station.paper)
    assert client.post(url, row(target="1次以下", pk=str(goal.pk))).status_code == 302
    assert Goal.objects.get(pk=goal.pk).target == "1次以下"
    assert client.post(url, row(text="另一目标")).status_code == 302
    assert [one.text.reveal() for one in Goal.objects.filter(intervention=station.paper)] == ["另一目标"]
    assert Entry.objects.filter(action="intervention.save_goals", result="done").count() == 3


def test_only_the_social_workers_of_the_paper_reach_its_goals(station: Station) -> None:
    station.to_planning()
    other = holder(Role.SOCIAL_WORKER, organisation("social_work_station", station.office.town.next_street))
    for who in (station.office.worker, station.office.clerk, station.office.auditor, station.supervisor, other):
        client, url = station.goals(who)
        assert (client.get(url).status_code, client.post(url, row()).status_code) == (404, 404)
    colleague = holder(Role.SOCIAL_WORKER, station.body)
    client, url = station.goals(colleague)
    assert client.post(url, row()).status_code == 403
    assert Goal.objects.count() == 0


def test_a_whole_intervention(station: Station) -> None:
    station.to_intervening()
    station.take(station.worker, "record_session", form="home", minutes="50", content=SECRET, response="愿意尝试", upcoming="下周二家访")
    assert Session.objects.get(intervention=station.paper).content.reveal() == SECRET
    client, url = station.goals()
    goal = Goal.objects.get(intervention=station.paper)
    assert client.post(url, {f"progress_{goal.pk}": "11"}).status_code == 400
    assert client.post(url, {f"progress_{goal.pk}": "8", f"done_{goal.pk}": f"{TODAY():%Y-%m-%d}"}).status_code == 302
    assert (Goal.objects.get(pk=goal.pk).progress, Goal.objects.get(pk=goal.pk).rated_on) == (8, TODAY())
    station.take(station.worker, "evaluate", elder_rating="7")
    station.take(station.worker, "propose_close", reason_code="goals_met", handover="社区每周电话", summary="情绪平稳")
    assert station.paper.close_reason == "goals_met"
    assert station.take(station.supervisor, "close").state == "closed"


def test_what_was_said_in_confidence_is_read_by_the_social_workers_alone(station: Station) -> None:
    station.to_intervening()
    page = reverse("paper", args=["intervention", station.paper.pk])
    for who in (station.worker, station.supervisor):
        assert SECRET in signed_in(who).get(page).content.decode()
    for who in (station.office.worker, station.office.clerk, station.office.district, station.office.auditor):
        shown = signed_in(who).get(page)
        assert shown.status_code == 200 and SECRET not in shown.content.decode() and "睡眠改善" not in shown.content.decode()
