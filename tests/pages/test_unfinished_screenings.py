"""未完成筛查: what a round leaves open, unit by unit, to the names and as a file; and who is told when the round is over."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from casework.effects.rounds import report_unfinished
from casework.queries.unfinished import last_day_of, rounds_near
from permissions.roles import Role
from tests.factories.casework import Office, listed, submitted, take
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in, there
from workflows.models import Outbox
from workflows.rules.dates import period_in_words

pytestmark = pytest.mark.django_db


def names(page: object) -> list[str]:
    return [paper.case.elder.name for paper in page.context["page"].rows]  # type: ignore[attr-defined]


def test_the_numbers_add_up_and_lead_to_the_names(office: Office) -> None:
    listed(office)
    waiting, done = submitted(office), submitted(office)
    take(done, "approve_eligible", office.clerk)
    elsewhere = there(office.town, street="next_street", community="other_community")
    listed(elsewhere)
    page = signed_in(office.clerk).get(reverse("unfinished"))
    total = page.context["sum"]
    assert (total.total, total.finished, total.unfinished) == (3, 1, 2)
    assert dict(total.cells)["listed"] == dict(total.cells)["submitted"] == 1
    assert signed_in(office.district).get(reverse("unfinished")).context["sum"].unfinished == 3
    code = office.town.community.code
    everybody = signed_in(office.clerk).get(reverse("unfinished-names", args=[code]))
    assert len(everybody.context["page"].rows) == 2
    only = signed_in(office.clerk).get(reverse("unfinished-names", args=[code]), {"state": "submitted"})
    assert [paper.pk for paper in only.context["page"].rows] == [waiting.pk]


@pytest.mark.parametrize("who", ["clerk_elsewhere", "district_elsewhere", "worker_next_door", "grid_worker"])
def test_a_unit_that_is_not_ones_own_is_not_there(office: Office, who: str) -> None:
    listed(office)
    client = signed_in(getattr(office, who))
    for name in ("unfinished-of", "unfinished-names", "unfinished-export"):
        assert client.get(reverse(name, args=[office.town.community.code])).status_code == 404


def test_an_unknown_round_is_not_there_and_an_empty_one_says_so(office: Office) -> None:
    client = signed_in(office.clerk)
    assert client.get(reverse("unfinished"), {"round": "1999H1"}).status_code == 404
    assert "还没有登记摸排对象" in client.get(reverse("unfinished")).content.decode()
    past = rounds_near(timezone.localdate())[1]
    assert period_in_words(past) in client.get(reverse("unfinished"), {"round": past}).content.decode()


def test_the_file_says_who_took_it_runs_nothing_and_is_on_record(office: Office) -> None:
    listed(office, name='=HYPERLINK("http://x")')
    listed(office)
    code = office.town.street.code
    answer = signed_in(office.clerk).get(reverse("unfinished-export", args=[code]))
    assert answer.content.startswith("\ufeff".encode()) and "attachment" in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert office.clerk.display_name in lines[1][0] and "共2行" in lines[1][0]
    assert {line[3] for line in lines[3:]} == {'\'=HYPERLINK("http://x")', "张秀兰"}
    assert Entry.objects.filter(action="export_unfinished_screenings").count() == 1


def test_when_the_round_is_over_street_and_district_are_told_once(office: Office) -> None:
    listed(office)
    submitted(office)
    this = rounds_near(timezone.localdate())[0]
    end = last_day_of(this)
    before = datetime(end.year, end.month, end.day, 23, 59, tzinfo=timezone.get_current_timezone())
    after = before + timedelta(hours=9)
    assert report_unfinished(before) == 0
    assert (report_unfinished(after), report_unfinished(after)) == (2, 0)
    told = Outbox.objects.filter(kind="round_over")
    assert {one.role for one in told} == {Role.STREET_CLERK, Role.DISTRICT_OFFICER}
    assert all("还有2人没有结论" in one.body and period_in_words(this) in one.body for one in told)


def test_the_city_counts_and_reads_the_names(office: Office) -> None:
    listed(office)
    client = signed_in(holder(Role.CITY_OFFICER, office.town.city))
    assert client.get(reverse("unfinished")).context["sum"].unfinished == 1
    assert names(client.get(reverse("unfinished-names", args=[office.town.district.code]))) == ["张秀兰"]
