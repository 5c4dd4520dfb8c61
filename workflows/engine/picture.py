"""A process as a picture: states as boxes, transitions as arrows, and on them what the picture is to show besides (counts, changes)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workflows.engine.definition import OTHER, State, Transition, Workflow
from workflows.engine.layout import Arrow, Box, Drawing, lay_out, layers_of

BEGIN, ANYWHERE = "*begin", "*anywhere"
ANYWHERE_LABEL = "任何未终结状态"
LABEL_SIZE, SMALL_SIZE, LINE = 14, 11, 15
MARGIN = 16
INK, PALE, EDGE, DESK = "#1b2a3a", "#ffffff", "#5b6b7b", "#47586a"
BACKWARD = "#a4501a"  # what leads back is told apart, in print by its direction
FILLS = {"open": "#eaf2fb", "resting": "#f3f4f6", "final": "#e4f3e6"}
FONTS = "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif"
PILL = 17


@dataclass(frozen=True)
class Mark:
    """How something is told apart from the rest: a sign before its name and a line of its own, so that colour is never alone."""

    label: str
    sign: str
    fill: str
    line: str
    dash: str = ""
    width: float = 2.2
    crossed_out: bool = False


@dataclass(frozen=True)
class Pill:
    """A figure on a state, in a rounded field of its own colour."""

    text: str
    fill: str


@dataclass(frozen=True)
class Dress:
    """What a picture shows besides the process: figures and a way on each state, marks on states and transitions, a legend."""

    pills: Mapping[str, Sequence[Pill]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # state -> address, what a screen reader says of it
    states: Mapping[str, Mark] = field(default_factory=dict)
    moves: Mapping[str, Mark] = field(default_factory=dict)
    legend: Sequence[Mark] = ()
    title: str = ""


PLAIN = Dress()


def draw_svg(flow: type[Workflow[Any]], dress: Dress = PLAIN) -> str:
    """Draw the process as SVG, left to right; it needs no script, no style sheet and no program."""
    drawing = laid_out(flow, dress)
    head = LINE * 2 if dress.legend else 0
    width = max(drawing.width, _legend_width(dress.legend)) + 2 * MARGIN
    height = drawing.height + 2 * MARGIN + head
    title = dress.title or f"{flow.label}（第{flow.version}版）"
    tips = {mark.line for mark in (*dress.moves.values(), *dress.legend)}
    parts = [
        # with links inside, the picture is a group of them and not one image
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{"group" if dress.links else "img"}" '
        f'aria-label={quoteattr(dress.title or f"{flow.label}流程图")} viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONTS}">',
        f"<title>{escape(title)}</title>",
        f"<defs>{''.join(_tip(_tip_name(flow, colour), colour) for colour in (EDGE, BACKWARD, *sorted(tips)))}</defs>",
        _legend(dress.legend),
        f'<g transform="translate({MARGIN} {MARGIN + head})">',
        *(_arrow(arrow, drawing, flow, dress) for arrow in drawing.arrows),
        *(_label(arrow, drawing, dress) for arrow in drawing.arrows),
        *(_box(flow, box, dress) for box in drawing.boxes.values()),
        "</g></svg>",
    ]
    return "\n".join(part for part in parts if part)


def _tip_name(flow: type[Workflow[Any]], colour: str) -> str:
    return f"tip-{flow.key}-{colour.removeprefix('#')}"


def _tip(name: str, colour: str) -> str:
    return (
        # of one size, however strong the line
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" '
        f'orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
    )


def laid_out(flow: type[Workflow[Any]], dress: Dress = PLAIN) -> Drawing:
    """Give the places of all boxes and labels; an arrow is named by its ends and its mark."""
    boxes = {BEGIN: Box(BEGIN, 16, 16)}
    for name, state in flow.states.items():
        lines, pills = _lines(flow, state, dress), dress.pills.get(name, ())
        boxes[name] = Box(name, max(_width(lines), _pills_width(pills) + 16), 12 + LINE * len(lines) + (PILL + 4 if pills else 0))
    labels: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for one in flow.transitions.values():
        mark = dress.moves.get(one.name)
        for source, target in _ends(one):
            labels[(source, target, one.name if mark else "")].append(_signed(one.label, mark))
    if any(source == ANYWHERE for source, _, _ in labels):
        boxes[ANYWHERE] = Box(ANYWHERE, _width([ANYWHERE_LABEL]), 30)
    leads: dict[str, list[str]] = defaultdict(list)
    for source, target, _ in labels:
        leads[source].append(target)
    finals = [name for name, state in flow.states.items() if state.final]
    layers = layers_of(list(boxes), {name: onward for name, onward in leads.items() if name != ANYWHERE}, [BEGIN], finals)
    if ANYWHERE in boxes:
        layers[ANYWHERE] = max(1, max(layers.values()) - 1)
    arrows = [
        Arrow(source, target, Box("\n".join(text), max(map(_text_width, text)) + 8, LINE * len(text) + 2), name=name)
        for (source, target, name), text in labels.items()
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


def _lines(flow: type[Workflow[Any]], state: State, dress: Dress) -> list[str]:
    """Write what stands in a state's box: its name, whose desk it is, what leaves it there or leads back."""
    lines = [_signed(state.label, dress.states.get(state.name))]
    if state.desk:
        lines.append(("对方" if state.at == OTHER else "") + "、".join(role.label for role in state.desk))
    for one in flow.leaving(state.name):
        label = _signed(one.label, dress.moves.get(one.name))
        if one.kind == "stay" or one.target is state:
            lines.append(f"↻ {label}")
        elif one.kind == "back":
            lines.append(f"↩ {label}")
    return [part for line in lines for part in _wrapped(line)]


