"""Checking the evidence: what the entries say against what the tables hold now; names everything that does not agree.

What it cannot see is a chain cut at its end together with its head: the daily seal, kept outside the database, finds that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from audit import canonical
from audit.guarded import evidence_models
from audit.models import Detail, Disposal, Entry, Head, Manifest
from audit.reading import fetch
from audit.verify_entries import Line, Lines
from audit.verify_rows import Broken, RowCheck, tables_by_name

__all__ = ["Broken", "Report", "first_broken", "verify"]

CHUNK = 4000


@dataclass
class Report:
    """What a check read."""

    entries: int = 0
    rows: int = 0
    chains: int = 0


def verify(chain: str | None = None, report: Report | None = None) -> Iterator[Broken]:
    """Yield what is broken, chain by chain and in the order of their entries; nothing where all holds.

    Reads one snapshot in bulk, in memory bounded by the longest chain's broken places; needs no key, since it reads stored tokens.
    """
    with _snapshot():
        yield from _Check(chain, report if report is not None else Report()).run()


def first_broken(chain: str | None = None) -> Broken | None:
    """Return the first broken place, or None where all holds."""
    return next(iter(verify(chain)), None)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as of one moment, without hindering those who write meanwhile."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would take the write lock for as long as the check runs
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield


@dataclass
class _Open:
    """A chain whose entries are being read."""

    chain: str
    seq: int = 0
    digest: str = ""
    last: Line | None = None
    salt: str = ""
    head: tuple[Any, Any] | None = None
    found: list[Broken] = field(default_factory=list)


class _Check:
    def __init__(self, chain: str | None, report: Report, search: dict[str, type[models.Model]] | None = None) -> None:
        if chain is not None:
            search = tables_by_name([*evidence_models(), Disposal])
        self.chain, self.report, self.search = chain, report, search or {}
        self.lines, self.rows = Lines(), RowCheck(collects=bool(search))
        self.details = 0

    def run(self) -> Iterator[Broken]:
        for found in self.walk():
            yield from found
        yield from self._beside_the_chains()

    def walk(self) -> Iterator[list[Broken]]:
        """Read all entries in order; hand out each chain's findings once it has been read to its end."""
        open_chains: dict[str, _Open] = {}
        for page in self.lines.pages(self.chain, CHUNK):
            self.report.entries += len(page)
            open_chains.update(self._opened(sorted({line.chain for line in page} - open_chains.keys())))
            for line in page:
                _check_link(open_chains[line.chain], line)
            self.report.rows += self.rows.check(page, {name: one.salt for name, one in open_chains.items()})
            self._check_details(open_chains, page)
            still = page[-1].chain
            done = [one for name, one in open_chains.items() if name != still]
            open_chains = {still: open_chains[still]}
            yield from self._closed(done)
        if self.chain is not None and not open_chains:
            open_chains = self._opened([self.chain])
        yield from self._closed(list(open_chains.values()))

    def _opened(self, names: list[str]) -> dict[str, _Open]:
        opened = {name: _Open(name) for name in names}
        for name, seq, digest, salt in _chunked(f"SELECT chain, seq, digest, salt FROM {Head._meta.db_table} WHERE chain IN", names):
            opened[name].head, opened[name].salt = (seq, digest), str(salt)
        self.report.chains += len(names)
        return opened

    def _closed(self, chains: list[_Open]) -> Iterator[list[Broken]]:
        unlisted = self._unlisted([one.chain for one in chains])
        for one in chains:
            found = [*one.found, *self.rows.close(one.chain), *unlisted.get(one.chain, ())]
            if one.head != (one.seq, one.digest) and not (one.head is None and one.last is None):
                said = "没有链头" if one.head is None else f"链头记为第 {one.head[0]} 条，与末条不符（条目被删去或链头被改动）"
                found.append(Broken(one.chain, one.seq, Head._meta.db_table, one.chain, one.last.when if one.last else "无", said))
            if found:
                yield sorted(found, key=lambda broken: broken.seq)

    def _check_details(self, open_chains: dict[str, _Open], page: list[Line]) -> None:
        """Compare the salted digests of the personal texts with the texts beside the chains."""
        wanted = {(line.chain, line.seq): line for line in page if line.details}
        table = Detail._meta.db_table
        stored: dict[tuple[Any, Any], dict[str, tuple[Any, str, str]]] = defaultdict(dict)
        low, high = min((seq for _, seq in wanted), default=0), max((seq for _, seq in wanted), default=0)
        sql = f"SELECT chain, seq, name, id, text, salt FROM {table} WHERE seq BETWEEN %s AND %s AND chain IN"
        for chain, seq, name, key, text, salt in _chunked(sql, sorted({chain for chain, _ in wanted}), (low, high)):
            stored[(chain, seq)][str(name)] = (key, str(text), str(salt))
        for place, line in wanted.items():
            there = stored[place]
            self.details += len(there)
            for name, digest in line.details:
                key, text, salt = there.pop(name, (None, "", ""))
                if key is None:
                    self.rows.miss(line, table, name, "详情被删去")
                elif canonical.digest(text, line.algorithm, salt) != digest:
                    self.rows.differ(line, table, key, "详情内容被改动")
            for key, _, _ in there.values():
                open_chains[line.chain].found.append(_unlisted(line.chain, table, key, "这条详情没有审计条目记载", line.seq))

    def _unlisted(self, chains: list[str]) -> dict[str, list[Broken]]:
        """Find rows of these chains that no entry lists, in the tables that are to be searched."""
        found: dict[str, list[Broken]] = defaultdict(list)
        for table, model in self.search.items():
            for key, chain in _chunked(f"SELECT {_key_of(model)}, chain FROM {_quoted(table)} WHERE chain IN", chains):
                if key not in self.rows.listed[chain][table]:
                    found[chain].append(_unlisted(chain, table, key))
        return found

    def _beside_the_chains(self) -> Iterator[Broken]:
        """Find what no entry speaks of: by counting first, by searching only where the count is off."""
        for model, there, column, start in (
            (Detail, self.details, "details", "[["),
            (Manifest, self.rows.standing[Manifest._meta.db_table], "rows", "{"),
        ):
            if self.chain is not None or _count(model._meta.db_table) != there:
                yield from _orphans(model, column, start, self.chain)
        if self.chain is not None:
            return
        entries, heads = Entry._meta.db_table, Head._meta.db_table
        bare = f"SELECT chain, seq FROM {heads} h WHERE NOT EXISTS (SELECT 1 FROM {entries} e WHERE e.chain = h.chain) ORDER BY chain"
        for chain, seq in fetch(bare):
            yield Broken(str(chain), 0, heads, str(chain), "无", f"链头记为第 {seq} 条，却没有任何条目（条目被删去）")
        tables = tables_by_name([*evidence_models(), Disposal])
        off = {table: model for table, model in tables.items() if _count(table) != self.rows.standing[table]}
        if off:
            for found in _Check(None, Report(), off).walk():
                yield from (one for one in found if one.is_unlisted and one.table in off)
            yield from _outside_every_chain(off)


