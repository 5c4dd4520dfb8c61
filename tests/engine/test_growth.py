"""What is done with a definition grows with its size and no faster: counted in lines that run, which are the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.dcworkflow.test_reading import long_definition
from tests.engine.growing import automatic_chain, chain
from workflows.engine import layout
from workflows.engine.changes import changes
from workflows.engine.check import check
from workflows.engine.dcworkflow.compiling import STANDARD, compile_definition
from workflows.engine.dcworkflow.describing import described
from workflows.engine.dcworkflow.drawing import as_drawn
from workflows.engine.dcworkflow.exporting import exported
from workflows.engine.dcworkflow.importing import import_text
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.describe import describe, page
from workflows.engine.graph import access_table, mermaid
from workflows.engine.picture import draw_svg, laid_out
from workflows.engine.restoring import restored

FEW, MANY = 50, 200
DONE: dict[str, tuple[Callable[[int], Any], Callable[[Any], object]]] = {
    "checking": (chain, check),
    "checking what takes itself": (automatic_chain, check),
    "describing": (chain, lambda flow: list(describe(flow))),
    "its page": (chain, page),
    "who sees what": (chain, access_table),
    "Mermaid": (chain, mermaid),
    "drawing": (chain, draw_svg),
    "comparing": (lambda size: (chain(size), chain(size, 2)), lambda both: list(changes(*both).sentences())),
    "restoring": (lambda size: chain(size).as_data(), restored),
    "exporting": (chain, lambda flow: exported(flow).xml),
    "importing": (long_definition, lambda text: import_text(text, "definition.xml").sentences()),
    "telling what was imported": (lambda size: read_definition(long_definition(size)), lambda one: list(described(one, STANDARD))),
    "drawing what was imported": (lambda size: read_definition(long_definition(size)), lambda one: draw_svg(as_drawn(one))),
}


def lines(work: Callable[[], object]) -> int:
    """Count the lines some work runs, every round of a loop anew."""
    counted = 0

    def count(frame: object, event: str, arg: object) -> Any:
        nonlocal counted
        counted += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize("what", DONE)
def test_four_times_the_states_are_about_four_times_the_work(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_PASSAGES", 0)  # small pictures may spend more: see the next test
    build, work = DONE[what]
    few, many = build(FEW), build(MANY)
    work(few)  # what is made once and kept is no part of it
    assert lines(lambda: work(many)) < 1.25 * MANY / FEW * lines(lambda: work(few))


def test_the_arrows_of_a_large_picture_pass_a_bounded_number_of_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_PASSAGES", 3000)
    drawn = laid_out(chain(200))
    passages = sum(len(arrow.passages) for arrow in drawn.arrows)
    assert passages <= layout.MOST_PASSAGES + layout.SHORTEST_REACH * len(drawn.arrows)
    assert all(arrow.label in arrow.passages for arrow in drawn.arrows)


def test_many_states_of_many_permissions_and_groups_are_kept_in_little() -> None:
    """A state's map says what differs; what every state leaves unsaid is not written out for each of them."""

    def of(size: int) -> str:
        managed = "".join(f"<permission>p{number}</permission><group>g{number}</group>" for number in range(size))
        states = "".join(f'<state state_id="s{number}" title=""/>' for number in range(size))
        return f'<dc-workflow workflow_id="w" title="" state_variable="s" initial_state="s0">{managed}{states}</dc-workflow>'

    definition = read_definition(of(400))
    compiled = compile_definition(definition)
    one, other = compiled.stations["s0"], compiled.stations["s399"]
    assert one.managed is other.managed and len(list(one.grants)) == len(list(other.groups)) == 400
    assert len(list(described(definition, STANDARD))) < 1000
