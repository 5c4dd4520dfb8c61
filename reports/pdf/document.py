"""Put a document together: pages, footers, the note on characters that could not be printed, PDF/A."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reports.pdf.archival import Issued, finish
from reports.pdf.fonts import SUBSTITUTE, Library, code_point
from reports.pdf.page import Page, Sheet, paginate
from reports.pdf.paint import Watermark, Words, paint
from reports.pdf.tables import MM, Block
from reports.pdf.text import LEADING, Paragraph, Text, gaps, lay_out

NOTE_SIZE = 8.0
NOTED_AT_MOST = 24  # substitutes listed on the page; Issued.uncovered names all
FOOTER_AT = 10 * MM
HEADER_AT = 10 * MM

Footer = Callable[[int, int], Sequence[Words]]  # page number, of how many


@dataclass(frozen=True)
class Document:
    """What is to be printed."""

    title: str
    blocks: tuple[Block, ...]
    footer: Footer
    sheet: Sheet = Sheet()
    watermark: Watermark | None = None
    subject: str = ""
    content_sha256: str = ""


def issue(document: Document, *, library: Library, out: BinaryIO) -> Issued:
    """Print a document as PDF/A-2b. A character no font covers stands as 〓, with a note on its page and its name in the result."""
    sheet = document.sheet
    pages = lay_out_pages(document, library)

    def surround(number: int, total: int, page: Page) -> list[Words]:
        lines = note_lines(_missing(page, document.footer(number, total), library), sheet.body_width, library)
        rows = [sheet.bottom + 1 * MM + row * NOTE_SIZE * LEADING for row in reversed(range(len(lines)))]
        notes = [Words(text, sheet.left, y, NOTE_SIZE) for text, y in zip(lines, rows, strict=True)]
        return [*notes, *document.footer(number, total)]

    raw = paint(pages, sheet, library, title=document.title, surround=surround, watermark=document.watermark)
    uncovered = tuple(dict.fromkeys(character for page in pages for character, _ in page.missing))
    return finish(raw, out, title=document.title, subject=document.subject, uncovered=uncovered, content_sha256=document.content_sha256)


def lay_out_pages(document: Document, library: Library) -> list[Page]:
    """Return the pages; where there are substitutes, room for the longest note on them is kept above the footers."""
    pages = paginate(document.blocks, document.sheet, library)
    footers = [document.footer(number, len(pages)) for number in range(1, len(pages) + 1)]
    missing = [gap for page, footer in zip(pages, footers, strict=True) for gap in _missing(page, footer, library)]
    if not missing:
        return pages
    longest = note_lines(tuple(dict.fromkeys(missing)), document.sheet.body_width, library)
    return paginate(document.blocks, document.sheet, library, reserved=len(longest) * NOTE_SIZE * LEADING + 2 * MM)


def _missing(page: Page, footer: Sequence[Words], library: Library) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys([*page.missing, *(gap for words in footer for gap in gaps(words.text, library))]))


def note_lines(missing: Sequence[tuple[str, str]], width: float, library: Library) -> tuple[str, ...]:
    """Return the note that says which character each substitute stands for."""
    if not missing:
        return ()
    named = "、".join(f"“{context}”为 {code_point(character)}" for character, context in missing[:NOTED_AT_MOST])
    more = f"等 {len(missing)} 处" if len(missing) > NOTED_AT_MOST else ""
    text = f"注：“{SUBSTITUTE}”代替字库未收、不能印出的字，{named}{more}，请据证件手工补写。"
    lines = lay_out(Paragraph((Text(text, NOTE_SIZE),)), width, library)
    return tuple("".join(piece.mark.text for piece in line.pieces if isinstance(piece.mark, Text)) for line in lines)


def page_number(number: int, total: int, sheet: Sheet) -> Words:
    return Words(f"第 {number} 页　共 {total} 页", sheet.width / 2, FOOTER_AT, 9.0, "centre")
