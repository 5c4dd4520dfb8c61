"""学生志愿时长: confirmed once a visit by who answers for the place, summed by school, handed to the education department."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.acts import act
from audit.models import Entry
from casework.models import Case, StudentHours, Visit
from casework.queries.unfinished import rounds_near
from casework.services.student_hours import confirm_hours
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, on_roster, valid_visit, visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER, holder, organisation
from tests.pages.conftest import signed_in
from tests.refusals import refused

pytestmark = pytest.mark.django_db
PAGE = "/students/"


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def by_student(office: Office, case: Case, made: Any = valid_visit, **how: Any) -> Visit:
    student = on_roster(holder(Role.VISITOR, organisation("provider", office.town.street)), office, is_student=True, school="南开中学")
    paper: Visit = made(office, case, **how)
    with act(TESTER, "name_visitor", paper):
        Visit.objects.filter(pk=paper.pk).update(visitor=student)
    return Visit.objects.get(pk=paper.pk)


def test_the_community_confirms_and_the_hours_are_summed_by_school(office: Office, case: Case) -> None:
    paper = by_student(office, case)
    desk = signed_in(office.worker)
    assert [one.pk for one in desk.get(PAGE).context["rows"]] == [paper.pk]
    assert desk.post(PAGE, {f"minutes-{paper.pk}": "90"}).status_code == 302
    kept = StudentHours.objects.get(visit_id=paper.pk)
    assert (kept.minutes, kept.confirmed_by) == (90, office.worker.display_name)
    page = desk.get(PAGE)
    assert page.context["rows"] == []
    assert [(one.school, one.visits, one.hours) for one in page.context["credits"]] == [("南开中学", 1, 1.5)]
    past = desk.get(PAGE, {"half": rounds_near(timezone.localdate())[1]})
    assert past.context["credits"] == [] and "还没有确认过时长" in past.content.decode()


@pytest.mark.parametrize(("typed", "reason"), [("0", "1至480"), ("481", "1至480"), ("一小时", "整数分钟"), ("-5", "整数分钟")])
def test_a_slip_is_refused_beside_its_row_and_stays_typed(office: Office, case: Case, typed: str, reason: str) -> None:
    paper = by_student(office, case)
    answer = signed_in(office.worker).post(PAGE, {f"minutes-{paper.pk}": typed})
    assert answer.status_code == 422 and reason in answer.content.decode() and f'value="{typed}"' in answer.content.decode()
    assert not StudentHours.objects.exists()


def test_nothing_typed_is_told(office: Office, case: Case) -> None:
    by_student(office, case)
    assert "请先填写" in signed_in(office.worker).post(PAGE, {}).content.decode()


def test_only_a_students_valid_visit_once_and_by_who_answers_for_the_place(office: Office, case: Case) -> None:
    paper = by_student(office, case)
    for who in (office.grid_worker, office.district, office.worker_next_door):
        with refused("由社区或街道确认", status=403):
            confirm_hours(actor=who, visit=paper, minutes=60)
    confirm_hours(actor=office.clerk, visit=paper, minutes=60)
    with refused("已经确认过"):
        confirm_hours(actor=office.worker, visit=paper, minutes=60)
    with refused("不是在校学生"):
        confirm_hours(actor=office.worker, visit=valid_visit(office, case, method="phone"), minutes=60)
    unproven = by_student(office, case, made=visit, method="online")
    if unproven.state != "valid":
        with refused("核实有效后"):
            confirm_hours(actor=office.worker, visit=unproven, minutes=60)


def education(office: Office, department: str) -> Account:
    return holder(Role.DEPARTMENT_OFFICER, organisation("department", office.town.district, department=department))


def test_the_education_department_reads_its_district_and_no_other_department_does(office: Office, case: Case) -> None:
    confirm_hours(actor=office.worker, visit=by_student(office, case), minutes=45)
    teacher = signed_in(education(office, "education"))
    assert [one.minutes for one in teacher.get(PAGE).context["credits"]] == [45]
    text = teacher.get(reverse("student-hours-export")).content.decode("utf-8-sig")
    assert "南开中学" in text and case.elder.name not in text
    assert Entry.objects.filter(action="export_student_hours").count() == 1
    assert signed_in(education(office, "finance")).get(PAGE).status_code == 404
    assert signed_in(office.district_elsewhere).get(PAGE).context["credits"] == []
    assert signed_in(office.grid_worker).get(PAGE).status_code == 404
