"""Finding the chain a person means by a number on paper; the rooms above register how, since this one knows none of them."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps

from audit.models import Head

Finder = Callable[[str], "str | None"]
_finders: list[Finder] = []


class NoSuchChain(LookupError):
    """No chain goes by that name or number."""


def chain_finder(finder: Finder) -> Finder:
    """Register a function that turns a number on paper into a chain's key, or None."""
    _finders.append(finder)
    return finder


def chain_named(text: str) -> str:
    """Return the key of the chain meant by a chain's own name, a case's number or its id. Raises NoSuchChain."""
    found = (finder(text) for finder in (_itself, *_finders, _case_by_number, _case_by_id))
    for chain in found:
        if chain is not None and _exists(chain):
            return chain
    raise NoSuchChain(f"没有“{text}”的审计链；请核对台账编号")


def _exists(chain: str) -> bool:
    return Head.objects.filter(chain=chain).exists()


def _itself(text: str) -> str:
    return text


def _case_by_id(text: str) -> str | None:
    return f"case:{text}" if text.isdecimal() else None


def _case_by_number(text: str) -> str | None:
    """Ask the case's table, by name; no import leads upwards."""
    case = apps.get_model("casework", "Case")._base_manager.filter(number=text).first() if apps.is_installed("casework") else None
    return f"case:{case.pk}" if case is not None else None
