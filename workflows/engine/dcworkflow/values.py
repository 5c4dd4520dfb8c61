"""The kinds of values the format names, and the text it writes them as."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from workflows.engine.dcworkflow.model import Typed, Value

TRUE_WORDS: Final = frozenset({"true", "yes", "1"})
FALSE_WORDS: Final = frozenset({"false", "no", "0", ""})
KINDS: Final = ("string", "int", "float", "bool", "datetime", "none", "n/a", "unknown")

_DATE: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?)?"
    r"\s*(Z|UTC|GMT|(?:GMT)?[+-]\d{1,2}(?::?\d{2})?)?\s*\Z"
)


def truth(text: str) -> bool | None:
    """Read a flag; None for a word that is neither."""
    word = text.lower()
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else None


def typed(kind: str, text: str) -> Typed:
    """Make the value of its text; raises ValueError where the text is not of its kind."""
    return Typed(kind, text, _value(kind, text))


def _value(kind: str, text: str) -> Value:
    if kind not in KINDS:
        raise ValueError(kind)
    if kind == "none":
        return None
    if kind == "bool":
        return text.lower() in TRUE_WORDS
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(text)
    if kind == "datetime":
        return moment(text)
    return text


def moment(text: str) -> datetime:
    """Read a date and time as Zope and ISO 8601 write them; without a zone it is UTC."""
    found = _DATE.match(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    micro = int((fraction or "0").ljust(6, "0"))
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro, _zone(zone))


def _zone(text: str | None) -> timezone:
    if text in (None, "Z", "UTC", "GMT"):
        return UTC
    assert text is not None
    digits = re.sub(r"[^0-9]", "", text)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if "-" in text else offset)


def stored_default(default: Typed | None) -> str:
    """Say what a default becomes when it is used: always text, whatever its kind."""
    if default is None:
        return ""
    if isinstance(default.value, datetime):
        return zope_text(default.value)
    return str(default.value)


def zope_text(when: datetime) -> str:
    """Write a date and time as Zope's DateTime prints itself."""
    offset = when.utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    sign = "+" if minutes >= 0 else "-"
    hours, rest = divmod(abs(minutes), 60)
    zone = f"GMT{sign}{hours}" if not rest else f"GMT{sign}{hours:02d}{rest:02d}"
    seconds = f"{when.second}.{when.microsecond:06d}" if when.microsecond else f"{when.second:02d}"
    return f"{when:%Y/%m/%d %H:%M}:{seconds} {zone}"
