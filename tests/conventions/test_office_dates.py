"""What a person reads is written as an office writes: 2026年3月5日, never 2026-03-05."""

from pathlib import Path

import pytest

from workflows.rules.dates import dates_in_words, period_in_words

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_no_template_shows_a_machines_date() -> None:
    # months in an address (date:'Y-m') are no text
    assert [path.name for path in TEMPLATES.rglob("*.html") if 'date:"Y-m-d' in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-03", "2026年3月"),
        ("2026Q1", "2026年第1季度"),
        ("2026H2", "2026年下半年"),
        ("2026H1-2", "2026年上半年（第2次）"),
        ("2026-03-05", "2026年3月5日起"),
        ("春节", "春节"),
    ],
)
def test_a_period_is_named_in_words(name: str, words: str) -> None:
    assert period_in_words(name) == words


def test_a_rules_sentence_is_read_with_an_offices_dates() -> None:
    assert dates_in_words("2025-10-05起独自生活，2026-04-05满6个月") == "2025年10月5日起独自生活，2026年4月5日满6个月"
    assert dates_in_words("津采2026-018、台账120104-2026-00001") == "津采2026-018、台账120104-2026-00001"
