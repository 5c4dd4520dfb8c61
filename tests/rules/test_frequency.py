"""A duty gained counts from the next day, one lost from the next period. 依据: 35号 二(二)四; design 10"""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.dates import month_of, quarter_of
from workflows.rules.frequency import FigureFrom, Spell, categories_counting, figure_counting

TENTH, ELEVENTH = date(2025, 6, 10), date(2025, 6, 11)
GAINED = Spell("functionally_impaired", TENTH)


def counting(spell: Spell, on: date) -> bool:
    return bool(categories_counting([spell], month_of(on), on))


def test_a_category_gained_today_counts_from_tomorrow() -> None:
    assert not counting(GAINED, TENTH)
    assert counting(GAINED, ELEVENTH)


def test_a_category_lost_counts_to_the_end_of_the_month_and_for_assistance_of_the_quarter() -> None:
    lost = Spell("functionally_impaired", date(2024, 1, 1), date(2025, 5, 10))
    assert counting(lost, date(2025, 5, 31))
    assert not counting(lost, date(2025, 6, 1))
    on_the_first = replace(lost, lost_on=date(2025, 6, 1))
    assert counting(on_the_first, date(2025, 6, 30))
    assert not counting(on_the_first, date(2025, 7, 1))
    june = date(2025, 6, 1)
    assert categories_counting([lost], quarter_of(june), june) == {"functionally_impaired"}
    assert not categories_counting([lost], quarter_of(date(2025, 7, 1)), date(2025, 7, 1))


def test_a_raised_figure_counts_from_the_next_day_and_a_lowered_one_from_the_next_month() -> None:
    june = month_of(TENTH)
    raised = [FigureFrom(date(2024, 1, 1), 1), FigureFrom(TENTH, 3)]
    assert [figure_counting(raised, june, day) for day in (TENTH, ELEVENTH)] == [1, 3]
    lowered = [FigureFrom(date(2024, 1, 1), 3), FigureFrom(TENTH, 1)]
    assert figure_counting(lowered, june, date(2025, 6, 30)) == 3
    assert figure_counting(lowered, month_of(date(2025, 7, 1)), date(2025, 7, 1)) == 1


@given(
    st.lists(
        st.builds(FigureFrom, st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.integers(1, 5)),
        max_size=6,
        unique_by=lambda f: f.effective_on,
    )
)
def test_within_a_month_the_figure_never_falls(figures: list[FigureFrom]) -> None:
    june = month_of(TENTH)
    days = [date(2025, 6, number) for number in range(1, 31)]
    values = [figure_counting(figures, june, day) for day in days]
    assert values == sorted(values)
