"""What the elder agrees to: willingness and consent, each answer a new row; a scope can be taken back at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, Consent, ConsentScope, Contact, WillingnessRecord
from casework.models.choices import SignatureMethod, Willingness
from casework.services.deadlines import last_day

REFUSING = frozenset({Willingness.REFUSES, Willingness.WITHDRAWN})
TEXT_VERSION = "2025-1"


@dataclass(frozen=True)
class Answered:
    """One answer to the questions of consent, as it was given."""

    scopes: Sequence[str]
    refused_scopes: Sequence[str]
    method: str
    asked_by: str
    given_on: date
    given_by: str = Consent.GivenBy.ELDER
    guardian: Contact | None = None
    witness: str = ""
    evidence: str = ""
    evidence_digest: str = ""


def record_willingness(
    actor: HasActor,
    case: Case,
    *,
    value: str,
    asked_on: date,
    asked_by: str,
    answered_by: str,
    witness: str = "",
    evidence: str = "",
    reason: str = "",
    family_told_on: date | None = None,
) -> WillingnessRecord:
    """Record one asking; a refusal needs a witness and evidence, and is asked again after the policy's time (R2)."""
    if value not in Willingness.values or value == Willingness.NOT_ASKED:
        raise Refusal("请选老人的答复", status=400, code="willingness")
    if asked_on > timezone.localdate():
        raise Refusal("征询日期不能晚于今天", status=400, code="asked_on")
    if value in REFUSING and not (witness.strip() and evidence.strip()):
        raise Refusal("老人不愿意的，要写明见证人和凭据", status=400, code="refusal_evidence")
    with act(actor, "record_willingness", case):
        again = last_day("screening_reask", case, start=asked_on) if value in REFUSING else None
        record = WillingnessRecord.objects.create(
            case=case, value=value, asked_on=asked_on, asked_by=asked_by, answered_by=answered_by, witness=witness,
            evidence=evidence, reason=reason, family_told_on=family_told_on, ask_again_on=again,
        )  # fmt: skip
        latest = WillingnessRecord.objects.filter(case=case).order_by("-asked_on", "-id").first()
        if latest is not None and latest.pk == record.pk:
            case.willingness = value
            case.declined_on = asked_on if value in REFUSING else None
            case.ask_again_on = again
            case.save(update_fields=["willingness", "declined_on", "ask_again_on"])
        return record


def consent_in_force(case: Case) -> Consent | None:
    """Find the answer that counts today."""
    return Consent.objects.filter(case=case, revoked_on__isnull=True).first()


def record_consent(actor: HasActor, case: Case, answer: Answered) -> Consent:
    """Store an answer as the next version; the one before ends the same day and stays readable."""
    _check(case, answer)
    with act(actor, "record_consent", case):
        before = Consent.objects.select_for_update().filter(case=case, revoked_on__isnull=True).first()
        if before is not None:
            before.revoked_on, before.revoke_reason = max(answer.given_on, before.given_on), "由新的答复代替"
            before.save(update_fields=["revoked_on", "revoke_reason"])
        version = (Consent.objects.filter(case=case).aggregate(last=Max("version"))["last"] or 0) + 1
        return Consent.objects.create(
            case=case, version=version, text_version=TEXT_VERSION,
            scopes=sorted(answer.scopes), refused_scopes=sorted(answer.refused_scopes),
            given_by=answer.given_by, guardian=answer.guardian, method=answer.method, given_on=answer.given_on,
            asked_by=answer.asked_by, witness=answer.witness, evidence=answer.evidence, evidence_digest=answer.evidence_digest,
        )  # fmt: skip


def _check(case: Case, answer: Answered) -> None:
    asked = set(answer.scopes) | set(answer.refused_scopes)
    by_guardian = answer.given_by == Consent.GivenBy.GUARDIAN
    rules = (
        (not asked <= set(ConsentScope.values), "有不认识的同意范围，请从列表中选"),
        (bool(set(answer.scopes) & set(answer.refused_scopes)), "同一范围不能既同意又不同意"),
        (ConsentScope.VISIT not in asked, "“接受探访关爱服务”一项必须答复"),
        (answer.method not in SignatureMethod.values, "请选签署方式"),
        (answer.method == SignatureMethod.ORAL and not answer.witness.strip(), "口头确认的，要写明见证人"),
        (answer.method == SignatureMethod.REFUSED and bool(answer.scopes), "拒绝签字的，不能登记为同意"),
        (by_guardian and (answer.guardian is None or answer.guardian.case_id != case.pk), "由监护人答复的，先把监护人登记为联系人再选定"),
        (answer.given_on > timezone.localdate(), "答复日期不能晚于今天"),
    )
    problems = [sentence for is_wrong, sentence in rules if is_wrong]
    if problems:
        raise Refusal(*problems, status=400, code="consent")


def revoke_scopes(actor: HasActor, case: Case, *, scopes: Sequence[str], reason: str, on: date) -> Consent:
    """Take scopes back: the version in force ends and a new one without them begins."""
    present = consent_in_force(case)
    if present is None or not set(scopes) <= set(present.scopes):
        raise Refusal("要撤回的范围本来就没有同意", status=422, code="consent")
    if not reason.strip():
        raise Refusal("请写明撤回的原因", status=400, code="reason")
    with act(actor, "revoke_consent", case, reason=reason):
        answer = Answered(
            scopes=[scope for scope in present.scopes if scope not in scopes],
            refused_scopes=[*present.refused_scopes, *scopes],
            method=present.method, asked_by=present.asked_by, given_on=on, given_by=present.given_by,
            guardian=present.guardian, witness=present.witness, evidence=present.evidence, evidence_digest=present.evidence_digest,
        )  # fmt: skip
        return record_consent(actor, case, answer)
