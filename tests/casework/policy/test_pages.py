"""The pages on which a district sets its standards: preview in turns, confirm, withdraw, restore; nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.models import Case, Elder
from casework.services import impact as impacts
from casework.services.standards import own_standards, read_setting, typed_for, value_shown
from casework.views import policy as policy_pages
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import holder
from workflows.models import PolicyOverlay
from workflows.overlays import keep_fresh, set_standard
from workflows.policy import deadline, figure, number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
KEY = "visits_per_month"


@pytest.fixture
def configurator(office: Office) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, office.town.district)


class Desk:
    """The configurator's browser."""

    def __init__(self, client: Client, office: Office, who: Account) -> None:
        client.force_login(who)
        self.client, self.district = client, office.town.district

    def send(self, step: str, key: str = KEY, **typed: str) -> Any:
        day = timezone.localdate().isoformat()
        plain = {"value": "2", "effective_on": day, "basis": "区民发〔2026〕1号", "district": self.district.code, "step": step}
        return self.client.post(reverse("policy-propose", args=[key]), plain | typed)

    def page(self, key: str | None = None, **asked: str) -> str:
        where = reverse("policy-propose", args=[key]) if key else reverse("policy")
        return str(self.client.get(where, {"district": self.district.code, **asked}).content.decode())


@pytest.fixture
def desk(client: Client, office: Office, configurator: Account) -> Desk:
    return Desk(client, office, configurator)


def test_set_withdrawn_and_restored_each_by_preview_and_confirmation(office: Office, desk: Desk) -> None:
    active_case(office)
    code = office.town.district.code
    assert "1 → 2" in desk.send("preview").content.decode()
    assert not PolicyOverlay.objects.exists()
    assert desk.send("confirm").status_code == 302
    assert desk.send("confirm", value="3", basis="区民发〔2026〕2号").status_code == 302
    assert number(KEY, code) == 3
    shown = desk.send("preview", change="withdraw", reason="试行结束").content.decode()
    assert "3 → 1" in shown and "确认撤回本区自行设置" in shown
    assert desk.send("confirm", change="withdraw", reason="试行结束").status_code == 302
    assert number(KEY, code) == 1
    page = desk.page()
    assert "历次版本（3）" in page and "已撤回" in page and "试行结束" in page
    assert "change=restore&amp;version=1" in page
    shown = desk.send("preview", change="restore", version="1", reason="仍需加密").content.decode()
    assert "1 → 2" in shown and "恢复第1版：2" in shown
    assert desk.send("confirm", change="restore", version="1", reason="仍需加密").status_code == 302
    assert number(KEY, code) == 2
    row = PolicyOverlay.objects.get(version=4)
    assert (row.restores, row.value, row.reason) == (1, 2, "仍需加密")
    assert "（恢复第1版）" in desk.page()


def test_to_withdraw_or_restore_a_reason_is_asked(desk: Desk) -> None:
    desk.send("confirm")
    desk.send("confirm", value="3")
    for change in ({"change": "withdraw"}, {"change": "restore", "version": "1"}):
        answer = desk.send("preview", **change)
        assert answer.status_code == 400
        assert "理由" in answer.content.decode() and PolicyOverlay.objects.count() == 2


def test_a_standard_not_yet_begun_can_be_taken_back(office: Office, desk: Desk) -> None:
    later = timezone.localdate() + timedelta(days=40)
    desk.send("confirm", effective_on=later.isoformat())
    assert "待生效" in desk.page() and "此前执行" not in desk.page()
    assert desk.send("preview", change="withdraw", reason="暂缓").status_code == 200
    assert desk.send("confirm", change="withdraw", reason="暂缓").status_code == 302
    assert number(KEY, office.town.district.code, on=later) == 1
    assert "待生效" not in desk.page()


def test_a_standard_to_come_stands_beside_the_one_that_holds_until_then(office: Office, desk: Desk) -> None:
    later = timezone.localdate() + timedelta(days=40)
    desk.send("confirm")
    desk.send("confirm", value="3", effective_on=later.isoformat())
    page = desk.page()
    assert "待生效" in page and "此前执行第1版：2" in page
    assert [number(KEY, office.town.district.code, on=day) for day in (timezone.localdate(), later)] == [2, 3]


