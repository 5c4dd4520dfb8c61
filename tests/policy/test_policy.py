"""The plan's numbers as data: each with its clause, none that a district could loosen. 依据: 35号"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar import working_calendar
from workflows.policy import (
    Direction,
    Figure,
    Overlay,
    PolicyError,
    Resolver,
    Unit,
    UnknownKey,
    clause,
    deadline,
    figure,
    names,
    number,
    resolver,
    switch,
)
from workflows.policy.loader import HERE
from workflows.policy.overlay import changed_deadline, changed_figure, lay
from workflows.policy.rules import frequency, thresholds
from workflows.rules.obligations import Frequency

ROOT = HERE.parents[1]
BOOK = resolver().base
CALENDAR = working_calendar()
HEPING, TODAY = "120101", date(2026, 1, 1)


def overlay(region: str = HEPING, on: date = date(2025, 1, 1), **tables: dict[str, object]) -> Overlay:
    return Overlay(region, on, "和平民发〔2025〕1号", "区配置", tables.get("deadlines", {}), tables.get("figures", {}))


class Entered:
    """Overlays as the database would hold them."""

    def __init__(self, *rows: Overlay) -> None:
        self.rows: tuple[Overlay, ...] = rows

    def overlays(self) -> Sequence[Overlay]:
        return self.rows

    def version(self) -> object:
        return self.rows


def value(resolving: Resolver, key: str, region: str | None, on: date = TODAY) -> object:
    return resolving.book(region, on).figures[key].value


def test_the_plans_own_floors() -> None:
    assert frequency() == Frequency(1, 1, 1)
    assert (deadline("review_interval").amount, deadline("review_interval").unit) == (6, Unit.MONTHS)
    assert number("visit_rate_target_percent") == 100
    limits = thresholds()
    assert (limits.elder_age, limits.months_apart, limits.impaired_from_level, limits.severe_grades) == (60, 6, 1, {1, 2})


def test_every_number_has_its_clause_and_a_chinese_label() -> None:
    for one in [*BOOK.deadlines.values(), *BOOK.figures.values()]:
        assert re.search(r"35号|GB/T|MZ/T|法|办法", one.clause), one.key
        assert re.search(r"[\u4e00-\u9fff]", one.label), one.key
        assert clause(one.key) == one.clause


def test_what_the_plan_does_not_give_is_marked_as_a_proposal() -> None:
    assert not deadline("review_interval").proposed and deadline("screening_review").proposed
    assert "建议值" in deadline("screening_review").sentence
    assert deadline("screening_review").sentence == "摸排审核：5个工作日（依据：35号 二(二)三，建议值）"


@pytest.mark.parametrize(
    ("variant", "amount", "unit"),
    [("urgent", 24, Unit.HOURS), ("priority", 3, Unit.DAYS), ("ordinary", 10, Unit.DAYS), (None, 10, Unit.DAYS)],
)
def test_a_referral_runs_by_its_urgency(variant: str | None, amount: int, unit: Unit) -> None:
    found = deadline("referral_receipt", HEPING, variant=variant)
    assert (found.amount, found.unit) == (amount, unit)


def test_a_death_clue_runs_two_working_days_and_any_other_five() -> None:
    assert deadline("clue_check", variant="death").amount == 2
    assert deadline("clue_check").amount == 5


def test_an_unknown_key_or_a_wrong_kind_raises() -> None:
    for ask in (deadline, figure, clause):
        with pytest.raises(UnknownKey):
            ask("no_such_key")
    with pytest.raises(TypeError):
        number("enrollment_silent_record")
    with pytest.raises(TypeError):
        switch("visits_per_month")
    with pytest.raises(TypeError):
        names("visits_per_month")
    assert switch("enrollment_silent_record") is False
    assert names("surge_festivals")[0] == "春节"
    assert figure("referral_reminder_share") == Decimal("0.333")


def keys_in_code() -> Iterator[tuple[str, str]]:
    """Find every policy key that the product names: `due=` of a flow, and the literal keys of the loader's functions."""
    asking = {"deadline", "figure", "number", "switch"}
    for room in ("workflows/flows", "workflows", "casework", "reports", "archives", "permissions"):
        for path in (ROOT / room).rglob("*.py"):
            if "policy" in path.parts or "engine" in path.parts or (room == "workflows" and "flows" in path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                literals = [given.value for given in node.args[:1] if isinstance(given, ast.Constant) and isinstance(given.value, str)]
                if isinstance(node.func, ast.Name) and node.func.id in asking and literals:
                    yield literals[0], node.func.id
                for keyword in node.keywords:
                    # `due` of a flow's state; a worklist's `due` names a column
                    in_flow = keyword.arg == "due" and "flows" in path.parts
                    if in_flow and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
                        yield keyword.value.value, "deadline"


def test_every_key_that_a_flow_or_a_service_names_is_there() -> None:
    found = [(key, kind) for key, kind in keys_in_code() if not key.startswith("@")]
    assert len(found) > 30
    missing = [key for key, kind in found if key not in (BOOK.deadlines if kind == "deadline" else BOOK.figures)]
    assert missing == []


def test_a_district_raises_a_figure_from_its_effective_date_and_only_for_itself() -> None:
    resolving = Resolver(BOOK, [Entered(overlay(on=date(2025, 7, 1), figures={"visits_per_month": 2}))])
    assert value(resolving, "visits_per_month", HEPING, date(2025, 6, 30)) == 1
    assert value(resolving, "visits_per_month", HEPING, date(2025, 7, 1)) == 2
    assert value(resolving, "visits_per_month", "120102") == 1
    assert value(resolving, "visits_per_month", None) == 1


def test_a_street_has_its_districts_figures() -> None:
    resolving = Resolver(BOOK, [Entered(overlay(figures={"visits_per_month": 2}))])
    assert value(resolving, "visits_per_month", "120101001") == value(resolving, "visits_per_month", "120101001000") == 2
    assert resolving.book("120101001", TODAY) is resolving.book(HEPING, TODAY), "kept once a district"


def test_a_source_plugged_in_lies_above_the_files_and_its_changes_are_seen_at_once() -> None:
    source = Entered()
    resolving = Resolver(BOOK, [Entered(overlay(figures={"visits_per_month": 2}))])
    resolving.plug_in(source)
    assert value(resolving, "visits_per_month", HEPING) == 2
    source.rows = (overlay(figures={"visits_per_month": 4}),)
    assert value(resolving, "visits_per_month", HEPING) == 4
    assert resolving.book(HEPING, TODAY) is resolving.book(HEPING, TODAY)


@pytest.mark.parametrize(
    ("key", "given", "reason"),
    [
        ("visits_per_month", 0, "“每月探访次数”不得低于1（35号 二(二)四）"),
        ("visits_per_month", True, "应为整数"),
        ("visits_per_month", "2", "应为整数"),
        ("visits_per_month", Decimal("1.5"), "应为整数"),
        ("months_apart", 7, "不得高于6"),
        ("months_apart", 0, "不得小于1"),
        ("elder_age", 61, "不得高于60"),
        ("visit_rate_target_percent", 90, "由方案规定，不能更改"),
        ("impaired_from_level", 2, "由方案规定，不能更改"),
        ("severe_grades", [1], "只能增加"),
        ("severe_grades", {"add": ["3"]}, "每一项应为整数"),
        ("assistance_kinds", [], "只能增加"),
        ("assistance_kinds", {"add": [1]}, "每一项应为文字"),
        ("assistance_kinds", {"add": "代办"}, "只能增加"),
        ("visit_sample_percent", 101, "不得大于100"),
        ("disposal_witnesses", 3, "还没有启用"),
        ("no_such_figure", 1, "没有这个数值"),
    ],
)
def test_a_district_cannot_loosen_the_plan(key: str, given: object, reason: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(reason)):
        lay(BOOK, overlay(figures={key: given}))


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        ("visits_per_month", 4, 4),
        ("months_apart", 3, 3),
        ("enrollment_silent_record", True, True),
        ("visit_sample_percent", 0, 0),
        ("severe_grades", {"add": [3, 2]}, (1, 2, 3)),
        ("surge_seasons", {"add": ["供暖期"]}, ("三伏", "数九", "供暖期")),
        ("weather_surge_level", "yellow", "yellow"),
        ("referral_reminder_share", Decimal("0.5"), Decimal("0.5")),
    ],
)
def test_a_district_may_add_or_tighten_or_set_what_is_proposed(key: str, given: object, expected: object) -> None:
    assert lay(BOOK, overlay(figures={key: given})).figures[key].value == expected


