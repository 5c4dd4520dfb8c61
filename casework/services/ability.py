"""Assessing an elder's ability, or entering a result from elsewhere; what follows for categories and duties comes in the same act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import AbilityAssessment, AbilityRecord, Case
from casework.queries.eligibility_facts import known_facts
from casework.services.eligibility import apply_categories, run_eligibility
from casework.services.facts import store_facts
from casework.services.obligations import keep_case
from permissions.access import roles_at
from permissions.models import Account
from workflows.flows.case import IN_SERVICE
from workflows.policy.instruments import gb42195
from workflows.policy.rules import thresholds
from workflows.rules.ability import AbilityResult, AssessedLevel, Assessment, Instrument, assess, deciding, unanswered
from workflows.rules.categories import Category
from workflows.rules.eligibility import AbilityLevel
from workflows.rules.unknown import Answer, find

WORST = {AbilityAssessment.Standard.GB: 4, AbilityAssessment.Standard.MZ: 3}


@dataclass(frozen=True)
class Sheet:
    """The assessment form as filled in by two assessors (GB/T 42195-2022)."""

    answers: Mapping[str, int]
    first_assessor: str
    second_assessor: str
    assessed_on: date
    coma: bool = False
    diagnosis: bool = False
    risk_events: int = 0
    informant: str = ""
    document: str = ""


@dataclass(frozen=True)
class Given:
    """A result that somebody else found, under either standard; it stays as it was given."""

    standard: str
    level: int
    assessed_on: date
    assessor: str
    document: str = ""


@dataclass(frozen=True)
class Assessed:
    """What was kept, and which categories began or ended with it."""

    assessment: AbilityAssessment
    gained: tuple[Category, ...] = ()
    lost: tuple[Category, ...] = ()
    repeated: bool = False


def may_assess(actor: Account, case: Case) -> bool:
    """Say whether the person may enter facts of this case in its present state."""
    return bool(roles_at(actor, case) & frozenset(case.state_definition().edit))


def result_of(sheet: Sheet, instrument: Instrument | None = None) -> AbilityResult:
    """Work out total and level. Raises Refusal with every unanswered item by name and every slip. `依据: GB/T 42195-2022`"""
    known = instrument or gb42195()
    problems = _slips(sheet, known)
    whole = Assessment(sheet.answers, sheet.coma, sheet.diagnosis, sheet.risk_events)
    missing = unanswered(whole, known)
    if missing:
        problems.insert(0, still_open(missing, known))
    if problems:
        raise Refusal(*problems, status=400, code="ability")
    return assess(whole, known)


def still_open(codes: Sequence[str], instrument: Instrument | None = None) -> str:
    """Name the items that nobody has answered, all at once."""
    items = (instrument or gb42195()).items
    return f"还有{len(codes)}项没有评：{'、'.join(items[code].name for code in codes)}"


def _slips(sheet: Sheet, instrument: Instrument) -> list[str]:
    items = instrument.items
    wrong = [items[code].name for code, score in sheet.answers.items() if code in items and score not in items[code].scores]
    first, second = sheet.first_assessor.strip(), sheet.second_assessor.strip()
    rules = (
        (bool(set(sheet.answers) - set(items)), "有不认识的评估项目，请刷新页面后重填"),
        (bool(wrong), f"得分不在选项之内：{'、'.join(wrong)}"),
        (not first or not second, "要写明两名评估人员的姓名"),
        (bool(first) and "".join(first.split()) == "".join(second.split()), "两名评估人员不能是同一人"),
        (sheet.risk_events < 0 or sheet.risk_events > 99, "近30天照护风险事件次数应为0至99"),
        (sheet.assessed_on > timezone.localdate(), "能力评估的日期不能晚于今天"),
    )
    return [sentence for is_wrong, sentence in rules if is_wrong]


def check_given(given: Given) -> None:
    """Check a result from elsewhere. Raises Refusal; a level is never converted to the other standard's."""
    worst = WORST.get(AbilityAssessment.Standard(given.standard)) if given.standard in AbilityAssessment.Standard.values else None
    rules = (
        (worst is None, "请选评估所用的标准"),
        (worst is not None and not 0 <= given.level <= worst, f"{given.standard} 的等级为0至{worst}"),
        (not given.assessor.strip(), "请写明评估机构或人员"),
        (given.assessed_on > timezone.localdate(), "能力评估的日期不能晚于今天"),
    )
    problems = [sentence for is_wrong, sentence in rules if is_wrong]
    if problems:
        raise Refusal(*problems, status=400, code="ability")


