"""When an answer changes although no fact does: six months fill up, a birthday comes, a certificate runs out. 依据: 35号 附件1"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workflows.rules.categories import Category
from workflows.rules.dates import birthday, first_day_lasting
from workflows.rules.eligibility import LeftCity, Thresholds
from workflows.rules.known import KnownCertificate, KnownFacts
from workflows.rules.unknown import Answer, find


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on, another answer for a category."""

    on: date
    category: Category
    answer: Answer

    @property
    def words(self) -> str:
        verb = {Answer.YES: "属", Answer.NO: "不再属", Answer.TO_VERIFY: "须重新核实是否属"}[self.answer]
        return f"{verb}{self.category.label}"

    @property
    def sentence(self) -> str:
        return f"{self.on} 起{self.words}"


def forecast(known: KnownFacts, limits: Thresholds) -> tuple[Change, ...]:
    """Give for each category its next change with the facts unchanged, the earliest first."""
    now = {item.category: item.answer for item in find(known, limits).items}
    found: dict[Category, Change] = {}
    for day in sorted(_turning_days(known, limits)):
        for item in find(replace(known, as_of=day), limits).items:
            if item.answer is not now[item.category]:
                found.setdefault(item.category, Change(day, item.category, item.answer))
        if len(found) == len(now):
            break
    return tuple(sorted(found.values(), key=lambda change: change.on))


def next_change(known: KnownFacts, limits: Thresholds) -> date | None:
    """Give the next day on which any answer changes with the facts unchanged: the day to look again."""
    changes = forecast(known, limits)
    return changes[0].on if changes else None


def _turning_days(known: KnownFacts, limits: Thresholds) -> set[date]:
    """Collect the days after today on which a definition's date condition turns."""
    return {day for day in _all_turning_days(known, limits) if day is not None and day > known.as_of}


def _all_turning_days(known: KnownFacts, limits: Thresholds) -> Iterator[date | None]:
    if isinstance(known.birth_date, date):
        yield birthday(known.birth_date, limits.elder_age)
    since = known.lives_independently_since
    if isinstance(since, date):
        yield since
        yield first_day_lasting(since, limits.months_apart)
    for member in known.children:
        if isinstance(member.left_city, LeftCity):
            yield first_day_lasting(member.left_city.since, limits.months_apart)
    certificate = known.disability_certificate
    if isinstance(certificate, KnownCertificate) and isinstance(certificate.valid_until, date) and certificate.valid_until < date.max:
        yield certificate.valid_until + timedelta(days=1)
