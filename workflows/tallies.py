"""How many papers of a flow lie in which state, as far as one person may see them: one grouped query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from workflows.engine.definition import Workflow
from workflows.engine.picture import Dress, Pill
from workflows.models import Subject

NUMBER, LATE = "#0b5a8f", "#b42318"  # white on both reads at 4.5:1 and more


@dataclass(frozen=True)
class Tally:
    """What lies in one state: how many, and how many of them are past their deadline."""

    count: int = 0
    overdue: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.overdue + other.overdue)

    @property
    def said(self) -> str:
        """Say it in words."""
        return f"{self.count}件" + (f"，其中逾期{self.overdue}件" if self.overdue else "")


NOTHING = Tally()
Tallies = Mapping[tuple[int, str], Tally]  # (version, state) -> how many


def tallies_of(model: type[Subject], user: Any, now: datetime) -> Tallies:
    """Count a flow's papers by the version they run under and their state; what the person may not see is not counted."""
    rows: Any = model.objects.visible_to(user).order_by().values("flow_version", "state")
    counted = rows.annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    return {(row["flow_version"], row["state"]): Tally(row["number"], row["overdue"]) for row in counted}


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
            name: [Pill(f"{one.count}件", NUMBER), *([Pill(f"逾期{one.overdue}", LATE)] if one.overdue else [])]
            for name, one in found.items()
        },
        links={
            name: (addresses[name], f"{flow.states[name].label}：{one.said}，查看名单") for name, one in found.items() if name in addresses
        },
        title=f"{flow.label}（第{flow.version}版）各状态件数",
    )
