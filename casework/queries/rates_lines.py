"""The lines of a monthly report: every unit beneath a region with its sums, the elders behind them, and the digest of the whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from audit.canonical import digest, text_of
from casework.models import RateLine, RateReport
from casework.queries.rates_judged import COLUMNS, LEVELS, Judged, judged
from permissions.models import Region
from workflows.rules.dates import month_of

FORMAT = "月探访率月报/1"
ORDER = ("city", *LEVELS)
NO_COMMUNITY = "未落实社区"
Key = tuple[str, int, int | None]  # level, unit, the unit above


@dataclass
class Unit:
    """One unit's figures while they are summed; `elders` groups the cases of a community by the columns in which they count."""

    key: Key
    code: str = ""
    name: str = ""
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    elders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(self.counts[column] for column in COLUMNS)


def standing_on(day: date) -> Q:
    """Narrow regions to those that stood at the end of a day."""
    return Q(valid_from_on__lte=day) & (Q(valid_until_on=None) | Q(valid_until_on__gt=day))


def parts_of(region: Region, month: date) -> list[Region]:
    """Give what a report is worked out by: the city district by district, everything else at once."""
    if region.level != Region.Level.CITY:
        return [region]
    return list(Region.objects.filter(standing_on(month_of(month)[1]), parent=region, level=Region.Level.DISTRICT).order_by("code"))


def units_of(part: Region, top: Region, month: date, moment: datetime) -> dict[Key, Unit]:
    """Sum every unit of a part of a report as known at a moment; each elder counts once a level, so that the sums agree."""
    levels = ORDER[ORDER.index(part.level) :]
    units = {unit.key: unit for unit in _standing(part, top, month)}
    for one in judged(part, month, month_of(month)[1], moment):
        for key in _keys(one, levels, top):
            unit = units.setdefault(key, Unit(key))
            for column in one.columns:
                unit.counts[column] += 1
        units[key].elders[",".join(one.columns)].append(one.case_id)
    _name([unit for unit in units.values() if not unit.name])
    return units


def _keys(one: Judged, levels: Iterable[str], top: Region) -> Iterator[Key]:
    """Name the units an elder counts in, from above; where no community is known the street stands for one."""
    above = {"district": top.pk if top.level == Region.Level.CITY else None, "street": one.district_id, "community": one.street_id}
    for level in levels:
        place = one.place(level)
        assert place is not None, "a living period names at least the street"
        yield level, place, None if level == top.level else above[level]


def _standing(part: Region, top: Region, month: date) -> Iterator[Unit]:
    """Give the units of a part that stood on the month's last day, also those where nobody is owed anything."""
    beneath = Q(pk=part.pk)
    for steps in range(1, len(ORDER) - ORDER.index(part.level)):
        beneath |= Q(**{f"{'parent__' * steps}pk": part.pk})
    rows = Region.objects.filter(beneath).filter(Q(pk=part.pk) | standing_on(month_of(month)[1]) & Q(is_habitable=True))
    for pk, level, parent, code, name in rows.order_by("code").values_list("pk", "level", "parent_id", "code", "name"):
        yield Unit((level, pk, None if level == top.level else parent), code, name)


def _name(units: list[Unit]) -> None:
    """Name the units that did not stand on the day, and the elders' place where no community is known."""
    named = {one.pk: one for one in Region.objects.filter(pk__in=[unit.key[1] for unit in units])}
    for unit in units:
        region = named[unit.key[1]]
        unit.code = region.code
        unit.name = region.name if region.level == unit.key[0] else NO_COMMUNITY


def line_of(report: RateReport, unit: Unit) -> RateLine:
    """Write a unit as a line of a report, ready to be kept."""
    level, region_id, parent_id = unit.key
    elders = text_of(unit.elders) if unit.elders else ""
    return RateLine(
        report=report, region_id=region_id, parent_id=parent_id, level=level, code=unit.code, name=unit.name, elders=elders,
        chain=report.chain, **unit.counts,
    )  # fmt: skip


def summed(top: Region, lines: Iterable[RateLine]) -> Unit:
    """Sum the districts' lines to the city's."""
    unit = Unit((top.level, top.pk, None), top.code, top.name)
    for line in lines:
        for column in COLUMNS:
            unit.counts[column] += getattr(line, column)
    return unit


def elders_of(line: RateLine) -> dict[int, tuple[str, ...]]:
    """Read the elders behind a community's line: the case, and the columns in which it counts."""
    groups: dict[str, list[int]] = json.loads(line.elders) if line.elders else {}
    return {pk: tuple(columns.split(",")) for columns, ids in groups.items() for pk in ids}


def digest_of(report: RateReport, lines: Iterable[RateLine]) -> str:
    """Digest a report: who handed in what and when, and every line with its elders; SHA-256 of the canonical text."""
    rows = sorted(_row(line) for line in lines)
    head = {
        "format": FORMAT, "region": report.region_id, "month": report.month_on, "number": report.number, "reason": report.reason,
        "handed_in_at": report.handed_in_at, "handed_in_by": report.handed_in_by_id, "name": report.by_name, "office": report.by_office,
    }  # fmt: skip
    return digest(text_of({**head, "lines": rows}), "sha256")


def _row(line: RateLine) -> list[str | int]:
    figures = [int(getattr(line, column)) for column in COLUMNS]
    return [ORDER.index(line.level), line.code, line.region_id, line.parent_id or 0, line.name, *figures, line.elders]


def faults(report: RateReport, lines: list[RateLine], kept: str) -> list[str]:
    """Say what of a report is no longer as it was handed in; empty where digest, sums and lists agree."""
    if digest_of(report, lines) == kept:
        return []
    found = [f"{report}的内容与报出时的摘要不符：报出后数据库里的数字或名单被改动，不能再作为依据，请立即报告审计管理员"]
    beneath: dict[int, list[RateLine]] = defaultdict(list)
    for line in lines:
        if line.parent_id is not None:
            beneath[line.parent_id].append(line)
    for line in lines:
        if line.level == "community":
            listed = _listed(line)
            sums = [sum(column in columns for columns in listed) for column in COLUMNS]
        else:
            under = [one for one in beneath[line.region_id] if ORDER.index(one.level) == ORDER.index(line.level) + 1]
            sums = [sum(getattr(one, column) for one in under) for column in COLUMNS]
        if sums != [getattr(line, column) for column in COLUMNS]:
            found.append(f"{line.name}的数字与{'其名单' if line.level == 'community' else '其下合计'}不一致")
    return found


def _listed(line: RateLine) -> list[tuple[str, ...]]:
    """Read a list that may have been tampered with; one that cannot be read counts as empty."""
    try:
        return list(elders_of(line).values())
    except (ValueError, AttributeError, TypeError):
        return []
