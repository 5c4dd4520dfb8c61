"""docs/plone.md says of expressions what they read as, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.dcworkflow.texts import DEFINITION
from workflows.engine.dcworkflow import registry
from workflows.engine.dcworkflow.importing import import_text
from workflows.engine.dcworkflow.table_file import table_of
from workflows.engine.dcworkflow.tales import understand
from workflows.engine.dcworkflow.vocabulary import Table

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "plone.md").read_text("utf-8")
ROWS: list[tuple[str, str]] = re.findall(r"(?m)^\| `([^`]+)` \| (.+) \|$", DOCUMENT)


def test_the_table_has_its_rows() -> None:
    assert len(ROWS) == 17


@pytest.mark.parametrize(("text", "sentence"), ROWS)
def test_an_expression_reads_as_the_page_says(text: str, sentence: str) -> None:
    assert understand(text.replace("\\|", "|"), Table()).says() == sentence


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the example registers go with the test."""
    monkeypatch.setattr(registry, "_conditions", dict(registry._conditions))
    monkeypatch.setattr(registry, "_effects", dict(registry._effects))


@pytest.mark.usefixtures("registered")
def test_the_example_gives_a_definition_its_own_words() -> None:
    (code,) = re.findall(r"(?ms)^```python\n(.*?)^```", DOCUMENT)
    (table,) = re.findall(r"(?ms)^```toml\n(.*?)^```", DOCUMENT)
    script = '<script script_id="publish_script" type="External Method" module="site.publish" function="publish"/></dc-workflow>'
    xml = DEFINITION.replace("object/flag", "here/isValid").replace("</dc-workflow>", script)
    xml = xml.replace('after_script=""', 'after_script="publish_script"', 1)
    exec(compile(code, "docs/plone.md", "exec"), {})
    report = import_text(xml, "definition.xml", table_of(table.encode()).table)
    assert report.sentences() == ["definition.xml：流程“Paper”已读入，状态2个、流转2个、变量2个、工作清单1个"]
    assert not import_text(xml, "definition.xml").taken
