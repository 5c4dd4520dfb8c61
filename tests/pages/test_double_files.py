"""重复并案 by its page: the file that stays is named by number, found only where it may be seen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casework.models import Case, Closure
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import Town
from tests.pages.conftest import signed_in, submit, there

pytestmark = pytest.mark.django_db


def begin(case: Case) -> str:
    return reverse("begin", args=[case.pk, "closure", "propose"])


def test_the_file_that_stays_is_found_by_its_number(office: Office) -> None:
    stays, double = active_case(office), active_case(office, name="李桂英")
    answer = submit(signed_in(office.worker), begin(double), reason="duplicate", duplicate=stays.number, evidence="同一人，登记两次")
    assert answer.status_code == 302
    assert Closure.objects.get(case=double).duplicate_of == stays


def test_by_the_elders_own_number_too(office: Office) -> None:
    stays, double = active_case(office), active_case(office, name="李桂英")
    number = stays.elder.id_number.reveal()
    assert submit(signed_in(office.worker), begin(double), reason="duplicate", duplicate=number, evidence="同一人").status_code == 302
    assert Closure.objects.get(case=double).duplicate_of == stays


def test_what_is_missing_its_own_or_out_of_sight_is_asked_again(office: Office) -> None:
    double = active_case(office)
    far: Town = office.town
    elsewhere = active_case(there(far, district="next_district", street="far_street", community="far_community"))
    for typed in ("", double.number, elsewhere.number, "没有这个"):
        answer = submit(signed_in(office.worker), begin(double), reason="duplicate", duplicate=typed, evidence="同一人")
        assert answer.status_code == 400 and "field bad" in answer.content.decode(), typed
    assert not Closure.objects.exists()
