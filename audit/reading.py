"""Reads guarded rows as the database holds them, past every field's own conversion, in one text for both databases.

A sealed column is digested as its token, so a verifier needs no key; a value that no writer of ours can have left (a moment that is
none, a decimal with hidden digits, text that is no UTF-8) stays as it is and so changes the digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, models

from audit.canonical import name_prefixes, plain, text_of_row

BATCH = 2000
Convert = Callable[[Any], Any]
_WHOLE_SECOND, _WITH_FRACTION = len("2026-01-01 00:00:00"), len("2026-01-01 00:00:00.000000")


def _moment_of_sqlite(value: Any) -> Any:
    if isinstance(value, str) and value[10:11] == " ":
        if len(value) == _WITH_FRACTION:
            return f"{value[:10]}T{value[11:]}+00:00"
        if len(value) == _WHOLE_SECOND:
            return f"{value[:10]}T{value[11:]}.000000+00:00"
    return plain(value)


def _moment(value: Any) -> Any:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")


def _truth_of_sqlite(value: Any) -> Any:
    return bool(value) if isinstance(value, int) and value in (0, 1) else plain(value)


def _decimal_of_sqlite(places: int) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, int | float):
            text = f"{value:.{places}f}"
            return text if float(text) == value else repr(value)
        return plain(value)

    return convert


def _json(value: Any) -> Any:
    """Read JSON text as a value; text that json.dumps would not write like that stays text."""
    if not isinstance(value, str):
        return plain(value)
    try:
        found = json.loads(value)
    except ValueError:
        return {"text": value}
    if connection.vendor == "sqlite" and json.dumps(found) != value:
        return {"text": value}
    return plain(found)


def _identifier(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else plain(value)


def _span(value: Any) -> Any:
    return round(value.total_seconds() * 1_000_000) if isinstance(value, timedelta) else plain(value)


def _convert_for(field: models.Field[Any, Any]) -> Convert | None:
    """Choose how a column's raw value becomes plain; None where it is plain already on both databases."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    kind, is_sqlite = field.get_internal_type(), connection.vendor == "sqlite"
    if kind == "DateTimeField":
        return _moment_of_sqlite if is_sqlite else _moment
    if kind == "BooleanField":
        return _truth_of_sqlite if is_sqlite else None
    if isinstance(field, models.DecimalField):
        return _decimal_of_sqlite(field.decimal_places or 0) if is_sqlite else plain
    special: dict[str, Convert] = {"JSONField": _json, "UUIDField": _identifier, "DurationField": _span}
    if kind in special:
        return special[kind]
    return None if _is_plain_already(kind) else plain


def _is_plain_already(kind: str) -> bool:
    # on SQLite any column may hold a blob by tampering; `plain` takes care of it where it is met (see texts)
    return kind.endswith(("CharField", "TextField", "IntegerField", "AutoField", "SlugField"))


class Reader:
    """Reads one table's rows: `texts` for their canonical text, `select` for plain columns by any condition."""

    def __init__(self, model: type[models.Model], leave_out: frozenset[str] = frozenset()) -> None:
        fields = sorted((one for one in model._meta.concrete_fields if one.column not in leave_out), key=lambda one: str(one.column))
        quote = connection.ops.quote_name
        pk = model._meta.pk
        assert pk is not None
        self.model, self.table, self.pk = model, quote(model._meta.db_table), quote(str(pk.column))
        self.names = tuple(str(one.column) for one in fields)
        self._prefixes = name_prefixes(self.names)
        self.position = {name: number for number, name in enumerate(self.names)}
        self._converts = [(number, convert) for number, one in enumerate(fields) if (convert := _convert_for(one))]
        # a bare column of SQLite would pass Django's converters by its declared type, which swallow what they cannot read
        plus = "+" if connection.vendor == "sqlite" else ""
        self.columns = ", ".join(f"{plus}t.{quote(name)}" for name in self.names)

    def plain_values(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for number, convert in self._converts:
            values[number] = convert(values[number])
        return values

    def text(self, values: Sequence[Any]) -> str:
        """Write plain values as the text that is digested."""
        try:
            return text_of_row(self._prefixes, values)
        except TypeError:
            return text_of_row(self._prefixes, map(plain, values))

    def texts(self, keys: Iterable[int]) -> Iterator[tuple[Any, str]]:
        """Give (key, canonical text) of the rows that stand, in no order."""
        wanted = sorted(keys)
        for start in range(0, len(wanted), BATCH):
            batch = wanted[start : start + BATCH]
            marks = ",".join(["%s"] * len(batch))
            sql = f"SELECT t.{self.pk}, {self.columns} FROM {self.table} t WHERE t.{self.pk} IN ({marks})"
            for row in fetch(sql, batch):
                yield row[0], self.text(self.plain_values(row[1:]))


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a query past the ORM; text damaged on disk is read as it is instead of stopping the reader."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
        except DatabaseError:
            if connection.vendor != "sqlite":
                raise
        raw = connection.connection
        before, raw.text_factory = raw.text_factory, lambda data: data.decode("utf-8", "surrogateescape")
        try:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
        finally:
            raw.text_factory = before


@lru_cache
def reader_of(model: type[models.Model]) -> Reader:
    """Return the one reader of a table."""
    return Reader(model)
