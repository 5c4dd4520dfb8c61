"""What the original engine did, step by step, is what ours does."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.peers import adapter
from tests.peers.compare import Outcome, Walk, compare, read_walks
from tests.peers.inventing import Inventor
from tests.peers.peopling import Peopled

HERE = Path(__file__).resolve().parent
WALKS = {walk.name: walk for walk in read_walks(HERE / "walks.jsonl.gz")}
GENERATED = [name for name, walk in WALKS.items() if "xml" in walk.head]
INVENTED = {walk.name: walk for walk in read_walks(HERE / "walks_invented.jsonl.gz")}  # with what the others lack: scripts, moves, circles
PLONES = [name for name in WALKS if name not in GENERATED]


def wheel() -> Path | None:
    return next(iter((HERE.parents[1] / "var" / "peers").glob("products_cmfplone-*.whl")), None)


def played(walk: Walk, xml: str) -> Outcome:
    outcome = Outcome()
    compare(walk, xml, outcome)
    return outcome


def test_the_record_holds_thirty_generated_definitions_and_plones_six() -> None:
    assert (len(GENERATED), len(PLONES)) == (30, 6)
    assert sum(len(walk.steps) for walk in WALKS.values()) == 3240


@pytest.mark.parametrize("name", GENERATED)
def test_every_recorded_step_comes_out_as_in_the_original(name: str) -> None:
    outcome = played(WALKS[name], WALKS[name].head["xml"])
    assert outcome.steps == 90
    assert outcome.differences == []


@pytest.mark.parametrize("name", INVENTED)
def test_every_step_of_an_invented_walk_comes_out_as_in_the_original(name: str) -> None:
    outcome = played(INVENTED[name], INVENTED[name].head["xml"])
    assert outcome.steps == 35
    assert outcome.differences == []


def test_the_invented_walks_go_where_the_others_do_not() -> None:
    steps = [line for walk in INVENTED.values() for line in walk.steps]
    assert len(steps) == 840
    done = {line["in"]["op"] for line in steps}
    assert done == {"act", "flag", "local_roles", "grant", "remap", "create", "info", "notify", "move", "remove"}
    refused = {refusal["workflow"] for line in steps if (refusal := line["out"].get("refused"))}
    assert refused >= {"Unauthorized", "WorkflowException", "ValueError"}, "scripts refuse too"
    assert any(line["out"].get("gone") for line in steps if line["in"]["op"] == "act"), "a script takes its object away"
    assert any(len(line["out"].get("new_history", ())) > 4 for line in steps), "a circle is walked until its guard ends it"


@pytest.mark.parametrize("name", PLONES)
def test_every_recorded_step_of_plones_own_definitions_comes_out_as_in_the_original(name: str) -> None:
    if wheel() is None:
        pytest.skip("Plone's wheel is not here; `make peers` downloads it and plays these walks")
    xml = WALKS[name].xml(wheel())
    assert xml is not None
    assert played(WALKS[name], xml).differences == []


def test_a_step_that_comes_out_otherwise_is_found() -> None:
    walk = copy.deepcopy(WALKS["g00"])
    walk.steps[0]["out"]["state"] = "closed"
    assert len(played(walk, walk.head["xml"]).differences) == 1


def test_a_definition_that_is_not_understood_is_not_taken() -> None:
    xml = WALKS["g00"].head["xml"].replace("not:object/flag", "python: open('/etc/passwd').read()")
    with pytest.raises(NotImplementedError, match="没有对应的条件"):
        adapter.load(xml)


def test_invented_walks_are_the_same_for_the_same_seed() -> None:
    assert Inventor(5, 1).xml() == Inventor(5, 1).xml() != Inventor(6, 1).xml()
    assert Peopled(Inventor(5, 1)).setup() == Peopled(Inventor(5, 1)).setup()


@pytest.mark.parametrize("number", range(25))
def test_whatever_is_invented_is_understood(number: int) -> None:
    adapter.load(Inventor(5, number).xml())
