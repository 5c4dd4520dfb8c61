"""Writing to the chains: the next entry follows the head, digests only, all heads locked in the order of their keys."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from audit import canonical, inserting
from audit.frames import Client, Frame
from audit.models import Detail, Disposal, Entry, Head, Manifest
from audit.reading import reader_of

NOT_DIGESTED = frozenset({"id", "digest"})
MOST_ROWS_IN_AN_ENTRY = 200
ROWS_A_PART = 1000
MOST_INNER_ACTS = 50

Row = list[Any]  # [table, key, digest], and the digest it replaces where the row was re-sealed


def append(frame: Frame, where: Client, *, refused: Sequence[str]) -> None:
    """Write one entry in every chain the act touched, set-based; the caller's transaction holds them all or none."""
    rows = _read_back(frame)
    wanted = (_chains_of_refused(frame) if refused else sorted({*frame.touched, *rows})) or [frame.default_chain]
    places = inserting.advance(wanted)
    fields = _fields_of(frame, where, is_refused=bool(refused))
    texts = _texts_by_chain(frame, wanted, "；".join(refused))
    entries: list[Entry] = []
    details: list[Detail] = []
    parts: list[Manifest] = []
    for chain in sorted(wanted):
        place = places[chain]
        kept = [Detail(chain=chain, seq=place.seq, name=name, text=text, salt=canonical.new_salt()) for name, text in texts[chain].items()]
        salted = [row.salted(place.salt) for row in rows.get(chain, ())]
        listed, in_parts = _listed(chain, place.seq, salted)
        entry = Entry(**fields, chain=chain, seq=place.seq, prev_digest=place.prev_digest, row_count=len(salted), rows=listed)
        entry.inner = canonical.text_of(_inner_of(frame, chain))
        entry.details = canonical.text_of([[one.name, canonical.digest(one.text, salt=one.salt)] for one in kept])
        entry.digest = digest_of_entry(entry)
        entries.append(entry)
        details.extend(kept)
        parts.extend(in_parts)
    inserting.insert(entries)
    inserting.insert(parts)
    inserting.insert(details)
    inserting.close({entry.chain: entry.digest for entry in entries})


def _chains_of_refused(frame: Frame) -> list[str]:
    """Name the chains of a refused act; it leaves no entry in the chain of what it would have made."""
    others = set(frame.touched) - frame.named
    there = set(Head.objects.filter(chain__in=others).values_list("chain", flat=True)) if others else set()
    return sorted(there | (frame.named & set(frame.touched)))


def _fields_of(frame: Frame, where: Client, *, is_refused: bool) -> dict[str, Any]:
    """Give the columns of an entry that are the same in every chain the act touches; the object is spoken of as text."""
    kind, key = spoken_of(frame.obj)
    return {
        "act_id": new_act_id(),
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
        "basis": "；".join(frame.bases),
        "result": Entry.Result.REFUSED.value if is_refused else Entry.Result.DONE.value,
        "request_id": where.request_id[:40],
        "client_address": where.address[:60],
        "client_device": where.device[:200],
        "channel": where.channel[:12],
        "algorithm": canonical.algorithm(),
    }


def spoken_of(obj: object | None) -> tuple[str, str]:
    """Speak of an object as text, (kind, key): no key leads from the audit upwards."""
    if isinstance(obj, models.Model):
        return obj._meta.label_lower[:60], str(obj.pk or "")[:40]
    return "", "" if obj is None else str(obj)[:40]


def new_act_id() -> str:
    """Make an identifier that sorts by time, so that its index grows at one end."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


def _inner_of(frame: Frame, chain: str) -> list[list[str]]:
    """List the acts that joined this one, as far as they concern the chain: [action, kind, key, actor where another]."""
    inner = [one for one in frame.inner if one.chain() in ("", chain)]
    shown = [[one.action, *spoken_of(one.obj), "" if one.actor == frame.actor else one.actor.name] for one in inner[:MOST_INNER_ACTS]]
    return shown if len(inner) <= MOST_INNER_ACTS else [*shown, ["…", "", str(len(inner) - MOST_INNER_ACTS), ""]]


def _texts_by_chain(frame: Frame, wanted: Sequence[str], refused: str) -> dict[str, dict[str, str]]:
    """Sort the act's personal texts into the chains that keep them: their own, else the object's, else every one the act touched.

    A text about one elder so never stands in another's chain, where disposal of the first would not find it.
    """
    told: dict[str, dict[str, str]] = {chain: {} for chain in wanted}
    home = acted_on if (acted_on := frame.chain_of_object()) in told else ""
    for of, name, text in (*frame.texts, ("", "refusal", refused)):
        for chain in (of,) if of in told else (home,) if home else wanted:
            _tell(told[chain], name, text)
    return told


def _tell(texts: dict[str, str], name: str, text: str) -> None:
    """Add a text under its name; a second one of the same name, told by an inner act, gets a number."""
    if not text or text in (one for key, one in texts.items() if key.partition(".")[0] == name):
        return
    number, free = 1, name
    while free in texts:
        number += 1
        free = f"{name}.{number}"
    texts[free] = text


def _listed(chain: str, seq: int, rows: list[Row]) -> tuple[str, list[Manifest]]:
    """List an entry's rows in it, or, where they are many, in parts beside it of which it holds the digests."""
    if len(rows) <= MOST_ROWS_IN_AN_ENTRY:
        return canonical.text_of(rows), []
    parts = [
        Manifest(chain=chain, seq=seq, part=number, rows=canonical.text_of(rows[start : start + ROWS_A_PART]))
        for number, start in enumerate(range(0, len(rows), ROWS_A_PART))
    ]
    return canonical.text_of({"count": len(rows), "parts": [canonical.digest(part.rows) for part in parts]}), parts


@dataclass(frozen=True, slots=True)
class _ReadBack:
    model: type[models.Model]
    key: int
    text_digest: str
    replaced: str | None

    def salted(self, salt: str) -> Row:
        row = [self.model._meta.db_table, self.key, row_digest(self.model, self.text_digest, salt)]
        return row if self.replaced is None else [*row, self.replaced]


def _read_back(frame: Frame) -> dict[str, list[_ReadBack]]:
    """Read the act's rows as the database holds them, chain by chain.

    A row that a savepoint took back stands in memory only: it is not found, and neither it nor its chain is part of the act.
    """
    found: dict[str, list[_ReadBack]] = {}
    by_model: dict[type[models.Model], list[int]] = {}
    for model, key in frame.rows:
        by_model.setdefault(model, []).append(key)
    for model, keys in by_model.items():
        for key, text in reader_of(model).texts(keys):
            row = _ReadBack(model, key, canonical.digest(text), frame.replaced.get((model, key)))
            found.setdefault(frame.rows[(model, key)], []).append(row)
    return found


def row_digest(model: type[models.Model], text_digest: str, salt: str, algorithm: str | None = None) -> str:
    """Salt the digest of a row's text; the register outlives the chain's salt and has none."""
    return text_digest if model is Disposal else canonical.digest(text_digest, algorithm, salt)


def digest_of_entry(entry: Entry) -> str:
    """Digest an entry's columns, its own digest and key left out."""
    names = sorted(str(one.column) for one in Entry._meta.concrete_fields if one.column not in NOT_DIGESTED)
    values = {name: value for name in names if not canonical.is_empty(value := getattr(entry, name))}
    return canonical.digest(canonical.text_of(values), entry.algorithm)
