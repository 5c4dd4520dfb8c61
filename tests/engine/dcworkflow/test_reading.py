"""What is not understood is refused by name and line; what is hostile is refused before it can do harm."""

from __future__ import annotations

import time

import pytest

from tests.engine.dcworkflow.texts import DEFINITION, changed, line_of
from workflows.engine.algebra import Action, Grant, GuardRule
from workflows.engine.dcworkflow.checking import findings
from workflows.engine.dcworkflow.compiling import compile_definition
from workflows.engine.dcworkflow.problems import Unreadable
from workflows.engine.dcworkflow.reading import read_definition


def problems_of(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        read_definition(text)
    return [(one.line, one.sentence) for one in refused.value.problems]


def test_a_definition_is_read_into_states_transitions_variables_and_worklists() -> None:
    one = read_definition(DEFINITION)
    assert (one.name, one.state_variable, one.initial_state, one.manager_bypass) == ("paper", "where", "draft", False)
    assert one.states["draft"].permissions["View"] == Grant(True, ("Owner",))
    assert one.states["draft"].groups == {"board": ("Reviewer",)}
    assert one.states["draft"].values["weight"].value == 7
    assert one.transitions["submit"].values == {"weight": "string:heavy"}
    assert one.transitions["publish"].guard == GuardRule(permissions=("Modify",), condition="object/flag")
    assert one.variables["weight"].rule.default == "5", "a default is text, whatever its kind"
    assert one.worklists["queue"].matches == {"where": ("pending", "draft")}
    assert one.worklists["queue"].action == Action("Pending (%(count)d)", "%(portal_url)s", "global", "")


def test_a_missing_acquired_means_not_acquired() -> None:
    text = changed(' acquired="True"', "")
    assert read_definition(text).states["draft"].permissions["View"] == Grant(False, ("Owner",))


def test_one_guard_element_may_name_several_parted_by_semicolons() -> None:
    text = changed("<guard-role>Owner</guard-role>", "<guard-role>Owner; Editor ;Manager</guard-role>")
    assert read_definition(text).transitions["submit"].guard.roles == ("Owner", "Editor", "Manager")


def test_cdata_is_read_as_the_text_it_is() -> None:
    text = changed("<description>Being written</description>", "<description><![CDATA[Being <written> & more]]></description>")
    one = read_definition(text)
    assert one.states["draft"].description == "Being <written> & more"
    assert one.cdata_lines == (line_of(text, "CDATA"),)


REFUSED = {
    "unknown element": ("<group>board</group>", "<committee>board</committee>", "不认识的元素“committee”"),
    "unknown attribute": ('<state state_id="pending"', '<state colour="red" state_id="pending"', "属性“colour”不认识"),
    "missing attribute": ('<state state_id="pending" title="Pending">', '<state state_id="pending">', "缺少属性“title”"),
    "missing guard": ("<guard><guard-role>Owner</guard-role></guard>", "", "缺少必需的“guard”"),
    "two guards": ("<guard><guard-role>Owner</guard-role></guard>", "<guard/><guard/>", "“guard”只能有一个"),
    "state named twice": ('<state state_id="pending"', '<state state_id="draft"', "“draft”重复"),
    "transition named twice": ('transition_id="publish" title', 'transition_id="submit" title', "“submit”重复"),
    "permission mapped twice": (
        ' <group-map name="board">',
        ' <permission-map name="View" acquired="True"/><group-map name="board">',
        "对“View”写了两次",
    ),
    "trigger that is none": ('trigger="USER"', 'trigger="TIMER"', "只能是 USER 或 AUTOMATIC"),
    "flag that is none": ('for_catalog="True"', 'for_catalog="perhaps"', "只能写 True 或 False"),
    "value that is not of its kind": ('type="int">7', 'type="int">seven', "不能读作“int”"),
    "kind that is none": ('type="int">7', 'type="money">7', "不能读作“money”"),
    "value without a kind": ('name="weight" type="int"', 'name="weight"', "缺少“type”"),
    "expression with a kind": ('<assignment name="weight">', '<assignment name="weight" type="string">', "不能带“type”"),
    "empty name": ("<group>board</group>", "<group> </group>", "元素“group”是空的"),
    "empty identifier": ('state_id="pending"', 'state_id=""', "“state_id”是空的"),
    "stray text": ('<state state_id="pending" title="Pending">', '<state state_id="pending" title="Pending">hello', "不应有文字"),
    "foreign namespace": ('<state state_id="pending"', '<state xmlns:x="urn:x" x:y="1" state_id="pending"', "命名空间“urn:x”"),
    "translation mark where none belongs": (
        "<permission>View",
        '<permission xmlns:i18n="http://xml.zope.org/namespaces/i18n" i18n:translate="">View',
        "不能带翻译属性",
    ),
}

SAID_OF = {"missing guard": '<transition transition_id="submit"'}  # where it is not the changed line that is at fault


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_understood_is_refused_with_its_line(case: str) -> None:
    old, new, sentence = REFUSED[case]
    text = changed(old, new)
    found = problems_of(text)
    assert any(sentence in said for _, said in found), found
    line = next(line for line, said in found if sentence in said)
    assert line == line_of(DEFINITION, SAID_OF.get(case, old))


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = changed('type="int">7', 'type="int">seven').replace('trigger="USER"', 'trigger="TIMER"', 1)
    assert len(problems_of(text)) == 2


def test_what_leads_nowhere_is_read_as_in_the_original() -> None:
    text = changed('<exit-transition transition_id="publish"/>', '<exit-transition transition_id="vanish"/>')
    assert read_definition(text).states["pending"].exits == ("vanish",)
    text = changed('new_state="pending"', 'new_state="nowhere"')
    assert read_definition(text).transitions["submit"].new_state == "nowhere"


HOSTILE = {
    "laughing entities": '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;">]><dc-workflow title="&m;"/>',
    "an outside entity": '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><dc-workflow title="x">&f;</dc-workflow>',
    "a mere document type": '<!DOCTYPE dc-workflow SYSTEM "http://example.invalid/x.dtd"><dc-workflow/>',
}


@pytest.mark.parametrize("case", HOSTILE)
def test_document_types_and_entities_are_refused(case: str) -> None:
    assert "DOCTYPE" in problems_of(HOSTILE[case])[0][1]


def test_depth_is_bounded() -> None:
    assert "嵌套" in problems_of("<a>" * 200_000)[0][1]


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.engine.dcworkflow.parsing.MOST_BYTES", 100)
    assert "兆字节" in problems_of(DEFINITION)[0][1]


def test_the_number_of_elements_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.engine.dcworkflow.parsing.MOST_ELEMENTS", 10)
    assert "超过10个" in problems_of(DEFINITION)[0][1]


@pytest.mark.parametrize(
    "text",
    ["", "<", "<dc-workflow>", "plain words", b"\xff\xfe\x00", "<dc-workflow></state>", b'<?xml version="1.0" encoding="x-none"?><a/>'],
)
def test_what_is_no_xml_is_refused(text: str | bytes) -> None:
    assert problems_of(text)


def test_a_different_root_is_refused() -> None:
    assert "根元素是“object”" in problems_of("<object/>")[0][1]


def long_definition(states: int) -> str:
    parts = ['<dc-workflow workflow_id="long" title="" state_variable="state" initial_state="s0">', "<permission>View</permission>"]
    for number in range(states):
        view = '<permission-map name="View" acquired="False"><permission-role>Owner</permission-role></permission-map>'
        parts.append(f'<state state_id="s{number}" title=""><exit-transition transition_id="t{number}"/>{view}</state>')
    for number in range(states):
        target = f"s{(number + 1) % states}"
        parts.append(
            f'<transition transition_id="t{number}" title="" new_state="{target}" trigger="USER" before_script="" after_script="">'
            f"<guard><guard-role>Owner</guard-role><guard-expression>object/flag</guard-expression></guard></transition>"
        )
    return "\n".join([*parts, "</dc-workflow>"])


def test_ten_thousand_states_are_read_understood_and_checked_in_seconds() -> None:
    text = long_definition(10_000)
    begun = time.process_time()
    definition = read_definition(text)
    compile_definition(definition)
    assert findings(definition) == ()
    assert time.process_time() - begun < 8
