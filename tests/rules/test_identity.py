"""Resident and certificate numbers. 依据: GB 11643"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules.identity import (
    DISABILITY_CERTIFICATE,
    RESIDENT_ID,
    Identity,
    NotValid,
    check_character,
    read_certificate,
    read_number,
    read_resident_id,
)

TODAY = date(2026, 1, 1)
WITH_X = "11010519491231002X"


def number(birth: str = "19480302", order: str = "018", area: str = "129900") -> str:
    first = f"{area}{birth}{order}"
    return first + check_character(first)


def test_the_standards_own_example_ends_in_x_in_either_case() -> None:
    assert read_resident_id(WITH_X, TODAY) == Identity(date(1949, 12, 31), "female", "110105")
    assert read_resident_id(WITH_X.lower(), TODAY) == read_resident_id(WITH_X, TODAY)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " " + WITH_X,
        WITH_X + "\n",
        WITH_X + " ",
        WITH_X[:-1],
        WITH_X[:-1] + "Ｘ",
        WITH_X[:-1] + "χ",
        WITH_X[:-1] + "1",
        "１" + WITH_X[1:],
        "١" + WITH_X[1:],
        "²" + WITH_X[1:],
        "110105491231002",
        number("19490229"),
        number("19481301"),
        number("19480001"),
        number("00000101"),
        number("20260102"),
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(value: str) -> None:
    found = read_resident_id(value, TODAY)
    assert isinstance(found, NotValid) and found.sentence.startswith("居民身份证号码")


def test_a_birth_today_is_not_in_the_future_and_one_tomorrow_is() -> None:
    today = number("20260101")
    assert isinstance(read_resident_id(today, TODAY), Identity)
    assert isinstance(read_resident_id(today, TODAY - timedelta(days=1)), NotValid)


def test_leap_days_are_real_days() -> None:
    assert isinstance(read_resident_id(number("19480229"), TODAY), Identity)
    assert isinstance(read_resident_id(number("19000229"), TODAY), NotValid)


def test_area_codes_are_not_looked_up() -> None:
    for area in ("000000", "120221", "999999"):
        found = read_resident_id(number(area=area), TODAY)
        assert isinstance(found, Identity) and found.region_code == area


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 999999))
def test_every_well_made_number_is_read_back(birth: date, order: int, area: int) -> None:
    found = read_resident_id(number(f"{birth:%Y%m%d}", f"{order:03}", f"{area:06}"), TODAY)
    assert found == Identity(birth, "male" if order % 2 else "female", f"{area:06}")


@given(st.dates(date(1930, 1, 1), date(1965, 1, 1)), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(birth: date, place: int, shift: int) -> None:
    right = number(f"{birth:%Y%m%d}")
    alphabet = "0123456789" if place < 17 else "0123456789X"
    wrong = alphabet[(alphabet.index(right[place]) + shift) % len(alphabet)]
    assert isinstance(read_resident_id(right[:place] + wrong + right[place + 1 :], TODAY), NotValid)


@pytest.mark.parametrize("reissue", ["", "B0", "B1", "B9"])
def test_certificates_carry_type_and_grade(reissue: str) -> None:
    for kind in range(1, 8):
        for grade in range(1, 5):
            found = read_certificate(f"{number()}{kind}{grade}{reissue}", TODAY)
            assert isinstance(found, Identity)
            assert (found.disability_type, found.disability_grade) == (kind, grade)
    assert isinstance(read_certificate(f"{WITH_X.lower()}11{reissue}", TODAY), Identity)


@pytest.mark.parametrize("ending", ["", "4", "81", "01", "45", "40", "44B", "44b1", "44B10", "44 B1", "44C1", "4４", "44\n", "44B1 "])
def test_other_endings_are_no_certificate(ending: str) -> None:
    assert isinstance(read_certificate(number() + ending, TODAY), NotValid)


def test_a_certificate_of_an_invalid_resident_number_is_not_valid() -> None:
    assert isinstance(read_certificate(number()[:-1] + "0" + "44", TODAY), NotValid) or number().endswith("0")
    assert isinstance(read_certificate(number("20260102") + "44", TODAY), NotValid)


def test_the_kind_says_how_a_number_is_read() -> None:
    assert isinstance(read_number(RESIDENT_ID, number() + "44", TODAY), NotValid)
    assert isinstance(read_number(DISABILITY_CERTIFICATE, number(), TODAY), NotValid)
    assert isinstance(read_number(DISABILITY_CERTIFICATE, number() + "44", TODAY), Identity)