def test_what_is_to_come_is_given_up_for_what_holds_and_the_preview_says_so(office: Office, desk: Desk) -> None:
    later, code = timezone.localdate() + timedelta(days=40), office.town.district.code
    desk.send("confirm")
    assert "没有变化" in desk.send("preview").content.decode()
    desk.send("confirm", value="3", effective_on=later.isoformat())
    shown = desk.send("preview", change="restore", version="1", reason="暂不加密").content.decode()
    assert "2 → 2" in shown and "第2版（3，原定" in shown and "将不再生效" in shown
    assert "将不再生效" in desk.send("preview", change="withdraw", reason="试行结束").content.decode()
    assert "将不再生效" not in desk.send("preview", value="4", effective_on=(later + timedelta(days=1)).isoformat()).content.decode()
    assert desk.send("confirm", change="restore", version="1", reason="暂不加密").status_code == 302
    assert [number(KEY, code, on=day) for day in (timezone.localdate(), later)] == [2, 2]
    assert "待生效" not in desk.page() and "没有变化" in desk.send("preview").content.decode()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"value": "0"}, 422, "不得低于1"),
        ({"value": ""}, 400, "这个字段是必填项"),
        ({"effective_on": "2020-01-01"}, 400, "生效日期不能早于今天"),
        ({"effective_on": "明天"}, 400, "日期"),
        ({"basis": ""}, 400, "这个字段是必填项"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_cannot_be_stays_on_the_page_with_its_reason(desk: Desk, step: str, typed: dict[str, str], status: int, said: str) -> None:
    answer = desk.send(step, **{"reason": "加密探访", **typed})
    assert answer.status_code == status
    page = answer.content.decode()
    assert re.search(said.replace("这个字段是必填项", "必填"), page) and "加密探访" in page
    assert not PolicyOverlay.objects.exists()


def test_what_was_never_set_has_no_page(desk: Desk) -> None:
    for key, asked in [
        ("no_such", {}), (KEY, {"change": "withdraw"}), (KEY, {"change": "restore", "version": "7"}),
        (KEY, {"change": "erase"}),
    ]:  # fmt: skip
        assert desk.client.get(reverse("policy-propose", args=[key]), asked).status_code == 404


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("impaired_from_level", "“失能的最低等级”由方案规定，不能更改"),
        ("visit_capacity", "“每名探访人员承担人数”还没有启用，设置了也不起作用"),
        ("closure_filing", "“结案归档”还没有启用，设置了也不起作用"),
    ],
)
def test_what_no_district_can_set_leads_back_with_the_reason(desk: Desk, key: str, why: str) -> None:
    where = reverse("policy-propose", args=[key])
    for answer in (desk.client.get(where, follow=True), desk.client.post(where, {"step": "confirm", "value": "1"}, follow=True)):
        assert answer.redirect_chain[-1][0].endswith(f"#{key}")
        assert why in answer.content.decode()
    assert not PolicyOverlay.objects.exists()


def test_what_waits_for_its_work_is_listed_apart_and_without_a_link(desk: Desk) -> None:
    shown, _, idle = desk.page().partition('id="idle"')
    assert "每名探访人员承担人数" in idle and "还没有启用的标准" in idle
    assert "每名探访人员承担人数" not in shown and "policy/visit_capacity" not in idle


@pytest.mark.parametrize("word", ["探访", "二(二)四"])
def test_a_standard_is_found_by_name_or_clause_among_the_many(desk: Desk, word: str) -> None:
    shown = re.findall(r'<tr id="(\w+)">', page := desk.page(find=word))
    assert KEY in shown and "elder_age" not in shown and f'value="{word}"' in page
    assert KEY in desk.page() and KEY not in (none := desk.page(find="高射炮")) and "没有含“高射炮”的标准" in none


def test_two_who_set_the_same_thing_see_each_other(office: Office, desk: Desk) -> None:
    """The second had the page open while the first confirmed: what was typed stays, and a second look is asked for."""
    first, second = desk.send("preview"), desk.send("preview", value="3")
    seen = [re.search(r'name="seen" value="([0-9]+)"', one.content.decode()) for one in (first, second)]
    assert [one[1] for one in seen if one] == ["0", "0"]
    assert desk.send("confirm", seen="0").status_code == 302
    late = desk.send("confirm", value="3", reason="加密探访", seen="0")
    page = late.content.decode()
    assert late.status_code == 409 and "您打开页面以后，" in page and "设置了第1版，请核对最新的数值再定" in page
    assert 'value="3"' in page and "加密探访" in page and 'name="seen" value="1"' in page
    assert number(KEY, office.town.district.code) == 2
    assert desk.send("confirm", value="0", seen="9" * 5000).status_code == 422
    assert desk.send("confirm", value="3", seen="1").status_code == 302
    for change in ({"change": "withdraw"}, {"change": "restore", "version": "1"}):
        assert desk.send("confirm", reason="试行结束", seen="1", **change).status_code == 409
    assert number(KEY, office.town.district.code) == 3


def test_the_district_officer_looks_at_what_it_would_do_and_sets_nothing(office: Office, client: Client) -> None:
    """No document is asked for where nothing is set, and a form sent nevertheless is refused."""
    desk = Desk(client, office, office.district)
    form = desk.page(KEY)
    assert "只计算，不设置" in form and 'name="basis"' not in form and 'name="reason"' not in form
    shown = desk.send("preview", basis="").content.decode()
    assert "1 → 2" in shown and 'value="confirm"' not in shown
    answer = desk.send("confirm")
    assert answer.status_code == 403 and "您无权设置本区标准" in answer.content.decode()
    assert not PolicyOverlay.objects.exists()


