"""The festivals and seasons of the coming year as a form offers them, with the days on which a campaign for each would run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflows.policy import names, number
from workflows.rules.dates import days_in_words
from workflows.rules.festivals import festivals, seasons

AHEAD = timedelta(days=366)
SURGE_VISITS = {"festival": "festival_surge_visits", "weather": "weather_surge_visits", "disease": "season_surge_visits"}


@dataclass(frozen=True)
class Occasion:
    """A festival or season to come; `is_named` whether the policy lists it among those for which visits are to be more frequent."""

    key: str
    name: str
    begins_on: date
    ends_on: date
    is_named: bool
    why: str = ""

    @property
    def label(self) -> str:
        mark = "" if self.is_named else "（自选）"
        return f"{self.name} {days_in_words(self.begins_on, self.ends_on)}{mark}"


def coming_festivals(today: date, district: str | None = None) -> list[Occasion]:
    """List the traditional festivals that lie ahead, begun some days before as the district's policy says. 依据: 35号 二(二)四 传统节日"""
    lead, listed = timedelta(days=number("surge_lead_days", district)), names("surge_festivals", district)
    found = [
        Occasion(f"{one.code}-{one.on.year}", one.name, one.on - lead, one.on, one.name in listed)
        for year in (today.year, today.year + 1)
        for one in festivals(year)
        if one.is_traditional and today <= one.on <= today + AHEAD
    ]
    return sorted(found, key=lambda one: one.begins_on)


def coming_seasons(today: date, district: str | None = None) -> list[Occasion]:
    """List the seasons of illness under way or ahead, each with why visits matter then. 依据: 35号 二(二)四 老年人疾病多发"""
    listed = names("surge_seasons", district)
    found = [
        Occasion(f"{one.name}-{one.begins_on.year}", one.name, one.begins_on, one.ends_on, one.name in listed, one.why)
        for year in (today.year - 1, today.year, today.year + 1)
        for one in seasons(year)
        if one.ends_on >= today and one.begins_on <= today + AHEAD
    ]
    return sorted(found, key=lambda one: one.begins_on)


def least_extra_visits(trigger: str, district: str | None = None, on: date | None = None) -> int:
    """Say how many visits more an elder has at least, by the district's standard on a campaign's first day. 依据: 35号 二(二)四"""
    key = SURGE_VISITS.get(trigger)
    return number(key, district, on=on) if key else 1
