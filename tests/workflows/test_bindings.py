"""A place's own form of a process: proposed by one, adopted by another, nearest first, from a day on, never looser, never deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import Refusal
from audit.models import Entry
from permissions.models import Account, Region
from permissions.roles import Role
from permissions.services import grant
from tests.factories.permissions import TESTER, holder
from tests.workflows.conftest import Desk
from tests.workflows.offices import Offices
from tests.workflows.paper import Paper, PaperFlow
from tests.workflows.variants import CheckedPaperFlow, HastyPaperFlow, TwiceCheckedPaperFlow, known
from workflows import overlays, placing
from workflows.bindings import adopt_binding, place_of, refuse_binding, withdraw_binding
from workflows.delivery import deliver
from workflows.flows import current_flows
from workflows.models import Delivery, FlowBinding
from workflows.placing import flows_at, holding
from workflows.rules.dates import in_words
from workflows.runner import available, perform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
CHECKED, TWICE, HASTY = CheckedPaperFlow.version, TwiceCheckedPaperFlow.version, HastyPaperFlow.version


@pytest.fixture(autouse=True)
def forms() -> Iterator[None]:
    with known(CheckedPaperFlow, TwiceCheckedPaperFlow, HastyPaperFlow):
        yield


@pytest.fixture
def offices(desk: Desk) -> Offices:
    return Offices(desk)


def version_at(region: Region, days: int = 0) -> int:
    return holding("paper", place_of(region), timezone.localdate() + timedelta(days=days)).flow.version


def reasons_of(refused: Any) -> str:
    return "；".join(refused.value.reasons)


def test_new_papers_begin_under_what_their_place_adopted_and_running_ones_keep_theirs(desk: Desk, offices: Offices) -> None:
    running = desk.submitted(title="旧")
    offices.adopt()
    new = desk.submitted(title="新")
    assert (running.flow_version, new.flow_version) == (1, CHECKED)
    assert desk.take(running, "approve", desk.clerk).state == "done"
    assert desk.take(new, "approve", desk.clerk).state == "second_look"
    assert desk.take(new, "agree", desk.officer, note="已核").state == "done"
    assert Paper._base_manager.get(pk=new.pk).flow is CheckedPaperFlow


def test_the_nearest_region_wins(desk: Desk, offices: Offices) -> None:
    town = desk.town
    offices.adopt(town.district, CHECKED)
    offices.adopt(town.street, TWICE)
    assert version_at(town.community) == version_at(town.street) == TWICE
    assert version_at(town.other_community) == version_at(town.next_street) == version_at(town.district) == CHECKED
    assert version_at(town.far_community) == version_at(town.next_district) == 1


def test_it_holds_from_its_day_on_and_until_the_day_it_is_withdrawn_from(desk: Desk, offices: Offices) -> None:
    row = offices.adopt(days=10)
    assert [version_at(desk.town.street, days) for days in (0, 9, 10, 11)] == [1, 1, CHECKED, CHECKED]
    withdraw_binding(actor=offices.configurator, row=row, ends_on=timezone.localdate() + timedelta(days=20), reason="试点结束")
    assert [version_at(desk.town.street, days) for days in (9, 10, 19, 20)] == [1, CHECKED, CHECKED, 1]
    assert FlowBinding.objects.get().end_reason == "试点结束"


def test_what_comes_later_follows_what_was_before_and_gives_way_to_it_again(desk: Desk, offices: Offices) -> None:
    offices.adopt(version=CHECKED)
    later = offices.adopt(version=TWICE, days=5)
    assert [version_at(desk.town.street, days) for days in (4, 5)] == [CHECKED, TWICE]
    withdraw_binding(actor=offices.officer, row=later, ends_on=later.effective_on + timedelta(days=3), reason="太慢")
    assert [version_at(desk.town.street, days) for days in (7, 8)] == [TWICE, CHECKED]


def test_it_says_what_holds_and_whence(desk: Desk, offices: Offices) -> None:
    row = offices.adopt()
    day = row.effective_on
    found = holding("paper", place_of(desk.town.street), day)
    assert found.why(desk.town.street.pk) == f"承接自南开区，自{in_words(day)}起"
    assert found.why(desk.town.district.pk) == f"本级设置，自{in_words(day)}起"
    assert holding("paper", place_of(desk.town.far_street), day).why() == "全市统一"


def test_a_proposal_holds_nothing_until_another_adopts_it(desk: Desk, offices: Offices) -> None:
    row = offices.propose()
    assert version_at(desk.town.street) == 1
    for actor, said in ((offices.configurator, "可由区民政办理"), (desk.clerk, "可由区民政办理")):
        with pytest.raises(Refusal) as refused:
            adopt_binding(actor=actor, row=row)
        assert refused.value.status == 403 and said in reasons_of(refused)
    adopt_binding(actor=offices.officer, row=row)
    assert version_at(desk.town.street) == CHECKED
    with pytest.raises(Refusal, match="不能再决定"):
        adopt_binding(actor=offices.officer, row=row)


def test_nobody_adopts_what_he_or_she_proposed(desk: Desk, offices: Offices) -> None:
    both = holder(Role.DISTRICT_CONFIGURATOR, desk.town.district)
    grant_also(both, Role.DISTRICT_OFFICER, desk.town.district)
    row = offices.propose(actor=both)
    with pytest.raises(Refusal, match="不能采用自己提出的"):
        adopt_binding(actor=both, row=row)


def grant_also(person: Account, role: Role, at: Region) -> None:
    grant(actor=TESTER, to=person, role=role, at=at, reason="测试授权")


def test_what_was_turned_down_never_holds(desk: Desk, offices: Offices) -> None:
    row = offices.propose()
    with pytest.raises(Refusal, match="请写明不采用的理由"):
        refuse_binding(actor=offices.officer, row=row, note=" ")
    refuse_binding(actor=offices.officer, row=row, note="人手不足")
    assert version_at(desk.town.street) == 1
    with pytest.raises(Refusal, match="不能再决定"):
        adopt_binding(actor=offices.officer, row=row)


def test_a_form_that_demands_less_is_refused_with_every_reason(desk: Desk, offices: Offices) -> None:
    with pytest.raises(Refusal) as refused:
        offices.propose(version=HASTY)
    assert refused.value.status == 422
    assert "“直接办结”从“草拟”到“办结”，绕过了原来的办理" in reasons_of(refused)
    assert not FlowBinding.objects.exists()


def test_a_street_may_not_fall_behind_its_district(desk: Desk, offices: Offices) -> None:
    offices.adopt(desk.town.district, TWICE)
    with pytest.raises(Refusal) as refused:
        offices.propose(desk.town.street, CHECKED)
    assert "没有状态“区加签”" in reasons_of(refused)


def test_a_district_that_tightens_passes_over_what_its_street_has(desk: Desk, offices: Offices) -> None:
    offices.adopt(desk.town.street, CHECKED)
    offices.adopt(desk.town.district, TWICE)
    found = holding("paper", place_of(desk.town.street), timezone.localdate())
    assert found.flow is TwiceCheckedPaperFlow
    [(passed, why)] = found.passed_over
    assert passed.region == desk.town.street.pk and "没有状态“区加签”" in why


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"flow": "nothing"}, 422, "没有流程“nothing”"),
    ({"version": 99}, 422, "没有第99版；可选：第1版、第12版（加签）"),
    ({"effective_on": date(2020, 1, 1)}, 422, "生效日期不能早于今天"),
    ({"basis": " "}, 400, "请写明文件依据和理由"),
    ({"reason": ""}, 400, "请写明文件依据和理由"),
]


@pytest.mark.parametrize(("change", "status", "said"), BAD, ids=[said for _, _, said in BAD])
def test_what_cannot_hold_is_refused_in_words(offices: Offices, change: dict[str, Any], status: int, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        offices.propose(**change)
    assert refused.value.status == status and said in reasons_of(refused)
    assert offices.propose().pk


def test_a_community_has_no_process_of_its_own(desk: Desk, offices: Offices) -> None:
    with pytest.raises(Refusal, match="社区（村）不单设流程"):
        offices.propose(desk.town.community)


def test_nobody_binds_another_district(desk: Desk, offices: Offices) -> None:
    for region in (desk.town.next_district, desk.town.far_street, desk.town.city):
        with pytest.raises(Refusal) as refused:
            offices.propose(region)
        assert refused.value.status == 403


def test_two_cannot_be_adopted_for_one_day(desk: Desk, offices: Offices) -> None:
    second = offices.propose(version=TWICE)
    offices.adopt(version=CHECKED)
    with pytest.raises(Refusal, match="这一天已采用了另一项"):
        adopt_binding(actor=offices.officer, row=second)
    assert FlowBinding.objects.get(pk=second.pk).status == FlowBinding.Status.PROPOSED


def test_a_withdrawal_looks_ahead_and_stands_once(desk: Desk, offices: Offices) -> None:
    row, today = offices.adopt(), timezone.localdate()
    for ends_on, reason, said in ((today - timedelta(days=1), "撤", "撤回日期不能早于今天"), (today, " ", "请写明撤回的理由")):
        with pytest.raises(Refusal, match=said):
            withdraw_binding(actor=offices.configurator, row=row, ends_on=ends_on, reason=reason)
    with pytest.raises(Refusal) as refused:
        withdraw_binding(actor=desk.clerk, row=row, ends_on=today, reason="撤")
    assert refused.value.status == 403
    withdraw_binding(actor=offices.configurator, row=row, ends_on=today, reason="撤")
    with pytest.raises(Refusal, match="已定自"):
        withdraw_binding(actor=offices.configurator, row=row, ends_on=today, reason="撤")
    assert version_at(desk.town.street) == 1


def test_every_decision_is_an_act_on_record(desk: Desk, offices: Offices) -> None:
    row = offices.adopt()
    withdraw_binding(actor=offices.configurator, row=row, ends_on=timezone.localdate(), reason="试点结束")
    entries = list(Entry.objects.filter(action__contains="flow_binding").order_by("pk"))
    assert [(one.action, one.actor_name, one.basis, one.result) for one in entries] == [
        ("propose_flow_binding", "周配置", "区民发〔2026〕9号", "done"),
        ("adopt_flow_binding", "吴区民政", "区民发〔2026〕9号", "done"),
        ("withdraw_flow_binding", "周配置", "", "done"),
    ]
    assert FlowBinding.history.filter(id=row.pk).count() == 3


def test_who_is_to_decide_and_who_proposed_are_told(desk: Desk, offices: Offices) -> None:
    street = desk.town.street
    row = adopt_binding(actor=offices.officer, row=offices.propose(street), note="同意")
    withdraw_binding(actor=offices.officer, row=row, ends_on=timezone.localdate(), reason="太慢")
    deliver()

    def told(person: Account) -> list[str]:
        return [one.body for one in Delivery.objects.filter(account=person).order_by("pk")]

    begins = f"第{row.pk}号：体育中心街道拟自{in_words(row.effective_on)}起施行“测试文书”第12版"
    assert told(offices.officer) == [f"{begins}，待您采用"]
    assert told(offices.configurator) == [f"{begins}，已采用：同意", f"{begins}，已定自{in_words(row.effective_on)}起撤回：太慢"]


def test_what_others_adopted_is_read_where_the_standards_are(desk: Desk, offices: Offices) -> None:
    offices.adopt()
    placing.put(())
    assert version_at(desk.town.street) == 1
    overlays.keep_fresh(now=True)
    assert version_at(desk.town.street) == CHECKED


def test_a_paper_shown_before_is_begun_under_what_another_process_has_adopted_since(
    desk: Desk, offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = desk.paper()
    assert paper.flow is PaperFlow
    offices.adopt()
    placing.put(())  # what this process knows is of before
    monkeypatch.setattr(overlays, "_looked", [])
    assert perform(paper, "create", actor=desk.worker).subject.flow_version == CHECKED


def test_what_holds_above_is_read_anew_before_a_proposal_is_judged(desk: Desk, offices: Offices) -> None:
    offices.adopt(desk.town.district, TWICE)
    placing.put(())
    with pytest.raises(Refusal, match="没有状态“区加签”"):
        offices.propose(desk.town.street, CHECKED)


def test_the_page_that_begins_a_paper_offers_what_holds_at_its_place(desk: Desk, offices: Offices) -> None:
    paper = desk.paper()
    assert paper.flow is PaperFlow
    offices.adopt(desk.town.next_street)
    paper.street = desk.town.next_street
    assert paper.flow is CheckedPaperFlow
    assert {one.transition.name for one in available(paper, desk.worker)} == {"create"}


def test_every_process_is_given_as_it_holds_where_an_object_lies(desk: Desk, offices: Offices) -> None:
    offices.adopt(desk.town.next_street)
    here, there = desk.paper(), desk.paper(street=desk.town.next_street)
    today = timezone.localdate()
    assert (flows_at(here, today)["paper"], flows_at(there, today)["paper"]) == (PaperFlow, CheckedPaperFlow)
    assert flows_at(here, today).keys() == current_flows().keys()
