"""Read a laid-out form, or a finished PDF, as a person would."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf

from reports.ledger_content import Copy, LedgerContent
from reports.ledger_form import ledger_document
from reports.pdf.document import Document, lay_out_pages
from reports.pdf.fonts import Library
from reports.pdf.page import Frame, Page
from reports.pdf.tables import MM
from reports.pdf.text import Picture, Piece, Text, Tick


class Form:
    """A form as its pages show it; a tick box reads □ or ☑, room for the pen reads ＿, a picture reads ✎."""

    def __init__(self, document: Document, letters: Library) -> None:
        self.document = document
        self.pages = lay_out_pages(document, letters)

    @classmethod
    def of(cls, content: LedgerContent, letters: Library, copy: Copy = Copy.DISTRICT) -> "Form":
        return cls(ledger_document(content, copy), letters)

    @property
    def cells(self) -> list[str]:
        return [text for page in self.pages for _, text in read_cells(page)]

    @property
    def text(self) -> str:
        return "\n".join(self.cells)

    def beside(self, label: str, nth: int = 0) -> str:
        """Return what stands in the cell right of a label."""
        found = [self._right_of(page, frame) for page in self.pages for frame, text in read_cells(page) if text == label]
        return found[nth]

    def page_of(self, fragment: str) -> int:
        return next(number for number, page in enumerate(self.pages, start=1) if any(fragment in text for _, text in read_cells(page)))

    @staticmethod
    def _right_of(page: Page, label: Frame) -> str:
        edge = label.x + label.width
        texts = dict(read_cells(page, with_empty=True))
        return next(text for frame, text in texts.items() if abs(frame.x - edge) < 0.1 and abs(frame.y - label.y) < 0.1)


def read_cells(page: Page, *, with_empty: bool = False) -> list[tuple[Frame, str]]:
    by_cell: dict[Frame, list[tuple[float, float, str]]] = {frame: [] for frame in page.cells} if with_empty else {}
    for placed in page.placed:
        by_cell.setdefault(placed.cell, []).append((round(placed.baseline, 2), placed.x, _read(placed.piece)))
    cells = [(frame, "".join(text for _, _, text in sorted(parts)).strip("＿　 ")) for frame, parts in by_cell.items()]
    return sorted(cells, key=lambda cell: (round(cell[0].y, 1), round(cell[0].x, 1)))


def _read(piece: Piece) -> str:
    mark = piece.mark
    if isinstance(mark, Text):
        return mark.text
    if isinstance(mark, Tick):
        return "☑" if mark.is_ticked else "□"
    return "✎" if isinstance(mark, Picture) else ("＿" if mark.width > 2 * MM else "")


def geometry(form: Form) -> str:
    """Return a form as lines of text with its measures in millimetres, to be compared with what was agreed."""
    lines = []
    for number, page in enumerate(form.pages, start=1):
        lines.append(f"第{number}页")
        for frame, text in read_cells(page, with_empty=True):
            measures = " ".join(f"{length / MM:6.1f}" for length in (frame.x, frame.y, frame.width, frame.height))
            lines.append(f"{measures}  {text}".rstrip())
    return "\n".join(lines)


def pdf_text(pdf_bytes: bytes) -> str:
    """Return the text of a PDF by its own ToUnicode maps, page by page, in drawing order; invisible text under tick boxes included."""
    with pikepdf.open(BytesIO(pdf_bytes)) as pdf:
        return "\f".join("".join(_page_text(page)) for page in pdf.pages)


def _page_text(page: pikepdf.Page) -> Sequence[str]:
    maps = {str(name): _to_unicode(font) for name, font in page.Resources.Font.items()}
    current: dict[int, str] = {}
    out: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) == "Tj":
            out.extend(current[code] for code in bytes(operands[0]))
        elif str(operator) == "ET":
            out.append("\n")
    return out


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    pairs: dict[int, str] = {}
    inside = False
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        if line.endswith("bfchar"):
            inside = "begin" in line
        elif inside:
            code, text = (part.strip("<>") for part in line.split())
            pairs[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return pairs
