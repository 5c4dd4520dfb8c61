"""Values for unknown facts, the most and the least favourable to a category, never at odds with what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from workflows.rules.categories import Category
from workflows.rules.dates import months_before
from workflows.rules.eligibility import (
    CHILD,
    GB_42195,
    AbilityLevel,
    DisabilityCertificate,
    ElderFacts,
    FamilyMember,
    LeftCity,
    Residence,
    SingleChildFamily,
    Spouse,
    Thresholds,
)
from workflows.rules.known import KnownCertificate, KnownFacts, KnownFamily, KnownMember, Unknown

T = TypeVar("T")
CITY = "12"  # every code of Tianjin begins with it
_ELSEWHERE = Residence("000000", "000000000")
MILDEST_GRADE = 4


@dataclass(frozen=True, slots=True)
class Filling:
    """Fills each unknown fact: against the category at the paths named, for it elsewhere."""

    category: Category
    known: KnownFacts
    limits: Thresholds
    against: frozenset[str]

    def facts(self) -> ElderFacts:
        """Give facts without a gap, for the rule to decide."""
        known = self.known
        return ElderFacts(
            as_of=known.as_of,
            birth_date=self._pick(known.birth_date, "birth_date", date.min, known.as_of),
            residence=known.residence,
            spouse=self._pick(known.spouse, "spouse", None, Spouse(cohabits=True)),
            children=(*(self._member(member, f"children[{place}]") for place, member in enumerate(known.children)), *self._others()),
            has_carer=self._pick(known.has_carer, "has_carer", False, True),
            able_to_work=self._pick(known.able_to_work, "able_to_work", False, True),
            lives_independently_since=self._pick(known.lives_independently_since, "lives_independently_since", self._long_ago, None),
            ability=self._pick(known.ability, "ability", AbilityLevel(GB_42195, self.limits.impaired_from_level), None),
            disability_certificate=self._certificate(),
            single_child_family=self._family(),
        )

    def _pick(self, value: T | Unknown, path: str, favourable: T, unfavourable: T) -> T:
        if not isinstance(value, Unknown):
            return value
        return unfavourable if path in self.against else favourable

    @property
    def _long_ago(self) -> date:
        return months_before(self.known.as_of, self.limits.months_apart) or date.min

    def _member(self, member: KnownMember, path: str) -> FamilyMember:
        away = _is_known_away(member)
        may_cohabit = not away and member.residence in (Unknown.UNKNOWN, self.known.residence)
        return FamilyMember(
            member.kind,
            self._pick(member.cohabits, f"{path}.cohabits", False, may_cohabit),
            self._pick(member.residence, f"{path}.residence", *self._residences(member, away=away)),
            self._pick(member.left_city, f"{path}.left_city", *self._departures(member, away=away)),
        )

    def _residences(self, member: KnownMember, *, away: bool) -> tuple[Residence, Residence]:
        """Give the farthest and the nearest place where the member may live."""
        home = self.known.residence
        if member.district:
            farthest = Residence(member.district, _another_street(member.district, home.street))
            return farthest, home if member.district == home.district and not away else farthest
        return _ELSEWHERE, _ELSEWHERE if away else home

    def _departures(self, member: KnownMember, *, away: bool) -> tuple[LeftCity | None, LeftCity | None]:
        """Give the earliest and the latest departure; who lives in the city has not left."""
        district = member.district if isinstance(member.residence, Unknown) else member.residence.district
        if member.cohabits is True or district.startswith(CITY):
            return None, None
        return LeftCity(self._long_ago, "other"), LeftCity(self.known.as_of, "other") if away else None

    def _others(self) -> tuple[FamilyMember, ...]:
        """Give the further child that there may be: the categories of the childless are spoken for by none, the others by one far away."""
        if self.known.children_are_all:
            return ()
        if "children" in self.against:
            return (FamilyMember(CHILD, True, self.known.residence, None),)
        if self.category in (Category.EMPTY_NEST, Category.LEFT_BEHIND):
            return (FamilyMember(CHILD, False, _ELSEWHERE, LeftCity(self._long_ago, "other")),)
        return ()

    def _certificate(self) -> DisabilityCertificate | None:
        worst_grade = min(self.limits.severe_grades)
        whole = self._pick(
            self.known.disability_certificate, "disability_certificate", KnownCertificate(_numbered(worst_grade), None), None
        )
        if whole is None:
            return None
        yesterday = self.known.as_of - timedelta(days=1) if self.known.as_of > date.min else date.min
        return DisabilityCertificate(
            self._pick(whole.number, "disability_certificate.number", _numbered(worst_grade), _numbered(MILDEST_GRADE)),
            self._pick(whole.valid_until, "disability_certificate.valid_until", None, yesterday),
        )

    def _family(self) -> SingleChildFamily | None:
        whole = self._pick(self.known.single_child_family, "single_child_family", KnownFamily("deceased", False), None)
        if whole is None:
            return None
        return SingleChildFamily(
            self._pick(whole.only_child_status, "single_child_family.only_child_status", "deceased", "healthy"),
            self._pick(whole.bore_or_adopted_again, "single_child_family.bore_or_adopted_again", False, True),
        )


def _is_known_away(member: KnownMember) -> bool:
    if isinstance(member.left_city, LeftCity):
        return True
    district = member.district if isinstance(member.residence, Unknown) else member.residence.district
    return bool(district) and not district.startswith(CITY)


def _another_street(district: str, street: str) -> str:
    return next(code for code in (f"{district}999", f"{district}998") if code != street)


def _numbered(grade: int) -> str:
    return f"{'0' * 18}1{grade}"
