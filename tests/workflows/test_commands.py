"""The commands: what they print, and that a fault ends in exit status 1 with a sentence."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows import documentation, store
from workflows.documentation import product_flows, stale_pages
from workflows.models import Delivery


def flows(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("flows", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        flows(*arguments)
    return str(caught.value)


def test_the_definitions_are_checked_and_walked() -> None:
    assert f"{len(product_flows())} 个流程，没有错误" in flows("check")
    assert "与定义相符" in flows("simulate")


def test_the_documentation_says_what_the_definitions_say() -> None:
    assert stale_pages() == [], "run: manage.py flows docs"
    assert "没有不同" in flows("diff")


def test_the_documentation_is_written_whole_and_a_change_in_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documentation, "folder", lambda: tmp_path)
    (tmp_path / "gone.md").write_text("of a process that is gone")
    assert "gone.md" in stale_pages() and "clue.md" in stale_pages()
    flows("docs")
    assert stale_pages() == [] and not (tmp_path / "gone.md").exists()
    recorded = documentation.recorded()
    recorded["clue"]["1"] = "0" * 64
    (tmp_path / documentation.FINGERPRINTS).write_text(json.dumps(recorded))
    assert "线索第1版已改动" in refused("docs")
    flows("docs", "--accept")
    assert stale_pages() == []


def test_a_process_is_drawn_described_and_exported(tmp_path: Path) -> None:
    assert flows("draw", "clue").lstrip().startswith("<svg")
    assert "stateDiagram-v2" in flows("draw", "clue", "--format", "mermaid")
    flows("draw", "--out", str(tmp_path / "all"))
    assert {file.stem for file in (tmp_path / "all").glob("*.svg")} == set(product_flows())
    assert "【核实中】在办，在社区工作者手里" in flows("describe", "clue")
    file = tmp_path / "definition.xml"
    told = flows("export", "clue", "--out", str(file))
    assert "该格式写不出" in told
    assert "流程“线索”已读入" in flows("import", str(file))
    assert '"key": "clue"' in flows("export", "clue", "--format", "json")


def test_mistakes_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert "没有流程“no_such”" in refused("describe", "no_such")
    assert "没有第9版" in refused("diff", "clue", "--version", "9")
    assert "--out" in refused("draw")
    broken = tmp_path / "broken.xml"
    broken.write_text("<dc-workflow")
    assert refused("import", str(broken)) == "未采用"
    assert "“clue”没有第9版；可选：第1版" in refused("migrate", "clue", "--to", "9", "--basis", "文号")
    assert "原状态=新状态" in refused("migrate", "clue", "--to", "1", "--map", "received")


@pytest.mark.django_db
def test_a_tick_and_a_round_of_the_worker_run_the_timers_and_deliver(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    paper = desk.submitted()
    out = io.StringIO()
    call_command("tick", "--now", f"{timezone.localtime(paper.due_at) + timedelta(days=1):%Y-%m-%dT%H:%M}", stdout=out)
    assert "到期处理 1 件" in out.getvalue() and "送达 2 条" in out.getvalue()
    assert Delivery.objects.filter(account=desk.clerk).count() == 2
    with pytest.raises(CommandError, match="--now"):
        call_command("tick", "--now", "soon")
    call_command("worker", "--once", stdout=out)
