"""What enrolment's guards look at, for a page of papers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from casework.models import Enrollment, Step
from casework.models.enrollment import ENROLLMENT_OPEN
from casework.queries.cases import other_open_cases
from casework.queries.contact_problems import contact_facts, problems_of
from casework.queries.eligibility_facts import eligible_on
from casework.queries.missing_fields import ledger_rows, missing_of
from workflows.effects import facts_loader
from workflows.flows.enrollment import EnrollmentFacts

CHECK = "confirm_check"


@facts_loader("enrollment")
def load_enrollment_facts(papers: Sequence[Enrollment], on: date) -> dict[int, EnrollmentFacts]:
    """Load the facts in a fixed number of queries however many papers there are."""
    case_ids = [paper.case_id for paper in papers]
    rows, contacts, eligible = ledger_rows(case_ids), contact_facts(case_ids), eligible_on(case_ids, on)
    doubled = other_open_cases(row.case for row in rows.values())
    open_papers: dict[int, set[int]] = defaultdict(set)
    for pk, case_id in Enrollment.objects.filter(case__in=case_ids, state__in=ENROLLMENT_OPEN).values_list("pk", "case_id"):
        open_papers[case_id].add(pk)
    checkers, found = checked_by(papers), {}
    for paper in papers:
        case = rows[paper.case_id].case
        found[paper.pk or 0] = EnrollmentFacts(
            case_state=case.state,
            has_other_enrollment=bool(open_papers[case.pk] - {paper.pk}),
            missing=missing_of(rows[case.pk]),
            elder_answer=paper.elder_answer,
            contact_problems=problems_of(contacts[case.pk]),
            visitor_is_named=case.usual_visitor_id is not None or bool(case.capacity_exception),
            frequency_is_computed=bool(case.first_frequency),
            has_duplicate=case.pk in doubled,
            is_still_eligible=eligible.get(case.pk, False),
            submitted_by=paper.submitted_by_id,
            checked_by=checkers.get(paper.pk or 0),
        )
    return found


def checked_by(papers: Sequence[Enrollment]) -> dict[int, int]:
    """Say who last took the district's check of each paper, where its form of the process has one (区级复核)."""
    asked = [paper.pk for paper in papers if paper.pk and CHECK in paper.flow.transitions]
    if not asked:
        return {}
    steps = Step.objects.filter(subject_kind="enrollment", subject_id__in=asked, transition=CHECK).order_by("number")
    return {paper: actor for paper, actor in steps.values_list("subject_id", "actor_id") if actor is not None}
