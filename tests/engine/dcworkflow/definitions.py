"""Everything the format can say, for hypothesis to draw from."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from workflows.engine.algebra import Action, Grant, GuardRule, PermissionMap, Variable, WorklistRule
from workflows.engine.dcworkflow.model import (
    Binding,
    Bindings,
    Definition,
    Marks,
    ScriptDefinition,
    StateDefinition,
    TransitionDefinition,
    VariableDefinition,
)
from workflows.engine.dcworkflow.parsing import tidy
from workflows.engine.dcworkflow.values import stored_default, typed

LONG_AGO = datetime.fromisoformat("1900-01-01")
WRITABLE = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), include_characters="\t\n\r\x85\u2028<>&\"']", exclude_characters="\ufffe\uffff"
)
ATTRIBUTES = st.text(WRITABLE, max_size=12)
TEXTS = ATTRIBUTES.map(tidy)
NAMES = st.text(WRITABLE, min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
IN_TEXT = NAMES.map(tidy).filter(bool)
IN_GUARD = IN_TEXT.filter(lambda text: ";" not in text).map(str.strip).filter(lambda text: bool(text) and tidy(text) == text)
FEW = {"max_size": 3}


def several(names: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(names, **FEW).map(tuple)


GUARDS = st.builds(GuardRule, several(IN_GUARD), several(IN_GUARD), several(IN_GUARD), TEXTS)
ACTIONS = st.builds(Action, TEXTS, ATTRIBUTES, ATTRIBUTES, ATTRIBUTES)
TYPED = st.one_of(
    st.builds(typed, st.sampled_from(["string", "n/a", "unknown", "none"]), TEXTS),
    st.builds(lambda number: typed("int", str(number)), st.integers()),
    st.builds(lambda number: typed("float", str(number)), st.floats(allow_nan=False)),
    st.builds(typed, st.just("bool"), st.sampled_from(["True", "False", "yes", "no", "1", "0", ""])),
    st.builds(lambda when: typed("datetime", f"{when:%Y/%m/%d %H:%M:%S} GMT+8"), st.datetimes(min_value=LONG_AGO)),
)
PERMISSION_MAPS = st.builds(PermissionMap, st.dictionaries(NAMES, st.builds(Grant, st.booleans(), several(IN_TEXT)), **FEW))


@st.composite
def states(draw: st.DrawFn, name: str) -> StateDefinition:
    groups = st.dictionaries(NAMES, several(IN_TEXT), **FEW)
    values = st.dictionaries(NAMES, TYPED, **FEW)
    return StateDefinition(name, draw(ATTRIBUTES), draw(TEXTS), draw(several(NAMES)), draw(PERMISSION_MAPS), draw(groups), draw(values))


@st.composite
def transitions(draw: st.DrawFn, name: str, known: list[str], scripts: list[str]) -> TransitionDefinition:
    target, script = st.sampled_from(["", *known]) | NAMES, st.sampled_from(["", *scripts]) | NAMES
    values = draw(st.dictionaries(NAMES, TEXTS, **FEW))
    given = (draw(ATTRIBUTES), draw(TEXTS), draw(target), draw(st.booleans()), draw(script), draw(script), draw(ACTIONS), draw(GUARDS))
    return TransitionDefinition(name, *given, values)


@st.composite
def variables(draw: st.DrawFn, name: str) -> VariableDefinition:
    default = draw(st.none() | TYPED)
    flags = (draw(st.booleans()), draw(st.booleans()), draw(st.booleans()))
    return VariableDefinition(Variable(name, draw(TEXTS), stored_default(default), draw(TEXTS), *flags, draw(GUARDS)), default)


@st.composite
def worklists(draw: st.DrawFn, name: str, matched: list[str]) -> WorklistRule:
    value = ATTRIBUTES.filter(lambda text: ";" not in text and not text.startswith(" "))
    matches = st.dictionaries(st.sampled_from(matched) | NAMES, st.lists(value, min_size=1, max_size=3).map(tuple), **FEW)
    return WorklistRule(name, draw(ATTRIBUTES), draw(TEXTS), draw(matches), draw(ACTIONS), draw(GUARDS))


MARKS = st.lists(
    st.tuples(st.sampled_from(["i18n:translate", "i18n:attributes", "i18n:domain", "xml:lang"]), ATTRIBUTES),
    max_size=2,
    unique_by=lambda one: one[0],
).map(tuple)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Draw a whole definition, with marks wherever the format allows them; it may point at nothing."""
    known = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    scripts = draw(st.lists(NAMES, max_size=2, unique=True))
    moving = draw(st.lists(NAMES, max_size=3, unique=True))
    state_variable, *recorded = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    kept = {name: draw(variables(name)) for name in recorded}
    matched = [state_variable, *(name for name, one in kept.items() if one.rule.for_catalog)]
    queues = draw(st.lists(NAMES, max_size=2, unique=True))
    marked: list[tuple[str, ...]] = [()]
    for kind, names in (("state", known), ("transition", moving), ("variable", recorded), ("worklist", queues)):
        for name in names:
            marked += [(kind, name), (kind, name, "description")]
            marked += [(kind, name, "action")] if kind in ("transition", "worklist") else []
    marks: dict[tuple[str, ...], Marks] = {path: found for path in marked if (found := draw(MARKS))}
    optional = st.none() | ATTRIBUTES
    return Definition(
        name=draw(ATTRIBUTES),
        title=draw(ATTRIBUTES),
        description=draw(ATTRIBUTES),
        state_variable=state_variable,
        initial_state=draw(st.sampled_from(known) | ATTRIBUTES),
        manager_bypass=draw(st.booleans()),
        creation_guard=draw(st.none() | GUARDS),
        permissions=draw(several(IN_TEXT)),
        groups=draw(several(IN_TEXT)),
        states={name: draw(states(name)) for name in known},
        transitions={name: draw(transitions(name, known, scripts)) for name in moving},
        variables=kept,
        worklists={name: draw(worklists(name, matched)) for name in queues},
        scripts={name: ScriptDefinition(name, *(draw(ATTRIBUTES) for _ in range(3)), draw(optional)) for name in scripts},
        marks=marks,
    )


@st.composite
def bindings(draw: st.DrawFn) -> Bindings:
    """Draw a workflow tool with its chains."""
    held = draw(st.lists(NAMES, max_size=3, unique=True))
    removed = draw(st.lists(NAMES.filter(lambda name: name not in held), max_size=2, unique=True))
    chain = st.lists(st.sampled_from(held) | NAMES if held else NAMES, max_size=2).map(tuple)
    return Bindings(
        draw(ATTRIBUTES),
        draw(ATTRIBUTES),
        draw(st.dictionaries(NAMES, TEXTS, **FEW)),
        {name: draw(ATTRIBUTES) for name in held},
        {name: draw(ATTRIBUTES) for name in removed},
        draw(st.none() | chain),
        {name: Binding(draw(chain), draw(st.booleans())) for name in draw(st.lists(NAMES, max_size=3, unique=True))},
    )
