"""The names behind a report's numbers, as far as a person may see them: by number of the case, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from casework.models import Case, RateLine, RateReport
from casework.queries.rates_lines import elders_of

AT_A_TIME = 500
LISTS: dict[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "owed": ("应访", frozenset({"owed"}), frozenset()),
    "visited": ("已访", frozenset({"visited"}), frozenset()),
    "missing": ("未访", frozenset({"owed"}), frozenset({"visited"})),
    "floor_met": ("足额", frozenset({"floor_met"}), frozenset()),
    "unmet": ("有未完成的义务", frozenset({"owed"}), frozenset({"floor_met"})),
    "suspended": ("暂停", frozenset({"suspended"}), frozenset()),
    "short_suspensions": ("跨月末的短期暂停", frozenset({"short_suspensions"}), frozenset()),
    "declined": ("不愿意", frozenset({"declined"}), frozenset()),
}


@dataclass(frozen=True)
class Names:
    """One page of elders; `hidden` counts those passed over on it because the person may not see them."""

    cases: list[Case]
    hidden: int
    after: int | None


def behind(lines: Iterable[RateLine], which: str) -> list[int]:
    """Give the cases behind a number of some communities' lines."""
    _, having, without = LISTS[which]
    found = [(pk, set(columns)) for line in lines for pk, columns in elders_of(line).items()]
    return sorted((pk for pk, columns in found if having <= columns and not without & columns), reverse=True)


def communities_of(report: RateReport, line: RateLine) -> list[RateLine]:
    """Give the communities' lines of a community or a street."""
    if line.level == "community":
        return [line]
    return list(RateLine.objects.filter(report=report, level="community", parent=line.region_id))


def seen_of(user: Any, ids: Sequence[int], *, after: int | None, size: int = 25) -> Names:
    """Give the next elders of a list of cases, the highest number first, that the person may see."""
    waiting = [pk for pk in ids if after is None or pk < after]
    shown: list[Case] = []
    passed = 0
    for start in range(0, len(waiting), AT_A_TIME):
        asked = waiting[start : start + AT_A_TIME]
        rows = Case.objects.visible_to(user).filter(pk__in=asked).order_by("-pk")
        found = list(rows.select_related("elder", "street", "community", "responsible")[: size + 1 - len(shown)])
        shown += found
        if len(shown) > size:
            last = shown[size - 1].pk
            return Names(shown[:size], sum(pk >= last for pk in waiting) - size, last)
        passed += len(asked)
    return Names(shown, passed - len(shown), None)
