"""A process as a picture, as Mermaid text and as a table of who sees and does what: all drawn from the definition alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from permissions.roles import Role
from workflows.engine.definition import OTHER, State, Transition, Workflow
from workflows.engine.layout import Arrow, Box, Drawing, lay_out, layers_of

BEGIN, ANYWHERE = "*begin", "*anywhere"
ANYWHERE_LABEL = "任何未终结状态"
LABEL_SIZE, SMALL_SIZE, LINE = 14, 11, 15
MARGIN = 16
INK, PALE, EDGE, DESK = "#1b2a3a", "#ffffff", "#5b6b7b", "#47586a"
BACKWARD = "#a4501a"  # what leads back is told apart, in print by its direction
FILLS = {"open": "#eaf2fb", "resting": "#f3f4f6", "final": "#e4f3e6"}


def draw_svg(flow: type[Workflow[Any]]) -> str:
    """Draw the process as SVG, left to right; it needs no script, no style sheet and no program."""
    drawing = _drawing(flow)
    width, height = drawing.width + 2 * MARGIN, drawing.height + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(f"{flow.label}流程图")} '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        'font-family="Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif">',
        f"<title>{escape(flow.label)}（第{flow.version}版）</title>",
        f"<defs>{_tip(f'tip-{flow.key}', EDGE)}{_tip(f'tip-{flow.key}-back', BACKWARD)}</defs>",
        f'<g transform="translate({MARGIN} {MARGIN})">',
        *(_arrow(arrow, drawing, f"tip-{flow.key}") for arrow in drawing.arrows),
        *(_label(arrow, drawing) for arrow in drawing.arrows),
        *(_box(flow, box) for box in drawing.boxes.values()),
        "</g></svg>",
    ]
    return "\n".join(parts)


def _tip(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
    )


def mermaid(flow: type[Workflow[Any]]) -> str:
    """Write the process as a Mermaid state diagram, in the order of the definition."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{state.label}" as {name}' for name, state in flow.states.items()]
    if any(one.every_open for one in flow.transitions.values()):
        lines.append(f'    state "{ANYWHERE_LABEL}" as anywhere_open')
    for one in flow.transitions.values():
        lines += [f"    {source} --> {target} : {one.label}" for source, target in _mermaid_ends(flow, one)]
    lines += [f"    {name} --> [*]" for name, state in flow.states.items() if state.final]
    return "\n".join(lines) + "\n"


def _mermaid_ends(flow: type[Workflow[Any]], one: Transition[Any]) -> list[tuple[str, str]]:
    if one.kind == "begin":
        return [("[*]", one.target.name)] if one.target else []
    if one.every_open and one.target is not None:
        return [("anywhere_open", one.target.name)]
    if one.kind == "back":
        return [(state.name, came.name) for state in one.sources for came in _came_from(flow, state)]
    return [(state.name, one.target.name if one.target else state.name) for state in one.sources]


def _came_from(flow: type[Workflow[Any]], state: State) -> list[State]:
    """List the states from which a transition leads into this one: where `back` may return to."""
    found: dict[str, State] = {}
    for one in flow.transitions.values():
        if one.kind == "to" and one.target is state:
            found.update({source.name: source for source in one.sources if source is not state})
    return list(found.values())


@dataclass(frozen=True)
class AccessTable:
    """States x roles: 办 acts or edits, 阅 reads, － does not see; 对方 marks what holds at the subject's second place."""

    roles: tuple[Role, ...]
    rows: tuple[tuple[State, tuple[str, ...]], ...]

    @property
    def head(self) -> tuple[str, ...]:
        return tuple(role.label for role in self.roles)


def access_table(flow: type[Workflow[Any]]) -> AccessTable:
    """Say who sees and does what in which state."""
    named = {role for name in flow.states for role in (*flow.readers_in(name), *flow.other_readers_in(name))}
    roles = tuple(role for role in Role if role in named)
    return AccessTable(roles, tuple((state, tuple(_cell(flow, state, role) for role in roles)) for state in flow.states.values()))


def _cell(flow: type[Workflow[Any]], state: State, role: Role) -> str:
    leaving = list(flow.leaving(state.name))
    acts = role in (*state.edit, *(state.desk if state.at != OTHER else ())) or any(role in one.by and one.at != OTHER for one in leaving)
    here = "办" if acts else "阅" if role in flow.readers_in(state.name) else ""
    there = "对方办" if role in flow.other_readers_in(state.name) else ""
    return "、".join(filter(None, (here, there))) or "－"


