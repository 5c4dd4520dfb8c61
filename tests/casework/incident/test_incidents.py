"""应急: the family is told in the same transaction, somebody above in minutes, and nothing closes it by itself (D9.5, R83-R88)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.models import Case, ContactCall, Incident
from tests.factories.active import active_case, new
from tests.factories.casework import Office, take
from tests.refusals import refused
from workflows.models import Outbox
from workflows.timers import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def reported(office: Office, case: Case, **columns: object) -> Incident:
    paper = new(Incident, case, **{"incident_kind": "fall", "happened_at": timezone.now(), "level": 3, **columns})
    return take(paper, "report", office.grid_worker)  # type: ignore[no-any-return]


def recorded(office: Office, paper: Incident) -> Incident:
    for name, by, columns in (
        ("acknowledge", office.worker, {}),
        ("arrive", office.grid_worker, {}),
        ("stabilise", office.worker, {"condition": "扭伤", "risk_removed": True}),
        ("record", office.worker, {"handling_record": "10时跌倒，就地处理"}),
    ):
        paper = take(paper, name, by, changes=columns)
    return paper


def test_nothing_but_the_kind_is_asked_for(office: Office, case: Case) -> None:
    with refused("种类", status=400):
        reported(office, case, incident_kind="")
    assert not Outbox.objects.filter(kind="emergency_contact").exists()
    assert reported(office, case).state == "reported"


def test_the_contact_is_told_in_the_same_transaction_and_the_number_stays_sealed(office: Office, case: Case) -> None:
    paper = reported(office, case)
    message = Outbox.objects.get(kind="emergency_contact")
    assert message.channel == "sms" and "022" not in message.address and case.elder.name not in message.body
    assert paper.contact_notified_at is not None
    assert Outbox.objects.filter(kind="incident", region=office.town.community).exists()


def test_unanswered_it_climbs_to_street_officer_and_district_and_never_disappears(office: Office, case: Case) -> None:
    paper = reported(office, case)
    began: datetime = paper.state_since_at  # type: ignore[assignment]
    reached = []
    for minutes in (2, 4, 11, 21, 60, 600):
        tick(began + timedelta(minutes=minutes))
        reached.append(Incident.objects.get(pk=paper.pk).escalated_to)
    assert reached == ["", "street_clerk", "street_officer", "district_officer", "district_officer", "district_officer"]
    assert Incident.objects.get(pk=paper.pk).state == "reported"


def test_each_call_of_the_chain_is_kept_as_it_was(office: Office, case: Case) -> None:
    paper = take(reported(office, case), "acknowledge", office.worker)
    paper = take(paper, "fail_contact", office.worker, note="无人接听")
    assert Outbox.objects.filter(kind="contacts").exists()
    paper = take(paper, "contact_family", office.worker)
    assert list(ContactCall.objects.order_by("pk").values_list("answered", flat=True)) == [False, True]
    assert paper.state == "contacted"


def test_who_took_part_does_not_review_it(office: Office, case: Case) -> None:
    paper = take(reported(office, case), "call_emergency", office.clerk, given={"emergency_number": "120"})
    paper = take(take(paper, "arrive", office.grid_worker), "stabilise", office.worker, changes={"condition": "平稳", "risk_removed": True})
    paper = take(paper, "record", office.worker, changes={"handling_record": "已送医"})
    with refused("参与处置的人不能复核"):
        take(paper, "review", office.clerk, note="及时")
    assert take(paper, "review", office.second_clerk, note="及时").state == "reviewed"


def test_the_gravest_are_reviewed_by_the_district(office: Office, case: Case) -> None:
    paper = recorded(office, reported(office, case, level=1))
    with refused("由区民政部门复核"):
        take(paper, "review", office.second_clerk, note="及时")
    assert take(paper, "review", office.district, note="及时").state == "reviewed"


def test_a_false_alarm_needs_a_second_person_and_a_cause(office: Office, case: Case) -> None:
    paper = reported(office, case)
    with refused("误报须由第二人确认"):
        take(paper, "declare_false_alarm", office.worker)
    assert (
        take(paper, "declare_false_alarm", office.worker, changes={"confirmed_by": "女儿", "false_alarm_cause": "误触"}).state
        == "false_alarm"
    )


def test_it_is_not_archived_without_its_handling_record(office: Office, case: Case) -> None:
    paper = take(take(reported(office, case), "acknowledge", office.worker), "arrive", office.grid_worker)
    paper = take(paper, "stabilise", office.worker, changes={"condition": "平稳", "risk_removed": True})
    with refused("处置记录不完整"):
        take(paper, "record", office.worker)


def test_taken_to_hospital_a_suspension_is_proposed(office: Office, case: Case) -> None:
    paper = take(take(reported(office, case), "acknowledge", office.worker), "arrive", office.grid_worker)
    take(paper, "hand_over", office.worker, changes={"handed_to": "120，市第一医院"})
    assert case.suspensions.get().reason == "hospital"
