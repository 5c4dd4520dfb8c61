"""Resident numbers and disability certificate numbers. 依据: GB 11643; 残疾人证号 = resident number + type + grade (+ B and one digit)

The area code is not looked up: a number keeps the code of its year of issue, and elders of six districts hold codes newer than their birth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

RESIDENT_ID, DISABILITY_CERTIFICATE = "resident_id", "disability_certificate"
MALE, FEMALE = "male", "female"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_RESIDENT = re.compile(r"[0-9]{17}[0-9Xx]")
_CERTIFICATE = re.compile(r"([0-9]{17}[0-9Xx])([1-7])([1-4])(B[0-9])?")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a valid number says of its holder; type and grade only from a certificate."""

    birth_date: date
    sex: str
    region_code: str
    disability_type: int | None = None
    disability_grade: int | None = None


@dataclass(frozen=True, slots=True)
class NotValid:
    """Why a number cannot be taken, as a sentence for the person who typed it."""

    sentence: str


def check_character(first_17: str) -> str:
    """Compute the last character of a resident number. 依据: GB 11643 (ISO 7064 MOD 11-2)"""
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]


def read_resident_id(value: str, today: date) -> Identity | NotValid:
    """Read a resident number of 18 characters; a final x in either case, no blanks, no birth after `today`."""
    if not _RESIDENT.fullmatch(value):
        return NotValid("居民身份证号码应为18位：前17位是数字，末位是数字或X")
    try:
        birth = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return NotValid("居民身份证号码第7至14位不是一个真实的日期")
    if birth > today:
        return NotValid("居民身份证号码中的出生日期晚于今天")
    if check_character(value[:17]) != value[17].upper():
        return NotValid("居民身份证号码校验位不符，请核对是否抄错")
    return Identity(birth, MALE if int(value[16]) % 2 else FEMALE, value[:6])


def read_certificate(value: str, today: date) -> Identity | NotValid:
    """Read a disability certificate number: a valid resident number, type 1-7, grade 1-4, on re-issue B and one digit."""
    parts = _CERTIFICATE.fullmatch(value)
    if parts is None:
        return NotValid("残疾人证号应为居民身份证号码加类别（1-7）、等级（1-4），补换发的再加B和一位数字")
    holder = read_resident_id(parts[1], today)
    if isinstance(holder, NotValid):
        return holder
    return Identity(holder.birth_date, holder.sex, holder.region_code, int(parts[2]), int(parts[3]))


def read_number(kind: str, value: str, today: date) -> Identity | NotValid:
    """Read a number of either kind (`resident_id`, `disability_certificate`)."""
    return read_certificate(value, today) if kind == DISABILITY_CERTIFICATE else read_resident_id(value, today)
