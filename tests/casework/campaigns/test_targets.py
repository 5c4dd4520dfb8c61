"""Whom a campaign means: living alone, so far impaired, so old, in economic difficulty; all conditions must hold, and are said in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.acts import act
from casework.models import Campaign, Case, CategoryPeriod, Elder, Obligation
from casework.queries.campaigns import preview
from casework.queries.known_then import campaigns_known, cases_known
from casework.queries.obligations import window
from casework.queries.rates_judged import judged
from casework.queries.surges import concerned
from casework.queries.targets import EVERYBODY, Target, whom_in_words
from casework.queries.targets_then import meant_then
from casework.services.ability import Given, record_given
from casework.services.ability_annulment import decide_annulment, propose_annulment
from casework.services.campaigns import start_campaign
from casework.services.obligations import keep
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.pages.conftest import signed_in
from tests.refusals import refused
from workflows.rules.dates import months_before

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
EIGHTY = months_before(TODAY, 12 * 80)
YOUNG = date(TODAY.year - 66, 1, 2)
assert EIGHTY is not None


def elder(office: Office, name: str, *, alone: bool = False, level: int | None = None, born: date = YOUNG, poor: bool = False) -> Case:
    case = active_case(office, name=name, birth_on=born)
    if level is not None:
        record_given(actor=office.worker, case=case, given=Given("GB/T 42195-2022", level, TODAY, "评估机构"))
    if poor:
        with act(TESTER, "note_aid"):
            Elder.objects.filter(case=case).update(aid_status="minimum_living_allowance")
    if not alone:
        with act(TESTER, "change_category"):
            CategoryPeriod.objects.filter(case=case, category="living_alone").update(category="empty_nest")
    return case


@pytest.fixture
def street(office: Office) -> dict[str, Case]:
    return {
        "alone": elder(office, "张秀兰", alone=True),
        "alone and old": elder(office, "李桂英", alone=True, born=EIGHTY),
        "old tomorrow": elder(office, "王淑珍", born=EIGHTY + timedelta(days=1)),
        "severe": elder(office, "刘玉梅", level=3),
        "mild and poor": elder(office, "陈凤英", level=1, poor=True),
        "old and poor": elder(office, "杨秀荣", born=EIGHTY, poor=True),
        "poor only": elder(office, "赵桂兰", poor=True),
    }


def meant(office: Office, street: dict[str, Case], target: Target, categories: tuple[str, ...] = ()) -> set[str]:
    ids = set(concerned(office.town.street, categories, TODAY, target=target).values_list("pk", flat=True))
    return {name for name, case in street.items() if case.pk in ids}


def test_each_condition_narrows_and_together_all_must_hold(office: Office, street: dict[str, Case]) -> None:
    assert meant(office, street, EVERYBODY) == set(street)
    assert meant(office, street, Target(alone=1)) == {"alone", "alone and old"}
    assert meant(office, street, Target(age_from=80)) == {"alone and old", "old and poor"}
    assert meant(office, street, Target(level_from=1)) == {"severe", "mild and poor"}
    assert meant(office, street, Target(level_from=2)) == {"severe"}
    assert meant(office, street, Target(priority_age=80)) == {"mild and poor", "old and poor"}
    assert meant(office, street, Target(alone=1, age_from=80)) == {"alone and old"}
    assert meant(office, street, Target(age_from=80), ("empty_nest",)) == {"old and poor"}
    assert preview(office.town.street, (), TODAY, TODAY, TODAY, target=Target(age_from=80)).elders == 2


def test_the_target_costs_no_query_more_however_many_elders(office: Office, street: dict[str, Case]) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert concerned(office.town.street, (), TODAY, target=Target(1, 1, 80, 80)).count() == 0
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (EVERYBODY, "全部在册老年人"),
        (Target(alone=1, age_from=80), "在册老年人，同时符合：独居；80周岁及以上"),
        (Target(level_from=2, priority_age=80), "在册老年人，同时符合：能力评估中度及以上失能；经济困难且失能或满80周岁"),
    ],
)
def test_it_is_said_in_words_and_kept_as_it_was_asked(target: Target, words: str) -> None:
    assert whom_in_words((), target) == words
    assert Target.read(target.kept) == target


@pytest.mark.parametrize("wrong", ["-1", "一", "99999999999", "121", "²"])
def test_an_address_with_nonsense_asks_nothing(wrong: str) -> None:
    assert Target.read({"age_from": wrong}) == EVERYBODY


def begun(office: Office, target: Target, **how: Any) -> Campaign:
    return start_campaign(
        actor=office.clerk, name="寒潮关怀", trigger="disease", region=office.town.street, from_on=TODAY, to_on=TODAY + timedelta(days=3),
        target=target, extra_visits=1, **how,
    )  # fmt: skip


def owing(campaign: Campaign) -> set[int]:
    return set(Obligation.objects.filter(campaign=campaign).values_list("case_id", flat=True))


def test_duties_are_written_for_those_meant_and_follow_what_becomes_known(office: Office, street: dict[str, Case]) -> None:
    campaign = begun(office, Target(level_from=2))
    severe, other = street["severe"], street["alone"]
    assert owing(campaign) == {severe.pk}
    slip = record_given(actor=office.worker, case=other, given=Given("GB/T 42195-2022", 4, TODAY, "评估机构")).assessment
    assert owing(campaign) == {severe.pk, other.pk}
    wrong = propose_annulment(actor=office.worker, assessment=slip, reason_code="wrong_elder", reason="应登记在邻居名下")
    decide_annulment(actor=office.officer, annulment=wrong, agrees=True)
    assert owing(campaign) == {severe.pk}
    keep(list(Case.objects.select_related("district")), TODAY)
    assert owing(campaign) == {severe.pk}


def test_the_same_campaign_for_others_is_no_twin(office: Office, street: dict[str, Case]) -> None:
    begun(office, Target(level_from=2))
    begun(office, Target(age_from=80))
    with refused("已经有同样的加密探访", status=409):
        begun(office, Target(age_from=80))
    with refused("失能程度请从列表中选择", status=400):
        begun(office, Target(level_from=9))


def test_the_page_shows_whom_and_how_many_before_it_begins_and_keeps_it(office: Office, street: dict[str, Case]) -> None:
    client = signed_in(office.clerk)
    fields = {
        "trigger": "weather", "warning_kind": "寒潮", "warning_colour": "橙色", "region": office.town.street.pk, "extra_visits": "1",
        "from_on": TODAY.isoformat(), "to_on": TODAY.isoformat(), "aged": "on", "alone": "on", "step": "preview",
    }  # fmt: skip
    shown = client.post(reverse("campaign-new"), fields)
    page = shown.content.decode()
    assert "在册老年人，同时符合：独居；80周岁及以上" in page and shown.context["preview"].elders == 1
    names = client.get(reverse("campaign-preview"), {"region": office.town.street.code, "alone": "1", "age_from": "80"}).content.decode()
    assert "李桂英" in names and "张秀兰" not in names
    assert client.post(reverse("campaign-new"), fields | {"step": "confirm", "seal": shown.context["seal"]}).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.target == {"alone": 1, "age_from": 80}
    assert "同时符合：独居；80周岁及以上" in client.get(reverse("campaign-page", args=[campaign.pk])).content.decode()


def test_the_months_rate_asks_the_campaign_only_of_those_it_meant(office: Office, street: dict[str, Case]) -> None:
    severe, other = street["severe"], street["poor only"]
    for case in (severe, other):
        valid_visit(office, case)
    start_campaign(
        actor=office.clerk, name="寒潮关怀", trigger="disease", region=office.town.street, from_on=TODAY, to_on=TODAY,
        target=Target(level_from=2), extra_visits=2,
    )  # fmt: skip
    found = {one.case_id: one.columns for one in judged(office.town.street, TODAY, TODAY, timezone.now())}
    assert ("floor_met" in found[severe.pk], "floor_met" in found[other.pk]) == (False, True)


TARGETS = [Target(*one) for one in product((0, 1), (0, 1, 2, 3), (0, 66, 80), (0, 66, 80))]


def test_what_is_read_from_history_is_what_the_rows_say(office: Office, street: dict[str, Case]) -> None:
    record_given(actor=office.worker, case=street["severe"], given=Given("MZ/T 039-2013", 1, TODAY, "评估机构"))
    now, ids = timezone.now(), [case.pk for case in street.values()]
    rows = [{"id": key, "target": one.kept, "from_on": TODAY, "to_on": TODAY} for key, one in enumerate(TARGETS)]
    found = meant_then(rows, cases_known(ids, now, window(TODAY)), now, TODAY)
    for key, target in enumerate(TARGETS):
        if target != EVERYBODY:
            meant_now = set(target.narrow(Case.objects.all(), TODAY).values_list("pk", flat=True))
            assert {pk for pk, keys in found.items() if key in keys} == meant_now, target


def test_a_month_as_of_a_past_moment_asks_those_whom_the_campaign_meant_as_known_then(office: Office, street: dict[str, Case]) -> None:
    case = street["poor only"]
    valid_visit(office, case)
    slip = record_given(actor=office.worker, case=case, given=Given("GB/T 42195-2022", 3, TODAY, "评估机构")).assessment
    start_campaign(
        actor=office.clerk, name="寒潮关怀", trigger="disease", region=office.town.street, from_on=TODAY, to_on=TODAY,
        target=Target(level_from=2), extra_visits=2,
    )  # fmt: skip

    def campaigns_of(moment: datetime) -> frozenset[int]:
        campaigns = campaigns_known(moment, window(TODAY))
        return meant_then(campaigns, cases_known([case.pk], moment, window(TODAY)), moment, TODAY)[case.pk]

    before = timezone.now()
    wrong = propose_annulment(actor=office.worker, assessment=slip, reason_code="wrong_elder", reason="应登记在邻居名下")
    decide_annulment(actor=office.officer, annulment=wrong, agrees=True)
    assert campaigns_of(before) == {Campaign.objects.get().pk}
    assert campaigns_of(timezone.now()) == frozenset()
