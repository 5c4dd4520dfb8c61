"""Entering the days off and worked weekends of a year line by line, on what is known of it; each entry is a new version."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from audit.acts import Refusal, act
from permissions.models import Account
from workflows.calendar import holidays_on_file, working_calendar, years_to_know
from workflows.models import HolidayArrangement
from workflows.overlays import keep_fresh, set_holidays
from workflows.redating import redate
from workflows.rules.calendar import HolidayYear

WORKED, NEITHER = "上班", "取消"
_LINE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?\s+(\S{1,20})")

# 全国年节及纪念日放假办法; by the word that also stands in a holiday that two festivals share, 国庆节、中秋节
NATIONAL: Final = {
    "元旦": "元旦", "春节": "春节", "清明节": "清明", "劳动节": "劳动", "端午节": "端午", "中秋节": "中秋", "国庆节": "国庆",
}  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """One typed line: a day, and its festival, 上班 or 取消."""

    day: date
    what: str


@dataclass(frozen=True)
class YearOnFile:
    """A year as a page lists it."""

    year: int
    arrangement: HolidayYear
    version: int
    basis: str
    versions: tuple[HolidayArrangement, ...] = ()

    @property
    def festivals(self) -> list[tuple[str, list[date]]]:
        found: dict[str, list[date]] = defaultdict(list)
        for day, name in sorted(self.arrangement.off.items()):
            found[name].append(day)
        return list(found.items())

    @property
    def left_out(self) -> list[str]:
        """List the national holidays for which no day is down: a table that was entered only in part counts them as working days."""
        return left_out(self.arrangement)

    @property
    def worked(self) -> list[date]:
        return sorted(self.arrangement.worked)


def left_out(known: HolidayYear) -> list[str]:
    """Name the national holidays for which an arrangement has no day."""
    told = "、".join(known.off.values())
    return [name for name, said in NATIONAL.items() if said not in told]


def years_on_file() -> list[YearOnFile]:
    """List the years whose arrangement is known, the newest first: entered, or come with the release (version 0)."""
    rows = list(HolidayArrangement.objects.select_related("author").order_by("-version"))
    entered = {row.year: row for row in reversed(rows)}
    keep_fresh(now=True)
    known = working_calendar().years
    return [
        YearOnFile(
            year,
            known[year],
            entered[year].version if year in entered else 0,
            entered[year].basis if year in entered else "",
            tuple(row for row in rows if row.year == year),
        )  # fmt: skip
        for year in sorted(known, reverse=True)
    ]


def read_lines(text: str) -> list[Typed]:
    """Read `2027-01-01 元旦`, `2027-02-07 上班`, `2027-01-02 取消`. Raises Refusal naming every line that cannot be read."""
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = _LINE.fullmatch(line.strip())
        try:
            if read is None:
                raise ValueError
            found.append(Typed(date(int(read[1]), int(read[2]), int(read[3])), read[4]))
        except ValueError:
            wrong.append(
                f"第{number}行“{line.strip()[:40]}”看不懂，应写作“2027-01-01 元旦”“2027-02-07 上班”或“2027-01-02 取消”，日期须存在"
            )
    if not found and not wrong:
        wrong.append("请至少填写一天")
    if wrong:
        raise Refusal(*wrong, status=400, code="holidays")
    return found


def enter_days(*, actor: Account, typed: Sequence[Typed], basis: str) -> HolidayArrangement:
    """Add or cancel days of one year on what is known of it. Raises Refusal where the outcome does not hold together."""
    years = {one.day.year for one in typed}
    if len(years) != 1:
        raise Refusal(f"一次只录一个年度，填写了{'、'.join(map(str, sorted(years)))}年", status=400, code="holidays")
    (year,) = years
    keep_fresh(now=True)
    known = working_calendar().years.get(year) or holidays_on_file().get(year)
    off = dict(known.off) if known else {}
    worked = set(known.worked) if known else set()
    for one in typed:
        off.pop(one.day, None)
        worked.discard(one.day)
        if one.what == WORKED:
            worked.add(one.day)
        elif one.what != NEITHER:
            off[one.day] = one.what
    table: dict[str, list[date]] = defaultdict(list)
    for day, name in sorted(off.items()):
        table[name].append(day)
    return _entered(actor, year, {**table, "worked": sorted(worked)}, basis)


def _entered(actor: Account, year: int, table: dict[str, list[date]], basis: str) -> HolidayArrangement:
    """Enter a year, and count the open deadlines anew, in one act; the row says in `redated` how many moved."""
    old = working_calendar()
    try:
        with act(actor, "enter_holidays", basis=basis) as frame:
            row = set_holidays(actor=actor, year=year, table=table, basis=basis)
            row.redated = redate(old, working_calendar())
            frame.detail("year", f"{year}年第{row.version}版")
            frame.detail("redated", str(row.redated))
            return row
    except Exception:
        keep_fresh(now=True)  # what was taken back must not go on holding in this process
        raise


def warnings_by_year(today: date) -> dict[int, str]:
    """Say what follows from each year that is missing or entered only in part, and who mends it."""
    known, told = working_calendar(), {}
    for year in years_to_know(today):
        if not known.knows(year):
            told[year] = (
                f"缺少{year}年节假日安排，涉及该年的工作日期限暂按周一至周五计算；请由区配置管理员在“节假日安排”中录入国务院办公厅通知"
            )
        elif missing := left_out(known.years[year]):
            told[year] = f"{year}年节假日安排还缺{'、'.join(missing)}，这些日子暂按工作日计算；请由区配置管理员在“节假日安排”中按通知补录"
    return told


def standing_warnings(today: date) -> list[str]:
    """List what the calendar lacks, a sentence a year."""
    return list(warnings_by_year(today).values())