def _drawing(flow: type[Workflow[Any]]) -> Drawing:
    texts = {name: _lines(flow, state) for name, state in flow.states.items()}
    boxes = {BEGIN: Box(BEGIN, 16, 16)}
    boxes |= {name: Box(name, _width(lines), 12 + LINE * len(lines)) for name, lines in texts.items()}
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in flow.transitions.values():
        for source, target in _ends(one):
            labels[(source, target)].append(one.label)
    if any(source == ANYWHERE for source, _ in labels):
        boxes[ANYWHERE] = Box(ANYWHERE, _width([ANYWHERE_LABEL]), 30)
    leads: dict[str, list[str]] = defaultdict(list)
    for source, target in labels:
        leads[source].append(target)
    finals = [name for name, state in flow.states.items() if state.final]
    layers = layers_of(list(boxes), {name: onward for name, onward in leads.items() if name != ANYWHERE}, [BEGIN], finals)
    if ANYWHERE in boxes:
        layers[ANYWHERE] = max(1, max(layers.values()) - 1)
    arrows = [
        Arrow(source, target, Box("\n".join(text), max(map(_text_width, text)) + 8, LINE * len(text) + 2))
        for (source, target), text in labels.items()
    ]
    return lay_out(Drawing(boxes, arrows), layers)


def _ends(one: Transition[Any]) -> Iterable[tuple[str, str]]:
    """Give the ends of the arrows to draw; what stays or leads back stands in its state's box."""
    if one.target is None:
        return ()
    if one.kind == "begin":
        return ((BEGIN, one.target.name),)
    if one.every_open:
        return ((ANYWHERE, one.target.name),)
    return ((state.name, one.target.name) for state in one.sources if state is not one.target)


def _lines(flow: type[Workflow[Any]], state: State) -> list[str]:
    """Write what stands in a state's box: its name, whose desk it is, what leaves it there or leads back."""
    lines = [state.label]
    if state.desk:
        lines.append(("对方" if state.at == OTHER else "") + "、".join(role.label for role in state.desk))
    for one in flow.leaving(state.name):
        if one.kind == "stay" or one.target is state:
            lines.append(f"↻ {one.label}")
        elif one.kind == "back":
            lines.append(f"↩ {one.label}")
    return [part for line in lines for part in _wrapped(line)]


def _wrapped(line: str) -> list[str]:
    words, rows = line.split("、"), [""]
    for number, word in enumerate(words):
        piece = word + ("、" if number < len(words) - 1 else "")
        if rows[-1] and len(rows[-1] + piece) > 14:
            rows.append("")
        rows[-1] += piece
    return rows


def _text_width(text: str, size: int = SMALL_SIZE) -> float:
    return sum(size if ord(character) > 0x2E7F else size * 0.6 for character in text)


def _width(lines: Sequence[str]) -> float:
    return max(_text_width(lines[0], LABEL_SIZE), *(_text_width(line) for line in lines[1:]), 48) + 20


def _box(flow: type[Workflow[Any]], box: Box) -> str:
    if box.name == BEGIN:
        return f'<circle cx="{box.x:.1f}" cy="{box.y:.1f}" r="7" fill="{INK}"/>'
    state = flow.states.get(box.name)
    lines = _lines(flow, state) if state else [ANYWHERE_LABEL]
    kind = "open" if state is None or state.is_open else "final" if state.final else "resting"
    dash = "" if state else ' stroke-dasharray="4 3"'
    left, top = box.x - box.width / 2, box.y - box.height / 2
    stroke = 2.5 if kind == "final" else 1.2
    shape = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="7" '
        f'fill="{FILLS[kind]}" stroke="{INK}" stroke-width="{stroke}"{dash}/>'
    )
    texts = [
        _text(line, box.x, top + 6 + LINE * (number + 0.5), LABEL_SIZE if number == 0 else SMALL_SIZE, INK if number == 0 else DESK)
        for number, line in enumerate(lines)
    ]
    return shape + "".join(texts)


def _label(arrow: Arrow, drawing: Drawing) -> str:
    box = arrow.label
    colour = BACKWARD if drawing.boxes[arrow.source].column > drawing.boxes[arrow.target].column else INK
    lines = box.name.split("\n")
    left, top = box.x - box.width / 2, box.y - box.height / 2
    ground = f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="3" fill="{PALE}"/>'
    return ground + "".join(_text(line, box.x, top + 1 + LINE * (number + 0.5), SMALL_SIZE, colour) for number, line in enumerate(lines))


def _text(text: str, x: float, y: float, size: int, colour: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="middle" dominant-baseline="central">'
        f"{escape(text)}</text>"
    )


def _arrow(arrow: Arrow, drawing: Drawing, tip: str) -> str:
    """Draw a smooth line through an arrow's passages, from the source's side to the target's."""
    source, target = drawing.boxes[arrow.source], drawing.boxes[arrow.target]
    forward = source.column < target.column
    same = source.column == target.column
    leftward = not (forward or same)
    middle = []
    for one in reversed(arrow.passages) if leftward else arrow.passages:
        reach = one.width / 2 if one.is_passage else 0
        middle += [(one.x + reach, one.y), (one.x - reach, one.y)] if leftward else [(one.x - reach, one.y), (one.x + reach, one.y)]
    start = (source.x + (-source.width / 2 if leftward else source.width / 2), source.y)
    end = (target.x + (-target.width / 2 - 2 if forward else target.width / 2 + 2), target.y)
    points = [start, *middle, end]
    path = f"M{start[0]:.1f} {start[1]:.1f}"
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        bend = (x1 + x2) / 2
        path += f"C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    colour, end_tip = (BACKWARD, f"{tip}-back") if leftward else (EDGE, tip)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.2" marker-end="url(#{end_tip})"/>'
