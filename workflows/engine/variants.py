"""A place's own form of a process: how it is written down beside the city's, and whether it demands at least as much.

依据: 35号 二(二)四 (a district may add or tighten, never loosen). What `loosened` holds a variant to:

- every state of the city's process is there, of the same kind, with the same deadline and due handling, read, edited, revealed, corrected
  and printed by nobody more, on the desks of no other offices; whoever oversees still sees it;
- an added state lies on a desk with a deadline of its own, begins and ends nothing, and its data are changed by nobody;
- every transition of the city's is there, for the same takers or fewer, with all its guards and messages, the same effects, and all that
  its form must hold; every way it led from a state is open still, from there or from an added state before it;
- an added transition begins nothing and has no effects;
- and a paper comes to a state of the city's by nothing but the city's own transition to it, taken where the city's process allows it. In
  the city's eyes a paper on an added state lies where the city's transitions have put it: an added state may stand before a transition
  (the paper waits to take it) or behind one (it is taken, and the paper waits to arrive), and leads on to nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import Guard, State, Transition, Workflow

Flow = type[Workflow[Any]]
Places = frozenset[str]  # states of the city's process, in one of which a paper lies in the city's eyes
OVERSIGHT = frozenset({Role.AUDITOR, Role.DISTRICT_OFFICER, Role.CITY_OFFICER})


def leading_to(transition: Transition[Any], target: State) -> Transition[Any]:
    """Write a transition of the city's that leads to an added state instead; the rest of it stays."""
    changed = copy(transition)
    changed.target = target
    return changed


def leading_from(transition: Transition[Any], *sources: State) -> Transition[Any]:
    """Write a transition of the city's that leads out of other states than the city's."""
    changed = copy(transition)
    changed.sources, changed.every_open = sources, False
    return changed


def also_from(transition: Transition[Any], *sources: State) -> Transition[Any]:
    """Write a transition of the city's that leads out of added states as well."""
    return leading_from(transition, *transition.sources, *sources)


def requiring(transition: Transition[Any], *guards: Guard[Any]) -> Transition[Any]:
    """Write a transition of the city's with further guards."""
    changed = copy(transition)
    changed.requires = (*transition.requires, *guards)
    return changed


def loosened(base: Flow, variant: Flow) -> tuple[str, ...]:
    """Say in sentences where a form of a process demands less than another; nothing where it demands at least as much."""
    if variant is base:
        return ()
    if variant.key != base.key:
        return (f"不是“{base.label}”这一流程的定义",)
    rules = (_states, _added_states, _flow_wide, _transitions, _added_transitions, _ways)
    return tuple(sentence for rule in rules for sentence in rule(base, variant))


def _states(base: Flow, variant: Flow) -> Iterator[str]:
    for name, old in base.states.items():
        new = variant.states.get(name)
        if new is None:
            yield f"没有状态“{old.label}”"
            continue
        if (new.final, new.resting, new.at) != (old.final, old.resting, old.at):
            yield f"状态“{old.label}”不再是{_kind(old)}状态"
        if (new.due, new.on_due, new.permissions) != (old.due, old.on_due, old.permissions):
            yield f"状态“{old.label}”的期限、到期处理或权限表不同"
        if set(new.desk) - set(old.desk) or (old.desk and not new.desk):
            yield f"状态“{old.label}”不在原来的人手里"
        for what, before, after in _rights(base, variant, name, name):
            if more := after - before:
                yield f"状态“{old.label}”多了{_words(more)}{what}"
        if hidden := (base.readers_in(name) & OVERSIGHT) - variant.readers_in(name):
            yield f"状态“{old.label}”的监督者{_words(hidden)}看不到了"


def _rights(base: Flow, variant: Flow, old: str, new: str) -> Iterator[tuple[str, set[Role], set[Role]]]:
    here, there = base.states[old], variant.states[new]
    yield "能看", set(base.readers_in(old)), set(variant.readers_in(new))
    yield "在对方能看", set(base.other_readers_in(old)), set(variant.other_readers_in(new))
    for what, name in (("能改", "edit"), ("能查看敏感信息", "reveal"), ("能更正", "correct"), ("能打印", "printing")):
        yield what, set(getattr(here, name)), set(getattr(there, name))


def _kind(state: State) -> str:
    return "终结" if state.final else "静止" if state.resting else "在办"


def _words(roles: Iterable[Role]) -> str:
    return "、".join(role.label for role in sorted(roles, key=list(Role).index))


def _added(base: Flow, variant: Flow) -> dict[str, State]:
    return {name: state for name, state in variant.states.items() if name not in base.states}


def _added_states(base: Flow, variant: Flow) -> Iterator[str]:
    readers = {role for name in base.states for role in base.readers_in(name)}
    revealed = {role for state in base.states.values() for role in state.reveal}
    for name, state in _added(base, variant).items():
        if not state.is_open:
            yield f"增加的状态“{state.label}”是{_kind(state)}状态，只能增加在办状态"
        if not state.due:
            yield f"增加的状态“{state.label}”没有期限"
        if state.edit or state.correct or state.printing:
            yield f"增加的状态“{state.label}”还能改、更正或打印内容"
        if more := set(variant.readers_in(name)) - readers:
            yield f"增加的状态“{state.label}”多了{_words(more)}能看"
        if more := set(state.reveal) - revealed:
            yield f"增加的状态“{state.label}”多了{_words(more)}能查看敏感信息"
        if hidden := (readers & OVERSIGHT) - variant.readers_in(name):
            yield f"增加的状态“{state.label}”的监督者{_words(hidden)}看不到"


