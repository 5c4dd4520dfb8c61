"""What is shown before a campaign is begun: how many, where, who, what else asks for visits then; and what a festival brings by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import Campaign, Case, Suspension
from casework.queries.occasions import coming_festivals, coming_seasons
from casework.services.campaigns import start_campaign
from permissions.models import Account
from permissions.roles import Role
from tests.casework.campaigns.test_pages import TODAY, begun, confirmed, signed_in, typed
from tests.factories.active import active_case, new
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER, holder
from tests.refusals import refused
from workflows.overlays import set_standard

pytestmark = pytest.mark.django_db


def shown(office: Office, user: Account, **fields: Any) -> Any:
    place = fields.pop("place", office.town.street)
    answer = signed_in(user).post("/campaigns/new/", typed(place, **fields))
    assert answer.status_code == 200, answer.context["form"].errors
    assert not Campaign.objects.filter(name=answer.context["asked"]["name"]).exists(), "a preview begins nothing"
    return answer


class TestPreview:
    def test_says_how_many_elders_in_which_community_and_how_many_visits(self, office: Office) -> None:
        for _ in range(2):
            active_case(office)
        answer = shown(office, office.clerk, extra_visits=2)
        preview = answer.context["preview"]
        assert [(unit.name, elders) for unit, elders in preview.units] == [(office.town.community.name, 2)]
        assert (preview.elders, answer.context["visits"], preview.suspended) == (2, 4, 0)
        assert "确认发起" in answer.content.decode() and "尚未发起" in answer.content.decode()

    def test_counts_only_the_categories_named_and_nobody_who_refuses(self, office: Office) -> None:
        active_case(office)
        impaired, unwilling = active_case(office, categories=("functionally_impaired",)), active_case(office)
        with act(TESTER, "note_refusal"):
            Case.objects.filter(pk=unwilling.pk).update(willingness="refuses")
        assert shown(office, office.clerk).context["preview"].elders == 2
        answer = shown(office, office.clerk, categories=["functionally_impaired", "severely_disabled"])
        assert answer.context["preview"].elders == 1
        names = signed_in(office.clerk).get(
            f"/campaigns/preview/?region={office.town.street.code}&category=functionally_impaired&category=severely_disabled"
        )
        assert [case.pk for case in names.context["page"].rows] == [impaired.pk]

    def test_names_those_suspended_beside_the_number(self, office: Office) -> None:
        case = active_case(office)
        paper = new(Suspension, case, reason="hospital", starts_on=TODAY(), expected_end_on=TODAY() + timedelta(days=10))
        take(take(paper, "propose", office.worker), "approve", office.clerk)
        preview = shown(office, office.clerk).context["preview"]
        assert (preview.elders, preview.suspended) == (0, 1)

    def test_tells_of_another_campaign_in_the_same_days_and_for_how_many(self, office: Office) -> None:
        active_case(office)
        district_wide = begun(office, office.town.district)
        begun(office, office.town.district, name="专项", occasion="专项", categories=("severely_disabled",))
        answer = shown(office, office.clerk)
        assert answer.context["preview"].overlapping == [(district_wide, 1)]
        assert "两项都要加访" in answer.content.decode()

    def test_one_that_ended_before_or_was_taken_back_is_no_overlap(self, office: Office) -> None:
        active_case(office)
        begun(office)
        answer = shown(
            office, office.clerk, from_on=(TODAY() + timedelta(days=5)).isoformat(), to_on=(TODAY() + timedelta(days=9)).isoformat()
        )
        assert answer.context["preview"].overlapping == []

    def test_of_a_mild_warning_says_that_the_district_asks_for_a_graver_one(self, office: Office) -> None:
        assert "没有达到本区设定的加密等级" in shown(office, office.clerk, warning_colour="蓝色").content.decode()
        assert "没有达到本区设定的加密等级" not in shown(office, office.clerk).content.decode()

    def test_what_is_changed_after_it_was_shown_is_shown_again_and_not_begun(self, office: Office) -> None:
        client = signed_in(office.clerk)
        first = client.post("/campaigns/new/", typed(office.town.street))
        later = typed(office.town.street, extra_visits=3) | {"step": "confirm", "seal": first.context["seal"]}
        again = client.post("/campaigns/new/", later)
        assert again.status_code == 200 and "内容有改动" in again.content.decode() and not Campaign.objects.exists()
        done = client.post("/campaigns/new/", later | {"seal": again.context["seal"]})
        assert done.status_code == 302 and Campaign.objects.get().extra_visits == 3

    def test_costs_the_same_however_many_elders_there_are(self, office: Office, django_assert_max_num_queries: Any) -> None:
        for _ in range(3):
            active_case(office)
        client = signed_in(office.clerk)
        client.post("/campaigns/new/", typed(office.town.street))
        with django_assert_max_num_queries(40):
            client.post("/campaigns/new/", typed(office.town.street))


def test_the_same_campaign_is_not_begun_twice(office: Office) -> None:
    client = signed_in(office.clerk)
    assert confirmed(client, typed(office.town.street)).status_code == 302
    again = client.post("/campaigns/new/", typed(office.town.street, name="另一个名字"))
    assert again.status_code == 409 and "已经有同样的加密探访" in again.content.decode()
    assert confirmed(client, typed(office.town.street, categories=["living_alone"])).status_code == 302
    assert confirmed(client, typed(office.town.community)).status_code == 302
    assert Campaign.objects.count() == 3


def test_a_colour_or_kind_left_over_from_another_trigger_is_not_kept(office: Office) -> None:
    festival = coming_festivals(TODAY())[0]
    assert (
        confirmed(signed_in(office.clerk), typed(office.town.street, trigger="festival", festival=festival.key, name="")).status_code == 302
    )
    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.occasion, campaign.warning_kind) == (f"{festival.name}加密探访", festival.name, "")


@pytest.mark.parametrize("trigger", ["festival", "disease"])
def test_a_festival_and_a_season_bring_their_own_days(office: Office, trigger: str) -> None:
    coming = {"festival": coming_festivals, "disease": coming_seasons}[trigger](TODAY())[-1]
    field = {"festival": "festival", "disease": "season"}[trigger]
    answer = shown(office, office.clerk, trigger=trigger, from_on="", to_on="", name="", **{field: coming.key})
    asked = answer.context["asked"]
    assert (asked["from_on"], asked["to_on"], asked["occasion"]) == (max(coming.begins_on, TODAY()), coming.ends_on, coming.name)


class TestOccasions:
    """The table of the years brought along ends; the days are computed for any year."""

    def test_far_beyond_the_table_the_festivals_still_fall_on_their_days(self) -> None:
        found = {one.name: (one.begins_on, one.ends_on) for one in reversed(coming_festivals(date(2041, 1, 20)))}
        assert found["春节"] == (date(2041, 1, 29), date(2041, 2, 1))  # three days before, by the proposed figure
        assert found["重阳节"][1] == date(2041, 10, 3)
        assert found["腊八节"][1] == date(2041, 12, 30)  # the second of that year: none falls into 2042

    def test_in_2035_spring_festival_and_mid_autumn_are_offered_as_everywhere(self) -> None:
        found = {one.name: one.ends_on for one in reversed(coming_festivals(date(2035, 1, 2)))}
        assert (found["春节"], found["中秋节"], found["端午节"]) == (date(2035, 2, 8), date(2035, 9, 16), date(2035, 6, 10))

    def test_a_season_that_began_last_year_is_still_offered(self) -> None:
        found = {one.name: one for one in reversed(coming_seasons(date(2027, 1, 5)))}
        assert (found["数九"].begins_on, found["数九"].ends_on) == (date(2026, 12, 22), date(2027, 3, 12))
        assert found["数九"].is_named and not found["供暖期"].is_named and "一氧化碳" in found["供暖期"].why

    def test_what_is_over_is_not_offered(self) -> None:
        assert all(one.ends_on >= date(2026, 11, 25) for one in coming_festivals(date(2026, 11, 25)))
        assert [one.name for one in coming_festivals(date(2026, 11, 25))][:2] == ["冬至", "腊八节"]

    def test_its_days_are_offered_in_words(self) -> None:
        found = {one.name: one.label for one in reversed(coming_festivals(date(2026, 11, 25)))}
        assert found["冬至"] == "冬至 2026年12月19日至12月22日（自选）" and found["春节"] == "春节 2027年2月3日至2月6日"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"extra_visits": 0}, "增加次数至少为1"),
        ({"categories": ("nonsense",)}, "对象类别请从列表中选择"),
        ({"trigger": "flood"}, "起因请选择"),
        ({"to_on": timezone.localdate() + timedelta(days=300)}, "不能超过184天"),
        ({"from_on": timezone.localdate().replace(day=1) - timedelta(days=1)}, "上月的探访已经结账"),
        ({"trigger": "weather", "warning_kind": "地震", "warning_colour": "红色"}, "天气预警请选择"),
        ({"trigger": "weather", "warning_kind": "寒潮", "warning_colour": "紫色"}, "预警颜色请选择"),
    ],
)
def test_the_service_refuses_what_the_form_would(office: Office, fields: dict[str, Any], sentence: str) -> None:
    plain: dict[str, Any] = {"name": "加密", "trigger": "festival", "region": office.town.street, "from_on": TODAY(), "to_on": TODAY()}
    with refused(sentence, status=400):
        start_campaign(actor=office.clerk, **(plain | fields))
    assert not Campaign.objects.exists()


class TestADistrictThatAsksForTwoMoreVisits:
    """The plan asks for one more at a festival; this district set two."""

    @pytest.fixture(autouse=True)
    def two(self, office: Office, no_kept_policy: None) -> None:
        set_standard(
            actor=holder(Role.DISTRICT_CONFIGURATOR, office.town.district), district=office.town.district, section="figures",
            key="festival_surge_visits", value=2, effective_on=TODAY(), basis="区民发〔2026〕4号",
        )  # fmt: skip

    def test_begins_with_two_where_nothing_is_said_and_is_refused_fewer(self, office: Office) -> None:
        assert begun(office).extra_visits == 2
        assert begun(office, office.town.community, extra_visits=3).extra_visits == 3
        with refused("增加次数至少为2（本区标准）", status=400):
            begun(office, office.town.next_street, extra_visits=1)

    def test_keeps_the_citys_one_for_other_occasions_and_the_next_district(self, office: Office) -> None:
        next_door = holder(Role.DISTRICT_OFFICER, office.town.next_district)
        plain: dict[str, Any] = {"name": "加密", "from_on": TODAY(), "to_on": TODAY()}
        cold = {"trigger": "weather", "warning_kind": "寒潮", "warning_colour": "红色"}
        assert start_campaign(actor=office.clerk, region=office.town.street, **plain, **cold).extra_visits == 1
        assert start_campaign(actor=next_door, region=office.town.next_district, trigger="festival", **plain).extra_visits == 1

    def test_says_so_on_the_form_and_takes_it_where_the_field_is_empty(self, office: Office) -> None:
        page = signed_in(office.clerk).get("/campaigns/new/").content.decode()
        assert "不填按本区标准：传统节日2次、恶劣天气1次、疾病多发1次" in page
        festival = {"trigger": "festival", "festival": "other", "warning_kind": "", "warning_colour": "", "extra_visits": ""}
        assert shown(office, office.clerk, **festival).context["asked"]["extra_visits"] == 2
