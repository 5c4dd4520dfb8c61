"""What the walks cannot show: the brake, the step taken back, scripts, sentences, the corners of the maps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.engine.dcworkflow.texts import DEFINITION, changed
from workflows.engine.algebra import Grant
from workflows.engine.dcworkflow.compiling import STANDARD, compile_definition
from workflows.engine.dcworkflow.expressions import ExpressionFailed, Unauthorized
from workflows.engine.dcworkflow.places import Person, Place, World
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.semantics import MOST_AUTOMATIC, Process, WorkflowError
from workflows.engine.dcworkflow.vocabulary import Table
from workflows.engine.dcworkflow.worklists import look

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
OWNER = Person("u1", "u1", frozenset({"Authenticated", "Member"}))
STRANGER = Person("u2", "u2", frozenset({"Authenticated", "Member"}))
REVIEWER = Person("u3", "u3", frozenset({"Authenticated", "Reviewer"}), frozenset({"board"}))
MANAGER = Person("admin", "admin", frozenset({"Authenticated", "Manager"}))
ANYBODY = Person("anonymous", None, frozenset({"Anonymous"}))
ROLES = ("Anonymous", "Authenticated", "Editor", "Manager", "Member", "Owner", "Reviewer")


def process_of(text: str = DEFINITION, table: Table = STANDARD) -> Process:
    site = Place("site", None, facts={"flag": False})
    return Process(compile_definition(read_definition(text), table), World(site, ROLES), lambda: NOON)


def paper(process: Process, **local_roles: tuple[str, ...]) -> Place:
    """Make a paper of the owner's, and begin its history."""
    place = Place("paper", process.world.site, facts={"flag": True}, local_roles={"u1": ("Owner",), **local_roles})
    process.world.places["paper"] = place
    process.create(OWNER, place)
    return place


def test_creation_writes_the_first_entry_and_the_maps_of_the_initial_state() -> None:
    process = process_of()
    place = paper(process)
    assert place.history == ({"where": "draft", "weight": 7, "actor": "u1"},)
    assert place.grants == {"View": Grant(True, ("Owner",))}
    assert place.local_roles == {"u1": ("Owner",), "board": ("Reviewer",)}


def test_a_transition_replaces_the_maps_and_takes_the_groups_roles_away() -> None:
    process = process_of()
    place = paper(process)
    (entry,) = process.perform(OWNER, place, "submit", "please")
    assert entry == {"where": "pending", "weight": "heavy", "actor": "u1"}
    assert place.grants == {}
    assert place.local_roles == {"u1": ("Owner",)}


def test_a_refusal_says_all_that_is_missing_and_changes_nothing() -> None:
    process = process_of(changed('new_state="" trigger', 'new_state="draft" trigger'))
    place = paper(process)
    process.perform(OWNER, place, "submit")
    place.facts["flag"] = False
    before = (place.history, place.grants, place.local_roles)
    with pytest.raises(Unauthorized) as refused:
        process.perform(STRANGER, place, "publish")
    assert str(refused.value) == "需要下列权限之一：Modify；不符合条件：对象的“flag”"
    assert (place.history, place.grants, place.local_roles) == before


def test_what_leads_nowhere_from_here_is_refused_as_in_the_original() -> None:
    process = process_of(changed('<exit-transition transition_id="submit"/>', '<exit-transition transition_id="vanish"/>'))
    place = paper(process)
    with pytest.raises(Unauthorized, match="不能办理“submit”"):
        process.perform(OWNER, place, "submit")
    with pytest.raises(WorkflowError, match="不由用户办理"):
        process.perform(OWNER, place, "vanish")
    assert not process.supports(OWNER, place, "vanish")


def test_a_transition_without_a_button_may_be_taken_but_is_not_offered() -> None:
    process = process_of()
    place = paper(process)
    assert process.offered(OWNER, place) == ["submit"]
    process.perform(OWNER, place, "submit")
    assert process.offered(MANAGER, place) == []
    assert process.supports(MANAGER, place, "publish")


AUTOMATIC = (
    '<transition transition_id="loop" title="" new_state="{target}" trigger="AUTOMATIC" before_script="" after_script="">'
    '<guard>{guard}</guard></transition>\n<variable variable_id="weight"'
)


