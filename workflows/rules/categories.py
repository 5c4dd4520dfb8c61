"""The seven statutory categories. 依据: 35号 附件1"""

from __future__ import annotations

from enum import StrEnum

PLAN = "津民发〔2023〕35号"


class Category(StrEnum):
    """One of the plan's seven kinds of elder in special difficulty, in the order of annex 1; an elder can be in several."""

    LONE = "lone"
    LIVING_ALONE = "living_alone"
    EMPTY_NEST = "empty_nest"
    LEFT_BEHIND = "left_behind"
    FUNCTIONALLY_IMPAIRED = "functionally_impaired"
    SEVERELY_DISABLED = "severely_disabled"
    SPECIAL_FAMILY = "special_family"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def clause(self) -> str:
        return f"{PLAN}附件1第{_NUMBERS[self]}条"


_LABELS = dict(zip(Category, ("孤寡", "独居", "空巢", "留守", "失能", "重残", "计划生育特殊家庭"), strict=True))
_NUMBERS = {category: number for number, category in enumerate(Category, start=1)}
