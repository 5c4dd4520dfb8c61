"""One text for one row, the same whoever writes or verifies it; digests with and without salt."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models


def plain(value: Any) -> Any:
    """Reduce a column's value to what JSON says in one way: moments in UTC with microseconds, decimals as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    return str(value)


def text_of(values: Mapping[str, Any]) -> str:
    """Write values as canonical JSON: sorted keys, no blanks, characters as they are."""
    return json.dumps(plain(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def columns_of(model: type[models.Model]) -> list[str]:
    """Name the columns that a digest of a row covers: all of them."""
    return [field.attname for field in model._meta.concrete_fields]


def algorithm() -> str:
    return str(settings.CASEWORK_AUDIT_ALGORITHM)


def digest(text: str, name: str | None = None, salt: str = "") -> str:
    """Digest a text, with SM3 unless the entry names another algorithm; `salt` makes a short text unguessable."""
    return hashlib.new(name or algorithm(), (salt + text).encode()).hexdigest()


def new_salt() -> str:
    return secrets.token_hex(16)
