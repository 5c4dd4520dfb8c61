"""Reading what a configurator types for a district's own standard, and where it stands among what holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from audit.acts import Refusal
from casework.services.impact import shown
from permissions.models import Region
from workflows.models import PolicyOverlay
from workflows.policy import Deadline, Direction, Figure, Unit, Value, resolver
from workflows.policy.stored import from_json

_UNITS = {said: unit.value for unit in Unit for said in (unit.label, unit.label.removeprefix("个"), unit.value)}
_AMOUNT = re.compile(r"\s*([0-9]{1,5})\s*(\S*)\s*")
_TRUTHS = {"是": True, "true": True, "否": False, "false": False}


@dataclass(frozen=True)
class Standard:
    """One figure or deadline as it holds in a district, beside the plan's own."""

    section: str
    key: str
    label: str
    source: str
    value: str
    plan_value: str
    may: str
    tightened: bool


def read_setting(key: str, typed: str) -> tuple[str, object]:
    """Read what was typed for a key as its kind asks: 2; 3个工作日; 是; +甲、乙 for a list. Raises Refusal."""
    base = resolver().base
    text = typed.strip()
    if not text:
        raise Refusal("请填写拟设的数值", status=400, code="value")
    if key in base.deadlines:
        return "deadlines", _deadline(text)
    if key in base.figures:
        return "figures", _figure(base.figures[key], text)
    raise Refusal(f"没有“{key}”这个项目", status=400, code="key")


def _deadline(text: str) -> dict[str, object]:
    found = _AMOUNT.fullmatch(text)
    if found is None or (found[2] and found[2] not in _UNITS):
        raise Refusal(f"期限“{text}”看不懂，应写作“3”或“3天”“3个工作日”“6个月”", status=400, code="value")
    return {"amount": int(found[1])} | ({"unit": _UNITS[found[2]]} if found[2] else {})


def _figure(base: Figure, text: str) -> object:
    if isinstance(base.value, tuple):
        added = [part for part in re.split(r"[、，,\s]+", text.lstrip("+＋")) if part]
        is_numbers = bool(base.value) and isinstance(base.value[0], int)
        if is_numbers and not all(part.isdecimal() for part in added):
            raise Refusal(f"“{base.label}”的每一项应为整数", status=400, code="value")
        return {"add": [int(part) for part in added] if is_numbers else added}
    if isinstance(base.value, bool):
        if text.lower() not in _TRUTHS:
            raise Refusal(f"“{base.label}”应填“是”或“否”", status=400, code="value")
        return _TRUTHS[text.lower()]
    if isinstance(base.value, str):
        return text
    if isinstance(base.value, Decimal):
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", text):
            raise Refusal(f"“{base.label}”应填小数，如 0.25", status=400, code="value")
        return Decimal(text)
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise Refusal(f"“{base.label}”应填整数", status=400, code="value")
    return int(text)


def standards_of(district: Region, on: date) -> list[Standard]:
    """List every figure and deadline in force in a district on a day, the plan's own first."""
    book, base = resolver().book(district.code[:6], on), resolver().base
    figures = [_of_figure(one, base.figures[key]) for key, one in book.figures.items()]
    deadlines = [_of_deadline(one, base.deadlines[key]) for key, one in book.deadlines.items()]
    return figures + deadlines


def _of_figure(now: Figure, plan: Figure) -> Standard:
    may = now.may_only.label if now.may_only is not None else "本区可定"
    source = f"{now.clause}{'，建议值' if now.proposed else ''}"
    return Standard("figures", now.key, now.label, source, shown(now.value), shown(plan.value), may, now.value != plan.value)


def _of_deadline(now: Deadline, plan: Deadline) -> Standard:
    may = now.may_only.label.replace("调低", "缩短").replace("调高", "延长") if now.may_only is not None else "本区可定"
    value, plan_value = (f"{one.amount}{one.unit.label}" for one in (now, plan))
    source = f"{now.clause}{'，建议值' if now.proposed else ''}"
    return Standard("deadlines", now.key, now.label, source, value, plan_value, may, value != plan_value)


def is_fixed(key: str) -> bool:
    """Say whether the plan leaves no choice about a figure."""
    one = resolver().base.figures.get(key)
    return one is not None and one.may_only is Direction.FIXED


def own_standards(district: Region) -> list[PolicyOverlay]:
    """List what a district set for itself, withdrawn ones too, the newest first."""
    return list(PolicyOverlay.objects.filter(district=district).select_related("author").order_by("-pk"))


def value_shown(row: PolicyOverlay) -> str:
    """Put the value of a stored standard into words; a version without a value says what that means."""
    value = from_json(row.value)
    if value is None:
        return "不再自行设置"
    if isinstance(value, dict) and "amount" in value:
        base = resolver().base.deadlines.get(row.key)
        unit = value.get("unit") or (base.unit.value if base else Unit.DAYS.value)
        return f"{value['amount']}{Unit(unit).label}"
    if isinstance(value, dict) and "add" in value:
        return "增加" + "、".join(map(str, value["add"]))
    return shown(cast(Value, value))


def label_of(key: str) -> str:
    base = resolver().base
    found: Deadline | Figure | None = base.deadlines.get(key) or base.figures.get(key)
    return found.label if found else key
