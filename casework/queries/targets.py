"""Whom a campaign means besides its categories: conditions that must all hold, kept with the campaign, said in words, narrowed in SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from casework.models import AbilityAssessment, Case, CategoryPeriod
from casework.models.choices import AidStatus
from workflows.rules.ability import AssessedLevel, deciding
from workflows.rules.categories import Category
from workflows.rules.dates import months_before

LEVELS = {1: "轻度及以上", 2: "中度及以上", 3: "重度及以上"}  # the same names in both standards; 完全失能 is above 重度
OLDEST = 120


@dataclass(frozen=True)
class Person:
    """What the conditions ask of one elder on a day: current categories, poverty, and the assessments that stand."""

    categories: frozenset[str]
    birth_on: date | None
    is_poor: bool
    assessments: tuple[AssessedLevel, ...]

    def is_aged(self, years: int, on: date) -> bool:
        return self.birth_on is not None and self.birth_on <= _born_until(years, on)

    def is_impaired_from(self, level: int, on: date) -> bool:
        found = deciding(self.assessments, on)
        return found is not None and found.level >= level


@dataclass(frozen=True)
class Target:
    """Conditions that an elder must all meet; 0 asks nothing. `priority_age` is the age of R46 as it stood when the campaign was begun."""

    alone: int = 0
    level_from: int = 0
    age_from: int = 0
    priority_age: int = 0

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Target:
        """Read a target from what was kept, or from an address; what is no number in range asks nothing."""
        found = {one.name: str(kept.get(one.name, 0)) for one in fields(cls)}
        numbers = {name: int(value) if value.isdecimal() and len(value) < 4 else 0 for name, value in found.items()}
        return cls(**{name: value if value <= OLDEST else 0 for name, value in numbers.items()})

    @property
    def kept(self) -> dict[str, int]:
        """Give what is kept: the conditions that ask something."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def words(self) -> list[str]:
        """Say each condition."""
        said = (
            (self.alone, "独居"),
            (self.level_from, f"能力评估{LEVELS.get(self.level_from, '')}失能"),
            (self.age_from, f"{self.age_from}周岁及以上"),
            (self.priority_age, f"经济困难且失能或满{self.priority_age}周岁"),
        )
        return [sentence for asked, sentence in said if asked]

    @property
    def problems(self) -> list[str]:
        """Name what cannot be asked."""
        return [] if self.level_from in (0, *LEVELS) else ["失能程度请从列表中选择"]

    def narrow(self, rows: QuerySet[Case], on: date) -> QuerySet[Case]:
        """Keep the elders who meet every condition on a day. 依据: 35号 二(二)四; R43, R46"""
        if self.alone:
            rows = rows.filter(_in_category(Category.LIVING_ALONE, on))
        if self.level_from:
            # the latest decides, of one day the worse (R27)
            deciding = AbilityAssessment.objects.filter(case_id=OuterRef("pk"), annulled_at=None, assessed_on__lte=on)
            level = Subquery(deciding.order_by("-assessed_on", "-level").values("level")[:1])
            rows = rows.alias(ability_level=level).filter(Q(ability_level__gte=self.level_from))
        if self.age_from:
            rows = rows.filter(aged(self.age_from, on))
        if self.priority_age:
            poor = ~Q(elder__aid_status=AidStatus.NONE) | Q(elder__is_low_income=True)
            rows = rows.filter(poor, aged(self.priority_age, on) | _in_category(Category.FUNCTIONALLY_IMPAIRED, on))
        return rows

    def meets(self, one: Person, on: date) -> bool:
        """Say of one person, as known at any moment, what `narrow` says of the rows as they are."""
        impaired = Category.FUNCTIONALLY_IMPAIRED in one.categories
        return (
            (not self.alone or Category.LIVING_ALONE in one.categories)
            and (not self.level_from or one.is_impaired_from(self.level_from, on))
            and (not self.age_from or one.is_aged(self.age_from, on))
            and (not self.priority_age or one.is_poor and (impaired or one.is_aged(self.priority_age, on)))
        )


EVERYBODY = Target()


def lasting(on: date) -> Q:
    """Narrow periods to those in force on a day."""
    return Q(annulled_at=None) & (Q(lost_on=None) | Q(lost_on__gt=on))


def whom_in_words(categories: Collection[str], target: Target) -> str:
    """Say whom a campaign means: 独居、空巢；同时80周岁及以上."""
    kinds = "、".join(Category(one).label for one in categories)
    if not target.words:
        return kinds or "全部在册老年人"
    return f"{kinds or '在册老年人'}，同时符合：{'；'.join(target.words)}"


def _in_category(category: Category, on: date) -> Q:
    return Q(Exists(CategoryPeriod.objects.filter(lasting(on), case_id=OuterRef("pk"), category=category)))


def aged(years: int, on: date) -> Q:
    """Narrow to the elders of so many years or more; of an unknown date of birth, none."""
    return Q(elder__birth_on__lte=_born_until(years, on))


def _born_until(years: int, on: date) -> date:
    return months_before(on, 12 * years) or date.min
