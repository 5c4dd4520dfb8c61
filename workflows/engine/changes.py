"""What changed between two versions of a process: as sentences, as a table of who sees and does what, and as one picture of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from permissions.roles import Role
from workflows.engine.assembling import assembled
from workflows.engine.definition import OTHER, State, Transition, Workflow
from workflows.engine.graph import access_table
from workflows.engine.picture import ANYWHERE_LABEL, Dress, Mark

Flow = type[Workflow[Any]]
ADDED = Mark("新增", "＋", "#e2f4e6", "#14593a", width=3.0)
REMOVED = Mark("取消", "－", "#fdecea", "#b42318", dash="6 4", crossed_out=True)
CHANGED = Mark("改动", "△", "#fff4dc", "#754c00", dash="10 3 2 3")
LEGEND = (ADDED, REMOVED, CHANGED)
CAME, WENT = "+", "~"  # end the name of a transition drawn by the ways that came to it, or went
KINDS = {"open": "在办", "resting": "静止", "final": "终结"}
STATE_COLUMNS = {
    "label": "名称", "kind": "种类", "desk": "承办人", "due": "期限", "on_due": "到期处理", "edit": "可修改", "view": "另可查看",
    "readers": "只限查看", "reveal": "可看敏感信息", "correct": "可更正", "print": "可打印", "at": "办理地",
}  # fmt: skip
MOVE_COLUMNS = {
    "label": "名称", "kind": "方式", "from": "从", "to": "到", "by": "由谁办", "at": "办理地", "requires": "条件", "effects": "效果",
    "messages": "消息", "note_required": "办理意见必填", "basis_required": "办理依据必填", "reasons": "可选原因", "automatic": "自动",
}  # fmt: skip
ROLES = frozenset(Role)
WORDS = {"home": "本地", OTHER: "对方", "begin": "开始", "to": "流转", "stay": "不变", "back": "退回原状态", "system": "系统"}


@dataclass(frozen=True)
class Change:
    """One state or transition that is new, gone, or otherwise; `lines` say what of it changed."""

    what: str  # 状态 or 办理
    label: str
    mark: Mark
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.mark.sign} {self.what}“{self.label}”{self.mark.label}" + (f"：{'；'.join(self.lines)}" if self.lines else "")


@dataclass(frozen=True)
class AccessChange:
    """What a role sees and does in a state, before and after (办, 阅, － and 对方办)."""

    state: str
    role: Role
    before: str
    after: str

    def __str__(self) -> str:
        return f"权限 “{self.state}”{self.role.label}：{self.before} → {self.after}"


@dataclass(frozen=True)
class Changes:
    """All that changed, and what the picture of it is drawn from."""

    whole: tuple[str, ...]
    things: tuple[Change, ...]
    access: tuple[AccessChange, ...]
    flow: Flow
    dress: Dress = field(default_factory=Dress)

    def __bool__(self) -> bool:
        return bool(self.whole or self.things or self.access)

    def sentences(self) -> Iterator[str]:
        """Tell it line by line, for a terminal."""
        yield from self.whole
        yield from map(str, self.things)
        yield from map(str, self.access)


def changes(before: Flow, after: Flow) -> Changes:
    """Compare two versions of a process; what only follows from a new state (the sources of a step from everywhere) is no change."""
    labels = {name: state.label for flow in (before, after) for name, state in flow.states.items()}
    states = dict(_compared(before.as_data()["states"], after.as_data()["states"], "状态", STATE_COLUMNS, labels))
    everywhere = _everywhere(before) & _everywhere(after)
    moves = dict(_compared(_moves(before, everywhere), _moves(after, everywhere), "办理", MOVE_COLUMNS, labels))
    flow, marks = _both(before, after, moves)
    dress = Dress(
        states={name: one.mark for name, one in states.items()}, moves=marks, legend=LEGEND,
        title=f"{after.label}：第{before.version}版到第{after.version}版的改动",
    )  # fmt: skip
    return Changes(tuple(_whole(before, after)), (*states.values(), *moves.values()), tuple(_access(before, after)), flow, dress)


def _moves(flow: Flow, everywhere: Collection[str]) -> dict[str, dict[str, Any]]:
    data = flow.as_data()["transitions"]
    return {name: {**one, "from": [ANYWHERE_LABEL]} if name in everywhere else one for name, one in data.items()}


def _everywhere(flow: Flow) -> set[str]:
    """Name the transitions that lead from every state not final: in both versions so, a new state changes nothing of them."""
    not_final = {state for state in flow.states.values() if not state.final}
    return {name for name, one in flow.transitions.items() if set(one.sources) == not_final}


def _whole(before: Flow, after: Flow) -> Iterator[str]:
    for name, old, new in (("名称", before.label, after.label), ("依据", before.clause, after.clause)):
        if old != new:
            yield f"{name}：{old} → {new}"
    if before.readers != after.readers:
        yield f"各状态都能看的人：{_listed(before.readers, after.readers, {})}"


def _compared(
    before: Mapping[str, Any], after: Mapping[str, Any], what: str, columns: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[tuple[str, Change]]:
    for name in dict.fromkeys((*after, *before)):
        if name not in before:
            yield name, Change(what, after[name]["label"], ADDED)
        elif name not in after:
            yield name, Change(what, before[name]["label"], REMOVED)
        else:
            old, new = before[name], after[name]
            lines = tuple(f"{columns[key]}{_step(key, old[key], new[key], labels)}" for key in columns if old[key] != new[key])
            if lines:
                yield name, Change(what, new["label"], CHANGED, lines)


def _step(key: str, old: Any, new: Any, labels: Mapping[str, str]) -> str:
    """Say how one value changed: what came and went of a list, or the value before and after."""
    if key == "requires":
        return "：" + _listed([one[1] for one in old], [one[1] for one in new], {})
    if isinstance(old, list) and isinstance(new, list):
        return "：" + _listed(old, new, labels)
    if isinstance(old, dict) and isinstance(new, dict):
        return "：" + _listed(old.values(), new.values(), labels)
    return f"：{_word(old, labels)} → {_word(new, labels)}"


def _listed(old: Collection[Any], new: Collection[Any], labels: Mapping[str, str]) -> str:
    held, holds = set(old), set(new)
    came = "、".join(_word(one, labels) for one in new if one not in held)
    went = "、".join(_word(one, labels) for one in old if one not in holds)
    return "，".join(filter(None, (came and f"加“{came}”", went and f"去“{went}”"))) or "次序改变"


def _word(value: Any, labels: Mapping[str, str]) -> str:
    if value is None or value == []:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_word(one, labels) for one in value)
    if str(value) in ROLES:
        return Role(str(value)).label
    return labels.get(str(value)) or KINDS.get(str(value)) or WORDS.get(str(value)) or str(value)


def _access(before: Flow, after: Flow) -> Iterator[AccessChange]:
    """Compare who sees and does what, state by state; in a state that only one of them has, nobody saw anything in the other."""
    old, new = _cells(before), _cells(after)
    for state, role in dict.fromkeys((*new, *old)):
        was, now = old.get((state, role), "－"), new.get((state, role), "－")
        if was != now:
            label = (after.states.get(state) or before.states[state]).label
            yield AccessChange(label, role, was, now)


def _cells(flow: Flow) -> dict[tuple[str, Role], str]:
    table = access_table(flow)
    return {(state.name, role): cell for state, cells in table.rows for role, cell in zip(table.roles, cells, strict=True)}


def _both(before: Flow, after: Flow, changed: Mapping[str, Change]) -> tuple[Flow, dict[str, Mark]]:
    """Lay both versions into one definition to be drawn, with the marks of its transitions: each way that came, went or changed."""
    states: dict[str, State] = {name: copy(one) for name, one in {**after.states, **before.states, **after.states}.items()}
    moves: dict[str, Transition[Any]] = {}
    marks: dict[str, Mark] = {}
    for name in dict.fromkeys((*after.transitions, *before.transitions)):
        for shown, drawn_as, mark in _drawn(before, after, name, changed.get(name)):
            moves[drawn_as] = _moved(shown, states)
            if mark is not None:
                marks[drawn_as] = mark
    said = {"key": after.key, "label": after.label, "version": after.version}
    return assembled("Changes", said, states, moves), marks


def _drawn(before: Flow, after: Flow, name: str, change: Change | None) -> Iterator[tuple[Transition[Any], str, Mark | None]]:
    """Say how a transition is drawn: whole, or by the ways that stayed, came and went where its ends changed."""
    old, new = before.transitions.get(name), after.transitions.get(name)
    if old is None or new is None or change is None or not _led_otherwise(change):
        shown = new or old
        assert shown is not None  # the name is one of theirs
        yield shown, name, change.mark if change else None
        return
    same_end = _end(old) == _end(new)
    led_from, leads_from = {one.name for one in old.sources}, {one.name for one in new.sources}
    stayed = [one for one in new.sources if same_end and one.name in led_from]
    if stayed:
        more = any(not line.startswith(f"{MOVE_COLUMNS['from']}：") for line in change.lines)
        yield _by_ways(new, stayed), name, CHANGED if more else None
    came = [one for one in new.sources if not same_end or one.name not in led_from]
    went = [one for one in old.sources if not same_end or one.name not in leads_from]
    if came or new.kind == "begin":
        yield _by_ways(new, came), f"{name}{CAME}", ADDED
    if went or old.kind == "begin":
        yield _by_ways(old, went), f"{name}{WENT}", REMOVED


def _led_otherwise(change: Change) -> bool:
    ends = tuple(f"{MOVE_COLUMNS[key]}：" for key in ("from", "to", "kind"))
    return any(line.startswith(ends) for line in change.lines)


def _by_ways(one: Transition[Any], sources: Collection[State]) -> Transition[Any]:
    ways = copy(one)
    ways.sources, ways.every_open = tuple(sources), one.every_open and len(sources) == len(one.sources)
    return ways


def _end(one: Transition[Any]) -> tuple[str, str]:
    return one.kind, one.target.name if one.target else ""


def _moved(one: Transition[Any], states: Mapping[str, State]) -> Transition[Any]:
    moved = copy(one)
    moved.sources = tuple(states[state.name] for state in one.sources)
    moved.target = states[one.target.name] if one.target else None
    return moved
