"""What waits for a person: one grouped query a flow over the desks, the late matters that climbed, and lists that rooms above register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db.models import Count, DateTimeField, F, Min, Q, QuerySet
from django.utils import timezone

from permissions.roles import Role
from permissions.scope import AccessRules, Reach, condition, reach_of
from workflows import store
from workflows.models import Subject
from workflows.telling import LADDER

C = TypeVar("C", bound=Callable[..., Any])
PAGE = 50
LATE = "late"
NO_DATE = "-"


@dataclass(frozen=True)
class Worklist:
    """A queue on a person's desk: how many wait, how many of them are late, and since when the oldest."""

    key: str
    role: Role | None
    label: str
    count: int
    overdue: int
    oldest_due_at: datetime | None
    flow: str = ""


@dataclass(frozen=True)
class WorklistPage:
    """One page of a queue, the most urgent first; `after` asks for the next, empty where this is the last."""

    items: list[Any]
    after: str


@dataclass(frozen=True)
class CustomWorklist:
    key: str
    label: str
    roles: frozenset[Role]
    rows: Callable[[Any, datetime], QuerySet[Any]]
    flow: str = ""
    due: str = ""
    late: Callable[[date], Q] | None = None
    line: Callable[[Any], Any] | None = None


_custom: dict[str, CustomWorklist] = {}


def worklist(
    key: str,
    label: str,
    roles: Iterable[Role],
    *,
    flow: str = "",
    due: str = "",
    late: Callable[[date], Q] | None = None,
    line: Callable[[Any], Any] | None = None,
) -> Callable[[C], C]:
    """Register a queue of its own: `f(user, now)` gives rows that the user may see; shown to holders of any of the roles.

    `due` names the column (or annotation, of a day) by which the rows are urgent (a paper's `due_at` where none is named), `late` which
    of them are late on a day (those due before it), `line` what the page shows of a row that is no paper.
    """

    def keep(function: C) -> C:
        _custom[key] = CustomWorklist(key, label, frozenset(roles), function, flow, due, late, line)
        return function

    return keep


def worklists_for(user: Any, now: datetime | None = None) -> list[Worklist]:
    """List the queues of a person that are not empty, those with late matters first."""
    moment, reach = now or timezone.now(), reach_of(user)
    found = [one for model in store.subject_models() for one in _of_model(model, reach, moment)]
    found += [one for custom in _custom.values() if reach.roles & custom.roles for one in _counted(custom, user, moment)]
    return sorted(found, key=lambda one: (-one.overdue, one.oldest_due_at is None, one.oldest_due_at or moment, one.key))


def worklist_items(user: Any, key: str, after: str = "", *, limit: int = PAGE) -> WorklistPage:
    """Give a page of a queue in the order of urgency; an unknown key is an empty queue."""
    rows = _rows(user, key)
    if rows is None:
        return WorklistPage([], "")
    custom = _custom.get(key)
    due = _due_column(rows.model, custom)
    if due:
        found = list(_after(rows, due, after).order_by(F(due).asc(nulls_last=True), "pk")[: limit + 1])
    else:
        found = list((rows.filter(pk__gt=int(after)) if after.isdecimal() else rows).order_by("pk")[: limit + 1])
    cursor = (_cursor(found[limit - 1], due) if due else str(found[limit - 1].pk)) if len(found) > limit else ""
    shown = custom.line if custom is not None and custom.line is not None else None
    return WorklistPage([shown(row) if shown else row for row in found[:limit]], cursor)


def _of_model(model: type[Subject], reach: Reach, now: datetime) -> list[Worklist]:
    """Count a flow's states on this person's desks in one query; what climbed to his or her office is counted apart."""
    flow, desks = model.workflow, model.desk_rules()
    mine = _desk_states(desks, reach)
    late = _late_roles(reach)
    asked = condition(desks, reach, reach.on or timezone.localdate()) if mine else Q(pk__in=())
    if late:
        asked |= _climbed(model, reach, late)
    if not (mine or late):
        return []
    rows = (
        model._base_manager.filter(asked)
        .values("state", "escalated_to")
        .annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)), oldest=Min("due_at"))
    )
    lists: dict[str, Worklist] = {}
    for row in rows:
        key, role, label = _place(model, row, mine, late)
        before = lists.get(key)
        oldest = min((one for one in (row["oldest"], before.oldest_due_at if before else None) if one), default=None)
        number, overdue = (before.count, before.overdue) if before else (0, 0)
        lists[key] = Worklist(key, role, label, number + row["number"], overdue + row["overdue"], oldest, flow.key)
    return list(lists.values())


