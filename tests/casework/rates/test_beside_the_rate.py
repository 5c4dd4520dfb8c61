"""What stands beside the rate and never inside it: suspensions, the short ones over a month's end by name, and those who declined."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from casework.models import Case, RateLine, Suspension
from casework.queries.rates import rates_below, short_suspensions, total
from casework.queries.rates_as_of import rate_as_of
from casework.services.consent import record_willingness
from casework.services.obligations import keep_case
from casework.services.rate_reports import check, compare, hand_in
from permissions.roles import Role
from tests.casework.rates.conftest import Clock
from tests.factories.active import active_case, new, valid_visit
from tests.factories.casework import Office, submitted, take, willing
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in, there
from workflows.overlays import set_standard
from workflows.policy import number

pytestmark = pytest.mark.django_db
ZONE = timezone.get_fixed_timezone(480)
OCTOBER = date(2026, 10, 1)


def suspended(office: Office, case: Case, days: int) -> Suspension:
    """An elder in hospital from today, for so many days as far as is known."""
    until = timezone.localdate() + timedelta(days=days - 1)
    paper = new(Suspension, case, reason="hospital", starts_on=timezone.localdate(), expected_end_on=until)
    return take(take(paper, "propose", office.worker), "approve", office.clerk)  # type: ignore[no-any-return]


def declines(office: Office, case: Case) -> None:
    record_willingness(
        office.worker, case, value="withdrawn", asked_on=timezone.localdate(), asked_by="社区工作者", answered_by="本人",
        witness="邻居", evidence="书面声明",
    )  # fmt: skip
    keep_case(case)


def test_a_refusal_in_november_changes_nothing_in_october(office: Office, clock: Clock) -> None:
    clock(datetime(2026, 10, 5, 9, tzinfo=ZONE))
    case = active_case(office)
    before = rate_as_of(office.town.city, OCTOBER, timezone.localdate()).total
    clock(datetime(2026, 11, 10, 9, tzinfo=ZONE))
    declines(office, case)
    after = rate_as_of(office.town.city, OCTOBER, timezone.localdate()).total
    assert (before.owed, before.declined) == (after.owed, after.declined) == (1, 0)
    november = rate_as_of(office.town.city, date(2026, 11, 1), timezone.localdate()).total
    assert (november.owed, november.declined) == (0, 1)


@pytest.mark.parametrize("where", ["city", "district", "street", "community"])
def test_those_who_declined_are_counted_on_the_page_and_in_the_facts_alike(office: Office, clock: Clock, where: str) -> None:
    clock(datetime(2026, 10, 5, 9, tzinfo=ZONE))
    active_case(office)
    declines(office, active_case(office))
    no = willing("refuses", witness="邻居", evidence="书面声明")
    submitted(office, {"willingness": no})
    region = getattr(office.town, where)
    page = total(region, rates_below(region, OCTOBER))
    facts = rate_as_of(region, OCTOBER, timezone.localdate()).total
    assert page.declined == facts.declined == 2
    assert page.owed == facts.owed == 1


def test_a_short_suspension_over_the_months_end_is_listed_though_it_has_not_ended(office: Office, clock: Clock) -> None:
    clock(datetime(2026, 10, 25, 9, tzinfo=ZONE))
    short, long_one, within = (active_case(office) for _ in range(3))
    suspended(office, short, 14)
    suspended(office, long_one, 15)
    suspended(office, within, 4)
    clock(datetime(2026, 11, 2, 9, tzinfo=ZONE))
    listed = short_suspensions(office.town.community, OCTOBER, office.worker)
    assert [one.case_id for one in listed.shown] == [short.pk]
    page = signed_in(office.worker).get(f"/regions/{office.town.community.code}/", {"month": "2026-10"}).content.decode()
    assert "跨月末且不足15天的暂停" in page and short.elder.name in page and "11月7日（预计）" in page


def ask_for(office: Office, days: int, on: date) -> None:
    """Set in the office's district from how many days on a suspension is no longer short."""
    set_standard(
        actor=holder(Role.DISTRICT_CONFIGURATOR, office.town.district), district=office.town.district, section="figures",
        key="suspension_short_days", value=days, effective_on=on, basis="区民发〔2026〕3号",
    )  # fmt: skip


