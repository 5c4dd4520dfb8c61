"""Paint laid-out pages with reportlab."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from reports.pdf.fonts import Library, Style
from reports.pdf.page import Frame, Page, Placed, Sheet, Stamped
from reports.pdf.text import BLACK, RED, Colour, Picture, Text, Tick

GRID = 0.5
OUTLINE = 1.0
STAMP_SIZE = 54.0
STAMP_TILT = 18.0
WATERMARK: Colour = (0.9, 0.9, 0.9)
_press = Lock()  # reportlab reads glyphs through one file position a font: two documents at once would mix them


@dataclass(frozen=True)
class Words:
    """A short line outside the grid (footer, note): x by its anchor, y of the baseline from the sheet's foot."""

    text: str
    x: float
    y: float
    size: float = 8.0
    anchor: str = "left"
    style: Style = Style.SERIF
    colour: Colour = BLACK


Surround = Callable[[int, int, Page], Sequence[Words]]


@dataclass(frozen=True)
class Watermark:
    """Who took this paper out of the system, and when; lies under the text."""

    text: str


class Painter:
    """One document under way."""

    def __init__(self, canvas: Canvas, sheet: Sheet, library: Library) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._library = library

    def page(self, page: Page, words: Sequence[Words], watermark: Watermark | None) -> None:
        if watermark:
            self._watermark(watermark)
        canvas = self._canvas
        canvas.setStrokeColorRGB(*BLACK)
        canvas.setLineWidth(GRID)
        for cell in page.cells:
            self._rectangle(cell)
        canvas.setLineWidth(OUTLINE)
        for outline in page.outlines:
            self._rectangle(outline)
        for placed in page.placed:
            self._mark(placed)
        for stamp in page.stamps:
            self._stamp(stamp)
        for line in words:
            self._words(line)
        canvas.showPage()

    def _rectangle(self, frame: Frame) -> None:
        self._canvas.rect(frame.x, self._sheet.height - frame.y - frame.height, frame.width, frame.height)

    def _mark(self, placed: Placed) -> None:
        mark, y = placed.piece.mark, self._sheet.height - placed.baseline
        if isinstance(mark, Text) and mark.text.strip():
            self._canvas.setFillColorRGB(*mark.colour)
            self._canvas.setFont(placed.piece.font, mark.size)
            self._canvas.drawString(placed.x, y, mark.text)
        elif isinstance(mark, Tick):
            self._tick(mark, placed.x, y)
        elif isinstance(mark, Picture):
            self._canvas.drawImage(
                ImageReader(_on_white(mark.png)), placed.x, y, mark.width, mark.height, preserveAspectRatio=True, anchor="w"
            )

    def _tick(self, tick: Tick, x: float, y: float) -> None:
        """Draw the box, and under it an invisible □ or √, so that copied or extracted text tells which box is ticked."""
        canvas, side = self._canvas, tick.size * 0.78
        bottom = y - tick.size * 0.06
        canvas.setLineWidth(0.7)
        canvas.rect(x + tick.size * 0.06, bottom, side, side)
        if tick.is_ticked:
            canvas.setLineWidth(1.3)
            path = canvas.beginPath()
            left = x + tick.size * 0.06
            path.moveTo(left + side * 0.16, bottom + side * 0.52)
            path.lineTo(left + side * 0.42, bottom + side * 0.2)
            path.lineTo(left + side * 0.98, bottom + side * 1.02)
            canvas.drawPath(path)
        canvas.setFillColorRGB(*BLACK)
        canvas.setFont(self._library.main(Style.SERIF).name, tick.size * 0.8)
        canvas.drawString(x, y, "√" if tick.is_ticked else "□", mode=3)

    def _stamp(self, stamp: Stamped) -> None:
        """Print a word in outline across the rows: it strikes them out and hides nothing."""
        canvas = self._canvas
        width = self._library.width(Style.SANS, stamp.word, STAMP_SIZE)
        canvas.saveState()
        canvas.translate(stamp.x, self._sheet.height - stamp.y)
        canvas.rotate(STAMP_TILT)
        canvas.setStrokeColorRGB(*RED)
        canvas.setFillColorRGB(*RED)
        canvas.setLineWidth(1.8)
        canvas.roundRect(-width / 2 - 14, -STAMP_SIZE * 0.68, width + 28, STAMP_SIZE * 1.36, 6)
        canvas.setLineWidth(1.0)
        canvas.setFont(self._library.main(Style.SANS).name, STAMP_SIZE)
        canvas.drawString(-width / 2, -STAMP_SIZE * 0.37, stamp.word, mode=1)
        canvas.restoreState()

    def _words(self, line: Words) -> None:
        x, shown = line.x, self._library.shown(line.text)
        if line.anchor != "left":
            width = self._library.width(line.style, shown, line.size)
            x -= width if line.anchor == "right" else width / 2
        self._canvas.setFillColorRGB(*line.colour)
        for text, font in self._runs(line.style, shown):
            self._canvas.setFont(font, line.size)
            self._canvas.drawString(x, line.y, text)
            x += self._library.width(line.style, text, line.size)

    def _runs(self, style: Style, text: str) -> list[tuple[str, str]]:
        """Return runs of one font."""
        runs: list[tuple[str, str]] = []
        for character in text:
            face = self._library.face(style, character) or self._library.main(style)
            if runs and runs[-1][1] == face.name:
                runs[-1] = (runs[-1][0] + character, face.name)
            else:
                runs.append((character, face.name))
        return runs

    def _watermark(self, watermark: Watermark) -> None:
        """Lay the text over the whole sheet, three to a row, so that no crop is without it."""
        canvas, sheet = self._canvas, self._sheet
        size = 15.0
        step = self._library.width(Style.SANS, watermark.text, size) + 60
        canvas.saveState()
        canvas.translate(sheet.width / 2, sheet.height / 2)
        canvas.rotate(28)
        reach = (sheet.width + sheet.height) / 2
        rows = int(reach // 110)
        for row in range(-rows, rows + 1):
            x = -reach + (row % 2) * step / 2
            while x < reach:
                self._words(Words(watermark.text, x, row * 110, size, "left", Style.SANS, WATERMARK))
                x += step
        canvas.restoreState()


def _on_white(png: bytes) -> BytesIO:
    """Return a picture without transparency, in grey: ink on paper."""
    picture = Image.open(BytesIO(png)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    flat = BytesIO()
    paper.convert("RGB").save(flat, "PNG")
    flat.seek(0)
    return flat


def paint(
    pages: Sequence[Page], sheet: Sheet, library: Library, *, title: str, surround: Surround, watermark: Watermark | None = None
) -> BytesIO:
    """Return the document as reportlab writes it, not yet PDF/A."""
    raw = BytesIO()
    with _press:
        # the first font of every page; without it reportlab names Helvetica, which is not embedded
        canvas = Canvas(raw, pagesize=(sheet.width, sheet.height), initialFontName=library.main(Style.SERIF).name, pageCompression=1)
        canvas.setTitle(title)
        painter = Painter(canvas, sheet, library)
        for number, page in enumerate(pages, start=1):
            painter.page(page, surround(number, len(pages), page), watermark)
        canvas.save()
    raw.seek(0)
    return raw
