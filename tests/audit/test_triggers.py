"""The guards: set where missing, seen to be gone, hollow or switched off; SQLite opened as the evidence needs it."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from audit import checks
from audit.acts import act
from audit.guarded import append_only, guarded_models
from audit.history import Facts
from audit.triggers import missing_triggers, set_triggers
from tests.audit.conftest import CLERK
from tests.audit.fixture_app.models import Note, Stamp, Tag

pytestmark = pytest.mark.django_db
IS_SQLITE = connection.vendor == "sqlite"
GUARD = "audit_fixture_stamp_no_update" if IS_SQLITE else "audit_fixture_stamp_no_change"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def drop() -> None:
    run(f"DROP TRIGGER {GUARD}" if IS_SQLITE else f"DROP TRIGGER {GUARD} ON audit_fixture_stamp")


def test_a_guard_that_is_gone_is_named_and_set_again() -> None:
    drop()
    assert missing_triggers() == [GUARD]
    set_triggers()
    assert missing_triggers() == []


def test_a_guard_of_the_right_name_that_guards_nothing_is_none() -> None:
    if IS_SQLITE:
        drop()
        run(f"CREATE TRIGGER {GUARD} BEFORE UPDATE ON audit_fixture_stamp BEGIN SELECT 1; END")
        wrong = GUARD
    else:
        wrong = "audit_fixture_stamp_append_only"
        run(f"CREATE OR REPLACE FUNCTION {wrong}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert missing_triggers() == [wrong]
    set_triggers()
    assert missing_triggers() == []


@pytest.mark.pg
def test_a_guard_switched_off_is_none() -> None:
    run(f"ALTER TABLE audit_fixture_stamp DISABLE TRIGGER {GUARD}")
    assert missing_triggers() == [GUARD]
    set_triggers()
    assert missing_triggers() == []


@pytest.mark.django_db(transaction=True)
def test_after_every_migration_what_a_rebuilt_table_lost_is_set_again() -> None:
    added = models.CharField(max_length=5, default="")
    added.set_attributes_from_name("added")
    with connection.schema_editor() as editor:
        editor.add_field(Stamp, added)  # SQLite makes the table anew, and says nothing of its triggers
    assert missing_triggers() == (["audit_fixture_stamp_no_update", "audit_fixture_stamp_no_delete"] if IS_SQLITE else [])
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert missing_triggers() == []
    with connection.schema_editor() as editor:
        editor.remove_field(Stamp, added)
    set_triggers()


def test_the_site_does_not_start_without_its_guards() -> None:
    checks.require_guards()
    drop()
    with pytest.raises(ImproperlyConfigured, match=GUARD):
        checks.require_guards()
    assert [one.id for one in checks.guards_stand(None, databases=["default"])] == ["audit.W001"]


@pytest.mark.parametrize("model", guarded_models(), ids=lambda model: model._meta.db_table)
def test_no_guarded_row_can_be_changed_or_deleted(model: type[models.Model], note: Note) -> None:
    with act(CLERK, "stamp"):
        Stamp.objects.create(chain="case:1", text="甲")
    table = model._meta.db_table
    pk = model._meta.pk.column  # type: ignore[union-attr]
    if not model._base_manager.exists():
        return  # the triggers stand (missing_triggers), there is only nothing here to try them on
    for sql in (f'UPDATE "{table}" SET "{pk}" = "{pk}"', f'DELETE FROM "{table}"'):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)
    if not IS_SQLITE:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.skipif(not IS_SQLITE, reason="SQLite's own way round a DELETE trigger")
def test_insert_or_replace_does_not_pass_the_delete_guard() -> None:
    with act(CLERK, "stamp"):
        Stamp.objects.create(chain="case:1", text="甲")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run("INSERT OR REPLACE INTO audit_fixture_stamp SELECT id, chain, 'x' FROM audit_fixture_stamp")


@pytest.mark.skipif(not IS_SQLITE, reason="SQLite's pragmas")
def test_sqlite_is_opened_as_the_evidence_needs_it() -> None:
    with connection.cursor() as cursor:
        answers = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("recursive_triggers", "secure_delete")]
    assert answers == [1, 1]


def test_an_append_only_table_needs_its_chain() -> None:
    with pytest.raises(TypeError, match="chain"):
        append_only(Tag)


def faults(model: Any) -> list[str | None]:
    return [one.id for one in checks._faults_of(model)]


@isolate_apps("tests.audit.fixture_app")
def test_models_whose_facts_could_change_unseen_are_reported() -> None:
    class Meta:
        app_label = "audit_fixture"

    plain_history = type("A", (models.Model,), {"__module__": __name__, "Meta": Meta, "history": HistoricalRecords(app="audit_fixture")})
    assert faults(plain_history.history.model) == ["audit.E004"]  # type: ignore[attr-defined]
    plain_manager = type("B", (Facts,), {"__module__": __name__, "Meta": Meta, "objects": models.Manager()})
    assert faults(plain_manager) == ["audit.E006"]
    cascade = models.ForeignKey(Stamp, on_delete=models.CASCADE, related_name="+")
    cascading = type(
        "C", (Facts,), {"__module__": __name__, "Meta": Meta, "up": cascade, "history": HistoricalRecords(app="audit_fixture")}
    )
    assert faults(cascading) == ["audit.E007"]
    assert faults(Note) == [] and faults(Note.history.model) == []


def test_a_site_that_keeps_no_history_does_not_start(settings: Any) -> None:
    settings.SIMPLE_HISTORY_ENABLED = False
    settings.CASEWORK_AUDIT_ALGORITHM = "md5"
    assert [one.id for one in checks.settings_keep_the_evidence(None)] == ["audit.E002", "audit.E003"]


@pytest.mark.pg
def test_connecting_as_the_tables_owner_is_warned_of_before_deployment() -> None:
    assert [one.id for one in checks.the_site_is_not_the_owner(None, databases=["default"])] == ["audit.W002"]
