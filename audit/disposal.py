"""Letting rows go: what the register names may be deleted, or re-sealed for an hour; chain and entries stay and still verify.

The right to do so (appraisal, approval, witnesses) is the archive's to check; this room writes the register row and lists it in the
chain, takes the rows out, and leaves nothing by which they could be guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from audit.acts import Frame, Refusal, require
from audit.canonical import digest
from audit.chain import row_digest
from audit.guarded import KEPT_FOR_EVER, guarded_models
from audit.models import Disposal, Head
from audit.reading import reader_of

RESEAL_WINDOW = timedelta(hours=1)
BATCH = 500


def register(chains: Iterable[str], *, approval: str, register_digest: str) -> list[Disposal]:
    """Enter chains in the register, inside the act under way: from then on their details, history rows and steps may be deleted.

    Raises Refusal for a chain that is not there or was registered before. 依据: 国家档案局令第18号 销毁清册.
    """
    wanted = sorted(set(chains))
    _must_exist(wanted)
    before = sorted(Disposal.objects.filter(kind=Disposal.Kind.FORGET, chain__in=wanted).values_list("chain", flat=True))
    if before:
        raise Refusal(f"已登记销毁，不能再登记：{'、'.join(before[:5])}", status=409, code="registered")
    return _enter(require(), wanted, Disposal.Kind.FORGET, approval, register_digest)


def forget(chains: Iterable[str]) -> dict[str, int]:
    """Delete what the register lets go of these chains, inside the act under way; return the number of rows by table.

    The chains' salt goes too, so that nobody can try out whether a guess fits a digest. On SQLite the write-ahead log, which still holds
    the text, is emptied after the act; on PostgreSQL the dead rows go with VACUUM. Raises Refusal for a chain that is not registered.
    """
    frame, wanted = require(), sorted(set(chains))
    registered = set(Disposal.objects.filter(kind=Disposal.Kind.FORGET, chain__in=wanted).values_list("chain", flat=True))
    if missing := [chain for chain in wanted if chain not in registered]:
        raise Refusal(f"未登记销毁，不能删除：{'、'.join(missing[:5])}", status=409, code="not_registered")
    gone: dict[str, int] = {}
    for model in guarded_models():
        if model not in KEPT_FOR_EVER:
            gone[model._meta.db_table] = sum(_delete(model, batch) for batch in _batches(wanted))
    Head.objects.filter(chain__in=wanted).update(salt="")
    for chain in wanted:
        frame.touch(chain)
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_the_write_ahead_log)
    return gone


@contextmanager
def resealing(rows: Mapping[type[models.Model], Sequence[int]], *, approval: str, register_digest: str) -> Iterator[None]:
    """Let guarded rows be re-sealed inside the block, after a compromised key; the act's entry lists old and new digests of each.

    The rows are named by model and key; the block writes them by `_base_manager…update(<sealed column>=…)`.
    """
    frame = require()
    chains = {
        (model, int(row["pk"])): str(row["chain"])
        for model, keys in rows.items()
        for row in model._base_manager.filter(pk__in=keys).values("pk", "chain")
    }
    salts = dict(Head.objects.filter(chain__in=set(chains.values())).values_list("chain", "salt"))
    before: dict[tuple[type[models.Model], int], str] = {}
    for model, keys in rows.items():
        for key, text in reader_of(model).texts(keys):
            before[(model, key)] = row_digest(model, digest(text), salts[chains[(model, key)]])
    _enter(frame, sorted(salts), Disposal.Kind.RESEAL, approval, register_digest)
    yield
    for place, old in before.items():
        frame.rows[place], frame.replaced[place] = chains[place], old


def _enter(frame: Frame, chains: Sequence[str], kind: Disposal.Kind, approval: str, register_digest: str) -> list[Disposal]:
    now = timezone.now()
    until_at = now + RESEAL_WINDOW if kind == Disposal.Kind.RESEAL else None
    made = Disposal.objects.bulk_create(
        Disposal(chain=chain, kind=kind, approved_at=now, until_at=until_at, approval=approval, register_digest=register_digest)
        for chain in chains
    )
    for row in made:
        frame.include_row(row)
    return made


def _must_exist(chains: Sequence[str]) -> None:
    there: set[str] = set()
    for batch in _batches(chains):
        there |= set(Head.objects.filter(chain__in=batch).values_list("chain", flat=True))
    if missing := [chain for chain in chains if chain not in there]:
        raise Refusal(f"没有这样的审计链：{'、'.join(missing[:5])}", status=404, code="no_chain")


def _delete(model: type[models.Model], chains: Sequence[str]) -> int:
    found = model._base_manager.filter(chain__in=chains)
    return int(found._raw_delete(found.db))  # type: ignore[attr-defined]  # no history of a deleted history row


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _empty_the_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
