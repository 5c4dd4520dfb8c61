"""Grids over pages: nothing is clipped, headings come again, merged cells are printed on each page they reach."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.ledger_content import Address, FamilyMember, LedgerContent, Signature, SignatureMethod
from reports.pdf.document import Document, page_number
from reports.pdf.fonts import Library
from reports.pdf.page import DoesNotFit, Page, Sheet, paginate
from reports.pdf.tables import MM, Block, Cell, Group, Row
from reports.pdf.text import Paragraph, Picture, Text
from tests.reports.reading import Form, read_cells
from tests.reports.samples import BASICS, CONDITIONS, SUPPORT, care, ledger, visit
from tests.reports.test_text import printable

SHEET = Sheet()
ROOM = SHEET.room / MM
EASE = 0.05  # points


def plain_row(text: str, height: float = 8.0, width: float = 170.0) -> Row:
    return Row((Cell(width * MM, (Paragraph((Text(text),)),)),), height * MM)


def clipped(page: Page) -> list[str]:
    """Return what leaves its cell, or the sheet's body."""
    found = []
    for placed in page.placed:
        mark = placed.piece.mark
        above = mark.height if isinstance(mark, Picture) else getattr(mark, "size", 0.0) * 0.88
        below = 0.0 if isinstance(mark, Picture) else getattr(mark, "size", 0.0) * 0.12
        cell = placed.cell
        is_inside = (
            placed.x >= cell.x - EASE
            and placed.x + placed.piece.width <= cell.x + cell.width + EASE
            and placed.baseline - above >= cell.y - EASE
            and placed.baseline + below <= cell.y + cell.height + EASE
            and cell.y >= SHEET.top - EASE
            and cell.y + cell.height <= SHEET.height - SHEET.bottom + EASE
        )
        if not is_inside:
            found.append(repr(mark))
    return found


def crossing(page: Page) -> list[tuple[str, str]]:
    """Return pairs of cells that overlap."""
    cells = read_cells(page, with_empty=True)
    return [
        (text, other_text)
        for at, (frame, text) in enumerate(cells)
        for other, other_text in cells[at + 1 :]
        if frame.x + EASE < other.x + other.width
        and other.x + EASE < frame.x + frame.width
        and frame.y + EASE < other.y + other.height
        and other.y + EASE < frame.y + frame.height
    ]


words = st.text(st.one_of(st.sampled_from("老人服务，。（）12 \n"), st.sampled_from(printable())), max_size=60)
long_texts = st.builds(lambda text, times: text * times, words, st.integers(1, 60))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=words, detail=long_texts, member=words, measure=long_texts, needs=long_texts, suggestions=long_texts, signer=words, told=long_texts
)
def test_no_text_is_ever_clipped_or_lost(
    name: str, detail: str, member: str, measure: str, needs: str, suggestions: str, signer: str, told: str, letters: Library
) -> None:
    signature = Signature(signer, SignatureMethod.ORAL)
    content = ledger(
        basics=replace(BASICS, name=name, contact_name=name, address=Address(name, name, name, detail)),
        family=tuple(FamilyMember(member, member, member, member, member, member) for _ in range(4)),
        conditions=replace(CONDITIONS, water=member, benefits_note=measure),
        support=replace(SUPPORT, persons=(name,), measures=(measure,)),
        visits=(
            visit(
                needs=needs,
                suggestions=suggestions,
                illness_name=member,
                visitor=signature,
                elder=signature,
                recorder=signature,
                method_note=member,
            ),
        ),
        care=(care(description=told, worker=signature, satisfaction_note=member),),
    )
    form = Form.of(content, letters)
    for page in form.pages:
        assert clipped(page) == []
        assert crossing(page) == []
    given_texts = [name] * 5 + [detail] + [member] * 28 + [measure] * 2 + [needs, suggestions, told] + [signer] * 4
    missing = Counter("".join("".join(given_texts).split())) - Counter(form.text)
    assert not missing


def test_a_table_that_goes_on_repeats_its_heading(letters: Library) -> None:
    block = Block(tuple(plain_row(str(at)) for at in range(70)), (plain_row("标题"),), (plain_row("标题（续）"),), keeps_together=False)
    pages = [[text for _, text in read_cells(page)] for page in paginate([block], SHEET, letters)]
    assert [page[0] for page in pages] == ["标题", "标题（续）", "标题（续）"]
    assert [text for page in pages for text in page[1:]] == [str(at) for at in range(70)]


def test_a_block_kept_together_moves_whole_to_the_next_page(letters: Library) -> None:
    first = Block(tuple(plain_row("甲") for _ in range(20)))
    second = Block(tuple(plain_row("乙") for _ in range(20)), (plain_row("标题"),))
    pages = [Counter(text for _, text in read_cells(page)) for page in paginate([first, second], SHEET, letters)]
    assert pages == [Counter({"甲": 20}), Counter({"乙": 20, "标题": 1})]


