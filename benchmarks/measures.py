"""The measures: each gives a ratio and what it was taken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR
from audit.verify import Report, verify
from benchmarks.town import Town
from casework.models import Case, Visit
from casework.queries.eligibility_facts import known_facts
from casework.services.impact import Proposal, preview
from casework.services.obligations import plan_month
from casework.services.standards import read_setting
from tests.factories.active import answers, new
from tests.factories.casework import take
from workflows.rules.dates import month_of
from workflows.runner import perform

STEPS, PAGES, BATCH = 40, 9, 1000
CHANGES = (("visits_per_month", "2"), ("months_apart", "1"), ("elder_age", "55"), ("severe_grades", "+3"))
FLOOR = {
    "SELECT": "SELECT a, b, c FROM floor WHERE id = %s",
    "INSERT": "INSERT INTO floor (a, b, c) VALUES (%s, 'b', 'c')",
    "UPDATE": "UPDATE floor SET a = 'x' WHERE id = %s",
}


@dataclass(frozen=True)
class Measure:
    """One line of the table: `ratio` of `of` to `to`; seconds are shown only as what the ratio was taken of."""

    name: str
    of: str
    to: str
    ratio: float


def seconds(work: Callable[[], Any], times: int = 1) -> float:
    """Time some work: the best of several runs, which a busy machine disturbs least."""
    taken = []
    for _ in range(times):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)


def step_to_floor(town: Town) -> Measure:
    """One step through the runner, to as many bare statements of the same kinds with parameters, in a transaction each."""
    worker = town.office.grid_worker
    paper = take(new(Visit, town.first, visit_on=timezone.localdate(), method="home"), "save", worker, changes=answers(written_by=worker))
    kinds: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kinds[sql.lstrip("( ").split(" ", 1)[0].upper()] += 1
        return execute(sql, params, many, context)

    step = lambda: perform(paper, "amend", actor=worker, changes={"mood": "same"})  # noqa: E731
    step()
    with connection.execute_wrapper(count):
        step()
    wanted = [FLOOR[kind] for kind in FLOOR for _ in range(kinds[kind])]
    with connection.cursor() as cursor:
        # a table like any other: a temporary one would not be written to the disk
        key = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "SERIAL PRIMARY KEY"
        cursor.execute(f"CREATE TABLE floor (id {key}, a TEXT, b TEXT, c TEXT)")
        cursor.execute("INSERT INTO floor (a, b, c) VALUES ('a', 'b', 'c')")

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql in wanted:
                cursor.execute(sql, [1])
                if sql.startswith("SELECT"):
                    cursor.fetchall()

    return Measure("a step", f"perform, {len(wanted)} statements", "the same number bare", seconds(step, STEPS) / seconds(bare, STEPS))


def page_seconds(town: Town, path: str) -> float:
    """The time of a page for the community's worker, the whole way through HTTP."""
    client = Client()
    client.force_login(town.office.worker, backend="permissions.backends.RegionBackend")
    for _ in range(2):
        assert client.get(path).status_code == 200, path
    return seconds(lambda: client.get(path), PAGES)


def planning_seconds(town: Town, months_ahead: int) -> float:
    """The time of planning a month of its own for everybody, per elder."""
    month = timezone.localdate().replace(day=1)
    for _ in range(months_ahead):
        month = month_of(month)[1] + timedelta(days=1)
    begun = perf_counter()
    planned = plan_month(actor=SYSTEM_ACTOR, month=month, region=town.office.town.street)
    assert planned.new >= town.count, planned
    return (perf_counter() - begun) / planned.cases


def previewing_to_loading(town: Town) -> tuple[Measure, float]:
    """Previewing changed definitions, to loading everybody's facts: it asks those concerned alone; and the seconds of the slowest."""
    district, today = town.office.town.district, timezone.localdate()
    ids = list(Case.objects.filter(district=district).order_by("pk").values_list("pk", flat=True))

    def load() -> None:
        for begin in range(0, len(ids), BATCH):
            known_facts(ids[begin : begin + BATCH], today)

    taken = []
    for key, typed in CHANGES:
        section, value = read_setting(key, typed)
        taken.append(seconds(partial(preview, Proposal(district, section, key, value, today))))
    measure = Measure("previewing a rule", f"{len(CHANGES)} changes for {len(ids)} elders, on average", "loading the facts of all",
                      sum(taken) / len(taken) / seconds(load))  # fmt: skip
    return measure, max(taken)


def verifying_to_reading() -> Measure:
    """Checking every entry with its rows, to reading the entries bare."""
    report = Report()

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM audit_entry")
            cursor.fetchall()

    begun = perf_counter()
    broken = list(verify(report=report))
    taken = perf_counter() - begun
    assert not broken, broken[:1]
    return Measure(
        "audit verify", f"{report.entries} entries, {report.entries / taken:,.0f} a second", "reading them bare", taken / seconds(read, 3)
    )
