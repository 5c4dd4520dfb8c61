"""Comparing the listed digests with the rows as they stand now, a table at a time."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from audit import canonical
from audit.chain import row_digest
from audit.guarded import evidence_models
from audit.models import Disposal, Manifest
from audit.reading import fetch, reader_of
from audit.verify_entries import Line, Listed, listed_rows

MOST_AT_ONCE = 20_000


@dataclass(frozen=True)
class Broken:
    """One place where the evidence does not hold; `seq` 0 where no entry speaks of it."""

    chain: str
    seq: int
    table: str
    key: str
    when: str
    what: str
    is_unlisted: bool = False

    def __str__(self) -> str:
        place = f"，表 {self.table} 第 {self.key} 行" if self.table else ""
        return f"链 {self.chain} 第 {self.seq} 条（{self.when}）{place}：{self.what}"


@dataclass(slots=True)
class _Wanted:
    """A listing of a row: the last one on the page, and whether the row's first listing was among them."""

    line: Line
    digest: str
    replaces: str | None
    is_first: bool


@dataclass(slots=True)
class _Suspect:
    broken: Broken
    digest: str
    algorithm: str
    is_missing: bool


_Pending = dict[tuple[str, str], dict[int, _Wanted]]


def tables_by_name(found: Iterable[type[models.Model]]) -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in found}


class RowCheck:
    """Holds what is suspect until its chain has been read: a later entry may say that the row was let go or re-sealed."""

    def __init__(self, *, collects: bool) -> None:
        self.tables = tables_by_name([*evidence_models(), Disposal])
        self.standing: Counter[str] = Counter()
        self.collects = collects
        self.listed: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._suspects: dict[str, dict[tuple[str, Any], _Suspect]] = {}
        self._let_go: set[str] = set()

    def check(self, page: Sequence[Line], salts: Mapping[str, str]) -> int:
        """Compare the rows that a page of entries lists; return how many were listed."""
        pending: _Pending = defaultdict(dict)
        count = waiting = 0
        for line, rows in self._lists_of(page):
            for row in rows:
                self._note(line, row, pending)
            count, waiting = count + len(rows), waiting + len(rows)
            if waiting > MOST_AT_ONCE:
                self._compare_all(pending, salts)
                pending, waiting = defaultdict(dict), 0
        self._compare_all(pending, salts)
        return count

    def _note(self, line: Line, row: Listed, pending: _Pending) -> None:
        table, key, digest = row[0], row[1], row[2]
        replaces = row[3] if len(row) > 3 else None
        if self.collects:
            self.listed[line.chain][table].add(key)
        of_table = pending[(table, line.algorithm)]
        before = of_table.get(key)
        if before is not None and before.digest != replaces:
            self.differ(line, table, key, "同一行记载了两次而不相承接", digest)
        of_table[key] = _Wanted(line, digest, replaces, replaces is None or (before is not None and before.is_first))

    def _compare_all(self, pending: _Pending, salts: Mapping[str, str]) -> None:
        for (table, algorithm), wanted in pending.items():
            model = self.tables.get(table)
            if model is None:
                for key, one in wanted.items():
                    self.differ(one.line, table, key, "记载的表不在受保护之列", one.digest)
            else:
                self._compare(model, algorithm, wanted, salts)

    def _compare(self, model: type[models.Model], algorithm: str, wanted: dict[int, _Wanted], salts: Mapping[str, str]) -> None:
        table, is_salted = model._meta.db_table, model is not Disposal
        for key, text in reader_of(model).texts(wanted):
            one = wanted.pop(key)
            chain = one.line.chain
            self.standing[table] += one.is_first
            if row_digest(model, canonical.digest(text, algorithm), salts[chain], algorithm) != one.digest:
                self.differ(one.line, table, key, "记录内容被改动", one.digest)
            elif one.replaces is not None:
                self._clear(chain, table, key, one.replaces, algorithm)
            if not is_salted and _is_forgetting(text):
                self._let_go.add(chain)
        for key, one in wanted.items():
            self.miss(one.line, table, key, "记录被删去", one.digest)

    def _clear(self, chain: str, table: str, key: int, replaces: str, algorithm: str) -> None:
        """Accept what an earlier entry's digest did not fit: this entry says the row was re-sealed."""
        earlier = self._suspects.get(chain, {}).get((table, key))
        if earlier is not None and (earlier.digest == replaces or earlier.algorithm != algorithm):
            del self._suspects[chain][(table, key)]

    def miss(self, line: Line, table: str, key: Any, what: str, digest: str = "") -> None:
        """Note a row that is gone: broken, unless the register let its chain go."""
        self._suspect(line, table, key, what, digest, is_missing=True)

    def differ(self, line: Line, table: str, key: Any, what: str, digest: str = "") -> None:
        """Note a row that is not what it was."""
        self._suspect(line, table, key, what, digest, is_missing=False)

    def _suspect(self, line: Line, table: str, key: Any, what: str, digest: str, *, is_missing: bool) -> None:
        broken = Broken(line.chain, line.seq, table, str(key), line.when, what)
        suspects = self._suspects.setdefault(line.chain, {})
        suspects.setdefault((table, key), _Suspect(broken, digest, line.algorithm, is_missing))

    def close(self, chain: str) -> list[Broken]:
        """Give what is broken in a chain now that all its entries are read."""
        suspects, let_go = self._suspects.pop(chain, {}), chain in self._let_go
        self._let_go.discard(chain)
        self.listed.pop(chain, None)
        return [one.broken for one in suspects.values() if not (one.is_missing and let_go)]

    def _lists_of(self, page: Sequence[Line]) -> Iterator[tuple[Line, Sequence[Listed]]]:
        """Give each entry with the rows it lists; those of a bulk act stand in its manifest, a part at a time."""
        for line in page:
            if line.parts:
                yield from ((line, part) for part in self._parts_of(line))
            elif line.rows:
                yield line, line.rows

    def _parts_of(self, line: Line) -> Iterator[Sequence[Listed]]:
        table = Manifest._meta.db_table
        sql = f"SELECT part, id, rows FROM {table} WHERE chain = %s AND seq = %s ORDER BY part"
        stored = {part: (key, text) for part, key, text in fetch(sql, [line.chain, line.seq])}
        self.standing[table] += len(stored)
        for number, digest in enumerate(line.parts):
            key, text = stored.pop(number, (None, ""))
            if key is None:
                self.differ(line, table, f"{line.seq}/{number}", "清单的一部分被删去")
            elif canonical.digest(str(text), line.algorithm) != digest:
                self.differ(line, table, key, "清单内容被改动")
            else:
                yield listed_rows(text)
        for key, _ in stored.values():
            self.differ(line, table, key, "这部分清单没有审计条目记载")


def _is_forgetting(text: str) -> bool:
    return bool(json.loads(text).get("kind") == Disposal.Kind.FORGET)
