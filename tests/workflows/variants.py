"""Other forms of the test's paper: a district's variant that demands more, one that demands less, and the next version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.workflows.paper import CLERK, COMMUNITY, DISTRICT, OFFICER, PaperFacts, PaperFlow
from workflows import flows
from workflows.engine.definition import SYSTEM, State, Workflow
from workflows.engine.variants import also_from, leading_to


class CheckedPaperFlow(PaperFlow):
    """The street's officer looks once more before what was approved is done."""

    version, variant = 12, "加签"

    second_look = State("加签", desk=OFFICER, due="clue_check", on_due="remind")
    approve = leading_to(PaperFlow.approve, second_look)
    agree = second_look.to(PaperFlow.done, "加签同意", by=OFFICER, note_required=True)
    hold = also_from(PaperFlow.hold, second_look)


class TwiceCheckedPaperFlow(PaperFlow):
    """As above, and the district after the street."""

    version, variant = 13, "两级加签"

    second_look = State("加签", desk=OFFICER, due="clue_check", on_due="remind")
    third_look = State("区加签", desk=DISTRICT, due="clue_check", on_due="remind")
    approve = leading_to(PaperFlow.approve, second_look)
    agree = second_look.to(third_look, "加签同意", by=OFFICER, note_required=True)
    agree_at_last = third_look.to(PaperFlow.done, "区同意", by=DISTRICT, note_required=True)
    hold = also_from(PaperFlow.hold, second_look)


class HastyPaperFlow(PaperFlow):
    """Whoever submits is done."""

    version, variant = 14, "简办"

    finish = PaperFlow.draft.to(PaperFlow.done, "直接办结", by=CLERK)


class NextFlow(Workflow[PaperFacts]):
    """The paper's next version: 待审 is gone, 会签 has come, and `submit` has another target."""

    key, label, clause, version = "paper", "测试文书", "测试", 2
    readers = (COMMUNITY, CLERK)

    draft = State("草拟", desk=COMMUNITY)
    countersign = State("会签", desk=CLERK, due="notice_receipt", on_due="remind")
    done = State("办结", final=True)
    create = draft.begin("草拟文书", by=(COMMUNITY, SYSTEM))
    submit = draft.to(countersign, "提交", by=COMMUNITY)
    put_off = countersign.stay("延后会签", by=CLERK)
    approve = countersign.to(done, "同意", by=CLERK)


@contextmanager
def known(*more: type[Workflow[Any]]) -> Iterator[None]:
    """Make versions known for a while."""
    before = dict(flows._registered)
    for one in more:
        flows.register(one)
    try:
        yield
    finally:
        flows._registered.clear()
        flows._registered.update(before)
        flows._found.cache_clear()
