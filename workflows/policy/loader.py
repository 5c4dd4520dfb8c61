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
_TABLE = re.compile(r"\s*\[([A-Za-z0-9_. \"-]+)\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_. \"-]+?)\s*=")
_SYNTAX = re.compile(r"line (\d+), column (\d+)")
_TOLD = {
    "Cannot overwrite": "，同一项写了两次", "twice": "，同一节写了两次", "Invalid value": "，文字应加引号，数和日期不加",
    "Unterminated": "，引号没有成对", "Unclosed": "，括号没有成对", "Invalid date": "，没有这一天", "Expected '='": "，应写作 项目 = 数值",
}  # fmt: skip
_DEADLINE_FIELDS = {"amount", "unit", "label", "clause", "may_only", "variants", "in_force"}
_FIGURE_FIELDS = {"value", "label", "clause", "may_only", "at_least", "at_most", "among", "in_force"}
# who is served how often, and by when, is one for a district: its streets stand side by side in one worklist and one rate
_FINER = "标准由区统一设置，街道（乡镇）和社区（村）不能另定：请改为6位区代码，由区决定后在全区执行"
_SECTIONS = ("deadlines", "figures")
_OVERLAY_FIELDS = {"region", "effective_on", "basis", "deadlines", "figures"}


def read_toml(path: Path) -> dict[str, object]:
    """Read a TOML file, exact decimals and all; a syntax error names its line."""
    try:
        return tomllib.loads(_text_of(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        found, lines = _SYNTAX.search(str(broken)), _text_of(path).rstrip().split("\n")
        at = min(int(found[1]), len(lines)) if found else len(lines)
        where = f"第{found[1]}行第{found[2]}列" if found else f"末尾（第{at}行）"
        key = _KEY.match(lines[at - 1])
        why = next((said for told, said in _TOLD.items() if told in str(broken)), "")
        raise PolicyError(f"{path.name}{where}{f'“{key[1]}”' if key else ''}：不是有效的TOML{why}") from None


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise PolicyError(f"{path.name}：应以UTF-8保存") from None


def lines_of(path: Path) -> dict[str, int]:
    """Find the line of each key of the tables `deadlines` and `figures`, and of the file's own keys, dotted ones too."""
    found: dict[str, int] = {}
    table: list[str] = []
    for number, line in enumerate(_text_of(path).split("\n"), start=1):
        if opened := _TABLE.match(line):
            table = _parts(opened[1])
            found.setdefault(table[1] if len(table) > 1 and table[0] in _SECTIONS else table[0], number)
        elif key := _KEY.match(line):
            names = [*table, *_parts(key[1])]
            if names[0] in _SECTIONS and len(names) > 1:
                found.setdefault(names[1], number)
            elif not table:
                found.setdefault(names[0], number)
    return found


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip('"') for part in dotted.split(".")]


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
    """Load one district's overlay, or refuse it with every fault at once."""
    found, faults = _read_overlay(path)
    if found is None or faults:
        raise PolicyError("；".join(faults))
    return found


def read_overlays(folder: Path = DISTRICTS) -> tuple[tuple[Overlay, ...], tuple[str, ...]]:
    """Read every overlay of a folder, by file name, and tell the faults: what is broken is left out, the rest goes on.

    Values are held to the plan where they are laid on the book (`overlay.lay`).
    """
    read = [_read_overlay(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(one for one, _ in read if one is not None), tuple(fault for _, faults in read for fault in faults)


def _read_overlay(path: Path) -> tuple[Overlay | None, list[str]]:
    """Read one file; None where it does not say for which place, from which day and by which document."""
    try:
        place, content = _Place(path), read_toml(path)
    except PolicyError as broken:
        return None, [str(broken)]
    told = [str(place.refusal(name, "", "不认识的字段")) for name in content if name not in _OVERLAY_FIELDS]
    tables: dict[str, Mapping[str, object]] = {}
    for name in _SECTIONS:
        try:
            tables[name] = _table(content, name, place)
        except PolicyError as broken:
            told.append(str(broken))
    region, effective_on, basis = content.get("region"), content.get("effective_on"), content.get("basis")
    heading = []
    if not isinstance(region, str) or not re.fullmatch(r"[0-9]{6}", region):
        finer = isinstance(region, str) and re.fullmatch(r"[0-9]{9}([0-9]{3})?", region)
        heading.append(str(place.refusal("region", "", _FINER if finer else "应为6位区代码")))
    if type(effective_on) is not date:
        heading.append(str(place.refusal("effective_on", "", "应为生效日期（YYYY-MM-DD，不加引号）")))
    if not isinstance(basis, str) or not basis.strip():
        heading.append(str(place.refusal("basis", "", "应写明文件依据")))
    if heading:
        return None, [*heading, *told]
    # a key on the line of its own table, as in figures = { … }
    lines = {key: place.lines[name] for name, table in tables.items() for key in table if name in place.lines} | dict(place.lines)
    overlay = Overlay(
        cast(str, region), cast(date, effective_on), cast(str, basis), path.name, tables.get("deadlines", {}), tables.get("figures", {}),
        lines,
    )  # fmt: skip
    return overlay, told


def read_deadline(key: str, given: object, place: _Place, *, proposed: bool) -> Deadline:
    fields = _fields(key, given, _DEADLINE_FIELDS, place)
    unit = _unit(key, fields.get("unit"), place)
    amount = _amount(key, fields.get("amount"), place)
    label, clause = _text(key, "label", fields, place), _text(key, "clause", fields, place)
    may_only = _direction(key, fields, place)
    if may_only is Direction.ADD or (may_only is None and not proposed):
        raise place.refusal(key, "may_only", "方案的期限应写 rise、fall 或 fixed")
    variants = {}
    for name, variant in cast("Mapping[str, object]", fields.get("variants", {})).items():
        parts = _fields(key, variant, {"amount", "unit"}, place)
        variants[name] = Deadline(
            key, _amount(key, parts.get("amount"), place), _unit(key, parts.get("unit"), place), label, clause, proposed, may_only
        )
    return Deadline(key, amount, unit, label, clause, proposed, may_only, variants, _in_force(key, fields, place))


def read_figure(key: str, given: object, place: _Place, *, proposed: bool) -> Figure:
    fields = _fields(key, given, _FIGURE_FIELDS, place)
    if "value" not in fields:
        raise place.refusal(key, "value", "缺少这个字段")
    value, direction = as_value(fields["value"]), _direction(key, fields, place)
    if isinstance(value, tuple) and direction is None and proposed:
        direction = Direction.ADD
    _check_direction(key, value, direction, place, proposed=proposed)
    return Figure(
        key,
        value,
        _text(key, "label", fields, place),
        _text(key, "clause", fields, place),
        proposed,
        direction,
        cast("int | None", fields.get("at_least")),
        cast("int | None", fields.get("at_most")),
        tuple(cast("list[str | int]", fields.get("among", []))),
        _in_force(key, fields, place),
    )


def _in_force(key: str, fields: Mapping[str, object], place: _Place) -> bool:
    given = fields.get("in_force", True)
    if not isinstance(given, bool):
        raise place.refusal(key, "in_force", "应为 true 或 false")
    return given


def _check_direction(key: str, value: Value, direction: Direction | None, place: _Place, *, proposed: bool) -> None:
    """Hold that every figure of the plan says which way it may move, and that the way is one it can go."""
    if direction is None:
        if not proposed:
            raise place.refusal(key, "may_only", f"缺少这个字段：应为 {'、'.join(Direction)} 之一")
        return
    is_list, is_number = isinstance(value, tuple), isinstance(value, int | Decimal) and not isinstance(value, bool)
    if (direction is Direction.ADD) is not is_list and direction is not Direction.FIXED:
        raise place.refusal(key, "may_only", "列表只能写 add 或 fixed，其他不能写 add")
    if direction in (Direction.RISE, Direction.FALL) and not is_number:
        raise place.refusal(key, "may_only", "只有数值可以写 rise 或 fall")


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
        raise place.refusal(key, "may_only", f"应为 {'、'.join(Direction)} 之一") from None
