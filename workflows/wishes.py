"""What is asked of one step, and the digest by which a repeated key is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import File
from django.db import models
from django.utils import timezone

from audit.acts import Refusal
from audit.canonical import digest, text_of
from permissions.fields import Sealed
from workflows.engine.definition import Act
from workflows.models import STATE_COLUMNS, Step, Subject
from workflows.performers import Hand, Performer
from workflows.store import step_model

LONGEST_KEY = 64  # what the step's column holds; a longer one is kept by its digest


@dataclass(frozen=True)
class Wish:
    """One asked-for step: its name, who asks, and all that the form brought."""

    name: str
    actor: Performer
    seen: int | None = None
    key: str = ""
    note: str = ""
    reason_code: str = ""
    basis: str = ""
    effective_on: date | None = None
    changes: Mapping[str, object] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)
    captured_at: datetime | None = None
    channel: str = "web"
    content: str = ""  # digest of all that was sent, where a key came with it

    def act(self, hand: Hand, now: datetime) -> Act:
        """Say who does what, as the guards see it."""
        on = self.effective_on or timezone.localdate(now)
        return Act(
            self.actor.pk, on, hand.roles, hand.is_system, self.note, self.reason_code, self.basis, {**self.changes, **self.given}
        )  # fmt: skip


def stored_key(wish: Wish, subject: Subject) -> str:
    """Give the key as it is stored: one person's key never meets another's, nor one paper's another kind's."""
    key = f"{wish.actor.pk or 0}:{subject.flow_key}:{wish.key}" if wish.key else ""
    return key if len(key) <= LONGEST_KEY else digest(key)[:LONGEST_KEY]


def content_digest(wish: Wish, subject: Subject) -> str:
    """Digest what was sent with a key, so that the same key with another content is noticed."""
    sent: dict[str, Any] = {
        "kind": subject.flow_key,
        "subject": subject.pk,
        "name": wish.name,
        "note": wish.note,
        "reason": wish.reason_code,
        "basis": wish.basis,
        "effective": _plain(wish.effective_on),
        "changes": _plain(wish.changes),
        "given": _plain(wish.given),
    }
    if subject.pk is None:
        sent["columns"] = {one.attname: _plain(getattr(subject, one.attname)) for one in _own_columns(subject)}
    return digest(text_of(sent))


def _own_columns(subject: Subject) -> list[Any]:
    """Name the columns of a new paper that its form filled; sealed ones hold another token at every sealing, moments are the server's."""
    return [
        one
        for one in subject._meta.concrete_fields
        if one.name not in STATE_COLUMNS
        and not one.primary_key
        and not isinstance(one, models.DateTimeField)
        and not isinstance(getattr(subject, one.attname), Sealed)
    ]


def _plain(value: object) -> Any:
    """Reduce what a form brought to what JSON says in one way."""
    if value is None or isinstance(value, bool | int | str | float | Decimal | date | datetime):
        return value
    if isinstance(value, Sealed):
        return str(value)
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, File):
        return f"{value.name}:{value.size}"
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(one)) for one in value)
    if isinstance(value, Iterable):
        return [_plain(one) for one in value]
    return str(value)


def answered_before(wish: Wish, subject: Subject) -> Step | None:
    """Find the step that a repeated key made. Raises Refusal where the same key brings another content."""
    if not wish.key:
        return None
    step: Step | None = step_model()._base_manager.filter(key=stored_key(wish, subject)).first()
    if step is not None and step.key_digest != wish.content:
        raise Refusal("这张表已经用别的内容提交过，请刷新后重新填写", status=422, code="key")
    return step
