"""An imported definition is held to what would fail when it is used; what merely does nothing, or may not be meant, is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.dcworkflow.texts import DEFINITION, changed, line_of
from workflows.engine.algebra import GuardRule
from workflows.engine.dcworkflow.checking import findings, remarks
from workflows.engine.dcworkflow.importing import import_definition, import_text
from workflows.engine.dcworkflow.model import Definition, StateDefinition, TransitionDefinition
from workflows.engine.dcworkflow.problems import Problem
from workflows.engine.dcworkflow.reading import read_definition


def said(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in findings(read_definition(text))]


def test_a_correct_definition_has_no_findings() -> None:
    assert said(DEFINITION) == []


REFUSED = {  # the original takes them, and fails when they are used
    "initial state that is none": ('initial_state="draft"', 'initial_state="nowhere"', "起始状态“nowhere”没有定义"),
    "target that is none": ('new_state="pending"', 'new_state="nowhere"', "去向状态“nowhere”没有定义"),
    "script that is none": ('before_script=""', 'before_script="tidy_up"', "脚本“tidy_up”没有定义"),
    "match of what is not catalogued": ('<match name="where"', '<match name="actor"', "按“actor”筛选"),
    "variable that keeps the state": ('<variable variable_id="actor"', '<variable variable_id="where"', "与保存状态的变量同名"),
    "an exit said twice": (
        '<exit-transition transition_id="submit"/>',
        '<exit-transition transition_id="submit"/>' * 2,
        "状态“draft”的出口“submit”写了两次",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_fail_is_refused_with_its_line(case: str) -> None:
    old, new, sentence = REFUSED[case]
    text = changed(old, new)
    assert any(line == line_of(text, new) and sentence in one for line, one in said(text))
    assert not import_text(text, "paper.xml").taken


def chain(*ways: tuple[str, str, str], automatic: bool = True) -> Definition:
    """Make a definition of ways (name, from, to)."""
    states = dict.fromkeys(name for _, source, target in ways for name in (source, target) if name)
    return Definition(
        "chain",
        initial_state=next(iter(states)),
        states={state: StateDefinition(state, exits=tuple(name for name, source, _ in ways if source == state)) for state in states},
        transitions={name: TransitionDefinition(name, new_state=target, automatic=automatic) for name, _, target in ways},
    )


def going_round(found: tuple[Problem, ...]) -> set[str]:
    return {one.sentence.partition("”")[0].removeprefix("自动流转“") for one in found if "循环" in one.sentence}


def circling(definition: Definition) -> set[str]:
    return going_round(remarks(definition)) | endless(definition)


def endless(definition: Definition) -> set[str]:
    return going_round(findings(definition))


def test_a_circle_of_automatic_transitions_is_found() -> None:
    assert circling(chain(("a", "x", "y"), ("b", "y", "z"), ("c", "z", "x"))) == {"a", "b", "c"}
    assert circling(chain(("stay", "x", ""))) == {"stay"}
    assert endless(chain(("stay", "x", ""))) == {"stay"}


def test_a_circle_that_a_guard_may_end_is_told_but_taken() -> None:
    round_about = chain(("a", "x", "y"), ("b", "y", "x"))
    guarded = replace(round_about.transitions["b"], guard=GuardRule(roles=("Editor",)))
    definition = replace(round_about, transitions={**round_about.transitions, "b": guarded})
    assert endless(round_about) == {"a", "b"}
    assert (endless(definition), circling(definition)) == (set(), {"a", "b"})


def test_a_circle_whose_state_tries_a_guarded_way_out_first_may_end() -> None:
    definition = chain(("out", "x", "z"), ("a", "x", "y"), ("b", "y", "x"))
    guarded = replace(definition.transitions["out"], guard=GuardRule(roles=("Editor",)))
    definition = replace(definition, transitions={**definition.transitions, "out": guarded})
    assert (endless(definition), circling(definition)) == (set(), {"a", "b"})


def test_ways_between_two_circles_are_not_on_one() -> None:
    definition = chain(("a", "x", "y"), ("b", "y", "x"), ("bridge", "y", "z"), ("c", "z", "z"))
    assert circling(definition) == {"a", "b", "c"}


def test_a_circle_that_users_must_take_part_in_is_none() -> None:
    assert circling(chain(("a", "x", "y"), ("b", "y", "x"), automatic=False)) == set()


STATES = "pqrstu"
WAYS = st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), max_size=12, unique=True)


def comes_back(ways: Sequence[tuple[str, str]], start: str, leads: Mapping[str, set[str]]) -> bool:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for target in leads.get(waiting.pop(), set()) - reached:
            reached.add(target)
            waiting.append(target)
    return start in reached


@given(WAYS)
def test_the_states_on_circles_are_just_those_that_lead_back_to_themselves(ways: list[tuple[str, str]]) -> None:
    if not ways:
        return
    leads: dict[str, set[str]] = {}
    for source, target in ways:
        leads.setdefault(source, set()).add(target)
    found = circling(chain(*((f"{source}{target}", source, target) for source, target in ways)))
    assert {name[0] for name in found} == {state for state in STATES if comes_back(ways, state, leads)}


REMARKS = {
    "a state no way leads to": ('<exit-transition transition_id="submit"/>', "", "状态“pending”从起始状态“draft”走不到"),
    "a permission managed twice": ("<permission>View</permission>", "<permission>View</permission>" * 2, "受管权限“View”写了两次"),
    "a group managed twice": ("<group>board</group>", "<group>board</group>" * 2, "受管用户组“board”写了两次"),
    "an exit that leads nowhere": (
        '<exit-transition transition_id="publish"/>',
        '<exit-transition transition_id="vanish"/>',
        "出口“vanish”",
    ),
    "a transition nobody leads to": ('<exit-transition transition_id="publish"/>', "", "流转“publish”不是任何状态的出口"),
    "a permission nobody manages": ("<permission>View</permission>", "", "权限“View”不归本流程管理"),
    "a group nobody manages": ("<group>board</group>", "", "用户组“board”不归本流程管理"),
    "a value for no variable": ('<assignment name="weight" type="int">', '<assignment name="mass" type="int">', "变量“mass”没有定义"),
    "text in a CDATA section": ("Being written", "<![CDATA[Being written]]>", "CDATA"),
}


@pytest.mark.parametrize("case", REMARKS)
def test_what_does_nothing_is_taken_and_told(case: str) -> None:
    old, new, sentence = REMARKS[case]
    report = import_text(changed(old, new), "paper.xml")
    assert report.taken
    assert any(sentence in one.sentence and one.line for one in report.remarks)
    assert any(one.startswith("提示：第") and sentence in one for one in report.sentences())


def test_a_file_is_imported_with_a_report_in_sentences(tmp_path: Path) -> None:
    path = tmp_path / "paper.xml"
    path.write_text(DEFINITION, encoding="utf-8")
    report = import_definition(path)
    assert report.taken and report.compiled is not None
    assert report.sentences() == ["paper.xml：流程“Paper”已读入，状态2个、流转2个、变量2个、工作清单1个"]


def test_a_file_with_problems_is_not_taken_and_every_problem_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "paper.xml"
    text = changed('new_state="pending"', 'new_state="nowhere"').replace("object/flag", "modules/os")
    path.write_text(text, encoding="utf-8")
    report = import_definition(path)
    assert not report.taken and report.compiled is None
    assert [one.line for one in report.refusals] == [line_of(text, "nowhere"), line_of(text, "modules/os")]
    assert report.sentences()[0] == "paper.xml：有2处问题，未采用；改正后请重新导入"
