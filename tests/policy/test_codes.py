"""Code tables say in data what the plan says in words. 依据: 35号 附件2-4"""

import re

import pytest

from workflows.policy import UnknownKey
from workflows.policy.codes import table, tables
from workflows.policy.loader import HERE
from workflows.rules.categories import Category


def test_annex_three_has_eleven_kinds_under_ten_printed_numbers() -> None:
    workforce = table("workforce")
    assert len(workforce.labels) == 11
    assert workforce.details["printed_numbers"] == dict(zip(workforce.labels, (1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10), strict=True))


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("helper_organisations", 7), ("main_force", 10), ("management_team", 3), ("five_forces", 5), ("departments", 12), ("contents", 11),
        ("six_helps", 6), ("purposes", 5), ("satisfaction", 5), ("closure_reasons", 9), ("incident_kinds", 9), ("weather_warnings", 14),
        ("weather_levels", 4), ("disability_types", 7), ("platforms", 5), ("retention", 3), ("visit_methods", 5),
    ],
)  # fmt: skip
def test_tables_are_as_long_as_the_plan_says(key: str, count: int) -> None:
    assert len(table(key).labels) == count


def test_remote_monitoring_prints_as_other() -> None:
    assert table("visit_methods").details["printed"]["remote"] == "其他"


def test_every_table_has_a_clause_and_chinese_labels_without_repeats() -> None:
    for one in tables().values():
        assert one.clause
        assert len(set(one.labels.values())) == len(one.labels), one.key
        if one.key not in ("emergency_numbers", "category_exchange"):
            assert all(re.search(r"[\u4e00-\u9fff]", label) for label in one.labels.values()), one.key


def test_exchange_codes_name_exactly_the_seven_categories() -> None:
    assert list(table("category_exchange").labels) == [str(category) for category in Category]


def test_an_old_code_shows_itself_and_an_unknown_table_raises() -> None:
    assert table("needs").label("gone") == "gone" and table("needs").label("daily_care") == "生活照料"
    assert ("daily_care", "生活照料") in table("needs").choices and "gone" not in table("needs")
    with pytest.raises(UnknownKey):
        table("no_such_table")


def test_the_policy_files_carry_no_address_of_any_machine() -> None:
    for file in HERE.rglob("*.toml"):
        assert not re.search(r"https?://|/work/|/tmp/", file.read_text("utf-8")), file.name