def _flow_wide(base: Flow, variant: Flow) -> Iterator[str]:
    if more := set(variant.editors) - set(base.editors):
        yield f"多了{_words(more)}能改内容"


def _transitions(base: Flow, variant: Flow) -> Iterator[str]:
    for name, old in base.transitions.items():
        new = variant.transitions.get(name)
        if new is None:
            yield f"没有办理“{old.label}”"
            continue
        if (new.kind, new.at, new.automatic, new.rule) != (old.kind, old.at, old.automatic, old.rule):
            yield f"办理“{old.label}”的方式不同"
        if new.by_system != old.by_system or (old.by and not new.by) or set(new.by) - set(old.by):
            yield f"办理“{old.label}”的人不在原来的范围内"
        yield from _demands(old, new)


def _demands(old: Transition[Any], new: Transition[Any]) -> Iterator[str]:
    """Name what a transition no longer asks for, or no longer does."""
    for guard in old.requires:
        if guard not in new.requires:
            yield f"办理“{old.label}”少了条件“{guard.refusal}”"
    if old.note_required > new.note_required or old.basis_required > new.basis_required:
        yield f"办理“{old.label}”不再要求填写意见或依据"
    if old.reasons and (not new.reasons or set(new.reasons) - set(old.reasons)):
        yield f"办理“{old.label}”的原因不在原来的范围内"
    if new.effects != old.effects:
        yield f"办理“{old.label}”的效果不同，应为：{'、'.join(old.effects) or '无'}"
    if set(old.messages) - set(new.messages):
        yield f"办理“{old.label}”少了消息：{'、'.join(one for one in old.messages if one not in new.messages)}"


def _added_transitions(base: Flow, variant: Flow) -> Iterator[str]:
    for name, one in variant.transitions.items():
        if name in base.transitions:
            continue
        if one.kind == "begin":
            yield f"增加的办理“{one.label}”能另外开始事项"
        if one.kind == "back":
            yield f"增加的办理“{one.label}”回到来处，说不清到哪个状态；请写明去向"
        if one.effects:
            yield f"增加的办理“{one.label}”带有效果：{'、'.join(one.effects)}；效果应留在原有的办理上"


def _ways(base: Flow, variant: Flow) -> Iterator[str]:
    """Name every step by which a paper would come where the city's process would not have let it, and every way that is gone."""
    places = _places(base, variant)
    said: dict[str, None] = {}
    for one in variant.transitions.values():
        for source, target in _moves(one):
            for lies in sorted(places[source], key=sorted):
                after = _after(base, one, source, lies)
                if not after:
                    said[f"“{one.label}”可从“{_label(variant, source)}”办理，原来不可以"] = None
                elif target in base.states and target not in after:
                    said[f"“{one.label}”从“{_label(variant, source)}”到“{_label(variant, target)}”，绕过了原来的办理"] = None
    yield from said
    yield from _gone(base, variant, places)


def _label(flow: Flow, state: str) -> str:
    return flow.states[state].label if state else "（开始）"


def _moves(one: Transition[Any]) -> Iterator[tuple[str, str]]:
    """Give a transition as pairs of names: from where, to where; a way back is judged by the way that led there."""
    if one.kind in ("begin", "to") and one.target is not None:
        yield from ((source, one.target.name) for source in ([state.name for state in one.sources] or [""]))
    else:
        yield from ((source.name, source.name) for source in one.sources)


def _places(base: Flow, variant: Flow) -> Mapping[str, set[Places]]:
    """Find where in the city's process a paper may lie, for every state of a variant: one set of states for every way to come there."""
    found: dict[str, set[Places]] = {name: {frozenset({name})} if name in base.states else set() for name in variant.states}
    found[""] = {frozenset({""})}
    changed = True
    while changed:
        changed = False
        for one in variant.transitions.values():
            for source, target in _moves(one):
                if target in base.states or source == target:
                    continue
                after = {reached for lies in found[source] if (reached := _after(base, one, source, lies))}
                changed = changed or not after <= found[target]
                found[target] |= after
    return found


def _after(base: Flow, one: Transition[Any], source: str, lies: Places) -> Places:
    """Say where a paper lies in the city's process once a transition is taken; nowhere where the city's process does not allow it.

    A transition that is not the city's moves nothing there. One of the city's that has no effect yet may be looked at as taken or as only
    asked for: the paper may still go where it could have gone before.
    """
    city = base.transitions.get(one.name)
    if city is None:
        return lies
    if one.kind == "back" and source not in base.states:
        return frozenset()  # the way back would lead where the city's process knows no paper to have been
    allowed = lies & ({state.name for state in city.sources} or {""})
    if city.target is None or not allowed:
        return allowed
    waiting = frozenset() if city.effects or one.target is None or one.target.name in base.states else allowed
    return waiting | {city.target.name}


def _gone(base: Flow, variant: Flow, places: Mapping[str, set[Places]]) -> Iterator[str]:
    """Name the ways of the city's that a variant leaves no longer open, neither from the state itself nor from one added before it."""
    for name, old in base.transitions.items():
        new = variant.transitions.get(name)
        if new is None:
            continue
        if old.every_open and not new.every_open:
            yield f"办理“{old.label}”不再能从任何未终结状态办理"
        left = {place for state in new.sources for lies in places.get(state.name, ()) for place in lies}
        for state in old.sources:
            if state.name not in left:
                yield f"办理“{old.label}”不再能从“{state.label}”办理"