def three_of_58_years(office: Office) -> None:
    for _ in range(3):
        case = active_case(office)
        Elder._base_manager.filter(case=case).update(birth_on=date(timezone.localdate().year - 58, 1, 2))
        Case._base_manager.filter(pk=case.pk).update(categories=[])


def test_a_long_count_goes_on_in_turns_and_shows_how_far_it_is(office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impacts, "CHUNK", 1)
    monkeypatch.setattr(policy_pages, "SECONDS_A_TURN", 0.0)
    three_of_58_years(office)
    answer, turns = desk.send("preview", key="elder_age", value="55"), 0
    while found := re.search(r'name="kept" value="([^"]+)"', answer.content.decode()):
        assert "正在计算影响" in answer.content.decode() and "确认设置本区标准" not in answer.content.decode()
        answer, turns = desk.send("go_on", key="elder_age", value="55", kept=found[1]), turns + 1
        assert turns < 9
    assert turns == 3
    page = answer.content.decode()
    assert "独居：新增3位" in page and "确认设置本区标准" in page
    assert not PolicyOverlay.objects.exists()


def test_a_count_of_something_else_is_not_taken_up(office: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impacts, "CHUNK", 1)
    monkeypatch.setattr(policy_pages, "SECONDS_A_TURN", 0.0)
    three_of_58_years(office)
    kept = re.search(r'name="kept" value="([^"]+)"', desk.send("preview", key="elder_age", value="55").content.decode())
    assert kept
    assert desk.send("go_on", key="elder_age", value="54", kept=kept[1]).status_code == 409
    assert desk.send("go_on", key="elder_age", value="55", kept=kept[1][:-2]).status_code == 400


def test_a_standard_left_out_by_a_stricter_rule_is_told_and_the_rest_goes_on(
    office: Office, desk: Desk, configurator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_standard(
        actor=configurator, district=office.town.district, section="figures", key=KEY, value=2, effective_on=timezone.localdate(),
        basis="文",
    )  # fmt: skip
    row = PolicyOverlay.objects.get()
    PolicyOverlay._base_manager.filter(pk=row.pk).update(value=0)  # as if the plan's floor had risen since
    keep_fresh(now=True)
    assert number(KEY, office.town.district.code) == 1
    page = desk.page()
    assert "没有执行" in page and "第1版“visits_per_month”：“每月探访次数”不得低于1" in page


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("referral_receipt", "12天；紧急12小时", {"amount": 12, "unit": "days", "variants": {"urgent": {"amount": 12, "unit": "hours"}}}),
        ("referral_receipt", "紧急 6 小时", {"variants": {"urgent": {"amount": 6, "unit": "hours"}}}),
        ("clue_check", "3", {"amount": 3}),
        ("weather_surge_level", "黄色", "yellow"),
        ("weather_surge_level", "yellow", "yellow"),
        ("enrollment_silent_record", "是", True),
        ("severe_grades", "+3、4", {"add": [3, 4]}),
        ("surge_festivals", "冬至，除夕", {"add": ["冬至", "除夕"]}),
        ("referral_reminder_share", "0.25", {"decimal": "0.25"}),
    ],
)
def test_what_is_typed_is_stored_and_can_be_typed_again(
    office: Office, desk: Desk, configurator: Account, key: str, typed: str, kept: object
) -> None:
    section, value = read_setting(key, typed)
    day = timezone.localdate()
    row = set_standard(
        actor=configurator, district=office.town.district, section=section, key=key, value=value, effective_on=day, basis="文"
    )
    row.refresh_from_db()
    assert row.value == kept
    again = set_standard(
        actor=configurator, district=office.town.district, section=section, key=key, value=read_setting(key, typed_for(row))[1],
        effective_on=day, basis="文",
    )  # fmt: skip
    assert value_shown(again) == value_shown(row)
    (own,) = own_standards(office.town.district, day)
    assert own.newest.state == "执行中" and own.newest.value
    assert typed_for(row) in desk.page(key)
    if section == "figures":
        assert figure(key, office.town.district.code) is not None
    else:
        assert deadline(key, office.town.district.code)


@pytest.mark.parametrize(("typed", "said"), [("平时3天", "没有“平时”这种情形"), ("紧急三天", "看不懂"), ("3周", "看不懂")])
def test_a_length_that_cannot_be_read_says_how_it_is_written(desk: Desk, typed: str, said: str) -> None:
    answer = desk.send("preview", key="referral_receipt", value=typed)
    assert answer.status_code == 400 and said in answer.content.decode() and "紧急、优先可另写" in answer.content.decode()