def automatic(target: str = "", guard: str = "") -> str:
    text = changed(
        '<exit-transition transition_id="publish"/>', '<exit-transition transition_id="publish"/><exit-transition transition_id="loop"/>'
    )
    return text.replace('<variable variable_id="weight"', AUTOMATIC.format(target=target, guard=guard), 1)


def test_a_circle_of_automatic_transitions_is_braked_and_the_step_taken_back() -> None:
    process = process_of(automatic())
    place = paper(process)
    before = (place.history, place.grants, place.local_roles)
    with pytest.raises(WorkflowError, match=f"超过{MOST_AUTOMATIC}步"):
        process.perform(OWNER, place, "submit")
    assert (place.history, place.grants, place.local_roles) == before
    assert process.world.roles_at(REVIEWER, place) == {"Authenticated", "Reviewer"}


def test_an_automatic_transition_has_its_own_entry_with_the_same_actor() -> None:
    process = process_of(automatic("draft"))
    place = paper(process)
    entries = process.perform(OWNER, place, "submit")
    assert [entry["where"] for entry in entries] == ["pending", "draft"]
    assert {entry["actor"] for entry in entries} == {"u1"}


def test_an_automatic_transition_does_not_see_the_comment() -> None:
    seen = automatic("draft", "<guard-expression>python: state_change.kwargs.get('comment')</guard-expression>")
    process = process_of(seen)
    place = paper(process)
    assert len(process.perform(OWNER, place, "submit", "a comment")) == 1


def test_an_expression_that_fails_half_way_leaves_no_trace() -> None:
    process = process_of(automatic("draft").replace("string:heavy", "python: status.get('actor') + 1"))
    place = paper(process)
    before = place.history
    with pytest.raises(ExpressionFailed, match="不能计算"):
        process.perform(OWNER, place, "submit")
    assert place.history is before


def test_a_text_that_doubles_at_each_step_is_stopped_and_the_step_taken_back() -> None:
    doubling = "python: status.get('weight', 'heavy') + status.get('weight', 'heavy')"
    process = process_of(changed("string:heavy", doubling).replace(' <assignment name="weight" type="int">7</assignment>\n', "", 1))
    place = paper(process)
    place.history = ({"where": "draft", "weight": "x" * 60_000},)
    with pytest.raises(ExpressionFailed, match="超过"):
        process.perform(OWNER, place, "submit")
    assert len(place.history) == 1


def test_what_has_begun_is_not_begun_again() -> None:
    process = process_of()
    place = paper(process)
    process.perform(OWNER, place, "submit")
    process.create(STRANGER, place)
    assert [entry["where"] for entry in place.history] == ["draft", "pending"]


def test_an_assignment_without_an_expression_is_empty_text() -> None:
    process = process_of(changed("string:heavy", " "))
    (entry,) = process.perform(OWNER, paper(process), "submit")
    assert entry["weight"] == ""


def test_a_hand_given_role_of_a_managed_group_is_taken_away_but_others_stay() -> None:
    process = process_of()
    place = paper(process, board=("Editor", "Unheard of"), u2=("Editor",))
    assert place.local_roles["board"] == ("Unheard of", "Reviewer"), "only roles the site knows are set or taken"
    assert place.local_roles["u2"] == ("Editor",)


def test_remapping_says_whether_anything_changed() -> None:
    process = process_of(changed("<permission>Modify</permission>", ""))
    place = paper(process)
    assert not process.remap(place)
    place.grants = {}
    assert process.remap(place)
    assert place.grants == {"View": Grant(True, ("Owner",))}


def test_a_map_of_the_manager_alone_is_not_written_over_none() -> None:
    process = process_of(changed("<permission-role>Owner", "<permission-role>Manager"))
    assert paper(process).grants == {}


def test_an_object_in_a_state_the_definition_lost_can_do_nothing() -> None:
    process = process_of()
    place = paper(process)
    place.history = ({"where": "abolished"},)
    assert process.offered(OWNER, place) == []
    assert not process.supports(OWNER, place, "submit")
    assert not process.remap(place)
    with pytest.raises(WorkflowError, match="abolished"):
        process.perform(OWNER, place, "submit")


