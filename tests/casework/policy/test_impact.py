"""What a changed rule would do, counted before it takes effect; and the pages on which a district sets and withdraws it."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Case
from casework.services.ability import Given, record_given
from casework.services.facts import store_facts
from casework.services.impact import Proposal, preview
from casework.services.standards import read_setting
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, on_roster
from tests.factories.casework import Office, child, listed, situation
from tests.factories.permissions import TESTER, holder
from workflows.holidays import enter_days, read_lines, years_on_file
from workflows.models import HolidayArrangement, PolicyOverlay
from workflows.overlays import set_standard
from workflows.rules.categories import Category

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


@pytest.fixture
def configurator(office: Office) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, office.town.district)


def proposed(office: Office, key: str, typed: str) -> Proposal:
    section, value = read_setting(key, typed)
    return Proposal(office.town.district, section, key, value, timezone.localdate())


def test_two_visits_a_month_double_the_visits_and_change_no_category(office: Office) -> None:
    active_case(office)
    active_case(office)
    on_roster(office.grid_worker, office, capacity=3)
    impact = preview(proposed(office, "visits_per_month", "2"))
    assert (impact.elders, impact.changed) == (2, 0)
    assert (impact.visits_before, impact.visits_after, impact.more_visits) == (2, 4, 2)
    assert (impact.visitors, impact.capacity, impact.short_by) == (1, 3, 1)


def test_home_visits_are_asked_for_the_impaired_only(office: Office) -> None:
    case = active_case(office)
    active_case(office)
    record_given(actor=office.worker, case=case, given=Given("GB/T 42195-2022", 2, timezone.localdate(), "某评估机构"))
    impact = preview(proposed(office, "home_visits_per_month", "3"))
    assert (impact.visits_before, impact.visits_after) == (2, 4)
    assert preview(proposed(office, "assistance_per_quarter", "2")).assistance_after == 2


def test_fewer_months_apart_give_elders_a_category(office: Office) -> None:
    left = timezone.localdate() - timedelta(days=70)
    active_case(office)
    paper = listed(office, name="李桂英")
    with act(TESTER, "tell"):
        facts = situation(has_spouse="yes", spouse_cohabits="yes", independent_since_on=left)  # a couple is not 独居
        told = {"situation": facts, "relatives": [child(left_since_on=left)]}
        store_facts(office.worker, paper.case, told)
    impact = preview(proposed(office, "months_apart", "2"))
    assert (impact.elders, impact.newly_eligible) == (1, 1)


def test_an_elder_on_the_register_gains_a_category(office: Office) -> None:
    left = timezone.localdate() - timedelta(days=70)
    case = active_case(office)
    with act(TESTER, "tell"):
        told = {"situation": situation(independent_since_on=left), "relatives": [child(left_since_on=left)]}
        store_facts(office.worker, case, told)
    impact = preview(proposed(office, "months_apart", "2"))
    assert impact.gained[Category.LEFT_BEHIND] == 1
    assert impact.changed == 1


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("visits_per_month", "0", "不得低于1"),
        ("months_apart", "7", "不得高于6"),
        ("review_interval", "9个月", "不得长于6个月"),
        ("impaired_from_level", "2", "由方案规定"),
        ("visits_per_month", "两次", "应填整数"),
        ("clue_check", "三天", "看不懂"),
        ("no_such_key", "1", "没有"),
        ("visits_per_month", "1", "没有变化"),
        ("referral_reminder_share", "三成", "应填小数"),
        ("referral_reminder_share", "1.2", "不得大于1"),
        ("severe_grades", "+甲", "应为整数"),
    ],
)
def test_what_loosens_or_cannot_be_read_is_refused_with_the_reason(office: Office, key: str, typed: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        preview(proposed(office, key, typed))


def told_by_command(*options: str) -> str:
    out = io.StringIO()
    call_command("policy", "preview", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_the_same_as_the_service(office: Office) -> None:
    active_case(office)
    told = json.loads(told_by_command("--district", office.town.district.code, "--set", "visits_per_month=3", "--json"))
    (one,) = told["districts"]
    assert (one["visits_before"], one["visits_after"], one["short_by"]) == (1, 3, 3)
    assert one.items() >= {name: count for name, count in told["total"].items() if name not in ("gained", "lost")}.items()
    for wrong, said in [
        (["--set", "visits_per_month=0"], "不得低于"), (["--set", "visits_per_month=2", "--district", "999999"], "没有代码"), ([], "--set"),
        (["--set", "visits_per_month=2", "--on", "明天"], "写法不对"), (["--set", "visits_per_month=2", "--on", "2020-01-01"], "早于今天"),
        (["--set", "visits_per_month=2", "--district", office.town.district.code[:2]], "没有代码"),
        (["--set", "visit_per_month=2"], "没有“visit_per_month”这个项目，是不是“visits_per_month”"),
        (["--set", "clue_check=三天"], "疑似去世可另写，如“5个工作日；疑似去世2个工作日”"),
        (["--set", "visit_capacity=9"], "还没有启用"), (["--set", "surge_festivals=冬至节"], "没有“冬至节”这一项，可选：.*冬至"),
    ]:  # fmt: skip
        with pytest.raises(CommandError, match=said):
            told_by_command(*wrong)


def test_the_command_speaks_of_visits_only_where_their_number_changes(office: Office) -> None:
    active_case(office)
    assert "起按新标准" in told_by_command("--set", "visits_per_month=2")
    assert "起按新标准" not in told_by_command("--set", "clue_check=3")


def test_the_command_sums_up_the_city_and_one_districts_refusal_stops_no_other(office: Office, configurator: Account) -> None:
    first = active_case(office)
    other = active_case(office)
    with act(TESTER, "move"):
        Case._base_manager.filter(pk=other.pk).update(district=office.town.next_district)
    lines = told_by_command("--set", "visits_per_month=2").splitlines()
    rows = {line.split("\t")[1]: line.split("\t") for line in lines[1:] if line.count("\t") > 3}
    total = rows.pop("合计")
    assert [total[column] for column in (3, 6, 7)] == ["2", "2", "4"]
    for column in range(3, len(total)):
        assert int(total[column]) == sum(int(row[column]) for name, row in rows.items() if name != "区")
    set_standard(
        actor=configurator, district=first.district, section="figures", key="visits_per_month", value=2, effective_on=timezone.localdate(),
        basis="文",
    )  # fmt: skip
    told = json.loads(told_by_command("--set", "visits_per_month=2", "--json"))
    assert [one["reasons"] for one in told["refused"]] == [["“每月探访次数”现行就是2，没有变化"]]
    assert told["total"]["elders"] == 1


def test_the_command_names_what_of_the_standards_is_left_out(office: Office, configurator: Account) -> None:
    out = io.StringIO()
    call_command("policy", "check", stdout=out)
    assert "没有错误" in out.getvalue()
    row = set_standard(
        actor=configurator, district=office.town.district, section="figures", key="elder_age", value=55, effective_on=timezone.localdate(),
        basis="文",
    )  # fmt: skip
    PolicyOverlay._base_manager.filter(pk=row.pk).update(value=65)
    with pytest.raises(CommandError, match="1处有误"):
        call_command("policy", "check", stdout=out)
    assert "不得高于60" in out.getvalue()


def test_a_looser_value_stays_on_the_page_with_its_reason(office: Office, configurator: Account, client: Client) -> None:
    client.force_login(configurator)
    typed = {"value": "0", "effective_on": timezone.localdate().isoformat(), "basis": "区民发〔2026〕1号", "step": "preview"}
    answer = client.post(reverse("policy-propose", args=["visits_per_month"]), typed)
    assert answer.status_code == 422
    assert "不得低于1" in answer.content.decode()
    assert "区民发〔2026〕1号" in answer.content.decode()


def test_the_district_officer_looks_and_sets_nothing(office: Office, client: Client) -> None:
    client.force_login(office.district)
    assert client.get(reverse("policy")).status_code == 200
    typed = {"value": "2", "effective_on": timezone.localdate().isoformat(), "basis": "文", "step": "confirm"}
    assert client.post(reverse("policy-propose", args=["visits_per_month"]), typed).status_code == 403
    assert not PolicyOverlay.objects.exists()


def test_others_find_no_such_page(office: Office, client: Client) -> None:
    client.force_login(office.worker)
    for name, args in (("policy", []), ("holidays", []), ("policy-propose", ["visits_per_month"])):
        assert client.get(reverse(name, args=args)).status_code == 404


def test_a_day_is_added_to_what_is_known_of_the_year(configurator: Account) -> None:
    year = max(one.year for one in years_on_file())
    before = next(one for one in years_on_file() if one.year == year).arrangement
    row = enter_days(actor=configurator, typed=read_lines(f"{year}-07-01 建党节\n"), basis="国办发明电〔2030〕1号")
    after = next(one for one in years_on_file() if one.year == year)
    assert after.version == row.version == 1
    assert dict(after.arrangement.off) == {**before.off, date(year, 7, 1): "建党节"}
    enter_days(actor=configurator, typed=read_lines(f"{year}-07-01 取消"), basis="更正")
    assert dict(next(one for one in years_on_file() if one.year == year).arrangement.off) == dict(before.off)
    assert HolidayArrangement.objects.count() == 2


def test_every_broken_line_is_named(configurator: Account, client: Client) -> None:
    client.force_login(configurator)
    answer = client.post(reverse("holidays"), {"days": "2031-10-01 国庆节\n2031-02-30 春节\n十月", "basis": "国办"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "第2行" in page and "第3行" in page and "第1行" not in page
    assert "2031-02-30 春节" in page
    assert not HolidayArrangement.objects.exists()


def test_a_missing_next_year_is_said(configurator: Account, client: Client) -> None:
    client.force_login(configurator)
    year = timezone.localdate().year + 1
    known = any(one.year == year for one in years_on_file())
    assert (f"还没有{year}年的节假日安排" in client.get(reverse("holidays")).content.decode()) is not known
    enter_days(actor=configurator, typed=read_lines(f"{year}-01-01 元旦"), basis="国办发明电")
    assert f"还没有{year}年" not in client.get(reverse("holidays")).content.decode()
