"""The eligibility rule, run and kept: facts, version, verdicts with their sentences; and the periods in which a category counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Case, CategoryPeriod, Elder, EligibilityRun
from casework.queries.eligibility_facts import known_facts
from casework.services.obligations import keep_case
from permissions.access import roles_at
from permissions.models import Account
from workflows.flows.case import IN_SERVICE
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
    _keep_foreseen(case, [change for change in changes.values() if change.on == min(one.on for one in changes.values())])
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
            "changes_to": change.answer.value if change else None,
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


def may_recheck(actor: Account, case: Case) -> bool:
    """Say whether the person may enter facts of this case while it is in service."""
    return case.state in IN_SERVICE and bool(roles_at(actor, case) & frozenset(case.state_definition().edit))


def recheck_categories(*, actor: Account, case: Case, is_verified: bool) -> tuple[list[str], list[str]]:
    """Decide the categories again on the facts on file, after somebody has looked that they still hold; gives what was gained and lost.

    Duties follow in the same act. Raises Refusal.
    """
    with act(actor, "recheck_categories", case, basis="35号 附件1"):
        locked: Case = Case.objects.select_for_update(of=("self",)).select_related("district").get(pk=case.pk)
        if not may_recheck(actor, locked):
            raise Refusal("您不能核实这位老年人的类别（可由负责的社区工作者办理）", status=403, code="right")
        if not is_verified:
            raise Refusal("请先向老人或家属核实，并勾选“情况没有变化”；情况有变化的，请办理半年更新", status=400, code="verified")
        run = run_eligibility(locked, subject_kind="recheck", subject_id=None, on=timezone.localdate())
        gained, lost = apply_categories(locked, run)
        keep_case(locked)
        return gained, lost


def look_ahead(case: Case, on: date) -> None:
    """Foresee again after a fact has changed without a new run: at once where the answers of today differ from what is on file."""
    known, limits = known_facts([case.pk], on)[case.pk], thresholds(case.district.code, on=on)
    differing = [
        Change(on, item.category, item.answer)
        for item in find(known, limits).items
        if item.answer is (Answer.NO if item.category in case.categories else Answer.YES)
    ]
    coming = forecast(known, limits)
    _keep_foreseen(case, differing or [change for change in coming if change.on == coming[0].on])


def _keep_foreseen(case: Case, first: Sequence[Change]) -> None:
    """Keep the first day of another answer on the file, where the worklists look for it; runs inside the caller's act."""
    day = first[0].on if first else None
    words = f"{day} 起{'、'.join(change.words for change in first)}" if first else ""
    if (case.foreseen_on, case.foreseen) != (day, words[:80]):
        case.foreseen_on, case.foreseen = day, words[:80]
        case.save(update_fields=["foreseen_on", "foreseen"])


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
