"""Every figure, list and deadline with a direction, walked: a step the loose way is refused with its clause, one the strict way is laid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workflows.policy import Deadline, Direction, Figure, Overlay, PolicyError, Value, resolver
from workflows.policy.loader import PLAN_FILE, load_base, read_toml
from workflows.policy.overlay import lay

BOOK = resolver().base
HERE = Path(__file__).parents[2] / "workflows" / "policy"
DIRECTED = [one for one in BOOK.figures.values() if one.may_only is not None and one.in_force]
TIMED = [one for one in BOOK.deadlines.values() if one.may_only is not None and one.in_force]


def laid(key: str, given: object, table: str = "figures") -> Value | Deadline:
    """Lay one value on the plan as a district would."""
    tables = {table: {key: given}}
    overlay = Overlay("120104", date(2026, 1, 1), "区民发〔2026〕1号", "本区", tables.get("deadlines", {}), tables.get("figures", {}))
    book = lay(BOOK, overlay)
    return book.deadlines[key] if table == "deadlines" else book.figures[key].value


def step(one: Figure, up: int) -> Value:
    assert isinstance(one.value, int | Decimal)
    return one.value + up if isinstance(one.value, int) else one.value + Decimal(up) / 100


def loosening(one: Figure) -> Iterator[object]:
    """Give values on the loose side of a figure, or any other value of one that stands fixed."""
    if one.may_only is Direction.RISE:
        yield step(one, -1)
    elif one.may_only is Direction.FALL:
        yield step(one, +1)
    elif one.may_only is Direction.ADD:
        assert isinstance(one.value, tuple)
        yield list(one.value[1:])
        yield list(one.value[:-1])
        yield []
    elif isinstance(one.value, int) and not isinstance(one.value, bool):
        yield from (one.value - 1, one.value + 1)
    else:
        yield not one.value if isinstance(one.value, bool) else {"add": ["另一项"]}


def tightening(one: Figure) -> Iterator[tuple[object, Value]]:
    """Give values on the strict side, with what then holds."""
    if one.may_only in (Direction.RISE, Direction.FALL):
        stricter = step(one, 1 if one.may_only is Direction.RISE else -1)
        yield stricter, stricter
    elif one.may_only is Direction.ADD:
        assert isinstance(one.value, tuple)
        numbers = bool(one.value) and isinstance(one.value[0], int)
        free = [element for element in one.among if element not in one.value]
        more = free[0] if free else 99 if numbers else "另一项"
        yield {"add": [more]}, (*one.value, more)  # type: ignore[misc]
    yield ({"add": []}, one.value) if isinstance(one.value, tuple) and one.may_only is Direction.ADD else (one.value, one.value)


def test_everything_in_the_plans_own_file_has_a_direction() -> None:
    content = read_toml(HERE / PLAN_FILE)
    for table in ("figures", "deadlines"):
        for key, given in content[table].items():  # type: ignore[attr-defined]
            assert given.get("may_only") in set(Direction), key
    assert len(DIRECTED) >= 10 and TIMED


def test_every_list_may_only_be_added_to() -> None:
    assert {one.key for one in BOOK.figures.values() if isinstance(one.value, tuple) and one.may_only is not Direction.ADD} == set()


@pytest.mark.parametrize("one", DIRECTED, ids=lambda one: one.key)
def test_a_looser_value_is_refused_with_its_clause(one: Figure) -> None:
    tried = 0
    for given in loosening(one):
        with pytest.raises(PolicyError) as refused:
            laid(one.key, given)
        assert one.clause in str(refused.value) and one.label in str(refused.value)
        assert re.search(r"不得低于|不得高于|只能增加|不能更改", str(refused.value))
        tried += 1
    assert tried


@pytest.mark.parametrize("one", DIRECTED, ids=lambda one: one.key)
def test_a_stricter_or_the_same_value_is_laid(one: Figure) -> None:
    for given, expected in tightening(one):
        assert laid(one.key, given) == expected


@pytest.mark.parametrize("one", TIMED, ids=lambda one: one.key)
def test_a_deadline_moves_its_own_way_only(one: Deadline) -> None:
    strict = -1 if one.may_only is Direction.FALL else 1
    assert laid(one.key, {"amount": one.amount + strict}, "deadlines") == replace(one, amount=one.amount + strict)
    with pytest.raises(PolicyError, match=re.escape(one.clause)):
        laid(one.key, {"amount": one.amount - strict}, "deadlines")


@pytest.mark.parametrize("one", [one for one in BOOK.deadlines.values() if one.in_force], ids=lambda one: one.key)
def test_no_deadline_grows_beyond_all_sense(one: Deadline) -> None:
    with pytest.raises(PolicyError, match="不得长于"):
        laid(one.key, {"amount": 99999}, "deadlines")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("key = { value = 1, LABEL }", "缺少这个字段：应为 rise、fall、add、fixed 之一"),
        ('key = { value = 1, may_only = "add", LABEL }', "列表只能写 add 或 fixed"),
        ('key = { value = ["甲"], may_only = "rise", LABEL }', "列表只能写 add 或 fixed"),
        ('key = { value = true, may_only = "rise", LABEL }', "只有数值可以写 rise 或 fall"),
        ('key = { value = 1, may_only = "more", LABEL }', "应为 rise、fall、add、fixed 之一"),
    ],
)
def test_a_figure_of_the_plan_without_a_direction_it_can_go_is_refused(line: str, reason: str, tmp_path: Path) -> None:
    text = line.replace("LABEL", 'label = "项", clause = "35号"')
    (tmp_path / PLAN_FILE).write_text(f"[figures]\n{text}\n", "utf-8")
    with pytest.raises(PolicyError, match="plan.toml第2行“key”的“may_only”：" + re.escape(reason)):
        load_base(tmp_path, [PLAN_FILE])


@pytest.mark.parametrize(
    ("key", "given", "reason"),
    [
        ("weather_surge_level", "purple", "应为blue、yellow、orange、red之一"),
        ("severe_grades", {"add": [9]}, "没有“9”这一项，可选：1、2、3、4"),
        ("surge_seasons", {"add": [" "]}, "每一项都应填写"),
        ("referral_reminder_share", Decimal("1.01"), "不得大于1"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_open_too(key: str, given: object, reason: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(reason)):
        laid(key, given)


def test_a_share_may_be_written_as_a_whole_number() -> None:
    assert laid("referral_reminder_share", 1) == Decimal(1)
