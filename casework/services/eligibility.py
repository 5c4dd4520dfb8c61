"""The eligibility rule, run and kept: facts, version, verdicts with their sentences; and the periods in which a category counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.utils import timezone

from casework.models import Case, CategoryPeriod, Elder, EligibilityRun
from casework.queries.eligibility_facts import known_facts
from workflows.policy.rules import thresholds
from workflows.rules.categories import Category
from workflows.rules.dates import month_of
from workflows.rules.eligibility import Thresholds
from workflows.rules.filling import Filling
from workflows.rules.forecast import Change, forecast
from workflows.rules.known import KnownFacts
from workflows.rules.particulars import flags, sub_codes
from workflows.rules.unknown import Answer, find

RULE_VERSION = "35号附件1/1"


def run_eligibility(case: Case, *, subject_kind: str, subject_id: int | None, on: date) -> EligibilityRun:
    """Ask the rule what holds on a day and keep the answer with its explanation; runs inside the caller's act. `依据: 35号 附件1`"""
    known, limits = known_facts([case.pk], on)[case.pk], thresholds(case.district.code, on=on)
    changes = {change.category: change for change in forecast(known, limits)}
    is_rural = Elder.objects.values_list("is_rural", flat=True).get(case=case)
    gained = [change.on for change in changes.values() if change.answer is Answer.YES]
    return EligibilityRun.objects.create(
        case=case,
        subject_kind=subject_kind,
        subject_id=subject_id,
        as_of_on=on,
        run_at=timezone.now(),
        rule_version=RULE_VERSION,
        facts=_plain(asdict(known)),
        verdicts=verdicts_of(known, limits, changes, is_rural=is_rural),
        flags=[flag.label for flag in flags(Filling(Category.SEVERELY_DISABLED, known, limits, frozenset()).facts())],
        forecast_on=min(gained, default=None),
    )


def verdicts_of(known: KnownFacts, limits: Thresholds, changes: Mapping[Category, Change], *, is_rural: bool) -> dict[str, dict[str, Any]]:
    """Put the rule's findings into plain values, a category a key, in the plan's order."""
    found = {}
    for item in find(known, limits).items:
        facts = Filling(item.category, known, limits, frozenset()).facts()
        change = changes.get(item.category)
        found[item.category.value] = {
            "verdict": item.answer.value,
            "reason": item.sentence,
            "sub_codes": [code.value for code in sub_codes(item.category, facts, is_rural=is_rural)] if item.answer is Answer.YES else [],
            "to_find_out": [{"label": fact.label, "source": fact.source} for fact in item.to_find_out],
            "changes_on": change.on.isoformat() if change else None,
        }
    return found


def apply_categories(case: Case, run: EligibilityRun, *, first: bool = False) -> tuple[list[str], list[str]]:
    """Open a period for each category gained and end those lost; gives both lists. Runs inside the caller's act.

    A gain counts from the next day (at enrolment from the day itself), a loss to the end of the month (design 10).
    What is 待核实 changes nothing: it is neither gained nor lost.
    """
    day = run.as_of_on
    present = {period.category: period for period in CategoryPeriod.objects.select_for_update().filter(case=case, until_on__isnull=True)}
    gained = [key for key in run.categories if key not in present]
    lost = [key for key in present if run.verdicts[key]["verdict"] == Answer.NO]
    for key in gained:
        CategoryPeriod.objects.create(
            case=case, category=key, sub_kind=",".join(run.verdicts[key]["sub_codes"]), decided_on=day,
            from_on=day if first else day + timedelta(days=1), basis=Category(key).clause, reason=run.verdicts[key]["reason"],
            rule_version=run.rule_version, evidence=f"类别判断{run.pk}",
        )  # fmt: skip
    for key in lost:
        period = present[key]
        period.lost_on, period.until_on = day, max(month_of(day)[1], period.from_on)
        period.save(update_fields=["lost_on", "until_on"])
    case.categories = [category.value for category in Category if category in {*run.categories, *(present.keys() - set(lost))}]
    case.save(update_fields=["categories"])
    return gained, lost


def latest_run(case: Case) -> EligibilityRun | None:
    """Find the newest answer of the rule for a case."""
    return EligibilityRun.objects.filter(case=case).order_by("-id").first()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
