"""A scenario as a table in the office's words: written, read back, run; a broken one is refused with file, line and field."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.conventions.tree import CHINESE
from workflows.documentation import documented
from workflows.engine.scenario_words import COLUMNS, row_of
from workflows.engine.simulate import LINE, Scenario, simulate
from workflows.scenarios import BrokenTable, read_table, read_toml, scenarios_of, table_text

FLOWS = documented()
CLUE = FLOWS["clue"]
HEAD = ",".join(COLUMNS)
GOOD = [HEAD, "登记,社区工作者,登记线索,,,办成,已收"]


def meaning(line: str) -> Any:
    read = LINE.fullmatch(line)
    assert read is not None
    said = {key: frozenset(re.split(r"[, ]+", read[key] or "")) for key in ("failing", "outcome")}
    return read["who"], read["name"], bool(read["bare"]), read["sign"], said["failing"], said["outcome"]


@pytest.mark.parametrize("key", FLOWS)
def test_every_table_is_written_in_words_and_read_back_the_same(key: str, tmp_path: Path) -> None:
    flow, scenarios, file = FLOWS[key], scenarios_of(key), tmp_path / f"{key}.csv"
    text = table_text(flow, scenarios)
    assert not re.search(r"[a-z]{2,}", text), "a word that only a programmer reads"
    file.write_text(text, encoding="utf-8-sig", newline="")
    back = read_table(file, flow)
    assert [one.title for one in back] == [one.title for one in scenarios]
    assert [[meaning(step) for step in one.steps] for one in back] == [[meaning(step) for step in one.steps] for one in scenarios]
    assert simulate(flow, back) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", "\t"])
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str, between: str) -> None:
    file = tmp_path / "saved.csv"
    file.write_bytes("\r\n".join([*GOOD, ",,,,,,"]).replace(",", between).encode(encoding))
    (scenario,) = read_table(file, CLUE)
    assert scenario.steps == ("community_worker create -> received",) and simulate(CLUE, [scenario]) == []


FAULTS: list[tuple[list[str], str]] = [
    ([], "第1行：第一行缺少栏目“情景”"),
    (["谁,办理", "社区工作者,登记线索"], "第1行：第一行缺少栏目“情景”“不具备的条件”"),
    ([HEAD], "表里没有一行情景"),
    ([HEAD, ",社区工作者,登记线索,,,办成,已收"], "第2行“情景”：空着"),
    ([HEAD, "登记,办事员,登记线索,,,办成,已收"], "第2行“谁”：没有职务“办事员”；可写：“"),
    ([HEAD, "登记,,登记线索,,,办成,已收"], "第2行“谁”：空着，应写职务；可写：“"),
    ([*GOOD, ",社区工作者,登记线锁,,,办成,已收"], "第3行“办理”：没有办理“登记线锁”；可写："),
    ([HEAD, "登记,社区工作者,登记线索,没有这个条件,,办成,已收"], "第2行“不具备的条件”：没有“登记线索”的条件“没有这个条件”"),
    ([HEAD, "登记,社区工作者,登记线索,,也许,办成,已收"], "第2行“不填写”：“也许”读不懂"),
    ([HEAD, "登记,社区工作者,登记线索,,,大概,已收"], "第2行“应当”：“大概”读不懂；写“办成”或“不办”"),
    ([HEAD, "登记,社区工作者,登记线索,,,办成,"], "第2行“结果”：空着"),
    ([HEAD, "登记,社区工作者,登记线索,,,办成,已丢"], "第2行“结果”：没有状态“已丢”；可写：“已收”"),
    ([HEAD, "登记,服务机构,登记线索,,,不办,没道理"], "第2行“结果”：没有“登记线索”不办的理由“没道理”"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_a_broken_table_is_told_with_file_line_and_field(tmp_path: Path, lines: list[str], sentence: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BrokenTable) as caught:
        read_table(file, CLUE)
    assert "broken.csv " in str(caught.value) or "broken.csv：" in str(caught.value)
    assert sentence in str(caught.value)


def test_all_faults_are_told_at_once_and_a_cell_of_two_lines_keeps_the_count(tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text("\n".join([HEAD, '"登记\n第二行",办事员,登记线索,,,办成,已收', ",社区工作者,丢,,,办成,已收"]), encoding="utf-8")
    with pytest.raises(BrokenTable) as caught:
        read_table(file, CLUE)
    assert [(one.line, one.field) for one in caught.value.faults] == [(2, "谁"), (4, "办理")]


TOML: list[tuple[str, str]] = [
    ("[[scenario]]\ntitle = 'a'\nsteps = [\n", "broken.toml 第4行"),
    ("scenario = 3\n", "“scenario”：应写作 [[scenario]]"),
    ("[[scenario]]\nsteps = ['a']\n", "第1行“title”：没有写明"),
    ("\n\n[[scenario]]\ntitle = ' '\nsteps = ['a']\n", "第3行“title”：没有写明"),
    ("[[scenario]]\ntitle = 'a'\n[[scenario]]\ntitle = 'b'\nsteps = 'c'\n", "第3行“steps”：应是一列文字"),
    ("[[scenario]]\ntitle = 'a'\nsteps = [1]\n", "第1行“steps”：应是一列文字"),
    ("[[scenario]]\ntitle = 'a'\nsteps = ['x']\nstep = 1\n", "第1行“step”：不认识"),
    ("[[scenarios]]\ntitle = 'a'\n", "“scenarios”：不认识"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), TOML, ids=[sentence for _, sentence in TOML])
def test_a_broken_table_beside_a_definition_is_told_likewise(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenTable) as caught:
        read_toml(file)
    assert sentence in str(caught.value) and CHINESE.search(str(caught.value))


def test_a_step_knows_the_line_it_stands_on(tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text("[[scenario]]\ntitle = 'a'\nsteps = [\n 'visitor create -> checking',\n]\n", encoding="utf-8")
    (deviation,) = simulate(CLUE, read_toml(file))
    assert deviation.place == "two.toml 第4行 " and "现为“已收”" in deviation.came


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("mayor create -> received", "没有职务“mayor”"), ("visitor creat -> received", "没有办理“creat”"),
        ("visitor create (no_such) -> received", "没有“no_such”"), ("visitor create -> nowhere", "没有“nowhere”"),
        ("visitor create x no_such", "没有“no_such”"),
    ],
)  # fmt: skip
def test_a_name_the_process_does_not_know_never_passes_for_one_it_does(line: str, came: str) -> None:
    (deviation,) = simulate(CLUE, [Scenario("错", (line,))])
    assert came in deviation.came
    assert row_of(CLUE, "错", line).title == "错"


def walk(*arguments: str) -> tuple[str, str]:
    out, ended = io.StringIO(), ""
    try:
        call_command("flows", "simulate", *arguments, stdout=out)
    except CommandError as error:
        ended = str(error)
    return out.getvalue(), ended


def test_the_command_writes_a_table_runs_it_and_lays_the_failures_out(tmp_path: Path) -> None:
    file = tmp_path / "clue.csv"
    assert "已写入" in walk("clue", "--write", str(file))[0]
    assert "与定义相符" in walk("clue", "--table", str(file))[0]
    file.write_text(file.read_text("utf-8-sig").replace("办成,已收", "办成,核实中"), encoding="utf-8")
    printed, ended = walk("clue", "--table", str(file))
    head, first, *_ = printed.splitlines()
    assert head.split() == ["位置", "情景", "谁", "办理", "应当", "实际"]
    assert "clue.csv 第3行" in first and "办成：核实中" in first and "现为“已收”" in first and ended.endswith("处与情景不符")


def test_the_command_refuses_in_a_sentence_what_it_cannot_read(tmp_path: Path) -> None:
    assert "请写明是哪个流程" in walk("--table", "x.csv")[1]
    assert "不是文件" in walk("clue", "--table", str(tmp_path / "nowhere.csv"))[1]
    assert "请检查路径" in walk("clue", "--write", str(tmp_path / "nowhere" / "x.csv"))[1]
    (tmp_path / "bad.csv").write_bytes(b"\x00\xff\xfe\x00")
    assert "bad.csv" in walk("clue", "--table", str(tmp_path / "bad.csv"))[1]
    (tmp_path / "long.csv").write_text("\n".join([HEAD, *["a,b,c,,,办成,d"] * 5001]), encoding="utf-8")
    assert "超过5000行" in walk("clue", "--table", str(tmp_path / "long.csv"))[1]