def record_sheet(*, actor: Account, case: Case, sheet: Sheet) -> Assessed:
    """Keep an assessment made with the form; the same sheet handed in twice is kept once."""
    with act(actor, "assess_ability", case, basis="GB/T 42195-2022") as frame:
        locked = _locked(actor, case)
        result = result_of(sheet)
        assert result.level is not None and result.total is not None and result.preliminary_level is not None
        names = (sheet.first_assessor.strip(), sheet.second_assessor.strip())
        same = AbilityRecord.objects.filter(
            case=locked, assessment__annulled_at=None, assessment__assessed_on=sheet.assessed_on, first_assessor=names[0],
            second_assessor=names[1], total=result.total,
        ).select_related("assessment")  # fmt: skip
        found = next((one for one in same if one.answers == dict(sheet.answers) and one.assessment.level == result.level), None)
        if found is not None:
            frame.silent()
            return Assessed(found.assessment, repeated=True)
        given = Given(AbilityAssessment.Standard.GB, result.level, sheet.assessed_on, "、".join(names), sheet.document.strip())
        assessment = _keep(actor, locked, given)
        AbilityRecord.objects.create(
            case=locked, assessment=assessment, answers=dict(sheet.answers), first_assessor=names[0], second_assessor=names[1],
            informant=sheet.informant.strip(), coma=sheet.coma, diagnosis=sheet.diagnosis, risk_events=sheet.risk_events,
            total=result.total, preliminary_level=result.preliminary_level, adjustments=list(result.adjustments),
        )  # fmt: skip
        return _follow(locked, assessment)


def record_given(*, actor: Account, case: Case, given: Given) -> Assessed:
    """Keep a result from elsewhere as it was given; entered twice it is kept once."""
    with act(actor, "enter_ability_result", case, basis=given.standard) as frame:
        locked = _locked(actor, case)
        check_given(given)
        same = AbilityAssessment.objects.filter(
            case=locked, standard=given.standard, level=given.level, assessed_on=given.assessed_on, assessor=given.assessor.strip(),
            document=given.document.strip(), annulled_at=None,
        ).first()  # fmt: skip
        if same is not None:
            frame.silent()
            return Assessed(same, repeated=True)
        return _follow(locked, _keep(actor, locked, given))


def _locked(actor: Account, case: Case) -> Case:
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("district").get(pk=case.pk)
    if not may_assess(actor, locked):
        raise Refusal("您不能登记这位老年人的能力评估（可由负责的社区工作者或网格员办理）", status=403, code="right")
    return locked


def _keep(actor: Account, case: Case, given: Given) -> AbilityAssessment:
    values = {
        "standard": given.standard, "level": given.level, "assessed_on": given.assessed_on, "assessor": given.assessor.strip(),
        "document": given.document.strip(),
    }  # fmt: skip
    store_facts(actor, case, {"ability": values})
    kept: AbilityAssessment = AbilityAssessment.objects.filter(case=case).latest("id")
    return kept


def _follow(case: Case, assessment: AbilityAssessment) -> Assessed:
    """Ask the rule again; on the register a category begins or ends and the duties follow, before it the screening decides."""
    today = timezone.localdate()
    run = run_eligibility(case, subject_kind="ability", subject_id=assessment.pk, on=today)
    if case.state not in IN_SERVICE:
        return Assessed(assessment)
    gained, lost = apply_categories(case, run)
    keep_case(case)
    return Assessed(assessment, tuple(map(Category, gained)), tuple(map(Category, lost)))


def categories_with(case: Case, standard: str, level: int, assessed_on: date) -> tuple[tuple[Category, ...], tuple[Category, ...]]:
    """Say which categories an assessment would give and take, without keeping it; a later one, or a worse of the day, decides instead."""
    today = timezone.localdate()
    on_file = AbilityAssessment.objects.filter(case=case, annulled_at=None).values_list("standard", "level", "assessed_on")
    shown = AssessedLevel(standard, level, assessed_on)
    found = deciding([shown, *(AssessedLevel(*one) for one in on_file)], today)
    if found != shown:
        return (), ()
    known, limits = known_facts([case.pk], today)[case.pk], thresholds(case.district.code, on=today)
    answers = find(replace(known, ability=AbilityLevel(standard, level)), limits)
    present = set(case.categories)
    gained = tuple(one for one in answers.of(Answer.YES) if one.value not in present)
    return gained, tuple(one for one in answers.of(Answer.NO) if one.value in present)


def counts_from(today: date) -> date:
    """Say from which day a category gained today counts."""
    return today + timedelta(days=1)
