"""`manage.py flows bind, adopt, turn-down, unbind, bindings, migrate --region`: the same rights and refusals as everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.acts import Refusal
from tests.workflows.conftest import Desk
from tests.workflows.offices import CHECKED, Offices
from tests.workflows.paper import Paper
from tests.workflows.variants import CheckedPaperFlow, HastyPaperFlow, known
from workflows import store
from workflows.models import FlowBinding
from workflows.rules.dates import in_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


@pytest.fixture
def offices(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offices]:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    with known(CheckedPaperFlow, HastyPaperFlow):
        yield Offices(desk)


def flows(*arguments: object) -> str:
    out = io.StringIO()
    call_command("flows", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as caught:
        flows(*arguments)
    return str(caught.value)


def day(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def said(ahead: int = 0) -> str:
    return in_words(timezone.localdate() + timedelta(days=ahead))


def bind(offices: Offices, version: int = CHECKED, **changes: object) -> tuple[object, ...]:
    given = {
        "region": offices.town.district.code, "from": day(), "basis": "区民发〔2026〕9号", "reason": "试点",
        "actor": offices.configurator.username, **changes,
    }  # fmt: skip
    return ("bind", "paper", version, *(part for name, value in given.items() for part in (f"--{name}", value)))


def test_a_place_is_bound_by_two_and_its_running_papers_are_moved(desk: Desk, offices: Offices) -> None:
    desk.submitted()
    told = flows(*bind(offices))
    row = FlowBinding.objects.get()
    assert told.strip() == f"已提出第{row.pk}号：南开区{said()}起施行第12版（加签）；待区民政采用"
    assert "待采用：南开区" in flows("bindings", "--region", offices.town.district.code)
    told = flows("adopt", row.pk, "--actor", offices.officer.username)
    assert "新开始的事项按第12版（加签）办" in told and f"第1版在办 1 件；要转的，届时运行 flows migrate paper --to {CHECKED}" in told
    assert f"测试文书：第12版（加签），承接自南开区，自{said()}起（区民发〔2026〕9号）" in flows(
        "bindings", "--region", offices.town.street.code
    )
    migrate = ("migrate", "paper", "--to", CHECKED, "--basis", "区民发〔2026〕9号", "--region", offices.town.street.code)
    assert "第1版“待审” → “待审”：1 件" in flows(*migrate, "--dry-run")
    assert "已转 1 件" in flows(*migrate)


def test_what_is_to_come_is_told_with_its_day(offices: Offices) -> None:
    flows(*bind(offices, **{"from": day(10)}))
    row = FlowBinding.objects.get()
    flows("adopt", row.pk, "--actor", offices.officer.username, "--note", "同意试点")
    flows("unbind", row.pk, "--from", day(40), "--reason", "试点期满", "--actor", offices.configurator.username)
    told = flows("bindings", "--region", offices.town.street.code)
    assert f"测试文书：第1版，全市统一；{said(10)}起改为第12版（加签），承接自南开区；{said(40)}起改为第1版，全市统一" in told
    assert f"{said(40)}起撤回（试点期满）" in told
    assert "第12版（加签），承接自南开区" in flows("bindings", "--region", offices.town.street.code, "--on", day(20))
    assert "南开区" not in flows("bindings", "--region", offices.town.far_street.code)


def test_a_proposal_may_be_turned_down(offices: Offices) -> None:
    flows(*bind(offices))
    number = FlowBinding.objects.get().pk
    assert "不采用" in flows("turn-down", number, "--note", "人手不足", "--actor", offices.officer.username)
    assert "不采用：南开区" in flows("bindings", "--region", offices.town.district.code)


def test_a_slip_is_told_in_words_and_binds_nothing(desk: Desk, offices: Offices) -> None:
    for change, reason in (
        ({"actor": "nobody"}, "没有用户名为“nobody”"),
        ({"actor": desk.clerk.username}, "您无权提出南开区的流程（可由区配置管理员办理）"),
        ({"region": "999"}, "没有代码为“999”的现行区划"),
        ({"from": "明天"}, "日期“明天”写法不对，应为 2026-12-01"),
        ({"basis": " "}, "请写明文件依据和理由"),
        ({"version": 99}, "没有第99版"),
        ({"version": HastyPaperFlow.version}, "“直接办结”从“草拟”到“办结”，绕过了原来的办理"),
    ):
        assert reason in refused(*bind(offices, **change))  # type: ignore[arg-type]
    assert "没有第404号" in refused("adopt", 404, "--actor", offices.officer.username)
    assert not FlowBinding.objects.exists()


def test_papers_that_could_not_be_moved_end_in_an_error(desk: Desk, offices: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = desk.submitted()
    offices.adopt()

    def busy(row: Paper) -> Paper:
        raise Refusal("此事项正由他人办理", status=409)

    with monkeypatch.context() as while_busy:
        while_busy.setattr(store, "lock", busy)
        assert "1 件未转，办妥后再运行一次即可接着转" in refused("migrate", "paper", "--to", CHECKED, "--basis", "文号")
    assert Paper._base_manager.get(pk=paper.pk).flow_version == 1
    assert "已转 1 件" in flows("migrate", "paper", "--to", CHECKED, "--basis", "文号")
    assert "没有代码为“1”的现行区划" in refused("migrate", "paper", "--to", CHECKED, "--basis", "文号", "--region", "1")
    assert "没有第77版" in refused("migrate", "paper", "--to", 77, "--basis", "文号")
