"""The ledger's content kept as of a day: canonical text, sealed, with its digest; and the two archival copies (R108)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, LedgerCopy, LedgerSnapshot
from casework.queries.ledger import ledger_of
from casework.queries.ledger_service import care_lines, visit_lines


def canonical(content: dict[str, Any]) -> str:
    """Write content so that the same content is the same text: sorted keys, no blanks, dates as YYYY-MM-DD."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


def digest_of(text: str, algorithm: str) -> str:
    """Digest canonical text by sm3 or sha256."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def take_snapshot(case: Case, *, occasion: str, as_of: date) -> LedgerSnapshot:
    """Keep the ledger as it stood at the end of a day (as it is now, for today); runs inside the caller's act."""
    then = as_of if as_of < timezone.localdate() else None
    visits, cares = visit_lines(case, reveal=True, on=as_of), care_lines(case, on=as_of)
    text = canonical(asdict(ledger_of(case, reveal=True, on=then, visits=visits, cares=cares)))
    algorithm = settings.CASEWORK_AUDIT_ALGORITHM
    return LedgerSnapshot.objects.create(
        case=case, occasion=occasion, as_of_on=as_of, made_at=timezone.now(), content=text,
        digest=digest_of(text, algorithm), algorithm=algorithm,
    )  # fmt: skip


def content_of(snapshot: LedgerSnapshot) -> dict[str, Any]:
    """Open a snapshot; raises Refusal where its text is no longer the one that was digested."""
    text = snapshot.content.reveal()
    if digest_of(text, snapshot.algorithm) != snapshot.digest:
        raise Refusal("台账快照的摘要值不符，内容可能被改动，请报档案管理人员", status=409, code="snapshot_digest")
    content: dict[str, Any] = json.loads(text)
    return content


def make_copies(snapshot: LedgerSnapshot) -> list[LedgerCopy]:
    """Set up copy one for the street and copy two for the district, both of the same content (`依据: 附件4备注`)."""
    return [
        LedgerCopy.objects.create(case_id=snapshot.case_id, snapshot=snapshot, holder=holder)
        for holder in (LedgerCopy.Holder.STREET, LedgerCopy.Holder.DISTRICT)
    ]


def mark_copy(actor: HasActor, copy: LedgerCopy, *, status: str) -> LedgerCopy:
    """Note that a copy was printed or filed; one step after the other."""
    following = {LedgerCopy.Status.TO_PRINT: LedgerCopy.Status.PRINTED, LedgerCopy.Status.PRINTED: LedgerCopy.Status.FILED}
    if following.get(LedgerCopy.Status(copy.status)) != status:
        raise Refusal(f"这一份现为“{copy.get_status_display()}”，先打印再存档", status=409, code="state")
    with act(actor, f"ledger_copy_{status}", copy.case):
        today, name = timezone.localdate(), actor.as_actor().name
        if status == LedgerCopy.Status.PRINTED:
            copy.printed_on, copy.printed_by = today, name
        else:
            copy.filed_on, copy.filed_by = today, name
        copy.status = status
        copy.save()
        return copy
