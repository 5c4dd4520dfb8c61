"""成批办理: which steps of a page of papers need nothing but one's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.forms.registry import form_for
from permissions.models import Account
from workflows.engine.definition import Transition
from workflows.models import Subject
from workflows.offers import available_many


def is_plain(flow: str, transition: Transition[Any]) -> bool:
    """Say whether a step asks for nothing: no form, no reason, no opinion, no basis; what has to be written is written one by one."""
    asks = transition.note_required or transition.reasons or transition.basis_required or form_for(flow, transition.name) is not None
    return transition.kind == "to" and not asks


def bulk_steps(user: Account, rows: Sequence[Any]) -> list[Transition[Any]]:
    """Name the plain steps that the person may take on at least one of the papers, as its facts are; one loading of facts for the page."""
    papers = [one for one in rows if isinstance(one, Subject)]
    if not papers or len({one.flow_key for one in papers}) != 1:
        return []
    found: dict[str, Transition[Any]] = {}
    for offers in available_many(papers, user).values():
        for one in offers:
            if one.allowed and is_plain(papers[0].flow_key, one.transition):
                found.setdefault(one.transition.name, one.transition)
    return list(found.values())
