"""The State Council's notice, read: what it says agrees with the arrangement on file; what cannot be read is named, the rest goes on."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from tests.refusals import refused
from workflows.calendar import holidays_on_file
from workflows.holiday_notice import read_notice, text_of_file

OF_2026 = """国务院办公厅关于2026年部分节假日安排的通知
经国务院批准，现将2026年元旦、春节、清明节等放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
"""


def test_the_notice_of_2026_says_what_stands_on_file() -> None:
    notice = read_notice(OF_2026)
    on_file = holidays_on_file()[2026]
    expected = sorted({(day, name) for day, name in on_file.off.items()} | {(day, "上班") for day in on_file.worked})
    assert notice.years == {2026: [f"{day} {what}" for day, what in expected]}
    assert notice.unread == []


def test_a_span_over_the_new_year_falls_into_both_years() -> None:
    notice = read_notice("2023年部分节假日安排\n一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。")
    assert notice.years == {2022: ["2022-12-31 元旦"], 2023: ["2023-01-01 元旦", "2023-01-02 元旦"]}
    assert read_notice("2028年节假日安排\n一、元旦：12月30日至1月1日放假。").years.keys() == {2028, 2029}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("二、春节：2月30日至3月3日放假。", "没有2027年2月30日这一天"),
        ("二、春节：2月5日至4月7日放假。", "起止不对"),
        ("二、春节：放假七天。", "没有日期"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_rest_goes_on(line: str, why: str) -> None:
    notice = read_notice(f"2027年部分节假日安排\n{line}\n三、清明节：4月3日至5日放假。")
    assert [(one.line, why in one.why) for one in notice.unread] == [(2, True)]
    assert notice.years == {2027: [f"2027-04-0{day} 清明节" for day in (3, 4, 5)]}


@pytest.mark.parametrize(
    ("text", "sentence"), [("一、元旦：1月1日放假。", "不知道是哪一年"), ("2027年部分节假日安排\n另行通知", "没有读出一个节日")]
)
def test_what_is_no_notice_is_refused(text: str, sentence: str) -> None:
    with refused(sentence, status=400):
        read_notice(text)


def test_a_word_file_and_the_old_encoding_give_the_same_text() -> None:
    out = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{line}</w:t></w:r></w:p>" for line in OF_2026.splitlines())
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
    plain = read_notice(OF_2026)
    assert read_notice(text_of_file("通知.docx", out.getvalue())) == plain
    assert read_notice(text_of_file("通知.txt", OF_2026.encode("gb18030"))) == plain
    with refused("不是能打开的Word文件"):
        text_of_file("通知.docx", b"PK\x03\x04")


def test_an_arrangement_read_is_one_that_holds_together() -> None:
    days = [date.fromisoformat(line.split()[0]) for line in read_notice(OF_2026).years[2026]]
    assert len(days) == len(set(days)) == 39
