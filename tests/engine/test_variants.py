"""A place's own form of a process: what passes may only add and tighten, and what loosens is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from permissions.roles import Role
from tests.engine.town import (
    ALSO,
    CLERK,
    DISTRICT,
    LOOK,
    OFFICER,
    WORKER,
    City,
    Parts,
    before_approval,
    behind_approval,
    state,
    variant,
    way,
)
from workflows.engine.check import Known, check_all
from workflows.engine.definition import Guard, State, Workflow
from workflows.engine.variants import also_from, leading_from, leading_to, loosened, requiring
from workflows.flows import current_flows, flow_of, versions_of

TIGHTER: dict[str, Callable[[], Parts]] = {
    "nothing changed": dict,
    "a look before": before_approval,
    "a look behind": behind_approval,
    "a look with other ways out": lambda: behind_approval(send_back=also_from(City.send_back, LOOK), pause=also_from(City.pause, LOOK)),
    "a further guard": lambda: {"approve": requiring(City.approve, ALSO)},
    "fewer takers": way("approve", by=(OFFICER,)),
    "fewer on the desk": state("review", desk=(CLERK,)),
    "more to fill in": way("approve", basis_required=True),
    "fewer reasons": way("send_back", reasons={"unclear": "不清楚"}),
    "another message": way("submit", messages=("tell", "tell_more")),
    "a note that stays": lambda: {"remark": City.review.stay("补记", by=CLERK)},
    "two looks": lambda: {
        "look": LOOK, "far": (far := State("区加签", desk=DISTRICT, due="check")), "approve": leading_to(City.approve, LOOK),
        "agree": LOOK.to(far, "加签同意", by=OFFICER), "agree_at_last": far.to(City.done, "区同意", by=DISTRICT),
    },
}  # fmt: skip

LOOSER: dict[str, tuple[Callable[[], Parts], str]] = {
    "another kind": (state("kept", resting=False, final=True), "状态“备查”不再是静止状态"),
    "no deadline": (state("review", due=None, on_due=None), "状态“待审”的期限、到期处理或权限表不同"),
    "another desk": (state("review", desk=(DISTRICT,)), "状态“待审”不在原来的人手里"),
    "more readers": (lambda: {"readers": (*City.readers, Role.VISITOR)}, "状态“草拟”多了探访人员能看"),
    "more who edit": (state("review", edit=(CLERK,)), "状态“待审”多了街道经办能改"),
    "more who reveal": (state("draft", reveal=(WORKER, CLERK)), "状态“草拟”多了街道经办能查看敏感信息"),
    "more who print": (state("done", printing=(WORKER,)), "状态“办结”多了社区工作者能打印"),
    "no auditor": (lambda: {"readers": (WORKER, CLERK, OFFICER, DISTRICT)}, "状态“待审”的监督者审计员看不到了"),
    "a guard gone": (way("approve", requires=()), "办理“同意”少了条件“条件甲不满足”"),
    "a guard with another test": (
        way("approve", requires=(Guard("held", "条件甲不满足", "", lambda facts, act: True),)), "办理“同意”少了条件“条件甲不满足”",
    ),
    "more takers": (way("approve", by=(CLERK, OFFICER, WORKER)), "办理“同意”的人不在原来的范围内"),
    "the system too": (way("approve", by_system=True), "办理“同意”的人不在原来的范围内"),
    "the system no more": (way("cancel", by_system=False), "办理“撤销样例”的人不在原来的范围内"),
    "by itself": (way("approve", automatic=True), "办理“同意”的方式不同"),
    "no note": (way("approve", note_required=False), "办理“同意”不再要求填写意见或依据"),
    "no basis": (way("send_back", basis_required=False), "办理“退回”不再要求填写意见或依据"),
    "no reasons": (way("send_back", reasons={}), "办理“退回”的原因不在原来的范围内"),
    "a new reason": (way("send_back", reasons={"whim": "随意"}), "办理“退回”的原因不在原来的范围内"),
    "an effect gone": (way("keep", effects=()), "办理“备查”的效果不同，应为：file"),
    "an effect more": (way("approve", effects=("activate",)), "办理“同意”的效果不同，应为：无"),
    "a message gone": (way("submit", messages=()), "办理“提交”少了消息：tell"),
    "a short cut": (lambda: {"finish": City.draft.to(City.done, "直接办结", by=WORKER)}, "“直接办结”从“草拟”到“办结”，绕过了原来的办理"),
    "another way out": (lambda: {"approve": also_from(City.approve, City.draft)}, "“同意”可从“草拟”办理，原来不可以"),
    "another goal": (lambda: {"submit": leading_to(City.submit, City.done)}, "“提交”从“草拟”到“办结”，绕过了原来的办理"),
    "a way gone": (lambda: {"pause": leading_from(City.pause, City.draft)}, "办理“暂缓”不再能从“待审”办理"),
    "another beginning": (lambda: {"start": City.review.begin("直接送审", by=WORKER)}, "增加的办理“直接送审”能另外开始事项"),
    "an added way back": (lambda: before_approval(undo=LOOK.back("撤回加签", by=OFFICER)), "增加的办理“撤回加签”回到来处"),
    "an added effect": (
        lambda: behind_approval(agree=LOOK.to(City.done, "加签同意", by=OFFICER, effects=["activate"])), "带有效果：activate",
    ),
    "round about": (
        lambda: {"look": LOOK, "ask": City.draft.to(LOOK, "送加签", by=WORKER), "agree": LOOK.to(City.done, "加签同意", by=OFFICER)},
        "“加签同意”从“加签”到“办结”，绕过了原来的办理",
    ),
    "a look that may be entered from elsewhere": (
        lambda: behind_approval(ask=City.draft.to(LOOK, "送加签", by=WORKER)), "“加签同意”从“加签”到“办结”，绕过了原来的办理",
    ),
    "a taken step undone": (
        lambda: {"look": LOOK, "keep": leading_to(City.keep, LOOK), "agree": LOOK.to(City.kept, "同意备查", by=OFFICER),
                 "refuse": LOOK.to(City.review, "不同意备查", by=OFFICER)},
        "“不同意备查”从“加签”到“待审”，绕过了原来的办理",
    ),
    "an added rest": (lambda: behind_approval(look=(rest := State("搁置", resting=True)), approve=leading_to(City.approve, rest),
                                              agree=rest.to(City.done, "加签同意", by=OFFICER)), "增加的状态“搁置”是静止状态"),
    "an added state without end": (lambda: behind_approval(look=(slow := State("慢慢看", desk=OFFICER)),
                                                           approve=leading_to(City.approve, slow),
                                                           agree=slow.to(City.done, "加签同意", by=OFFICER)), "增加的状态“慢慢看”没有期限"),
}  # fmt: skip


@pytest.mark.parametrize("parts", TIGHTER.values(), ids=TIGHTER)
def test_what_adds_or_tightens_passes(parts: Callable[[], Parts]) -> None:
    assert loosened(City, variant(**parts())) == ()


@pytest.mark.parametrize(("parts", "said"), LOOSER.values(), ids=LOOSER)
def test_what_loosens_is_named(parts: Callable[[], Parts], said: str) -> None:
    found = loosened(City, variant(**parts()))
    assert any(said in one for one in found), found


def test_a_transition_or_a_state_that_is_gone_is_named() -> None:
    class Bare(Workflow[Any]):
        key, label, version, variant = "town", "样例", 3, "简办"
        draft = State("草拟", desk=WORKER)
        create = draft.begin("草拟样例", by=WORKER)

    found = loosened(City, Bare)
    assert "没有状态“待审”" in found and "没有办理“同意”" in found
    assert loosened(City, type("Other", (Bare,), {"key": "other"})) == ("不是“样例”这一流程的定义",)


def test_a_variant_leaves_the_citys_own_definition_as_it_is() -> None:
    before = City.fingerprint()
    other = variant(**behind_approval())
    assert City.fingerprint() == before and "variant" not in City.as_data()
    assert other.cancel is not City.cancel and other.states["look"] in other.transitions["cancel"].sources
    assert all(one.name != "look" for one in City.cancel.sources)
    assert other.as_data()["variant"] == "变体" and other.fingerprint() != before


def test_check_holds_the_newest_of_a_variant_to_the_newest_of_the_citys() -> None:
    loose = variant(**LOOSER["a short cut"][0]())
    mended = type("Mended", (variant(**behind_approval()),), {"version": 3})
    newer = type("Newer", (City,), {"version": 4, "approve": requiring(City.approve, ALSO)})

    def codes(*flows: type[Workflow[Any]]) -> list[str]:
        return [one.sentence for one in check_all(flows, Known()) if one.code == "E022"]

    assert codes(City) == [] == codes(City, mended)
    assert "宽于全市第1版：“直接办结”从“草拟”到“办结”，绕过了原来的办理" in codes(City, loose)[0]
    assert codes(City, loose, mended) == []
    assert codes(City, mended, newer) == ["“样例”的变体“变体”宽于全市第4版：办理“同意”少了条件“条件乙不满足”"]
    assert codes(mended) == ["“样例”的变体“变体”没有全市的流程可依"]


def test_the_products_variants_are_the_citys_and_more() -> None:
    variants = [flow for key in current_flows() for flow in versions_of(key) if flow.variant]
    assert [(flow.key, flow.version, flow.variant) for flow in variants] == [("enrollment", 2, "区级复核")]
    assert loosened(flow_of("enrollment", 1), flow_of("enrollment", 2)) == ()
    assert current_flows()["enrollment"].version == 1
