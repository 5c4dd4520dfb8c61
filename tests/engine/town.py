"""A small process of a city's, and the parts of which a place's variants of it are made."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import OPEN, SYSTEM, Guard, State, Workflow
from workflows.engine.variants import leading_from, leading_to

WORKER, CLERK, OFFICER, DISTRICT, AUDITOR = (
    Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.AUDITOR,
)  # fmt: skip
HELD = Guard("held", "条件甲不满足", "", lambda facts, act: facts["held"])
ALSO = Guard("also", "条件乙不满足", "", lambda facts, act: facts["also"])


class City(Workflow[Any]):
    key, label, version = "town", "样例", 1
    readers = (WORKER, CLERK, OFFICER, DISTRICT, AUDITOR)

    draft = State("草拟", desk=WORKER, edit=WORKER, reveal=WORKER)
    review = State("待审", desk=(CLERK, OFFICER), due="check", on_due="remind", reveal=(CLERK, OFFICER))
    kept = State("备查", resting=True)
    hold = State("暂缓", desk=(WORKER, CLERK))
    done = State("办结", final=True)
    dropped = State("撤销", final=True)

    create = draft.begin("草拟样例", by=(WORKER, SYSTEM))
    submit = draft.to(review, "提交", by=WORKER, requires=[HELD], effects=["note"], messages=["tell"])
    approve = review.to(done, "同意", by=(CLERK, OFFICER), requires=[HELD], note_required=True)
    send_back = review.to(draft, "退回", by=CLERK, reasons={"unclear": "不清楚", "other": "其他"}, basis_required=True)
    keep = review.to(kept, "备查", by=CLERK, effects=["file"])
    take_out = kept.to(review, "取出", by=CLERK)
    pause = (draft | review).to(hold, "暂缓", by=CLERK)
    resume = hold.back("恢复", by=CLERK)
    cancel = OPEN.to(dropped, "撤销样例", by=(WORKER, SYSTEM))


LOOK = State("加签", desk=OFFICER, due="check", on_due="remind")
Parts = dict[str, Any]


def variant(**parts: Any) -> type[Workflow[Any]]:
    """Make a variant of the city's with some parts added or exchanged."""
    return type("Variant", (City,), {"version": 2, "variant": "变体", **parts})


def state(name: str, **changes: Any) -> Callable[[], Parts]:
    """Write a state of the city's anew, with the transitions that touch it."""

    def parts() -> Parts:
        old = City.states[name]
        new = copy(old)
        for what, value in changes.items():
            setattr(new, what, value)
        found: Parts = {name: new}
        for key, one in City.transitions.items():
            if old in one.sources or one.target is old:
                other = copy(one)
                other.sources = tuple(new if source is old else source for source in one.sources)
                other.target = new if one.target is old else one.target
                found[key] = other
        return found

    return parts


def way(name: str, **changes: Any) -> Callable[[], Parts]:
    """Write a transition of the city's anew."""

    def parts() -> Parts:
        new = copy(City.transitions[name])
        for what, value in changes.items():
            setattr(new, what, value)
        return {name: new}

    return parts


def before_approval(**more: Any) -> Parts:
    """Add a look between review and approval, before it is taken."""
    return {
        "look": LOOK, "ask": City.review.to(LOOK, "送加签", by=CLERK), "approve": leading_from(City.approve, LOOK),
        "refuse": LOOK.to(City.review, "不同意加签", by=OFFICER), **more,
    }  # fmt: skip


def behind_approval(**more: Any) -> Parts:
    """Add a look behind the approval, before it arrives."""
    return {"look": LOOK, "approve": leading_to(City.approve, LOOK), "agree": LOOK.to(City.done, "加签同意", by=OFFICER), **more}
