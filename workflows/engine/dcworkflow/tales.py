"""TALES text recognised by its shape and turned into nodes; what has no known shape has no meaning here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from workflows.engine.dcworkflow.combinations import Exists, FirstThatIs, Not, Text
from workflows.engine.dcworkflow.expressions import (
    Constant,
    Fact,
    Lookup,
    Node,
)
from workflows.engine.dcworkflow.pythonic import DEEPEST, PythonReader
from workflows.engine.dcworkflow.standing import DefinitionPart
from workflows.engine.dcworkflow.vocabulary import ATTRIBUTES, METHODS, NAMES, PARTS, PLACES, SOURCES, NotUnderstood, Table

_PREFIX: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*):")
_NAME: Final = "[A-Za-z][A-Za-z0-9_]*"
_PLAIN_PATH: Final = rf"{_NAME}(?:/[^}}|]*)?"
# what stands in a text may only be paths, as Zope has it
_INSERTED: Final = re.compile(rf"\$(?:(\$)|\{{({_PLAIN_PATH}(?:\|\s*{_PLAIN_PATH})*)\}}|({_NAME}))")
LONGEST: Final = 2000


def understand(text: str, table: Table) -> Node:
    """Turn the text of an expression into what it means, or raise NotUnderstood."""
    if (named := table.named.get(text.strip())) is not None:
        return named
    if len(text) > LONGEST or text.count("not:") > DEEPEST:
        raise NotUnderstood("太长或嵌套太深")
    return _expression(text, table)


def _expression(text: str, table: Table) -> Node:
    prefix = _PREFIX.match(text)
    if prefix is None:
        return _paths(text, table)
    kind, rest = prefix.group(1), text[prefix.end() :]
    if kind == "python":
        return PythonReader(table).read(rest.strip())
    if kind == "not":
        return Not(_expression(rest.lstrip(), table))
    if kind == "string":
        return _string(rest, table)
    if kind == "path":
        return _paths(rest, table)
    if kind == "exists":
        return Exists(_paths(rest, table))
    raise NotUnderstood(f"{kind}:")


def _string(text: str, table: Table) -> Node:
    pieces: list[Node] = []
    last = 0
    for found in _INSERTED.finditer(text):
        pieces.append(_written(text[last : found.start()]))
        dollar, braced, bare = found.groups()
        pieces.append(Constant("$") if dollar else _paths(braced or bare, table))
        last = found.end()
    pieces.append(_written(text[last:]))
    kept = tuple(piece for piece in pieces if piece != Constant(""))
    if all(isinstance(piece, Constant) for piece in kept):
        return Constant("".join(str(piece.value) for piece in kept if isinstance(piece, Constant)))
    return Text(kept)


def _written(text: str) -> Constant:
    """Take what stands between the blanks as it is; a dollar sign there would be a blank that was miswritten."""
    if "$" in text:
        raise NotUnderstood("$")
    return Constant(text)


def _paths(text: str, table: Table) -> Node:
    paths = []
    alternatives = text.split("|")
    for position, alternative in enumerate(alternatives):
        stripped = alternative.strip()
        if position and _PREFIX.match(stripped):  # what follows a bar may be any expression, and is then the last
            paths.append(_expression("|".join(alternatives[position:]).strip(), table))
            break
        paths.append(_path(stripped, table))
    return paths[0] if len(paths) == 1 else FirstThatIs(tuple(paths))


def _path(text: str, table: Table) -> Node:
    name, *steps = text.split("/")
    if name == "nothing" and not steps:
        return Constant(None)
    what = NAMES.get(name)
    if what is None:
        raise NotUnderstood(text)
    through = False
    while steps and (what, steps[0]) in PARTS:
        what, through = PARTS[what, steps.pop(0)], True
    if len(steps) != 1:
        raise NotUnderstood(text)
    step = steps[0]
    if found := METHODS.get((what, step)) or ATTRIBUTES.get((what, step)):
        return replace(found, through=through) if isinstance(found, DefinitionPart) else found
    if what in PLACES and step in table.facts:
        return Fact(PLACES[what], step)
    if what in SOURCES and step.isidentifier():
        return Lookup(SOURCES[what], step, None)
    raise NotUnderstood(text)
