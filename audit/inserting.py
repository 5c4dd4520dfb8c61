"""Set-based SQL of the room: moving heads on and inserting many rows in a handful of statements, on both databases.

Django's own bulk_create sends 38 entries a statement on SQLite (999 parameters); 1,900 entries took 50 statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection, models

from audit.canonical import new_salt
from audit.models import Head

T = TypeVar("T")
MOST_PARAMETERS = 32_000  # SQLite's own limit is 32,766


@dataclass(frozen=True)
class Place:
    """Where the next entry of a chain goes, and what it follows."""

    seq: int
    prev_digest: str
    salt: str


def advance(chains: Sequence[str]) -> dict[str, Place]:
    """Lock the heads in key order, making those that are missing, and take the next number of each: one statement a thousand chains."""
    table = connection.ops.quote_name(Head._meta.db_table)
    places: dict[str, Place] = {}
    for batch in _batches(sorted(chains), 2):
        marks = ", ".join(["(%s, 1, '', %s)"] * len(batch))
        sql = (
            f"INSERT INTO {table} (chain, seq, digest, salt) VALUES {marks} "
            f"ON CONFLICT (chain) DO UPDATE SET seq = {table}.seq + 1 RETURNING chain, seq, digest, salt"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for chain in batch for value in (chain, new_salt())])
            places.update({chain: Place(seq, digest, salt) for chain, seq, digest, salt in cursor.fetchall()})
    return places


def close(digests: Mapping[str, str]) -> None:
    """Write the last digests to heads that `advance` has locked."""
    table = connection.ops.quote_name(Head._meta.db_table)
    for batch in _batches(sorted(digests), 2):
        marks = ", ".join(["(%s, 0, %s, '')"] * len(batch))
        sql = f"INSERT INTO {table} (chain, seq, digest, salt) VALUES {marks} ON CONFLICT (chain) DO UPDATE SET digest = excluded.digest"
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for chain in batch for value in (chain, digests[chain])])


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model as they are, without signals; their keys are not read back."""
    if not rows:
        return
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [one for one in meta.concrete_fields if not one.primary_key]
    names = ", ".join(quote(str(one.column)) for one in fields)
    group = f"({', '.join(['%s'] * len(fields))})"
    for batch in _batches(rows, len(fields)):
        sql = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES {', '.join([group] * len(batch))}"
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.get_db_prep_save(getattr(row, one.attname), connection) for row in batch for one in fields])


def _batches(items: Sequence[T], parameters_each: int) -> Iterable[Sequence[T]]:
    size = min(1000, MOST_PARAMETERS // parameters_each)
    return (items[start : start + size] for start in range(0, len(items), size))
