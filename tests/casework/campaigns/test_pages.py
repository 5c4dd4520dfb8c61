"""加密探访 and 漏访说明 as pages: who finds them, what is refused beside which field, what is shown, and what is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from casework.models import Campaign, Case, Obligation
from casework.services.campaigns import start_campaign
from casework.services.obligations import close_periods, keep
from permissions.models import Account, Region
from permissions.roles import Role
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER, holder

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
STARTERS = ("clerk", "district")
READERS = ("worker", "grid_worker", "officer", "auditor")
OTHERS = ("recorder", "archivist")


def signed_in(user: Account) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(place: Region, **fields: Any) -> dict[str, Any]:
    """What a clerk types for a cold wave."""
    plain = {
        "name": "寒潮加密探访", "region": place.pk, "trigger": "weather", "warning_kind": "寒潮", "warning_colour": "橙色",
        "from_on": TODAY().isoformat(), "to_on": (TODAY() + timedelta(days=2)).isoformat(), "extra_visits": 1, "reason": "气象台预警",
    }  # fmt: skip
    return plain | fields


def confirmed(client: Client, fields: dict[str, Any]) -> Any:
    """Look at the preview, then confirm what was shown."""
    shown = client.post("/campaigns/new/", fields)
    if shown.status_code != 200:
        return shown
    return client.post("/campaigns/new/", fields | {"step": "confirm", "seal": shown.context["seal"]})


def begun(office: Office, region: Region | None = None, **fields: Any) -> Campaign:
    plain: dict[str, Any] = {
        "name": "节前探访", "trigger": "festival", "region": region or office.town.street, "from_on": TODAY(),
        "to_on": TODAY() + timedelta(days=2),
    }  # fmt: skip
    return start_campaign(actor=office.district, **(plain | fields))


@pytest.mark.parametrize("name", [*STARTERS, *READERS, *OTHERS])
def test_who_starts_one_who_follows_one_and_who_has_nothing_to_do_with_it(office: Office, name: str) -> None:
    active_case(office)
    campaign, client = begun(office), signed_in(getattr(office, name))
    may, reads = name in STARTERS, name not in OTHERS
    assert ("/campaigns/" in client.get("/").content.decode()) is reads
    for url in ("/campaigns/", f"/campaigns/{campaign.pk}/", f"/campaigns/{campaign.pk}/{office.town.community.code}/missing/"):
        assert client.get(url).status_code == (200 if reads else 404), url
    for url in ("/campaigns/new/", "/campaigns/import/", f"/campaigns/preview/?region={office.town.street.code}"):
        assert client.get(url).status_code == (200 if may else 404), url
    assert confirmed(client, typed(office.town.street)).status_code == (302 if may else 404)
    assert Campaign.objects.count() == (2 if may else 1)
    end = client.post(f"/campaigns/{campaign.pk}/", {"act": "end", "end-to_on": TODAY().isoformat(), "end-reason": "预警提前解除"})
    assert end.status_code == (302 if may else 403 if reads else 404)


def test_a_clerk_starts_one_and_sees_the_street_owe_it_at_once(office: Office) -> None:
    case = active_case(office)
    client = signed_in(office.clerk)
    answer = confirmed(client, typed(office.town.street))
    campaign = Campaign.objects.get()
    assert answer.status_code == 302 and answer.headers["Location"] == f"/campaigns/{campaign.pk}/"
    page = client.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert "寒潮橙色预警" in page and "进行中" in page and "尚未完成" in page
    assert "寒潮加密探访" in client.get("/campaigns/").content.decode()
    names = f"/campaigns/{campaign.pk}/{office.town.street.code}"
    shown = {"owed": True, "met": False, "missing": True}
    assert {which: case.elder.name in client.get(f"{names}/{which}/").content.decode() for which in shown} == shown
    valid_visit(office, case)
    row = client.get(f"/campaigns/{campaign.pk}/").context["rows"][0]
    assert (row.owed, row.met, row.missing, row.percent) == (1, 1, 0, 100.0)
    shown = {"owed": True, "met": True, "missing": False}
    assert {which: case.elder.name in client.get(f"{names}/{which}/").content.decode() for which in shown} == shown


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"trigger": "festival", "festival": "other", "name": "  "}, "name", "请填写加密探访的名称"),
        ({"trigger": "festival"}, "festival", "请选择节日"),
        ({"trigger": "disease"}, "season", "请选择时段"),
        ({"to_on": ""}, "to_on", "请填写日期"),
        ({"region": ""}, "region", "这个字段是必填项"),
        ({"categories": ["无此类别"]}, "categories", "选择一个有效的选项"),
        ({"extra_visits": 40}, "extra_visits", "小于"),
        ({"to_on": "2036-01-01"}, "to_on", "不能超过184天"),
        ({"to_on": "2020-01-01"}, "to_on", "结束日期不得早于开始日期"),
        ({"extra_visits": 0}, "extra_visits", "增加次数至少为1"),
        ({"warning_kind": ""}, "warning_kind", "天气预警请选择"),
        ({"warning_colour": ""}, "warning_colour", "预警颜色请选择"),
        ({"from_on": "明天"}, "from_on", "输入一个有效的日期"),
        ({"from_on": (TODAY().replace(day=1) - timedelta(days=1)).isoformat()}, "from_on", "上月的探访已经结账"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    office: Office, fields: dict[str, Any], field: str, sentence: str
) -> None:
    answer = signed_in(office.clerk).post("/campaigns/new/", typed(office.town.street, **fields))
    assert answer.status_code == 400
    form = answer.context["form"]
    assert list(form.errors) == [field] and sentence in form.errors[field][0]
    assert "气象台预警" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_a_clerk_is_offered_the_own_street_and_its_communities_and_no_other(office: Office) -> None:
    town = office.town
    client = signed_in(office.clerk)
    offered = set(client.get("/campaigns/new/").context["form"].fields["region"].queryset)
    assert offered == {town.street, town.community, town.next_community}
    for region in (town.next_street, town.district, town.city):
        answer = client.post("/campaigns/new/", typed(region))
        assert answer.status_code == 400 and list(answer.context["form"].errors) == ["region"]
    assert not Campaign.objects.exists()


def test_communities_stand_under_their_street_and_where_there_are_none_streets_under_their_district(office: Office) -> None:
    town = office.town
    of_district = signed_in(office.district).get("/campaigns/new/").content.decode()
    headings = re.findall(r'<optgroup label="(.+?)">', of_district)
    assert headings[0] == "南开区" and town.street.full_name in headings and len(headings) == len(set(headings))
    of_city = signed_in(holder(Role.CITY_OFFICER, town.city)).get("/campaigns/new/").content.decode()
    group = of_city.split('<optgroup label="南开区">')[1].split("</optgroup>")[0]
    assert f">{town.street.full_name}</option>" in group and town.community.name not in of_city


def test_one_sees_the_campaigns_of_the_own_area_and_of_what_holds_it_but_only_the_own_streets_numbers(office: Office) -> None:
    town = office.town
    active_case(office)
    wide = begun(office, town.district)
    keep(list(Case.objects.select_related("district")), TODAY())
    narrow = begun(office, town.community)
    for user, seen in (
        (office.district, {wide, narrow}),
        (office.clerk, {wide, narrow}),
        (office.clerk_elsewhere, {wide}),
        (office.district_elsewhere, set()),
    ):
        client = signed_in(user)
        page = client.get("/campaigns/")
        assert {campaign for campaign, _ in page.context["rows"]} == seen
        for campaign in (wide, narrow):
            assert client.get(f"/campaigns/{campaign.pk}/").status_code == (200 if campaign in seen else 404)
    assert [row.owed for row in signed_in(office.clerk).get(f"/campaigns/{wide.pk}/").context["rows"]] == [1]
    assert signed_in(office.clerk_elsewhere).get(f"/campaigns/{wide.pk}/").context["rows"] == []
    assert signed_in(office.clerk_elsewhere).get(f"/campaigns/{wide.pk}/{town.street.code}/owed/").status_code == 404
    assert signed_in(office.clerk).get(f"/campaigns/{narrow.pk}/{town.next_community.code}/owed/").status_code == 404


def test_cancelled_with_a_reason_the_unmet_are_owed_no_more_and_the_act_is_on_record(office: Office) -> None:
    visited, waiting = active_case(office), active_case(office)
    campaign = begun(office)
    valid_visit(office, visited)
    client = signed_in(office.clerk)
    url = f"/campaigns/{campaign.pk}/"
    refused = client.post(url, {"reason": "不"})
    assert refused.status_code == 400 and "至少4个字" in refused.content.decode()
    assert set(campaign.obligations.values_list("case_id", flat=True)) == {visited.pk, waiting.pk}
    assert client.post(url, {"reason": "预警已经解除"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.cancelled_on == TODAY()
    assert not campaign.obligations.filter(case=waiting).exists()
    assert Entry.objects.filter(action="cancel_campaign").exists()
    page = client.get(url).content.decode()
    assert "已取消" in page and "取消这次加密探访" not in page
    again = client.post(url, {"reason": "再取消一次"})
    assert again.status_code == 409 and "已经结束" in again.content.decode()


def test_a_street_cancels_its_own_campaign_and_not_the_districts(office: Office) -> None:
    campaign = begun(office, office.town.district)
    client = signed_in(office.clerk)
    assert "取消这次加密探访" not in client.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert client.post(f"/campaigns/{campaign.pk}/", {"reason": "预警已经解除"}).status_code == 403
    campaign.refresh_from_db()
    assert campaign.cancelled_on is None


def missed(office: Office) -> Obligation:
    before = TODAY().replace(day=1) - timedelta(days=1)
    case = active_case(office, since=before.replace(day=1))
    keep([case], before)
    close_periods(actor=TESTER, today=TODAY())
    return Obligation.objects.get(case=case, status="missed")


def test_the_street_explains_a_missed_visit_from_its_list_and_it_stays_unmet(office: Office) -> None:
    row = missed(office)
    client = signed_in(office.clerk)
    url = f"/obligations/{row.pk}/excuse/"
    assert url in client.get("/", {"list": "missed_to_explain"}).content.decode()
    assert client.get(url).status_code == 200
    short = client.post(url, {"reason": "忙"})
    assert short.status_code == 400 and "至少4个字" in short.content.decode()
    done = client.post(url, {"reason": "老人在外地看病"})
    assert done.status_code == 302 and done.headers["Location"] == "/?list=missed_to_explain"
    row.refresh_from_db()
    assert (row.status, row.excuse, row.done) == ("excused", "老人在外地看病", 0)
    assert url not in client.get("/", {"list": "missed_to_explain"}).content.decode()
    assert Entry.objects.filter(action="excuse_missed_visit", chain=f"case:{row.case_id}").exists()


@pytest.mark.parametrize("name", ["worker", "grid_worker", "clerk_elsewhere", "district", "auditor"])
def test_nobody_but_the_street_of_the_place_finds_the_page(office: Office, name: str) -> None:
    row = missed(office)
    client = signed_in(getattr(office, name))
    assert client.get(f"/obligations/{row.pk}/excuse/").status_code == 404
    assert client.post(f"/obligations/{row.pk}/excuse/", {"reason": "老人在外地看病"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "missed"


def test_a_duty_that_is_still_open_has_nothing_to_explain(office: Office) -> None:
    case = active_case(office)
    row = Obligation.objects.get(case=case, kind="visit")
    assert signed_in(office.clerk).get(f"/obligations/{row.pk}/excuse/").status_code == 404
