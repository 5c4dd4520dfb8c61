"""Set Chinese text into lines: every character is placed, none is lost, none leaves its column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import takewhile

from reports.pdf.fonts import SUBSTITUTE, Library, Style, clean

BODY_SIZE = 10.5  # 五号
LEADING = 1.4
ASCENT = 0.88  # of the em, in both Noto fonts
NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉…—～·％％”’,.;:?!)]}%／/")  # 避头
NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥$")  # 避尾
CONTEXT = 3  # characters shown on either side of a substitute in the note

Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)
RED: Colour = (0.75, 0.08, 0.08)


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Text:
    """Words."""

    text: str
    size: float = BODY_SIZE
    style: Style = Style.SERIF
    colour: Colour = BLACK

    def is_set_like(self, other: "Text") -> bool:
        return (self.size, self.style, self.colour) == (other.size, other.style, other.colour)


@dataclass(frozen=True)
class Tick:
    """A tick box, drawn as a shape: ☐ and ☑ are in no font here."""

    is_ticked: bool
    size: float = BODY_SIZE


@dataclass(frozen=True)
class Gap:
    """Room for the pen."""

    width: float


@dataclass(frozen=True)
class Picture:
    """A signature as it was written."""

    png: bytes
    width: float
    height: float


@dataclass(frozen=True)
class Together:
    """What is not torn apart at a line's end as long as it fits into one line: a tick box with its word, a date."""

    parts: tuple[Text | Tick | Gap | Picture, ...]
    min_width: float = 0.0  # what follows begins no nearer than this


Mark = Text | Tick | Gap | Picture
Inline = Mark | Together


@dataclass(frozen=True)
class Paragraph:
    """Inlines in a row; a line feed in a text starts a new line."""

    inlines: tuple[Inline, ...]
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Piece:
    """What stands at one place of a line: a run of one font, a tick box, a picture."""

    x: float
    width: float
    mark: Mark
    font: str = ""
    missing: tuple[tuple[str, str], ...] = ()  # (character, where it stands) of each substitute


@dataclass(frozen=True)
class Line:
    pieces: tuple[Piece, ...]
    width: float
    height: float
    baseline: float  # from the line's top
    align: Align = Align.LEFT


_BLANKS = frozenset(" \u3000")


@dataclass
class _Unit:
    """What is kept in one line."""

    pieces: list[Piece]
    width: float
    first: str  # its first and last character, for the rules of punctuation; empty where it is no text
    last: str
    ends_line: bool = False

    @property
    def is_blank(self) -> bool:
        return self.first in _BLANKS and self.last in _BLANKS


def lay_out(paragraph: Paragraph, width: float, library: Library) -> tuple[Line, ...]:
    """Return the lines of a paragraph set to a width in points."""
    lines: list[Line] = []
    row = _Row(paragraph.align)
    blanks: list[_Unit] = []  # not set before it is known that something follows them on the line
    for unit in _joined(_units(paragraph, library)):
        if unit.is_blank:
            blanks.append(unit)
            continue
        room = width - row.width - sum(blank.width for blank in blanks)
        if unit.ends_line or (unit.width > room and not row.is_empty):
            lines.append(row.take())
        elif unit.width <= room:
            row.add(*blanks)
        blanks.clear()
        for part in [unit] if unit.width <= width else _torn(unit, width):
            if row.width + part.width > width and not row.is_empty:
                lines.append(row.take())
            row.add(part)
    lines.append(row.take())
    return tuple(lines)


@dataclass
class _Row:
    """The line under way."""

    align: Align
    pieces: list[Piece] = field(default_factory=list)
    width: float = 0.0

    @property
    def is_empty(self) -> bool:
        return not self.pieces

    def add(self, *units: _Unit) -> None:
        for unit in units:
            for piece in unit.pieces:
                self._append(piece)
                self.width += piece.width

    def _append(self, piece: Piece) -> None:
        """Add a piece, to the run before it where both are set alike."""
        before, mark = (self.pieces[-1] if self.pieces else None), piece.mark
        if (
            before
            and isinstance(mark, Text)
            and isinstance(before.mark, Text)
            and before.font == piece.font
            and mark.is_set_like(before.mark)
        ):
            joined = Text(before.mark.text + mark.text, mark.size, mark.style, mark.colour)
            self.pieces[-1] = Piece(before.x, before.width + piece.width, joined, piece.font, before.missing + piece.missing)
        else:
            self.pieces.append(Piece(self.width, piece.width, mark, piece.font, piece.missing))

    def take(self) -> Line:
        pieces, self.pieces, width, self.width = tuple(self.pieces), [], self.width, 0.0
        size = max((piece.mark.size for piece in pieces if isinstance(piece.mark, Text | Tick)), default=BODY_SIZE)
        picture = max((piece.mark.height for piece in pieces if isinstance(piece.mark, Picture)), default=0.0)
        above = max(size * (ASCENT + (LEADING - 1) / 2), picture)
        return Line(pieces, width, above + size * (LEADING - ASCENT - (LEADING - 1) / 2), above, self.align)


