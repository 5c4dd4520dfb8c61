"""How many papers of a flow lie in which state, as far as one person may see them: one statement, and never more work than is shown.

A state in which hundreds of thousands lie (valid visits of a district in ten years) is counted up to a bound, so that the page costs the
same on the last day as on the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import QuerySet

from permissions.models import Region
from permissions.scope import reach_of
from workflows.engine.definition import Workflow
from workflows.engine.picture import Dress, Pill
from workflows.models import Subject

NUMBER, LATE = "#0b5a8f", "#b42318"  # white on both reads at 4.5:1 and more
MOST = 10_000  # counted in one state; beyond it the page says so
COLUMNS = ("flow_version", "state", "due_at")


@dataclass(frozen=True)
class Tally:
    """What lies in one state: how many, how many of them are past their deadline, and whether there are more than were counted."""

    count: int = 0
    overdue: int = 0
    more: bool = False

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.overdue + other.overdue, self.more or other.more)

    @property
    def said(self) -> str:
        """Say it in words."""
        late = f"，其中逾期{self.overdue}件" if self.overdue else ""
        return f"{self.number}件{late}"

    @property
    def number(self) -> str:
        return f"{'超过' if self.more else ''}{self.count}"


NOTHING = Tally()
Tallies = Mapping[tuple[int, str], Tally]  # (version, state) -> how many


def tallies_of(model: type[Subject], user: Any, now: datetime) -> Tallies:
    """Count a flow's papers by the version they run under and their state; what the person may not see is not counted."""
    base: Any = model.objects.visible_to(user).order_by()
    if any(one.level == Region.Level.CITY for one in reach_of(user).held) and _has_column(model, "district"):
        # the whole city without a place would have no index to go by for what is rare
        base = base.filter(district_id__in=list(Region.objects.filter(level=Region.Level.DISTRICT).values_list("pk", flat=True)))
    using = router.db_for_read(model)
    moment = model._meta.get_field("due_at").get_db_prep_value(now, connections[using])
    states = sorted({name for flow in model.versions() for name in flow.states})
    parts = [part for state in states for part in _counting(base.filter(state=state), using, moment)]
    if not parts:
        return {}
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql for sql, _ in parts), [one for _, params in parts for one in params])
        rows = cursor.fetchall()
    full = {state for state in states if sum(row[2] for row in rows if row[1] == state) > MOST}
    return {(version, state): Tally(min(number, MOST), overdue, more=state in full) for version, state, number, overdue in rows}


def _has_column(model: type[Subject], name: str) -> bool:
    return any(one.name == name for one in model._meta.concrete_fields)


def _counting(rows: QuerySet[Any], using: str, moment: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Write the statement that counts one state up to the bound; none where the person sees nothing of it."""
    try:
        sql, params = rows.values(*COLUMNS)[: MOST + 1].query.get_compiler(using=using).as_sql()
    except EmptyResultSet:
        return
    late = "SUM(CASE WHEN due_at < %s THEN 1 ELSE 0 END)"
    yield f"SELECT flow_version, state, COUNT(*), {late} FROM ({sql}) AS counted GROUP BY flow_version, state", (moment, *params)


def in_version(tallies: Tallies, version: int) -> dict[str, Tally]:
    """Take the papers of one version, by state."""
    return {state: tally for (one, state), tally in tallies.items() if one == version}


def papers_in(model: type[Subject], user: Any, state: str, version: int, *, late_at: datetime | None = None) -> QuerySet[Any]:
    """Give the papers behind a number, as far as the person may see them; only those late at a moment where one is given."""
    rows: QuerySet[Any] = model.objects.visible_to(user).filter(state=state, flow_version=version)
    return rows if late_at is None else rows.filter(due_at__lt=late_at)


def dressed(flow: type[Workflow[Any]], tallies: Mapping[str, Tally], addresses: Mapping[str, str]) -> Dress:
    """Put the numbers on the states of a picture, each with its way to the names; a state in which nothing lies stays plain."""
    found = {name: tally for name, tally in tallies.items() if tally.count and name in flow.states}
    return Dress(
        pills={
            name: [Pill(f"{one.number}件", NUMBER), *([Pill(f"逾期{one.overdue}", LATE)] if one.overdue else [])]
            for name, one in found.items()
        },
        links={
            name: (addresses[name], f"{flow.states[name].label}：{one.said}，查看名单") for name, one in found.items() if name in addresses
        },
        title=f"{flow.label}（第{flow.version}版）各状态件数",
    )
