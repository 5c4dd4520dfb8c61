"""What screening's guards look at, for a page of papers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from casework.models import Case, ContactAttempt, Elder, EligibilityRun, HouseholdMember, Screening, WillingnessRecord
from casework.models.screening import SCREENING_OPEN
from workflows.effects import facts_loader
from workflows.flows.screening import ScreeningFacts
from workflows.policy import number


def newest_runs(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, EligibilityRun]:
    """Find the newest answer of the rule for each paper, in one query."""
    rows = EligibilityRun.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids).order_by("id")
    return {run.subject_id: run for run in rows if run.subject_id is not None}


def latest_willingness(case_ids: Sequence[int]) -> dict[int, WillingnessRecord]:
    """Find the latest asking of each case, in one query."""
    return {row.case_id: row for row in WillingnessRecord.objects.filter(case__in=case_ids).order_by("asked_on", "id")}


@facts_loader("screening")
def load_screening_facts(screenings: Sequence[Screening], on: date) -> dict[int, ScreeningFacts]:
    """Load the facts in eight queries however many papers there are."""
    case_ids = [paper.case_id for paper in screenings]
    cases = Case.objects.select_related("district").in_bulk(case_ids)
    runs = newest_runs("screening", [paper.pk for paper in screenings if paper.pk])
    answers = latest_willingness(case_ids)
    with_household = set(HouseholdMember.objects.filter(case__in=case_ids, left_on__isnull=True).values_list("case_id", flat=True))
    with_door = set(Elder.objects.filter(case__in=case_ids).exclude(door="").values_list("case_id", flat=True))
    open_papers: dict[int, set[int]] = defaultdict(set)
    for pk, case_id in Screening.objects.filter(case__in=case_ids, state__in=SCREENING_OPEN).values_list("pk", "case_id"):
        open_papers[case_id].add(pk)
    attempts: dict[int, list[ContactAttempt]] = defaultdict(list)
    for attempt in ContactAttempt.objects.filter(screening__in=[paper.pk for paper in screenings if paper.pk]):
        attempts[attempt.screening_id].append(attempt)
    found = {}
    for paper in screenings:
        case, run, answer = cases[paper.case_id], runs.get(paper.pk or 0), answers.get(paper.case_id)
        tried = attempts[paper.pk or 0]
        code = case.district.code
        found[paper.pk or 0] = ScreeningFacts(
            case_state=case.state,
            has_open_screening=bool(open_papers[paper.case_id] - {paper.pk}),
            verdicts={key: one["verdict"] for key, one in run.verdicts.items()} if run else {},
            facts_changed_since_run=bool(run and paper.facts_recorded_at and paper.facts_recorded_at > run.run_at),
            willingness=case.willingness,
            refusal_has_evidence=bool(answer and answer.witness and answer.evidence),
            has_household=paper.case_id in with_household,
            has_address=case.community_id is not None and paper.case_id in with_door,
            assigned_to=paper.assigned_to_id,
            attempts=len(tried),
            attempt_days=len({timezone.localdate(one.tried_at) for one in tried}),
            door_attempts=sum(one.method == ContactAttempt.Method.DOOR for one in tried),
            attempts_needed=number("screening_attempts", code, on=on),
            days_needed=number("screening_attempt_days", code, on=on),
            door_attempts_needed=number("screening_attempts_at_door", code, on=on),
            retries=paper.retries,
            retries_needed=number("screening_retries", code, on=on),
            submitted_by=paper.submitted_by_id,
        )
    return found
