"""Weather warnings from a file: each line a campaign to begin, or the line, the field and the reason why not; the rest goes on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from audit.acts import Refusal
from casework.queries.occasions import least_extra_visits
from casework.services.campaigns import start_campaign
from permissions.models import Account, Region
from workflows.decoding import decoded
from workflows.policy.weather import COLOURS, KINDS

COLUMNS = ("预警种类", "预警颜色", "范围", "开始日期", "结束日期", "增加次数", "说明")
REQUIRED = COLUMNS[:5]
MOST_LINES = 500
MOST_BYTES = 1_000_000
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T].*)?")
# where a sentence of the service stands: the column it speaks of
_FIELDS = {
    "结束日期": "结束日期", "开始日期": "开始日期", "增加次数": "增加次数", "天气预警": "预警种类", "预警颜色": "预警颜色",
    "您不能在": "范围", "这个区划": "范围",
}  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """What is wrong with one field of one line; line 1 holds the headings."""

    line: int
    field: str
    sentence: str


@dataclass(frozen=True)
class WarningLine:
    """A line that can be begun: what the service takes, the region by its id."""

    line: int
    region: Region
    kind: str
    colour: str
    from_on: date
    to_on: date
    extra_visits: int
    reason: str

    @property
    def taken(self) -> dict[str, Any]:
        """Give what `start_campaign` takes."""
        return {
            "name": f"{self.kind}{self.colour}预警加密探访", "trigger": "weather", "region": self.region, "from_on": self.from_on,
            "to_on": self.to_on, "extra_visits": self.extra_visits, "warning_kind": self.kind, "warning_colour": self.colour,
            "reason": self.reason,
        }  # fmt: skip


def rows_of_file(name: str, content: bytes) -> list[dict[str, str]]:
    """Read a CSV (UTF-8 or GBK) or Excel file as lines by heading. Raises Refusal where the file as a whole cannot be read."""
    if len(content) > MOST_BYTES:
        raise Refusal("文件超过1MB，请拆分后导入", status=400, code="file")
    table = list(_of_excel(content) if name.lower().endswith(".xlsx") or content[:2] == b"PK" else _of_csv(content))
    if not table:
        raise Refusal("文件是空的", status=400, code="file")
    head = [text.strip() for text in table[0]]
    if lacking := [one for one in REQUIRED if one not in head]:
        raise Refusal(f"第1行应为列名，缺少：{'、'.join(lacking)}", status=400, code="file")
    if len(table) - 1 > MOST_LINES:
        raise Refusal(f"一次最多导入{MOST_LINES}行，请拆分后导入", status=400, code="file")
    return [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in table[1:]]


def _of_csv(content: bytes) -> Iterable[Sequence[str]]:
    text = decoded(content)
    if text is None:
        raise Refusal("文件的文字编码看不懂，请另存为UTF-8编码的CSV，或用Excel文件", status=400, code="file")
    return csv.reader(io.StringIO(text.replace("\0", "")))


def _of_excel(content: bytes) -> Iterable[Sequence[str]]:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise Refusal("这个文件不是能打开的Excel文件（.xlsx）", status=400, code="file") from error


def _text(value: object) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def read_warnings(
    *, actor: Account, rows: Sequence[Mapping[str, str]], regions: Sequence[Region]
) -> tuple[list[WarningLine], list[Trouble]]:
    """Tell the lines that can be begun from those that cannot, each field that is wrong named once."""
    by_name: dict[str, list[Region]] = {}
    for region in regions:
        for name in dict.fromkeys((region.code, region.full_name, region.name, region.short_name)):
            by_name.setdefault(name, []).append(region)
    found: list[WarningLine] = []
    troubles: list[Trouble] = []
    for number, row in enumerate(rows, start=2):
        if not any(text.strip() for text in row.values() if text):
            continue
        line, wrong = _line(number, {key: (text or "").strip() for key, text in row.items()}, by_name)
        if line is not None:
            wrong = _refused(actor, line, found)
        troubles += wrong
        if line is not None and not wrong:
            found.append(line)
    return found, troubles


def _line(number: int, row: Mapping[str, str], by_name: Mapping[str, list[Region]]) -> tuple[WarningLine | None, list[Trouble]]:
    wrong = [Trouble(number, name, "没有填写") for name in REQUIRED if not row[name]]
    days = {}
    for name in ("开始日期", "结束日期"):
        if row[name]:
            days[name] = _day(row[name])
            if days[name] is None:
                wrong.append(Trouble(number, name, f"“{row[name][:20]}”不是日期，应写作2026-11-25，日期须存在"))
    regions = by_name.get(row["范围"], [])
    if row["范围"] and len(regions) != 1:
        said = "有几个同名的区划，请写全称或代码" if regions else "不在您能发起的范围内，请写区划的全称或代码"
        wrong.append(Trouble(number, "范围", f"“{row['范围'][:30]}”{said}"))
    extra = row.get("增加次数", "")
    if extra and not extra.isdecimal():
        wrong.append(Trouble(number, "增加次数", f"“{extra[:10]}”不是整数"))
    kind, colour = row["预警种类"].removesuffix("预警"), row["预警颜色"]
    colour = colour if not colour or colour.endswith("色") else f"{colour}色"
    for name, said, known in (("预警种类", kind, KINDS), ("预警颜色", colour, COLOURS)):
        if said and said not in known:
            wrong.append(Trouble(number, name, f"没有“{said[:10]}”，请写：{'、'.join(known)}"))
    begins, ends = days.get("开始日期"), days.get("结束日期")
    if wrong or begins is None or ends is None:
        return None, wrong
    more = min(int(extra), 99) if extra else least_extra_visits("weather", regions[0].district_code, begins)
    return WarningLine(number, regions[0], kind, colour, begins, ends, more, row.get("说明", "")[:200]), []


def _refused(actor: Account, line: WarningLine, before: Sequence[WarningLine]) -> list[Trouble]:
    """Ask the service what it would refuse, and look whether an earlier line says the same."""
    same = next((one for one in before if one.taken | {"reason": ""} == line.taken | {"reason": ""}), None)
    if same is not None:
        return [Trouble(line.line, "", f"与第{same.line}行相同")]
    try:
        start_campaign(actor=actor, dry_run=True, **line.taken)
    except Refusal as refusal:
        return [
            Trouble(line.line, next((field for begin, field in _FIELDS.items() if reason.startswith(begin)), ""), reason)
            for reason in refusal.reasons
        ]
    return []


def _day(text: str) -> date | None:
    read = _DAY.fullmatch(text)
    try:
        return date(int(read[1]), int(read[2]), int(read[3])) if read else None
    except ValueError:
        return None
