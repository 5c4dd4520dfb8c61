"""What the database holds is held to the definitions: no paper without its version, no binding that silently holds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from audit.acts import act
from permissions.models import Region
from tests.factories.permissions import TESTER
from tests.workflows.conftest import Desk
from tests.workflows.offices import Offices
from tests.workflows.paper import Paper, PaperFlow
from tests.workflows.variants import CheckedPaperFlow, NextFlow, known
from workflows import row_checks
from workflows.bindings import place_of
from workflows.engine.definition import Guard
from workflows.engine.variants import requiring
from workflows.placing import holding
from workflows.row_checks import rows_are_defined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


@pytest.fixture(autouse=True)
def only_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_checks, "subject_models", lambda: [Paper])


def told() -> list[tuple[str, str]]:
    return [(one.id or "", one.msg) for one in rows_are_defined(None, databases=["default"])]


def test_papers_and_bindings_that_are_defined_are_not_told_of(desk: Desk) -> None:
    with known(CheckedPaperFlow):
        Offices(desk).adopt()
        desk.submitted()
        assert told() == [] and rows_are_defined(None) == []


def test_a_release_that_leaves_a_version_out_is_told_how_many_run_under_it(desk: Desk) -> None:
    with known(NextFlow):
        for title in "甲乙":
            desk.submitted(title=title)
    assert told() == [("workflows.E102", "“测试文书”有2件按第2版办理，却没有第2版的定义")]


def test_a_state_that_is_gone_from_its_version_is_told(desk: Desk) -> None:
    desk.submitted()
    bare = type("Bare", (PaperFlow,), {})
    bare.states = {name: state for name, state in PaperFlow.states.items() if name != "review"}  # type: ignore[attr-defined]
    with known(bare):
        assert told() == [("workflows.E102", "“测试文书”有1件按第1版办理，却没有第1版的状态“review”")]


def test_a_binding_that_a_release_has_overtaken_is_told_and_holds_nothing(desk: Desk) -> None:
    stamped = Guard("stamped", "没有盖章", "", lambda facts, act: True)
    tighter: dict[str, Any] = {"version": 2, "approve": requiring(PaperFlow.approve, stamped)}
    with known(CheckedPaperFlow):
        row = Offices(desk).adopt()
        with known(type("Tighter", (PaperFlow,), tighter)):
            assert holding("paper", place_of(desk.town.street), timezone.localdate()).flow.version == 2
            [(code, said)] = told()
            assert code == "workflows.W102" and f"第{row.pk}号（南开区施行“paper”第12版）不起作用：办理“同意”少了条件“没有盖章”" in said
            mended = type("Mended", (CheckedPaperFlow,), {"version": 15, "approve": requiring(CheckedPaperFlow.approve, stamped)})
            with known(mended):
                assert told() == []
                assert holding("paper", place_of(desk.town.street), timezone.localdate()).flow is mended


def test_a_binding_whose_definition_or_place_is_gone_is_told(desk: Desk) -> None:
    with known(CheckedPaperFlow):
        row = Offices(desk).adopt(desk.town.street)
    assert told() == [("workflows.W102", f"第{row.pk}号（体育中心街道施行“paper”第12版）不起作用：没有第12版的定义")]
    with known(CheckedPaperFlow):
        with act(TESTER, "end_region"):
            Region.objects.filter(pk=desk.town.street.pk).update(valid_until_on=timezone.localdate())
        assert told() == [("workflows.W102", f"第{row.pk}号（体育中心街道施行“paper”第12版）不起作用：体育中心街道已停用")]
