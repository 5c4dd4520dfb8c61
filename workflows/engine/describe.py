"""A process in words: a page of documentation, and its telling line by line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import OTHER, State, Transition, Workflow
from workflows.engine.graph import access_table, mermaid


def canonical_json(flow: type[Workflow[Any]]) -> str:
    """Write the definition as JSON to be read and compared line by line."""
    return json.dumps(flow.as_data(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def page(flow: type[Workflow[Any]]) -> str:
    """Write a process's page: what it is, its picture, its states, its transitions, who sees and does what."""
    states = [(state.label, _kind(state), _desk(state), _due(state)) for state in flow.states.values()]
    moves = [(one.label, _from(one), _to(one), _by(one), _asked(one), _follows(one)) for one in flow.transitions.values()]
    table = access_table(flow)
    return "\n".join(
        [
            f"# {flow.label} (`{flow.key}`, version {flow.version}{f', variant 「{flow.variant}」' if flow.variant else ''})",
            "",
            "Written by `manage.py flows docs` from the definition; do not edit.",
            "",
            f"- 依据: {flow.clause}",
            f"- Fingerprint: `{flow.fingerprint()}`",
            "",
            f"```mermaid\n{mermaid(flow)}```",
            "",
            "## 状态",
            *_markdown(("状态", "种类", "在谁手里", "期限与到期"), states),
            "",
            "## 办理",
            *_markdown(("办理", "从", "到", "由谁", "不能办的情形，须填写的内容", "随之发生"), moves),
            "",
            "## 谁能看，谁能办",
            "办 acts or edits, 阅 reads, － does not see; 对方办: at the subject's second place.",
            "",
            *_markdown(("状态", *table.head), [(state.label, *cells) for state, cells in table.rows]),
            "",
        ]
    )


def describe(flow: type[Workflow[Any]], words: Mapping[str, str] | None = None) -> Iterator[str]:
    """Tell a process line by line, for a terminal; `words` say in Chinese what deadlines and due handlers are only named by."""
    yield f"{flow.label}（{flow.key}，第{flow.version}版{f'“{flow.variant}”' if flow.variant else ''}，依据：{flow.clause}）"
    for one in flow.beginnings():
        yield f"  开始：{one.label}　由{_by(one)}　→ {one.target.label if one.target else ''}"
    for name, state in flow.states.items():
        told = [_kind(state), f"在{_desk(state)}手里" if state.desk else "", _due_in_words(flow, state, words or {})]
        yield f"【{state.label}】{'，'.join(filter(None, told))}"
        here, there = flow.readers_in(name), flow.other_readers_in(name)
        readers = [role.label for role in Role if role in here]
        others = [f"{role.label}（对方）" for role in Role if role in there]
        yield f"    可看：{'、'.join([*readers, *others]) or '无人'}"
        for one in flow.leaving(name):
            asked = _asked(one)
            yield f"    {one.label} → {_to(one)}　由{_by(one)}" + (f"　不能办的情形、须填写的内容：{asked}" if asked else "")


def _due_in_words(flow: type[Workflow[Any]], state: State, words: Mapping[str, str]) -> str:
    """Say how long a paper may lie here and what happens then."""
    if not state.due:
        return ""
    length = "按事项自己的日期" if state.due_column else words.get(state.due, state.due)
    taken = flow.transitions.get(state.on_due or "")
    then = f"系统办“{taken.label}”" if taken is not None else words.get(state.on_due or "", state.on_due or "")
    return f"期限{length}" + (f"，到期{then}" if then else "")


def _markdown(head: Collection[str], rows: Collection[Collection[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _kind(state: State) -> str:
    return "终结" if state.final else "静止" if state.resting else "在办"


def _desk(state: State) -> str:
    return ("对方" if state.at == OTHER else "") + "、".join(role.label for role in state.desk)


def _due(state: State) -> str:
    if not state.due:
        return ""
    return f"期限 `{state.due}`" + (f"，到期 `{state.on_due}`" if state.on_due else "")


def _from(one: Transition[Any]) -> str:
    if one.kind == "begin":
        return "（开始）"
    return "任何未终结状态" if one.every_open else "、".join(state.label for state in one.sources)


def _to(one: Transition[Any]) -> str:
    return one.target.label if one.target else "原状态" if one.kind == "back" else "不变"


def _by(one: Transition[Any]) -> str:
    named = [role.label for role in one.by] + (["系统"] if one.by_system else [])
    return "、".join(named) + ("（对方）" if one.at == OTHER else "") + ("，自动" if one.automatic else "")


def _asked(one: Transition[Any]) -> str:
    """Name what a transition asks for, by the sentence that is read where it fails."""
    asked = [guard.refusal for guard in one.requires]
    asked += ["填写办理意见"] if one.note_required else []
    asked += ["填写办理依据"] if one.basis_required else []
    asked += [f"选择原因（{'、'.join(one.reasons.values())}）"] if one.reasons else []
    return "；".join(asked)


def _follows(one: Transition[Any]) -> str:
    return " ".join(f"`{name}`" for name in (*one.effects, *one.messages))
