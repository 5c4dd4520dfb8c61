"""A class body becomes a definition: in the order it is written, and without losing a slip."""

from __future__ import annotations

from typing import Any

import pytest

from permissions.roles import Role
from workflows.engine.check import check
from workflows.engine.definition import OPEN, OTHER, SYSTEM, State, Workflow

CLERK, WORKER = Role.STREET_CLERK, Role.COMMUNITY_WORKER


class Small(Workflow[None]):
    key, label, clause = "small", "小流程", "测试"
    readers = (CLERK, WORKER)

    draft = State("草拟", desk=WORKER)
    review = State("待审", desk=CLERK)
    away = State("在对方", desk=CLERK, at=OTHER)
    kept = State("备查", resting=True, view=WORKER)
    done = State("办结", final=True)

    create = draft.begin("草拟", by=(WORKER, SYSTEM))
    submit = draft.to(review, "提交", by=WORKER)
    send = (draft | review).to(away, "送对方", by=CLERK)
    answer = away.to(review, "回复", by=CLERK, at=OTHER)
    keep = review.to(kept, "备查", by=CLERK)
    approve = review.to(done, "同意", by=CLERK)
    cancel = OPEN.to(done, "撤销", by=CLERK)


def codes(flow: type[Workflow[Any]]) -> list[str]:
    return [one.code for one in check(flow)]


def test_states_and_transitions_stand_in_the_order_they_are_written() -> None:
    assert list(Small.states) == ["draft", "review", "away", "kept", "done"]
    assert list(Small.transitions)[:3] == ["create", "submit", "send"]
    assert codes(Small) == []


def test_open_means_every_state_that_is_not_final_resting_ones_too() -> None:
    assert [state.name for state in Small.cancel.sources] == ["draft", "review", "away", "kept"]


def test_a_second_place_has_its_own_readers() -> None:
    assert Small.other_readers_in("away") == {CLERK}
    assert Small.other_readers_in("review") == frozenset()


def test_a_transition_written_twice_is_found_though_the_language_forgets_the_first() -> None:
    class Twice(Small):
        key = "twice"
        go = Small.draft.to(Small.review, "先", by=WORKER)
        go = Small.draft.to(Small.done, "后", by=WORKER)

    assert Twice.written_twice == ("go",) and Small.written_twice == ()
    assert [(one.code, one.sentence) for one in check(Twice)] == [("E019", "“小流程”的“go”写了两次，前一次不起作用")]


@pytest.mark.parametrize("where", ["desk", "view", "by"])
def test_a_role_that_is_none_is_found_wherever_it_stands(where: str) -> None:
    mayor: Any = (CLERK, "mayor")
    desk, view, by = (mayor if where == one else (CLERK,) for one in ("desk", "view", "by"))

    class Slip(Workflow[None]):
        key, label, readers = "slip", "笔误", (CLERK,)
        draft = State("草拟", desk=desk, view=view)
        done = State("办结", final=True)
        create = draft.begin("草拟", by=CLERK)
        finish = draft.to(done, "办结", by=by)

    assert [(one.code, one.sentence) for one in check(Slip)] == [("E009", "“笔误”用了不认识的职务“mayor”")]


def test_a_word_that_no_transition_knows_is_refused_at_once() -> None:
    slip: Any = {"require": []}
    with pytest.raises(TypeError, match="require"):
        Small.draft.to(Small.done, "办结", by=CLERK, **slip)


def test_the_fingerprint_follows_the_definition_and_nothing_else() -> None:
    class Renamed(Small):
        key = "small"

    class Other(Small):
        key = "small"
        approve = Small.review.to(Small.done, "同意", by=(CLERK, WORKER))

    assert Renamed.fingerprint() == Small.fingerprint() != Other.fingerprint()


def test_a_version_beside_another_takes_its_states_and_changes_what_it_names() -> None:
    class Second(Small):
        version = 2
        returned = State("退回", desk=WORKER)
        send_back = Small.review.to(returned, "退回", by=CLERK)
        take_up = returned.to(Small.draft, "重拟", by=WORKER)

    assert list(Second.states) == [*Small.states, "returned"]
    assert "send_back" not in Small.transitions and codes(Second) == []
