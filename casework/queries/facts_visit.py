"""The facts of visits and care services, for a whole page in a few queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from audit.canonical import digest, text_of
from casework.models import CareService, Case, PlannedVisit, Step, Visit, Visitor
from casework.models.care import Satisfaction
from casework.queries.obligations import REFUSING
from casework.services.visit_answers import content_hash, is_signed_by_both, problems_of, unsafe_without_action
from permissions.fields import Sealed
from workflows.calendar import working_calendar
from workflows.effects import UNSAVED, facts_loader
from workflows.flows.care import CareFacts
from workflows.flows.visit import VisitFacts
from workflows.policy import deadline

SERVED = ("active", "closing")
WRITING_STEPS = ("hand_in", "save", "amend", "meet", "sign", "submit", "propose_correction")
CARE_FROZEN = (
    "care_on",
    "kind",
    "done_by",
    "content",
    "server_name",
    "server_signed_by",
    "signed_on",
    "donor",
)


def writers_of(kind: str, ids: Sequence[int]) -> dict[int, set[int]]:
    """Find who wrote or handed in each record: they may not examine it."""
    found: dict[int, set[int]] = {one: set() for one in ids}
    rows = Step.objects.filter(subject_kind=kind, subject_id__in=ids, transition__in=WRITING_STEPS, actor_id__isnull=False)
    for subject_id, actor_id in rows.values_list("subject_id", "actor_id"):
        if actor_id is not None:
            found[subject_id].add(actor_id)
    return found


@facts_loader("visit")
def load_visit_facts(visits: Sequence[Visit], on: date) -> dict[int, VisitFacts]:
    """Load the facts in six queries however many visits there are."""
    ids = [visit.pk for visit in visits if visit.pk]
    cases = Case.objects.select_related("district").in_bulk({visit.case_id for visit in visits})
    visitors = Visitor.objects.in_bulk({visit.visitor_id for visit in visits if visit.visitor_id})
    writers, assigned = writers_of("visit", ids), _assigned_to(visits)
    twins = _twins(visits)
    attempts = set(Visit.objects.filter(pk__in=ids, attempts__isnull=False).values_list("pk", flat=True))
    found = {}
    for visit in visits:
        case, visitor = cases[visit.case_id], visitors.get(visit.visitor_id or 0)
        by_visitor, by_elder = is_signed_by_both(visit)
        hand_in_by = deadline("visit_submission", case.district.code, on=on).last_day(visit.visit_on, working_calendar())
        found[visit.pk or UNSAVED] = VisitFacts(
            case_is_active=case.state in SERVED,
            elder_consents=case.willingness not in REFUSING,
            assigned_to=assigned.get(visit.pk or UNSAVED, frozenset()),
            visitor_is_qualified=visitor is None or visitor.is_qualified_on(visit.visit_on),
            not_in_future=visit.visit_on <= on,
            not_before_enrolment=case.enrolled_on is not None and visit.visit_on >= case.enrolled_on,
            is_duplicate=(visit.case_id, visit.visit_on, visit.method) in twins.get(visit.pk or UNSAVED, set()),
            problems=problems_of(visit),
            unsafe_without_action=unsafe_without_action(visit),
            elder_signature=by_elder,
            visitor_signature=by_visitor,
            content_is_unchanged=not visit.content_hash or visit.content_hash == content_hash(visit),
            attempt_is_recorded=True if visit.pk in attempts else bool(visit.visit_on and visit.method),
            window_is_over=on > hand_in_by,
            late_without_reason=on > hand_in_by and not visit.late_reason.strip(),
            is_sampled=visit.is_sampled,
            written_by=frozenset(writers.get(visit.pk, set()) | ({visit.written_by_id} if visit.written_by_id else set())),
        )
    return found


def _assigned_to(visits: Sequence[Visit]) -> dict[int, frozenset[int]]:
    """Name the accounts to whom the day's visit of the elder was given; who has begun a record goes on with it."""
    given: dict[int, list[tuple[int, date, date]]] = {}
    rows = PlannedVisit.objects.filter(case_id__in={visit.case_id for visit in visits}, visitor__account__isnull=False, held_because="")
    for case_id, account_id, begins, ends in rows.values_list("case_id", "visitor__account", "window_from_on", "window_to_on"):
        given.setdefault(case_id, []).append((account_id, begins, ends))
    return {
        visit.pk or UNSAVED: frozenset(one for one, begins, ends in given.get(visit.case_id, ()) if begins <= visit.visit_on <= ends)
        | ({visit.written_by_id} if visit.pk and visit.written_by_id else frozenset())
        for visit in visits
    }


