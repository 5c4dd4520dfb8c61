"""What holds in a district, what it set for itself with every version of it, and reading what a configurator types for a new value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import cast

from audit.acts import Refusal
from casework.services.impact import shown
from permissions.models import Region
from workflows.models import PolicyOverlay
from workflows.policy import Deadline, Direction, Figure, Unit, Value, resolver
from workflows.policy.codes import table
from workflows.policy.model import CASES
from workflows.policy.overlay import barred
from workflows.policy.stored import from_json

_UNITS = {said: unit.value for unit in Unit for said in (unit.label, unit.label.removeprefix("个"), unit.value)}
_CASES = {said: key for key, said in CASES.items()} | {key: key for key in CASES}
_LENGTH = re.compile(r"\s*([^\d\s]*)\s*([0-9]{1,5})\s*(\S*)\s*")
_TRUTHS = {"是": True, "true": True, "否": False, "false": False}
_WORDS = {"weather_surge_level": "weather_levels"}  # a figure that is a word of a code table


@dataclass(frozen=True)
class Standard:
    """One figure or deadline as it holds in a district, beside the plan's own; `example` shows how a new value is typed."""

    section: str
    key: str
    label: str
    source: str
    value: str
    plan_value: str
    may: str
    tightened: bool
    is_fixed: bool
    example: str


@dataclass(frozen=True)
class Version:
    """One version of a district's own standard, in words; `state` says what it is worth today."""

    row: PolicyOverlay
    value: str
    state: str
    may_be_restored: bool


@dataclass(frozen=True)
class OwnStandard:
    """A figure or deadline that a district set for itself, with its versions, the newest first."""

    key: str
    label: str
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        return self.versions[0]

    @property
    def meanwhile(self) -> Version | None:
        """The version that holds until the newest begins; none where the newest holds already, or nothing did before."""
        return next((one for one in self.versions[1:] if one.state == "执行中"), None)

    def given_up(self, from_on: date) -> list[Version]:
        """List the versions still to come that a new one from a day on keeps from beginning."""
        return [one for one in self.versions if one.state == "待生效" and one.row.effective_on >= from_on]

    @property
    def may_be_withdrawn(self) -> bool:
        return self.newest.row.value is not None and self.newest.row.withdrawn_on is None


def read_setting(key: str, typed: str) -> tuple[str, object]:
    """Read what was typed for a key as its kind asks: 2; 3个工作日; 10天；紧急12小时; 是; +甲、乙 for a list. Raises Refusal."""
    base = resolver().base
    text = typed.strip()
    if not text:
        raise Refusal("请填写拟设的数值", status=400, code="value")
    if key in base.deadlines:
        return "deadlines", _deadline(base.deadlines[key], text)
    if key in base.figures:
        return "figures", _figure(base.figures[key], text)
    near = get_close_matches(key, [*base.figures, *base.deadlines], n=1)
    raise Refusal(f"没有“{key}”这个项目{f'，是不是“{near[0]}”' if near else ''}", status=400, code="key")


def _deadline(base: Deadline, text: str) -> dict[str, object]:
    whole: dict[str, object] = {}
    variants: dict[str, object] = {}
    for part in re.split(r"[；;，,、]", text):
        found = _LENGTH.fullmatch(part)
        if found is None or (found[3] and found[3] not in _UNITS):
            raise Refusal(f"期限“{part.strip()}”看不懂，应写作“3”或“3天”“3个工作日”“6个月”{_cases_of(base)}", status=400, code="value")
        length: dict[str, object] = {"amount": int(found[2])} | ({"unit": _UNITS[found[3]]} if found[3] else {})
        case = _CASES.get(found[1])
        if not found[1]:
            whole |= length
        elif case in base.variants:
            variants[cast(str, case)] = length
        else:
            raise Refusal(f"“{base.label}”没有“{found[1]}”这种情形{_cases_of(base)}", status=400, code="value")
    return whole | ({"variants": variants} if variants else {})


def _cases_of(base: Deadline) -> str:
    named = "、".join(CASES.get(name, name) for name in base.variants)
    return f"；{named}可另写，如“{base.length.replace('，', '；')}”" if named else ""


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
        return _word(base, text)
    if isinstance(base.value, Decimal):
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", text):
            raise Refusal(f"“{base.label}”应填小数，如 0.25", status=400, code="value")
        return Decimal(text)
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise Refusal(f"“{base.label}”应填整数", status=400, code="value")
    return int(text)


def _word(base: Figure, text: str) -> str:
    words = _words(base.key)
    if base.among and text not in base.among and text not in words.values():
        raise Refusal(f"“{base.label}”应填{'、'.join(words.get(str(one), str(one)) for one in base.among)}之一", status=400, code="value")
    return next((key for key, word in words.items() if word == text), text)


def _words(key: str) -> Mapping[str, str]:
    return table(_WORDS[key]).labels if key in _WORDS else {}


def said(key: str, value: Value) -> str:
    """Put a figure's value into the words that a person types and reads."""
    return _words(key).get(value, value) if isinstance(value, str) else shown(value)


