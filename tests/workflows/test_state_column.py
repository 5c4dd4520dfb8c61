"""The state column is written by a step alone, and what may be done next is read from the definition."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audit.acts import OutsideAct, act
from tests.factories.permissions import TESTER
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows.runner import available

pytestmark = pytest.mark.django_db


def stored(paper: Paper) -> Paper:
    return Paper._base_manager.get(pk=paper.pk)


def test_a_state_cannot_be_set_by_hand_nor_saved_back_stale(desk: Desk) -> None:
    paper = desk.drafted()
    stale = stored(paper)
    paper = desk.take(paper, "submit", desk.worker)
    with pytest.raises(AttributeError):
        paper.state = "done"
    with act(TESTER, "edit"):
        stale.title = "改名"
        stale.save()
    assert (stored(paper).state, stored(paper).title) == ("review", "改名")
    with pytest.raises(AttributeError):
        paper.take_approve()
    with pytest.raises(OutsideAct):
        stale.save()


def test_the_database_refuses_a_state_without_its_step(desk: Desk) -> None:
    paper = desk.submitted()
    for columns in ({"state": "done"}, {"state": "done", "step_number": 3}, {"step_number": 9}):
        with pytest.raises(DatabaseError, match="no state without its step"), transaction.atomic():
            Paper._base_manager.filter(pk=paper.pk).update(**columns)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE papers_paper SET state = 'done'")
    assert stored(paper).state == "review"


def test_a_row_is_never_born_with_a_state(desk: Desk) -> None:
    with act(TESTER, "forge"), pytest.raises(RuntimeError):
        desk.paper(state="done").save()
    forged = desk.paper(state="done", step_number=1)
    with act(TESTER, "forge"), pytest.raises(DatabaseError, match="no state without its step"), transaction.atomic():
        Paper.objects.bulk_create([forged])


def test_django_fsm_lists_what_leads_on(desk: Desk) -> None:
    names = {one.custom["name"] for one in desk.submitted().get_available_state_transitions()}
    assert names == {"pass_free", "approve", "sign", "send_back", "hold", "forward", "hand_over", "pass_up", "spoil", "cancel"}


def test_offers_say_what_stands_in_the_way_and_who_can(desk: Desk) -> None:
    paper = desk.submitted()
    offers = {one.transition.name: one for one in available(paper, desk.clerk)}
    assert "pass_free" not in offers
    assert offers["approve"].allowed and offers["send_back"].allowed and offers["send_back"].transition.note_required
    assert not offers["sign"].permitted and offers["sign"].who_can == "街道负责人"
    own = {one.transition.name: one for one in available(desk.drafted(title="大件", amount=500), desk.worker)}
    assert own["submit"].permitted and not own["submit"].allowed
    assert (own["submit"].reasons, own["submit"].mends) == (("金额超过一百",), ("分两次提交",))


def test_offers_of_a_paper_not_begun_are_what_begins_it(desk: Desk) -> None:
    assert [(one.transition.name, one.allowed) for one in available(desk.paper(), desk.worker)] == [("create", True)]
    assert [(one.transition.name, one.allowed) for one in available(desk.paper(), desk.clerk)] == [("create", False)]
