"""What a page costs the database: a number that does not grow with the files."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Case
from permissions.services import revoke
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office, submitted
from tests.factories.permissions import TESTER
from tests.pages.conftest import signed_in
from workflows.models import Delivery

# a ceiling, not a wish: a page that needs more has a loop with a query in it
CEILINGS = {"/": 60, "/?tab=done": 25, "/?tab=begun": 25, "/cases/": 20, "/messages/": 12, "/regions/": 30}


def _queries(who: str, office: Office, path: str) -> int:
    client = signed_in(getattr(office, who))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", CEILINGS)
@pytest.mark.parametrize("who", ["worker", "clerk"])
def test_lists_cost_the_same_with_one_file_and_with_many(office: Office, who: str, path: str) -> None:
    active_case(office)
    submitted(office)
    with_few = _queries(who, office, path)
    for _ in range(3):
        submitted(office)
    active_case(office)
    assert _queries(who, office, path) == with_few <= CEILINGS[path]


def test_the_page_of_an_elder_costs_the_same_after_many_visits(office: Office) -> None:
    case: Case = active_case(office)
    path = reverse("case-page", args=[case.pk])
    valid_visit(office, case)
    few = _queries("worker", office, path)
    for method in ("phone", "online"):
        valid_visit(office, case, method=method)
    assert _queries("worker", office, path) == few <= 40


def test_what_is_shared_is_asked_once_a_page(office: Office) -> None:
    case: Case = active_case(office)
    valid_visit(office, case)
    client = signed_in(office.worker)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("case-page", args=[case.pk])).status_code == 200
    assert sum("casework_caseshare" in one["sql"] for one in seen.captured_queries) == 1


def test_the_tabs_show_what_i_did_and_what_i_began(office: Office) -> None:
    paper = submitted(office)
    worker = signed_in(office.worker)
    done, begun = worker.get("/", {"tab": "done"}), worker.get("/", {"tab": "begun"})
    assert [line.step.transition for line in done.context["lines"]] == ["submit", "create"]
    assert [line.step.transition for line in begun.context["lines"]] == ["create"]
    assert begun.context["lines"][0].paper == paper
    assert paper.case.elder.name in begun.content.decode()
    nobody = signed_in(office.clerk).get("/", {"tab": "done"})
    assert nobody.context["lines"] == [] and "还没有办理过事项" in nobody.content.decode()


def test_what_i_did_far_from_my_present_office_keeps_no_name(office: Office) -> None:
    paper = submitted(office)
    with_access = signed_in(office.worker).get("/", {"tab": "done"}).content.decode()
    for row in office.worker.regionroles.all():
        revoke(actor=TESTER, row=row, reason="调离本社区")
    without = signed_in(office.worker).get("/", {"tab": "done"}).content.decode()
    assert paper.case.elder.name in with_access
    assert paper.case.elder.name not in without and "不在现职责范围" in without


def test_a_message_leads_to_its_paper_only_where_it_may_still_be_read(office: Office) -> None:
    paper = submitted(office)
    now = timezone.now()
    for kind, key in (("screening", paper.pk), ("screening", 10**9), ("obligation", 5), ("", None)):
        Delivery.objects.create(
            delivery_id=uuid4(), account=office.clerk, kind="reminder", subject_kind=kind, subject_id=key, body="请办理", created_at=now
        )
    page = signed_in(office.clerk).get("/messages/").content.decode()
    assert [path for path in re.findall(r'href="(/papers/[^"]+)"', page)] == [reverse("paper", args=["screening", paper.pk])]
