"""Scripts are functions of ours by the same name: what they are told, what they may do, what happens where they refuse."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.engine.dcworkflow.test_semantics import OWNER, STRANGER, paper, process_of
from tests.engine.dcworkflow.texts import DEFINITION
from workflows.engine.algebra import Grant
from workflows.engine.dcworkflow.expressions import Change, Effect, Gone
from workflows.engine.dcworkflow.places import Place
from workflows.engine.dcworkflow.semantics import Process
from workflows.engine.dcworkflow.vocabulary import Table


def scripted(effects: Mapping[str, Effect]) -> Process:
    scripts = "".join(f'<script script_id="{name}" type="Script (Python)" filename="{name}.py"/>' for name in ("before", "after"))
    text = DEFINITION.replace("</dc-workflow>", f"{scripts}</dc-workflow>")
    text = text.replace('before_script="" after_script=""', 'before_script="before" after_script="after"', 1)
    return process_of(text, Table(effects=effects))


def test_scripts_are_functions_told_what_changes_and_run_in_their_turn() -> None:
    told: list[tuple[str, str, str, object]] = []

    def note(when: str) -> Effect:
        def function(change: Change) -> None:
            told.append((when, change.old_state, change.new_state, change.moment.status.get("weight")))

        return Effect(when, function)

    process = scripted({"before": note("before"), "after": note("after")})
    process.perform(OWNER, paper(process), "submit")
    assert told == [("before", "draft", "pending", 7), ("after", "draft", "pending", "heavy")]


def test_a_script_that_raises_takes_the_whole_step_back() -> None:
    def lower(change: Change) -> None:
        place.facts["flag"] = False

    def refuse(change: Change) -> None:
        raise ValueError("the archive is closed")

    process = scripted({"before": Effect("before", lower), "after": Effect("after", refuse)})
    place = paper(process)
    with pytest.raises(ValueError, match="archive"):
        process.perform(OWNER, place, "submit")
    assert process.state_of(place) == "draft"
    assert place.grants == {"View": Grant(True, ("Owner",))}
    assert place.facts == {"flag": True}


def test_a_script_may_take_its_object_away_and_nothing_follows() -> None:
    def shred(change: Change) -> None:
        raise Gone

    process = scripted({"before": Effect("before", lambda change: None), "after": Effect("after", shred)})
    place = paper(process)
    inside = Place("paper/appendix", place)
    process.world.places["paper/appendix"] = inside
    (entry,) = process.perform(OWNER, place, "submit")
    assert entry["where"] == "pending", "what was written before stays"
    assert process.world.places == {}, "with all that lay in it"


def test_a_script_may_lay_its_object_elsewhere_and_it_goes_on_there() -> None:
    def file_away(change: Change) -> None:
        process.world.move(place, archive)

    process = scripted({"before": Effect("before", lambda change: None), "after": Effect("after", file_away)})
    archive = Place("archive", process.world.site, local_roles={"u2": ("Editor",)}, governed=False)
    place = paper(process)
    process.world.places["paper/appendix"] = inside = Place("paper/appendix", place)
    assert "Editor" not in process.world.roles_at(STRANGER, inside)
    process.perform(OWNER, place, "submit")
    assert process.world.places == {"archive/paper": place, "archive/paper/appendix": inside}
    assert "Editor" in process.world.roles_at(STRANGER, inside)
    assert process.state_of(place) == "pending"