@pytest.mark.parametrize(
    ("key", "given", "reason"),
    [
        ("review_interval", {"amount": 7}, "不得长于6个月"),
        ("review_interval", {"amount": 200, "unit": "days"}, "不得长于6个月"),
        ("review_interval", {"amount": 182, "unit": "days"}, "不得长于6个月"),
        ("review_interval", {"amount": 125, "unit": "working_days"}, "不得长于6个月"),
        ("review_interval", {"amount": 24, "unit": "hours"}, "不能改为按小时计"),
        ("screening_review", {"amount": 0}, "应为正整数"),
        ("screening_review", {"amount": True}, "应为正整数"),
        ("screening_review", {"amount": 1, "unit": "weeks"}, "unit应为"),
        ("screening_review", {"amount": 1, "label": "x"}, "应写作"),
        ("screening_review", 5, "应写作"),
        ("referral_receipt", {"variants": {"whenever": {"amount": 1}}}, "没有“whenever”这种情形"),
        ("no_such_deadline", {"amount": 1}, "没有这个期限"),
    ],
)
def test_a_deadline_that_cannot_be_is_refused(key: str, given: object, reason: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(reason)):
        lay(BOOK, overlay(deadlines={key: given}))


def test_a_proposed_deadline_may_become_shorter_or_longer_and_each_variant_by_itself() -> None:
    laid = lay(BOOK, overlay(deadlines={"screening_review": {"amount": 10}, "referral_receipt": {"variants": {"urgent": {"amount": 12}}}}))
    assert laid.deadlines["screening_review"].amount == 10
    receipt = laid.deadlines["referral_receipt"]
    assert (receipt.amount, receipt.variants["urgent"].amount, receipt.variants["priority"].amount) == (10, 12, 3)
    assert BOOK.deadlines["referral_receipt"].variants["urgent"].amount == 24


