"""The newest answer of the eligibility rule, laid out to be read; and whether the same question asked today is answered alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.models import Case, CategoryPeriod, EligibilityRun
from casework.queries.eligibility_facts import known_facts
from workflows.policy.rules import thresholds
from workflows.rules.categories import Category
from workflows.rules.forecast import Change
from workflows.rules.particulars import SubCode, label
from workflows.rules.unknown import Answer, find


@dataclass(frozen=True)
class Judged:
    """One category as the rule saw it."""

    category: Category
    answer: Answer
    sentence: str
    title: str
    to_find_out: tuple[dict[str, str], ...]
    change: Change | None
    now: Answer | None

    @property
    def differs_now(self) -> bool:
        """Say whether the facts on file today would be answered otherwise."""
        return self.now is not None and self.now is not self.answer


@dataclass(frozen=True)
class EligibilityPage:
    run: EligibilityRun | None
    judged: list[Judged]
    periods: list[CategoryPeriod]

    @property
    def differs_now(self) -> list[Judged]:
        return [one for one in self.judged if one.differs_now]

    @property
    def to_find_out(self) -> list[dict[str, str]]:
        """List every fact that an open category waits for, each once."""
        found = {fact["label"]: fact for one in self.judged for fact in one.to_find_out}
        return list(found.values())


def eligibility_page(case: Case, today: date) -> EligibilityPage:
    """Lay out the newest run of a case; needs the case's district."""
    run = EligibilityRun.objects.filter(case=case).order_by("-id").first()
    periods = list(CategoryPeriod.objects.filter(case=case).order_by("-from_on", "-id"))
    if run is None:
        return EligibilityPage(None, [], periods)
    now = find(known_facts([case.pk], today)[case.pk], thresholds(case.district.code, on=today)).by_category
    judged = [_judged(Category(key), one, now[Category(key)].answer) for key, one in _in_order(run.verdicts)]
    return EligibilityPage(run, judged, periods)


def _in_order(verdicts: dict[str, dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    order = [category.value for category in Category]
    return sorted(verdicts.items(), key=lambda one: order.index(one[0]))


def _judged(category: Category, one: dict[str, Any], now: Answer) -> Judged:
    turns = one.get("changes_on"), one.get("changes_to")
    change = Change(date.fromisoformat(turns[0]), category, Answer(turns[1])) if turns[0] and turns[1] else None
    title = label(category, tuple(SubCode(code) for code in one["sub_codes"]))
    return Judged(category, Answer(one["verdict"]), one["reason"], title, tuple(one["to_find_out"]), change, now)
