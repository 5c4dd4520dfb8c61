"""Deal the blocks of a document out to pages, and say where each stroke and word stands.

The result is plain data: a test can ask whether a text leaves its cell without reading a PDF.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.pdf.fonts import Library
from reports.pdf.tables import (
    MM,
    PADDING_X,
    PADDING_Y,
    Block,
    FlatRow,
    Part,
    SetCell,
    Stamp,
    Upright,
    flatten,
    may_part,
    part_row,
    spans,
)
from reports.pdf.text import Align, Line, Piece

A4 = (210 * MM, 297 * MM)
STAMPED_AT = 0.8  # of the body's width: right of the labels
TOLERANCE = 0.01  # points: sums of floats


@dataclass(frozen=True)
class Sheet:
    """The paper and its margins, in points."""

    width: float = A4[0]
    height: float = A4[1]
    left: float = 20 * MM
    top: float = 15 * MM
    bottom: float = 18 * MM

    @property
    def room(self) -> float:
        return self.height - self.top - self.bottom

    @property
    def body_width(self) -> float:
        return self.width - 2 * self.left

    def turned(self) -> "Sheet":
        return Sheet(self.height, self.width, self.left, self.top, self.bottom)


@dataclass(frozen=True)
class Frame:
    """A ruled rectangle; y grows downwards from the sheet's top."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Placed:
    """A piece at its place: x of its left edge, y of its baseline, and the cell it must stay in."""

    x: float
    baseline: float
    piece: Piece
    cell: Frame


@dataclass(frozen=True)
class Stamped:
    """A stamp with the middle of its word."""

    word: str
    x: float
    y: float


@dataclass(frozen=True)
class Page:
    cells: tuple[Frame, ...]
    outlines: tuple[Frame, ...]  # around each run of ruled rows
    placed: tuple[Placed, ...]
    stamps: tuple[Stamped, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys(gap for placed in self.placed for gap in placed.piece.missing))


class DoesNotFit(ValueError):
    """A merged cell's own text is taller than a page: the form's fault, not the data's."""


def paginate(blocks: Sequence[Block], sheet: Sheet, library: Library, *, reserved: float = 0.0) -> list[Page]:
    """Return the pages of a document; `reserved` is kept free above the bottom margin for notes."""
    dealer = _Dealer(sheet.room - reserved, library)
    for block in blocks:
        dealer.deal(block)
    return [_place(parts, sheet) for parts in dealer.pages if parts]


class _Dealer:
    """Fills one page after the other."""

    def __init__(self, room: float, library: Library) -> None:
        self.pages: list[list[Part]] = [[]]
        self._room = room
        self._library = library

    def deal(self, block: Block) -> None:
        again = list(flatten(block.continued or block.header, self._library))
        header = list(flatten(block.header, self._library))
        queue = deque(flatten(block.rows, self._library))
        whole = Part(block, [*header, *queue]).height
        first = Part(block, [*header, *list(queue)[:1]]).height
        if (block.keeps_together and self._left < whole <= self._room) or self._left < first:
            self._turn()
        if not self.pages[-1] and not header:
            header = again  # a block that goes on with its section says so at a page's head
        part = self._open(block, header)
        opened_with = len(header)
        while queue:
            row = queue.popleft()
            if self._fits(part, row):
                part.rows.append(row)
                continue
            is_fresh = len(part.rows) == opened_with and len(self.pages[-1]) == 1
            parted = self._part(part, row, at_any_price=is_fresh)
            if parted:
                part.rows.append(parted[0])
                queue.appendleft(parted[1])
            elif is_fresh:
                raise DoesNotFit
            else:
                queue.appendleft(row)
            if len(part.rows) == opened_with:
                self.pages[-1].remove(part)  # a header alone at a page's end
            self._turn()
            part = self._open(block, again)
            opened_with = len(again)

    @property
    def _left(self) -> float:
        return self._room - sum(part.height for part in self.pages[-1]) + TOLERANCE

    def _turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])

    def _open(self, block: Block, header: list[FlatRow]) -> Part:
        part = Part(block, list(header))
        self.pages[-1].append(part)
        return part

    def _fits(self, part: Part, row: FlatRow) -> bool:
        grown = Part(part.block, [*part.rows, row])
        return grown.height - part.height <= self._left

    def _part(self, part: Part, row: FlatRow, *, at_any_price: bool) -> tuple[FlatRow, FlatRow] | None:
        if not at_any_price and not may_part(row, self._room):
            return None
        room = self._left
        parted = part_row(row, room, at_any_price=at_any_price)
        if parted and not self._fits(part, parted[0]):
            return None
        return parted


