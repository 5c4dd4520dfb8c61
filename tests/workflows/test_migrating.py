"""Papers moved to a new version of their process: planned, dry, resumable, each with a step that says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from audit.acts import Refusal
from audit.models import Entry
from tests.workflows.conftest import Desk
from tests.workflows.paper import CLERK, COMMUNITY, Paper, PaperFacts, PaperFlow
from workflows import flows, migrating, store
from workflows.engine.definition import SYSTEM, State, Workflow
from workflows.migrating import migrate_flow
from workflows.runner import perform
from workflows.store import steps_of

pytestmark = pytest.mark.django_db


class NextFlow(Workflow[PaperFacts]):
    """The paper's next version: 待审 is gone, 会签 has come, and `submit` has another target."""

    key, label, clause, version = "paper", "测试文书", "测试", 2
    readers = (COMMUNITY, CLERK)

    draft = State("草拟", desk=COMMUNITY)
    countersign = State("会签", desk=CLERK, due="notice_receipt", on_due="remind")
    done = State("办结", final=True)
    create = draft.begin("草拟文书", by=(COMMUNITY, SYSTEM))
    submit = draft.to(countersign, "提交", by=COMMUNITY)
    approve = countersign.to(done, "同意", by=CLERK)


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    flows.register(NextFlow)
    yield
    flows._registered.pop(("paper", 2))
    flows._found.cache_clear()


def stored(paper: Paper) -> Any:
    return Paper._base_manager.get(pk=paper.pk)


def test_both_versions_run_side_by_side(desk: Desk, request: pytest.FixtureRequest) -> None:
    old = desk.submitted(title="旧")
    request.getfixturevalue("next_version")
    new = desk.submitted(title="新")
    assert (stored(old).state_label, stored(new).state_label) == ("待审", "会签")
    assert desk.take(stored(old), "forward", desk.clerk).state == "sent"
    assert [one.flow_version for one in (*steps_of(old), *steps_of(new))] == [1, 1, 1, 2, 2]


def test_a_plan_that_leaves_papers_without_a_place_is_refused(desk: Desk, request: pytest.FixtureRequest) -> None:
    paper = desk.submitted()
    request.getfixturevalue("next_version")
    with pytest.raises(Refusal, match="“待审”有1件在办"):
        migrate_flow(key="paper", to=2, mapping={}, basis="文号")
    with pytest.raises(Refusal, match="新版没有状态"):
        migrate_flow(key="paper", to=2, mapping={"review": "nowhere"}, basis="文号")
    assert stored(paper).flow_version == 1


def test_papers_move_with_a_step_that_says_so_and_ended_ones_stay(desk: Desk, request: pytest.FixtureRequest) -> None:
    ended = desk.take(desk.drafted(title="完"), "cancel", desk.worker)
    papers = [desk.submitted(title="甲"), desk.drafted(title="乙")]
    request.getfixturevalue("next_version")
    dry = migrate_flow(key="paper", to=2, mapping={"review": "countersign"}, basis="文号", dry_run=True)
    assert dry.planned == {(1, "待审", "会签"): 1, (1, "草拟", "草拟"): 1} and stored(papers[0]).flow_version == 1
    report = migrate_flow(key="paper", to=2, mapping={"review": "countersign"}, basis="文号")
    assert report.moved == 2
    first, last = stored(papers[0]), steps_of(papers[0]).first()
    assert (first.state, first.flow_version, first.step_number, first.previous_state) == ("countersign", 2, 3, "draft")
    assert (last.from_state, last.to_state, last.flow_version, last.basis, last.label) == ("review", "countersign", 2, "文号", "转入第2版")
    assert first.due_at is not None and stored(ended).flow_version == 1
    assert Entry.objects.filter(action="paper.move_to_version").count() == 2
    assert perform(first, "approve", actor=desk.clerk).subject.state == "done"


def test_a_move_that_was_cut_short_goes_on_where_it_stopped(
    desk: Desk, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [desk.drafted(title=f"{number}") for number in range(3)]
    request.getfixturevalue("next_version")
    whole, seen = migrating._move, []

    def cut_short(*args: Any) -> None:
        seen.append(args)
        if len(seen) == 2:
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(migrating, "_move", cut_short)
    with pytest.raises(KeyboardInterrupt):
        migrate_flow(key="paper", to=2, mapping={}, basis="文号")
    assert sorted(stored(one).flow_version for one in papers) == [1, 1, 2]
    assert migrate_flow(key="paper", to=2, mapping={}, basis="文号").moved == 2
    assert {steps_of(one).count() for one in papers} == {2}


def test_the_papers_own_version_is_the_first(desk: Desk) -> None:
    assert desk.drafted().flow is PaperFlow
