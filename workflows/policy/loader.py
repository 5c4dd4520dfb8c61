"""TOML into policy: every value typed, every slip refused with its file, line and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from workflows.policy.model import Book, Deadline, Direction, Figure, Overlay, PolicyError, Unit, Value

HERE = Path(__file__).parent
BASE_FILES = ("plan.toml", "deadlines.toml", "figures.toml")
PLAN_FILE = "plan.toml"
DISTRICTS = HERE / "districts"
_TABLE = re.compile(r"\s*\[([A-Za-z0-9_.\"-]+)\]")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_]+)\"?\s*=")
_SYNTAX = re.compile(r"line (\d+), column (\d+)")
_DEADLINE_FIELDS = {"amount", "unit", "label", "clause", "may_only", "variants"}
_FIGURE_FIELDS = {"value", "label", "clause", "may_only", "at_least", "at_most"}
_OVERLAY_FIELDS = {"region", "effective_on", "basis", "deadlines", "figures"}


def read_toml(path: Path) -> dict[str, object]:
    """Read a TOML file, exact decimals and all; a syntax error names its line."""
    try:
        return tomllib.loads(_text_of(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        found = _SYNTAX.search(str(broken))
        where = f"第{found[1]}行第{found[2]}列" if found else "末尾"
        raise PolicyError(f"{path.name}{where}：不是有效的TOML") from None


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise PolicyError(f"{path.name}：应以UTF-8保存") from None


def lines_of(path: Path) -> dict[str, int]:
    """Find the line of each key of the tables `deadlines` and `figures`, and of the file's own keys."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(_text_of(path).split("\n"), start=1):
        if opened := _TABLE.match(line):
            table = opened[1]
            found.setdefault(table.rpartition(".")[2], number)
        elif (key := _KEY.match(line)) and table in ("", "deadlines", "figures"):
            found.setdefault(key[1], number)
    return found


class _Place:
    """Where in which file a value stands, for the sentence of a refusal."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, lines_of(path)

    def refusal(self, key: str, field: str, what: str) -> PolicyError:
        line = f"第{self.lines[key]}行" if key in self.lines else ""
        return PolicyError(f"{self.path.name}{line}“{key}”{f'的“{field}”' if field else ''}：{what}")


def load_base(folder: Path = HERE, files: Iterable[str] = BASE_FILES) -> Book:
    """Load the plan's book: the city's numbers that stand under every district."""
    deadlines: dict[str, Deadline] = {}
    figures: dict[str, Figure] = {}
    for name in files:
        place = _Place(folder / name)
        content = read_toml(place.path)
        for key, given in _table(content, "deadlines", place).items():
            if key in deadlines:
                raise place.refusal(key, "", "写了两次")
            deadlines[key] = read_deadline(key, given, place, proposed=name != PLAN_FILE)
        for key, given in _table(content, "figures", place).items():
            if key in figures:
                raise place.refusal(key, "", "写了两次")
            figures[key] = read_figure(key, given, place, proposed=name != PLAN_FILE)
    return Book(deadlines, figures)


def load_overlay(path: Path) -> Overlay:
    """Load one place's overlay; its values are checked where they are laid on the book (`overlay.lay`)."""
    place = _Place(path)
    content = read_toml(path)
    for field in content:
        if field not in _OVERLAY_FIELDS:
            raise place.refusal(field, "", "不认识的字段")
    region, effective_on, basis = content.get("region"), content.get("effective_on"), content.get("basis")
    if not isinstance(region, str) or not re.fullmatch(r"[0-9]{6}([0-9]{3})?", region):
        raise place.refusal("region", "", "应为6位区代码或9位街道（乡镇）代码")
    if type(effective_on) is not date:
        raise place.refusal("effective_on", "", "应为生效日期（YYYY-MM-DD，不加引号）")
    if not isinstance(basis, str) or not basis:
        raise place.refusal("basis", "", "应写明文件依据")
    deadlines, figures = _table(content, "deadlines", place), _table(content, "figures", place)
    return Overlay(region, effective_on, basis, path.name, deadlines, figures, place.lines)


def load_overlays(folder: Path = DISTRICTS) -> tuple[Overlay, ...]:
    """Load every overlay of a folder, by file name."""
    return tuple(load_overlay(path) for path in sorted(folder.glob("*.toml")))


def read_deadline(key: str, given: object, place: _Place, *, proposed: bool) -> Deadline:
    fields = _fields(key, given, _DEADLINE_FIELDS, place)
    unit = _unit(key, fields.get("unit"), place)
    amount = _amount(key, fields.get("amount"), place)
    label, clause = _text(key, "label", fields, place), _text(key, "clause", fields, place)
    may_only = _direction(key, fields, place)
    variants = {}
    for name, variant in cast("Mapping[str, object]", fields.get("variants", {})).items():
        parts = _fields(key, variant, {"amount", "unit"}, place)
        variants[name] = Deadline(
            key, _amount(key, parts.get("amount"), place), _unit(key, parts.get("unit"), place), label, clause, proposed, may_only
        )
    return Deadline(key, amount, unit, label, clause, proposed, may_only, variants)


def read_figure(key: str, given: object, place: _Place, *, proposed: bool) -> Figure:
    fields = _fields(key, given, _FIGURE_FIELDS, place)
    if "value" not in fields:
        raise place.refusal(key, "value", "缺少这个字段")
    return Figure(
        key,
        as_value(fields["value"]),
        _text(key, "label", fields, place),
        _text(key, "clause", fields, place),
        proposed,
        _direction(key, fields, place),
        cast("int | None", fields.get("at_least")),
        cast("int | None", fields.get("at_most")),
    )


def as_value(value: object) -> Value:
    """Take a TOML or JSON value as a policy value: lists become tuples."""
    return tuple(value) if isinstance(value, list) else cast(Value, value)


def _table(content: Mapping[str, object], name: str, place: _Place) -> Mapping[str, object]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise place.refusal(name, "", f"应为一节：[{name}]")
    return table


def _fields(key: str, given: object, known: set[str], place: _Place) -> dict[str, object]:
    if not isinstance(given, dict):
        raise place.refusal(key, "", "应为 { … }")
    for field in given:
        if field not in known:
            raise place.refusal(key, field, "不认识的字段")
    return given


def _text(key: str, field: str, fields: Mapping[str, object], place: _Place) -> str:
    value = fields.get(field)
    if not isinstance(value, str) or not value:
        raise place.refusal(key, field, "应为文字")
    return value


def _unit(key: str, given: object, place: _Place) -> Unit:
    try:
        return Unit(cast(str, given))
    except ValueError:
        raise place.refusal(key, "unit", f"应为 {'、'.join(Unit)} 之一") from None


def _amount(key: str, given: object, place: _Place) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise place.refusal(key, "amount", "应为正整数")
    return given


def _direction(key: str, fields: Mapping[str, object], place: _Place) -> Direction | None:
    given = fields.get("may_only")
    if given is None:
        return None
    try:
        return Direction(cast(str, given))
    except ValueError:
        raise place.refusal(key, "may_only", "应为 rise 或 fall") from None
