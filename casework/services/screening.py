"""Screening's own verbs: list a person, keep attempts and proofs, run the rule, move the case as the paper says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, ContactAttempt, Grid, ProofRequest, Screening, Step, WillingnessRecord
from casework.models.choices import Willingness
from casework.services.cases import find_or_register, move_case
from casework.services.deadlines import last_day
from casework.services.elders import Person
from permissions.models import Account
from workflows.flows.case import ENDED
from workflows.runner import Outcome, System, perform
from workflows.wishes import Wish, stored_key


def round_of(day: date) -> str:
    """Name the half-year round in which a day lies."""
    return f"{day.year}H{1 if day.month <= 6 else 2}"


def open_screening(
    actor: Account | System,
    person: Person,
    *,
    origin: str = Screening.Origin.VISIT,
    assigned_to: Account | None = None,
    key: str = "",
    note: str = "",
) -> Outcome:
    """List a person for screening; the case is registered in the same act where there is none (D1 create)."""
    stored = stored_key(Wish("create", actor, key=key), Screening())
    earlier = Step.objects.filter(key=stored, subject_kind="screening").first() if stored else None
    if earlier is not None:
        # the same form sent twice: answer what it answered, before the person is found to be registered
        paper = Screening.objects.get(pk=earlier.subject_id)
        return Outcome(earlier, paper, f"已{earlier.label}，现为“{earlier.to_label}”", repeated=True)
    with act(actor, "open_screening"):
        case = find_or_register(actor, person)
        return list_case(actor, case, origin=origin, assigned_to=assigned_to, key=key, note=note)


def list_case(
    actor: Account | System, case: Case, *, origin: str, assigned_to: Account | None = None, key: str = "", note: str = ""
) -> Outcome:
    """Open a round for a case that exists."""
    today = timezone.localdate()
    paper = Screening(
        case=case, round=_free_round(case, today), origin=origin, listed_on=today, assigned_to=assigned_to,
        district=case.district, street=case.street, community=case.community,
    )  # fmt: skip
    return perform(paper, "create", actor=actor, key=key, note=note)


def _free_round(case: Case, today: date) -> str:
    """Name the round; a second look in the same half-year gets a letter, so that both stay told apart."""
    base = round_of(today)
    taken = set(Screening.objects.filter(case=case, round__startswith=base).exclude(state="annulled").values_list("round", flat=True))
    return next(name for name in (base, *(f"{base}-{number}" for number in range(2, 100))) if name not in taken)


def screen_again(actor: System, case: Case, *, origin: str = Screening.Origin.REPEATED) -> Outcome | None:
    """Open the next round where none is under way; the timer of a case that rests asks for it."""
    if Screening.objects.filter(
        case=case, state__in=("listed", "in_progress", "to_verify", "unreachable", "submitted", "returned")
    ).exists():
        return None
    return list_case(actor, case, origin=origin, note="到期再次摸排")


def add_attempt(screening: Screening, *, tried_at: datetime, method: str, result: str, tried_by: str) -> ContactAttempt:
    """Keep one attempt to reach the elder; runs inside the caller's act."""
    if method not in ContactAttempt.Method.values or not result.strip():
        raise Refusal("请选联系方式并写明结果", status=400, code="attempt")
    if tried_at > timezone.now():
        raise Refusal("联系时间不能晚于现在", status=400, code="attempt")
    return ContactAttempt.objects.create(
        case_id=screening.case_id, screening=screening, tried_at=tried_at, method=method, result=result.strip(), tried_by=tried_by
    )


def ask_proof(screening: Screening, *, proof: str, proof_from: str) -> ProofRequest:
    """Keep what is to be proved and by whom; runs inside the caller's act."""
    return ProofRequest.objects.create(
        case_id=screening.case_id, screening=screening, proof=proof, proof_from=proof_from, asked_on=timezone.localdate()
    )


def settle_proof(screening: Screening, *, result: str) -> None:
    """Close the open requests; without a proof the category stays 待核实."""
    for request in ProofRequest.objects.filter(screening=screening, received_on__isnull=True):
        request.received_on, request.result = timezone.localdate(), result or "未收到"
        request.save(update_fields=["received_on", "result"])


def again_on(case: Case, *, forecast_on: date | None) -> date:
    """Say when an ineligible elder is looked at again: when a category will hold, or at the policy's interval."""
    today = timezone.localdate()
    regular = last_day("screening_again", case, start=today)
    return min(forecast_on, regular) if forecast_on and forecast_on > today else regular


def end_screened_case(actor: Account | System, screening: Screening, *, reason_code: str, given: Mapping[str, object], note: str) -> None:
    """Move the case of an annulled screening: into another where it is a duplicate, else to 不符合 (flows.md D0)."""
    case = Case.objects.get(pk=screening.case_id)
    if reason_code == "duplicate":
        kept = Case.objects.filter(number=given["merged_into"]).first() or _case_by_id(given["merged_into"])
        if kept is None or kept.pk == case.pk or kept.state in ENDED:
            raise Refusal("找不到要并入的个案，或者它已结案；请核对编号", status=422, code="merged_into")
        move_case(case.pk, "merge", actor=actor, changes={"merged_into": kept}, note=note)
    elif case.state in ("candidate", "screening"):
        move_case(case.pk, "find_ineligible", actor=actor, note=note)


def _case_by_id(typed: object) -> Case | None:
    return Case.objects.filter(pk=int(str(typed))).first() if str(typed).isdecimal() else None


def refusal_in_force(case: Case) -> WillingnessRecord | None:
    """Find the latest answer where it is a refusal."""
    latest = WillingnessRecord.objects.filter(case=case).order_by("-asked_on", "-id").first()
    return latest if latest is not None and latest.value in (Willingness.REFUSES, Willingness.WITHDRAWN) else None


def assign_screening(actor: HasActor, screening: Screening, worker: Account) -> Screening:
    """Hand a listed screening to another grid worker of the same community."""
    with act(actor, "assign_screening", screening.case):
        screening.assigned_to = worker
        screening.save(update_fields=["assigned_to"])
        return screening


def grid_worker_of(grid: Grid | None) -> Account | None:
    """Name who looks after a grid today."""
    return grid.worker if grid is not None else None
