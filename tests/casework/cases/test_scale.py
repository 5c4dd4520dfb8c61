"""A page costs the same however long it is; numbers are drawn without a gap by many desks at once; timers wake the resting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.acts import act
from casework.effects import enrollment as enrollment_effects
from casework.models import Case, Enrollment, LedgerNumber, Review, Screening
from casework.queries.cases import load_case_facts, possible_duplicates, priority_cases, without_responsible
from casework.services.elders import update_elder
from casework.services.ledger_numbers import draw_number, is_valid_number
from tests.factories.casework import Office, drafting, filled, id_number, listed, recorded, submitted, take, willing
from tests.factories.permissions import TESTER
from workflows.effects import load_facts
from workflows.models import Outbox
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


def born_until(day: date) -> Q:
    return Q(elder__birth_on__lte=day)


class TestTheDistrictsOwnList:
    """R46: 经济困难 and (高龄 or 失能)."""

    def test_names_the_poor_who_are_very_old_or_impaired(self, office: Office) -> None:
        old_and_poor = listed(office, birth_on=date(1930, 1, 1), id_number=id_number(date(1930, 1, 1)))
        young_and_poor, old_and_well = recorded(office), listed(office, birth_on=date(1931, 1, 1), id_number=id_number(date(1931, 1, 1)))
        for paper in (old_and_poor, young_and_poor):
            update_elder(office.worker, Case.objects.get(pk=paper.case_id), {"is_low_income": True})
        with act(TESTER, "let_time_pass"):
            Case.objects.filter(pk__in=[old_and_poor.case_id, old_and_well.case_id]).update(categories=[])
        assert not priority_cases(office.district, very_old=born_until(date(1945, 1, 1)))  # none of the old ones is in service
        assert [case.pk for case in priority_cases(office.district, very_old=born_until(date(1949, 1, 1)))] == [young_and_poor.case_id]


def test_a_namesake_of_the_same_birthday_is_shown_as_a_hint(office: Office) -> None:
    listed(office, document_kind="none", id_number="", birth_on=date(1938, 1, 1))
    found = possible_duplicates(office.worker, name="张秀兰", birth_on=date(1938, 1, 1), street=office.town.street)
    assert len(found) == 1
    assert not possible_duplicates(office.clerk_elsewhere, name="张秀兰", birth_on=date(1938, 1, 1), street=office.town.street)


class TestSilence:
    """区级备案: silence counts only where the district has said so."""

    def waiting(self, office: Office) -> Enrollment:
        paper = take(filled(office), "submit", office.worker)
        return take(paper, "approve", office.officer)  # type: ignore[no-any-return]

    def test_reminds_the_district_by_default(self, office: Office) -> None:
        paper = self.waiting(office)
        assert paper.due_at is not None
        tick(paper.due_at)
        paper.refresh_from_db()
        assert paper.state == "district_record" and Outbox.objects.filter(role="district_officer", subject_id=paper.pk).exists()

    def test_records_where_the_district_decided_so(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        paper = self.waiting(office)
        monkeypatch.setattr(enrollment_effects, "switch", lambda key, district: key == "enrollment_silent_record")
        assert paper.due_at is not None
        tick(paper.due_at)
        paper.refresh_from_db()
        assert paper.state == "recorded" and Case.objects.get(pk=paper.case_id).state == "active"
