"""各地流程: the page on which one proposes another form of a process for a place, another adopts it, and either withdraws it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.acts import act
from permissions.models import Account, Region, RegionChange
from permissions.roles import Role
from tests.factories.casework import Office, drafting
from tests.factories.permissions import TESTER, holder, region
from workflows.models import FlowBinding
from workflows.placing import Place, holding
from workflows.rules.dates import in_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
PAGE = "flow-places"


@pytest.fixture
def configurator(office: Office) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, office.town.district, name="周配置")


def client_of(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(client: Client, region: Region | None = None) -> str:
    answer = client.get(reverse(PAGE) + (f"?region={region.code}" if region else ""))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(region: Region, **changes: Any) -> dict[str, Any]:
    return {
        "version": 2, "effective_on": timezone.localdate().isoformat(), "basis": "区民发〔2026〕12号", "reason": "建档质量抽查",
        "region": region.code, **changes,
    }  # fmt: skip


def send(client: Client, region: Region, step: str, key: str = "enrollment", **changes: Any) -> Any:
    return client.post(reverse("flow-place-propose", args=[key]), typed(region, **changes) | {"step": step})


def decided(client: Client, decision: str, **given: Any) -> str:
    row = FlowBinding.objects.latest("pk")
    answer = client.post(reverse("flow-place-decide", args=[row.pk, decision]), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def version_here(office: Office, on: date | None = None) -> int:
    place = Place(office.town.district.pk, office.town.street.pk)
    return holding("enrollment", place, on or timezone.localdate()).flow.version


def test_it_is_previewed_proposed_adopted_and_withdrawn(office: Office, configurator: Account) -> None:
    drafting(office)
    one, another, district = client_of(configurator), client_of(office.district), office.town.district
    assert "第1版" in page(one) and "全市统一" in page(one)
    shown = send(one, district, "preview").content.decode()
    assert (
        "第1版 → 第2版（区级复核）" in shown and "状态“区级复核”新增" in shown and "第1版在办1件" in shown and "由区民政采用才生效" in shown
    )
    assert not FlowBinding.objects.exists()
    answer = send(one, district, "confirm")
    assert answer.status_code == 302 and version_here(office) == 1
    assert "待采用" in page(one) and ">采用</button>" not in page(one)
    assert ">采用</button>" in page(another)
    assert "已采用" in decided(another, "adopt", note="同意")
    assert version_here(office) == 2
    street = page(another, office.town.street)
    assert f"承接自南开区，自{in_words(timezone.localdate())}起" in street and "区民发〔2026〕12号" in street
    later = timezone.localdate() + timedelta(days=30)
    told = decided(one, "withdraw", ends_on=later.isoformat(), note="试点期满")
    assert "已定撤回" in told and f"{in_words(later)}起改为第1版，全市统一" in told
    assert (version_here(office), version_here(office, later)) == (2, 1)


def test_what_cannot_hold_stays_on_the_page_with_its_reason(office: Office, configurator: Account) -> None:
    client, district = client_of(configurator), office.town.district
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    for changes, status, said in (
        ({"effective_on": yesterday}, 422, "生效日期不能早于今天"),
        ({"effective_on": "明天"}, 400, "输入一个有效的日期"),
        ({"basis": ""}, 400, "这个字段是必填项"),
        ({"version": 9}, 400, "选择一个有效的选项"),
    ):
        for step in ("preview", "confirm"):
            answer = send(client, district, step, **changes)
            assert answer.status_code == status and said in answer.content.decode(), (changes, answer.content.decode())
            assert "建档质量抽查" in answer.content.decode()
    assert not FlowBinding.objects.exists()


def test_a_decision_that_cannot_be_taken_is_told_on_the_page(office: Office, configurator: Account) -> None:
    one, another = client_of(configurator), client_of(office.district)
    send(one, office.town.district, "confirm")
    assert "您无权采用" in decided(one, "adopt")
    assert "请写明不采用的理由" in decided(another, "refuse", note="")
    assert "不采用" in decided(another, "refuse", note="人手不足")
    assert "不能再决定" in decided(another, "adopt")
    send(one, office.town.district, "confirm")
    decided(another, "adopt")
    assert "自哪天起撤回" in decided(another, "withdraw", ends_on="", note="撤")
    assert "撤回日期不能早于今天" in decided(another, "withdraw", ends_on="2020-01-01", note="撤")
    assert FlowBinding.objects.latest("pk").ends_on is None


def test_a_street_may_have_its_own_and_is_proposed_for_on_its_page(office: Office, configurator: Account) -> None:
    client, street = client_of(configurator), office.town.street
    assert send(client, street, "confirm").status_code == 302
    decided(client_of(office.district), "adopt")
    assert "本级设置" in page(client, street) and "全市统一" in page(client, office.town.next_street)
    later = timezone.localdate() + timedelta(days=7)
    send(client, office.town.district, "confirm", effective_on=later.isoformat())
    decided(client_of(office.district), "adopt")
    own = FlowBinding.objects.get(region=street)
    end = later + timedelta(days=30)
    client.post(reverse("flow-place-decide", args=[own.pk, "withdraw"]), {"ends_on": end.isoformat(), "note": "全区已统一"})
    assert f"{in_words(end)}起仍为第2版（区级复核），承接自南开区" in page(client, street)


def test_nobody_looks_at_or_binds_another_district(office: Office, configurator: Account) -> None:
    town, client = office.town, client_of(configurator)
    for place in (town.next_district, town.far_street, town.city, town.community):
        assert client.get(f"{reverse(PAGE)}?region={place.code}").status_code == 404
        assert send(client, place, "confirm").status_code == 404
    send(client, town.district, "confirm")
    row = FlowBinding.objects.get()
    stranger = client_of(office.district_elsewhere)
    for decision in ("adopt", "refuse", "withdraw", "nonsense"):
        assert stranger.post(reverse("flow-place-decide", args=[row.pk, decision])).status_code == 404
    assert client_of(office.district).post(reverse("flow-place-decide", args=[row.pk, "nonsense"])).status_code == 404


def test_who_has_no_part_in_it_finds_no_such_page(office: Office) -> None:
    for who in (office.worker, office.clerk, office.auditor):
        client = client_of(who)
        assert client.get(reverse(PAGE)).status_code == 404
        assert client.get(reverse("flow-place-propose", args=["enrollment"])).status_code == 404
        assert reverse(PAGE) not in client.get(reverse("workbench")).content.decode()


def test_the_district_officer_reads_and_proposes_nothing(office: Office) -> None:
    client = client_of(office.district)
    assert "提出改用" not in page(client) and reverse(PAGE) in page(client)
    assert send(client, office.town.district, "confirm").status_code == 404


def test_the_city_sees_every_district_and_binds_the_whole_city(office: Office, configurator: Account) -> None:
    town = office.town
    officer, setter = holder(Role.CITY_OFFICER, town.city), holder(Role.DISTRICT_CONFIGURATOR, town.city)
    assert "南开区" in page(client_of(officer)) and "全市统一" in page(client_of(officer), town.far_street)
    assert send(client_of(setter), town.city, "confirm").status_code == 302
    decided(client_of(officer), "adopt")
    assert "承接自天津市" in page(client_of(configurator), town.street)
    assert version_here(office) == 2


def test_after_a_reform_the_page_says_where_a_form_is_held_on_to_and_where_it_lapsed(office: Office, configurator: Account) -> None:
    one, another, town, today = client_of(configurator), client_of(office.district), office.town, timezone.localdate()
    send(one, town.street, "confirm")
    decided(another, "adopt")
    renamed, merged = (region("street", town.district, name=name) for name in ("奥体街道", "大街道"))
    with act(TESTER, "reform_region"):
        Region.objects.filter(pk__in=[renamed.pk, merged.pk]).update(valid_from_on=today)
        RegionChange.objects.create(old=town.street, new=renamed, kind="split", changed_on=today)
        for old in (town.street, town.next_street):
            RegionChange.objects.create(old=old, new=merged, kind="merge", changed_on=today)
        Region.objects.filter(pk__in=[town.street.pk, town.next_street.pk]).update(valid_until_on=today)
    shown = page(one, town.district)
    assert "部分沿用" in shown and f"{in_words(today)}起由奥体街道沿用" in shown
    assert "并入大街道，合并前各处施行的不同；要继续施行，请在大街道另行提出</div>" in shown
    assert "沿用原体育中心街道的" in page(one, renamed) and "沿用" not in page(one, merged).partition("提出和采用")[0]
