"""半年更新 as pages and as questions to the street: numbers that open their names, each person's own area, late ledgers asked about."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.effects.late_review import ask_about_late_reviews
from casework.models import Review, Supervision
from tests.factories.casework import Office, active_case, called_up, findings, take
from tests.pages.conftest import signed_in

pytestmark = pytest.mark.django_db


def late_by(office: Office, days: int) -> Review:
    review = called_up(office)
    Review._base_manager.filter(pk=review.pk).update(due_on=timezone.localdate() - timedelta(days=days))
    found: Review = Review.objects.select_related("case__elder").get(pk=review.pk)
    return found


def test_counts_what_is_late_soon_due_and_with_the_street_and_opens_the_names(office: Office) -> None:
    active_case(office)  # due in half a year
    late, soon, handed_in = late_by(office, 3), late_by(office, -10), late_by(office, -20)
    take(handed_in, "start", office.worker)
    take(handed_in, "record_findings", office.worker, given=findings(handed_in.case))
    take(handed_in, "submit", office.worker)
    client = signed_in(office.clerk)
    page = client.get("/reviews/")
    assert page.context["sum"] == {"served": 4, "overdue": 1, "coming": 1, "waiting": 1}
    assert page.context["percent"] == 75.0 and "75.0%" in page.content.decode()
    shown = {
        which: [row.pk for row, _ in client.get(f"/reviews/{office.town.street.code}/{which}/").context["rows"]]
        for which in ("overdue", "coming", "waiting")
    }
    assert shown == {"overdue": [late.pk], "coming": [soon.pk], "waiting": [handed_in.pk]}
    assert "逾期3天" in client.get(f"/reviews/{office.town.street.code}/overdue/").content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("worker", True), ("clerk", True), ("officer", True), ("district", True), ("auditor", True), ("worker_next_door", False),
     ("clerk_elsewhere", False), ("recorder", False)],
)  # fmt: skip
def test_everybody_follows_the_own_area(office: Office, who: str, sees: bool) -> None:
    late = late_by(office, 3)
    client = signed_in(getattr(office, who))
    names = client.get(f"/reviews/{office.town.community.code}/overdue/")
    assert names.status_code == (200 if sees else 404)
    assert not sees or late.case.elder.name in names.content.decode()
    own = client.get("/reviews/")
    assert own.status_code == (404 if who == "recorder" else 200)
    assert sees or late.case.elder.name not in own.content.decode()


def test_an_area_without_ledgers_says_so(office: Office) -> None:
    assert "还没有在册的台账" in signed_in(office.clerk).get("/reviews/").content.decode()
    names = signed_in(office.clerk).get(f"/reviews/{office.town.street.code}/overdue/").content.decode()
    assert "没有您能查看的台账" in names
    assert signed_in(office.clerk).get(f"/reviews/{office.town.street.code}/nonsense/").status_code == 404


@pytest.mark.parametrize("path", ["/reviews/", "/reviews/{code}/overdue/"])
def test_costs_the_same_however_many_there_are(office: Office, path: str) -> None:
    client, url, counts = signed_in(office.clerk), path.format(code=office.town.street.code), []
    for _ in range(2):
        for _ in range(2):
            late_by(office, 3)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25


def test_the_paper_says_who_confirmed_each_section_and_when(office: Office) -> None:
    review = take(called_up(office), "start", office.worker)
    take(review, "record_findings", office.worker, given=findings(review.case))
    page = signed_in(office.clerk).get(f"/papers/review/{review.pk}/").content.decode()
    assert page.count(f"无变化（{office.worker.display_name} ") == 8


class TestTheQuestionToTheStreet:
    """flows.md D11: review +30 becomes a supervision, by the district's own figure."""

    def noon(self, days: int = 0) -> datetime:
        return datetime.combine(timezone.localdate() + timedelta(days=days), time(12), tzinfo=timezone.get_current_timezone())

    @pytest.mark.parametrize(("days", "asked"), [(29, 0), (30, 1), (90, 1)])
    def test_is_put_when_a_ledger_is_late_by_thirty_days(self, office: Office, days: int, asked: int) -> None:
        late_by(office, days)
        assert ask_about_late_reviews(self.noon()) == asked
        assert Supervision.objects.filter(topic="late_review", street=office.town.street).count() == asked

    def test_counts_the_late_and_is_put_once_a_month(self, office: Office) -> None:
        late_by(office, 31)
        late_by(office, 45)
        ask_about_late_reviews(self.noon())
        ask_about_late_reviews(self.noon())
        paper: Any = Supervision.objects.get()
        assert "有2份台账" in paper.question and paper.state == "issued"
        ask_about_late_reviews(self.noon(40))
        assert Supervision.objects.count() == 2
