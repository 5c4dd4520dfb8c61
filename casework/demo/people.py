"""Invented people: names by generation, numbers of an area that was never given out, phones with a prefix that never rings.

Area 129900 is a valid province without such a county; mobile prefix 154 and landlines beginning with 0 are given to nobody.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from workflows.rules.identity import check_character

DATA = Path(__file__).parent / "data"
AREA = "129900"
# a register of elders in difficulty is older than the population: shares of the age bands
AGE_BANDS = ((60, 69, 25.0), (70, 79, 35.0), (80, 89, 32.0), (90, 99, 7.8), (100, 105, 0.2))


@dataclass(frozen=True)
class Person:
    """An invented person."""

    name: str
    sex: str  # "1" or "2", GB/T 2261.1
    birth_on: date
    id_number: str
    phone: str


@lru_cache
def _surnames() -> tuple[Sequence[str], Sequence[float]]:
    with (DATA / "surnames.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [row["surname"] for row in rows], [float(row["weight_percent"]) for row in rows]


@lru_cache
def _generations() -> list[dict[str, object]]:
    return list(json.loads((DATA / "given_names.json").read_text(encoding="utf-8"))["generations"])


@lru_cache
def rare_names() -> tuple[str, ...]:
    """Return the names that break software: rare characters, compound surnames, middle dots."""
    return tuple(json.loads((DATA / "rare_names.json").read_text(encoding="utf-8"))["names"])


def resident_number(birth_on: date, serial: int, *, male: bool) -> str:
    """Make a number with a right check character; `serial` 0-498 a day and sex."""
    body = f"{AREA}{birth_on:%Y%m%d}{serial * 2 + (1 if male else 2):03d}"
    return body + check_character(body)


def certificate_number(id_number: str, kind: int, grade: int) -> str:
    return f"{id_number}{kind}{grade}"


class Crowd:
    """Makes people one after the other; numbers never repeat within one crowd."""

    def __init__(self, seed: int, today: date) -> None:
        self.random, self.today = random.Random(seed), today
        self._serials: dict[tuple[date, bool], int] = {}
        self._phones = 0

    def elder(self) -> Person:
        """Make somebody of 60 or older."""
        low, high, _ = self.random.choices(AGE_BANDS, weights=[band[2] for band in AGE_BANDS])[0]
        age = self.random.randint(low, high)
        male = self.random.random() > 0.57 + max(0, age - 60) * 0.0043
        return self._born(self._birthday(age), male)

    def child_of(self, parent: Person) -> Person:
        age = max(18, self.today.year - parent.birth_on.year - self.random.randint(21, 36))
        return self._born(self._birthday(age), self.random.random() < 0.5, surname=surname_of(parent.name) if parent.sex == "1" else None)

    def adult(self, low: int = 24, high: int = 58) -> Person:
        return self._born(self._birthday(self.random.randint(low, high)), self.random.random() < 0.4)

    def spouse_of(self, person: Person) -> Person:
        age = self.today.year - person.birth_on.year
        return self._born(self._birthday(max(60, age + self.random.randint(-4, 3))), person.sex == "2")

    def phone(self) -> str:
        """Give a mobile number that cannot exist, each once."""
        self._phones += 1
        return f"154{(self._phones * 7919 + 10007) % 100_000_000:08d}"

    def landline(self) -> str:
        return f"022-0{self.random.randrange(10_000_000):07d}"

    def _birthday(self, age: int) -> date:
        latest = date(self.today.year - age, self.today.month, min(self.today.day, 28))
        return latest - timedelta(days=self.random.randrange(365))

    def _born(self, birth_on: date, male: bool, surname: str | None = None) -> Person:
        serial = self._serials[(birth_on, male)] = self._serials.get((birth_on, male), -1) + 1
        name = self._name(birth_on.year, male, surname)
        return Person(name, "1" if male else "2", birth_on, resident_number(birth_on, serial % 499, male=male), self.phone())

    def _name(self, year: int, male: bool, surname: str | None) -> str:
        if surname is None and self.random.random() < 0.003:
            return self.random.choice(rare_names())
        names, weights = _surnames()
        family = surname or self.random.choices(names, weights=weights)[0]
        generation = next((one for one in _generations() if one["born"][0] <= year <= one["born"][1]), _generations()[-1])  # type: ignore[index]
        letters = str(generation["male" if male else "female"])
        given = self.random.choice(letters)
        if self.random.random() < float(generation["two_char"]):  # type: ignore[arg-type]
            given += self.random.choice(letters)
        return family + given


def surname_of(name: str) -> str:
    """Split the family name off, compound ones whole."""
    compound = {one for one in _surnames()[0] if len(one) > 1}
    return name[:2] if name[:2] in compound else name[:1]
