"""Several processes on one object: which of them does what, what they offer together, who holds what, and what happened in all of them.

The pure rules are `workflows.engine.chains`; here they meet the rows (`workflows.models.Facet`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q

from permissions.roles import Role
from workflows import store
from workflows.engine.chains import Chain, check_chain
from workflows.engine.check import Finding
from workflows.engine.definition import Transition, Workflow
from workflows.flows import current_flows
from workflows.models import Facet, Step, Subject, facet_models
from workflows.models.facet import owners
from workflows.offers import Offer, available
from workflows.performers import Performer

C = TypeVar("C", bound=Callable[..., Any])


@dataclass(frozen=True)
class Notice:
    """What every process of an object is told of a step: which row takes it, by whom, and the row of the process that is told."""

    doer: Any
    transition: Transition[Any]
    actor: Performer
    told: Any


_before: dict[str, Callable[[Notice], None]] = {}
_after: dict[str, Callable[[Notice], None]] = {}


def before_any_step(flow: str) -> Callable[[C], C]:
    """Register what a process does before any step of its object, its own too: it may raise a Refusal, and the step is not taken."""
    return _keeping(_before, flow)


def after_any_step(flow: str) -> Callable[[C], C]:
    """Register what a process does after any step of its object, in the same transaction."""
    return _keeping(_after, flow)


def _keeping(table: dict[str, Callable[[Notice], None]], flow: str) -> Callable[[C], C]:
    def keep(function: C) -> C:
        if flow in table:
            raise RuntimeError(f"“{flow}”已登记过")
        table[flow] = function
        return function

    return keep


def chain_of(subject: Subject) -> list[Any]:
    """Give an object's rows, one a process, in the order of its chain; a process that is not begun as a new row."""
    owner: Any = subject.owner if isinstance(subject, Facet) else subject
    return [owner, *(facet_of(owner, model) for model in facet_models(type(owner)))]


def facet_of(owner: Subject, model: type[Facet]) -> Any:
    """Give what an object is for one further process, not begun where the object was there before the process."""
    found = model._base_manager.filter(owner=owner).first() if owner.pk is not None else None
    found = found or model(owner=owner)
    found.owner = owner
    return found


def doer_of(subject: Subject, name: str) -> Any:
    """Find the row whose process does what is asked of an object: its own, else the first in the chain that knows the name."""
    beside = facet_models(type(subject))
    if isinstance(subject, Facet) or not beside or name in subject.flow.transitions:
        return subject
    known = next((model for model in beside if any(name in flow.transitions for flow in model.versions())), None)
    return subject if known is None else facet_of(subject, known)


def offers_on(subject: Subject, actor: Performer) -> list[tuple[Any, Offer]]:
    """List what a person may take on an object: the union over its processes, in the order of the chain."""
    rows = [row for number, row in enumerate(chain_of(subject)) if row.step_number or number == 0]
    return [(row, offer) for row in rows for offer in available(row, actor)]


def states_of(subject: Subject) -> dict[str, str]:
    """Name the state of an object in each of its processes, by the process's key."""
    return {row.flow_key: row.state for row in chain_of(subject) if row.state}


def holders_of(subject: Subject, permission: str) -> frozenset[Role]:
    """Name who holds `read`, `edit`, `reveal`, `correct` or `printing` on an object, as the process that manages it says."""
    rows = chain_of(subject)
    chain = Chain([row.flow for row in rows])
    return chain.holders(permission, {row.flow_key: row.state for row in rows})


def history_of(subject: Subject) -> Sequence[Step]:
    """List the steps of an object in all its processes, the last first; each process numbers its own."""
    rows = [row for row in chain_of(subject) if row.pk is not None]
    theirs = Q(pk__in=())
    for row in rows:
        theirs |= Q(subject_kind=row.flow_key, subject_id=row.pk)
    return list(store.step_model()._base_manager.filter(theirs).order_by("-taken_at", "-pk"))


def begin_beside(owner: Subject, begin: Callable[[Any, str], object]) -> None:
    """Begin an object's further processes together with it."""
    for model in facet_models(type(owner)):
        begin(model(owner=owner), model.beginning())


def tell_before(doer: Subject, transition: Transition[Any], actor: Performer) -> None:
    _tell(_before, doer, transition, actor)


def tell_after(doer: Subject, transition: Transition[Any], actor: Performer) -> None:
    _tell(_after, doer, transition, actor)


def is_told(doer: Subject) -> bool:
    """Say that some process of the object is told of its steps."""
    owner: Any = type(doer.owner) if isinstance(doer, Facet) else type(doer)
    keys = (owner.workflow.key, *(model.workflow.key for model in facet_models(owner)))
    return any(key in _before or key in _after for key in keys)


def _tell(table: dict[str, Callable[[Notice], None]], doer: Subject, transition: Transition[Any], actor: Performer) -> None:
    if not is_told(doer):
        return
    for row in chain_of(doer):
        told = doer if row.flow_key == doer.flow_key else row
        if told.flow_key in table:
            table[told.flow_key](Notice(doer, transition, actor, told))


def chains() -> dict[str, Chain]:
    """Give the processes of every object that has several, in the newest version of each, by the key of the main one."""
    newest = current_flows()

    def current(model: type[Subject]) -> type[Workflow[Any]]:
        return newest.get(model.workflow.key, model.workflow)

    return {owner.workflow.key: Chain([current(owner), *map(current, facet_models(owner))]) for owner in owners()}


def chain_findings() -> Iterator[Finding]:
    """Check the processes of every object that has several."""
    for chain in chains().values():
        yield from check_chain(chain)
