"""What a district sets for itself is what its guards, clocks and queues go by; the next district keeps the city's."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone

from casework.effects.duties import missed_too_long
from casework.effects.incident import escalate_incident
from casework.models import Closure, Incident, Intervention, Notice, Obligation, Referral, Review, Screening
from casework.services.review import marks_of
from casework.worklists.duties import missed_in_a_row
from permissions.roles import Role
from tests.factories.active import active_case, new, provider, referral
from tests.factories.casework import Office
from workflows.by_district import by_district
from workflows.effects import load_facts
from workflows.policy import figure
from workflows.rules.dates import month_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


def paper(office: Office, model: type[Any], **columns: Any) -> Any:
    return new(model, active_case(office), **columns)


def facts(row: Any) -> Any:
    return load_facts(row.flow_key, [row], timezone.localdate())[0]


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


COUNTS = [
    ("referral_re_referrals", 3, 1, Referral, {"times_re_referred": 1}, "may_be_re_referred"),
    ("closure_transfer_refusals", 2, 1, Closure, {"transfer_refusals": 1, "reason": "transferred"}, "was_refused_often"),
    ("notice_reminders", 2, 1, Notice, {"reminders": 1}, "was_reminded_often"),
    ("screening_retries", 2, 1, Screening, {"retries": 1}, "was_retried"),
    ("intervention_goals", 1, 2, Intervention, {}, "goals_are_measurable"),
]
FACT_OF = {
    "referral_re_referrals": "re_referrals_allowed", "closure_transfer_refusals": "refusals_needed", "notice_reminders": "reminders_needed",
    "screening_retries": "retries_needed", "intervention_goals": "goals_needed",
}  # fmt: skip


@pytest.mark.parametrize(("key", "city", "district", "model", "columns", "guard"), COUNTS, ids=[one[0] for one in COUNTS])
def test_a_count_is_the_districts_own(
    office: Office, own: Any, key: str, city: int, district: int, model: type[Any], columns: dict[str, Any], guard: str
) -> None:
    row = paper(office, model, **columns)
    before = facts(row)
    assert getattr(before, FACT_OF[key]) == city
    own(key, district)
    after = facts(row)
    assert getattr(after, FACT_OF[key]) == district
    (rule,) = {one for step in row.workflow.transitions.values() for one in step.requires if one.name == guard}
    if key != "intervention_goals":  # a plan without goals is refused by both
        assert rule.test(before, None) is not rule.test(after, None)


SPANS = [
    ("closure_undo", {"amount": 2}, Closure, {"recorded_on": 5, "reason": "refused"}, "may_still_be_undone", True, False),
    ("closure_undo", {"amount": 9}, Closure, {"recorded_on": 8, "reason": "refused"}, "may_still_be_undone", False, True),
    ("intervention_reopening", {"amount": 1}, Intervention, {"closed_on": 70}, "may_still_be_reopened", True, False),
    ("intervention_review", {"amount": 1}, Intervention, {"review_on": -70}, "review_is_soon", True, False),
]


@pytest.mark.parametrize(("key", "value", "model", "columns", "fact", "by_city", "by_district"), SPANS)
def test_a_span_is_the_districts_own(
    office: Office, own: Any, key: str, value: dict[str, Any], model: type[Any], columns: dict[str, Any], fact: str, by_city: bool,
    by_district: bool,
) -> None:  # fmt: skip
    row = paper(office, model, **{name: days_ago(given) if isinstance(given, int) else given for name, given in columns.items()})
    assert getattr(facts(row), fact) is by_city
    own(key, value)
    assert getattr(facts(row), fact) is by_district


def test_a_span_counts_in_the_unit_that_the_district_chose(office: Office, own: Any) -> None:
    """Six working days reach over a weekend: eight days ago is not yet too late."""
    row = paper(office, Closure, reason="refused", recorded_on=days_ago(8))
    assert not facts(row).may_still_be_undone
    own("closure_undo", {"amount": 6, "unit": "working_days"})
    assert facts(row).may_still_be_undone


def test_the_marks_of_a_review_are_the_districts_own(office: Office, own: Any) -> None:
    review = Review.objects.get(case=active_case(office))
    assert marks_of(review) == {-7: "desk", 0: "desk", 1: "community_and_street", 15: "street_officer", 30: "district"}
    own("review_reminder", {"amount": 10})
    own("review_overdue_street", {"amount": 5})
    assert marks_of(review) == {-10: "desk", 0: "desk", 1: "community_and_street", 5: "street_officer", 30: "district"}


def test_nobody_answering_is_told_upwards_by_the_districts_clock(office: Office, own: Any) -> None:
    incident = paper(office, Incident, incident_kind="fall", source="elder", happened_at=timezone.now(), level=1)
    incident.state_since_at = timezone.now()

    def called(after: timedelta) -> tuple[list[Role], timedelta]:
        told: list[Role] = []
        ctx: Any = SimpleNamespace(subject=incident, now=incident.state_since_at + after, escalate=told.append, remind=lambda said: None)
        following: Any = escalate_incident(ctx)
        return told, following - incident.state_since_at

    assert called(timedelta(minutes=1)) == ([], timedelta(minutes=3))
    assert called(timedelta(minutes=4)) == ([Role.STREET_CLERK], timedelta(minutes=10))
    own("incident_street_officer", {"amount": 4})
    assert called(timedelta(minutes=3)) == ([Role.STREET_CLERK], timedelta(minutes=4))
    assert called(timedelta(minutes=4)) == ([Role.STREET_OFFICER], timedelta(minutes=20))
    assert called(timedelta(minutes=21)) == ([Role.DISTRICT_OFFICER], timedelta(minutes=26))


def test_a_queue_holds_each_row_to_its_own_district(office: Office, own: Any) -> None:
    body, _ = provider(office)
    row = referral(office, active_case(office), body)
    Referral._base_manager.filter(pk=row.pk).update(times_re_referred=1)

    def listed() -> bool:
        as_often = by_district(lambda code: Q(times_re_referred__gte=figure("referral_re_referrals", code)))
        return Referral.objects.filter(as_often, pk=row.pk).exists()

    assert not listed()
    own("referral_re_referrals", 1)
    assert listed()


def test_how_many_missed_months_are_asked_about_is_the_districts_own(office: Office, own: Any) -> None:
    case, today = active_case(office), timezone.localdate()
    last = month_of(today.replace(day=1) - timedelta(days=1))
    Obligation.objects.create(
        case=case, district=case.district, street=case.street, community=case.community, kind=Obligation.Kind.VISIT, required=1, done=0,
        period=f"{last[0]:%Y-%m}", starts_on=last[0], due_by_on=last[1], status=Obligation.Status.MISSED, rule_version="t",
        computed_at=timezone.now(),
    )  # fmt: skip

    def listed() -> tuple[list[int], list[tuple[int, int]]]:
        return [row.case_id for row in missed_in_a_row(office.district, timezone.now())], list(missed_too_long(month_of(today)[0]))

    assert listed() == ([], [])
    own("visit_missed_months", 1)
    assert listed() == ([case.pk], [(case.street_id, 1)])