def _unlisted(chain: Any, table: str, key: Any, what: str = "这一行没有任何审计条目记载", seq: int = 0) -> Broken:
    return Broken(str(chain), seq, table, str(key), "时间不明", what, is_unlisted=True)


def _check_link(one: _Open, line: Line) -> None:
    table = Entry._meta.db_table
    if line.seq != one.seq + 1:
        said = f"缺第 {one.seq + 1} 条（其后为第 {line.seq} 条）"
        one.found.append(Broken(line.chain, one.seq + 1, table, str(line.key), line.when, said))
    elif line.prev_digest != one.digest:
        one.found.append(Broken(line.chain, line.seq, table, str(line.key), line.when, "与前一条的摘要不相接"))
    if line.computed != line.digest:
        one.found.append(Broken(line.chain, line.seq, table, str(line.key), line.when, "条目内容与其摘要不符"))
    one.seq, one.digest, one.last = line.seq, line.digest, line


def _chunked(sql: str, values: list[str], before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(values), 2000):
        batch = values[start : start + 2000]
        yield from fetch(f"{sql} ({','.join(['%s'] * len(batch))})", [*before, *batch])


def _count(table: str) -> int:
    return int(fetch(f"SELECT COUNT(*) FROM {_quoted(table)}")[0][0])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _key_of(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return _quoted(str(model._meta.pk.column))


def _orphans(model: type[models.Model], column: str, start: str, chain: str | None) -> Iterator[Broken]:
    """Name details and manifest parts of entries that list none, or that are not there; the others were compared with theirs."""
    table = model._meta.db_table
    entry = f"SELECT 1 FROM {Entry._meta.db_table} e WHERE e.chain = t.chain AND e.seq = t.seq AND substr(e.{column}, 1, {len(start)}) = %s"
    narrowed = "" if chain is None else "AND t.chain = %s"
    sql = f"SELECT t.id, t.chain FROM {table} t WHERE NOT EXISTS ({entry}) {narrowed} ORDER BY t.chain, t.seq"
    for key, of in fetch(sql, [start] if chain is None else [start, chain]):
        yield _unlisted(of, table, key)


def _outside_every_chain(tables: dict[str, type[models.Model]]) -> Iterator[Broken]:
    for table, model in tables.items():
        without = f"NOT EXISTS (SELECT 1 FROM {Entry._meta.db_table} e WHERE e.chain = t.chain)"
        for key, chain in fetch(f"SELECT {_key_of(model)}, chain FROM {_quoted(table)} t WHERE {without}"):
            yield _unlisted(chain, table, key, "这一行所在的链没有任何审计条目")
