"""OR inside a kind, AND over kinds; grants add up until one ends the walk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

import pytest

from workflows.engine.algebra import Grant, GuardRule, PermissionMap, acquired_roles


@dataclass
class Somebody:
    """An asker who holds just what is said."""

    permissions: Iterable[str] = ()
    held: Iterable[str] = ()
    member_of: Iterable[str] = ()
    true: Iterable[str] = ()
    asked: list[str] = field(default_factory=list)

    def may(self, permission: str) -> bool:
        self.asked.append(permission)
        return permission in self.permissions

    def roles(self) -> frozenset[str]:
        return frozenset(self.held)

    def groups(self) -> frozenset[str]:
        return frozenset(self.member_of)

    def holds(self, condition: str) -> bool:
        return condition in self.true


RULE = GuardRule(("p", "q"), ("r", "s"), ("g", "h"), "c")


@pytest.mark.parametrize("has", list(product([True, False], repeat=4)))
def test_every_kind_must_be_met_by_one_of_its_names(has: tuple[bool, bool, bool, bool]) -> None:
    permission, role, group, condition = has
    asker = Somebody(["q"] * permission, ["s"] * role, ["h"] * group, ["c"] * condition)
    assert RULE.admits(asker) is all(has)
    kinds = ("permission", "role", "group", "condition")
    assert RULE.failing(asker) == tuple(kind for kind, met in zip(kinds, has, strict=True) if not met)


def test_a_rule_that_names_nothing_admits_everybody() -> None:
    assert GuardRule().asks_nothing
    assert GuardRule().admits(Somebody())
    assert not RULE.asks_nothing


def test_the_holder_of_the_bypass_role_passes_every_kind_where_one_is_declared() -> None:
    manager = Somebody(held=["Manager"])
    assert RULE.admits(manager, bypass="Manager")
    assert RULE.failing(manager, bypass="Manager") == ()
    assert not RULE.admits(manager)
    assert not RULE.admits(Somebody(), bypass="Manager")


def test_the_cheap_kinds_are_not_asked_further_once_one_refuses() -> None:
    asker = Somebody(["p"])
    RULE.admits(asker)
    assert asker.asked == ["p"]


ACQUIRED, ENDS = True, False


@pytest.mark.parametrize(
    ("grants", "roles"),
    [
        ([], {"Manager"}),
        ([(ACQUIRED, ())], {"Manager"}),
        ([(ACQUIRED, ("A",))], {"A"}),
        ([(ACQUIRED, ("A",)), (ACQUIRED, ("B",))], {"A", "B"}),
        ([(ACQUIRED, ("A",)), (ENDS, ("B",)), (ACQUIRED, ("C",))], {"A", "B"}),
        ([(ENDS, ()), (ACQUIRED, ("C",))], set()),
        ([(ACQUIRED, ("A",)), (ENDS, ())], {"A"}),
        ([(ACQUIRED, ()), (ENDS, ())], set()),
    ],
)
def test_grants_add_up_until_one_is_not_acquired(grants: list[tuple[bool, tuple[str, ...]]], roles: set[str]) -> None:
    assert acquired_roles(Grant(*one) for one in grants) == roles


def test_a_permission_the_state_does_not_name_is_acquired_and_names_no_role() -> None:
    grants = PermissionMap({"View": Grant(False, ("Owner",))})
    assert grants["Modify"] == Grant(True, ())
    assert dict(grants) == {"View": Grant(False, ("Owner",))}
    assert grants and not PermissionMap()
