"""A place's own values on the layer below: it may only add or tighten what the plan says. 依据: 35号 二(一)、二(二)四"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from workflows.policy.loader import as_value
from workflows.policy.model import Book, Deadline, Direction, Figure, Overlay, PolicyError, Unit, Value

_DEADLINE_FIELDS = {"amount", "unit", "variants"}
# about ten years: whatever is longer is a slip of the pen
_LONGEST = {
    Unit.SECONDS: 86_400, Unit.MINUTES: 43_200, Unit.HOURS: 8_784, Unit.DAYS: 3_660, Unit.WORKING_DAYS: 2_500, Unit.MONTHS: 120,
}  # fmt: skip


def barred(one: Deadline | Figure) -> str:
    """Say why no district can set something: nothing reads it yet, or the plan fixes it; empty where one can."""
    if not one.in_force:
        return f"“{one.label}”还没有启用，设置了也不起作用（{one.clause}）"
    return f"“{one.label}”由方案规定，不能更改（{one.clause}）" if one.may_only is Direction.FIXED else ""


def lay(book: Book, overlay: Overlay) -> Book:
    """Lay an overlay on a book, or refuse it with every reason at once."""
    laid, wrong = lay_what_holds(book, overlay)
    if wrong:
        raise PolicyError("；".join(wrong))
    return laid


def lay_what_holds(book: Book, overlay: Overlay) -> tuple[Book, tuple[str, ...]]:
    """Lay what an overlay may change, and give a sentence for each key that it may not; one slip never takes the rest away."""
    wrong: list[str] = []
    deadlines, figures = dict(book.deadlines), dict(book.figures)
    for key, given in overlay.deadlines.items():
        try:
            deadlines[key] = changed_deadline(book.deadlines.get(key), given)
        except PolicyError as refused:
            wrong.append(f"{overlay.place(key)}：{refused}")
    for key, given in overlay.figures.items():
        try:
            figures[key] = changed_figure(book.figures.get(key), given)
        except PolicyError as refused:
            wrong.append(f"{overlay.place(key)}：{refused}")
    return Book(deadlines, figures), tuple(wrong)


def changed_deadline(base: Deadline | None, given: object) -> Deadline:
    """Take a new length for a deadline; one of the plan may only become shorter."""
    if base is None:
        raise PolicyError("没有这个期限")
    if not base.in_force:
        raise PolicyError(barred(base))
    if not isinstance(given, Mapping) or not given or not set(given) <= _DEADLINE_FIELDS:
        unknown = "、".join(f"“{name}”" for name in given if name not in _DEADLINE_FIELDS) if isinstance(given, Mapping) else ""
        raise PolicyError(f"{f'不认识{unknown}，' if unknown else ''}应写作 {{ amount = 数, unit = 单位 }}")
    variants = dict(base.variants)
    new_variants = given.get("variants", {})
    if not isinstance(new_variants, Mapping):
        raise PolicyError("variants应为 { 情形 = { amount, unit } }")
    for name, variant in new_variants.items():
        if name not in base.variants or not isinstance(variant, Mapping):
            raise PolicyError(f"没有“{name}”这种情形")
        if not variant or not set(variant) <= _DEADLINE_FIELDS - {"variants"}:
            raise PolicyError(f"“{name}”应写作 {{ amount = 数, unit = 单位 }}")
        variants[name] = _resized(base.variants[name], variant)
    return replace(_resized(base, given), variants=variants)


def _resized(base: Deadline, given: Mapping[str, object]) -> Deadline:
    amount = given.get("amount", base.amount)
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 1:
        raise PolicyError("amount应为正整数")
    try:
        unit = Unit(str(given.get("unit", base.unit)))
    except ValueError:
        raise PolicyError(f"unit应为 {'、'.join(Unit)} 之一") from None
    if amount > _LONGEST[unit]:
        raise PolicyError(f"“{base.label}”不得长于{_LONGEST[unit]}{unit.label}（{base.clause}）")
    if unit.is_a_clock != base.unit.is_a_clock and unit.is_a_clock:
        raise PolicyError(f"“{base.label}”按{base.unit.label.removeprefix('个')}计，不能改为按{unit.label}计")
    changed = replace(base, amount=amount, unit=unit)
    if base.may_only is Direction.FIXED and changed != base:
        raise PolicyError(barred(base))
    if base.may_only is Direction.FALL and changed.may_outlast(base):
        raise PolicyError(f"“{base.label}”不得长于{base.amount}{base.unit.label}（{base.clause}）")
    if base.may_only is Direction.RISE and base.may_outlast(changed):
        raise PolicyError(f"“{base.label}”不得短于{base.amount}{base.unit.label}（{base.clause}）")
    return changed


def changed_figure(base: Figure | None, given: object) -> Figure:
    """Take a new value for a figure: of the same kind, within its bounds, in the direction the plan allows; a list may only be added to."""
    if base is None:
        raise PolicyError("没有这个数值")
    if not base.in_force:
        raise PolicyError(barred(base))
    value = as_value(given["add"]) if isinstance(given, Mapping) and set(given) == {"add"} else as_value(given)
    if isinstance(base.value, tuple):
        return replace(base, value=_added(base, given, value))
    if isinstance(base.value, Decimal) and type(value) is int:
        value = Decimal(value)
    if _kind(value) is not _kind(base.value):
        raise PolicyError(f"“{base.label}”应为{_KINDS[_kind(base.value)]}")
    if base.may_only is Direction.FIXED and value != base.value:
        raise PolicyError(barred(base))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        _check_bounds(base, value)
    elif base.among and value not in base.among:
        raise PolicyError(f"“{base.label}”应为{'、'.join(map(str, base.among))}之一")
    return replace(base, value=value)


def _added(base: Figure, given: object, value: Value) -> tuple[str, ...] | tuple[int, ...]:
    if base.may_only is Direction.FIXED:
        raise PolicyError(barred(base))
    if not isinstance(given, Mapping) or not isinstance(value, tuple):
        raise PolicyError(f"“{base.label}”只能增加，不能减少（{base.clause}）：写作 {{ add = [ … ] }}")
    kept = base.value if isinstance(base.value, tuple) else ()
    wanted = type(kept[0]) if kept else str
    if not all(type(element) is wanted for element in value):
        raise PolicyError(f"“{base.label}”的每一项应为{_KINDS[wanted]}")
    if not all(str(element).strip() for element in value):
        raise PolicyError(f"“{base.label}”的每一项都应填写")
    if unknown := [str(element) for element in value if base.among and element not in base.among]:
        raise PolicyError(f"“{base.label}”没有“{'、'.join(unknown)}”这一项，可选：{'、'.join(map(str, base.among))}")
    return tuple(dict.fromkeys((*kept, *value)))  # type: ignore[return-value]


def _check_bounds(base: Figure, value: int | Decimal) -> None:
    floor = base.value
    assert isinstance(floor, int | Decimal)
    if base.may_only is Direction.RISE and value < floor:
        raise PolicyError(f"“{base.label}”不得低于{floor}（{base.clause}）")
    if base.may_only is Direction.FALL and value > floor:
        raise PolicyError(f"“{base.label}”不得高于{floor}（{base.clause}）")
    if base.at_least is not None and value < base.at_least:
        raise PolicyError(f"“{base.label}”不得小于{base.at_least}（{base.clause}）")
    if base.at_most is not None and value > base.at_most:
        raise PolicyError(f"“{base.label}”不得大于{base.at_most}（{base.clause}）")


def _kind(value: object) -> type:
    return Decimal if isinstance(value, Decimal) else type(value)


_KINDS: dict[type, str] = {int: "整数", bool: "true 或 false", Decimal: "小数", str: "文字", tuple: "列表"}