def _signed(label: str, mark: Mark | None) -> str:
    return f"{mark.sign}{label}" if mark else label


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


def _pill_width(pill: Pill) -> float:
    return _text_width(pill.text) + 14


def _pills_width(pills: Sequence[Pill]) -> float:
    return sum(map(_pill_width, pills)) + 4 * max(0, len(pills) - 1)


def _box(flow: type[Workflow[Any]], box: Box, dress: Dress) -> str:
    if box.name == BEGIN:
        return f'<circle cx="{box.x:.1f}" cy="{box.y:.1f}" r="7" fill="{INK}"/>'
    state, mark = flow.states.get(box.name), dress.states.get(box.name)
    lines = _lines(flow, state, dress) if state else [ANYWHERE_LABEL]
    kind = "open" if state is None or state.is_open else "final" if state.final else "resting"
    fill, line = (mark.fill, mark.line) if mark else (FILLS[kind], INK)
    stroke = mark.width if mark else 2.5 if kind == "final" else 1.2
    dash = mark.dash if mark else "" if state else "4 3"
    left, top = box.x - box.width / 2, box.y - box.height / 2
    shape = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="7" '
        f'fill="{fill}" stroke="{line}" stroke-width="{stroke}"{_dashed(dash)}/>'
    )
    crossed = mark is not None and mark.crossed_out
    texts = [
        _text(text, box.x, top + 6 + LINE * (number + 0.5), LABEL_SIZE if number == 0 else SMALL_SIZE, INK if number == 0 else DESK,
              crossed=crossed and number == 0)
        for number, text in enumerate(lines)
    ]  # fmt: skip
    drawn = shape + "".join(texts) + _pills(dress.pills.get(box.name, ()), box.x, top + 8 + LINE * len(lines))
    if box.name not in dress.links:
        return drawn
    address, said = dress.links[box.name]
    return f"<a href={quoteattr(address)} aria-label={quoteattr(said)}>{drawn}</a>"


def _pills(pills: Sequence[Pill], middle: float, top: float) -> str:
    left, drawn = middle - _pills_width(pills) / 2, ""
    for pill in pills:
        width = _pill_width(pill)
        drawn += f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{PILL}" rx="{PILL / 2}" fill="{pill.fill}"/>'
        drawn += _text(pill.text, left + width / 2, top + PILL / 2, SMALL_SIZE, PALE)
        left += width + 4
    return drawn


def _label(arrow: Arrow, drawing: Drawing, dress: Dress) -> str:
    box, mark = arrow.label, dress.moves.get(arrow.name)
    backward = drawing.boxes[arrow.source].column > drawing.boxes[arrow.target].column
    colour = mark.line if mark else BACKWARD if backward else INK
    left, top, fill = box.x - box.width / 2, box.y - box.height / 2, mark.fill if mark else PALE
    ground = f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="3" fill="{fill}"/>'
    crossed = mark is not None and mark.crossed_out
    return ground + "".join(
        _text(line, box.x, top + 1 + LINE * (number + 0.5), SMALL_SIZE, colour, crossed=crossed)
        for number, line in enumerate(box.name.split("\n"))
    )


def _text(text: str, x: float, y: float, size: int, colour: str, *, crossed: bool = False, anchor: str = "middle") -> str:
    line = ' text-decoration="line-through"' if crossed else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" dominant-baseline="central"{line}>'
        f"{escape(text)}</text>"
    )


def _dashed(dash: str) -> str:
    return f' stroke-dasharray="{dash}"' if dash else ""


def _arrow(arrow: Arrow, drawing: Drawing, flow: type[Workflow[Any]], dress: Dress) -> str:
    """Draw a smooth line through an arrow's passages, from the source's side to the target's."""
    source, target = drawing.boxes[arrow.source], drawing.boxes[arrow.target]
    forward = source.column < target.column
    leftward = not forward and source.column != target.column
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
    mark = dress.moves.get(arrow.name)
    colour = mark.line if mark else BACKWARD if leftward else EDGE
    width, dash = (mark.width, _dashed(mark.dash)) if mark else (1.2, "")
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash} marker-end="url(#{_tip_name(flow, colour)})"/>'


def _legend_width(legend: Sequence[Mark]) -> float:
    return sum(_text_width(f"{mark.sign}{mark.label}", SMALL_SIZE) + 62 for mark in legend)


def _legend(legend: Sequence[Mark]) -> str:
    """Explain the marks in a line above the picture: sign, line and name of each."""
    drawn, left = "", float(MARGIN)
    for mark in legend:
        drawn += (
            f'<rect x="{left:.1f}" y="{MARGIN - 4}" width="34" height="18" rx="4" fill="{mark.fill}" stroke="{mark.line}" '
            f'stroke-width="{mark.width}"{_dashed(mark.dash)}/>'
        )
        drawn += _text(mark.sign, left + 17, MARGIN + 5, SMALL_SIZE, INK)
        drawn += _text(mark.label, left + 40, MARGIN + 5, SMALL_SIZE, INK, crossed=mark.crossed_out, anchor="start")
        left += _text_width(f"{mark.sign}{mark.label}") + 62
    return drawn
