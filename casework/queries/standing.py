"""The names behind a number of the flow's picture: papers in a state, with the elder where the person may see the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casework.models import Case
from permissions.models import Account


@dataclass(frozen=True)
class Standing:
    """One paper on the list; `case` is there where its file is the person's to see."""

    paper: Any
    case: Case | None


def with_elders(user: Account, papers: Iterable[Any]) -> list[Standing]:
    """Add the elders to the papers of a page, in one query; a package without its file stays without a name."""
    rows = list(papers)
    wanted = {case_id for one in rows if (case_id := getattr(one, "case_id", None))}
    cases = Case.objects.visible_to(user).select_related("elder").in_bulk(wanted) if wanted else {}
    return [Standing(one, cases.get(getattr(one, "case_id", None) or 0)) for one in rows]
