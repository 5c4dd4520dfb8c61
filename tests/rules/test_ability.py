"""Totals, bands and adjustments of the ability assessment. 依据: GB/T 42195-2022"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policy.instruments import gb42195
from workflows.rules.ability import INCOMPLETE, Assessment, Instrument, assess, unanswered

STANDARD = gb42195()
BEST = {code: max(item.scores) for code, item in STANDARD.items.items()}


def assessment(total: int, *, coma: bool = False, diagnosis: bool = False, events: int = 0) -> Assessment:
    """Fill the items from the first on until the total is reached."""
    answers, left = {}, total
    for code, best in BEST.items():
        answers[code] = min(best, left)
        left -= answers[code]
    assert left == 0
    return Assessment(answers, coma, diagnosis, events)


def levels(**facts: object) -> tuple[int | None, int | None, tuple[str, ...]]:
    found = assess(assessment(**facts), STANDARD)  # type: ignore[arg-type]
    return found.preliminary_level, found.level, found.adjustments


def test_the_standard_has_26_items_in_four_dimensions_and_90_points() -> None:
    assert [len(dimension.items) for dimension in STANDARD.dimensions] == [8, 4, 9, 5]
    assert [sum(max(item.scores) for item in dimension.items) for dimension in STANDARD.dimensions] == [32, 15, 28, 15]
    assert sum(BEST.values()) == 90
    assert {code: best for code, best in BEST.items() if best != 4} == {
        "B.2.4": 3, "B.3.7": 1, "B.3.8": 1, "B.3.9": 2, "B.4.1": 2, "B.4.2": 2, "B.4.4": 3,
    }  # fmt: skip


def test_every_item_has_a_text_for_each_score_down_to_zero() -> None:
    for item in STANDARD.items.values():
        assert [option.score for option in item.options] == list(range(max(item.scores), -1, -1))
        assert all(option.text for option in item.options) and item.name and item.description
        assert len({option.text for option in item.options}) == len(item.options)


@pytest.mark.parametrize(("total", "level"), [(0, 4), (29, 4), (30, 3), (45, 3), (46, 2), (65, 2), (66, 1), (89, 1), (90, 0)])
def test_band_edges(total: int, level: int) -> None:
    assert levels(total=total) == (level, level, ())
    assert assess(assessment(total), STANDARD).total == total


@pytest.mark.parametrize("total", [0, 30, 46, 66, 90])
def test_coma_is_level_four_and_the_only_adjustment_named(total: int) -> None:
    preliminary, level, applied = levels(total=total, coma=True, diagnosis=True, events=5)
    assert (level, applied) == (4, ("coma",))
    assert preliminary == levels(total=total)[0]


@pytest.mark.parametrize(("events", "applies"), [(0, False), (1, False), (2, True), (3, True)])
def test_two_risk_events_of_any_kind_worsen_the_level_by_one(events: int, applies: bool) -> None:
    assert levels(total=90, events=events) == (0, int(applies), ("risk_events",) if applies else ())


def test_diagnosis_and_risk_events_together_worsen_by_one_and_are_both_named() -> None:
    assert levels(total=70, diagnosis=True, events=2) == (1, 2, ("diagnosis", "risk_events"))


def test_a_setting_lets_both_add_up_but_never_beyond_four() -> None:
    adding: Instrument = replace(STANDARD, adjustments_add_up=True)
    assert assess(assessment(70, diagnosis=True, events=2), adding).level == 3
    assert assess(assessment(35, diagnosis=True, events=2), adding).level == 4


def test_level_four_stays_and_still_names_what_applied() -> None:
    assert levels(total=20, diagnosis=True, events=2) == (4, 4, ("diagnosis", "risk_events"))


@given(st.sampled_from(sorted(BEST)), st.booleans())
def test_one_unanswered_item_blocks_total_and_level_even_in_a_coma(code: str, coma: bool) -> None:
    whole = assessment(50, coma=coma)
    gap = replace(whole, answers={key: score for key, score in whole.answers.items() if key != code})
    assert unanswered(gap, STANDARD) == (code,)
    assert assess(gap, STANDARD) == INCOMPLETE


@given(st.fixed_dictionaries({code: st.integers(0, best) for code, best in BEST.items()}), st.booleans(), st.integers(0, 4))
def test_adjusted_level_is_the_preliminary_or_one_worse(answers: dict[str, int], diagnosis: bool, events: int) -> None:
    found = assess(Assessment(answers, False, diagnosis, events), STANDARD)
    assert found.total == sum(answers.values())
    assert found.level is not None and found.preliminary_level is not None
    worse = 1 if diagnosis or events >= 2 else 0
    assert found.level == min(4, found.preliminary_level + worse)
