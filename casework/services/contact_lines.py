"""A line of the calling list as typed, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from casework.models import Relative


@dataclass(frozen=True)
class ContactLine:
    """One contact as typed, in calling order; `is_failed` where it is one on file whose number, unchanged, reaches nobody."""

    kind: str
    name: str
    phone: str
    relation: str = ""
    relative: Relative | None = None
    fall_through_reason: str = ""
    pk: int | None = None
    is_failed: bool = False
