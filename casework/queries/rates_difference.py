"""What later facts change in a monthly report: unit by unit then and now, and the elders behind each difference with the likely cause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from casework.models import RateLine, RateReport
from casework.queries.rates_judged import COLUMNS
from casework.queries.rates_lines import ORDER, Key, Unit, elders_of, units_of
from permissions.models import Region


@dataclass(frozen=True)
class UnitThen:
    """One unit whose figures or elders differ: as frozen, and as they would be now."""

    level: str
    region_id: int
    parent_id: int | None
    code: str
    name: str
    then: tuple[int, ...]
    now: tuple[int, ...]
    elders: int

    @property
    def pairs(self) -> list[tuple[str, int, int]]:
        """Give each column with its figure then and now."""
        return list(zip(COLUMNS, self.then, self.now, strict=True))


@dataclass(frozen=True)
class ElderThen:
    """One elder who counted otherwise: where and in which columns, then and now."""

    case_id: int
    then_at: int | None
    then: tuple[str, ...]
    now_at: int | None
    now: tuple[str, ...]

    @property
    def cause(self) -> str:
        """Say what must have happened since, as far as the columns tell."""
        return "；".join(_causes(self))


@dataclass(frozen=True)
class Differences:
    """All that differs in a report, or in a part of it."""

    units: list[UnitThen]
    elders: list[ElderThen]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def of_unit(self, level: str, region_id: int, parents: dict[int, int | None]) -> list[ElderThen]:
        """Narrow the elders to those who count, or counted, in a unit; `parents` leads from a community to all above it."""

        def inside(place: int | None) -> bool:
            while place is not None:
                if place == region_id:
                    return True
                place = parents.get(place)
            return False

        return [one for one in self.elders if level == "city" or inside(one.then_at) or inside(one.now_at)]


def _causes(one: ElderThen) -> list[str]:
    then, now = set(one.then), set(one.now)
    found = []
    if then and now and one.then_at != one.now_at:
        found.append("属地有更正")
    if not then:
        found.append("报出后计入本区域")
    elif not now:
        found.append("不再计入：属地、备案或探访义务有更正，或档案已销毁")
    for column, came, went in (
        ("suspended", "补记了暂停", "暂停被更正"), ("declined", "补记了不愿意", "不愿意被更正"),
        ("visited", "补记了探访", "探访被作废或更正"),
    ):  # fmt: skip
        both = bool(then and now)
        found += [came] if both and column in now - then else [went] if both and column in then - now else []
    if then and now and "floor_met" in now - then and "visited" in then:
        found.append("补记后各项义务完成")
    if then and now and "floor_met" in then - now and "visited" in now:
        found.append("有义务不再算完成")
    if "short_suspensions" in now ^ then and "suspended" in now & then:
        found.append("暂停天数已确定")
    return found or ["计入的栏目有变化"]


def compare_part(report: RateReport, part: Region, moment: datetime) -> Differences:
    """Compare a part of a report with what is known at a moment."""
    frozen = _frozen(report, part)
    fresh = units_of(part, report.region, report.month_on, moment)
    then = {pk: (key[1], columns) for key, line in frozen.items() if line.elders for pk, columns in elders_of(line).items()}
    now = {pk: (key[1], tuple(columns.split(","))) for key, unit in fresh.items() for columns, ids in unit.elders.items() for pk in ids}
    nowhere: tuple[int | None, tuple[str, ...]] = (None, ())
    elders = [
        ElderThen(pk, *then.get(pk, nowhere), *now.get(pk, nowhere))
        for pk in sorted(then.keys() | now.keys())
        if then.get(pk, nowhere) != now.get(pk, nowhere)
    ]
    touched = _touched(elders, frozen.keys() | fresh.keys())
    units = [_unit(key, frozen.get(key), fresh.get(key), touched[key]) for key in frozen.keys() | fresh.keys() if touched[key]]
    return Differences(sorted(units, key=lambda one: (one.code, ORDER.index(one.level), one.region_id)), elders)


def _frozen(report: RateReport, part: Region) -> dict[Key, RateLine]:
    lines = RateLine.objects.filter(report=report)
    if part.pk != report.region_id:
        streets = lines.filter(parent=part).values("region_id")
        lines = lines.filter(Q(region=part, level=part.level) | Q(parent=part) | Q(parent__in=streets))
    return {(line.level, line.region_id, line.parent_id): line for line in lines}


def _touched(elders: Iterable[ElderThen], keys: Iterable[Key]) -> dict[Key, int]:
    """Count in every unit the elders who differ there; a community leads to the units above it."""
    by_place: dict[int, list[Key]] = defaultdict(list)
    for key in keys:
        by_place[key[1]].append(key)
    counts: dict[Key, int] = defaultdict(int)
    for one in elders:
        found: set[Key] = set()
        for place in {one.then_at, one.now_at} - {None}:
            climbing = [key for key in by_place[place or 0] if key[0] == "community"]
            while climbing:
                found.update(climbing)
                climbing = [key for below in climbing for key in by_place[below[2] or 0] if ORDER.index(key[0]) < ORDER.index(below[0])]
        for key in found:
            counts[key] += 1
    return counts


def _unit(key: Key, line: RateLine | None, fresh: Unit | None, elders: int) -> UnitThen:
    nothing = tuple(0 for _ in COLUMNS)
    then = tuple(int(getattr(line, column)) for column in COLUMNS) if line else nothing
    code, name = (line.code, line.name) if line else (fresh.code, fresh.name) if fresh else ("", "")
    return UnitThen(*key, code, name, then, fresh.figures if fresh else nothing, elders)


def merged(report: RateReport, parts: Iterable[Differences]) -> Differences:
    """Put the parts of the city's report together: one who went from a district to another differs once, and the city's line is summed."""
    found = list(parts)
    if report.region.level != Region.Level.CITY:
        return found[0] if found else Differences([], [])
    elders: dict[int, ElderThen] = {}
    for one in (elder for part in found for elder in part.elders):
        other = elders.get(one.case_id)
        elders[one.case_id] = one if other is None else _moved(other, one)
    units = [unit for part in found for unit in part.units]
    if not elders:
        return Differences(units, [])
    top = RateLine.objects.get(report=report, level=Region.Level.CITY)
    then = tuple(int(getattr(top, column)) for column in COLUMNS)
    changed = [unit for unit in units if unit.level == Region.Level.DISTRICT]
    now = tuple(figure + sum(unit.now[at] - unit.then[at] for unit in changed) for at, figure in enumerate(then))
    city = UnitThen("city", top.region_id, None, top.code, top.name, then, now, len(elders))
    return Differences([city, *units], [elders[pk] for pk in sorted(elders)])


def _moved(one: ElderThen, other: ElderThen) -> ElderThen:
    left, entered = (one, other) if one.then else (other, one)
    return ElderThen(one.case_id, left.then_at, left.then, entered.now_at, entered.now)


def from_json(kept: dict[str, Any]) -> Differences:
    """Read differences as they were kept."""
    units = [UnitThen(**{**row, "then": tuple(row["then"]), "now": tuple(row["now"])}) for row in kept["units"]]
    elders = [ElderThen(**{**row, "then": tuple(row["then"]), "now": tuple(row["now"])}) for row in kept["elders"]]
    return Differences(units, elders)
