"""Our readers hold exactly what the schemas say, on inputs changed in every place; errors name the field in Chinese."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.conformance import INPUT_KEYS, inputs, schema
from workflows.policy.instruments import gb42195
from workflows.policy.rules import thresholds
from workflows.rules.shapes import Misfit, day
from workflows.rules.wire import Answer, ability_answer, eligibility_answer, identity_answer, obligations_answer

STANDARD = gb42195()
ANSWERS: dict[str, Answer] = {
    "eligibility": eligibility_answer(thresholds()),
    "obligations": obligations_answer(),
    "ability": ability_answer(STANDARD),
    "identity": identity_answer(date(2026, 1, 1)),
}
VALIDATORS = {name: jsonschema.Draft202012Validator(schema(name), format_checker=jsonschema.FormatChecker(["date"])) for name in INPUT_KEYS}
Path = tuple[str | int, ...]
ODD = [
    None, True, False, 0, 1, -1, 2.0, 1.5, 3, 4, 5, 10**30, float("1e400"), "", "x", "2025-06-30", "2025-6-30", "20250630", "2025-02-30",
    "2025-W27-1", "0000-01-01", "２０２５-06-30", "2025-06-30T00:00:00", " 2025-06-30", "120104", "１２０１０４", "120104003", "child",
    "home", "work", "healthy", "deceased", "GB/T 42195-2022", "MZ/T 039-2013", "resident_id", "12010419480302018442",
    "12010419480302018482", "1201041948030201x411B2", [], {}, [[]], [{}], [None], ["lone"], ["lone", "lone"], ["LONE"], {"cohabits": True},
    {"cohabits": 1}, {"standard": "MZ/T 039-2013", "level": 4}, {"standard": "MZ/T 039-2013", "level": 3},
    {"standard": "GB/T 42195-2022", "level": 4}, {"standard": "GB/T 42195-2022", "level": True}, {"standard": "GB/T 42195-2022"},
    {"number": "12010419480302018442", "valid_until": None}, {"since": "2025-01-01", "reason": "work"}, {"B.1.1": 4}, {"B.9.9": 1},
]  # fmt: skip


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    yield here
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in children:
        yield from paths(child, (*here, step))


def changed(value: Any, path: Path, how: str, odd: Any) -> Any:
    """Replace what lies at the path, take it away, or put a field beside it."""
    if not path:
        return odd
    result = copy.deepcopy(value)
    parent = result
    for step in path[:-1]:
        parent = parent[step]
    if how == "delete":
        del parent[path[-1]]
    elif how == "add" and isinstance(parent, dict):
        parent["extra"] = odd
    elif how == "repeat" and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[0]))
    else:
        parent[path[-1]] = copy.deepcopy(odd)
    return result


def is_taken(name: str, value: Any) -> bool:
    try:
        ANSWERS[name](value)
    except Misfit as misfit:
        assert re.search(r"[\u4e00-\u9fff]", misfit.sentence)
        return False
    return True


def fits(name: str, value: Any) -> bool:
    """The schema's word, and for ability the README's: a score must be one of its item's."""
    if not VALIDATORS[name].is_valid(value):
        return False
    if name != "ability":
        return True
    return all(code in STANDARD.items and score in STANDARD.items[code].scores for code, score in value["answers"].items())


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_readers_and_schemas_agree_on_changed_inputs(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(INPUT_KEYS)))
    value = data.draw(st.sampled_from(inputs(name)))
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(paths(value))))
        value = changed(
            value, path, data.draw(st.sampled_from(["replace", "replace", "delete", "add", "repeat"])), data.draw(st.sampled_from(ODD))
        )
        if not isinstance(value, dict):
            break
    assert is_taken(name, value) is fits(name, value), (name, value)


@pytest.mark.parametrize("name", sorted(INPUT_KEYS))
def test_readers_and_schemas_agree_on_every_odd_value_in_every_place(name: str) -> None:
    value = max(inputs(name), key=lambda one: len(json.dumps(one)))
    for path in paths(value):
        for odd in ODD:
            other = changed(value, path, "replace", odd)
            assert is_taken(name, other) is fits(name, other), (path, odd)
        if path and isinstance(path[-1], str):
            assert not is_taken(name, changed(value, path, "delete", None)) or path[:1] == ("answers",)


@pytest.mark.parametrize(
    ("name", "path", "odd", "sentence"),
    [
        ("eligibility", ("as_of",), "20250630", "字段“as_of”：日期应写作 YYYY-MM-DD"),
        ("eligibility", ("birth_date",), "1948-02-30", "字段“birth_date”：没有这一天"),
        ("eligibility", ("residence", "street"), "120104", "字段“residence.street”：应为9位数字的街道（乡镇）代码"),
        ("eligibility", ("children",), [{}], "字段“children[0].kind”：缺少这个字段"),
        ("eligibility", ("ability",), {"standard": "MZ/T 039-2013", "level": 4}, "字段“ability.level”：应为0至3的整数"),
        ("eligibility", ("spouse",), {"cohabits": 1}, "字段“spouse.cohabits”：应为 true 或 false"),
        ("obligations", ("policy", "visits_per_month"), True, "字段“policy.visits_per_month”：应为不小于0的整数"),
        ("obligations", ("categories",), ["lone", "lone"], "字段“categories”：不应有重复的值"),
        ("ability", ("answers", "B.3.7"), 2, "字段“answers.B.3.7”：攻击行为的得分只能是0、1"),
        ("ability", ("answers", "B.1.9"), 1, "字段“answers.B.1.9”：GB/T 42195-2022没有这个评估项目"),
        ("identity", ("kind",), "passport", "字段“kind”：应为 resident_id、disability_certificate 之一"),
        ("identity", ("extra",), 1, "字段“extra”：不认识的字段"),
    ],
)
def test_an_error_names_the_field_and_what_it_should_be(name: str, path: Path, odd: object, sentence: str) -> None:
    with pytest.raises(Misfit) as refused:
        ANSWERS[name](changed(inputs(name)[0], path, "replace", odd))
    assert refused.value.sentence == sentence


@pytest.mark.parametrize("path", [("residence", "street"), ("residence", "district")])
def test_a_line_end_after_a_code_is_not_swallowed(path: Path) -> None:
    value = inputs("eligibility")[0]
    code = value[path[0]][path[1]]  # type: ignore[index]
    assert not is_taken("eligibility", changed(value, path, "replace", code + "\n"))


@pytest.mark.parametrize("text", ["2025-06-30\n", "+025-06-30", "2025-06-3O", "2025-06-31", "2025-13-01", "٢٠٢٥-06-30", "-001-01-01"])
def test_only_real_days_written_in_ten_ascii_characters_are_dates(text: str) -> None:
    with pytest.raises(Misfit):
        day(text)


def test_whole_numbers_may_be_written_with_a_point() -> None:
    value = changed(inputs("obligations")[0], ("policy", "visits_per_month"), "replace", 2.0)
    assert ANSWERS["obligations"](value)["obligations"]["visit"]["required"] == 2  # type: ignore[index]
