"""Print the ledger of annex 4 (特殊困难老年人探访关爱服务台账), faithful to the plan's table.

依据: 津民发〔2023〕35号 附件4; requirements R93-R108, G1-G3, G9. Sizes are ours: the plan gives the text only.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import BinaryIO

from reports.ledger_content import Copy, LedgerContent
from reports.pdf.annex4_household import WIDTH, basics, conditions, family, support
from reports.pdf.annex4_service import care_blocks, visit_blocks
from reports.pdf.archival import Issued
from reports.pdf.document import FOOTER_AT, HEADER_AT, Document, issue, page_number
from reports.pdf.fonts import Library, UncoveredCharacters, library
from reports.pdf.page import Sheet
from reports.pdf.paint import Words
from reports.pdf.phrases import heading, plain, written_day
from reports.pdf.tables import MM, Block, Cell, Row
from reports.pdf.text import Align, Paragraph

TITLE = "特殊困难老年人探访关爱服务台账"
ANNEX = "附件4"
FOOTNOTE = "备注：此表一式两份，可复印，区级民政部门、街道（乡镇）各存档一份。"
TITLE_SIZE = 18.0
DIGEST_SHOWN = 16  # hexadecimal digits on the paper: enough to tell two contents apart by eye

__all__ = ["Issued", "UncoveredCharacters", "content_digest", "ledger_document", "render_ledger"]


def render_ledger(content: LedgerContent, *, copy: Copy, out: BinaryIO, fonts: Library | None = None) -> Issued:
    """Print one copy of a ledger as PDF/A-2b and return what was issued.

    A character that no font covers stands as 〓 with a note on its page and is named in `Issued.uncovered`.
    """
    letters = fonts or library()
    return issue(ledger_document(content, copy), library=letters, out=out)


def ledger_document(content: LedgerContent, copy: Copy) -> Document:
    """Return the form as blocks, not yet laid out; both copies hold the same blocks."""
    name = content.basics.name or ""
    digest = content_digest(content)
    blocks = (
        _head(content),
        basics(content.basics),
        family(content.family),
        conditions(content.conditions),
        support(content.support),
        *visit_blocks(content.visits),
        *care_blocks(content.care),
        _foot(),
    )
    sheet = Sheet()

    def footer(number: int, total: int) -> Sequence[Words]:
        words = [
            Words(f"{copy.ordinal}　{copy.holder}", sheet.left, FOOTER_AT, 9.0),
            page_number(number, total, sheet),
        ]
        if not content.is_blank:
            words.append(Words(f"内容校验码 {digest[:DIGEST_SHOWN].upper()}", sheet.width - sheet.left, FOOTER_AT, 8.0, "right"))
        running = _running_head(content)
        if number > 1 and running:
            words.append(Words(running, sheet.width - sheet.left, sheet.height - HEADER_AT, 8.0, "right"))
        return words

    title = f"{TITLE}（{name}）" if name else TITLE
    return Document(title, blocks, footer, sheet, subject=f"{ANNEX}　{copy.ordinal}　{copy.holder}", content_sha256=digest)


def content_digest(content: LedgerContent) -> str:
    """Return the sha256 of what a ledger says, the same for both copies and every printing."""
    canonical = json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain_json)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _plain_json(value: object) -> object:
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    return str(value)


def _head(content: LedgerContent) -> Block:
    day = Paragraph(written_day(content.header_on, lead=12), Align.CENTRE)
    rows = (_open_row(heading(ANNEX, 14, Align.LEFT), 7), _open_row(heading(TITLE, TITLE_SIZE), 11), _open_row(day, 8))
    return Block(rows)


def _foot() -> Block:
    return Block((_open_row(plain(FOOTNOTE), 8),))


def _open_row(paragraph: Paragraph, height: float) -> Row:
    return Row((Cell(WIDTH * MM, (paragraph,), is_ruled=False),), height * MM)


def _running_head(content: LedgerContent) -> str:
    """Return what tells a loose sheet's owner."""
    told = (("被探访人", content.basics.name), ("台账编号", content.ledger_number))
    return "　".join(f"{what}：{text}" for what, text in told if text)
