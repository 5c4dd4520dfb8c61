"""Where the boxes of a process stand: layers from left to right, every label in a place of its own, nothing over anything else.

States stand in even columns; each arrow passes the columns between, and its label is laid out like a box, so that labels never overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12
GAP = 14.0
COLUMN_GAP = 26.0
MOST_PASSAGES = 60_000  # of all arrows together; a process of a few hundred steps never comes near
SHORTEST_REACH = 4


@dataclass
class Box:
    """Something that takes up room: a state, a label, or the passage of an arrow."""

    name: str
    width: float
    height: float
    column: int = 0
    x: float = 0.0
    y: float = 0.0  # of its middle
    is_passage: bool = False


@dataclass
class Arrow:
    """An arrow between two boxes; `label` takes a place on the way, `passages` are what it passes through, from left to right.

    `name` is the transition's own where the arrow is drawn for it alone.
    """

    source: str
    target: str
    label: Box
    passages: list[Box] = field(default_factory=list)
    name: str = ""


@dataclass
class Drawing:
    """Boxes with their places, arrows with their passages, and the size of it all."""

    boxes: dict[str, Box]
    arrows: list[Arrow]
    width: float = 0.0
    height: float = 0.0


def layers_of(names: Sequence[str], leads: Mapping[str, Sequence[str]], starts: Sequence[str], lasts: Sequence[str]) -> dict[str, int]:
    """Give each name its layer: the shortest way from a start; what nothing leads to stands first, `lasts` stand in the last layer."""
    depth = dict.fromkeys(starts, 0)
    waiting = list(starts)
    for name in waiting:
        for onward in leads.get(name, ()):
            if onward not in depth:
                depth[onward] = depth[name] + 1
                waiting.append(onward)
    for name in names:
        depth.setdefault(name, 0)
    ends = frozenset(lasts)
    last = max((layer for name, layer in depth.items() if name not in ends), default=0) + (1 if ends else 0)
    return {name: last if name in ends else depth[name] for name in names}


def lay_out(drawing: Drawing, layers: Mapping[str, int]) -> Drawing:
    """Place every box and passage."""
    for name, box in drawing.boxes.items():
        box.column = 2 * layers[name]
    reach = max(SHORTEST_REACH, MOST_PASSAGES // max(1, len(drawing.arrows)))
    for number, arrow in enumerate(drawing.arrows):
        _route(arrow, drawing.boxes, number, reach)
    columns = _columns(drawing)
    near = _neighbours(drawing)
    for sweep in range(SWEEPS):
        for column in sorted(columns, reverse=bool(sweep % 2)):
            columns[column].sort(key=lambda box: _middle(box, near))
            _stack(columns[column])
        for column in sorted(columns, reverse=not sweep % 2):
            _pull(columns[column], near)
    _place(drawing, columns)
    return drawing


def _route(arrow: Arrow, boxes: Mapping[str, Box], number: int, reach: int) -> None:
    """Let the arrow pass every column between its ends; one that leads back or stays in its column turns to the right of its target.

    One that passes more columns than `reach` keeps to the first and the last of them, and takes the straight way between.
    """
    first, last = sorted((boxes[arrow.source].column, boxes[arrow.target].column))
    arrow.label.column = first + 1 if boxes[arrow.source].column <= boxes[arrow.target].column else last - 1
    between: Sequence[int] = range(first + 1, max(last, first + 2))
    if len(between) > reach:
        between = [*between[: reach // 2], *between[-(reach // 2) :]]
    arrow.passages = [
        arrow.label if column == arrow.label.column else Box(f"{number}.{column}", 4, 8, column, is_passage=True) for column in between
    ]


def _columns(drawing: Drawing) -> dict[int, list[Box]]:
    columns: dict[int, list[Box]] = defaultdict(list)
    for box in (*drawing.boxes.values(), *(one for arrow in drawing.arrows for one in arrow.passages)):
        columns[box.column].append(box)
    for boxes in columns.values():
        _stack(boxes)
    return columns


def _neighbours(drawing: Drawing) -> dict[int, list[Box]]:
    near: dict[int, list[Box]] = defaultdict(list)
    for arrow in drawing.arrows:
        ends = sorted((drawing.boxes[arrow.source], drawing.boxes[arrow.target]), key=lambda box: box.column)
        chain = [ends[0], *arrow.passages, ends[1]]
        for one, other in pairwise(chain):
            near[id(one)].append(other)
            near[id(other)].append(one)
    return near


def _middle(box: Box, near: Mapping[int, list[Box]]) -> float:
    others = near.get(id(box), [])
    return sum(one.y for one in others) / len(others) if others else box.y


def _stack(boxes: Sequence[Box]) -> None:
    """Set the boxes of a column below one another, around the middle line."""
    y = -(sum(box.height for box in boxes) + GAP * (len(boxes) - 1)) / 2
    for box in boxes:
        box.y = y + box.height / 2
        y += box.height + GAP


def _pull(boxes: Sequence[Box], near: Mapping[int, list[Box]]) -> None:
    """Move the boxes towards what they are joined to, in their order and without touching."""
    wanted = [_middle(box, near) for box in boxes]
    floor = None
    for box, y in zip(boxes, wanted, strict=True):
        box.y = y if floor is None else max(y, floor + box.height / 2)
        floor = box.y + box.height / 2 + GAP
    shift = sum(y - box.y for box, y in zip(boxes, wanted, strict=True)) / len(boxes)
    for box in boxes:
        box.y += shift


def _place(drawing: Drawing, columns: Mapping[int, Sequence[Box]]) -> None:
    x = 0.0
    for column in sorted(columns):
        width = max(box.width for box in columns[column])
        for box in columns[column]:
            box.x = x + width / 2
            if box.is_passage:
                box.width = width  # an arrow goes level past the boxes of the column
        x += width + COLUMN_GAP
    everything = [box for boxes in columns.values() for box in boxes]
    top = min((box.y - box.height / 2 for box in everything), default=0.0)
    for box in everything:
        box.y -= top
    drawing.width = x - COLUMN_GAP if columns else 0.0
    drawing.height = max((box.y + box.height / 2 for box in everything), default=0.0)
