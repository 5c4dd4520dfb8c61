"""The mapping table of an imported definition as a file: which expression and which script stands for what the project has registered."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workflows.engine.dcworkflow import registry
from workflows.engine.dcworkflow.files import read_bytes
from workflows.engine.dcworkflow.model import Definition
from workflows.engine.dcworkflow.problems import Problem, Unreadable, coded, refuse
from workflows.engine.dcworkflow.vocabulary import Table

PARTS: Final = {"conditions": "条件", "effects": "办理动作"}
_SECTION: Final = re.compile(r"\s*\[\s*([A-Za-z_]+)\s*\]")
_KEY: Final = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_WHERE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_WORD: Final = re.compile(r"[\w-]+")
_FACT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CODE: Final = "E038"
MOST: Final = 512 * 1024  # bytes; some thousands of entries


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that was read, and the line of each of its entries by part and text."""

    table: Table
    lines: Mapping[tuple[str, str], int]

    def unused(self, definition: Definition) -> Iterator[Problem]:
        """Tell the entries that the definition has no use for: a text that was copied with a slip maps nothing."""
        texts = {text.strip() for text in definition.expressions()}
        for (part, text), line in self.lines.items():
            if part == "conditions" and text.strip() not in texts:
                yield Problem(line, f"定义里没有表达式“{text}”，这一条不起作用；请与定义逐字核对")
            elif part == "effects" and text not in definition.scripts:
                yield Problem(line, f"定义里没有脚本“{text}”，这一条不起作用；请与定义核对")


def read_table(path: Path | str) -> TableFile:
    """Read a table; raises Unreadable with everything that is wrong with it, each reason with its line."""
    try:
        return table_of(read_bytes(Path(path), "请写明对照表（TOML）的路径", MOST))
    except Unreadable as refused:
        raise Unreadable(coded(CODE, refused.problems)) from None


def table_of(data: bytes) -> TableFile:
    """Make the table of a file's text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(data[: error.start].count(b"\n") + 1, "不是 UTF-8 编码；请另存为 UTF-8") from None
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _miswritten(str(error), text) from None
    except (RecursionError, ValueError):  # depth, and numbers as long as a book
        raise refuse(0, "嵌套太深或数字太长；对照表只有 facts、[conditions] 和 [effects]，其中只写名字") from None
    lines, words = dict(_lines(text)), _words(text)
    found = [*_strangers(said), *(one for part in PARTS for one in _unregistered(said.get(part, {}), part))]
    problems = [Problem(lines.get((part, key)) or lines.get((key, "")) or words.get(key, 0), sentence) for part, key, sentence in found]
    if problems:
        raise Unreadable(problems)
    conditions, effects = registry.conditions(), registry.effects()
    table = Table(
        Table().facts | frozenset(said.get("facts", [])),
        {key.strip(): conditions[name] for key, name in said.get("conditions", {}).items()},
        {key: effects[name] for key, name in said.get("effects", {}).items()},
    )
    return TableFile(table, {place: line for place, line in lines.items() if place[0] in PARTS and place[1]})


def _miswritten(message: str, text: str) -> Unreadable:
    found = _WHERE.search(message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    what = "同一条写了两次" if "overwrite" in message or "twice" in message else "写法不合 TOML"
    return refuse(line, f'{what}；一行一条，如 "object/flag" = "is_ready"，含引号的表达式用单引号括起')


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Find the line of every entry; the format's own reader does not tell."""
    part = ""
    for number, line in enumerate(text.splitlines(), 1):
        if section := _SECTION.match(line):
            part = section[1]
            yield (part, ""), number
        elif found := _KEY.match(line):
            try:
                (key,) = tomllib.loads(f"{found[1]} = 0")
            except tomllib.TOMLDecodeError:
                continue
            yield (part, key), number


def _words(text: str) -> dict[str, int]:
    """Find the line where every word stands first, for what is written in a shape of its own."""
    first: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for word in _WORD.findall(line):
            first.setdefault(word, number)
    return first


Found = Iterator[tuple[str, str, str]]  # the part, the entry, what is wrong with it


def _strangers(said: Mapping[str, Any]) -> Found:
    for key, value in said.items():
        if key not in (*PARTS, "facts"):
            yield "", key, f"不认识“{key}”；只能写 facts、[conditions] 和 [effects]"
        elif key in PARTS and not isinstance(value, dict):
            yield "", key, f"“{key}”应写作 [{key}]，下面一行一条"
        elif key == "facts" and not (isinstance(value, list) and all(isinstance(one, str) and _FACT.fullmatch(one) for one in value)):
            yield "", key, '“facts”应写作 ["title", "flag"]：对象自带的事实，名字用字母、数字和下划线'


def _unregistered(entries: Any, part: str) -> Found:
    known = registry.conditions() if part == "conditions" else registry.effects()
    for key, name in entries.items() if isinstance(entries, dict) else ():
        if not isinstance(name, str):
            yield part, key, f"“{key}”对应的应是已登记{PARTS[part]}的名字，写在引号里"
        elif name not in known:
            listed = f"已登记的有：{'、'.join(sorted(known))}" if known else "项目里还没有登记任何一个"
            yield part, key, f"没有登记名为“{name}”的{PARTS[part]}；{listed}（见 docs/plone.md）"
