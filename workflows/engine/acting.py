"""Who acts, and on what condition: the words that states and transitions are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypedDict, TypeVar

from permissions.roles import Role
from workflows.engine.algebra import GuardRule

F = TypeVar("F")


class SystemRole:
    """The taker of timers, feeds and effects; no person ever holds it."""

    label = "系统"

    def __repr__(self) -> str:
        return "SYSTEM"


Roles = Role | SystemRole | Iterable[Role | SystemRole] | None
SYSTEM: Final = SystemRole()
HOME: Final = "home"
OTHER: Final = "other"  # the subject's second place: a transfer's receiver, a notice's registered street


@dataclass(frozen=True)
class Act:
    """Who does what, as the guards see it: `actor` is the account's id (None for a timer), `on` the effective date in Asia/Shanghai."""

    actor: int | None
    on: date
    roles: frozenset[Role] = frozenset()
    system: bool = False
    note: str = ""
    reason_code: str = ""
    basis: str = ""
    given: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Guard(Generic[F]):
    """A condition with the sentence the user reads when it fails, and what mends it."""

    name: str
    refusal: str
    mend: str
    test: Callable[[F, Act], bool]
    code: str = ""

    def __call__(self, facts: F, act: Act) -> bool:
        return self.test(facts, act)


class How(TypedDict, total=False):
    """What may be said of a transition besides its name and its ends (see `workflows.engine.definition.Transition`)."""

    by: Roles
    requires: Iterable[Guard[Any]]
    effects: Iterable[str]
    messages: Iterable[str]
    note_required: bool
    basis_required: bool
    reasons: Mapping[str, str]
    automatic: bool
    at: str
    hint: str
    confirm: str
    rule: GuardRule


def guard(refusal: str, *, mend: str = "") -> Callable[[Callable[[F, Act], bool]], Guard[F]]:
    """Make a named condition of a function over the flow's facts and the act."""

    def named(test: Callable[[F, Act], bool]) -> Guard[F]:
        return Guard(test.__name__, refusal, mend, test, test.__name__)

    return named


def named_in(given: Any) -> tuple[Any, ...]:
    """Give what is named where a role may stand: one, several or nobody."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str | SystemRole) else tuple(given)


def roles_in(given: Any) -> tuple[Role, ...]:
    """Give the offices named, each once."""
    return tuple(dict.fromkeys(one for one in named_in(given) if isinstance(one, Role)))


def strangers_in(*given: Any) -> tuple[str, ...]:
    """Name what stands in a role's place and is none: a slip that must not pass for nobody."""
    return tuple(str(one) for some in given for one in named_in(some) if not isinstance(one, Role | SystemRole))
