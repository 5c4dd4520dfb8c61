"""区级复核: a district that looks a second time before it records; who checked does not record, and elsewhere nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Case, Enrollment
from casework.models.enrollment import ENROLLMENT_OPEN
from casework.queries.facts_enrollment import load_enrollment_facts
from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office, filled, take
from tests.factories.permissions import holder
from tests.refusals import refused
from workflows.bindings import adopt_binding, propose_binding
from workflows.models import TimerRun
from workflows.store import steps_of
from workflows.timers import tick
from workflows.worklists import worklists_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(no_kept_policy: None) -> Iterator[None]:
    yield


@pytest.fixture
def checking(office: Office) -> Office:
    """An office whose district has adopted the check."""
    configurator = holder(Role.DISTRICT_CONFIGURATOR, office.town.district)
    row = propose_binding(
        actor=configurator, region=office.town.district, flow="enrollment", version=2, effective_on=timezone.localdate(),
        basis="区民发〔2026〕12号", reason="建档质量抽查",
    )  # fmt: skip
    adopt_binding(actor=office.district, row=row)
    return office


def signed(office: Office) -> Enrollment:
    """An enrolment the street has signed."""
    paper = take(filled(office), "submit", office.worker)
    return take(paper, "approve", office.officer)  # type: ignore[no-any-return]


def second_officer(office: Office) -> Account:
    return holder(Role.DISTRICT_OFFICER, office.town.district)


def test_it_is_checked_by_one_and_recorded_by_another(checking: Office) -> None:
    paper = signed(checking)
    assert (paper.state, paper.flow_version, paper.state_label) == ("district_check", 2, "区级复核")
    with refused("请填写办理意见", status=400):
        take(paper, "confirm_check", checking.district)
    take(paper, "confirm_check", checking.district, note="已入户核实")
    assert paper.state == "district_record"
    with refused("复核人不能备案自己复核的建档", status=422):
        take(paper, "record", checking.district)
    take(paper, "record", second_officer(checking))
    assert (paper.state, Case.objects.get(pk=paper.case_id).state) == ("recorded", "active")


def test_without_a_binding_the_street_signs_it_straight_to_the_record(office: Office) -> None:
    paper = signed(office)
    assert (paper.state, paper.flow_version) == ("district_record", 1)
    assert take(paper, "record", office.district).state == "recorded"


def test_a_paper_begun_before_keeps_the_process_it_was_begun_under(office: Office, request: pytest.FixtureRequest) -> None:
    paper = filled(office)
    request.getfixturevalue("checking")
    take(paper, "submit", office.worker)
    assert take(paper, "approve", office.officer).state == "district_record"


def test_the_district_sends_back_from_its_check_and_the_street_sees_it_again(checking: Office) -> None:
    paper = signed(checking)
    take(paper, "send_back_from_district", checking.district, note="联系电话打不通")
    assert paper.state == "returned"
    for name in ("take_up", "submit"):
        take(paper, name, checking.worker)
    assert take(paper, "approve", checking.officer).state == "district_check"


def test_who_checks_after_a_return_is_the_one_who_counts(checking: Office) -> None:
    paper, first, second = signed(checking), checking.district, second_officer(checking)
    take(paper, "confirm_check", first, note="核实")
    take(paper, "send_back_from_district", second, note="缺照片")
    for name, by in (("take_up", checking.worker), ("submit", checking.worker), ("approve", checking.officer)):
        take(paper, name, by)
    take(paper, "confirm_check", second, note="核实")
    with refused("复核人不能备案"):
        take(paper, "record", second)
    assert take(paper, "record", first).state == "recorded"


def test_it_lies_on_the_districts_desk_and_its_clock_runs_on_through_the_record(checking: Office) -> None:
    paper = signed(checking)
    queue = next(one for one in worklists_for(checking.district) if one.key == "enrollment:district_check")
    assert (queue.label, queue.count) == ("建档·区级复核", 1)
    due = paper.due_at
    assert due is not None
    take(paper, "confirm_check", checking.district, note="核实")
    assert paper.due_at == due


def test_a_check_that_is_late_is_looked_at(checking: Office) -> None:
    paper = signed(checking)
    tick(paper.due_at)
    assert TimerRun.objects.filter(flow="enrollment", subject_id=paper.pk, timer="district_check:escalate").exists()


def test_a_second_enrolment_is_refused_while_one_lies_at_the_check(checking: Office) -> None:
    paper = signed(checking)
    place = {"district": paper.district, "street": paper.street, "community": paper.community}
    again = Enrollment(case=paper.case, begun_on=timezone.localdate(), **place)
    with refused("此个案已在建档"):
        take(again, "create", checking.worker)


def test_it_may_be_withdrawn_as_everywhere(checking: Office) -> None:
    paper = signed(checking)
    take(paper, "withdraw", checking.clerk, note="老人搬走了", reason_code="moved_away")
    assert paper.state == "withdrawn" and Case.objects.get(pk=paper.case_id).state == "ineligible"


def test_who_checked_costs_one_query_and_elsewhere_none(checking: Office) -> None:
    def queries(papers: list[Enrollment]) -> int:
        with CaptureQueriesContext(connection) as asked:
            load_enrollment_facts(papers, timezone.localdate())
        return sum("confirm_check" in one["sql"] for one in asked.captured_queries)

    paper = signed(checking)
    assert queries([paper, signed(checking)]) == 1
    paper.flow_version = 1
    assert queries([paper]) == 0


def test_an_enrolment_is_open_in_every_state_of_any_version_that_is_not_its_end() -> None:
    assert set(ENROLLMENT_OPEN) == {name for flow in Enrollment.versions() for name, state in flow.states.items() if not state.final}


def test_its_steps_say_under_which_version_they_were_taken(checking: Office) -> None:
    paper = signed(checking)
    assert {one.flow_version for one in steps_of(paper)} == {2}
