"""成批办理: the end of the month at a street's desk, each paper an act of its own, each with its answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from casework.models import Screening, Step, Visit
from permissions.roles import Role
from permissions.services import grant
from tests.factories.active import active_case, visit
from tests.factories.casework import Office, submitted, take
from tests.factories.permissions import TESTER
from tests.pages.conftest import signed_in, there

pytestmark = pytest.mark.django_db
EXAMINE = reverse("bulk", args=["screening", "approve_eligible"])


def ticked(*papers: Any, **more: Any) -> dict[str, Any]:
    return {"paper": [f"{one.pk}:{one.step_number}" for one in papers], "key": "k" * 32, "list": "screening:submitted", **more}


def state_of(paper: Screening) -> str:
    return Screening.objects.get(pk=paper.pk).state


def test_all_that_is_ticked_is_done_and_named(office: Office) -> None:
    papers = [submitted(office) for _ in range(3)]
    clerk = signed_in(office.clerk)
    desk = clerk.get("/", {"list": "screening:submitted"})
    assert [step.name for step in desk.context["steps"]] == ["approve_eligible"]
    answer = clerk.post(EXAMINE, ticked(*papers[:2]))
    assert answer.status_code == 200 and answer.content.decode().count("成功") == 2
    assert [state_of(one) for one in papers] == ["eligible", "eligible", "submitted"]


def test_what_is_refused_says_why_and_stays_while_the_rest_goes_on(office: Office) -> None:
    good, late = submitted(office), submitted(office)
    sent = ticked(good, late)
    take(late, "send_back", office.second_clerk, note="请补充")
    answer = signed_in(office.clerk).post(EXAMINE, sent)
    text = answer.content.decode()
    assert answer.status_code == 207 and "已被他人" in text and "办成1件" in text
    assert (state_of(good), state_of(late)) == ("eligible", "returned")


def test_nobody_approves_in_bulk_what_he_submitted(office: Office) -> None:
    own = submitted(office)
    grant(actor=TESTER, to=office.worker, role=Role.STREET_CLERK, at=office.town.street, reason="兼任")
    office.worker._reach = None  # type: ignore[attr-defined]
    answer = signed_in(office.worker).post(EXAMINE, ticked(own))
    assert answer.status_code == 207 and state_of(own) == "submitted"


def test_sent_twice_it_is_done_once(office: Office) -> None:
    paper, clerk = submitted(office), signed_in(office.clerk)
    first, second = (clerk.post(EXAMINE, ticked(paper)) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200) and "没有重复办理" in second.content.decode()
    assert Step.objects.filter(subject_kind="screening", subject_id=paper.pk, transition="approve_eligible").count() == 1


def test_what_is_out_of_sight_is_not_touched_nor_named(office: Office) -> None:
    far = submitted(there(office.town, street="next_street", community="other_community"))
    answer = signed_in(office.clerk).post(EXAMINE, ticked(far))
    assert state_of(far) == "submitted" and far.case.elder.name not in answer.content.decode()
    assert "不在您的职责范围内" in answer.content.decode()


@pytest.mark.parametrize(
    ("flow", "name", "status"),
    [("screening", "send_back", 404), ("visit", "hand_in", 404), ("screening", "nothing", 404), ("nothing", "approve", 404)],
)
def test_a_step_that_has_to_be_written_is_no_bulk_step(office: Office, flow: str, name: str, status: int) -> None:
    paper = submitted(office)
    assert signed_in(office.clerk).post(reverse("bulk", args=[flow, name]), ticked(paper)).status_code == status


def test_nothing_ticked_is_told(office: Office) -> None:
    answer = signed_in(office.clerk).post(EXAMINE, {"paper": ["x", "1:", ":2"]})
    assert answer.status_code == 400 and "请先勾选" in answer.content.decode()


def test_a_months_visits_are_examined_at_once(office: Office) -> None:
    papers = [visit(office, active_case(office)) for _ in range(3)]
    waiting = [one for one in papers if one.state == "submitted"]
    answer = signed_in(office.clerk).post(reverse("bulk", args=["visit", "examine"]), ticked(*waiting)) if waiting else None
    assert answer is None or answer.status_code == 200
    assert set(Visit.objects.values_list("state", flat=True)) == {"valid"}
