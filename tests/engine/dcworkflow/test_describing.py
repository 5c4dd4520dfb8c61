"""An imported definition is told in words: who may what in each state, what each step asks, what is recorded."""

from __future__ import annotations

import pytest

from tests.engine.dcworkflow.texts import DEFINITION, changed
from tests.peers.effects import TABLE
from tests.peers.inventing import Inventor
from tests.peers.test_walks import WALKS, wheel
from workflows.engine.dcworkflow.compiling import STANDARD
from workflows.engine.dcworkflow.describing import described
from workflows.engine.dcworkflow.reading import read_definition


def told(text: str) -> list[str]:
    return list(described(read_definition(text), STANDARD))


def test_a_definition_is_told_state_by_state() -> None:
    assert told(DEFINITION) == [
        "Paper（paper）",
        "  开始于：Draft（draft）；状态记在“where”",
        "  受管权限：View、Modify",
        "  受管用户组：board",
        "【Draft（draft）】Being written",
        "    View：Owner，以及上级容器准许的角色",
        "    Modify：由上级容器决定",
        "    用户组“board”在此得到角色：Reviewer",
        "    记录“weight”为“7”",
        "    Submit（submit） → Pending（pending）　需有角色“Owner”",
        "        记录“weight”为“heavy”",
        "【Pending（pending）】",
        "    View：由上级容器决定",
        "    Modify：由上级容器决定",
        "    Publish（publish） 留在原状态　需有权限“Modify”，并且对象的“flag”",
        "变量“weight”：默认为“5”；没有新值时沿用上一步；可按它查找",
        "变量“actor”：默认为办理人；每步重新计算",
        "工作清单“Queue（queue）”：状态为“Pending（pending）”或“Draft（draft）”　需有角色“Reviewer”",
    ]


TOLD = {
    "nobody at all": ('acquired="True"><permission-role>Owner</permission-role>', 'acquired="False">', "    View：任何人都没有"),
    "an automatic step": (
        'new_state="pending" trigger="USER"',
        'new_state="pending" trigger="AUTOMATIC"',
        "    自动：Submit（submit） → Pending（pending）",
    ),
    "an end": ('<exit-transition transition_id="publish"/>', "", "【Pending（pending）】终点，没有出口"),
    "the manager's bypass": ('initial_state="draft"', 'initial_state="draft" manager_bypass="True"', "  Manager 不受任何条件限制"),
    "who may begin": (
        "<group>board",
        "<instance-creation-conditions><guard><guard-group>board</guard-group></guard></instance-creation-conditions><group>board",
        "  谁能新建：需属于用户组“board”（对所在容器而言）",
    ),
    "who may read": (
        "</default>\n <guard/>\n</variable>\n<variable",
        "</default>\n <guard><guard-role>Owner</guard-role></guard>\n</variable>\n<variable",
        "查看需有角色“Owner”",
    ),
    "whoever looks": ('values="pending; draft"', 'values="%(user_id)s"', "状态为“〔查看的人〕”"),
    "what is not understood": ("object/flag", "python: object.colour", "“python: object.colour”（没有对应的条件）"),
}


@pytest.mark.parametrize("case", TOLD)
def test_each_thing_has_its_words(case: str) -> None:
    old, new, sentence = TOLD[case]
    assert any(sentence in line for line in told(changed(old, new)))


@pytest.mark.parametrize("number", range(15))
def test_whatever_is_invented_is_told_line_by_line(number: int) -> None:
    definition = read_definition(Inventor(5, number).xml())
    lines = list(described(definition, TABLE))
    assert all(line.strip() and "\n" not in line for line in lines)
    assert sum(line.startswith("【") for line in lines) == len(definition.states)
    assert not any("没有对应的条件" in line for line in lines)


def test_plones_simple_publication_workflow_says_who_publishes() -> None:
    if wheel() is None:
        pytest.skip("Plone's wheel is not here; `make peers` downloads it")
    lines = told(WALKS["simple_publication_workflow"].xml(wheel()) or "")
    assert "    Reviewer publishes content（publish） → Published（published）　需有权限“Review portal content”" in lines
    assert "    View：Anonymous" in lines