def _twins(visits: Sequence[Visit]) -> dict[int, set[tuple[int, date, str]]]:
    """Find, for each visit, other records of the same elder, day and method that count or wait."""
    days = {visit.visit_on for visit in visits}
    rows = Visit.objects.filter(case_id__in={visit.case_id for visit in visits}, visit_on__in=days, state__in=("valid", "submitted"))
    known = list(rows.values_list("pk", "case_id", "visit_on", "method", "state"))
    found: dict[int, set[tuple[int, date, str]]] = {}
    for visit in visits:
        own = visit.pk or UNSAVED
        # of two that wait, the later one is the duplicate
        found[own] = {
            (case, day, way)
            for pk, case, day, way, state in known
            if pk != own and pk != visit.corrects_id and (state == "valid" or pk < own)
        }
    return found


@facts_loader("care")
def load_care_facts(services: Sequence[CareService], on: date) -> dict[int, CareFacts]:
    """Load the facts of care services in four queries."""
    ids = [one.pk for one in services if one.pk]
    cases = Case.objects.in_bulk({one.case_id for one in services})
    writers = writers_of("care", ids)
    rows = CareService.objects.filter(case_id__in=cases, care_on__in={one.care_on for one in services}, state="valid")
    known = {
        (case, day, kind, content): pk for pk, case, day, kind, content in rows.values_list("pk", "case_id", "care_on", "kind", "content")
    }
    found = {}
    for one in services:
        case = cases[one.case_id]
        wrote = writers.get(one.pk, set()) | ({one.written_by_id} if one.written_by_id else set())
        twin = known.get((one.case_id, one.care_on, one.kind, one.content))
        found[one.pk or UNSAVED] = CareFacts(
            case_is_active=case.state in SERVED,
            elder_consents=case.willingness not in REFUSING,
            problems=_care_problems(one),
            not_in_future=one.care_on <= on,
            not_before_enrolment=case.enrolled_on is not None and one.care_on >= case.enrolled_on,
            server_signature=bool(one.server_name.strip() and one.server_signed_by),
            content_is_unchanged=not one.content_hash or one.content_hash == care_hash(one),
            is_duplicate=twin is not None and twin not in (one.pk, one.corrects_id),
            satisfaction_from_the_elder=_from_the_elder(one, wrote),
            written_by=frozenset(wrote),
        )
    return found


def _care_problems(one: CareService) -> tuple[str, ...]:
    checks = (
        (not one.content.strip(), "请填写关爱服务情况"),
        (not one.server_name.strip(), "请填写服务人员"),
        (one.kind == "donation" and not one.donor.strip(), "慈善捐赠须写明捐赠方"),
    )
    return tuple(sentence for broken, sentence in checks if broken)


def _from_the_elder(one: CareService, wrote: set[int]) -> bool:
    """Satisfaction not stated needs nobody; stated, it was asked by another than who served, or came by the elder's own phone."""
    if one.satisfaction == Satisfaction.NOT_STATED or one.satisfaction_from_elder:
        return True
    return one.satisfaction_by_id is not None and one.satisfaction_by_id not in wrote


def care_hash(one: CareService) -> str:
    """Digest a care record as a person reads it."""
    return digest(text_of({name: str(value) if isinstance(value := getattr(one, name), Sealed) else value for name in CARE_FROZEN}))
