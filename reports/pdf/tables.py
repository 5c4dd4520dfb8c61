"""Grids of an office form: merged cells, rows that grow with their text, rows that part at a page's end without losing a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from reports.pdf.fonts import Library
from reports.pdf.text import Line, Paragraph, lay_out

MM = 72 / 25.4
PADDING_X = 1.2 * MM
PADDING_Y = 0.9 * MM
ROW_HEIGHT = 8 * MM
SPLIT_WORTH = 0.35  # of a page: a row taller than this may part, a lower one moves to the next page whole
LEAST_LINES = 3  # left on either side of a parting


class Upright(StrEnum):
    """Where a cell's text stands in its height."""

    TOP = "top"
    MIDDLE = "middle"


@dataclass(frozen=True)
class Cell:
    """One box of the form. `foot` stands at its bottom (a signature under a text)."""

    width: float
    paragraphs: tuple[Paragraph, ...] = ()
    upright: Upright = Upright.MIDDLE
    foot: tuple[Paragraph, ...] = ()
    is_ruled: bool = True


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    min_height: float = ROW_HEIGHT


@dataclass(frozen=True)
class Group:
    """Rows with one merged cell on their left; where they part over pages the cell is printed again."""

    label: Cell
    rows: tuple["Row | Group", ...]


@dataclass(frozen=True)
class Stamp:
    """A word set across the rows of a block: 作废. `depth` is how far down its middle lies, as a share of the block's height."""

    word: str
    depth: float = 0.5


@dataclass(frozen=True)
class Block:
    """A section of the form. `header` opens it, `continued` opens each further page of it."""

    rows: tuple[Row | Group, ...]
    header: tuple[Row, ...] = ()
    continued: tuple[Row, ...] = ()
    keeps_together: bool = True
    stamp: Stamp | None = None


@dataclass(frozen=True)
class SetCell:
    """A cell with its lines set."""

    cell: Cell
    lines: tuple[Line, ...]
    foot: tuple[Line, ...]

    @cached_property
    def height(self) -> float:
        return 2 * PADDING_Y + sum(line.height for line in self.lines) + sum(line.height for line in self.foot)


@dataclass(eq=False)
class Label:
    """A merged cell on the left: the same object on each of its rows."""

    cell: SetCell
    x: float


@dataclass(frozen=True)
class FlatRow:
    """A row with the merged cells it stands in, outermost first."""

    labels: tuple[Label, ...]
    cells: tuple[SetCell, ...]
    x: float
    min_height: float

    @cached_property
    def height(self) -> float:
        return max([self.min_height, *(cell.height for cell in self.cells)])


@dataclass
class Part:
    """The rows of one block on one page."""

    block: Block
    rows: list[FlatRow] = field(default_factory=list)

    @property
    def heights(self) -> list[float]:
        """Return each row's height; the last row of a merged cell grows where the cell's own text needs more."""
        return settled(self.rows)

    @property
    def height(self) -> float:
        return sum(self.heights)


def flatten(rows: Sequence[Row | Group], library: Library, labels: tuple[Label, ...] = (), x: float = 0.0) -> Iterator[FlatRow]:
    for row in rows:
        if isinstance(row, Group):
            label = Label(set_cell(row.label, library), x)
            yield from flatten(row.rows, library, (*labels, label), x + row.label.width)
        else:
            yield FlatRow(labels, tuple(set_cell(cell, library) for cell in row.cells), x, row.min_height)


def set_cell(cell: Cell, library: Library) -> SetCell:
    width = cell.width - 2 * PADDING_X
    lines = tuple(line for paragraph in cell.paragraphs for line in lay_out(paragraph, width, library))
    foot = tuple(line for paragraph in cell.foot for line in lay_out(paragraph, width, library))
    return SetCell(cell, lines, foot)


def settled(rows: Sequence[FlatRow]) -> list[float]:
    heights = [row.height for row in rows]
    for first, last, label in sorted(spans(rows), key=lambda span: -span[2].x):  # inner cells first: they help the outer ones
        lacking = label.cell.height - sum(heights[first : last + 1])
        if lacking > 0:
            heights[last] += lacking
    return heights


def spans(rows: Sequence[FlatRow]) -> list[tuple[int, int, Label]]:
    """Return the first and last row of each merged cell."""
    found: dict[int, tuple[int, int, Label]] = {}
    for at, row in enumerate(rows):
        for label in row.labels:
            first = found[id(label)][0] if id(label) in found else at
            found[id(label)] = (first, at, label)
    return list(found.values())


def may_part(row: FlatRow, page: float) -> bool:
    return row.height > SPLIT_WORTH * page


def part_row(row: FlatRow, room: float, *, at_any_price: bool = False) -> tuple[FlatRow, FlatRow] | None:
    """Return a row as its lines that fit into the room and the rest, or None where that leaves too little on a side."""
    least = 1 if at_any_price else LEAST_LINES
    cuts = [_cut(cell, room, least) for cell in row.cells]
    parted = [cut for cut, cell in zip(cuts, row.cells, strict=True) if cut < len(cell.lines)]
    if not parted or min(parted) < least:
        return None
    upper = tuple(replace(cell, lines=cell.lines[:cut], foot=()) for cell, cut in zip(row.cells, cuts, strict=True))
    lower = tuple(replace(cell, lines=cell.lines[cut:]) for cell, cut in zip(row.cells, cuts, strict=True))
    return replace(row, cells=upper, min_height=0.0), replace(row, cells=lower, min_height=0.0)


def _cut(cell: SetCell, room: float, least: int) -> int:
    """Return how many lines stay above; a foot never goes over alone."""
    within = _lines_within(cell, room)
    return min(within, max(len(cell.lines) - least, 0)) if cell.foot else within


def _lines_within(cell: SetCell, room: float) -> int:
    left = room - 2 * PADDING_Y
    for count, line in enumerate(cell.lines):
        left -= line.height
        if left < -0.01:
            return count
    return len(cell.lines)
