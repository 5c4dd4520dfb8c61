"""Whatever raw SQL changes, with the guards down, is named: by any tool, in any guarded table, anywhere in a row."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.acts import act
from audit.chain import digest_of_entry
from audit.models import Detail, Entry, Head, Manifest
from audit.reading import fetch
from audit.testing import guards_down
from audit.verify import Broken, Report, first_broken, verify
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Note, Stamp

pytestmark = pytest.mark.django_db

HISTORY: type[models.Model] = Note.history.model
# what no digest covers: the rows' own numbers in the room's tables, by which nothing is found
UNCOVERED = {(Entry, "id"), (Detail, "id"), (Manifest, "id")}
COVERED = [
    (model, field.column)
    for model in (Entry, Detail, Manifest, HISTORY, Stamp)
    for field in model._meta.concrete_fields
    if (model, field.column) not in UNCOVERED
]


@pytest.fixture
def city(db: None) -> None:
    """Chains of several lengths: histories, stamps, details, a bulk act, a refusal."""
    for folder in (1, 2, 3):
        note = full_note(folder=folder)
        with act(CLERK, "write", reason=f"入户 {folder}"):
            note.save()
        for number in range(folder):
            with act(CLERK, "correct", note, reason="更正", basis="35号"):
                note.title = f"题 {number}"
                note.save()
                Stamp.objects.create(chain=note.chain_key, text="甲")
    with act(CLERK, "plan_month"):
        Stamp.objects.bulk_create([Stamp(chain="system:plan", text=str(number)) for number in range(1201)])


def run(sql: str, *parameters: Any) -> int:
    with guards_down(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def other_value(column: str, model: type[models.Model], old: Any, random: Random) -> Any:
    """Give a value that differs in one place from the one that stands."""
    kind = next(one for one in model._meta.concrete_fields if one.column == column).get_internal_type()
    if isinstance(old, str) and kind in ("CharField", "TextField"):
        place = random.randrange(len(old) + 1)
        return old[:place] + random.choice([" ", "x", "王"]) + old[place:]
    if isinstance(old, bool) or kind == "BooleanField":
        return not old
    if isinstance(old, int) and kind != "DurationField":
        return old + random.choice([1, -1, 1000])
    return None


def change_one(model: type[models.Model], column: str, random: Random) -> tuple[Any, ...] | None:
    """Change one column of one row by raw SQL; None where the database itself would not keep the value."""
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    rows = fetch(f'SELECT "{key}", "{column}" FROM "{table}" ORDER BY 1')
    pk, old = random.choice(rows)
    new = other_value(column, model, old, random)
    if new is None and old is None:
        return None
    try:
        with transaction.atomic():
            run(f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', new, pk)
    except Exception:
        return None
    # PostgreSQL cuts blanks off at a column's end: then, too, nothing was changed
    stored = fetch(f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s', [new if column == key else pk])
    return None if stored == [(old,)] else (pk,)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COVERED), st.integers(0, 2**32))
def test_a_changed_place_in_any_row_is_named(city: None, what: tuple[type[models.Model], str], seed: int) -> None:
    model, column = what
    point = transaction.savepoint()
    changed = change_one(model, column, Random(seed))
    if changed is not None:
        found = list(verify())
        assert found, f"{model._meta.db_table}.{column} of {changed}"
        assert any(one.table == model._meta.db_table or model in (Entry, Manifest) or one.is_unlisted for one in found)
    transaction.savepoint_rollback(point)
    assert first_broken() is None


@pytest.mark.parametrize("model", [Entry, Detail, Manifest, HISTORY, Stamp], ids=lambda model: model._meta.db_table)
def test_a_row_cut_out_anywhere_is_named(city: None, model: type[models.Model]) -> None:
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    rows = [row[0] for row in fetch(f'SELECT "{key}" FROM "{table}" ORDER BY 1')]
    for pk in {rows[0], rows[len(rows) // 2], rows[-1]}:
        point = transaction.savepoint()
        assert run(f'DELETE FROM "{table}" WHERE "{key}" = %s', pk) == 1
        assert first_broken() is not None
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("model", [Entry, Detail, Manifest, HISTORY, Stamp], ids=lambda model: model._meta.db_table)
def test_a_row_slipped_in_is_named(city: None, model: type[models.Model]) -> None:
    table, pk = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    fields = [field.column for field in model._meta.concrete_fields if field.column != pk]
    new = {"seq": "seq + 100", "part": "part + 100", "name": "name || 'x'"}
    values = ", ".join(new.get(str(one), f'"{one}"') for one in fields)
    names = ", ".join(f'"{one}"' for one in fields)
    assert run(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" ORDER BY "{pk}" LIMIT 1') == 1
    assert any(one.table == table for one in verify())


def test_two_entries_that_changed_places_are_named(city: None) -> None:
    first, second = Entry.objects.filter(chain="case:3").order_by("seq")[:2]
    run("UPDATE audit_entry SET seq = 1000 WHERE id = %s", first.pk)
    run("UPDATE audit_entry SET seq = 1 WHERE id = %s", second.pk)
    run("UPDATE audit_entry SET seq = 2 WHERE id = %s", first.pk)
    assert {one.seq for one in verify()} >= {1, 2}


def test_an_entry_forged_with_its_digest_is_named_by_the_next(city: None) -> None:
    entry = Entry.objects.get(chain="case:3", seq=2)
    entry.action = "forged"
    run("UPDATE audit_entry SET action = %s, digest = %s WHERE id = %s", entry.action, digest_of_entry(entry), entry.pk)
    assert [(one.chain, one.seq, one.what) for one in verify()] == [("case:3", 3, "与前一条的摘要不相接")]


def test_a_history_row_moved_to_another_chain_is_named(city: None) -> None:
    row = Note.history.earliest("history_id")
    run("UPDATE audit_fixture_historicalnote SET chain = 'case:77' WHERE history_id = %s", row.history_id)
    assert "记录内容被改动" in [one.what for one in verify()]


def test_the_tail_cut_off_is_named_by_the_head(city: None) -> None:
    run("DELETE FROM audit_entry WHERE chain = 'case:3' AND seq = 4")
    broken = first_broken()
    assert broken is not None and (broken.chain, broken.seq, broken.table) == ("case:3", 3, "audit_head")


def test_a_whole_chain_cut_out_is_named(city: None) -> None:
    run("DELETE FROM audit_entry WHERE chain = 'case:2'")
    tables = {one.table for one in verify()}
    assert tables >= {"audit_head", "audit_detail", "audit_fixture_historicalnote", "audit_fixture_stamp"}
    assert list(verify("case:2")) != []


def test_a_missing_head_is_named(city: None) -> None:
    Head.objects.filter(chain="case:2").delete()
    assert any(one.table == "audit_head" and one.chain == "case:2" for one in verify())


def test_the_broken_place_says_chain_number_table_row_and_day(city: None) -> None:
    row = Note.history.filter(chain="case:2").latest("history_id")
    run("UPDATE audit_fixture_historicalnote SET title = title || ' ' WHERE history_id = %s", row.history_id)
    entry = Entry.objects.filter(chain="case:2").latest("seq")
    broken = first_broken()
    assert isinstance(broken, Broken)
    assert (broken.chain, broken.seq, broken.table, broken.key) == (
        "case:2",
        entry.seq,
        "audit_fixture_historicalnote",
        str(row.history_id),
    )
    assert str(broken).startswith(f"链 case:2 第 {entry.seq} 条（{broken.when}）") and len(broken.when) == len("2026-01-01 00:00:00")
    assert first_broken("case:1") is None and first_broken("case:2") == broken


def test_a_check_of_one_chain_reads_that_chain_alone(city: None) -> None:
    report = Report()
    assert list(verify("case:3", report)) == []
    assert (report.chains, report.entries) == (1, 4)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps numbers in a column of numbers")
@pytest.mark.parametrize("value", ["'x'", "x'ff'", "1.5"])
@pytest.mark.parametrize("column", ["seq", "at", "chain", "digest", "rows", "details", "actor_id", "algorithm", "prev_digest"])
def test_garbage_in_an_entry_is_named_and_stops_no_check(city: None, column: str, value: str) -> None:
    run(f"UPDATE audit_entry SET {column} = {value} WHERE id = (SELECT max(id) FROM audit_entry WHERE chain = 'case:3')")
    assert list(verify()) != []