def _place(
    model: type[Subject], row: Mapping[str, Any], mine: Mapping[str, Role | None], late: Iterable[Role]
) -> tuple[str, Role | None, str]:
    """Say in which of a person's queues a group of rows stands: on the desk of its state, else among the late."""
    flow, state = model.workflow, row["state"]
    if state in mine:
        known = model.state_named(state)
        return f"{flow.key}:{state}", mine[state], f"{flow.label}·{known.label if known else state}"
    role = next((one for one in late if one.value == row["escalated_to"]), None)
    return f"{flow.key}:{LATE}", role, f"{flow.label}·逾期上报"


def _desk_states(desks: AccessRules, reach: Reach) -> dict[str, Role | None]:
    found: dict[str, Role | None] = {}
    for rules in (desks, *desks.older.values()):
        for table in (rules.states, rules.other, rules.organisation):
            for role, states in table.items():
                if role in reach.roles:
                    found.update(dict.fromkeys(sorted(states - found.keys()), role))
    return found


def _late_roles(reach: Reach) -> tuple[Role, ...]:
    return tuple(role for role in LADDER if role in reach.roles)


def _climbed(model: type[Subject], reach: Reach, roles: Iterable[Role]) -> Q:
    """Narrow to what has climbed to an office of this person: whatever its state, where the office reaches."""
    found = Q(pk__in=())
    states = frozenset(name for flow in model.versions() for name in flow.states)
    for role in roles:
        rules = AccessRules(states={role: states}, restricted=model.access_rules().restricted, via=model.place_prefix)
        found |= condition(rules, reach, reach.on or timezone.localdate()) & Q(escalated_to=role.value)
    return found


def _rows(user: Any, key: str) -> QuerySet[Any] | None:
    reach = reach_of(user)
    custom = _custom.get(key)
    if custom is not None:
        return custom.rows(user, timezone.now()) if reach.roles & custom.roles else None
    flow, _, state = key.partition(":")
    model = store.model_of(flow)
    if model is None:
        return None
    if state == LATE:
        desk = sorted(_desk_states(model.desk_rules(), reach))
        return model._base_manager.filter(_climbed(model, reach, _late_roles(reach))).exclude(state__in=desk)
    return model.objects.at_desk_of(user).filter(state=state)


def _counted(custom: CustomWorklist, user: Any, now: datetime) -> list[Worklist]:
    rows = custom.rows(user, now).order_by()
    due = _due_column(rows.model, custom)
    if due:
        told = rows.aggregate(number=Count("pk"), overdue=Count("pk", filter=_is_late(rows.model, custom, due, now)), oldest=Min(due))
    else:
        told = {"number": rows.count(), "overdue": 0, "oldest": None}
    role = next((one for one in Role if one in custom.roles and one in reach_of(user).roles), None)
    oldest = told["oldest"]
    if oldest is not None and not isinstance(oldest, datetime):
        oldest = datetime.combine(oldest, time.max, tzinfo=timezone.get_current_timezone())
    return [Worklist(custom.key, role, custom.label, told["number"], told["overdue"], oldest, custom.flow)] if told["number"] else []


def _due_column(model: type[Any], custom: CustomWorklist | None) -> str:
    """Name the column by which rows are urgent; empty where they are not."""
    if custom is not None and custom.due:
        return custom.due
    return "due_at" if any(one.name == "due_at" for one in model._meta.concrete_fields) else ""


def _is_moment(model: type[Any], due: str) -> bool:
    """Say whether a column holds a moment; one that the query itself works out holds a day."""
    return any(isinstance(one, DateTimeField) for one in model._meta.concrete_fields if one.name == due)


def _is_late(model: type[Any], custom: CustomWorklist, due: str, now: datetime) -> Q:
    today = timezone.localdate(now)
    if custom.late is not None:
        return custom.late(today)
    return Q(**{f"{due}__lt": now if _is_moment(model, due) else today})


def _cursor(row: Any, due: str) -> str:
    value = getattr(row, due)
    return f"{value.isoformat() if value else NO_DATE} {row.pk}"


def _after(rows: QuerySet[Any], due: str, after: str) -> QuerySet[Any]:
    """Continue behind the row that a cursor names; one that cannot be read begins anew."""
    moment, _, pk = after.partition(" ")
    if not pk.isdecimal():
        return rows
    if moment == NO_DATE:
        return rows.filter(**{f"{due}__isnull": True}, pk__gt=int(pk))
    try:
        at = datetime.fromisoformat(moment) if _is_moment(rows.model, due) else date.fromisoformat(moment)
    except ValueError:
        return rows
    return rows.filter(Q(**{f"{due}__gt": at}) | Q(**{due: at}, pk__gt=int(pk)) | Q(**{f"{due}__isnull": True}))
