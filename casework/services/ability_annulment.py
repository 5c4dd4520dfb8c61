"""Annulling a wrong ability assessment: asked for by whoever may enter one, agreed by the street; all goes back to what holds without it.

Nothing is deleted. A month's report that was handed in stays as it was: what the annulment changes in it is listed as a later difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import AbilityAnnulment, AbilityAssessment, Case, CategoryPeriod, EligibilityRun, Review, Screening, Situation
from casework.models.choices import Answer as Told
from casework.models.choices import Source
from casework.models.review import REVIEW_OPEN
from casework.models.screening import SCREENING_OPEN
from casework.services.ability import may_assess
from casework.services.eligibility import apply_categories, run_eligibility
from casework.services.household import save_situation
from casework.services.obligations import keep_case
from permissions.access import roles_at
from permissions.masks import mask_name
from permissions.models import Account
from permissions.roles import Role
from workflows.flows.case import IN_SERVICE
from workflows.models import Outbox
from workflows.policy.rules import thresholds
from workflows.rules.categories import Category
from workflows.rules.dates import in_words, moment_in_words
from workflows.rules.unknown import Answer

STREET = (Role.STREET_CLERK, Role.STREET_OFFICER)
SHORTEST = 4
RESTING = (Category.FUNCTIONALLY_IMPAIRED.value,)  # the one category that an assessment decides (附件1第5条)


@dataclass(frozen=True)
class Annulled:
    """What an annulment brought back: categories that count again, and those that no longer do."""

    annulment: AbilityAnnulment
    gained: tuple[Category, ...] = ()
    lost: tuple[Category, ...] = ()


def entered_by(assessment: AbilityAssessment) -> int | None:
    """Name the account that entered an assessment, by its history."""
    found: int | None = assessment.history.filter(history_type="+").values_list("history_user_id", flat=True).first()
    return found


def may_decide(actor: Account, case: Case, annulment: AbilityAnnulment) -> bool:
    """Say whether the person may agree: of the street, and neither who asked for it nor who entered the assessment."""
    if actor.pk in (annulment.proposed_by_id, entered_by(annulment.assessment)):
        return False
    return bool(roles_at(actor, case) & set(STREET)) and bool(case.state_definition().edit)


def propose_annulment(*, actor: Account, assessment: AbilityAssessment, reason_code: str, reason: str) -> AbilityAnnulment:
    """Ask the street to annul an assessment. Raises Refusal; a second asking while the first waits is refused."""
    now = timezone.now()
    with act(actor, "propose_ability_annulment", assessment.case, reason=reason.strip()[:200], basis="附件1第5条"):
        case, locked = _locked(assessment)
        if not may_assess(actor, case):
            raise Refusal("您不能提请撤销这次评估（可由负责的社区工作者或网格员办理）", status=403, code="right")
        _need_reason(reason_code, reason)
        if locked.annulled_at is not None:
            raise Refusal("这次评估已经撤销，不必再提", status=409, code="annulled")
        if AbilityAnnulment.objects.filter(assessment=locked, is_agreed=None).exists():
            raise Refusal("这次评估已提请撤销，正等街道批准", status=409, code="proposed")
        made: AbilityAnnulment = AbilityAnnulment.objects.create(
            case=case, assessment=locked, reason_code=reason_code, reason=reason.strip(), proposed_at=now, proposed_by=actor
        )
        body = f"{mask_name(case.elder.name)}的能力评估（{in_words(locked.assessed_on)}）提请撤销，等待街道批准"
        rows = [
            Outbox(kind="ability", role=role.value, region_id=case.street_id, body=body, created_at=now, next_try_at=now) for role in STREET
        ]
        Outbox.objects.bulk_create(rows)
    return made


def decide_annulment(*, actor: Account, annulment: AbilityAnnulment, agrees: bool, answer: str = "") -> Annulled:
    """Agree to an annulment or turn it down; agreed, level, categories, duties and forecast follow in the same act. Raises Refusal."""
    now = timezone.now()
    name = "annul_ability" if agrees else "turn_down_ability_annulment"
    with act(actor, name, annulment.case, reason=(answer.strip() or annulment.reason)[:200], basis="附件1第5条"):
        case, assessment = _locked(annulment.assessment)
        fresh = AbilityAnnulment.objects.select_for_update(of=("self",)).get(pk=annulment.pk)
        _need_turn(actor, case, fresh)
        if not agrees and len(answer.strip()) < SHORTEST:
            raise Refusal(f"不同意撤销的，请写明理由（至少{SHORTEST}个字）", status=400, code="answer")
        if len(answer.strip()) > 200:
            raise Refusal("理由请控制在200字以内", status=400, code="answer")
        fresh.is_agreed, fresh.answer, fresh.decided_at, fresh.decided_by = agrees, answer.strip(), now, actor
        fresh.save(update_fields=["is_agreed", "answer", "decided_at", "decided_by"])
        _tell_proposer(case, fresh)
        if not agrees:
            return Annulled(fresh)
        assessment.annulled_at = now
        assessment.save(update_fields=["annulled_at"])
        return _follow(actor, case, fresh, assessment)


def _locked(assessment: AbilityAssessment) -> tuple[Case, AbilityAssessment]:
    case: Case = Case.objects.select_for_update(of=("self",)).select_related("district", "elder").get(pk=assessment.case_id)
    return case, AbilityAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)


def _need_reason(reason_code: str, reason: str) -> None:
    rules = (
        (reason_code not in AbilityAnnulment.Reason.values, "请选撤销的原因"),
        (len(reason.strip()) < SHORTEST, f"请写明错在哪里（至少{SHORTEST}个字）"),
        (len(reason.strip()) > 200, "说明请控制在200字以内"),
    )
    problems = [sentence for is_wrong, sentence in rules if is_wrong]
    if problems:
        raise Refusal(*problems, status=400, code="reason")


def _need_turn(actor: Account, case: Case, annulment: AbilityAnnulment) -> None:
    if annulment.decided_at is not None:
        told = f"{annulment.decided_by}已于{moment_in_words(timezone.localtime(annulment.decided_at))}"
        raise Refusal(f"{told}{'同意' if annulment.is_agreed else '不同意'}撤销，不必再办", status=409, code="decided")
    if not may_decide(actor, case, annulment):
        raise Refusal("撤销由本街道的经办或负责人批准，且不能是提出人或登记人本人", status=403, code="right")


def _tell_proposer(case: Case, annulment: AbilityAnnulment) -> None:
    assert annulment.decided_at is not None
    outcome = "已撤销" if annulment.is_agreed else f"没有撤销：{annulment.answer[:80]}"
    body = f"{mask_name(case.elder.name)}的能力评估（{in_words(annulment.assessment.assessed_on)}）{outcome}"
    Outbox.objects.create(
        kind="ability", account_id=annulment.proposed_by_id, body=body, created_at=annulment.decided_at, next_try_at=annulment.decided_at
    )


def _follow(actor: Account, case: Case, annulment: AbilityAnnulment, assessment: AbilityAssessment) -> Annulled:
    """Ask the rule again without the assessment, take back what it alone had begun or ended, then let the rule's answer hold."""
    _restore_answer(actor, case, assessment)
    _ask_open_papers_again(case, assessment)
    run = run_eligibility(case, subject_kind="ability_annulment", subject_id=annulment.pk, on=timezone.localdate())
    if case.state not in IN_SERVICE:
        return Annulled(annulment)
    before = set(case.categories)
    _take_back(case, assessment, run)
    apply_categories(case, run)
    keep_case(case)
    after = set(case.categories)
    return Annulled(
        annulment, tuple(one for one in Category if one in after - before), tuple(one for one in Category if one in before - after)
    )


