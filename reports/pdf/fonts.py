"""Know which font prints which character, how wide it is, and which characters no font here can print.

A character that is not covered must never reach the page: the .notdef glyph of these fonts is a crossed box and looks like a tick.
"""

import logging
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase import pdfmetrics, ttfonts

from reports.pdf import outlines

logger = logging.getLogger(__name__)

SUBSTITUTE = "〓"  # the printers' mark for a sort that is not in the case
REMEDY = "如需完整印出，请安装 Debian 软件包 fonts-hanazono，或把含有该字的 TrueType 字库（.ttf）放入字库目录的 extra 文件夹。"
HANAZONO = tuple(Path("/usr/share/fonts/truetype/hanazono", name) for name in ("HanaMinB.ttf", "HanaMinA.ttf"))  # Debian's fonts-hanazono
DEFAULT_DIRECTORY = Path(__file__).resolve().parents[2] / "var" / "fonts"


class Style(StrEnum):
    """The two hands of an office form."""

    SERIF = "serif"  # stands in for 宋体, which cannot be had freely
    SANS = "sans"  # stands in for 黑体 and 小标宋


@dataclass(frozen=True)
class Face:
    """One font file, loaded."""

    name: str
    font: ttfonts.TTFont

    def covers(self, character: str) -> bool:
        return ord(character) in self.font.face.charToGlyph

    def width(self, character: str) -> float:
        """Return the advance in thousandths of the em."""
        face = self.font.face
        return float(face.charWidths.get(ord(character), face.defaultWidth))


class UncoveredCharacters(ValueError):
    """Says which characters no font at hand can print."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        listed = "、".join(f"{character}（{code_point(character)}）" for character in characters)
        super().__init__(f"字库未收下列字，不能印出：{listed}。{REMEDY}")


class Library:
    """The fonts of one directory, each loaded when the first character asks for it.

    Order: the style's own font, the other style's, what the office put into `extra`, Hanazono where Debian has it.
    """

    fallbacks: tuple[Path, ...] = HANAZONO

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._faces: dict[Path, Face] = {}
        self._unusable: set[Path] = set()
        self._lock = Lock()
        self._found: dict[tuple[Style, str], Face | None] = {}

    def face(self, style: Style, character: str) -> Face | None:
        """Return the font that prints a character, or None where none does."""
        key = (style, character)
        if key not in self._found:
            self._found[key] = next((face for face in self._chain(style) if face.covers(character)), None)
        return self._found[key]

    def main(self, style: Style) -> Face:
        return next(self._chain(style))

    def uncovered(self, text: str) -> tuple[str, ...]:
        """Return each character of a text that cannot be printed, once, in order."""
        letters = dict.fromkeys(clean(text).replace("\n", ""))
        return tuple(character for character in letters if self.face(Style.SERIF, character) is None)

    def shown(self, text: str) -> str:
        """Return a text as the page can show it, substitutes in place."""
        return "".join(SUBSTITUTE if self.face(Style.SERIF, character) is None else character for character in clean(text))

    def require(self, text: str) -> None:
        """Raise UncoveredCharacters, by name, where a text cannot be printed whole."""
        missing = self.uncovered(text)
        if missing:
            raise UncoveredCharacters(missing)

    def width(self, style: Style, text: str, size: float) -> float:
        """Return the width of a text in points, substitutes included."""
        return sum(self.advance(style, character) for character in text) * size / 1000

    def advance(self, style: Style, character: str) -> float:
        face = self.face(style, character)
        return face.width(character) if face else self.advance(style, SUBSTITUTE)

    def _chain(self, style: Style) -> Iterator[Face]:
        own, other = (outlines.SERIF, outlines.SANS) if style is Style.SERIF else (outlines.SANS, outlines.SERIF)
        for source in (own, other):
            yield self._load(source.name, outlines.prepare(source, self._directory))
        for path in (*sorted((self._directory / "extra").glob("*.ttf")), *self.fallbacks):
            if path.exists() and path not in self._unusable:
                try:
                    yield self._load(path.stem, path)
                except ttfonts.TTFError as error:
                    self._unusable.add(path)
                    logger.warning("字库文件 %s 不能使用，已跳过：%s", path, error)

    def _load(self, name: str, path: Path) -> Face:
        with self._lock:
            if path not in self._faces:
                font = ttfonts.TTFont(name, str(path), asciiReadable=False, shapable=False)
                _mend_advances(font.face)
                pdfmetrics.registerFont(font)
                self._faces[path] = Face(name, font)
            return self._faces[path]


def _mend_advances(face: ttfonts.TTFontFace) -> None:
    """Undo reportlab's scaling of the advances that a font states once for all its last glyphs.

    It writes them into the embedded font as thousandths of the em, where units of the font belong; with 1024 or 2048 units
    an em (Hanazono, most office fonts) the widths then contradict the page, and the file is not PDF/A.
    """
    stated = int.from_bytes(face.get_table("hhea")[34:36], "big")
    advance = face.hmetrics[stated - 1][0]
    face.hmetrics[stated:] = [(advance, bearing) for _, bearing in face.hmetrics[stated:]]


_directory = [DEFAULT_DIRECTORY]


def use_directory(directory: Path) -> None:
    """Name the directory of the converted fonts; the room's AppConfig hands in the setting."""
    _directory[0] = directory


def library(directory: Path | None = None) -> Library:
    return _library(directory or _directory[0])


@lru_cache(maxsize=4)
def _library(directory: Path) -> Library:
    return Library(directory)


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def clean(text: str) -> str:
    """Return a text as it can be set: line ends are line feeds, blanks are spaces, what is invisible by definition is dropped."""
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return "".join(character for character in lines if not _is_invisible(character))


_LINE_ENDS = {ord(end): "\n" for end in "\r\v\f\x85\u2028\u2029"} | {ord("\t"): "  ", 0xA0: " ", 0x202F: " "}


def _is_invisible(character: str) -> bool:
    code = ord(character)
    is_variation_selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return is_variation_selector or (character != "\n" and unicodedata.category(character) in {"Cc", "Cf"})


def to_unicode_map(fontname: str, subset: list[int]) -> str:
    """Return the map from a subset's codes to text.

    reportlab writes a character beyond the BMP with five hexadecimal digits, which readers take for another character:
    𬍛 was copied out as ⰵ. UTF-16 is what the PDF standard asks for (ISO 32000-1, 9.10.3), in runs of at most 100.
    """
    pairs = [f"<{code:02X}> <{chr(value).encode('utf-16-be').hex().upper()}>" for code, value in enumerate(subset) if value]
    runs = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        f"<< /Registry ({fontname})\n/Ordering ({fontname})\n/Supplement 0\n>> def\n/CMapName /{fontname} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange"
    )
    body = [f"{len(run)} beginbfchar\n" + "\n".join(run) + "\nendbfchar" for run in runs]
    return "\n".join([head, *body, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"])


ttfonts.makeToUnicodeCMap = to_unicode_map
