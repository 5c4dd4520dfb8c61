"""A day on which the categories change by themselves is foreseen, and becomes a task when it comes: once, until somebody has looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.acts import act
from audit.models import Entry
from audit.verify import verify
from casework.models import Case, CategoryPeriod, EligibilityRun, Obligation, Relative
from casework.services.eligibility import recheck_categories
from casework.services.facts import CertificateSeen, store_facts
from casework.services.household import RelativeLine
from permissions.models import Account
from tests.factories.active import active_case
from tests.factories.casework import Office, child
from tests.refusals import refused
from workflows.rules.dates import dates_in_words, first_day_lasting, month_of, months_before
from workflows.worklists import worklist_items, worklists_for

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LIST = "categories_changing"
Clock = Callable[[date], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Make it ten in the morning of a day, for everything in the product."""

    def set_to(day: date) -> None:
        now = datetime.combine(day, time(10), tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to


def fresh(case: Case) -> Case:
    return Case.objects.select_related("district", "street", "community").get(pk=case.pk)


def told(office: Office, case: Case, **parts: Any) -> Case:
    with act(office.worker, "store_facts", case):
        store_facts(office.worker, fresh(case), parts)
    return fresh(case)


def certificate(case: Case, until: date | None, grade: int = 1) -> CertificateSeen:
    return CertificateSeen(f"{case.elder.id_number.reveal()}4{grade}", until, TODAY)


def recheck(office: Office, case: Case) -> tuple[list[str], list[str]]:
    return recheck_categories(actor=office.worker, case=fresh(case), is_verified=True)


def tasks(user: Account) -> list[str]:
    return [str(line) for line in worklist_items(user, LIST).items]


def lately_left_alone(office: Office) -> tuple[Case, date]:
    """An elder whose only son left the city five months ago; the day on which that makes her 留守."""
    left = months_before(TODAY, 5) or TODAY
    case = active_case(office)
    told(office, case, relatives=[child(left_since_on=left)])
    recheck(office, case)
    day = first_day_lasting(left, 6)
    assert day is not None
    return fresh(case), day


class TestTheDay:
    def test_is_kept_with_what_will_hold_from_it(self, office: Office) -> None:
        case, day = lately_left_alone(office)
        assert (case.foreseen_on, case.foreseen) == (day, f"{day} 起属留守")

    def test_becomes_a_task_when_it_comes_and_not_before(self, office: Office, clock: Clock) -> None:
        case, day = lately_left_alone(office)
        clock(day - timedelta(days=1))
        assert tasks(office.worker) == []
        for later in (0, 1, 30):
            clock(day + timedelta(days=later))
            assert tasks(office.worker) == [dates_in_words(case.foreseen)]
        assert tasks(office.clerk) == tasks(office.clerk_elsewhere) == []

    def test_is_late_ten_working_days_after(self, office: Office, clock: Clock) -> None:
        _, day = lately_left_alone(office)
        for later, overdue in ((0, 0), (5, 0), (40, 1)):
            clock(day + timedelta(days=later))
            (queue,) = [one for one in worklists_for(office.worker) if one.key == LIST]
            assert (queue.count, queue.overdue) == (1, overdue)

    def test_goes_when_the_facts_change_before_it(self, office: Office, clock: Clock) -> None:
        case, day = lately_left_alone(office)
        son = Relative.objects.get(case=case)
        back = RelativeLine(
            kind="child", name=son.name, relation=son.relation, told_on=TODAY, lives_in_city="yes", cohabits="yes",
            district=case.district, street=case.street, pk=son.pk,
        )  # fmt: skip
        told(office, case, relatives=[back])
        recheck(office, case)
        clock(day)
        assert tasks(office.worker) == []
        assert (fresh(case).foreseen_on, fresh(case).foreseen) == (None, "")


class TestTheTask:
    def test_is_there_at_once_where_new_facts_answer_otherwise_than_what_is_on_file(self, office: Office) -> None:
        case = active_case(office)
        case = told(office, case, certificate=certificate(case, None))
        assert tasks(office.worker) == [dates_in_words(f"{TODAY} 起属重残")]
        assert recheck(office, case) == (["severely_disabled"], [])
        assert tasks(office.worker) == []

    def test_of_a_certificate_that_ran_out_takes_the_category_at_the_months_end(self, office: Office, clock: Clock) -> None:
        case = active_case(office)
        until = TODAY + timedelta(days=3)
        told(office, case, certificate=certificate(case, until))
        recheck(office, case)
        assert fresh(case).foreseen == f"{until + timedelta(days=1)} 起不再属重残"
        clock(until + timedelta(days=1))
        assert tasks(office.worker) == [dates_in_words(fresh(case).foreseen)]
        assert recheck(office, case) == ([], ["severely_disabled"])
        period = CategoryPeriod.objects.get(case=case, category="severely_disabled")
        assert (period.lost_on, period.until_on) == (until + timedelta(days=1), month_of(until + timedelta(days=1))[1])
        assert tasks(office.worker) == []

    def test_is_settled_on_the_page_with_a_word_that_somebody_has_looked(self, office: Office, client: Client) -> None:
        case = active_case(office)
        told(office, case, certificate=certificate(case, None))
        client.force_login(office.worker)
        address = reverse("eligibility", args=[case.pk])
        (line,) = worklist_items(office.worker, LIST).items
        assert line.action_url == address and "已核实，情况没有变化" in client.get(address).content.decode()
        refusal = client.post(address)
        assert refusal.status_code == 400 and "请先向老人或家属核实" in refusal.content.decode()
        assert "severely_disabled" not in fresh(case).categories
        kept = client.post(address, {"verified": "on"}, follow=True).content.decode()
        assert "新增类别：重残，明日起计" in kept and "已核实，情况没有变化" not in kept
        assert EligibilityRun.objects.filter(case=case).latest("id").subject_kind == "recheck"
        assert Entry.objects.filter(chain=f"case:{case.pk}", action="recheck_categories", result="done").count() == 1
        assert not list(verify())

    def test_is_nobody_elses(self, office: Office, client: Client) -> None:
        case = active_case(office)
        told(office, case, certificate=certificate(case, None))
        with refused("您不能核实", status=403):
            recheck_categories(actor=office.clerk, case=fresh(case), is_verified=True)
        client.force_login(office.clerk)
        address = reverse("eligibility", args=[case.pk])
        assert "已核实，情况没有变化" not in client.get(address).content.decode()
        assert client.post(address, {"verified": "on"}).status_code == 403
        assert "severely_disabled" not in fresh(case).categories

    def test_brings_the_duties_along(self, office: Office, clock: Clock) -> None:
        case, _ = lately_left_alone(office)
        Obligation.objects.filter(case=case).delete()
        recheck(office, case)
        assert Obligation.objects.filter(case=case, kind="visit").exists()


def test_the_page_says_what_will_hold_from_which_day(office: Office, client: Client) -> None:
    case, day = lately_left_alone(office)
    client.force_login(office.worker)
    assert dates_in_words(f"{day} 起属留守") in client.get(reverse("eligibility", args=[case.pk])).content.decode()
