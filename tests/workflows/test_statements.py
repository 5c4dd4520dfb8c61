"""What a step costs in statements: few, and the same however long the paper's history is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.acts import Refusal
from permissions.scope import reach_of
from tests.workflows.conftest import Desk
from workflows.runner import available_many, perform

pytestmark = pytest.mark.django_db


A_STEP = 7  # row, step, state, step read back, head, entry, head moved on
ITS_KEY = 1
A_NEW_CHAIN = 2  # at most: its head is made, and locked again


def statements(work: Callable[[], Any]) -> int:
    """Count what is sent to the database, without the frame of the transaction."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum("SAVEPOINT" not in one["sql"] for one in captured.captured_queries)


def test_a_step_is_seven_statements_and_its_key_one_more(desk: Desk) -> None:
    paper = desk.submitted()
    reach_of(desk.clerk)
    assert statements(lambda: perform(paper, "forward", actor=desk.clerk, seen=2)) == A_STEP
    again = desk.submitted(title="再一件")
    assert statements(lambda: perform(again, "forward", actor=desk.clerk, seen=2, key="k")) == A_STEP + ITS_KEY


def test_a_step_costs_the_same_after_a_long_history(desk: Desk) -> None:
    paper = desk.drafted()
    reach_of(desk.worker)
    first = statements(lambda: desk.take(paper, "touch", desk.worker))
    for _ in range(20):
        desk.take(paper, "touch", desk.worker)
    assert statements(lambda: desk.take(paper, "touch", desk.worker)) == first == A_STEP


def test_a_new_paper_costs_no_more_than_a_step_and_its_chain(desk: Desk) -> None:
    reach_of(desk.worker)
    assert A_STEP <= statements(lambda: perform(desk.paper(), "create", actor=desk.worker)) <= A_STEP + A_NEW_CHAIN


def test_a_repeated_key_reads_three_rows_and_writes_none(desk: Desk) -> None:
    paper = desk.submitted()
    perform(paper, "forward", actor=desk.clerk, key="k")
    assert statements(lambda: perform(paper, "forward", actor=desk.clerk, key="k")) == 3


def test_a_step_taken_by_an_effect_costs_its_rows_alone(desk: Desk) -> None:
    paper = desk.submitted()
    reach_of(desk.clerk)
    whole = statements(lambda: perform(paper, "hand_over", actor=desk.clerk))
    assert whole <= 2 * A_STEP + 4


def test_the_offers_of_a_page_need_no_statement_a_row(desk: Desk) -> None:
    papers = [desk.submitted(title=f"第{number}件") for number in range(12)]
    reach_of(desk.clerk)
    assert statements(lambda: available_many(papers, desk.clerk)) == statements(lambda: available_many(papers[:1], desk.clerk)) == 0


def test_what_is_refused_costs_the_look_and_its_entry(desk: Desk) -> None:
    paper = desk.submitted()
    reach_of(desk.far_clerk)

    def refused() -> None:
        with pytest.raises(Refusal):
            perform(paper, "approve", actor=desk.far_clerk)

    assert statements(refused) <= 5
