"""The kinds of values the format names, and the text it writes them as."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from workflows.engine.dcworkflow.model import Typed, Value

TRUE_WORDS: Final = frozenset({"true", "yes", "1"})
FALSE_WORDS: Final = frozenset({"false", "no", "0", ""})
KINDS: Final = ("string", "int", "float", "bool", "datetime", "none", "n/a", "unknown")

_DATE: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{1,2})(?:\.(\d+))?)?)?"
    r"\s*(Z|UTC|GMT|(?:GMT)?[+-]\d{1,2}(?::?\d{2})?)?\s*\Z"
)
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
EARLIEST: Final = 1000  # Zope takes shorter years for abbreviated ones


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
    """Read a date and time as Zope and ISO 8601 write them."""
    found = _DATE.match(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if int(year) < EARLIEST:
        raise ValueError(text)
    iso = bool(_ISO.match(text.strip()))
    when = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=_zone(zone, iso))
    return when + timedelta(microseconds=round(float(f"0.{fraction or 0}") * 1_000_000))


def _zone(text: str | None, iso: bool) -> timezone:
    """Give the zone under the name Zope prints it by; where none is written, ISO 8601 means Greenwich, others the server's (ours UTC)."""
    if text in ("UTC", "GMT"):
        return timezone(timedelta(), text)
    if text in (None, "Z"):
        return timezone(timedelta(), "GMT+0" if iso or text else "UTC")
    assert text is not None
    digits = re.sub(r"[^0-9]", "", text)
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    sign = "-" if "-" in text else "+"
    name = f"GMT{sign}{int(hours)}" if not int(minutes) else f"GMT{sign}{int(hours):02d}{int(minutes):02d}"
    return timezone(-offset if sign == "-" else offset, name)


def stored_default(default: Typed | None) -> str:
    """Say what a default becomes when it is used: always text, whatever its kind."""
    if default is None:
        return ""
    if isinstance(default.value, datetime):
        return zope_text(default.value)
    return str(default.value)


def zope_text(when: datetime) -> str:
    """Write a date and time as Zope's DateTime prints itself."""
    seconds = f"{when.second}.{when.microsecond:06d}" if when.microsecond else f"{when.second:02d}"
    return f"{when:%Y/%m/%d %H:%M}:{seconds} {when.tzname()}"
