"""The example of docs/own-model.md is run as it stands there."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "own-model.md"


def block() -> str:
    found: list[str] = re.findall(r"(?ms)^```python\n(.*?)^```", DOCUMENT.read_text("utf-8"))
    return found[0]


def test_the_engine_runs_on_a_model_of_ones_own(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    module = types.ModuleType("own_model")
    monkeypatch.setitem(sys.modules, "own_model", module)  # dataclasses look their module up
    exec(compile(block(), str(DOCUMENT), "exec"), module.__dict__)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:5] == [
        "尚未写明借给谁（填写借用人）",
        "待批",
        "您无权“同意”（可由街道经办办理）；不能批准自己的申请（请其他经办人办理）",
        "已借出",
        "[]",
    ]
    assert printed[5].startswith("stateDiagram") and any("申请借用" in line for line in printed)


def test_the_example_stays_a_page() -> None:
    assert len(block().strip().splitlines()) <= 70
