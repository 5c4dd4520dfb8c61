"""The small print of an office form: tick boxes with their words, dates, sums and signatures as Chinese offices write them."""

from datetime import date
from decimal import Decimal

from reports.ledger_content import Signature
from reports.pdf.fonts import Style
from reports.pdf.tables import MM, Cell, Row, Upright
from reports.pdf.text import BODY_SIZE, Align, Gap, Inline, Mark, Paragraph, Picture, Text, Tick, Together

SIGNATURE_HEIGHT = 9 * MM
SIGNATURE_WIDTH = 30 * MM
BOX_GAP = Gap(1.0 * MM)


def plain(text: str | None, align: Align = Align.LEFT) -> Paragraph:
    return Paragraph((Text(text or ""),), align)


def heading(text: str, size: float = BODY_SIZE, align: Align = Align.CENTRE) -> Paragraph:
    return Paragraph((Text(text, size, Style.SANS),), align)


def label(width: float, text: str) -> Cell:
    """Return a cell of the form's own print."""
    return Cell(width * MM, (plain(text, Align.CENTRE),))


def value(width: float, text: str | None, align: Align = Align.CENTRE) -> Cell:
    """Return a cell with what was recorded, or blank."""
    return Cell(width * MM, (plain(text, align),) if text else ())


def entry(width: float, *paragraphs: Paragraph, foot: tuple[Paragraph, ...] = ()) -> Cell:
    """Return a cell for a longer text, which begins at its top."""
    return Cell(width * MM, paragraphs, Upright.TOP, foot)


def bar(title: str, width: float) -> Row:
    """Return the row that opens a section."""
    return Row((Cell(width * MM, (heading(title),)),))


def option(word: str, is_ticked: bool, *rest: Mark, slot: float = 0.0) -> Together:
    """Return a tick box with its word; `slot` (mm) sets the options of several rows under one another."""
    return Together((Tick(is_ticked), BOX_GAP, Text(word), *rest), slot * MM)


def yes_no(answer: bool | None) -> Paragraph:
    return Paragraph((option("是", answer is True, Gap(2 * MM)), option("否", answer is False)), Align.CENTRE)


def written_day(day: date | None, *, lead: float = 6.0) -> tuple[Inline, ...]:
    """Return 2026年3月5日, or the words with room for the pen."""
    if day is not None:
        return (Together((Text(f"{day.year}年{day.month}月{day.day}日"),)),)
    return (Together((Gap(lead * MM), Text("年"), Gap(5 * MM), Text("月"), Gap(5 * MM), Text("日"))),)


def written_sum(amount: Decimal) -> str:
    """Return 3250 or 3250.50: no thousands separators on an office form, cents only where there are any."""
    cents = amount.quantize(Decimal("0.01"))
    return str(cents.quantize(Decimal(1))) if cents == cents.to_integral_value() else str(cents)


def signature_words(signature: Signature) -> str:
    """Return 张桂芳（口头确认，见证人：李明）."""
    remarks = [signature.method.value] if signature.method else []
    if signature.reason:
        remarks.append(signature.reason)
    if signature.witness:
        remarks.append(f"见证人：{signature.witness}")
    return f"{signature.name}（{'，'.join(remarks)}）" if remarks else signature.name


def signed(signature: Signature | None, align: Align = Align.CENTRE) -> tuple[Paragraph, ...]:
    """Return a signature: what was written on the screen, where it was, and who it is."""
    if signature is None:
        return ()
    words = plain(signature_words(signature), align)
    if signature.image is None:
        return (words,)
    return Paragraph((Picture(signature.image, SIGNATURE_WIDTH, SIGNATURE_HEIGHT),), align), words


def spaced(options: tuple[Together, ...]) -> Paragraph:
    """Return options in a row with blanks between them, which fall away at a line's end."""
    parts: list[Inline] = list(options[:1])
    for item in options[1:]:
        parts.extend((Text("　"), item))
    return Paragraph(tuple(parts))
