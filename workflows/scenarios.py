"""The scenario tables of the definitions: read from beside them, or from a table in the office's words (CSV, as a spreadsheet saves it).

A broken table is refused whole, each fault with file, line and field.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflows import flows
from workflows.decoding import ENCODINGS, decoded
from workflows.documentation import documented
from workflows.engine.definition import Workflow
from workflows.engine.scenario_words import COLUMNS, Misread, Row, line_of, row_of
from workflows.engine.simulate import Scenario

FOLDER = Path(flows.__file__).parent / "scenarios"
MOST_BYTES, MOST_ROWS = 1_000_000, 5_000
AT_LINE = re.compile(r"line (\d+), column (\d+)")
KEYS = {"title", "steps"}


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a table."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}{f' 第{self.line}行' if self.line else ''}{f'“{self.field}”' if self.field else ''}：{self.sentence}"


class BrokenTable(ValueError):
    """A table that cannot be read; `faults` names every place found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def scenarios_of(key: str) -> list[Scenario]:
    """Read the scenarios of a process; none where it has no table. Raises BrokenTable."""
    file = FOLDER / f"{key}.toml"
    return read_toml(file) if file.exists() else []


def read_toml(file: Path) -> list[Scenario]:
    """Read a table in the notation that stands beside a definition. Raises BrokenTable."""
    text = file.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = AT_LINE.search(str(error))
        where = f"第{at[2]}列起不合 TOML 的写法" if at else "不合 TOML 的写法"
        raise BrokenTable(Fault(file.name, int(at[1]) if at else text.count("\n") + 1, "", f"{where}（{error}）")) from error
    heads = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[scenario]]")]
    listed = content.get("scenario", [])
    faults = [Fault(file.name, 0, name, "不认识；只写 [[scenario]]") for name in content if name != "scenario"]
    if not isinstance(listed, list):
        raise BrokenTable(*faults, Fault(file.name, 0, "scenario", "应写作 [[scenario]]，每个情景一段"))
    for number, one in enumerate(listed):
        faults += _faults_of(file.name, heads[number] if number < len(heads) else 0, one)
    if faults:
        raise BrokenTable(*faults)
    return list(_placed(file.name, text, listed))


def _faults_of(name: str, line: int, one: Any) -> Iterator[Fault]:
    if not isinstance(one, dict):
        yield Fault(name, line, "scenario", "应写作 [[scenario]]，每个情景一段")
        return
    yield from (Fault(name, line, key, "不认识；情景只有 title 和 steps") for key in one.keys() - KEYS)
    if not isinstance(one.get("title"), str) or not one["title"].strip():
        yield Fault(name, line, "title", "没有写明这个情景说的是什么")
    steps = one.get("steps")
    if not isinstance(steps, list) or not steps or not all(isinstance(step, str) for step in steps):
        yield Fault(name, line, "steps", "应是一列文字，每步一行")


def _placed(name: str, text: str, listed: Sequence[dict[str, Any]]) -> Iterator[Scenario]:
    """Give the scenarios with the line on which each step stands."""
    lines, number = text.splitlines(), 0
    for one in listed:
        places = []
        for step in one["steps"]:
            found = next((at for at in range(number, len(lines)) if step in lines[at]), None)
            number = found + 1 if found is not None else number
            places.append(f"{name} 第{number}行 ")
        yield Scenario(one["title"], tuple(one["steps"]), tuple(places))


def read_table(file: Path, flow: type[Workflow[Any]]) -> list[Scenario]:
    """Read a table in the office's words, as a spreadsheet saves it. Raises BrokenTable with every fault."""
    rows = _rows(file)
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    lost = [name for name in COLUMNS if name not in head]
    if lost:
        raise BrokenTable(Fault(file.name, 1, "", f"第一行缺少栏目“{'”“'.join(lost)}”；应有：{'、'.join(COLUMNS)}"))
    faults: list[Fault] = []
    scenarios: list[tuple[str, list[str], list[str]]] = []
    for number, cells in rows[1:]:
        said = {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
        row = Row(*(said.get(name, "") for name in COLUMNS))
        if not any(row.cells):
            continue
        if row.title or not scenarios:
            if not row.title:
                faults.append(Fault(file.name, number, "情景", "空着；每个情景的第一行要写明它说的是什么"))
            scenarios.append((row.title, [], []))
        try:
            scenarios[-1][1].append(line_of(flow, row))
            scenarios[-1][2].append(f"{file.name} 第{number}行 ")
        except Misread as misread:
            faults.append(Fault(file.name, number, misread.column, misread.sentence))
    if not scenarios:
        faults.append(Fault(file.name, 0, "", "表里没有一行情景"))
    if faults:
        raise BrokenTable(*faults)
    return [Scenario(title, tuple(steps), tuple(places)) for title, steps, places in scenarios]


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    """Read the cells with the line each row begins on; a spreadsheet saves UTF-8 with a mark, or the Chinese code page."""
    try:
        raw = file.read_bytes() if file.is_file() and file.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        raise BrokenTable(Fault(file.name, 0, "", "文件打不开；请检查路径和权限")) from error
    if raw is None:
        raise BrokenTable(Fault(file.name, 0, "", f"不是文件，或超过{MOST_BYTES // 1_000_000}兆字节"))
    text = decoded(raw) or raw.decode(ENCODINGS[-1], errors="replace")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first and "," not in first else ",")
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                raise BrokenTable(Fault(file.name, line, "", f"超过{MOST_ROWS}行，请分成几张表"))
    except csv.Error as error:
        raise BrokenTable(Fault(file.name, line, "", f"这一行不合表格的写法（{error}）")) from error
    return rows


@lru_cache
def examples_of(flow: type[Workflow[Any]]) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """Give a process's scenarios in the office's words, title and rows, to be read beside its picture; read once."""
    name = next((name for name, one in documented().items() if one is flow), "")
    return tuple((one.title, tuple(row_of(flow, "", line) for line in one.steps)) for one in scenarios_of(name))


def table_text(flow: type[Workflow[Any]], scenarios: Sequence[Scenario]) -> str:
    """Write scenarios as a table in the office's words; the title stands on the first row of each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in scenarios:
        for number, line in enumerate(one.steps):
            writer.writerow(row_of(flow, one.title if number == 0 else "", line).cells)
    return out.getvalue()
