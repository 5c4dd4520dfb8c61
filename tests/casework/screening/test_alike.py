"""Registering somebody who may be on file already: the files of the same name and birth date are shown before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Case
from tests.factories.casework import Office, id_number, listed
from tests.pages.conftest import signed_in

pytestmark = pytest.mark.django_db


def typed(office: Office, **more: str) -> dict[str, Any]:
    plain = {
        "community": office.town.community.pk, "name": "张秀兰", "document_kind": "resident_id", "id_number": id_number(), "birth_on": "",
        "sex": "", "phone": "", "origin": "visit", "key": "once",
    }  # fmt: skip
    return plain | more


def test_a_namesake_born_on_the_same_day_is_shown_and_nothing_is_written(office: Office) -> None:
    known = listed(office)
    answer = signed_in(office.worker).post("/cases/new/", typed(office))
    page = answer.content.decode()
    assert answer.status_code == 409 and f"/cases/{known.case_id}/" in page and "可能是同一位" in page
    assert Case.objects.count() == 1


def test_looked_at_and_found_to_be_another_the_person_is_registered(office: Office) -> None:
    listed(office)
    answer = signed_in(office.worker).post("/cases/new/", typed(office, not_the_same="1"))
    assert answer.status_code == 302 and Case.objects.count() == 2


@pytest.mark.parametrize("more", [{"name": "李秀兰"}, {"id_number": id_number(date(1941, 5, 6))}])
def test_another_name_or_birthday_is_nobody_alike(office: Office, more: dict[str, str]) -> None:
    listed(office)
    assert signed_in(office.worker).post("/cases/new/", typed(office, **more)).status_code == 302


def test_without_a_number_the_typed_birthday_is_compared(office: Office) -> None:
    listed(office)
    plain = {"document_kind": "none", "id_number": "", "birth_on": "1948-03-02", "sex": "2"}
    answer = signed_in(office.worker).post("/cases/new/", typed(office, **plain))
    assert answer.status_code == 409 and "可能是同一位" in answer.content.decode()


def test_a_file_that_one_may_not_see_is_not_told_of(office: Office) -> None:
    known = listed(office)
    client = signed_in(office.worker_next_door)
    answer = client.post("/cases/new/", typed(office, community=str(office.town.next_community.pk)))
    assert answer.status_code == 302 and f"/cases/{known.case_id}/" not in answer.headers["Location"]


def test_costs_the_same_however_many_are_alike(office: Office) -> None:
    counts, client = [], signed_in(office.worker)
    for _ in range(2):
        for _ in range(2):
            listed(office)
        with CaptureQueriesContext(connection) as seen:
            assert client.post("/cases/new/", typed(office)).status_code == 409
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 30
