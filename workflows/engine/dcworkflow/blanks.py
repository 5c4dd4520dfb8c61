"""Texts with blanks such as `%(user_id)s`, as Python's `%` fills them: checked once when a definition is read, filled without surprises."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

_BLANK: Final = re.compile(r"%(?:%|\((?P<name>[^()]*)\)(?P<look>[-+ 0]*\d{0,2})(?P<kind>[sdi]))")
NUMBERS: Final = frozenset({"count"})


class Unfillable(ValueError):
    """The text has a blank nobody can fill; the message is the part of it."""


@dataclass(frozen=True, slots=True)
class Blanks:
    """A text whose blanks are all known."""

    text: str
    plain: bool

    def filled(self, values: Mapping[str, object]) -> str:
        """Fill in the values; a text without a percent sign is itself."""
        return self.text if self.plain else self.text % values


def blanks(text: str, names: Collection[str]) -> Blanks:
    """Make sure that every blank is one of the names, numbers where only numbers fit; raises Unfillable for any other percent sign."""
    rest = _BLANK.sub("", text)
    if "%" in rest:
        raise Unfillable(rest[rest.index("%") :][:20])
    for found in _BLANK.finditer(text):
        name = found["name"]
        if name is not None and (name not in names or (found["kind"] != "s" and name not in NUMBERS)):
            raise Unfillable(found.group())
    return Blanks(text, "%" not in text)
