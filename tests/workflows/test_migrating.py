"""Papers moved to a new version of their process: planned, dry, resumable, each with a step that says so."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest

from audit.acts import Refusal
from audit.models import Entry
from tests.workflows.conftest import Desk
from tests.workflows.offices import Offices
from tests.workflows.paper import Paper, PaperFlow
from tests.workflows.variants import CheckedPaperFlow, NextFlow, known
from workflows import flows, migrating, store
from workflows.bindings import withdraw_binding
from workflows.migrating import MigrationReport, migrate_flow
from workflows.runner import perform, system
from workflows.store import steps_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    with known(NextFlow):
        yield


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
    for mapping, said in (
        ({"review": "nowhere"}, "新版没有状态“nowhere”"),
        ({"review": "done"}, "不能转到终结状态“办结”"),
        ({"reviwe": "countersign", "review": "countersign"}, "没有状态“reviwe”可转"),
    ):
        with pytest.raises(Refusal, match=said):
            migrate_flow(key="paper", to=2, mapping=mapping, basis="文号")
    assert stored(paper).flow_version == 1


def test_a_flow_or_version_nobody_knows_is_refused_with_what_there_is(desk: Desk, next_version: None) -> None:
    for key, to, said in (("nothing", 2, "没有流程“nothing”的事项"), ("paper", 9, "没有第9版；可选：第1版、第2版")):
        with pytest.raises(Refusal, match=said):
            migrate_flow(key=key, to=to, mapping={}, basis="文号")
    with pytest.raises(Refusal, match="请写明转版的依据"):
        migrate_flow(key="paper", to=2, mapping={}, basis=" ")


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
    assert Entry.objects.get(action="paper.migrate").basis == "文号"
    assert perform(first, "approve", actor=desk.clerk).subject.state == "done"


def test_a_move_that_was_cut_short_goes_on_where_it_stopped(
    desk: Desk, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [desk.drafted(title=f"{number}") for number in range(3)]
    request.getfixturevalue("next_version")
    whole, seen = migrating._move, []

    def cut_short(*args: Any) -> bool:
        seen.append(args)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(migrating, "_move", cut_short)
    with pytest.raises(KeyboardInterrupt):
        migrate_flow(key="paper", to=2, mapping={}, basis="文号")
    assert sorted(stored(one).flow_version for one in papers) == [1, 1, 2]
    assert migrate_flow(key="paper", to=2, mapping={}, basis="文号").moved == 2
    assert {steps_of(one).count() for one in papers} == {2}


def test_the_papers_own_version_is_the_first(desk: Desk) -> None:
    assert desk.drafted().flow is PaperFlow


def test_one_that_cannot_be_moved_is_named_and_holds_up_no_other(desk: Desk, next_version: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with only_the_first_version():
        papers = [desk.drafted(title=f"{number}") for number in range(3)]
    lock = store.lock

    def locked(paper: Any) -> Any:
        if paper.pk == papers[1].pk:
            raise Refusal("此事项正由他人办理", status=409)
        return lock(paper)

    monkeypatch.setattr(store, "lock", locked)
    report = migrate_flow(key="paper", to=2, mapping={}, basis="文号")
    assert (report.moved, report.left) == (2, {papers[1].pk: "此事项正由他人办理"})
    assert f"第{papers[1].pk}号未转：此事项正由他人办理" in report.sentences()
    monkeypatch.undo()
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    assert migrate_flow(key="paper", to=2, mapping={}, basis="文号").moved == 1


def only_the_first_version() -> Any:
    """Let papers begin under the first version, though another is known."""

    class Here:
        def __enter__(self) -> None:
            flows._registered.pop(("paper", 2))
            flows._found.cache_clear()

        def __exit__(self, *args: object) -> None:
            flows.register(NextFlow)

    return Here()


def begun_next_door(desk: Desk) -> Paper:
    """Give a paper of the next street, begun by the system."""
    paper = desk.paper(title="邻街", street=desk.town.next_street, community=desk.town.other_community)
    return perform(paper, "create", actor=system()).subject  # type: ignore[no-any-return]


def moved(**how: Any) -> MigrationReport:
    return migrate_flow(**{"key": "paper", "to": CheckedPaperFlow.version, "mapping": {}, "basis": "区民发〔2026〕9号", **how})


def test_papers_move_only_to_what_holds_at_their_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    town = desk.town
    here, beside = desk.submitted(title="本街"), begun_next_door(desk)
    with known(CheckedPaperFlow):
        with pytest.raises(Refusal, match="第12版今天没有地方施行，不能转到它"):
            moved()
        row = Offices(desk).adopt(town.street)
        assert moved(dry_run=True).planned == {(1, "待审", "待审"): 1}
        assert moved().moved == 1
        assert (stored(here).flow_version, stored(beside).flow_version) == (CheckedPaperFlow.version, 1)
        assert desk.take(stored(here), "approve", desk.clerk).state == "second_look"
        withdraw_binding(actor=row.author, row=row, ends_on=row.effective_on, reason="试点结束")
        with pytest.raises(Refusal, match="“加签”有1件在办"):
            moved(to=1)
        assert moved(to=1, mapping={"second_look": "review"}).moved == 1
        assert (stored(here).flow_version, stored(here).state) == (1, "review")


def test_a_new_version_of_the_citys_leaves_bound_places_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    with known(CheckedPaperFlow):
        Offices(desk).adopt(desk.town.street)
        bound, free = desk.drafted(title="甲"), begun_next_door(desk)
        with known(type("Second", (PaperFlow,), {"version": 2})):
            assert moved(to=2).moved == 1
            assert (stored(bound).flow_version, stored(free).flow_version) == (CheckedPaperFlow.version, 2)


def test_a_region_narrows_what_is_moved(desk: Desk, next_version: None) -> None:
    with only_the_first_version():
        here, beside = desk.drafted(title="甲"), begun_next_door(desk)
    assert moved(to=2, region=desk.town.next_street).moved == 1
    assert (stored(here).flow_version, stored(beside).flow_version) == (1, 2)
    assert moved(to=2, region=desk.town.city).moved == 1


def test_a_deadline_that_is_another_begins_anew_and_one_that_is_the_same_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    same, other = desk.submitted(title="甲"), desk.take(desk.submitted(title="乙"), "hold", desk.clerk)
    second = type("Second", (PaperFlow,), {"version": 2, **with_another_deadline("on_hold", "clue_check")})
    with known(second):
        moved(to=2)
    assert stored(same).due_at == same.due_at
    assert stored(other).due_at is not None and stored(other).due_at != other.due_at


def with_another_deadline(name: str, due: str) -> dict[str, Any]:
    old = PaperFlow.states[name]
    new = copy(old)
    new.due = due
    found: dict[str, Any] = {name: new}
    for key, one in PaperFlow.transitions.items():
        if old in one.sources or one.target is old:
            found[key] = copy(one)
            found[key].sources = tuple(new if state is old else state for state in one.sources)
            found[key].target = new if one.target is old else one.target
    return found


def test_the_new_versions_own_transitions_can_be_taken(desk: Desk, request: pytest.FixtureRequest) -> None:
    paper = desk.submitted()
    request.getfixturevalue("next_version")
    migrate_flow(key="paper", to=2, mapping={"review": "countersign"}, basis="文号")
    assert perform(stored(paper), "put_off", actor=desk.clerk).subject.state == "countersign"
    assert {one.name for one in stored(paper).get_available_state_transitions()} >= {"take_put_off", "take_approve"}
