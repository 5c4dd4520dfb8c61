"""Writing to the chains: the next entry follows the head, digests only, all heads locked in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from audit import canonical
from audit.models import Detail, Entry, Head

if TYPE_CHECKING:
    from audit.acts import Client, Frame

NOT_DIGESTED = frozenset({"id", "digest"})
BATCH = 500


def append(frame: Frame, where: Client, *, refused: Sequence[str]) -> None:
    """Write one entry in every chain the act touched; the caller's transaction holds them all or none."""
    by_chain = _rows_by_chain(frame)
    own = _chain_of_object(frame)
    for chain in (*frame.chains, *((own,) if own else ())):
        by_chain.setdefault(chain, [])
    if not by_chain:
        by_chain[frame.default_chain] = []
    fields = _fields_of(frame, where)
    fields["result"] = Entry.Result.REFUSED if refused else Entry.Result.DONE
    texts = dict(frame.details)
    if refused:
        texts["refusal"] = "；".join(refused)
    home = own or (frame.default_chain if frame.default_chain in by_chain else min(by_chain))
    heads = lock_heads(sorted(by_chain))
    entries, details = [], []
    for chain in sorted(by_chain):
        head = heads[chain]
        kept = [Detail(chain=chain, seq=head.seq + 1, name=name, text=text, salt=canonical.new_salt()) for name, text in texts.items()]
        # a bulk act keeps its texts once, in its own chain; the other chains hold none
        kept = kept if chain == home or len(by_chain) <= 2 else []
        entries.append(_entry(chain, head, fields, by_chain[chain], kept))
        details.extend(kept)
        head.seq, head.digest = entries[-1].seq, entries[-1].digest
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    if details:
        Detail.objects.bulk_create(details, batch_size=BATCH)
    _store_heads(list(heads.values()))


def lock_heads(wanted: Sequence[str]) -> dict[str, Head]:
    """Lock the heads of the chains, in key order, making those that are missing."""
    found = _locked(wanted)
    missing = [chain for chain in wanted if chain not in found]
    if missing:
        Head.objects.bulk_create([Head(chain=chain) for chain in missing], ignore_conflicts=True, batch_size=BATCH)
        found = _locked(wanted)
    return found


def _locked(wanted: Sequence[str]) -> dict[str, Head]:
    found: dict[str, Head] = {}
    for start in range(0, len(wanted), BATCH):
        for head in Head.objects.select_for_update().filter(chain__in=wanted[start : start + BATCH]).order_by("chain"):
            found[head.chain] = head
    return found


def _store_heads(heads: list[Head]) -> None:
    if len(heads) == 1:
        Head.objects.filter(chain=heads[0].chain).update(seq=heads[0].seq, digest=heads[0].digest)
    else:
        Head.objects.bulk_update(heads, ["seq", "digest"], batch_size=BATCH)


def _chain_of_object(frame: Frame) -> str:
    chain = str(getattr(frame.obj, "chain_key", "") or "")
    return "" if chain.endswith(":None") else chain


def _fields_of(frame: Frame, where: Client) -> dict[str, Any]:
    """Give the columns of an entry that are the same in every chain the act touches; the object is spoken of as text."""
    obj = frame.obj
    kind, key = (obj._meta.label_lower, str(obj.pk or "")) if isinstance(obj, models.Model) else ("", "" if obj is None else str(obj)[:40])
    return {
        "at": frame.started_at,
        "recorded_at": timezone.now(),
        "actor_id": frame.actor.id,
        "actor_name": frame.actor.name[:60],
        "actor_role": frame.actor.role[:60],
        "actor_place": frame.actor.place[:120],
        "on_behalf_of": frame.actor.on_behalf_of[:60],
        "action": frame.action[:80],
        "object_kind": kind,
        "object_id": key,
        "basis": frame.basis[:200],
        "request_id": where.request_id[:40],
        "client_address": where.address[:60],
        "client_device": where.device[:200],
        "channel": where.channel[:12],
    }


def _rows_by_chain(frame: Frame) -> dict[str, list[list[Any]]]:
    """Read the act's rows back as the database holds them, and digest them chain by chain."""
    listed: dict[str, list[list[Any]]] = {}
    by_model: dict[type[models.Model], list[int]] = {}
    for model, key in frame.rows:
        by_model.setdefault(model, []).append(key)
    for model, keys in by_model.items():
        stored = dict(digests_of(model, keys))
        for key in keys:
            # a row that a savepoint took back stays in memory only; it is no part of the act
            if key in stored:
                listed.setdefault(frame.rows[(model, key)], []).append([model._meta.db_table, key, stored[key]])
    return listed


def digests_of(model: type[models.Model], keys: Iterable[int], algorithm: str | None = None) -> Iterable[tuple[int, str]]:
    """Digest rows of a guarded table as they stand now, (key, digest) each."""
    wanted, columns, pk = list(keys), canonical.columns_of(model), model._meta.pk
    assert pk is not None
    for start in range(0, len(wanted), BATCH):
        rows = model._base_manager.filter(pk__in=wanted[start : start + BATCH]).values(*columns)
        for row in rows:
            yield int(row[pk.attname]), canonical.digest(canonical.text_of(row), algorithm)


def _entry(chain: str, head: Head, fields: Mapping[str, Any], rows: list[list[Any]], details: Sequence[Detail]) -> Entry:
    entry = Entry(
        **fields,
        chain=chain,
        seq=head.seq + 1,
        rows=canonical.text_of({"rows": rows}),
        details=canonical.text_of({"details": [[one.name, canonical.digest(one.text, salt=one.salt)] for one in details]}),
        prev_digest=head.digest,
        algorithm=canonical.algorithm(),
    )
    entry.digest = digest_of_entry({name: getattr(entry, name) for name in canonical.columns_of(Entry)})
    return entry


def digest_of_entry(values: Mapping[str, Any]) -> str:
    """Digest an entry's columns, its own digest and key left out."""
    covered = {name: value for name, value in values.items() if name not in NOT_DIGESTED}
    return canonical.digest(canonical.text_of(covered), str(values["algorithm"]))
