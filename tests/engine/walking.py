"""Facts for walking through a definition: every field as favourable or as unfavourable as its type allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_type_hints

from workflows.engine.definition import Workflow


def facts_type(flow: type[Workflow[Any]]) -> Any:
    """Find the facts a flow's guards look at: the parameter of `Workflow[...]`."""
    return next(argument for base in flow.__orig_bases__ for argument in get_args(base))  # type: ignore[attr-defined]


def facts_variants(flow: type[Workflow[Any]]) -> Iterator[Any]:
    """Give facts that differ in every field, so that guards hold and fail."""
    kind = facts_type(flow)
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    for number in range(6):
        yield kind(**{one.name: _value(hints[one.name], one.name, number) for one in fields(kind)})


WORDS = ("referral", "active", "yes", "visit", "agrees", "pending")


def _value(hint: Any, name: str, number: int) -> Any:
    kinds = get_args(hint) or (hint,)
    text = str(hint)
    if hint is bool:
        return bool(number % 2)
    if "Mapping" in text or "dict" in text:
        return {} if number % 2 else {"lone": "yes"}
    if text.startswith(("frozenset", "set")):
        return frozenset() if number % 2 else frozenset(WORDS) | {1, 2, 3}
    if text.startswith(("tuple", "list")):
        return () if number % 2 else ("有一处",)
    if int in kinds:
        return (0, 1, 2, 3, 30, 400)[number] if type(None) not in kinds or number % 2 else None
    if date in kinds:
        return None if type(None) in kinds and number % 2 else date(2026, 1, 1 + number)
    if str in kinds or hint is str:
        return WORDS[number]
    return None if type(None) in kinds else next(iter(hint), None) if isinstance(hint, type) and hasattr(hint, "__iter__") else None
