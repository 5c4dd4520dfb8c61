"""Weather warnings from a file: each wrong line named by line and column, the rest shown, and begun only when confirmed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.models import Campaign
from casework.services.warning_files import MOST_LINES
from tests.casework.campaigns.test_pages import TODAY, begun, signed_in
from tests.factories.active import active_case
from tests.factories.casework import Office
from workflows.policy.weather import COLOURS, KINDS

pytestmark = pytest.mark.django_db
HEAD = "预警种类,预警颜色,范围,开始日期,结束日期,增加次数,说明"


def day(ahead: int = 0) -> str:
    return (TODAY() + timedelta(days=ahead)).isoformat()


def line(place: str, kind: str = "寒潮", colour: str = "橙色", begins: str = "", ends: str = "", extra: str = "1", reason: str = "") -> str:
    return ",".join((kind, colour, place, begins or day(), ends or day(2), extra, reason))


def csv_file(*lines: str, encoding: str = "utf-8", head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("预警.csv", "\n".join((head, *lines)).encode(encoding))


def read(office: Office, file: SimpleUploadedFile) -> Any:
    return signed_in(office.clerk).post("/campaigns/import/", {"file": file})


def troubles(answer: Any) -> list[tuple[int, str]]:
    return [(one.line, one.field) for one in answer.context["troubles"]]


def test_good_lines_are_shown_with_their_elders_and_begun_when_confirmed(office: Office) -> None:
    active_case(office)
    town = office.town
    answer = read(
        office, csv_file(line(town.street.full_name), line(town.community.code, "道路结冰预警", "红", extra="2", reason="气象台"))
    )
    assert [(one.line, elders) for one, elders in answer.context["shown"]] == [(2, 1), (3, 1)]
    assert not Campaign.objects.exists()
    done = signed_in(office.clerk).post("/campaigns/import/", {"step": "confirm", "token": answer.context["token"]})
    assert done.status_code == 302
    begun_now = {(one.name, one.region_id, one.extra_visits, one.reason) for one in Campaign.objects.all()}
    assert begun_now == {
        ("寒潮橙色预警加密探访", town.street.pk, 1, ""), ("道路结冰红色预警加密探访", town.community.pk, 2, "气象台"),
    }  # fmt: skip


def test_wrong_lines_are_named_by_line_and_column_and_the_rest_goes_on(office: Office) -> None:
    town = office.town
    street = town.street.full_name
    lines = [
        line(street),  # 2
        line(street, kind="地震"),
        line(street, colour="紫色"),
        line("不存在街道"),
        line(town.next_street.full_name),  # 6: another street's
        line(street, begins="2026-02-30"),
        line(street, kind="大雾", ends=day(-1)),
        line(street, kind="大风", extra="两次"),
        line(street),  # 10: as line 2
        "",
        line(street, kind="", colour=""),
        line(town.community.full_name),  # 13
    ]
    answer = read(office, csv_file(*lines))
    assert troubles(answer) == [
        (3, "预警种类"), (4, "预警颜色"), (5, "范围"), (6, "范围"), (7, "开始日期"), (8, "结束日期"), (8, "结束日期"),
        (9, "增加次数"), (10, ""), (12, "预警种类"), (12, "预警颜色"),
    ]  # fmt: skip
    assert [one.line for one, _ in answer.context["shown"]] == [2, 13]
    page = answer.content.decode()
    assert "“2026-02-30”不是日期" in page and "与第2行相同" in page and "不在您能发起的范围内" in page
    done = signed_in(office.clerk).post("/campaigns/import/", {"step": "confirm", "token": answer.context["token"]})
    assert done.status_code == 200 and Campaign.objects.count() == 2, "the wrong lines are still named, the right ones begun"


def test_a_digit_that_is_no_number_is_told_like_any_other_slip(office: Office) -> None:
    answer = read(office, csv_file(line(office.town.street.code, extra="²")))
    assert troubles(answer) == [(2, "增加次数")] and answer.status_code == 400


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_every_kind_and_colour_is_taken(office: Office, kind: str, colour: str) -> None:
    answer = read(office, csv_file(line(office.town.street.code, kind, colour)))
    assert [(one.kind, one.colour) for one, _ in answer.context["shown"]] == [(kind, colour)]


def test_what_a_file_says_again_is_not_begun_again(office: Office) -> None:
    begun(office, trigger="weather", warning_kind="寒潮", warning_colour="橙色")
    answer = read(office, csv_file(line(office.town.street.code)))
    assert troubles(answer) == [(2, "")] and "已经有同样的加密探访" in answer.content.decode() and answer.status_code == 400


def test_excel_and_the_old_chinese_encoding_are_read_as_well(office: Office) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    rows: Sequence[Sequence[Any]] = [
        HEAD.split(","),
        ["暴雪", "蓝色", office.town.street.name, TODAY(), TODAY() + timedelta(days=1), 2.0, None],
    ]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    excel = read(office, SimpleUploadedFile("预警.xlsx", out.getvalue()))
    assert [(one.kind, one.from_on, one.extra_visits) for one, _ in excel.context["shown"]] == [("暴雪", TODAY(), 2)]
    old = read(office, csv_file(line(office.town.street.code, begins=day().replace("-", "/")), encoding="gb18030"))
    assert [one.from_on for one, _ in old.context["shown"]] == [TODAY()]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("空.csv", b""), "文件是空的"),
        (csv_file(head="种类,颜色"), "缺少：预警种类"),
        (SimpleUploadedFile("图片.xlsx", b"PK\x03\x04not a workbook"), "不是能打开的Excel文件"),
        (SimpleUploadedFile("乱.csv", b"\xff\xfe\x81\x30\x00\xd8"), "编码看不懂"),
        (csv_file(*["寒潮,蓝色,某街道,2026-01-01,2026-01-02,1,"] * (MOST_LINES + 1)), f"最多导入{MOST_LINES}行"),
        (SimpleUploadedFile("大.csv", b"x" * 1_000_001), "超过1MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(office: Office, file: SimpleUploadedFile, sentence: str) -> None:
    file.seek(0)
    answer = read(office, file)
    assert answer.status_code == 400 and sentence in answer.content.decode()


def test_without_a_file_or_with_a_forged_confirmation_nothing_is_begun(office: Office) -> None:
    client = signed_in(office.clerk)
    assert "请选择要导入的文件" in client.post("/campaigns/import/", {}).content.decode()
    assert "请重新选择文件" in client.post("/campaigns/import/", {"step": "confirm", "token": "forged"}).content.decode()
    assert not Campaign.objects.exists()
