"""Checking the evidence: what the entries say against what the tables hold now; names the first thing that does not agree."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from audit import canonical
from audit.chain import digest_of_entry, digests_of
from audit.models import Detail, Disposal, Entry, Head
from audit.triggers import guarded_models

CHUNK = 2000


@dataclass(frozen=True)
class Broken:
    """One place where the evidence does not hold."""

    chain: str
    seq: int
    table: str
    key: str
    when: str
    what: str

    def __str__(self) -> str:
        place = f"，表 {self.table} 第 {self.key} 行" if self.table else ""
        return f"链 {self.chain} 第 {self.seq} 条（{self.when}）{place}：{self.what}"


@dataclass
class Report:
    """What a check read, and what it found broken, in the order of the chains."""

    entries: int = 0
    rows: int = 0
    chains: int = 0


def verify(chain: str | None = None, report: Report | None = None) -> Iterator[Broken]:
    """Yield what is broken; nothing where all holds. Reads in bulk, in constant memory but for the chains' heads."""
    report = report if report is not None else Report()
    let_go = set(Disposal.objects.values_list("chain", flat=True))
    heads = dict(_narrowed(Head.objects.all(), chain).values_list("chain", "seq"))
    digests = dict(_narrowed(Head.objects.all(), chain).values_list("chain", "digest"))
    last: dict[str, tuple[int, str, str]] = {}
    listed: dict[str, set[int]] = defaultdict(set)
    tables = {model._meta.db_table: model for model in guarded_models()}
    for chunk in _chunks(_narrowed(Entry.objects.order_by("chain", "seq"), chain)):
        report.entries += len(chunk)
        yield from _check_links(chunk, last)
        yield from _check_rows(chunk, tables, let_go, listed, report)
        yield from _check_details(chunk, let_go)
    report.chains = len(last)
    for name in sorted(heads.keys() | last.keys()):
        seq, digest, when = last.get(name, (0, "", "无"))
        if heads.get(name) != seq or digests.get(name) != digest:
            yield Broken(
                name, seq, Head._meta.db_table, name, when, f"链头记为第 {heads.get(name)} 条，与末条不符（条目被删去或链头被改动）"
            )
    yield from _check_unlisted(tables, listed, chain)


def _narrowed(rows: models.QuerySet[Any], chain: str | None) -> models.QuerySet[Any]:
    return rows if chain is None else rows.filter(chain=chain)


def _chunks(rows: models.QuerySet[Any]) -> Iterator[list[dict[str, Any]]]:
    columns = canonical.columns_of(Entry)
    chunk: list[dict[str, Any]] = []
    for values in rows.values(*columns).iterator(chunk_size=CHUNK):
        chunk.append(values)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _when(values: dict[str, Any]) -> str:
    return f"{timezone.localtime(values['at']):%Y-%m-%d %H:%M:%S}"


def _check_links(chunk: list[dict[str, Any]], last: dict[str, tuple[int, str, str]]) -> Iterator[Broken]:
    table = Entry._meta.db_table
    for values in chunk:
        chain, seq, when = values["chain"], values["seq"], _when(values)
        before_seq, before_digest, _ = last.get(chain, (0, "", ""))
        if seq != before_seq + 1:
            yield Broken(chain, before_seq + 1, table, str(values["id"]), when, f"缺第 {before_seq + 1} 条（其后为第 {seq} 条）")
        elif values["prev_digest"] != before_digest:
            yield Broken(chain, seq, table, str(values["id"]), when, "与前一条的摘要不相接")
        if digest_of_entry(values) != values["digest"]:
            yield Broken(chain, seq, table, str(values["id"]), when, "条目内容与其摘要不符")
        last[chain] = (seq, values["digest"], when)


def _check_rows(
    chunk: list[dict[str, Any]], tables: dict[str, type[models.Model]], let_go: set[str], listed: dict[str, set[int]], report: Report
) -> Iterator[Broken]:
    """Compare the listed digests with the rows as they stand, a table at a time."""
    wanted: dict[tuple[str, str], dict[int, tuple[str, dict[str, Any]]]] = defaultdict(dict)
    for values in chunk:
        for table, key, digest in _rows_of(values):
            wanted[(table, values["algorithm"])][key] = (digest, values)
            listed[table].add(key)
    for (table, algorithm), rows in wanted.items():
        report.rows += len(rows)
        stored = dict(digests_of(tables[table], rows, algorithm)) if table in tables else {}
        for key, (digest, values) in sorted(rows.items()):
            if key not in stored and values["chain"] in let_go:
                continue
            if stored.get(key) != digest:
                what = "记录内容被改动" if key in stored else "记录被删去"
                yield Broken(values["chain"], values["seq"], table, str(key), _when(values), what)


def _rows_of(values: dict[str, Any]) -> list[tuple[str, int, str]]:
    try:
        return [(str(table), int(key), str(digest)) for table, key, digest in json.loads(values["rows"])["rows"]]
    except (ValueError, KeyError, TypeError):
        return []  # a mangled list is named by the entry's own digest


def _check_details(chunk: list[dict[str, Any]], let_go: set[str]) -> Iterator[Broken]:
    wanted = {(values["chain"], values["seq"]): values for values in chunk}
    chains = sorted({chain for chain, _ in wanted})
    stored: dict[tuple[str, int], dict[str, Detail]] = defaultdict(dict)
    low, high = min(seq for _, seq in wanted), max(seq for _, seq in wanted)
    for start in range(0, len(chains), 500):
        for detail in Detail.objects.filter(chain__in=chains[start : start + 500], seq__gte=low, seq__lte=high):
            stored[(detail.chain, detail.seq)][detail.name] = detail
    for place, values in wanted.items():
        for name, digest in _details_of(values):
            detail = stored[place].get(name)
            if detail is None and values["chain"] in let_go:
                continue
            if detail is None or canonical.digest(detail.text, values["algorithm"], detail.salt) != digest:
                what = "详情被删去" if detail is None else "详情内容被改动"
                yield Broken(*place, Detail._meta.db_table, str(detail.pk) if detail else name, _when(values), what)


def _details_of(values: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        return [(str(name), str(digest)) for name, digest in json.loads(values["details"])["details"]]
    except (ValueError, KeyError, TypeError):
        return []


def _check_unlisted(tables: dict[str, type[models.Model]], listed: dict[str, set[int]], chain: str | None) -> Iterator[Broken]:
    """Find guarded rows that no entry speaks of: written past the door."""
    own = {Entry._meta.db_table, Detail._meta.db_table, Disposal._meta.db_table}
    for table, model in sorted(tables.items()):
        if table in own:
            continue
        rows = _narrowed(model._base_manager.order_by("pk"), chain)
        for key, name in rows.values_list("pk", "chain").iterator(chunk_size=CHUNK):
            if key not in listed[table]:
                yield Broken(name, 0, table, str(key), "时间不明", "这一行没有任何审计条目记载")
