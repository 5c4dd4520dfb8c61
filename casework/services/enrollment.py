"""Enrolment's own verbs: open the paper, find what the ledger lacks, compute the first frequency, bring the case on the register."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.utils import timezone

from audit.acts import Refusal
from casework.models import Case, Consent, Enrollment, LedgerSnapshot
from casework.services.cases import move_case
from casework.services.consent import REFUSING, Answered, record_consent
from casework.services.deadlines import last_day
from casework.services.eligibility import apply_categories, latest_run, run_eligibility
from casework.services.ledger_numbers import draw_number
from casework.services.snapshots import make_copies, take_snapshot
from permissions.models import Account
from workflows.policy.rules import frequency
from workflows.rules.categories import Category
from workflows.runner import Outcome, System, perform


def open_enrollment(actor: Account | System, case: Case, *, key: str = "") -> Outcome:
    """Open the paper of a found elder; one at a time."""
    paper = Enrollment(case=case, begun_on=timezone.localdate(), district=case.district, street=case.street, community=case.community)
    return perform(paper, "create", actor=actor, key=key)


def number_ledger(case: Case) -> str:
    """Give the case its number; once given it stays, whatever becomes of the paper (DA/T 13: nothing is reused)."""
    if case.number is None:
        if case.community is None:
            raise Refusal("住址没有到社区（村），不能编号", status=422, code="community")
        case.number = draw_number(community_code=case.community.code, year=timezone.localdate().year)
        case.save(update_fields=["number"])
    return case.number


def compute_first_frequency(case: Case) -> dict[str, int]:
    """Say what is due to the elder from enrolment on, by the categories that hold and the district's figures. `依据: 35号 二(二)四`"""
    run, asked = latest_run(case), frequency(case.district.code)
    due = {"visits_per_month": asked.visits_per_month + case.extra_visits}
    if run is not None and Category.FUNCTIONALLY_IMPAIRED in run.categories:
        figures = asdict(asked)
        due |= {name: figures[name] for name in ("home_visits_per_month", "assistance_per_quarter")}
    if case.first_frequency != due:
        case.first_frequency = due
        case.save(update_fields=["first_frequency"])
    return due


def record_elder_answer(actor: Account | System, enrollment: Enrollment, answer: Answered) -> Consent:
    """Store what the elder agreed to, and note it on the paper; runs inside the caller's act."""
    case = Case.objects.get(pk=enrollment.case_id)
    consent = record_consent(actor, case, answer)
    if "visit" not in consent.scopes:
        value = Enrollment.ElderAnswer.REFUSED
    else:
        value = Enrollment.ElderAnswer.PARTLY if consent.refused_scopes else Enrollment.ElderAnswer.AGREED
    enrollment.elder_answer, enrollment.answered_on, enrollment.consent = value, answer.given_on, consent
    return consent


def copies_for_archive(case: Case) -> LedgerSnapshot:
    """Keep the approved ledger and set up its two copies; runs inside the caller's act (R108)."""
    if case.ledger_on is None:
        case.ledger_on = timezone.localdate()
        case.save(update_fields=["ledger_on"])
    snapshot = take_snapshot(case, occasion=LedgerSnapshot.Occasion.APPROVAL, as_of=timezone.localdate())
    make_copies(snapshot)
    return snapshot


def activate_case(actor: Account | System, case: Case, *, on: date) -> Outcome:
    """Put the elder on the register: categories count from this day, the month of enrolment included. Runs inside the caller's act."""
    run = run_eligibility(case, subject_kind="enrollment", subject_id=None, on=on)
    apply_categories(case, run, first=True)
    return move_case(case.pk, "enroll", actor=actor, changes={"enrolled_on": on, "last_reviewed_on": on})


def end_pending_case(actor: Account | System, case: Case, *, reason_code: str, note: str) -> Outcome | None:
    """Move the case of a withdrawn enrolment: to 不愿接受 with a day to ask again, else to 不符合 (flows.md D2 withdraw)."""
    if case.state != "pending":
        return None
    today = timezone.localdate()
    if reason_code == "refuses":
        again = case.ask_again_on if case.willingness in REFUSING else None
        return move_case(
            case.pk, "note_refusal", actor=actor, note=note,
            changes={"ask_again_on": again or last_day("screening_reask", case, start=today)},
        )  # fmt: skip
    again = None if reason_code in ("deceased", "moved_away", "error") else last_day("screening_again", case, start=today)
    return move_case(case.pk, "find_ineligible", actor=actor, note=note, changes={"screen_again_on": again})
