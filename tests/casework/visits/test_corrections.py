"""更正和作废: a correction is a new version of the same ordinal, what it found is opened once, and a false record leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.forms.visit import CorrectionForm, HandInForm
from casework.models import Case, Hazard, Need, Obligation, PlannedVisit, Visit
from casework.services.obligations import close_periods, keep
from tests.factories.active import active_case, answers, new, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from tests.factories.visits import month_end
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def typed(office: Office, visit: Visit, **more: Any) -> dict[str, Any]:
    """What the form posts for a day on which nothing changed."""
    blank = CorrectionForm(subject=Visit(case=visit.case), user=office.worker)
    posted = {name: field.initial for name, field in blank.fields.items() if isinstance(field.initial, str)}
    return {**posted, "visit_on": visit.visit_on.isoformat(), "method": visit.method, "corrects": visit.pk, **more}


def proposed(office: Office, old: Visit, **more: Any) -> Visit:
    paper = new(Visit, old.case, visit_on=old.visit_on, method=old.method)
    form = CorrectionForm(typed(office, old, **more), subject=paper, user=office.worker)
    assert form.is_valid(), form.errors
    return take(paper, "propose_correction", office.worker, note="登记有误", changes=form.changes())  # type: ignore[no-any-return]


def test_the_new_version_takes_ordinal_signatures_and_plan_of_the_old(office: Office, case: Case) -> None:
    old = valid_visit(office, case)
    paper = take(proposed(office, old, mood="worse"), "approve_correction", office.clerk)
    old.refresh_from_db()
    assert (old.state, paper.state, paper.ordinal, paper.mood) == ("corrected", "valid", 1, "worse")
    assert paper.elder_signed_by == old.elder_signed_by and paper.content_hash != old.content_hash
    assert PlannedVisit.objects.get(case=case).visit_id == paper.pk
    assert Obligation.objects.get(case=case, kind="visit").done == 1


def test_what_only_the_correction_found_is_opened_and_nothing_twice(office: Office, case: Case) -> None:
    old = valid_visit(office, case, needs=["life_care"], needs_text="做饭")
    more = {"needs": ["life_care", "rescue"], "needs_text": "做饭，夜间呼救", "gas": "unsafe", "safety_action": "已报修"}
    paper = proposed(office, old, **more)
    assert Need.objects.count() == 1 and not Hazard.objects.exists()
    take(paper, "approve_correction", office.clerk)
    assert sorted(Need.objects.values_list("kind", "urgency")) == [("life_care", "normal"), ("rescue", "urgent")]
    assert Hazard.objects.get().kind == "gas"


def test_moving_the_visit_to_another_month_moves_what_it_met(office: Office) -> None:
    today = timezone.localdate()
    last_month = today.replace(day=1) - timedelta(days=1)
    case = active_case(office, since=today - timedelta(days=70))
    keep([case], last_month)
    old = valid_visit(office, case)
    paper = proposed(office, old, visit_on=last_month.isoformat())
    take(paper, "approve_correction", office.clerk)
    done = dict(Obligation.objects.filter(case=case, kind="visit").values_list("period", "done"))
    assert done == {f"{today:%Y-%m}": 0, f"{last_month:%Y-%m}": 1}


def test_a_correction_of_nothing_of_another_elder_or_twice_is_refused(office: Office, case: Case) -> None:
    old, other = valid_visit(office, case), valid_visit(office, active_case(office))
    for wrong in (None, other):
        paper = new(Visit, case, visit_on=old.visit_on, method="home", corrects=wrong)
        with refused("请选择要更正的那一次"):
            take(paper, "propose_correction", office.worker, note="登记有误", changes=answers())
    proposed(office, old)
    with refused("已有更正待批"):
        proposed(office, old)


def test_annulled_meanwhile_it_is_not_corrected(office: Office, case: Case) -> None:
    old = valid_visit(office, case)
    paper = proposed(office, old)
    take(old, "annul", office.clerk, note="走访发现未上门", reason_code="false_report")
    with refused("原记录已作废"):
        take(paper, "approve_correction", office.clerk)
    assert take(paper, "refuse_correction", office.clerk, note="原记录已作废").state == "annulled"


def test_refused_the_old_one_stays_valid(office: Office, case: Case) -> None:
    old = valid_visit(office, case)
    with refused():
        take(proposed(office, old), "refuse_correction", office.worker, note="x")
    paper = Visit.objects.get(state="correction")
    take(paper, "refuse_correction", office.clerk, note="理由不足")
    old.refresh_from_db()
    assert old.state == "valid" and valid_visit(office, case, method="phone").ordinal == 2


def test_a_false_record_of_a_past_month_reopens_its_duty_and_closes_what_it_found(office: Office) -> None:
    today = timezone.localdate()
    last_month = month_end(today.replace(day=1) - timedelta(days=1))
    case = active_case(office, since=today - timedelta(days=70))
    keep([case], last_month)
    found = {"needs": ["life_care"], "needs_text": "做饭", "fire": "unsafe", "safety_action": "已报修", "late_reason": "补记"}
    paper = valid_visit(office, case, on=last_month, **found)
    row = Obligation.objects.get(case=case, period=f"{last_month:%Y-%m}")
    assert row.status == "met"
    take(paper, "annul", office.clerk, note="走访发现未上门", reason_code="false_report")
    assert Need.objects.get().answered_by == "not_needed" and Hazard.objects.get().resolved_on == today
    close_periods(actor=TESTER, today=today)
    row.refresh_from_db()
    assert (row.done, row.status) == (0, "missed")


def test_the_phones_form_takes_a_day_without_change_in_one_go(office: Office, case: Case) -> None:
    paper = new(Visit, case, visit_on=timezone.localdate(), method="home")
    blank = HandInForm(subject=paper, user=office.grid_worker)
    posted = {name: field.initial for name, field in blank.fields.items() if isinstance(field.initial, str)}
    form = HandInForm(
        {**posted, "visit_on": timezone.localdate().isoformat(), "visitor_name": "网格员"}, subject=paper, user=office.grid_worker
    )
    assert form.is_valid(), form.errors
    assert take(paper, "hand_in", office.grid_worker, changes=form.changes(), given=form.given()).state in ("valid", "submitted")
