"""The ledger's number: community code, year, serial and a check digit; gapless within a community and year."""

from __future__ import annotations

from casework.models import LedgerNumber

SERIAL_DIGITS = 4
LENGTH = 12 + 4 + SERIAL_DIGITS + 1


def check_digit(digits: str) -> str:
    """Compute the last digit; one wrong digit or two swapped neighbours are found (ISO 7064, MOD 11,10)."""
    carry = 10
    for digit in digits:
        carry = (carry + int(digit)) % 10 or 10
        carry = carry * 2 % 11
    return str((11 - carry) % 10)


def is_valid_number(number: str) -> bool:
    """Say whether a typed ledger number can be one at all."""
    return len(number) == LENGTH and number.isdecimal() and check_digit(number[:-1]) == number[-1]


def draw_number(*, community_code: str, year: int) -> str:
    """Draw the next number of a community and year; must run inside the act that uses it, so that a refusal gives it back."""
    counter, _ = LedgerNumber.objects.select_for_update().get_or_create(community_code=community_code, year=year)
    counter.last_serial += 1
    counter.save(update_fields=["last_serial"])
    body = f"{community_code}{year:04d}{counter.last_serial:0{SERIAL_DIGITS}d}"
    return body + check_digit(body)