def test_information_is_withheld_where_its_guard_refuses_but_the_state_is_open() -> None:
    text = changed("</default>\n <guard/>", "</default>\n <guard><guard-role>Reviewer</guard-role></guard>")
    process = process_of(text)
    place = paper(process)
    assert process.info(STRANGER, place, "weight", "withheld") == "withheld"
    assert process.info(REVIEWER, place, "weight", "withheld") == 7
    assert process.info(ANYBODY, place, "where") == "draft"
    with pytest.raises(WorkflowError, match="没有变量“colour”"):
        process.info(OWNER, place, "colour")


def test_the_creation_guard_looks_at_the_container() -> None:
    guarded = "<instance-creation-conditions><guard><guard-role>Editor</guard-role></guard></instance-creation-conditions>"
    process = process_of(changed("<group>board</group>", f"<group>board</group>{guarded}"))
    folder = Place("folder", process.world.site, local_roles={"u2": ("Editor",)})
    assert process.may_create(STRANGER, folder)
    assert not process.may_create(STRANGER, process.world.site)


def test_a_worklist_is_for_those_its_guard_admits_and_counts_what_they_may_view() -> None:
    process = process_of()
    process.world.site.grants = {"View": Grant(False, ("Reviewer",))}
    place = paper(process)
    assert look(process, STRANGER, "queue").hits is None
    listed = look(process, REVIEWER, "queue")
    assert (listed.may, listed.hits, listed.name) == (True, (place,), "Pending (1)")
    place.grants = {"View": Grant(False, ())}
    process.world.changed()
    assert look(process, REVIEWER, "queue") == type(listed)(True, (), None)


def test_a_worklist_asks_for_whoever_looks_by_a_blank_in_its_values() -> None:
    text = changed('values="pending; draft"', 'values="for %(user_id)s; 100%%"')
    process = process_of(text.replace("Pending (%(count)d)", "%(user_id)s: %(count)03d%%"))
    process.world.site.grants = {"View": Grant(False, ("Reviewer",))}
    place = paper(process)
    for where, name in (("for u3", "u3: 001%"), ("100%", "u3: 001%"), ("for u2", None)):
        place.indexed = {"where": where}
        assert look(process, REVIEWER, "queue").name == name


def test_a_worklist_that_matches_nothing_has_no_count_to_show() -> None:
    process = process_of(changed(' <match name="where" values="pending; draft"/>\n', ""))
    with pytest.raises(TypeError):
        look(process, REVIEWER, "queue")
    assert not look(process, STRANGER, "queue").may


def test_a_bypass_holds_only_where_the_definition_declares_it() -> None:
    for bypass, may in (("True", True), ("False", False)):
        process = process_of(changed('initial_state="draft"', f'initial_state="draft" manager_bypass="{bypass}"'))
        assert process.supports(MANAGER, paper(process), "submit") is may


def test_a_bypass_holds_for_the_creation_guard_too_by_roles_held_at_the_container() -> None:
    guarded = "<instance-creation-conditions><guard><guard-group>board</guard-group></guard></instance-creation-conditions>"
    text = changed("<group>board</group>", f"<group>board</group>{guarded}")
    process = process_of(text.replace('initial_state="draft"', 'initial_state="draft" manager_bypass="True"'))
    folder = Place("folder", process.world.site, local_roles={"u1": ("Manager",)})
    assert process.may_create(MANAGER, folder) and process.may_create(OWNER, folder)
    assert not process.may_create(STRANGER, folder) and not process.may_create(OWNER, process.world.site)
    assert not process_of(text).may_create(MANAGER, folder)


def test_a_value_that_is_not_stored_is_computed_for_its_reader_over_the_last_step() -> None:
    expression = "<default><expression>string:${user/getId} after ${status/actor}</expression></default>"
    unstored = f'<variable variable_id="looked">{expression}<guard/></variable><worklist worklist_id="queue"'
    process = process_of(changed('<worklist worklist_id="queue"', unstored))
    place = paper(process)
    assert "looked" not in process.status(place)
    assert process.info(STRANGER, place, "looked") == "u2 after u1"
    process.perform(OWNER, place, "submit")
    assert process.info(REVIEWER, place, "looked") == "u3 after u1"
