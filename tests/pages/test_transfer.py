"""移交 by its pages: offered within the district or by name to another, seen and taken over by the street that receives."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from audit.acts import act
from casework.models import Case, Closure, Grid
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, new
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER, holder
from tests.pages.conftest import signed_in, submit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def examined(office: Office, case: Case) -> Closure:
    paper = take(new(Closure, case, reason="transferred"), "propose", office.worker)
    return take(paper, "examine", office.worker)  # type: ignore[no-any-return]


def step(paper: Closure, name: str) -> str:
    return reverse("take", args=["closure", paper.pk, name])


def far_clerk(office: Office) -> Account:
    return holder(Role.STREET_CLERK, office.town.far_street)


def test_the_street_that_was_chosen_sees_the_offer_and_takes_the_elder_over(office: Office, case: Case) -> None:
    paper, town = examined(office, case), office.town
    page = signed_in(office.clerk).get(step(paper, "offer_transfer"))
    assert f"{town.next_street.name} {town.other_community.name}" in page.content.decode()
    submit(signed_in(office.clerk), step(paper, "offer_transfer"), other_community=town.other_community.pk)
    there = signed_in(office.clerk_elsewhere)
    desk = there.get("/").content.decode()
    assert reverse("paper", args=["closure", paper.pk]) in desk
    # the offer opens the package, not yet the file
    assert reverse("case-page", args=[case.pk]) not in desk
    receiver = holder(Role.COMMUNITY_WORKER, town.other_community)
    with act(TESTER, "grid"):
        grid = Grid.objects.create(community=town.other_community, code="01", name="第一网格")
    answer = submit(there, step(paper, "accept_transfer"), receiving_worker=receiver.pk, receiving_grid=grid.pk)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.community, case.street, case.responsible) == (town.other_community, town.next_street, receiver)


def test_another_district_is_written_by_name(office: Office, case: Case) -> None:
    paper, town = examined(office, case), office.town
    answer = submit(signed_in(office.clerk), step(paper, "offer_transfer"), elsewhere=f"{town.far_street.name} {town.far_community.name}")
    assert answer.status_code == 302
    paper.refresh_from_db()
    assert (paper.other_district, paper.other_street, paper.other_community) == (town.next_district, town.far_street, town.far_community)
    assert reverse("paper", args=["closure", paper.pk]) in signed_in(far_clerk(office)).get("/").content.decode()
    assert Closure.objects.visible_to(office.clerk_elsewhere).count() == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "请选择接收的社区"),
        ({"elsewhere": "没有这个社区"}, "没有找到"),
        ({"elsewhere": "区"}, "请写全"),
        ({"elsewhere": "x", "other_community": "own"}, "只能用一个"),
    ],
)
def test_what_is_not_clear_is_asked_again_and_stays_typed(office: Office, case: Case, more: dict[str, Any], told: str) -> None:
    paper, clerk = examined(office, case), signed_in(office.clerk)
    if more.get("other_community"):
        more = {**more, "other_community": office.town.other_community.pk}
    page = clerk.get(step(paper, "offer_transfer"))
    answer = clerk.post(step(paper, "offer_transfer"), typed(page, note="老人随女儿居住", **more))
    text = answer.content.decode()
    assert answer.status_code == 400 and told in text and "老人随女儿居住" in text
    assert not more.get("elsewhere") or str(more["elsewhere"]) in text
