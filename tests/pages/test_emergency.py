"""应急 by its pages: whom one called is kept as it was, and whoever helps can see where to go and whom to ring."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.acts import act
from casework.models import Case, CaseShare, Contact, ContactCall, Incident
from permissions.roles import Role
from permissions.scope import forget_reach
from tests.factories.active import active_case, new
from tests.factories.casework import Office, phone, take
from tests.factories.permissions import TESTER, holder, organisation
from tests.pages.conftest import signed_in, submit

pytestmark = pytest.mark.django_db
REASON = {"reason": "老人跌倒，赶往现场联系家属"}


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def called_out(office: Office, case: Case) -> Incident:
    paper = take(new(Incident, case, incident_kind="fall", happened_at=timezone.now()), "report", office.worker)
    return take(paper, "acknowledge", office.grid_worker)  # type: ignore[no-any-return]


def step(paper: Incident, name: str) -> str:
    return reverse("take", args=["incident", paper.pk, name])


def second_contact(case: Case) -> Contact:
    with act(TESTER, "add_contact", case):
        return Contact.objects.create(case=case, rank=2, kind="relative", name="王建国", phone=phone())  # type: ignore[no-any-return]


def test_each_call_names_whom_it_was_made_to_and_the_next_is_offered(office: Office, case: Case) -> None:
    paper, second, grid = called_out(office, case), second_contact(case), signed_in(office.grid_worker)
    first = Contact.objects.get(case=case, rank=1)
    page = grid.get(step(paper, "fail_contact"))
    assert page.context["form"]["contact_id"].value() == first.pk
    submit(grid, step(paper, "fail_contact"), note="无人接听")
    page = grid.get(step(paper, "contact_family"))
    assert page.context["form"]["contact_id"].value() == second.pk and "未接通" in page.content.decode()
    submit(grid, step(paper, "contact_family"), result="二十分钟到")
    kept = list(ContactCall.objects.order_by("pk").values_list("contact_id", "answered", "result"))
    assert kept == [(first.pk, False, "无人接听"), (second.pk, True, "二十分钟到")]
    text = grid.get(reverse("paper", args=["incident", paper.pk])).content.decode()
    assert "联系家属" in text and "王建国接通，二十分钟到" in text


def test_a_contact_of_another_elder_is_no_choice(office: Office, case: Case) -> None:
    paper = called_out(office, case)
    other = Contact.objects.filter(case=active_case(office, name="李桂英")).first()
    assert other is not None
    answer = submit(signed_in(office.grid_worker), step(paper, "contact_family"), contact_id=other.pk)
    assert answer.status_code == 400 and not ContactCall.objects.exists()


def test_who_takes_part_may_open_door_and_telephone_until_it_is_over_and_no_number(office: Office, case: Case) -> None:
    grid, file = signed_in(office.grid_worker), reverse("case-page", args=[case.pk])
    door, number = (reverse("reveal", args=["elder", case.elder.pk, field]) for field in ("door", "id_number"))
    assert door not in grid.get(file).content.decode()
    paper = called_out(office, case)
    assert door in grid.get(file).content.decode() and number not in grid.get(file).content.decode()
    opened = grid.post(door, REASON)
    assert opened.status_code == 200 and opened.context["value"] == case.elder.door.reveal()
    assert grid.post(number, REASON).status_code == 403
    paper = take(paper, "stabilise", office.worker, changes={"condition": "平稳", "risk_removed": True})
    take(take(paper, "record", office.grid_worker, changes={"handling_record": "已送医"}), "review", office.clerk, note="及时")
    forget_reach(office.grid_worker)
    assert signed_in(office.grid_worker).post(door, REASON).status_code == 403


def test_a_visitor_finds_the_way_to_the_elder_assigned(office: Office, case: Case) -> None:
    visitor = holder(Role.VISITOR, organisation("provider", office.town.street))
    paper = take(new(Incident, case, incident_kind="fall", happened_at=timezone.now()), "report", office.worker)
    assert signed_in(visitor).get(reverse("paper", args=["incident", paper.pk])).status_code == 404
    # an assignment opens door and telephone: the page must lead to them, or the visitor stands in the street
    with act(TESTER, "share"):
        CaseShare.objects.create(
            case=case, account=visitor, package="visit", from_on=timezone.localdate(), reason="指派探访", fields=["phone"]
        )
    text = signed_in(visitor).get(reverse("case-page", args=[case.pk])).content.decode()
    assert reverse("reveal", args=["elder", case.elder.pk, "phone"]) in text
    assert reverse("reveal", args=["elder", case.elder.pk, "id_number"]) not in text
