"""A page costs the same however long it is; numbers are drawn without a gap by many desks at once; timers wake the resting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Case, Enrollment, LedgerNumber, Review, Screening
from casework.queries.cases import load_case_facts, without_responsible
from casework.services.ledger_numbers import draw_number, is_valid_number
from tests.factories.casework import Office, drafting, listed, recorded, submitted, take, willing
from workflows.effects import load_facts
from workflows.timers import tick


def queries_for(kind: str, papers: list[Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        load_facts(kind, papers, timezone.localdate())
    return len(seen)


@pytest.mark.parametrize(
    ("kind", "model", "make"),
    [("screening", Screening, submitted), ("enrollment", Enrollment, drafting), ("review", Review, recorded), ("case", Case, listed)],
)
def test_facts_of_a_page_cost_as_many_queries_as_those_of_one_paper(office: Office, kind: str, model: Any, make: Any) -> None:
    make(office)
    one = queries_for(kind, list(model.objects.all()))
    for _ in range(3):
        make(office)
    papers = list(model.objects.all())
    assert len(papers) == 4 and queries_for(kind, papers) == one <= 22
    assert len(load_facts(kind, papers, timezone.localdate())) == 4


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_many_desks_at_once_draw_every_number_once() -> None:
    def draw_ten(_: int) -> list[str]:
        numbers = []
        for _ in range(10):
            with transaction.atomic():
                numbers.append(draw_number(community_code="120104003001", year=2025))
        close_old_connections()
        connection.close()
        return numbers

    with ThreadPoolExecutor(max_workers=4) as desks:
        drawn = [number for numbers in desks.map(draw_ten, range(4)) for number in numbers]
    assert sorted(number[16:20] for number in drawn) == [f"{serial:04d}" for serial in range(1, 41)]
    assert all(map(is_valid_number, drawn))


@pytest.mark.django_db
def test_a_number_taken_back_is_given_again() -> None:
    first = draw_number(community_code="120104003001", year=2025)
    with pytest.raises(RuntimeError), transaction.atomic():
        draw_number(community_code="120104003001", year=2025)
        raise RuntimeError
    assert LedgerNumber.objects.get().last_serial == 1 and first[16:20] == "0001"


def test_who_declined_is_asked_again_when_the_day_has_come(office: Office) -> None:
    paper = submitted(office, {"willingness": willing("refuses", witness="邻居王某", evidence="录音")})
    take(paper, "mark_declined", office.clerk)
    case = Case.objects.get(pk=paper.case_id)
    assert case.ask_again_on is not None
    tick(timezone.make_aware(datetime.combine(case.ask_again_on, time(9))))
    again = Screening.objects.get(case=case, state="listed")
    assert again.origin == "repeated" and again.round != paper.round
    assert take(again, "start", office.grid_worker).state == "in_progress"
    assert Case.objects.get(pk=case.pk).state == "screening"


def test_a_listed_paper_that_nobody_starts_climbs_to_the_street(office: Office) -> None:
    paper = listed(office)
    assert paper.due_at is not None
    tick(paper.due_at)
    paper.refresh_from_db()
    assert paper.escalated_to == "street_clerk"


def test_cases_without_a_responsible_worker_are_listed(office: Office) -> None:
    recorded(office)
    assert not without_responsible(office.district)
    assert load_case_facts([Case(person_key="x")], timezone.localdate())[0].has_responsible is False
