"""Lines of Chinese text."""

from functools import cache
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.pdf.fonts import Library, Style, library
from reports.pdf.tables import MM
from reports.pdf.text import (
    NEVER_FIRST,
    NEVER_LAST,
    Align,
    Gap,
    Line,
    Paragraph,
    Picture,
    Text,
    Tick,
    Together,
    lay_out,
)

COLUMN = 40 * MM


def set_text(text: str, letters: Library, width: float = COLUMN) -> list[str]:
    return [words(line) for line in lay_out(Paragraph((Text(text),)), width, letters)]


def words(line: Line) -> str:
    return "".join(piece.mark.text for piece in line.pieces if isinstance(piece.mark, Text))


def test_a_line_feed_begins_a_line_and_an_empty_line_stays(letters: Library) -> None:
    assert set_text("甲\n\n乙", letters) == ["甲", "", "乙"]


def test_no_line_begins_with_closing_punctuation(letters: Library) -> None:
    lines = set_text("老人独居在家里没有人照顾，" * 9, letters, 12 * 10.5)
    assert all(line[0] not in NEVER_FIRST for line in lines)


def test_no_line_ends_with_an_opening_bracket(letters: Library) -> None:
    lines = set_text("老人独居在家里没有人照（顾）" * 9, letters, 12 * 10.5)
    assert all(line[-1] not in NEVER_LAST for line in lines)


def test_numbers_are_not_torn_as_long_as_they_fit(letters: Library) -> None:
    lines = set_text("身份证号码为129900194303050022请核对身份证号码129900194303050022", letters)
    assert sum("129900194303050022" in line for line in lines) == 2


def test_a_number_wider_than_the_column_is_torn_not_cut(letters: Library) -> None:
    lines = set_text("129900194303050022", letters, 10 * MM)
    assert len(lines) > 1
    assert "".join(lines) == "129900194303050022"


def test_blanks_at_the_turn_of_a_line_fall_away_but_those_of_the_writer_stay(letters: Library) -> None:
    assert set_text("  一二三 四五六", letters, 3.9 * 10.5) == ["  一二三", "四五六"]


def test_a_tick_box_stays_with_its_word(letters: Library) -> None:
    option = Together((Tick(True), Gap(2), Text("互联网音（视）频探访")))
    lines = lay_out(Paragraph((Text("探访方式有"), option)), COLUMN * 1.2, letters)
    assert [any(isinstance(piece.mark, Tick) for piece in line.pieces) for line in lines] == [False, True]


def test_characters_of_several_fonts_stand_in_one_line(letters: Library) -> None:
    (line,) = lay_out(Paragraph((Text("㏍王㛃", style=Style.SANS),)), COLUMN, letters)
    assert words(line) == "㏍王㛃"


def test_what_one_mark_cannot_fit_is_set_smaller(letters: Library) -> None:
    paragraph = Paragraph((Text("⸻"), Picture(b"", 200, 40), Gap(90)))
    for line in lay_out(paragraph, 20, letters):
        assert line.width <= 20.01


def test_a_substitute_keeps_what_it_stands_for_and_where(letters: Library) -> None:
    (line,) = lay_out(Paragraph((Text("负责人：刘𬎆，电话"),)), COLUMN * 2, letters)
    assert words(line) == "负责人：刘〓，电话"
    assert line.pieces[0].missing == (("𬎆", "刘〓"),)


@cache
def printable() -> str:
    face = library().main(Style.SERIF).font.face
    return "".join(
        chr(code)
        for code in sorted(face.charToGlyph)
        if category(chr(code)) not in {"Cc", "Cf", "Co", "Cs"} and not 0xFE00 <= code <= 0xFE0F
    )


texts = st.deferred(
    lambda: st.text(st.one_of(st.sampled_from("老人，。（）《》0123abcX 　\n、：" + "□√…—"), st.sampled_from(printable())), max_size=200)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts, width=st.floats(11, 400), size=st.sampled_from([8.0, 10.5, 18.0]), align=st.sampled_from(list(Align)))
def test_any_text_keeps_within_its_column_and_loses_nothing_but_blanks(
    text: str, width: float, size: float, align: Align, letters: Library
) -> None:
    lines = lay_out(Paragraph((Text(text, size),), align), width, letters)
    assert all(line.width <= width + 0.01 for line in lines)
    for line in lines:
        edge = 0.0
        for piece in line.pieces:
            assert piece.x == pytest.approx(edge, abs=0.01)
            edge = piece.x + piece.width
    printed = "".join(words(line) for line in lines)
    assert "".join(printed.split()) == "".join(text.split())
