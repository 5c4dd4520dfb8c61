"""What an imported expression may mean: small nodes that are put together, asked about one moment, and say themselves in Chinese.

No text of a definition is ever run. `tales` recognises the shapes and builds these nodes; a shape it does not know is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

History = Sequence[Mapping[str, object]]


class Unauthorized(Exception):
    """The definition refuses: no such exit here, or the guard does not admit."""


class ExpressionFailed(Exception):
    """An expression met a value it cannot work with, or reached for something that is not there."""


class Gone(Exception):
    """An effect has taken its object away: the step ends there, nothing is tried any more, and nothing has to be taken back."""


class Thing(Protocol):
    """An object the expressions may look at: its name, its own facts, what contains it."""

    @property
    def name(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, object]: ...
    @property
    def parent(self) -> Thing | None: ...


class Reader(Protocol):
    """Whoever acts or asks; `id` is None for the anonymous one."""

    @property
    def id(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def groups(self) -> frozenset[str]: ...


class Rights(Protocol):
    """Who may what where; asked by expressions that look at more than the roles held everywhere."""

    def roles_at(self, person: Any, place: Any) -> frozenset[str]: ...
    def may(self, permission: str, person: Any, place: Any) -> bool: ...


@dataclass(slots=True)
class Moment:
    """All that an expression may look at while it is asked.

    `parts` are the definition's own pieces in play (name and title of `old_state`, `new_state`, `transition`), which only those may look
    at who `manages` the site.
    """

    thing: Thing
    user: Reader
    status: Mapping[str, object]
    keywords: Mapping[str, object]
    history: Callable[[], History]
    now: Callable[[], datetime]
    rights: Rights
    transition: str | None = None
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    manages: Callable[[], bool] = lambda: False


class Node(Protocol):
    """One piece of meaning."""

    def at(self, moment: Moment) -> object:
        """Compute the value at the moment."""
        ...

    def says(self) -> str:
        """Name the value in Chinese."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any

    def at(self, moment: Moment) -> object:
        return self.value

    def says(self) -> str:
        return "无" if self.value is None else f"“{self.value}”"


@dataclass(frozen=True, slots=True)
class UserId:
    def at(self, moment: Moment) -> object:
        return moment.user.id

    def says(self) -> str:
        return "办理人"


@dataclass(frozen=True, slots=True)
class UserName:
    def at(self, moment: Moment) -> object:
        return moment.user.name if moment.user.id is not None else "Anonymous User"

    def says(self) -> str:
        return "办理人的登录名"


@dataclass(frozen=True, slots=True)
class UserRoles:
    """The roles held everywhere; local ones do not count here."""

    def at(self, moment: Moment) -> object:
        return sorted(moment.user.roles)

    def says(self) -> str:
        return "办理人的角色"


@dataclass(frozen=True, slots=True)
class UserGroups:
    def at(self, moment: Moment) -> object:
        return sorted(moment.user.groups)

    def says(self) -> str:
        return "办理人的用户组"


@dataclass(frozen=True, slots=True)
class Here:
    """The object itself (`steps` 0), or what contains it (1)."""

    steps: int = 0

    def thing(self, moment: Moment) -> Thing:
        thing: Thing | None = moment.thing
        for _ in range(self.steps):
            thing = thing.parent if thing is not None else None
        if thing is None:
            raise ExpressionFailed("对象之上没有容器")
        return thing

    def says(self) -> str:
        return "所在容器" if self.steps else "对象"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact an object carries under a name."""

    of: Here
    name: str

    def at(self, moment: Moment) -> object:
        facts = self.of.thing(moment).facts
        if self.name not in facts:
            raise ExpressionFailed(f"{self.of.says()}没有“{self.name}”")
        return facts[self.name]

    def says(self) -> str:
        return f"{self.of.says()}的“{self.name}”"


@dataclass(frozen=True, slots=True)
class ObjectName:
    of: Here

    def at(self, moment: Moment) -> object:
        return self.of.thing(moment).name

    def says(self) -> str:
        return f"{self.of.says()}的编号"


@dataclass(frozen=True, slots=True)
class TransitionName:
    def at(self, moment: Moment) -> object:
        if moment.transition is None:
            raise ExpressionFailed("此时没有流转")
        return moment.transition

    def says(self) -> str:
        return "本次流转"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A former value (`status`) or a value handed in with the act (`keywords`), with what stands in for a missing one."""

    source: str
    name: str
    default: Node | None = Constant(None)

    def at(self, moment: Moment) -> object:
        values = moment.status if self.source == "status" else moment.keywords
        if self.name in values:
            return values[self.name]
        if self.default is None:
            raise ExpressionFailed(f"{self.says()}没有值")
        return self.default.at(moment)

    def says(self) -> str:
        return f"上一步的“{self.name}”" if self.source == "status" else f"本次填写的“{self.name}”"


@dataclass(frozen=True, slots=True)
class WholeHistory:
    def at(self, moment: Moment) -> object:
        return moment.history()

    def says(self) -> str:
        return "流转记录"


@dataclass(frozen=True, slots=True)
class Now:
    def at(self, moment: Moment) -> object:
        return moment.now()

    def says(self) -> str:
        return "此刻"


@dataclass(frozen=True, slots=True)
class Length:
    of: Node

    def at(self, moment: Moment) -> object:
        value = self.of.at(moment)
        if not hasattr(value, "__len__"):
            raise ExpressionFailed(f"{self.of.says()}没有长度")
        return len(value)

    def says(self) -> str:
        return f"{self.of.says()}的条数"


@dataclass(frozen=True, slots=True)
class Named:
    """A condition or value written by hand for an expression no shape covers: name, sentence, function."""

    name: str
    sentence: str
    function: Callable[[Moment], object]

    def at(self, moment: Moment) -> object:
        return self.function(moment)

    def says(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What a script is told: who changes what, from where to where, and what was handed in."""

    moment: Moment
    old_state: str
    new_state: str


@dataclass(frozen=True, slots=True)
class Effect:
    """A function written by hand that stands for a script; raising refuses the step, raising Gone takes the object away."""

    name: str
    function: Callable[[Change], None]
