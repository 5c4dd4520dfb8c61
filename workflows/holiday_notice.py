"""The State Council's yearly notice, read sentence by sentence into days off and weekends worked; nothing is entered by reading.

依据: 国务院办公厅关于某年部分节假日安排的通知
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape

from audit.acts import Refusal
from workflows.decoding import decoded

MOST_BYTES, MOST_TEXT = 2_000_000, 5_000_000
LONGEST = timedelta(days=20)  # no arrangement is longer: a longer span is a slip
_YEAR = re.compile(r"([0-9]{4})\s*年\s*(?:部分)?节假日")
_ITEM = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[0-9]+[.．、])?\s*(?P<name>[^：:，。0-9（]{2,12})[：:](?P<body>.+)$")
_SPAN = re.compile(
    r"(?:(?P<year>[0-9]{4})年)?(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日(?:[（(][^）)]*[）)])?"
    r"(?:\s*(?:至|到|—|-|~)\s*(?:(?P<to_year>[0-9]{4})年)?(?:(?P<to_month>[0-9]{1,2})月)?(?P<to_day>[0-9]{1,2})日(?:[（(][^）)]*[）)])?)?"
)


@dataclass(frozen=True)
class Unread:
    """A line that speaks of a festival and could not be read; the rest goes on."""

    line: int
    text: str
    why: str


@dataclass(frozen=True)
class Notice:
    """What was read: for each year its lines as the page takes them, and what could not be read."""

    years: dict[int, list[str]]
    unread: list[Unread]


def text_of_file(name: str, content: bytes) -> str:
    """Take the text out of a plain file or a .docx. Raises Refusal."""
    if len(content) > MOST_BYTES:
        raise Refusal("文件超过2MB，请复制通知的文字粘贴到框中", status=400, code="file")
    if name.lower().endswith(".docx") or content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("word/document.xml") as file:
                xml = file.read(MOST_TEXT).decode("utf-8", "replace")
        except (zipfile.BadZipFile, KeyError) as error:
            raise Refusal("这个文件不是能打开的Word文件（.docx），请复制通知的文字粘贴到框中", status=400, code="file") from error
        paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.S)
        return "\n".join(unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one))) for one in paragraphs)
    text = decoded(content)
    if text is None:
        raise Refusal("文件的文字编码看不懂，请复制通知的文字粘贴到框中", status=400, code="file")
    return text


def read_notice(text: str) -> Notice:
    """Read a notice. Raises Refusal where it names no year or no festival at all."""
    named = _YEAR.search(text)
    if named is None:
        raise Refusal("没有找到“××××年部分节假日安排”，不知道是哪一年的通知", status=400, code="notice")
    year = int(named[1])
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    unread: list[Unread] = []
    for number, line in enumerate(text.splitlines(), start=1):
        item = _ITEM.match(line)
        if item is None or not ("放假" in line or "上班" in line):
            continue
        try:
            for day, what in _days_of(year, item["name"].strip(), item["body"]):
                found[day.year].append((day, what))
        except ValueError as error:
            unread.append(Unread(number, line.strip()[:60], str(error)))
    if not found and not unread:
        raise Refusal("通知中没有读出一个节日，请逐行录入", status=400, code="notice")
    return Notice({one: [f"{day} {what}" for day, what in sorted(days)] for one, days in sorted(found.items())}, unread)


def _days_of(year: int, name: str, body: str) -> list[tuple[date, str]]:
    """Read one item: sentences of days off, and of weekends worked. Raises ValueError with what is wrong."""
    days: list[tuple[date, str]] = []
    for sentence in re.split(r"[。；;]", body):
        what = "上班" if "上班" in sentence else name if "放假" in sentence else ""
        spans = list(_SPAN.finditer(sentence)) if what else []
        if what and not spans:
            raise ValueError(f"“{sentence.strip()[:20]}”里没有日期")
        month, named = 0, year
        for span in spans:
            named = int(span["year"] or named)
            month = int(span["month"])
            first = _day(named, month, int(span["day"]))
            last = first
            if span["to_day"]:
                to_month = int(span["to_month"] or month)
                to_year = int(span["to_year"] or (named + 1 if to_month < month else named))
                last = _day(to_year, to_month, int(span["to_day"]))
            if not first <= last <= first + LONGEST:
                raise ValueError(f"“{span[0][:20]}”的起止不对")
            days += [(first + timedelta(days=step), what) for step in range((last - first).days + 1)]
    if not days:
        raise ValueError("没有读出日期")
    return days


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"没有{year}年{month}月{day}日这一天") from error