def _units(paragraph: Paragraph, library: Library) -> Iterator[_Unit]:
    for inline in paragraph.inlines:
        if isinstance(inline, Together):
            pieces = [piece for part in inline.parts for piece in _pieces(part, library)]
            lacking = inline.min_width - sum(piece.width for piece in pieces)
            if lacking > 0:
                pieces.append(Piece(0, lacking, Gap(lacking)))
            if pieces:
                yield _unit(pieces)
        elif isinstance(inline, Text):
            yield from _words(inline, library)
        else:
            yield _unit(_pieces(inline, library))


def _words(text: Text, library: Library) -> Iterator[_Unit]:
    """Yield one unit a Chinese character, one a Latin word or number, one a blank, one a line feed."""
    pieces = list(_pieces(text, library))
    word: list[Piece] = []
    for piece in pieces:
        character = _letters(piece)
        if word and not (_is_latin(character) and _is_latin(_letters(word[-1]))):
            yield _unit(word)
            word = []
        if character == "\n":
            yield _Unit([], 0.0, "", "", ends_line=True)
        else:
            word.append(piece)
    if word:
        yield _unit(word)


def _pieces(mark: Mark, library: Library) -> list[Piece]:
    """Return one piece a character, so that lines may break anywhere between them; runs are joined again in the line."""
    if isinstance(mark, Tick):
        return [Piece(0, mark.size * 0.95, mark)]
    if not isinstance(mark, Text):
        return [Piece(0, mark.width, mark)]
    text = clean(mark.text)
    pieces = []
    for at, character in enumerate(text):
        face = library.face(mark.style, character) or library.main(mark.style)
        missing: tuple[tuple[str, str], ...] = ()
        shown = character
        if character != "\n" and library.face(mark.style, character) is None:
            shown = SUBSTITUTE
            missing = ((character, _surroundings(text, at, library)),)
        width = 0.0 if character == "\n" else library.advance(mark.style, shown) * mark.size / 1000
        pieces.append(Piece(0, width, Text(shown, mark.size, mark.style, mark.colour), face.name, missing))
    return pieces


def gaps(text: str, library: Library) -> tuple[tuple[str, str], ...]:
    """Return each character of a text that cannot be printed, and where it stands."""
    shown = clean(text)
    return tuple((letter, _surroundings(shown, at, library)) for at, letter in enumerate(shown) if letter in library.uncovered(letter))


def _surroundings(text: str, at: int, library: Library) -> str:
    """Return the substitute with the letters next to it, as the page shows them: 刘〓."""
    before = "".join(reversed(list(takewhile(str.isalnum, reversed(text[max(0, at - CONTEXT) : at])))))
    after = "".join(takewhile(str.isalnum, text[at + 1 : at + 1 + CONTEXT]))
    return library.shown(before + text[at] + after)


def _unit(pieces: Sequence[Piece]) -> _Unit:
    return _Unit(list(pieces), sum(piece.width for piece in pieces), _letters(pieces[0])[:1], _letters(pieces[-1])[-1:])


def _letters(piece: Piece) -> str:
    return piece.mark.text if isinstance(piece.mark, Text) else ""


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "-_.@#&+'")


def _joined(units: Iterator[_Unit]) -> Iterator[_Unit]:
    """Join what punctuation forbids to part (避头避尾)."""
    held: _Unit | None = None
    for unit in units:
        sticks = held is not None and not held.ends_line and (unit.first in NEVER_FIRST or held.last in NEVER_LAST) and not unit.ends_line
        if held and sticks:
            held = _unit([*held.pieces, *unit.pieces])
            continue
        if held:
            yield held
        held = unit
    if held:
        yield held


def _torn(unit: _Unit, width: float) -> list[_Unit]:
    """Return a unit wider than the line piece by piece: ugly, but nothing is lost."""
    return [_unit([piece if piece.width <= width else _narrowed(piece, width)]) for piece in unit.pieces]


def _narrowed(piece: Piece, width: float) -> Piece:
    """Return one mark that is wider than the column (a dash of three ems beside 性别) at the size that fits."""
    share, mark = width / piece.width, piece.mark
    if isinstance(mark, Gap):
        return replace(piece, width=width, mark=Gap(width))
    if isinstance(mark, Picture):
        return replace(piece, width=width, mark=Picture(mark.png, width, mark.height * share))
    return replace(piece, width=width, mark=replace(mark, size=mark.size * share))
