"""Which papers can be begun on an elder's file: each with whether the person may, why not, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from casework.models import Case
from casework.queries.case_page import STARTING, starting_for
from permissions.models import Account
from workflows.engine.definition import Transition
from workflows.explaining import Takers, takers_on
from workflows.flows.case import IN_SERVICE
from workflows.placing import flows_at


@dataclass(frozen=True)
class Beginning:
    """One way to begin a paper on a file; `reason` is empty where the person may take it."""

    flow: str
    flow_label: str
    transition: Transition[Any]
    reason: str
    takers: tuple[Takers, ...]


def beginnings_for(user: Account, case: Case) -> list[Beginning]:
    """Explain every paper that is begun on a file, one look at the people of the place."""
    flows, allowed = flows_at(case, timezone.localdate()), {(key, one.name) for key, one in starting_for(user, case)}
    asked = [(key, flows[key].transitions[name]) for key, name in STARTING]
    people = takers_on(case, [one for _, one in asked], user)
    return [
        Beginning(key, flows[key].label, one, "" if (key, one.name) in allowed else _reason(key, case), takers)
        for (key, one), takers in zip(asked, people, strict=True)
    ]


def _reason(key: str, case: Case) -> str:
    if key != "clue" and case.state not in IN_SERVICE:
        return f"个案现为“{case.state_label}”，在册、暂停或结案办理中时才可以开始"
    return "不由您开始"
