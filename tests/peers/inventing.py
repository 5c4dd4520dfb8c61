"""Invents definitions, so that two engines can be tried on what nobody has seen before; `peopling` invents who walks them.

Everything comes from the seed. What the original cannot be recorded on is not invented: circles without end, sums with texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.peers.phrases import (
    BOUNDED,
    CONTAINER_TEXTS,
    FAILING_TEXTS,
    FALSE,
    GROUPS,
    GUARD_TEXTS,
    HARMLESS,
    OWN_PERMISSIONS,
    PERMISSIONS,
    ROLES,
    SCRIPTS,
    SITE_ROLES,
    STATE_VARIABLES,
    STATES,
    STRANGE_ROLE,
    TRUE,
    TYPED,
    VALUE_TEXTS,
)

Json = dict[str, Any]
TITLES = ["", "状态", 'say "no" & <go>', "it's  spaced ", "two\nlines\t", "]]>", "&amp;", "\u2003broad\u2003"]
DESCRIPTIONS = ["", "", "记录", "one\n  two\n\n three ", "<b>bold</b> & 'quoted' \"twice\"", "]]>", "  indented\n\tlines"]
STANDARD = {
    "actor": "user/getId",
    "comments": "python:state_change.kwargs.get('comment', '')",
    "action": "transition/getId|nothing",
    "time": "state_change/getDateTime",
    "review_history": "state_change/getHistory",
    "count": "python: status.get('count', 0) + 1",
}


class Inventor:
    """One random definition."""

    def __init__(self, seed: int, number: int) -> None:
        self.random = Random(f"{seed}/{number}")
        self.name = f"r{number:03d}"
        self.state_variable = self.random.choice([f"{self.name}_state", *STATE_VARIABLES])
        self.permissions = sorted({*self.some(PERMISSIONS, 2, 4), "View", *self.some(OWN_PERMISSIONS, 1, 4)})
        self.managed = self.some(self.permissions, 0, len(self.permissions))
        self.groups = self.some(GROUPS, 0, 3) if self.chance(0.5) else []
        self.states = self.some(STATES, 1, 8)
        self.variables = [f"v{index}" for index in range(self.random.randint(0, 5))]
        self.catalogued = {name: self.chance(0.7) for name in self.variables}
        self.circular = self.chance(0.25)
        self.bypass = not self.circular and self.chance(0.3)
        self.scripted = self.chance(0.4)
        self.failing = self.chance(0.3)
        self.transitions: dict[str, Json] = {}
        self.exits: dict[str, list[str]] = {state: [] for state in self.states}
        self.invent_transitions()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, of: Sequence[str], least: int, most: int) -> list[str]:
        return self.random.sample(list(of), min(len(of), self.random.randint(least, most)))

    def invent_transitions(self) -> None:
        """Lay ways between the states; automatic ones lead forwards in the order of the states, or round in circles that a guard ends."""
        for index in range(self.random.randint(1, 20)):
            automatic = self.chance(0.25)
            kind = "auto" if automatic else self.random.choice(["step", "step", "jump", "stay"])
            sources = self.some(self.states, 1, 2 if kind == "step" else len(self.states))
            target = "" if kind == "stay" or (automatic and self.circular and self.chance(0.3)) else self.random.choice(self.states)
            if automatic and not self.circular:
                if len(self.states) == 1:
                    continue
                target = self.random.choice(self.states[1:])
                sources = [state for state in sources if self.states.index(state) < self.states.index(target)] or self.states[:1]
            name = f"{self.random.choice('abcdefghkmprstwzBZ')}{index}_{kind}"
            self.transitions[name] = {"new_state": target, "automatic": automatic, "named": self.chance(0.8)}
            for source in sources:
                self.exits[source].append(name)
        for exits in self.exits.values():
            self.random.shuffle(exits)
            if self.chance(0.06):
                exits.append("gone_away")

    # -- the definition

    def xml(self) -> str:
        """Write the definition as `definition.xml`, its parts in any order."""
        bypass = f' manager_bypass="{self.random.choice(["True", "yes", "1"])}"' if self.bypass else ""
        head = (
            f'<dc-workflow workflow_id="{self.name}" title={self.title("流程")} description={self.title("")} '
            f'state_variable={quoteattr(self.state_variable)} initial_state="{self.states[0]}"{bypass}>'
        )
        creation = f"<instance-creation-conditions>{self.guard()}</instance-creation-conditions>" if self.chance(0.4) else ""
        parts = [
            creation,
            *(f"<group>{name}</group>" for name in self.groups),
            *(f"<permission>{name}</permission>" for name in self.managed),
            *(self.state_xml(state) for state in self.states),
            *(self.transition_xml(name, one) for name, one in self.transitions.items()),
            *self.variables_xml(),
            *self.worklists_xml(),
            *self.scripts_xml(),
        ]
        self.random.shuffle(parts)
        return "\n".join([head, *filter(None, parts), "</dc-workflow>"])

    def flags(self, **given: bool) -> str:
        """Write flags in one of the spellings the format knows."""
        written = ((name, self.random.choice(TRUE if value else FALSE)) for name, value in given.items())
        return "".join(f' {name}="{text}"' for name, text in written if text is not None)

    def title(self, name: str) -> str:
        """Write a title, as an attribute with its quotes."""
        return quoteattr(self.random.choice([name, *TITLES]))

    def description(self) -> str:
        text = self.random.choice(DESCRIPTIONS)
        return f"<description>{escape(text)}</description>" if text or self.chance(0.2) else ""

    def several(self, tag: str, names: Iterable[str]) -> list[str]:
        """Name some in elements of their own, or in one, parted by semicolons."""
        names = list(names)
        if len(names) > 1 and self.chance(0.3):
            names = [" ; ".join(names)]
        return [f"<{tag}>{self.random.choice(['', ' ', chr(10) + '  '])}{name}</{tag}>" for name in names]

    def guard(self, *, container: bool = False, bounded: bool = False) -> str:
        parts = []
        for kind, names in (("permission", self.permissions), ("role", [*ROLES, STRANGE_ROLE]), ("group", [*GROUPS, "nobody"])):
            if self.chance(0.25):
                parts += self.several(f"guard-{kind}", self.some(names, 1, 3))
        if bounded or self.chance(0.3):
            text = self.random.choice(BOUNDED if bounded else GUARD_TEXTS + (CONTAINER_TEXTS if container else []))
            parts.append(f"<guard-expression>{escape(text)}</guard-expression>")
        self.random.shuffle(parts)
        return f"<guard>{''.join(parts)}</guard>"

    def state_xml(self, state: str) -> str:
        parts = [f'<exit-transition transition_id="{name}"/>' for name in self.exits[state]]
        for permission in dict.fromkeys(self.some([*self.managed, *self.some(self.permissions, 0, 1)], 0, len(self.managed))):
            roles = ["Manager"] if self.chance(0.1) else self.some([*ROLES, STRANGE_ROLE], 0, 5)
            if roles and self.chance(0.05):
                roles.append(roles[0])
            written = "".join(f"<permission-role>{role}</permission-role>" for role in roles)
            parts.append(f'<permission-map name="{permission}"{self.flags(acquired=self.chance(0.5))}>{written}</permission-map>')
        for group in self.some(GROUPS, 0, 4) if self.groups else []:
            given = self.some([*SITE_ROLES, "Owner", "Manager", STRANGE_ROLE], 0, 2)
            written = "".join(f"<group-role>{role}</group-role>" for role in given)
            parts.append(f'<group-map name="{group}">{written}</group-map>')
        for variable in self.some([*self.variables, "undeclared"], 0, 2):
            kind, text = self.random.choice(TYPED)
            parts.append(f'<assignment name="{variable}" type="{kind}">{text}</assignment>')
        return f'<state state_id="{state}" title={self.title(state)}>{"".join([self.description(), *parts])}</state>'

    def transition_xml(self, name: str, one: Json) -> str:
        action = f'<action url="%(content_url)s" category="workflow">{f"Do {name}" if one["named"] else ""}</action>'
        texts = VALUE_TEXTS + (FAILING_TEXTS if self.failing and not one["automatic"] else [])
        parts = [
            f'<assignment name="{variable}">{escape(self.random.choice(texts))}</assignment>'
            for variable in self.some([*self.variables, "undeclared"], 0, 3)
        ]
        parts += [self.guard(container=True, bounded=self.circular and one["automatic"]), self.description()]
        if one["named"] or self.chance(0.5):
            parts.append(action)
        self.random.shuffle(parts)
        trigger = "AUTOMATIC" if one["automatic"] else "USER"
        return (
            f'<transition transition_id="{name}" title={self.title(name)} new_state="{one["new_state"]}" '
            f'trigger="{trigger}" {self.script_names(one["automatic"])}>{"".join(parts)}</transition>'
        )

    def script_names(self, automatic: bool) -> str:
        named = HARMLESS if automatic else SCRIPTS
        before, after = (self.random.choice(named) if self.scripted and self.chance(0.2) else "" for _ in range(2))
        return f'before_script="{before}" after_script="{after}"'

    def scripts_xml(self) -> list[str]:
        return [f'<script script_id="{name}" type="Script (Python)" filename="{name}.py"/>' for name in SCRIPTS] if self.scripted else []

    def variables_xml(self) -> list[str]:
        written = []
        for name, text in STANDARD.items():
            if name not in ("actor", "count") and self.chance(0.15):
                continue
            standard = {"for_catalog": name == "actor", "for_status": name != "review_history", "update_always": True}
            flags = standard if self.chance(0.8) else {**standard, "for_status": self.chance(0.7), "update_always": self.chance(0.5)}
            written.append(self.variable_xml(name, f"<expression>{text}</expression>", flags))
        for name in self.variables:
            kind, text = self.random.choice(TYPED)
            parts = [f'<value type="{kind}">{text}</value>'] if self.chance(0.6) else []
            parts += [f"<expression>{escape(self.random.choice(VALUE_TEXTS))}</expression>"] if self.chance(0.5) else []
            flags = {"for_catalog": self.catalogued[name], "for_status": self.chance(0.7), "update_always": self.chance(0.5)}
            written.append(self.variable_xml(name, "".join(parts), flags))
        return written

    def variable_xml(self, name: str, default: str, flags: dict[str, bool]) -> str:
        default = f"<default>{default}</default>" if default or self.chance(0.5) else ""
        parts = [default, self.guard() if self.chance(0.3) else "<guard/>", self.description()]
        self.random.shuffle(parts)
        return f'<variable variable_id="{name}"{self.flags(**flags)}>{"".join(parts)}</variable>'

    def worklists_xml(self) -> list[str]:
        written = []
        for index in range(self.random.randint(0, 3)):
            parted = self.random.choice(["; ", ";", ";  "])
            matches = f'<match name={quoteattr(self.state_variable)} values="{parted.join(self.some([*STATES], 1, 4))}"/>'
            catalogued = [name for name, is_catalogued in self.catalogued.items() if is_catalogued]
            for variable in self.some(catalogued, 0, 2):
                values = self.random.choice(["low; high", "low", "7; True; None", "by %(user_id)s of d1", "%(user_id)s", "100%%; low; "])
                matches += f'<match name="{variable}" values="{values}"/>'
            if self.chance(0.3):
                matches += '<match name="actor" values="%(user_id)s; u1"/>'
            text = self.random.choice(["%(count)d", "(%(count)s)", "%(count)03d", "%% %(count)i %(user_id)s", "名下"])
            name = f"清单 {index} {text}" if self.chance(0.85) else ""
            action = f'<action url="%(portal_url)s" category="global" icon="">{name}</action>' if name or self.chance(0.3) else ""
            head = f'<worklist worklist_id="w{index}" title={self.title("")}>'
            written.append(f"{head}{self.description()}{action}{self.guard()}{matches}</worklist>")
        return written
