"""The file that leaves the house: archival, whole, searchable."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa

from reports.ledger_content import Copy, FamilyMember, LedgerContent
from reports.ledger_form import Issued, render_ledger
from reports.pdf.fonts import Library
from tests.reports.reading import pdf_text
from tests.reports.samples import BASICS, NAME_NO_PACKAGED_FONT_HAS, RARE_NAMES, ledger, visit


def printed(content: LedgerContent, letters: Library, copy: Copy = Copy.DISTRICT) -> tuple[bytes, Issued]:
    out = BytesIO()
    issued = render_ledger(content, copy=copy, out=out, fonts=letters)
    return out.getvalue(), issued


@pytest.fixture(scope="module")
def typical(letters: Library) -> tuple[bytes, Issued]:
    void = visit(2, is_annulled=True, annulment_note="重复录入")
    return printed(ledger(visits=(visit(1), void)), letters)


def test_it_passes_as_pdf_a_2b(typical: tuple[bytes, Issued], tmp_path: Path) -> None:
    path = tmp_path / "ledger.pdf"
    path.write_bytes(typical[0])
    report = pdfa.validate_written(path, "2b")
    assert report.verdict == "pass", report


def test_what_was_issued_names_digest_and_pages_of_the_bytes_written(typical: tuple[bytes, Issued]) -> None:
    written, issued = typical
    assert issued.sha256 == sha256(written).hexdigest()
    with pikepdf.open(BytesIO(written)) as pdf:
        assert issued.pages == len(pdf.pages) == 3
    assert issued.uncovered == ()


def test_every_font_is_embedded_and_helvetica_is_not_there(typical: tuple[bytes, Issued]) -> None:
    with pikepdf.open(BytesIO(typical[0])) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor
            assert "Noto" in str(font.BaseFont)
    assert b"Helvetica" not in typical[0]


def test_it_carries_title_and_language_and_no_page_transition(typical: tuple[bytes, Issued]) -> None:
    with pikepdf.open(BytesIO(typical[0])) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert not any("/Trans" in page for page in pdf.pages)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "特殊困难老年人探访关爱服务台账（王秀兰）"
            assert "附件4　第一联　区级民政部门" in str(metadata["dc:description"])


def test_the_sheets_are_a4_upright(typical: tuple[bytes, Issued]) -> None:
    with pikepdf.open(BytesIO(typical[0])) as pdf:
        sizes = {tuple(round(float(edge)) for edge in page.MediaBox) for page in pdf.pages}
    assert sizes == {(0, 0, 595, 842)}


def test_extracted_text_tells_which_box_is_ticked(letters: Library) -> None:
    written, _ = printed(ledger(), letters)
    text = "".join(pdf_text(written).split())
    assert "是否残疾√是□否" in text
    assert "是否留守□是√否" in text


def test_rare_names_come_out_of_the_pdf_as_they_went_in(letters: Library) -> None:
    written, issued = printed(ledger(family=tuple(FamilyMember(name=name) for name in RARE_NAMES)), letters)
    text = "".join(pdf_text(written).split())
    assert issued.uncovered == ()
    assert [name for name in RARE_NAMES if name not in text] == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_a_common_reader_extracts_rare_names_too(letters: Library, tmp_path: Path) -> None:
    written, _ = printed(ledger(family=tuple(FamilyMember(name=name) for name in RARE_NAMES)), letters)
    path = tmp_path / "ledger.pdf"
    path.write_bytes(written)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert [name for name in RARE_NAMES if name not in "".join(text.split())] == []


class TestUncovered:
    """A character no font has."""

    def test_stands_as_a_substitute_with_a_note_and_is_reported(self, letters: Library) -> None:
        content = ledger(basics=replace(BASICS, name=NAME_NO_PACKAGED_FONT_HAS))
        written, issued = printed(content, letters)
        pages = ["".join(page.split()) for page in pdf_text(written).split("\f")]
        assert issued.uncovered == ("𬎆",)
        assert all("注：“〓”代替字库未收、不能印出的字，“刘〓”为U+2C386，请据证件手工补写。" in page for page in pages)

    def test_is_noted_on_the_pages_it_stands_on_only(self, letters: Library) -> None:
        written, _ = printed(ledger(visits=(visit(1), visit(2, needs=NAME_NO_PACKAGED_FONT_HAS))), letters)
        assert ["U+2C386" in page for page in pdf_text(written).split("\f")] == [False, False, True]

    def test_is_listed_once_however_often_it_stands(self, letters: Library) -> None:
        content = ledger(basics=replace(BASICS, name="𬎆𬎆", contact_name="☑"), visits=(visit(needs="𬎆"),))
        assert printed(content, letters)[1].uncovered == ("𬎆", "☑")

    def test_many_of_them_leave_room_for_the_form(self, letters: Library) -> None:
        many = "".join(chr(code) for code in range(0x20000, 0x20200) if letters.uncovered(chr(code)))[:300]
        issued = printed(ledger(visits=(visit(needs=many),)), letters)[1]
        assert len(issued.uncovered) == 300
        assert issued.pages <= 4


def test_two_copies_differ_as_files_and_agree_in_content(letters: Library) -> None:
    (one, first), (other, second) = (printed(ledger(), letters, copy) for copy in (Copy.DISTRICT, Copy.STREET))
    assert first.sha256 != second.sha256
    assert first.content_sha256 == second.content_sha256
    assert "第一联" in pdf_text(one)
    assert "第二联" in pdf_text(other)


def test_documents_printed_at_once_do_not_mix(letters: Library) -> None:
    contents = [ledger(basics=replace(BASICS, name=name)) for name in RARE_NAMES]
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda content: printed(content, letters)[0], contents))
    for name, written in zip(RARE_NAMES, files, strict=True):
        text = "".join(pdf_text(written).split())
        assert f"被探访人姓名{name}" in text
        assert not any(other in text for other in RARE_NAMES if other != name)