def _place(parts: Sequence[Part], sheet: Sheet) -> Page:
    cells: list[Frame] = []
    placed: list[Placed] = []
    stamps: list[Stamped] = []
    ruled: list[tuple[float, float, float]] = []  # top, bottom and width of ruled rows
    y = sheet.top
    for part in parts:
        top = y
        heights = part.heights
        tops = [y + sum(heights[:at]) for at in range(len(heights))]
        for first, last, label in spans(part.rows):
            frame = Frame(sheet.left + label.x, tops[first], label.cell.cell.width, sum(heights[first : last + 1]))
            cells.append(frame)
            placed.extend(_fill(label.cell, frame))
        for row, row_top, height in zip(part.rows, tops, heights, strict=True):
            x = sheet.left + row.x
            for cell in row.cells:
                frame = Frame(x, row_top, cell.cell.width, height)
                placed.extend(_fill(cell, frame))
                x += cell.cell.width
                if cell.cell.is_ruled:
                    cells.append(frame)
            if any(cell.cell.is_ruled for cell in row.cells):
                ruled.append((row_top, row_top + height, x - sheet.left))
        y += sum(heights)
        if part.block.stamp:
            stamps.append(_stamped(part.block.stamp, sheet, top, y))
    return Page(tuple(cells), tuple(_outlines(ruled, sheet)), tuple(placed), tuple(stamps))


def _stamped(stamp: Stamp, sheet: Sheet, top: float, bottom: float) -> Stamped:
    return Stamped(stamp.word, sheet.left + sheet.body_width * STAMPED_AT, top + (bottom - top) * stamp.depth)


def _outlines(ruled: list[tuple[float, float, float]], sheet: Sheet) -> Iterator[Frame]:
    """Yield one frame around each unbroken run of ruled rows."""
    runs: list[list[tuple[float, float, float]]] = []
    for band in ruled:
        if runs and abs(runs[-1][-1][1] - band[0]) < TOLERANCE:
            runs[-1].append(band)
        else:
            runs.append([band])
    for run in runs:
        yield Frame(sheet.left, run[0][0], max(band[2] for band in run), run[-1][1] - run[0][0])


def _fill(cell: SetCell, frame: Frame) -> Iterator[Placed]:
    taken = sum(line.height for line in cell.lines)
    foot = sum(line.height for line in cell.foot)
    spare = frame.height - 2 * PADDING_Y - taken - foot
    start = frame.y + PADDING_Y + (spare / 2 if cell.cell.upright is Upright.MIDDLE else 0)
    yield from _stack(cell.lines, frame, start)
    yield from _stack(cell.foot, frame, frame.y + frame.height - PADDING_Y - foot)


def _stack(lines: Sequence[Line], frame: Frame, y: float) -> Iterator[Placed]:
    for line in lines:
        spare = frame.width - 2 * PADDING_X - line.width
        shift = {Align.LEFT: 0.0, Align.CENTRE: spare / 2, Align.RIGHT: spare}[line.align]
        for piece in line.pieces:
            yield Placed(frame.x + PADDING_X + shift + piece.x, y + line.baseline, piece, frame)
        y += line.height