def _restore_answer(actor: Account, case: Case, assessment: AbilityAssessment) -> None:
    """Where no assessment stands any more, let “has been assessed” say what it said before this one was entered."""
    if AbilityAssessment.objects.filter(case=case, annulled_at=None).exists():
        return
    first = assessment.history.filter(history_type="+").first()
    rows = Situation.history.filter(case_id=case.pk, history_date__lt=first.history_date).order_by("-history_date", "-history_id")
    said = rows.values_list("is_assessed", flat=True).first() or Told.UNKNOWN
    save_situation(actor, case, {"is_assessed": said}, source=Source.DOCUMENT, on=timezone.localdate())


def _ask_open_papers_again(case: Case, assessment: AbilityAssessment) -> None:
    """Give papers on somebody's desk a new answer of the rule: what they are decided by is not to rest on the annulled assessment."""
    runs = _runs_on(case, assessment)
    for key, model, states in (("screening", Screening, SCREENING_OPEN), ("review", Review, REVIEW_OPEN)):
        asked = {run.subject_id for run in runs if run.subject_kind == key}
        for pk in model.objects.filter(pk__in=asked, state__in=states).values_list("pk", flat=True):
            run_eligibility(case, subject_kind=key, subject_id=pk, on=timezone.localdate())


def _take_back(case: Case, assessment: AbilityAssessment, now: EligibilityRun) -> None:
    """Void the periods that this assessment alone began, and open again those that it alone ended."""
    for run in _runs_on(case, assessment):
        for period in CategoryPeriod.objects.select_for_update().filter(
            case=case, annulled_at=None, category__in=RESTING, evidence=f"类别判断{run.pk}"
        ):
            later = _begun_by_another(case, period, run)
            if later is not None or now.verdicts[period.category]["verdict"] != Answer.YES:
                _void(period, later)
        ended = [key for key in RESTING if run.verdicts[key]["verdict"] == Answer.NO and now.verdicts[key]["verdict"] != Answer.NO]
        for period in CategoryPeriod.objects.select_for_update().filter(
            case=case, annulled_at=None, category__in=ended, lost_on=run.as_of_on
        ):
            later = CategoryPeriod.objects.filter(
                case=case, annulled_at=None, category=period.category, from_on__gt=period.from_on
            ).order_by("from_on").first()  # fmt: skip
            period.lost_on = later.from_on - timedelta(days=1) if later else None
            period.until_on = max(period.from_on, later.from_on - timedelta(days=1)) if later else None
            period.save(update_fields=["lost_on", "until_on"])