def standards_of(district: Region, on: date) -> list[Standard]:
    """List every figure and deadline in force in a district on a day, the plan's own first."""
    book, base = resolver().book(district.code[:6], on), resolver().base
    figures = [_of_figure(one, base.figures[key]) for key, one in book.figures.items() if one.in_force]
    deadlines = [_of_deadline(one, base.deadlines[key]) for key, one in book.deadlines.items() if one.in_force]
    return figures + deadlines


def idle_standards() -> list[Standard]:
    """List what is kept with its clause until the work that it belongs to is there: the same for every district, and not to be set."""
    base = resolver().base
    figures = [_of_figure(one, one) for one in base.figures.values() if not one.in_force]
    return figures + [_of_deadline(one, one) for one in base.deadlines.values() if not one.in_force]


def why_not(key: str) -> str:
    """Say why a key cannot be set by any district; empty where it can, or is not known."""
    base = resolver().base
    found: Deadline | Figure | None = base.deadlines.get(key) or base.figures.get(key)
    return barred(found) if found is not None else ""


def _of_figure(now: Figure, plan: Figure) -> Standard:
    may = now.may_only.label if now.may_only is not None else "本区可定"
    value, plan_value = said(now.key, now.value), said(plan.key, plan.value)
    fixed, changed = now.may_only is Direction.FIXED, now.value != plan.value
    return Standard("figures", now.key, now.label, _source(now), value, plan_value, may, changed, fixed, _example(plan))


def _example(plan: Figure) -> str:
    """Show how a new value of a figure is typed."""
    if isinstance(plan.value, tuple):
        more = [str(one) for one in plan.among if one not in plan.value]
        return f"只写要增加的项，用顿号分开{'，可选：' + '、'.join(more) if more else ''}"
    if isinstance(plan.value, bool):
        return "填“是”或“否”"
    if plan.among:
        return "可选：" + "、".join(_words(plan.key).get(str(one), str(one)) for one in plan.among)
    return f"如：{said(plan.key, plan.value)}"


def _of_deadline(now: Deadline, plan: Deadline) -> Standard:
    may = now.may_only.label.replace("调低", "缩短").replace("调高", "延长") if now.may_only is not None else "本区可定"
    changed = now.length != plan.length
    example = f"如：{plan.length.replace('，', '；')}"
    return Standard(
        "deadlines", now.key, now.label, _source(now), now.length, plan.length, may, changed, now.may_only is Direction.FIXED, example
    )


def _source(one: Figure | Deadline) -> str:
    return f"{one.clause}{'，建议值' if one.proposed else ''}"


def own_standards(district: Region, on: date, *, key: str | None = None) -> list[OwnStandard]:
    """List what a district set for itself, or one of it, with all its versions; what was set last comes first."""
    rows = PolicyOverlay.objects.filter(district=district).select_related("author").order_by("-pk")
    by_key: dict[str, list[PolicyOverlay]] = {}
    for row in rows if key is None else rows.filter(key=key):
        by_key.setdefault(row.key, []).append(row)
    return [OwnStandard(one, label_of(one), tuple(_version(row, versions, on) for row in versions)) for one, versions in by_key.items()]


def _version(row: PolicyOverlay, newest_first: list[PolicyOverlay], on: date) -> Version:
    newest = newest_first[0]
    again = row.value is not None and row is not newest and (newest.value != row.value or newest.withdrawn_on is not None)
    return Version(row, value_shown(row), _state(row, newest_first, on), again)


def _state(row: PolicyOverlay, newest_first: list[PolicyOverlay], on: date) -> str:
    """Say what a version is worth on a day: of those begun the one entered last holds, and it replaces what was to begin later."""
    begun = [one for one in newest_first if one.effective_on <= on]
    if begun and row is begun[0]:
        ended = row.value is None or (row.withdrawn_on is not None and row.withdrawn_on <= on)
        return "已撤回" if ended else "执行中"
    replaced = any(one.version > row.version and one.effective_on <= max(row.effective_on, on) for one in newest_first)
    return "已被取代" if replaced else "待生效"


def value_shown(row: PolicyOverlay) -> str:
    """Put the value of a stored standard into words; a version without a value says what that means."""
    value = from_json(row.value)
    if value is None:
        return "不再自行设置"
    if isinstance(value, Mapping):
        if "add" in value:
            return "增加" + "、".join(map(str, cast("list[object]", value["add"])))
        return _length_shown(row.key, value)
    return said(row.key, value)


def typed_for(row: PolicyOverlay) -> str:
    """Give a stored value the way it would be typed again."""
    return value_shown(row).removeprefix("增加").replace("，", "；") if row.value is not None else ""


def _length_shown(key: str, value: Mapping[str, object]) -> str:
    base = resolver().base.deadlines.get(key)
    parts = [_amount_shown(value, base)] if "amount" in value else []
    for name, length in cast("Mapping[str, Mapping[str, object]]", value.get("variants", {})).items():
        parts.append(f"{CASES.get(name, name)}{_amount_shown(length, base.variants.get(name) if base else None)}")
    return "，".join(parts)


def _amount_shown(value: Mapping[str, object], base: Deadline | None) -> str:
    unit = Unit(str(value.get("unit") or (base.unit if base else Unit.DAYS)))
    return f"{value.get('amount') or (base.amount if base else '')}{unit.label}"


def label_of(key: str) -> str:
    base = resolver().base
    found: Deadline | Figure | None = base.deadlines.get(key) or base.figures.get(key)
    return found.label if found else key