def test_no_heading_stands_alone_at_a_page_end(letters: Library) -> None:
    first = Block((plain_row("甲", ROOM - 9),))
    second = Block(tuple(plain_row("乙") for _ in range(50)), (plain_row("标题"),), keeps_together=False)
    pages = [{text for _, text in read_cells(page)} for page in paginate([first, second], SHEET, letters)]
    assert pages[0] == {"甲"}
    assert "标题" in pages[1]


def test_a_merged_cell_is_printed_again_on_the_next_page_and_spans_its_rows_there(letters: Library) -> None:
    block = Block(
        (Group(Cell(30 * MM, (Paragraph((Text("第1次开展探访"),)),)), tuple(plain_row(str(at), 20, 140) for at in range(15))),),
        keeps_together=False,
    )
    pages = paginate([block], SHEET, letters)
    assert len(pages) == 2
    for page in pages:
        rows = [frame for frame, text in read_cells(page) if text != "第1次开展探访"]
        (label,) = [frame for frame, text in read_cells(page) if text == "第1次开展探访"]
        assert label.height == pytest.approx(sum(row.height for row in rows))


def test_the_last_row_grows_where_the_merged_cell_needs_more(letters: Library) -> None:
    label = Cell(30 * MM, (Paragraph((Text("一\n二\n三\n四\n五"),)),))
    (page,) = paginate([Block((Group(label, (plain_row("甲", 8, 140), plain_row("乙", 8, 140))),))], SHEET, letters)
    heights = {text: frame.height / MM for frame, text in read_cells(page)}
    assert heights["甲"] == pytest.approx(8)
    assert heights["乙"] > 15
    assert clipped(page) == []


def test_a_row_taller_than_a_page_parts_between_lines(letters: Library) -> None:
    text = "\n".join(f"第{at}行" for at in range(120))
    pages = paginate([Block((plain_row(text),), (plain_row("标题"),), (plain_row("标题（续）"),))], SHEET, letters)
    assert len(pages) == 3
    assert all(clipped(page) == [] for page in pages)
    printed = "".join(cell for page in pages for _, cell in read_cells(page) if not cell.startswith("标题"))
    assert printed == text.replace("\n", "")


def test_a_signature_never_goes_over_without_lines_of_its_text(letters: Library) -> None:
    for lines in range(40, 60):
        cell = Cell(170 * MM, (Paragraph((Text("\n".join("文" for _ in range(lines))),)),), foot=(Paragraph((Text("签字"),)),))
        *_, last = paginate([Block((Row((cell,)),))], SHEET, letters)
        ((_, text),) = read_cells(last)
        assert text.startswith("文")
        assert text.endswith("签字")


def test_a_merged_cell_taller_than_a_page_is_the_forms_fault(letters: Library) -> None:
    label = Cell(30 * MM, (Paragraph((Text("\n".join("一" for _ in range(80))),)),))
    with pytest.raises(DoesNotFit):
        paginate([Block((Group(label, (plain_row("甲", 8, 140),)),))], SHEET, letters)


def test_room_is_kept_for_the_note_on_substitutes(letters: Library) -> None:
    rows = tuple(plain_row("刘𬎆" if at == 0 else "甲") for at in range(33))
    document = Document("试", (Block(rows, keeps_together=False),), lambda number, total: (page_number(number, total, SHEET),))
    assert len(paginate(document.blocks, SHEET, letters)) == 1
    assert len(Form(document, letters).pages) == 2


def test_thirteen_visits_and_seven_members_take_the_pages_they_need(letters: Library) -> None:
    content = ledger(
        visits=tuple(visit(number, visited_on=date(2026, 1, number)) for number in range(1, 14)),
        care=tuple(care(number) for number in range(1, 4)),
    )
    form = Form.of(content, letters)
    assert [form.page_of(f"第{number}次开展探访") for number in (1, 2, 13)] == [2, 3, 14]
    assert len(form.pages) == 15


@pytest.mark.parametrize("members", [1, 3, 7, 40])
def test_every_member_is_printed_with_headings_on_each_page(letters: Library, members: int) -> None:
    form = Form.of(ledger(family=tuple(FamilyMember(name=f"张{at}") for at in range(members))), letters)
    assert [form.beside(text) for text in ["户主", *map(str, range(2, members + 1))]] == [f"张{at}" for at in range(members)]
    pages_with_members = {form.page_of(f"张{at}") for at in (0, members - 1)}
    assert form.cells.count("居民身份证号码") == len(pages_with_members)


def test_a_blank_ledger_is_a_sheet_of_two_pages(letters: Library) -> None:
    assert len(Form.of(LedgerContent(), letters).pages) == 2