def _runs_on(case: Case, assessment: AbilityAssessment) -> list[EligibilityRun]:
    """Find the runs that rested on an assessment: its own, and a paper's (screening, enrollment, review) made while it decided."""
    said = {"standard": assessment.standard, "level": assessment.level}
    entered = assessment.history.filter(history_type="+").first()
    rows = EligibilityRun.objects.filter(case=case, run_at__gte=entered.history_date).order_by("pk")
    own = {"subject_kind": "ability", "subject_id": assessment.pk}
    papers = rows.exclude(subject_kind__in=("ability", "ability_annulment"))
    return sorted([*rows.filter(**own), *(one for one in papers if one.facts["ability"] == said)], key=lambda one: one.pk)


def _begun_by_another(case: Case, period: CategoryPeriod, run: EligibilityRun) -> EligibilityRun | None:
    """Find the later run by which a standing assessment would have begun the same category, had the annulled one not been there."""
    limit = thresholds(case.district.code, on=run.as_of_on).impaired_from_level
    standing = AbilityAssessment.objects.filter(case=case, annulled_at=None, level__gte=limit).values_list("pk", flat=True)
    later = EligibilityRun.objects.filter(case=case, subject_kind="ability", subject_id__in=list(standing), pk__gt=run.pk).order_by("pk")
    found = next((one for one in later if one.verdicts[period.category]["verdict"] == Answer.YES), None)
    # one entered after the period was over began nothing that this period held
    return found if found is not None and (period.until_on is None or found.as_of_on < period.until_on) else None


def _void(period: CategoryPeriod, later: EligibilityRun | None) -> None:
    """Keep a period that never held, not counted; what another assessment would have begun begins with that one's run."""
    lost_on, until_on = period.lost_on, period.until_on
    day = max(timezone.localdate(), period.from_on)
    period.annulled_at, period.lost_on, period.until_on = timezone.now(), lost_on or day, until_on or day
    period.save(update_fields=["annulled_at", "lost_on", "until_on"])
    if later is None:
        return
    found = later.verdicts[period.category]
    CategoryPeriod.objects.create(
        case=period.case, category=period.category, sub_kind=",".join(found["sub_codes"]), decided_on=later.as_of_on,
        from_on=later.as_of_on + timedelta(days=1), lost_on=lost_on, until_on=until_on, basis=period.basis, reason=found["reason"],
        rule_version=later.rule_version, evidence=f"类别判断{later.pk}",
    )  # fmt: skip
