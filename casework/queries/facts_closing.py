"""The facts of amendments, suspensions and closures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.models import Amendment, Case, CategoryPeriod, Closure, LedgerSnapshot, Suspension
from casework.models.closure import CLOSURE_OPEN
from casework.queries.contact_problems import contact_facts, problems_of, proposed_list, with_list
from casework.queries.district_codes import district_codes
from casework.queries.unmet import unmet_of
from workflows.calendar import working_calendar
from workflows.effects import UNSAVED, facts_loader
from workflows.flows.amendment import AmendmentFacts
from workflows.flows.closure import ClosureFacts
from workflows.flows.suspension import SuspensionFacts
from workflows.policy import deadline, number

EVIDENT = ("deceased", "moved_away", "care_home", "not_eligible", "refused", "lost_contact", "entered_by_mistake")


@facts_loader("amendment")
def load_amendment_facts(papers: Sequence[Amendment], on: date) -> dict[int, AmendmentFacts]:
    """Load the facts in a few queries however many papers there are."""
    cases = Case.objects.select_related("elder").in_bulk({one.case_id for one in papers})
    contacts = contact_facts(cases)
    found = {}
    for one in papers:
        case = cases[one.case_id]
        list_after = proposed_list(one)
        after = contacts[case.pk] if list_after is None else with_list(contacts[case.pk], list_after)
        moves = one.topic == Amendment.Topic.ADDRESS and one.proposal.get("community") not in (None, case.community_id)
        found[one.pk or UNSAVED] = AmendmentFacts(
            case_is_open=case.state in ("active", "suspended", "closing"),
            has_evidence=bool(one.evidence.strip()),
            changes_something=bool(one.proposal),
            contact_problems=problems_of(after),
            moves_to_another_community=moves,
            holds_true_today=all(one.before.get(name) == current_value(case, name) for name in one.before),
            submitted_by=one.submitted_by_id,
        )
    return found


def current_value(case: Case, name: str) -> object:
    """Return what stands in the file today, as an amendment keeps its `before`."""
    if name == "contacts":
        listed = case.contacts.filter(removed_on=None).order_by("rank").values_list("pk", "is_failed")
        return "、".join(f"{pk}{'（失效）' if failed else ''}" for pk, failed in listed)
    value = getattr(case, name, None) if name in ("willingness", "community_id") else getattr(case.elder, name, None)
    return value if isinstance(value, str | int | bool | type(None)) else str(value)


@facts_loader("suspension")
def load_suspension_facts(papers: Sequence[Suspension], on: date) -> dict[int, SuspensionFacts]:
    cases = Case.objects.select_related("district").in_bulk({one.case_id for one in papers})
    others = set(Suspension.objects.filter(case_id__in=cases, state__in=("agreed", "in_force")).values_list("case_id", "pk"))
    found = {}
    for one in papers:
        case = cases[one.case_id]
        found[one.pk or UNSAVED] = SuspensionFacts(
            case_is_active=case.state == "active",
            another_agreed_or_in_force=any(case_id == case.pk and pk != one.pk for case_id, pk in others),
            has_reason_and_dates=bool(
                one.reason and one.starts_on and (one.expected_end_on is None or one.expected_end_on >= one.starts_on)
            ),
            days=None if one.expected_end_on is None else one.days_until(one.expected_end_on),
            longest_days=number("suspension_longest_days", case.district.code, on=on),
            starts_by_today=one.starts_on <= on,
            submitted_by=one.submitted_by_id,
        )
    return found


@facts_loader("closure")
def load_closure_facts(papers: Sequence[Closure], on: date) -> dict[int, ClosureFacts]:
    ids = {one.case_id for one in papers}
    cases = Case.objects.in_bulk(ids)
    others = set(Closure.objects.filter(case_id__in=ids, state__in=CLOSURE_OPEN).values_list("case_id", "pk"))
    unmet = unmet_of(ids)
    codes = district_codes(papers)
    eligible = set(CategoryPeriod.objects.filter(case_id__in=ids, lost_on=None, annulled_at=None).values_list("case_id", flat=True))
    kept = set(LedgerSnapshot.objects.filter(case_id__in=ids).values_list("case_id", flat=True))
    found = {}
    for one in papers:
        case, code = cases[one.case_id], codes[one.district_id]
        undo = deadline("closure_undo", code, on=on)
        evident = one.reason in ("transferred",) or (
            bool(one.evidence.strip()) and (one.reason not in EVIDENT or one.happened_on is not None)
        )
        found[one.pk or UNSAVED] = ClosureFacts(
            reason=one.reason,
            has_reason_and_evidence=bool(one.reason) and (one.reason != "duplicate" or one.duplicate_of_id is not None) and evident,
            has_second_evidence=bool(one.second_evidence.strip()),
            case_may_close=case.state in ("active", "suspended"),
            another_closure_open=any(case_id == case.pk and pk != one.pk for case_id, pk in others),
            unmet=tuple(unmet.get(case.pk, ())),
            target_is_known=one.other_community_id is not None and one.other_community_id != case.community_id,
            crosses_districts=one.other_district_id is not None and one.other_district_id != case.district_id,
            refusals_of_transfer=one.transfer_refusals,
            refusals_needed=number("closure_transfer_refusals", code, on=on),
            visitor_and_grid_named=one.receiving_worker_id is not None and one.receiving_grid_id is not None,
            submitted_by=one.submitted_by_id,
            may_still_be_undone=one.recorded_on is not None and on <= undo.last_day(one.recorded_on, working_calendar()),
            is_archived=case.state in ("archived", "destroyed", "transferred_out"),
            is_filed=one.state == "filed",
            still_eligible_or_to_be_screened=case.pk in eligible,
            file_is_complete=case.number is not None and case.pk in kept and one.recorded_on is not None,
        )
    return found
