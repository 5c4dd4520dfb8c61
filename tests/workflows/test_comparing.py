"""`flows diff` between versions and files, with its picture; and the page that shows the same."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.engine.dcworkflow.texts import DEFINITION
from tests.factories.permissions import account
from workflows.documentation import documented, product_flows


def diff(*arguments: str) -> tuple[str, str]:
    """Run the command; give what it printed and how it ended."""
    out, ended = io.StringIO(), ""
    try:
        call_command("flows", "diff", *arguments, stdout=out)
    except CommandError as error:
        ended = str(error)
    return out.getvalue(), ended


def test_two_versions_are_told_and_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "changes.svg"
    printed, ended = diff("enrollment-2", "--version", "1", "--svg", str(picture))
    assert "enrollment：＋ 状态“区级复核”新增" in printed and "权限 “区级复核”区民政：－ → 办" in printed
    assert ended.endswith("处不同") and "＋区级复核" in picture.read_text("utf-8")


def test_every_version_is_what_was_recorded_of_it() -> None:
    assert diff() == ("没有不同\n", "")


def test_a_version_kept_in_a_file_is_compared(tmp_path: Path) -> None:
    kept = tmp_path / "clue.json"
    data = product_flows()["clue"].as_data()
    data["transitions"].pop(next(name for name, one in data["transitions"].items() if one["kind"] == "to"))
    kept.write_text(json.dumps(data))
    printed, ended = diff("clue", "--against", str(kept))
    assert printed.count("＋ 办理") == 1 and ended
    assert diff(str(kept), "--against", str(kept)) == ("没有不同\n", "")


def test_definitions_of_plones_are_compared_with_their_permission_maps(tmp_path: Path) -> None:
    old, new = tmp_path / "old.xml", tmp_path / "new.xml"
    old.write_text(DEFINITION)
    new.write_text(
        DEFINITION.replace('name="View" acquired="True"', 'name="View" acquired="False"').replace('title="Publish"', 'title="Show"')
    )
    printed, ended = diff(str(new), "--against", str(old))
    assert "权限 “draft”View：另加上级所给，Owner → 不受上级所给，Owner" in printed
    assert "名称：Publish → Show" in printed and ended == "2 处不同"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("clue", "--version", "9"), "没有第9版"), (("no_such",), "没有流程"), (("clue", "--against", "nowhere.json"), "打不开"),
        (("--svg", "x.svg"), "请写明比较哪个流程"), (("nowhere.xml",), "打不开"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told_in_a_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in diff(*arguments)[1]


def test_a_file_that_is_no_definition_is_told_in_a_sentence(tmp_path: Path) -> None:
    for number, text in enumerate(("", "[]", "{}", '{"states": {}}', "{", '"x"', '{"states": {"a": 1}, "transitions": {}}')):
        file = tmp_path / f"{number}.json"
        file.write_text(text)
        assert "不是导出的流程定义" in diff("clue", "--against", str(file))[1], text


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(account("查阅人员"), backend="permissions.backends.RegionBackend")
    return client


def page(reader: Client, key: str, **asked: Any) -> str:
    answer = reader.get(reverse("flow-changes", args=[key]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_picture_sentences_and_access(reader: Client) -> None:
    shown = page(reader, "enrollment", **{"from": "1", "to": "2"})
    assert "＋区级复核" in shown and "状态“区级复核”新增" in shown and "谁能看、谁能办的变化" in shown
    back = page(reader, "enrollment", **{"from": "2", "to": "1"})
    assert "状态“区级复核”取消" in back
    assert "两版没有不同" in page(reader, "enrollment", **{"from": "1", "to": "1"})
    assert "这个流程只有一版" in page(reader, "clue")


@pytest.mark.parametrize("query", ["?from=9", "?to=x", "?from=1&to=-1", "?from=99999999999999"])
def test_versions_that_are_not_there_are_not_there(reader: Client, query: str) -> None:
    assert reader.get(reverse("flow-changes", args=["enrollment"]) + query).status_code == 404


def test_a_process_is_described_in_chinese_alone() -> None:
    """Names of deadlines and of due handlers are for programs; a reader is told how long and what then."""
    for key, flow in documented().items():
        out = io.StringIO()
        call_command("flows", "describe", key, stdout=out)
        head, *lines = out.getvalue().splitlines()
        assert flow.key in head
        assert [line for line in lines if re.search(r"[a-z_]{3,}", line)] == [], key
        assert all(any(f"【{state.label}】" in line for line in lines) for state in flow.states.values())
