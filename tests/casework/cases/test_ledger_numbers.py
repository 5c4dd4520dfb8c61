"""台账编号"""

from hypothesis import given
from hypothesis import strategies as st

from casework.services.ledger_numbers import check_digit, is_valid_number

BODIES = st.text("0123456789", min_size=20, max_size=20)


@given(BODIES)
def test_a_number_ends_with_its_check_digit(body: str) -> None:
    assert is_valid_number(body + check_digit(body))


@given(BODIES, st.integers(0, 20), st.integers(1, 9))
def test_one_wrong_digit_is_found(body: str, place: int, step: int) -> None:
    number = body + check_digit(body)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert not is_valid_number(wrong)


def test_a_number_has_twenty_one_digits() -> None:
    assert is_valid_number("120104003001" + "2025" + "0001" + check_digit("12010400300120250001"))
    assert not is_valid_number("")
    assert not is_valid_number("1201040030012025000")
    assert not is_valid_number("１２０１０４００３００１２０２５０００１５")
