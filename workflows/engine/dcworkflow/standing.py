"""What an expression may ask about the asker's standing at an object, and how far it may reach into the definition itself."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.engine.dcworkflow.expressions import ExpressionFailed, Here, Moment, Unauthorized

_PART_LABELS = {"old_state": "原状态", "new_state": "新状态", "transition": "本次流转"}


@dataclass(frozen=True, slots=True)
class DefinitionPart:
    """A piece of the definition itself, reached as an object: the original's sandbox lets only managers of the site that far.

    It tells the others so, or, where a path goes `through` the change, behaves as if there were nothing.
    """

    part: str
    title: bool = False
    through: bool = False

    def at(self, moment: Moment) -> object:
        if self.part not in moment.parts:
            raise ExpressionFailed(f"此时没有{self.says()}")
        if not moment.manages():
            if self.through:
                raise ExpressionFailed(f"{self.says()}不公开")
            raise Unauthorized(f"只有网站管理者的表达式才能访问{self.says()}")
        return moment.parts[self.part][int(self.title)]

    def says(self) -> str:
        return _PART_LABELS[self.part]


@dataclass(frozen=True, slots=True)
class RolesHere:
    """The roles held at the object or its container, local ones included."""

    of: Here

    def at(self, moment: Moment) -> object:
        return sorted(moment.rights.roles_at(moment.user, self.of.thing(moment)))

    def says(self) -> str:
        return f"办理人在{self.of.says()}的角色"


@dataclass(frozen=True, slots=True)
class HasRole:
    """Whether one of several roles is held, everywhere or (`of`) at the object or its container."""

    roles: tuple[str, ...]
    of: Here | None = None

    def at(self, moment: Moment) -> object:
        held = moment.user.roles if self.of is None else moment.rights.roles_at(moment.user, self.of.thing(moment))
        return not held.isdisjoint(self.roles)

    def says(self) -> str:
        where = "" if self.of is None else f"在{self.of.says()}"
        return f"办理人{where}有角色“{'”或“'.join(self.roles)}”"


@dataclass(frozen=True, slots=True)
class HasPermission:
    """Whether a permission is held at the object or its container."""

    permission: str
    of: Here

    def at(self, moment: Moment) -> object:
        return moment.rights.may(self.permission, moment.user, self.of.thing(moment))

    def says(self) -> str:
        return f"办理人在{self.of.says()}有权限“{self.permission}”"
