"""A town of as many elders as asked for: one enrolled through the flow, the rest copied from it set-based."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Frame, act
from casework.models import Case, CategoryPeriod, Elder, LivingPeriod, Review, Step
from tests.factories.active import active_case
from tests.factories.casework import Office
from workflows.models import STATE_COLUMNS

FACTS = (Elder, CategoryPeriod, LivingPeriod)


class Town:
    """An office and its elders; `grow` adds more of them."""

    def __init__(self) -> None:
        self.office = Office()
        self.first = active_case(self.office)
        Review._base_manager.get(case=self.first)  # enrolment has planned it: the copies need one to copy
        self.count = 1

    def grow(self, count: int) -> None:
        """Copy the first elder until there are so many; steps come before states, as the database asks."""
        with act(SYSTEM_ACTOR, "benchmark") as frame:
            cases = Case._base_manager.bulk_create([self._like_the_first(number) for number in range(self.count, count)], batch_size=200)
            ids = [one.pk for one in cases]
            for model in (*FACTS, Review):
                _copy_rows(model, self.first.pk, ids)
            _move(frame, Case, {one: one for one in ids}, "active", "enter")
            reviews = dict(Review._base_manager.filter(case_id__in=ids).values_list("pk", "case_id"))
            _move(frame, Review, reviews, "due", "call_up")
        self.count = count

    def _like_the_first(self, number: int) -> Case:
        left_out = {"id", "number", "person_key", *STATE_COLUMNS}
        values = {one.attname: getattr(self.first, one.attname) for one in Case._meta.concrete_fields if one.attname not in left_out}
        return Case(**values, person_key=f"copy{number}")


def _copy_rows(model: type[models.Model], first: int, ids: list[int]) -> None:
    """Copy one case's row of a table to every other case, in the database."""
    quote = connection.ops.quote_name
    left_out = {"id", "case_id", *STATE_COLUMNS}
    fields = [one for one in model._meta.concrete_fields if one.attname not in left_out]
    empty = {one.column: one.get_default() for one in model._meta.concrete_fields if one.attname in STATE_COLUMNS and not one.null}
    names = ", ".join(quote(one.column) for one in fields)
    copied = ", ".join(f"source.{quote(one.column)}" for one in fields)
    filled = "".join(f", {quote(name)}" for name in empty)
    table, cases = quote(model._meta.db_table), quote(Case._meta.db_table)
    statement = (
        f"INSERT INTO {table} (case_id, {names}{filled}) SELECT target.id, {copied}{', %s' * len(empty)} "
        f"FROM {table} source, {cases} target WHERE source.case_id = %s AND target.id BETWEEN %s AND %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*empty.values(), first, min(ids), max(ids)])


def _move(frame: Frame, model: type[Any], case_of: dict[int, int], state: str, transition: str) -> None:
    now, flow = timezone.now(), model.workflow
    steps = [
        Step(
            case_id=case_id, subject_kind=flow.key, subject_id=pk, number=1, flow_version=flow.version, transition=transition, label="基准",
            to_state=state, to_label=flow.states[state].label, actor_name="系统", is_system=True, taken_at=now, effective_on=now.date(),
            chain=f"case:{case_id}", channel="bench",
        )
        for pk, case_id in case_of.items()
    ]  # fmt: skip
    for step in Step._base_manager.bulk_create(steps, batch_size=200):
        frame.include_row(step, step.chain)
    moved = model._base_manager.filter(pk__in=list(case_of))
    moved.update(state=state, step_number=1, flow_version=flow.version, state_since_at=now, due_at=now)