@pytest.mark.usefixtures("no_kept_policy")
class TestADistrictsOwnDaysForAShortSuspension:
    """Here eleven from October on; the next district goes by the city's fifteen. Two elders are away, ten days and twelve."""

    @pytest.fixture
    def papers(self, office: Office, clock: Clock) -> list[Suspension]:
        clock(datetime(2026, 9, 20, 9, tzinfo=ZONE))
        ask_for(office, 11, OCTOBER)
        found = []
        for day, days in ((23, 12), (25, 10)):
            clock(datetime(2026, 10, day, 9, tzinfo=ZONE))
            found.append(suspended(office, active_case(office), days))
        return found

    def test_decide_whom_the_page_lists(self, office: Office, papers: list[Suspension], clock: Clock) -> None:
        clock(datetime(2026, 10, 23, 9, tzinfo=ZONE))
        beside = there(office.town, district="next_district", street="far_street", community="far_community")
        next_one = suspended(beside, active_case(beside), 12)
        clock(datetime(2026, 11, 2, 9, tzinfo=ZONE))
        for district, reader, listed, under in (
            (office.town.district, office.district, [papers[1]], 11), (office.town.next_district, beside.district, [next_one], 15),
        ):  # fmt: skip
            short = short_suspensions(district, OCTOBER, reader)
            assert (short.shown, short.under) == (listed, under)
        everywhere = short_suspensions(office.town.city, OCTOBER, holder(Role.CITY_OFFICER, office.town.city))
        assert (len(everywhere.shown), everywhere.under) == (2, None), "each by its own district"
        page = signed_in(office.worker).get(f"/regions/{office.town.community.code}/", {"month": "2026-10"}).content.decode()
        assert "跨月末且不足11天的暂停" in page

    def test_are_frozen_with_the_report_and_a_later_figure_changes_no_month_before_it(
        self, office: Office, papers: list[Suspension], clock: Clock
    ) -> None:
        clock(datetime(2026, 11, 3, 9, tzinfo=ZONE))
        for paper in papers:
            take(paper, "end", office.worker)
        report = hand_in(actor=office.district, region=office.town.district, month=OCTOBER)
        line = RateLine.objects.get(report=report, level="district")
        assert (line.suspended, line.short_suspensions) == (2, 1)
        ask_for(office, 31, date(2026, 11, 3))
        assert number("suspension_short_days", office.town.district.code, on=date(2026, 11, 3)) == 31
        assert rate_as_of(office.town.district, OCTOBER, date(2026, 11, 3)).total.short_suspensions == 1
        assert compare(report).elders == [] and check(report) == []


def test_a_restricted_elders_suspension_is_counted_but_not_named(office: Office, clock: Clock) -> None:
    clock(datetime(2026, 10, 25, 9, tzinfo=ZONE))
    case = active_case(office, name="吴桂芬")
    suspended(office, case, 14)
    Case._base_manager.filter(pk=case.pk).update(is_restricted=True)
    other = holder(Role.COMMUNITY_WORKER, office.town.community)
    page = signed_in(other).get(f"/regions/{office.town.community.code}/", {"month": "2026-10"}).content.decode()
    assert "吴桂芬" not in page and "另有1人不在您可查看的范围内" in page
    assert "吴桂芬" in signed_in(office.district).get(f"/regions/{office.town.community.code}/", {"month": "2026-10"}).content.decode()


def test_every_number_of_the_page_leads_to_its_names(office: Office, clock: Clock) -> None:
    clock(datetime(2026, 10, 5, 9, tzinfo=ZONE))
    people = {name: active_case(office, name=name) for name in ("张秀兰", "李桂英", "王淑珍", "吴桂芬")}
    valid_visit(office, people["张秀兰"])
    suspended(office, people["王淑珍"], 40)
    declines(office, people["吴桂芬"])
    client, listed = signed_in(office.clerk), {}
    for which in ("owed", "visited", "missing", "floor", "suspended", "declined"):
        page = client.get(f"/regions/{office.town.street.code}/{which}/", {"month": "2026-10"}).content.decode()
        listed[which] = {name for name in people if name in page}
    assert listed == {
        "owed": {"张秀兰", "李桂英"}, "visited": {"张秀兰"}, "missing": {"李桂英"}, "floor": {"李桂英"}, "suspended": {"王淑珍"},
        "declined": {"吴桂芬"},
    }  # fmt: skip
    overview = client.get(f"/regions/{office.town.street.code}/", {"month": "2026-10"}).content.decode()
    assert all(f"/regions/{office.town.street.code}/{which}/" in overview for which in listed)
