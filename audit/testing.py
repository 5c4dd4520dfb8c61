"""For tests that flush or tamper: takes the guards away for a moment and sets them again. Never imported by the product."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from audit.triggers import guarded_models, guards_of, set_triggers


def drop_triggers() -> None:
    """Take every guard away."""
    with connection.cursor() as cursor:
        for model in guarded_models():
            for guard in guards_of(model):
                if guard.drop:
                    cursor.execute(guard.drop)


@contextmanager
def guards_down() -> Iterator[None]:
    """Let raw SQL change what is append-only."""
    drop_triggers()
    try:
        yield
    finally:
        set_triggers()


def let_tests_flush() -> None:
    """Make the database's flush (transactional tests) pass the guards."""
    operations = connection.ops
    if getattr(operations, "flush_passes_guards", False):
        return
    plain = operations.execute_sql_flush

    def flush(sql_list: Iterable[str]) -> None:
        if connection.vendor == "sqlite":
            drop_triggers()
            plain(sql_list)
            set_triggers()
        else:
            # dropping and making triggers took 61 s a suite, switching them off for the session 24 s
            plain(["SET session_replication_role = replica", *sql_list, "SET session_replication_role = origin"])

    operations.execute_sql_flush = flush  # type: ignore[method-assign]
    operations.flush_passes_guards = True  # type: ignore[attr-defined]
