"""Each finding about a definition of Plone's bears its code, and the code its explanation."""

from __future__ import annotations

import pytest

from tests.engine.dcworkflow.test_together import BOTH, TOOL
from tests.engine.dcworkflow.texts import DEFINITION
from workflows.engine.codes import CODES
from workflows.engine.dcworkflow.importing import ImportReport, import_text

SUBMIT = '<exit-transition transition_id="submit"/>'
GUARD = "<guard><guard-permission>Modify</guard-permission><guard-expression>object/flag</guard-expression></guard>"
AUTOMATIC = 'trigger="AUTOMATIC"'
FAULTS: list[tuple[str, str, str]] = [
    ("E021", 'transition_id="publish" title="Publish" new_state="" trigger="USER"',
     f'transition_id="publish" title="Publish" new_state="" {AUTOMATIC}'),
    ("E030", 'initial_state="draft"', 'initial_state="nowhere"'),
    ("E031", 'variable_id="weight"', 'variable_id="where"'),
    ("E032", 'new_state="pending"', 'new_state="nowhere"'),
    ("E033", 'new_state="pending" trigger="USER" before_script=""', 'new_state="pending" trigger="USER" before_script="none"'),
    ("E034", 'match name="where"', 'match name="actor"'),
    ("E035", SUBMIT, SUBMIT * 2),
    ("E036", "<group>board</group>", "<band>board</band>"),
    ("E037", "object/flag", "python:open('x')"),
    ("W006", SUBMIT, ""),
    ("W007", 'transition_id="publish" title="Publish" new_state="" trigger="USER"',
     f'transition_id="publish" title="Publish" new_state="" {AUTOMATIC}'),
    ("W008", 'exit-transition transition_id="publish"', 'exit-transition transition_id="published"'),
    ("W009", '<permission-map name="View"', '<permission-map name="Unmanaged"'),
    ("W010", '<assignment name="weight" type="int">', '<assignment name="unknown" type="int">'),
    ("W011", "<group>board</group>", "<group>board</group><group>board</group>"),
    ("W012", "<description>Being written</description>", "<description><![CDATA[Being written]]></description>"),
]  # fmt: skip


def codes(report: ImportReport) -> set[str]:
    return {one.code for one in (*report.refusals, *report.remarks)}


def read(before: str, after: str, *, unguarded: bool = False) -> ImportReport:
    assert before in DEFINITION
    text = DEFINITION.replace(before, after)
    if unguarded:
        text = text.replace(GUARD, "<guard/>")
    return import_text(text, "definition.xml")


def test_the_definition_itself_has_nothing_to_tell() -> None:
    assert codes(import_text(DEFINITION, "definition.xml")) == set()


@pytest.mark.parametrize(("code", "before", "after"), FAULTS, ids=[code for code, _, _ in FAULTS])
def test_each_finding_bears_its_code(code: str, before: str, after: str) -> None:
    report = read(before, after, unguarded=code == "E021")
    assert code in codes(report), report.sentences()
    assert codes(report) <= set(CODES)
    assert report.taken == (not report.refusals) and all(one.code.startswith("E") for one in report.refusals)
    assert all(one.code.startswith("W") for one in report.remarks)
    assert any(f"［{code}］" in sentence for sentence in report.sentences())


def test_a_workflow_bound_but_defined_elsewhere_is_told() -> None:
    tool = TOOL.format(default="", chain=BOTH).replace('<object name="second" meta_type="Workflow"/>', "")
    assert codes(import_text(tool, "workflows.xml")) == {"W013"}
