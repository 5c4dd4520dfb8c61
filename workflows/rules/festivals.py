"""Festivals and seasons in which visits are to be more frequent, computed for any year. 依据: 35号 二(二)四

Lunar dates and solar terms come from lunar-python (China standard time), the nine-day and ten-day counts from their definitions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from lunar_python import Lunar, Solar

_NEW_YEAR_EVE_OFF_FROM = 2025  # 除夕 became a day off with the arrangement of 2025
_DAYS_OF_SHUJIU = 81
_DAYS_OF_MOFU = 10


@dataclass(frozen=True, slots=True)
class Festival:
    """One festival of a year; `is_day_off` whether the law gives the day free, `is_traditional` whether the plan means it."""

    on: date
    code: str
    name: str
    is_day_off: bool
    is_traditional: bool


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year in which illness or hazards of a kind are frequent."""

    name: str
    begins_on: date
    ends_on: date
    why: str


def festivals(year: int) -> tuple[Festival, ...]:
    """Give the festivals of a calendar year in their order: fourteen, where 腊八 and 小年 each fall into it once."""
    spring = _lunar(year, 1, 1)
    eighth, twenty_third = _last_month_days(year, 8), _last_month_days(year, 23)
    found = [
        *(Festival(day, "LABA", "腊八节", False, True) for day in eighth),
        *(Festival(day, "XIAONIAN", "小年", False, True) for day in twenty_third),
        Festival(date(year, 1, 1), "XN", "元旦", True, False),
        Festival(spring - timedelta(days=1), "CHUXI", "除夕", year >= _NEW_YEAR_EVE_OFF_FROM, True),
        Festival(spring, "CHUNJIE", "春节", True, True),
        Festival(_lunar(year, 1, 15), "YUANXIAO", "元宵节", False, True),
        Festival(solar_term(year, "清明"), "QINGMING", "清明节", True, True),
        Festival(date(year, 5, 1), "LAODONG", "劳动节", True, False),
        Festival(_lunar(year, 5, 5), "DUANWU", "端午节", True, True),
        Festival(_lunar(year, 7, 7), "QIXI", "七夕", False, True),
        Festival(_lunar(year, 8, 15), "ZHONGQIU", "中秋节", True, True),
        Festival(date(year, 10, 1), "GUOQING", "国庆节", True, False),
        Festival(_lunar(year, 9, 9), "CHONGYANG", "重阳节", False, True),
        Festival(solar_term(year, "冬至"), "DONGZHI", "冬至", False, True),
    ]
    return tuple(sorted(found, key=lambda festival: festival.on))


def seasons(year: int) -> tuple[Season, ...]:
    """Give the hot days, the cold days and the heating season that begin in a year."""
    winter = solar_term(year, "冬至")
    first = _heavenly_seventh(solar_term(year, "夏至")) + timedelta(days=20)  # the third 庚 day from 夏至 on
    last = _heavenly_seventh(solar_term(year, "立秋"))
    return (
        Season("三伏", first, last + timedelta(days=_DAYS_OF_MOFU - 1), "高温、中暑、肠道疾病多发"),
        Season("供暖期", date(year, 11, 15), date(year + 1, 3, 15), "水暖安全、一氧化碳中毒"),
        Season("数九", winter, winter + timedelta(days=_DAYS_OF_SHUJIU - 1), "低温、心脑血管和呼吸道疾病多发、一氧化碳中毒、燃气安全"),
    )


def solar_term(year: int, name: str) -> date:
    """Find the day of a solar term; the table is asked in midsummer, where it holds the whole year before 冬至."""
    table = Solar.fromYmd(year, 7, 1).getLunar().getJieQiTable()
    return _day(table["DONG_ZHI" if name == "冬至" else name])


def _lunar(year: int, month: int, day: int) -> date:
    return _day(Lunar.fromYmd(year, month, day).getSolar())


def _last_month_days(year: int, day: int) -> list[date]:
    """Find a day of the twelfth lunar month, which mostly falls into the next calendar year: some years have it twice, some never."""
    return [found for found in (_lunar(lunar_year, 12, day) for lunar_year in (year - 1, year)) if found.year == year]


def _heavenly_seventh(start: date) -> date:
    """Find the first 庚 day from a day on."""
    return next(
        day
        for day in (start + timedelta(days=number) for number in range(10))
        if Solar.fromYmd(day.year, day.month, day.day).getLunar().getDayGan() == "庚"
    )


def _day(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
