"""What is known of an elder, where parts may still be unknown. None means known to be none; UNKNOWN means nobody has found out yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from workflows.rules.eligibility import AbilityLevel, LeftCity, Residence, Spouse


class Unknown(Enum):
    """The one value of a fact that is still to be found out."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("an unknown fact is neither true nor false: compare with `is UNKNOWN`")


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A living child or supporter; `name` tells them apart in sentences, `district` may be known although the street is not."""

    kind: str
    cohabits: bool | Unknown = UNKNOWN
    residence: Residence | Unknown = UNKNOWN
    left_city: LeftCity | None | Unknown = UNKNOWN
    name: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """A disability certificate that exists, or that nobody has seen yet."""

    number: str | Unknown = UNKNOWN
    valid_until: date | None | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class KnownFamily:
    """A family that had one child only."""

    only_child_status: str | Unknown = UNKNOWN
    bore_or_adopted_again: bool | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known of an elder on a day; `children_are_all` False leaves open whether there are further children."""

    as_of: date
    residence: Residence
    birth_date: date | Unknown = UNKNOWN
    spouse: Spouse | None | Unknown = UNKNOWN
    children: tuple[KnownMember, ...] = ()
    children_are_all: bool = False
    has_carer: bool | Unknown = UNKNOWN
    able_to_work: bool | Unknown = UNKNOWN
    lives_independently_since: date | None | Unknown = UNKNOWN
    ability: AbilityLevel | None | Unknown = UNKNOWN
    disability_certificate: KnownCertificate | None | Unknown = UNKNOWN
    single_child_family: KnownFamily | None | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One thing to find out: its path, how a person calls it, and who usually can prove it (R57, R58)."""

    path: str
    label: str
    source: str
