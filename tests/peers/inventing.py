"""Invents definitions, people, places and steps, so that two engines can be tried on what nobody has seen before.

Everything comes from the seed. What the original cannot be recorded on is not invented: circles of automatic transitions, sums with texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Json = dict[str, Any]

STATES = "new open checked held passed closed archived reopened".split()
ABOVE_THE_SITE = {  # what Zope's root and CMF's products say; users themselves lie there, and everybody must be able to read who they are
    "View": [False, ["Anonymous", "Manager"]],
    "Access contents information": [False, ["Anonymous", "Manager"]],
    "Modify portal content": [False, ["Manager"]],
    "Add portal content": [False, ["Manager", "Owner"]],
}
PERMISSIONS = list(ABOVE_THE_SITE)
OWN_PERMISSIONS = ["Approve case", "Close case", "Review item"]
SITE_ROLES = ["Auditor", "Editor", "Officer", "Reviewer", "Member"]
ROLES = sorted(["Anonymous", "Authenticated", "Manager", "Owner", *SITE_ROLES])
GROUPS = ["north", "south", "board", "staff"]
USERS = [f"u{number}" for number in range(1, 8)]
GUARD_TEXTS = [
    "python: state_change.object.flag",
    "object/flag",
    "not:object/flag",
    "python: user.getId() == 'u1'",
    "python: user.getId() in ('u2', 'u3')",
    "python: state_change.kwargs.get('comment')",
    "python: status.get('actor') != user.getId()",
    "python: status.get('actor') == user.getId() or object.flag",
    "python: len(state_change.getHistory()) > 2",
    "python: 'Officer' in user.getRoles()",
    "python: user.has_role('Member') and not object.flag",
    "exists:kwargs/comment",
    "status/action|object/flag",
    "state_change/new_state/getId|object/flag",
    "nothing",
    "not:nothing",
]
CONTAINER_TEXTS = ["python: container.flag", "container/flag", "not:folder/flag"]  # what lies above the site has no flag to ask for
VALUE_TEXTS = [
    "user/getId",
    "transition/getId|nothing",
    "python: state_change.kwargs.get('comment', '')",
    "python: len(state_change.getHistory())",
    "python: 'high' if object.flag else 'low'",
    "python: status.get('actor') or user.getId()",
    "string:low",
    "string:high",
    "string:by ${user/getId} of ${object/getId}",
    "object/getId",
    "container/getId",
    "user/getUserName",
    "state_change/getHistory",
    "state_change/getDateTime",
    "status/actor|nothing",
    "kwargs/comment|string:none",
    "state_change/new_state/getId|string:hidden",
    "state_change/old_state/title|string:hidden",
    "transition/title|string:hidden",
    "nothing",
]
TYPED = [("string", "low"), ("string", "high"), ("int", "7"), ("bool", "False"), ("bool", "yes"), ("none", ""), ("float", "1.5")]


class Inventor:
    """One random definition with its world; `steps` are asked for one at a time, knowing where each object is."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(f"{seed}/{number}")
        self.name = f"r{number:03d}"
        self.permissions = sorted({*self.some(PERMISSIONS, 2, 4), "View", *self.some(OWN_PERMISSIONS, 1, 3)})
        self.managed = self.some(self.permissions, 1, len(self.permissions))
        self.groups = self.some(GROUPS, 0, 3) if self.chance(0.5) else []
        self.states = self.some(STATES, 2, 7)
        self.variables = [f"v{index}" for index in range(self.random.randint(0, 4))]
        self.transitions: dict[str, Json] = {}
        self.exits: dict[str, list[str]] = {state: [] for state in self.states}
        self.invent_transitions()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, of: Sequence[str], least: int, most: int) -> list[str]:
        return self.random.sample(list(of), min(len(of), self.random.randint(least, most)))

    def invent_transitions(self) -> None:
        """Lay ways between the states; automatic ones lead only forwards in the order of the states, so that none turns in a circle."""
        for index in range(self.random.randint(4, 18)):
            automatic = self.chance(0.2)
            kind = "auto" if automatic else self.random.choice(["step", "step", "jump", "stay"])
            sources = self.some(self.states, 1, 2 if kind == "step" else len(self.states))
            target = "" if kind == "stay" else self.random.choice(self.states)
            if automatic:
                target = self.random.choice(self.states[1:])
                sources = [state for state in sources if self.states.index(state) < self.states.index(target)] or self.states[:1]
            name = f"{self.random.choice('abcdefghkmprstwz')}{index}_{kind}"
            self.transitions[name] = {"new_state": target, "automatic": automatic, "named": self.chance(0.8)}
            for source in sources:
                self.exits[source].append(name)
        for exits in self.exits.values():
            self.random.shuffle(exits)
            if self.chance(0.06):
                exits.append("gone_away")

    # -- the definition

    def xml(self) -> str:
        """Write the definition as `definition.xml`."""
        bypass = ' manager_bypass="True"' if self.chance(0.3) else ""
        head = (
            f'<dc-workflow workflow_id="{self.name}" title="{self.name}" description="" '
            f'state_variable="{self.name}_state" initial_state="{self.states[0]}"{bypass}>'
        )
        creation = f"<instance-creation-conditions>{self.guard()}</instance-creation-conditions>" if self.chance(0.4) else ""
        managed = "".join(f"<permission>{name}</permission>" for name in self.managed)
        groups = "".join(f"<group>{name}</group>" for name in self.groups)
        states = "\n".join(self.state_xml(state) for state in self.random.sample(self.states, len(self.states)))
        transitions = "\n".join(self.transition_xml(name, one) for name, one in self.transitions.items())
        variables = self.variables_xml()
        return "\n".join([head, creation, groups, managed, states, transitions, variables, *self.worklists_xml(), "</dc-workflow>"])

    def guard(self, *, container: bool = False) -> str:
        parts = []
        for kind, names in (("permission", self.permissions), ("role", ROLES), ("group", GROUPS)):
            if self.chance(0.28):
                parts += [f"<guard-{kind}>{name}</guard-{kind}>" for name in self.some(names, 1, 3)]
        if self.chance(0.25):
            text = self.random.choice(GUARD_TEXTS + (CONTAINER_TEXTS if container else []))
            parts.append(f"<guard-expression>{escape(text)}</guard-expression>")
        self.random.shuffle(parts)
        return f"<guard>{''.join(parts)}</guard>"

    def state_xml(self, state: str) -> str:
        exits = "".join(f'<exit-transition transition_id="{name}"/>' for name in self.exits[state])
        maps = ""
        for permission in self.some([*self.managed, *self.some(self.permissions, 0, 1)], 0, len(self.managed)):
            if f'name="{permission}"' not in maps:
                roles = ["Manager"] if self.chance(0.1) else self.some(ROLES, 0, 5)
                written = "".join(f"<permission-role>{role}</permission-role>" for role in roles)
                maps += f'<permission-map name="{permission}" acquired="{self.chance(0.5)}">{written}</permission-map>'
        for group in self.some(GROUPS, 0, 3) if self.groups else []:
            written = "".join(f"<group-role>{role}</group-role>" for role in self.some([*SITE_ROLES, "Owner"], 0, 2))
            maps += f'<group-map name="{group}">{written}</group-map>'
        values = ""
        for variable in self.some(self.variables, 0, 1):
            kind, text = self.random.choice(TYPED)
            values += f'<assignment name="{variable}" type="{kind}">{text}</assignment>'
        return f'<state state_id="{state}" title="{state}">{exits}{maps}{values}</state>'

    def transition_xml(self, name: str, one: Json) -> str:
        action = f'<action url="%(content_url)s" category="workflow" icon="">{f"Do {name}" if one["named"] else ""}</action>'
        values = "".join(
            f'<assignment name="{variable}">{escape(self.random.choice(VALUE_TEXTS))}</assignment>'
            for variable in self.some(self.variables, 0, 2)
        )
        trigger = "AUTOMATIC" if one["automatic"] else "USER"
        return (
            f'<transition transition_id="{name}" title="{name}" new_state="{one["new_state"]}" trigger="{trigger}" '
            f'before_script="" after_script="">{action}{self.guard(container=True)}{values}</transition>'
        )

    def variables_xml(self) -> str:
        standard = {
            "actor": "user/getId",
            "comments": "python:state_change.kwargs.get('comment', '')",
            "action": "transition/getId|nothing",
            "time": "state_change/getDateTime",
        }
        written = [self.variable_xml(name, f"<expression>{text}</expression>", name == "actor") for name, text in standard.items()]
        counter = "<expression>python: status.get('count', 0) + 1</expression>"
        written.append(
            f'<variable variable_id="count" for_status="True" update_always="True"><default>{counter}</default><guard/></variable>'
        )
        for name in self.variables:
            kind, text = self.random.choice(TYPED)
            expression = f"<expression>{escape(self.random.choice(VALUE_TEXTS))}</expression>"
            default = expression if self.chance(0.5) else f'<value type="{kind}">{text}</value>'
            written.append(self.variable_xml(name, default, True, free=True))
        self.random.shuffle(written)
        return "\n".join(written)

    def variable_xml(self, name: str, default: str, catalogued: bool, *, free: bool = False) -> str:
        for_status, update_always = (self.chance(0.7), self.chance(0.5)) if free else (True, True)
        guard = self.guard() if self.chance(0.3) else "<guard/>"
        flags = f'for_catalog="{catalogued}" for_status="{for_status}" update_always="{update_always}"'
        return f"<variable variable_id={quoteattr(name)} {flags}><default>{default}</default>{guard}</variable>"

    def worklists_xml(self) -> list[str]:
        written = []
        for index in range(self.random.randint(0, 2)):
            matches = f'<match name="{self.name}_state" values="{"; ".join(self.some(self.states, 1, 3))}"/>'
            for variable in self.some(self.variables, 0, 1):
                matches += f'<match name="{variable}" values="low; high"/>'
            if self.chance(0.3):
                matches += '<match name="actor" values="%(user_id)s"/>'
            action = (
                f'<action url="%(portal_url)s" category="global" icon="">List {index} (%(count)d)</action>' if self.chance(0.85) else ""
            )
            written.append(f'<worklist worklist_id="w{index}" title="">{action}{self.guard()}{matches}</worklist>')
        return written

    # -- people and places

    def setup(self) -> Json:
        """Invent the site, its users and the first places."""
        root = {name: grant for name, grant in ABOVE_THE_SITE.items() if name in self.permissions}
        site = {name: self.map() for name in self.permissions if self.chance(0.7)}
        local = {self.random.choice([*USERS, *GROUPS]): sorted(self.some([*SITE_ROLES, "Manager"], 1, 2))} if self.chance(0.5) else {}
        users = {"admin": {"roles": ["Authenticated", "Manager"], "groups": []}, "anonymous": {"roles": ["Anonymous"], "groups": []}}
        for user in USERS:
            roles = sorted({"Authenticated", "Member", *self.some(SITE_ROLES, 0, 2)})
            users[user] = {"roles": roles, "groups": sorted(self.some(GROUPS, 0, 2))}
        nodes = [self.node(path, "folder", path != "a/b") for path in ("a", "a/b", "a/b/c", "b")]
        for index, above in enumerate(["", "a/", "a/b/", "a/b/c/", "b/"]):
            nodes.append(self.node(f"{above}d{index}", "document", True))
        return {
            "roles": ROLES,
            "users": users,
            "permissions": self.permissions,
            "root": {"permissions": root},
            "site": {"permissions": site, "local_roles": local},
            "nodes": nodes,
        }

    def map(self) -> list[Any]:
        acquired, roles = self.chance(0.5), sorted(self.some(ROLES, 1, 4))
        return [acquired, roles]

    def node(self, path: str, kind: str, governed: bool, creator: str = "") -> Json:
        creator = creator or self.random.choice([*USERS, "admin"])
        local = {creator: ["Owner"]}
        if self.chance(0.4):
            local[self.random.choice([*USERS, *GROUPS])] = sorted(self.some([*SITE_ROLES, "Owner", "Manager"], 1, 2))
        made = {"path": path, "kind": kind, "governed": governed, "creator": creator, "flag": self.chance(0.5), "local_roles": local}
        if not governed:
            made["permissions"] = {name: self.map() for name in self.some(self.permissions, 0, 3)}
        return made

    # -- steps

    def step(self, number: int, states: dict[str, str]) -> Json:
        """Invent the next step; `states` says where each governed object is now."""
        path, user = self.random.choice(list(states)), self.random.choice([*USERS, *USERS, "admin", "anonymous"])
        request = {"user": user, "probes": self.some([*USERS, "admin", "anonymous"], 3, 3), "watch": self.random.choice(list(states))}
        kind = self.random.choices(["act", "flag", "local_roles", "remap", "create"], [80, 6, 6, 3, 5])[0]
        request |= {"op": kind, "object": path}
        if kind == "act":
            exits = self.exits[states[path]]
            known = exits if exits and self.chance(0.85) else [*self.transitions, "no_such_transition"]
            comment = f"c{number}" if self.chance(0.5) else ""
            request |= {"transition": self.random.choice(known), "comment": comment, "direct": False}
        elif kind == "flag":
            request["value"] = self.chance(0.5)
        elif kind == "local_roles":
            request["principal"] = self.random.choice([*USERS, *GROUPS])
            request["roles"] = sorted(self.some([*SITE_ROLES, "Owner", "Manager"], 0, 2))
        elif kind == "create":
            above = self.random.choice(["", "a/", "a/b/", "a/b/c/", "b/"])
            request["new"] = self.node(f"{above}n{number}", "document", True, user if user != "anonymous" else "u1")
            request |= {"object": request["new"]["path"], "user": request["new"]["creator"]}
        return request