FLOORED = [one for one in BOOK.figures.values() if one.may_only and isinstance(one.value, int)]


@given(st.sampled_from(FLOORED), st.integers(-100, 1000))
def test_no_accepted_value_ever_lies_on_the_loose_side(base: Figure, wanted: int) -> None:
    assert isinstance(base.value, int)
    try:
        found = changed_figure(base, wanted).value
    except PolicyError:
        return
    assert isinstance(found, int)
    assert found >= base.value if base.may_only is Direction.RISE else found <= base.value


@given(st.integers(1, 400), st.sampled_from([Unit.DAYS, Unit.MONTHS, Unit.WORKING_DAYS]))
def test_no_accepted_review_interval_is_longer_than_the_plans(amount: int, unit: Unit) -> None:
    base = BOOK.deadlines["review_interval"]
    try:
        found = changed_deadline(base, {"amount": amount, "unit": unit.value})
    except PolicyError:
        return
    for start in (date(2025, 2, 1), date(2025, 8, 31), date(2025, 9, 1), date(2026, 1, 31)):
        assert found.last_day(start, CALENDAR) <= base.last_day(start, CALENDAR)


def test_overlays_laid_in_two_steps_are_the_same_as_in_one() -> None:
    first, second = overlay(figures={"visits_per_month": 2}), overlay(figures={"assistance_kinds": {"add": ["代办"]}})
    both = overlay(figures={"visits_per_month": 2, "assistance_kinds": {"add": ["代办"]}})
    assert lay(lay(BOOK, first), second) == lay(BOOK, both)
    assert replace(first, basis="另一文号") != first
