"""What the review's guards look at, for a page of papers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from casework.models import AbilityAssessment, Case, Contact, Review, SectionConfirmation
from casework.models.review import REVIEW_OPEN
from casework.queries.facts_screening import newest_runs
from workflows.calendar import working_calendar
from workflows.effects import facts_loader
from workflows.flows.review import SECTIONS, ReviewFacts
from workflows.policy import deadline
from workflows.rules.unknown import Answer


@facts_loader("review")
def load_review_facts(reviews: Sequence[Review], on: date) -> dict[int, ReviewFacts]:
    """Load the facts in seven queries however many papers there are."""
    ids, case_ids = [paper.pk for paper in reviews if paper.pk], [paper.case_id for paper in reviews]
    cases = Case.objects.select_related("district").in_bulk(case_ids)
    runs = newest_runs("review", ids)
    confirmed: dict[int, set[str]] = defaultdict(set)
    for review_id, section in SectionConfirmation.objects.filter(review__in=ids).values_list("review_id", "section"):
        confirmed[review_id].add(section)
    open_papers: dict[int, set[int]] = defaultdict(set)
    for pk, case_id in Review.objects.filter(case__in=case_ids, state__in=REVIEW_OPEN).values_list("pk", "case_id"):
        open_papers[case_id].add(pk)
    standing = AbilityAssessment.objects.filter(case__in=case_ids, annulled_at=None).order_by("assessed_on")
    assessed = dict(standing.values_list("case_id", "assessed_on"))
    contacts = _contacts_verified(case_ids)
    found = {}
    for paper in reviews:
        case, run = cases[paper.case_id], runs.get(paper.pk or 0)
        oldest = deadline("ability_assessment_age", case.district.code, on=on).before(on, working_calendar())
        last = assessed.get(case.pk)
        verdicts = {one["verdict"] for one in run.verdicts.values()} if run else set()
        found[paper.pk or 0] = ReviewFacts(
            case_state=case.state,
            has_other_open_review=bool(open_papers[case.pk] - {paper.pk}),
            open_sections=frozenset(SECTIONS) - confirmed[paper.pk or 0],
            family_is_verified=paper.family_verified_on is not None,
            contacts_are_verified=paper.contacts_verified_on is not None and contacts.get(case.pk, date.min) >= _called_up_on(paper),
            ability_is_recent_or_requested=last is None or last >= oldest or paper.ability_requested_on is not None,
            categories_were_run=run is not None,
            is_eligible=Answer.YES in verdicts,
            has_doubt=Answer.TO_VERIFY in verdicts,
            submitted_by=paper.submitted_by_id,
        )
    return found


def _called_up_on(paper: Review) -> date:
    """Say from which day on a call counts for this review."""
    return paper.started_on or date.min


def _contacts_verified(case_ids: Sequence[int]) -> dict[int, date]:
    """Give for each case the earliest verification among its contacts: all of them must have answered since."""
    found: dict[int, date] = {}
    for case_id, verified_on in Contact.objects.filter(case__in=case_ids, removed_on__isnull=True).values_list("case_id", "verified_on"):
        found[case_id] = min(found.get(case_id, date.max), verified_on or date.min)
    return found
