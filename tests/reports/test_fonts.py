"""Which characters print, and what happens to the others."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from reports.ledger_content import Copy
from reports.ledger_form import render_ledger
from reports.pdf import outlines
from reports.pdf.fonts import DEFAULT_DIRECTORY, Library, Style, UncoveredCharacters, clean, to_unicode_map
from tests.reports.reading import pdf_text
from tests.reports.samples import BASICS, NAME_NO_PACKAGED_FONT_HAS, RARE_NAMES, ledger


def gb2312() -> Iterator[str]:
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            if not (row == 0xD7 and cell > 0xF9):
                yield bytes((row, cell)).decode("gb2312")


def test_every_character_of_gb2312_prints(letters: Library) -> None:
    characters = "".join(gb2312())
    assert len(characters) == 6763
    assert letters.uncovered(characters) == ()


@pytest.mark.parametrize("name", RARE_NAMES)
def test_rare_names_print_whole_from_a_fresh_clone(letters: Library, name: str) -> None:
    assert letters.uncovered(name) == ()


@pytest.mark.parametrize("style", list(Style))
def test_what_the_form_itself_says_prints_in_both_hands(letters: Library, style: Style) -> None:
    assert all(letters.main(style).covers(character) for character in "附件4□√〓〔〕·（）：、；“”ABCabc0123456789Xx-—…㎡①②③")


def test_an_uncovered_character_is_refused_by_name_with_a_way_out(letters: Library) -> None:
    letters.require("".join(RARE_NAMES))
    with pytest.raises(UncoveredCharacters) as refused:
        letters.require(NAME_NO_PACKAGED_FONT_HAS + "☑")
    assert refused.value.characters == ("𬎆", "☑")
    assert "𬎆（U+2C386）" in str(refused.value)
    assert "fonts-hanazono" in str(refused.value)


@pytest.fixture
def office(letters: Library, tmp_path: Path) -> Path:
    """A directory of fonts as an office has it, with a place for its own."""
    for source in outlines.SOURCES:
        target = source.target(DEFAULT_DIRECTORY)
        (tmp_path / target.name).symlink_to(target)
    (tmp_path / "extra").mkdir()
    return tmp_path


@pytest.mark.parametrize("units", [256, 1000, 1024, 2048])
def test_a_font_put_beside_the_others_prints_what_they_lack(office: Path, units: int) -> None:
    square_font(office / "extra" / f"office{units}.ttf", ord("𬎆"), units)
    library = Library(office)
    face = library.face(Style.SERIF, "𬎆")
    assert face is not None
    assert face.name == f"office{units}"
    assert library.shown(NAME_NO_PACKAGED_FONT_HAS) == NAME_NO_PACKAGED_FONT_HAS
    out = BytesIO()
    issued = render_ledger(ledger(basics=replace(BASICS, name=NAME_NO_PACKAGED_FONT_HAS)), copy=Copy.STREET, out=out, fonts=library)
    assert issued.uncovered == ()
    assert NAME_NO_PACKAGED_FONT_HAS in "".join(pdf_text(out.getvalue()).split())


def test_a_file_that_is_no_usable_font_is_passed_over_and_named_in_the_log(office: Path, caplog: pytest.LogCaptureFixture) -> None:
    cff_font(office / "extra" / "a-cff.ttf")
    (office / "extra" / "broken.ttf").write_bytes(b"no font")
    square_font(office / "extra" / "good.ttf", ord("𬎆"))
    face = Library(office).face(Style.SERIF, "𬎆")
    assert face is not None
    assert face.name == "good"
    assert "a-cff.ttf" in caplog.text
    assert "broken.ttf" in caplog.text


def test_what_is_invisible_by_definition_is_no_missing_character(letters: Library) -> None:
    text = "葛\U000e0100\ufe0f兰\u200b\ufeff\x07"
    assert clean(text) == "葛兰"
    assert letters.uncovered(text) == ()


def test_every_kind_of_line_end_becomes_one() -> None:
    assert clean("一\r\n二\r三\u2028四\x0b五") == "一\n二\n三\n四\n五"


def test_a_lone_surrogate_is_named_not_a_crash(letters: Library) -> None:
    assert letters.uncovered("王\ud842") == ("\ud842",)


def test_characters_beyond_the_bmp_are_mapped_in_utf16() -> None:
    mapped = to_unicode_map("Font", [0, ord("王"), ord("𬍛")])
    assert "<01> <738B>" in mapped
    assert "<02> <D870DF5B>" in mapped
    assert "<00> <0000>" not in mapped


def test_a_map_holds_at_most_a_hundred_pairs_a_run() -> None:
    mapped = to_unicode_map("Font", [0, *range(0x4E00, 0x4E00 + 250)])
    assert [line for line in mapped.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "50 beginbfchar",
    ]


class TestConversion:
    """A CFF font becomes one that can be embedded."""

    def test_gives_every_character_a_quadratic_outline_of_the_same_size(self, tmp_path: Path) -> None:
        font = outlines.convert(cff_font(tmp_path / "small.otf"))
        font.save(tmp_path / "small.ttf")
        read = TTFont(tmp_path / "small.ttf")
        assert "CFF " not in read
        assert read.getBestCmap().keys() == {0x4E00, 0x2C386}
        glyph = read["glyf"][read.getBestCmap()[0x2C386]]
        assert (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax) == (50, 0, 950, 800)
        assert read["hmtx"][read.getBestCmap()[0x2C386]][0] == 1000

    def test_leaves_out_what_no_character_reaches(self, tmp_path: Path) -> None:
        assert outlines.convert(cff_font(tmp_path / "small.otf")).getGlyphOrder() == [".notdef", "one", "rare"]

    def test_tells_how_far_it_is(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        outlines.convert(cff_font(tmp_path / "small.otf"), progress=lambda done, total: told.append((done, total)))
        assert told[-1] == (3, 3)

    def test_is_done_once(self, tmp_path: Path) -> None:
        source = outlines.Source("Small", cff_font(tmp_path / "small.otf"))
        first = outlines.prepare(source, tmp_path / "fonts")
        made_at = first.stat().st_mtime_ns
        assert outlines.prepare(source, tmp_path / "fonts") == first
        assert first.stat().st_mtime_ns == made_at

    def test_two_processes_at_once_leave_one_whole_file(self, tmp_path: Path) -> None:
        source = outlines.Source("Small", cff_font(tmp_path / "small.otf"))
        context = get_context("spawn")
        workers = [context.Process(target=outlines.prepare, args=(source, tmp_path / "fonts")) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert [worker.exitcode for worker in workers] == [0, 0]
        files = sorted(path.name for path in (tmp_path / "fonts").iterdir() if not path.name.endswith(".lock"))
        assert files == [source.target(tmp_path).name]
        TTFont(tmp_path / "fonts" / files[0])

    def test_a_failure_half_way_leaves_nothing_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = outlines.Source("Small", cff_font(tmp_path / "small.otf"))
        monkeypatch.setattr(outlines.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            outlines.prepare(source, tmp_path / "fonts")
        assert [path.name for path in (tmp_path / "fonts").iterdir()] == [".Small.lock"]


NAMES = {"familyName": "Small", "styleName": "Regular", "psName": "Small-Regular", "uniqueFontIdentifier": "small", "fullName": "Small"}


def cff_font(path: Path) -> Path:
    """Make a font of three reachable glyphs and one that no character reaches, with a curve in each."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "one", "unreached", "rare"])
    builder.setupCharacterMap({0x4E00: "one", 0x2C386: "rare"})
    charstrings = {}
    for name in (".notdef", "one", "unreached", "rare"):
        pen = T2CharStringPen(1000, None)
        pen.moveTo((50, 0))
        pen.lineTo((950, 0))
        pen.curveTo((950, 400), (950, 800), (500, 800))
        pen.lineTo((50, 800))
        pen.closePath()
        charstrings[name] = pen.getCharString()
    builder.setupCFF("Small-Regular", {}, charstrings, {})
    finish(builder, path)
    return path


def square_font(path: Path, code: int, units: int = 1000) -> None:
    builder = FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "square"])
    builder.setupCharacterMap({32: "space", code: "square"})
    glyphs = {}
    for name in (".notdef", "space", "square"):
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        pen.lineTo((900, 0))
        pen.lineTo((900, 900))
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    finish(builder, path, units)


def finish(builder: FontBuilder, path: Path, advance: int = 1000) -> None:
    builder.setupHorizontalMetrics({name: (advance, 0) for name in builder.font.getGlyphOrder()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable(NAMES)
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(path)
