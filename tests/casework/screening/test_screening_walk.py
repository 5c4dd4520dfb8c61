"""摸底排查, from the list to the street's decision."""

import pytest

from casework.models import Case, Enrollment
from tests.factories.casework import Office, facts_given, listed, supply_missing_names, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    supply_missing_names()
    return Office()


def state_of(case_id: int) -> str:
    return Case.objects.get(pk=case_id).state


def test_an_eligible_elder_goes_from_the_list_to_enrolment(office: Office) -> None:
    paper = listed(office)
    assert (paper.state, state_of(paper.case_id)) == ("listed", "candidate")
    take(paper, "start", office.grid_worker)
    assert (paper.state, state_of(paper.case_id)) == ("in_progress", "screening")
    take(paper, "record_facts", office.grid_worker, given=facts_given(paper))
    take(paper, "submit", office.worker)
    take(paper, "approve_eligible", office.clerk)
    assert (paper.state, state_of(paper.case_id)) == ("eligible", "pending")
    assert Enrollment.objects.get(case=paper.case_id).state == "drafting"
