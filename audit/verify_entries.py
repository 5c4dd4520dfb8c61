"""Reading the entries for the check: in the order of their chains, raw, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from audit import canonical
from audit.chain import NOT_DIGESTED
from audit.models import Entry
from audit.reading import Reader, fetch

Listed = tuple[str, int, str] | tuple[str, int, str, str]  # table, key, digest, and the digest it replaces


@dataclass(slots=True)
class Line:
    """An entry as read: what is compared with its neighbours and with the tables, and the digest its columns give."""

    key: Any
    chain: str
    seq: int
    at: Any
    prev_digest: str
    digest: str
    computed: str
    algorithm: str
    rows: Sequence[Listed]
    parts: Sequence[str]
    details: Sequence[tuple[str, str]]

    @property
    def when(self) -> str:
        """The moment of the act in Tianjin, for people."""
        try:
            return f"{timezone.localtime(datetime.fromisoformat(self.at)):%Y-%m-%d %H:%M:%S}"
        except (TypeError, ValueError):
            return "时间不可读"


class Lines:
    """Pages through the entries by (chain, seq, key): the same order on both databases, whatever raw SQL left in them."""

    def __init__(self) -> None:
        self.reader = Reader(Entry, leave_out=NOT_DIGESTED)
        at = self.reader.position
        self._of = tuple(at[name] for name in ("chain", "seq", "at", "prev_digest", "algorithm", "rows", "details"))

    def pages(self, chain: str | None, size: int) -> Iterator[list[Line]]:
        after: tuple[Any, ...] = ()
        while True:
            where, parameters = self._where(chain, after)
            rows = fetch(
                f"SELECT t.id, t.digest, {self.reader.columns} FROM {self.reader.table} t {where} "
                f"ORDER BY t.chain, t.seq, t.id LIMIT {int(size)}",
                parameters,
            )
            if not rows:
                return
            lines = [self._line(row) for row in rows]
            yield lines
            if len(rows) < size:
                return
            after = (rows[-1][2 + self._of[0]], rows[-1][2 + self._of[1]], rows[-1][0])

    def _where(self, chain: str | None, after: Sequence[Any]) -> tuple[str, list[Any]]:
        conditions, parameters = [], list[Any]()
        if chain is not None:
            conditions.append("t.chain = %s")
            parameters.append(chain)
        if after:
            conditions.append("(t.chain, t.seq, t.id) > (%s, %s, %s)")
            parameters.extend(after)
        return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), parameters

    def _line(self, row: tuple[Any, ...]) -> Line:
        values = self.reader.plain_values(row[2:])
        chain, seq, at, prev_digest, algorithm, rows, details = (values[number] for number in self._of)
        known = algorithm if algorithm in canonical.ALGORITHMS else canonical.ALGORITHMS[0]
        computed = canonical.digest(self.reader.text(values), known)
        return Line(
            key=row[0],
            chain=str(chain),
            seq=seq if isinstance(seq, int) else -1,  # SQLite keeps text in a column of numbers
            at=at,
            prev_digest=prev_digest,
            digest=row[1],
            computed=computed,
            algorithm=known,
            rows=listed_rows(rows),
            parts=_parts_of(rows),
            details=_details_of(details),
        )


def listed_rows(text: Any) -> Sequence[Listed]:
    """Read a list of rows; a mangled one is named by the digest over it and lists nothing."""
    if text == "[]" or not isinstance(text, str) or text[:1] != "[":
        return ()
    found = _parsed(text)
    return [tuple(one) for one in found] if isinstance(found, list) and all(map(_is_listed, found)) else ()


def _is_listed(one: Any) -> bool:
    return isinstance(one, list) and len(one) in (3, 4) and isinstance(one[1], int) and isinstance(one[0], str) and isinstance(one[2], str)


def _parts_of(text: Any) -> Sequence[str]:
    if not isinstance(text, str) or text[:1] != "{":
        return ()
    found = _parsed(text)
    parts = found.get("parts") if isinstance(found, dict) else None
    return [str(one) for one in parts] if isinstance(parts, list) else ()


def _details_of(text: Any) -> Sequence[tuple[str, str]]:
    if text == "[]":
        return ()
    found = _parsed(text)
    return [(str(one[0]), str(one[1])) for one in found if isinstance(one, list) and len(one) == 2] if isinstance(found, list) else ()


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None
