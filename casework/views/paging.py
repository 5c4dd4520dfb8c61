"""Pages of a list by key, never by number: the cost is what is shown, not what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
PAGE = 25


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page; `following` is the query string of the next, empty at the end."""

    rows: Sequence[M]
    following: str
    is_first: bool


def page_by_key(request: HttpRequest, rows: QuerySet[M], size: int = PAGE) -> Page[M]:
    """Take the page after the key in `after` of a list ordered by falling primary key."""
    after = request.GET.get("after", "")
    if after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    taken = list(rows[: size + 1])
    following = ""
    if len(taken) > size:
        taken = taken[:size]
        query = request.GET.copy()
        query["after"] = str(taken[-1].pk)
        following = query.urlencode()
    return Page(taken, following, not after)
