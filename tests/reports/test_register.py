"""Lists on paper."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pikepdf
import pytest

from reports.pdf.fonts import Library
from reports.pdf.page import Sheet
from reports.pdf.register import Column, Register, TakenOutBy, column_widths, register_document, render_register
from reports.pdf.text import Align
from tests.reports.reading import Form, pdf_text

COLUMNS = (Column("序号", 0.5), Column("姓名"), Column("社区", 2, Align.LEFT), Column("应探访", 0.8, Align.RIGHT))
TAKEN_OUT_BY = TakenOutBy("刘敏", "大营门街道", datetime(2026, 11, 24, 9, 5, tzinfo=ZoneInfo("Asia/Shanghai")))


def register(rows: int, *, is_landscape: bool = False) -> Register:
    lines = [[str(at), "王㛃", "台北路社区", "2"] for at in range(rows)]
    return Register("月探访登记册", COLUMNS, lines, TAKEN_OUT_BY, ("期间：2026年10月",), ("注：失能老年人每月上门一次。",), is_landscape)


def test_headings_come_on_every_page_and_every_row_once(letters: Library) -> None:
    form = Form(register_document(register(100)), letters)
    assert len(form.pages) == 3
    assert form.cells.count("应探访") == 3
    assert [cell for cell in form.cells if cell.isdigit() and cell != "2"] == [str(at) for at in range(100) if at != 2]
    assert form.cells[:2] == ["月探访登记册", "期间：2026年10月"]
    assert form.cells[-1] == "注：失能老年人每月上门一次。"


def test_every_sheet_says_who_took_it_out_and_when(letters: Library) -> None:
    out = BytesIO()
    issued = render_register(register(100), out=out, fonts=letters)
    pages = pdf_text(out.getvalue()).split("\f")
    assert issued.pages == len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert page.count("大营门街道　刘敏　2026-11-24 09:05") > 6  # the footer and the watermark all over
        assert f"第 {number} 页　共 3 页" in page


def test_a_list_without_rows_says_so(letters: Library) -> None:
    assert "本期没有符合条件的记录" in Form(register_document(register(0)), letters).cells


def test_a_wide_list_lies_on_its_side(letters: Library) -> None:
    out = BytesIO()
    render_register(register(3, is_landscape=True), out=out, fonts=letters)
    with pikepdf.open(out) as pdf:
        assert [round(float(edge)) for edge in pdf.pages[0].MediaBox] == [0, 0, 842, 595]


def test_a_row_with_too_few_texts_is_refused(letters: Library) -> None:
    short = Register("册", COLUMNS, [["1", "王㛃"]], TAKEN_OUT_BY)
    with pytest.raises(ValueError, match="zip"):
        render_register(short, out=BytesIO(), fonts=letters)


@pytest.mark.parametrize("count", [1, 4, 12, 30])
def test_columns_fill_the_sheet_and_none_is_too_narrow_for_a_character(count: int) -> None:
    width = Sheet().body_width
    widths = column_widths([Column(str(at), 0.01 if at else 5.0) for at in range(count)], width)
    assert sum(widths) <= width + 0.01
    assert min(widths) > 9.0
