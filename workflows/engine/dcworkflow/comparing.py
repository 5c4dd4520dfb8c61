"""What changed in the permission maps between two definitions of Plone's: state by state, permission by permission."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.engine.algebra import Grant
from workflows.engine.dcworkflow.model import Definition


def permission_changes(before: Definition, after: Definition) -> Iterator[str]:
    """Say which permissions are managed otherwise, and what each state says otherwise of each."""
    managed, manages = frozenset(before.permissions), frozenset(after.permissions)
    came = "、".join(one for one in after.permissions if one not in managed)
    went = "、".join(one for one in before.permissions if one not in manages)
    if came:
        yield f"新归流程管理的权限：{came}"
    if went:
        yield f"不再归流程管理的权限：{went}"
    for name in dict.fromkeys((*after.states, *before.states)):
        old, new = before.states.get(name), after.states.get(name)
        was, now = dict(old.permissions) if old else {}, dict(new.permissions) if new else {}
        for permission in dict.fromkeys((*now, *was)):
            if was.get(permission) != now.get(permission):
                yield f"权限 “{name}”{permission}：{_said(was.get(permission))} → {_said(now.get(permission))}"


def _said(grant: Grant | None) -> str:
    if grant is None:
        return "未写"
    return ("另加上级所给" if grant.acquired else "不受上级所给") + (f"，{'、'.join(grant.roles)}" if grant.roles else "，没有职务")
