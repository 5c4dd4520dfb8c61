"""Print a list as an office register: headings on every page, page x of y, and on each sheet who took it out and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from reports.pdf.archival import Issued
from reports.pdf.document import FOOTER_AT, Document, issue, page_number
from reports.pdf.fonts import Library, Style, library
from reports.pdf.page import Sheet
from reports.pdf.paint import Watermark, Words
from reports.pdf.phrases import heading
from reports.pdf.tables import MM, PADDING_X, Block, Cell, Row
from reports.pdf.text import Align, Paragraph, Text

CELL_SIZE = 9.0
LINE_HEIGHT = 6.5 * MM
NARROWEST = CELL_SIZE + 2 * PADDING_X  # a column holds at least one character


@dataclass(frozen=True)
class Column:
    """A column; `weight` is its share of the width beside the others."""

    title: str
    weight: float = 1.0
    align: Align = Align.CENTRE


@dataclass(frozen=True)
class TakenOutBy:
    """Who printed a register, and when, in local time; stands on every sheet (R90)."""

    name: str
    place: str
    at: datetime

    @property
    def words(self) -> str:
        return f"{self.place}　{self.name}　{self.at:%Y-%m-%d %H:%M}".strip("　")


@dataclass(frozen=True)
class Register:
    """A list to be printed. `remarks` stand under the title (period, region, counting rule), `footnotes` after the last row."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[str]]
    taken_out_by: TakenOutBy
    remarks: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    is_landscape: bool = False


def render_register(register: Register, *, out: BinaryIO, fonts: Library | None = None) -> Issued:
    """Print a register as PDF/A-2b. Raises ValueError where a row has not one text for each column."""
    letters = fonts or library()
    return issue(register_document(register), library=letters, out=out)


def register_document(register: Register) -> Document:
    sheet = Sheet(left=15 * MM)
    sheet = sheet.turned() if register.is_landscape else sheet
    words = register.taken_out_by.words

    def footer(number: int, total: int) -> Sequence[Words]:
        return page_number(number, total, sheet), Words(f"打印：{words}", sheet.left, FOOTER_AT, 8.0)

    return Document(register.title, tuple(_blocks(register, sheet)), footer, sheet, Watermark(words), subject="；".join(register.remarks))


def _blocks(register: Register, sheet: Sheet) -> Iterable[Block]:
    widths = column_widths(register.columns, sheet.body_width)
    titles = Row(
        tuple(_cell(width, column.title, Align.CENTRE, Style.SANS) for width, column in zip(widths, register.columns, strict=True)),
        LINE_HEIGHT,
    )
    above = [_open_row(heading(register.title, 16), sheet, 12 * MM)]
    above.extend(_open_row(Paragraph((Text(remark, CELL_SIZE),)), sheet, 5 * MM) for remark in register.remarks)
    yield Block(tuple(above))
    rows = tuple(
        Row(tuple(_cell(width, text, column.align) for width, text, column in zip(widths, row, register.columns, strict=True)), LINE_HEIGHT)
        for row in register.rows
    )
    nothing = (Row((_cell(sheet.body_width, "本期没有符合条件的记录", Align.CENTRE),), LINE_HEIGHT),)
    yield Block(rows or nothing, (titles,), (titles,), keeps_together=False)
    if register.footnotes:
        yield Block(tuple(_open_row(Paragraph((Text(note, CELL_SIZE),)), sheet, 5 * MM) for note in register.footnotes))


def column_widths(columns: Sequence[Column], width: float) -> list[float]:
    """Return widths in points by weight; a column too narrow for one character is widened at the others' cost."""
    widened: set[int] = set()
    while len(widened) < len(columns):
        unit = (width - len(widened) * NARROWEST) / sum(column.weight for at, column in enumerate(columns) if at not in widened)
        narrow = {at for at, column in enumerate(columns) if at not in widened and column.weight * unit < NARROWEST}
        if not narrow:
            return [NARROWEST if at in widened else column.weight * unit for at, column in enumerate(columns)]
        widened |= narrow
    return [width / len(columns)] * len(columns)


def _cell(width: float, text: str, align: Align, style: Style = Style.SERIF) -> Cell:
    return Cell(width, (Paragraph((Text(text, CELL_SIZE, style),), align),) if text else ())


def _open_row(paragraph: Paragraph, sheet: Sheet, height: float) -> Row:
    return Row((Cell(sheet.body_width, (paragraph,), is_ruled=False),), height)
