"""结案: a case ends by death, move, admission, refusal or because nothing qualifies any more; or it is handed to another street.

The transfer's branch runs as a procedure of several people (`casework/procedures/transfer.py`); these states stay the truth.
依据: 35号 三(二)（属地责任、人户分离告知）, 附件4 备注（一式两份存档）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import OTHER, SYSTEM, Act, State, Workflow, guard

COMMUNITY, GRID, CLERK, OFFICER = Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER
DISTRICT, CITY, ARCHIVIST = Role.DISTRICT_OFFICER, Role.CITY_OFFICER, Role.ARCHIVIST

REASONS = {
    "deceased": "去世", "moved_away": "迁出本市", "transferred": "移交其他社区", "care_home": "入住机构", "not_eligible": "不再符合",
    "refused": "本人拒绝", "lost_contact": "失联", "duplicate": "重复并案", "entered_by_mistake": "录入错误",
}  # fmt: skip
NEEDS_SECOND_EVIDENCE = frozenset({"refused", "lost_contact", "entered_by_mistake"})


@dataclass(frozen=True)
class ClosureFacts:
    """What a closure's guards may look at; `unmet` names every open matter of the case in Chinese."""

    reason: str
    has_reason_and_evidence: bool
    has_second_evidence: bool
    case_may_close: bool
    another_closure_open: bool
    unmet: tuple[str, ...]
    target_is_known: bool
    crosses_districts: bool
    refusals_of_transfer: int
    refusals_needed: int
    visitor_and_grid_named: bool
    submitted_by: int | None
    may_still_be_undone: bool
    is_archived: bool
    is_filed: bool
    still_eligible_or_to_be_screened: bool
    file_is_complete: bool

    @property
    def is_transfer(self) -> bool:
        return self.reason == "transferred"


@guard("尚未写明结案原因和依据", mend="选择结案原因，并登记依据（如死亡证明、迁移证明、协议、评估结果、两次谈话记录）")
def has_reason_and_evidence(closure: ClosureFacts, act: Act) -> bool:
    return closure.has_reason_and_evidence


@guard("个案不在在册或暂停状态，不能提出结案", mend="请查看个案当前的办理事项")
def case_may_close(closure: ClosureFacts, act: Act) -> bool:
    return closure.case_may_close


@guard("该个案已有一项结案正在办理", mend="请在原来的结案上继续办理或先撤销")
def no_other_closure(closure: ClosureFacts, act: Act) -> bool:
    return not closure.another_closure_open


@guard("移交不走结案审批", mend="请办理“发起移交”")
def is_no_transfer(closure: ClosureFacts, act: Act) -> bool:
    return not closure.is_transfer


@guard("结案原因不是移交", mend="请按结案审批办理，或改选“移交其他社区”")
def is_transfer(closure: ClosureFacts, act: Act) -> bool:
    return closure.is_transfer


@guard("个案还有未了结的事项", mend="逐项办结、撤销或移交后再提交（清单见本页“未了事项”）")
def nothing_is_unmet(closure: ClosureFacts, act: Act) -> bool:
    return not closure.unmet


@guard("该原因须有第二份依据", mend="补充另一人或另一来源的核实材料")
def has_second_evidence(closure: ClosureFacts, act: Act) -> bool:
    return closure.reason not in NEEDS_SECOND_EVIDENCE or closure.has_second_evidence


@guard("办理人不能审批自己提交的事项", mend="请本街道其他负责人办理")
def submitted_by_another(closure: ClosureFacts, act: Act) -> bool:
    return act.actor is None or act.actor != closure.submitted_by


@guard("没有选定接收的社区", mend="选择在用的街道和社区，且不得是原社区")
def target_is_known(closure: ClosureFacts, act: Act) -> bool:
    return closure.target_is_known


@guard("接收前须指定探访人员和网格", mend="选择探访人员和网格后再接收")
def visitor_and_grid_named(closure: ClosureFacts, act: Act) -> bool:
    return closure.visitor_and_grid_named


@guard("对方街道拒收的次数还不够，不能裁定", mend="先由两个街道协商")
def was_refused_often(closure: ClosureFacts, act: Act) -> bool:
    return closure.refusals_of_transfer >= closure.refusals_needed


@guard("跨区移交由市民政部门裁定", mend="请提请市民政部门裁定")
def ruled_at_the_right_level(closure: ClosureFacts, act: Act) -> bool:
    return not closure.crosses_districts or CITY in act.roles


@guard("结案已超过可以撤销的期限", mend="如情况有变，请办理“恢复个案”")
def is_soon_enough_to_undo(closure: ClosureFacts, act: Act) -> bool:
    return closure.may_still_be_undone


@guard("重复并案不能撤销或恢复", mend="请在保留的个案上办理")
def is_no_duplicate(closure: ClosureFacts, act: Act) -> bool:
    return closure.reason != "duplicate"


@guard("个案已归档，不能恢复", mend="请新建个案并关联原档案")
def is_not_archived(closure: ClosureFacts, act: Act) -> bool:
    return not closure.is_archived and not closure.is_filed


@guard("归档材料不齐", mend="补齐台账、结案依据和未签署的表单")
def file_is_complete(closure: ClosureFacts, act: Act) -> bool:
    return closure.file_is_complete


class Closure(Workflow[ClosureFacts]):
    key, label, clause, version = "closure", "结案", "35号 三(二)", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    proposed = State("提出", desk=COMMUNITY, due="closure_proposal", on_due="escalate")
    checking = State("核查", desk=COMMUNITY, due="closure_check", on_due="escalate", edit=(COMMUNITY,))
    street_approval = State("街道审批", desk=OFFICER, due="closure_approval", on_due="escalate")
    district_record = State("区备案", desk=DISTRICT, due="closure_record", on_due="escalate")
    undo_review = State("撤销待批", desk=DISTRICT, due="closure_undo_review", on_due="escalate")
    correction_review = State("更正待批", desk=DISTRICT, due="closure_correction_review", on_due="escalate")
    closed = State("已结案", resting=True, printing=(CLERK, DISTRICT), correct=(CLERK, DISTRICT), view=(ARCHIVIST,))
    transfer_offer = State("待接收", desk=CLERK, at=OTHER, due="closure_transfer", on_due="escalate")
    filed = State("已归档", final=True, view=(ARCHIVIST, Role.RECORDS_MANAGER))
    rejected = State("不同意", final=True)
    cancelled = State("取消", final=True)
    undone = State("已撤销", final=True)
    reopened = State("已恢复", final=True)
    transferred = State("已移交", final=True)

    propose = proposed.begin(
        "提出结案", by=(COMMUNITY, GRID, CLERK, SYSTEM), requires=[has_reason_and_evidence, case_may_close, no_other_closure],
        effects=["hold_visits_after_death"], messages=["tell_desk"],
    )  # fmt: skip
    examine = proposed.to(checking, "开始核查", by=COMMUNITY, effects=["begin_closing_case"])
    submit = checking.to(
        street_approval,
        "提交街道",
        by=COMMUNITY,
        requires=[is_no_transfer, has_reason_and_evidence, nothing_is_unmet],
        effects=["note_submitter"],
        messages=["tell_desk"],
    )
    approve = street_approval.to(
        district_record, "同意结案", by=OFFICER, requires=[submitted_by_another, has_second_evidence], messages=["tell_desk"]
    )
    reject = street_approval.to(
        rejected, "不同意结案", by=OFFICER, note_required=True, requires=[submitted_by_another],
        effects=["stop_closing_case", "release_held_visits"], messages=["tell_author"],
    )  # fmt: skip
    record = district_record.to(
        closed, "备案结案", by=DISTRICT, requires=[nothing_is_unmet],
        effects=["close_case", "end_open_matters_of_case", "set_retention", "open_registered_street_notice"], messages=["tell_author"],
        confirm="备案后个案结案，停止产生探访任务。确定备案？",
    )  # fmt: skip
    return_to_check = district_record.to(checking, "退回核查", by=DISTRICT, note_required=True, messages=["tell_author"])
    offer_transfer = checking.to(
        transfer_offer, "发起移交", by=CLERK, requires=[is_transfer, target_is_known], effects=["start_transfer"], messages=["tell_desk"]
    )
    accept_transfer = transfer_offer.to(
        transferred, "接收", by=CLERK, at=OTHER, requires=[target_is_known, visitor_and_grid_named],
        effects=["move_case", "answer_transfer", "open_registered_street_notice"], messages=["tell_author"],
    )  # fmt: skip
    refuse_transfer = transfer_offer.to(
        checking,
        "不接收",
        by=CLERK,
        at=OTHER,
        note_required=True,
        effects=["count_transfer_refusal", "answer_transfer"],
        messages=["tell_author"],
    )
    order_transfer = checking.to(
        transferred, "裁定移交", by=(DISTRICT, CITY), note_required=True,
        requires=[is_transfer, target_is_known, was_refused_often, ruled_at_the_right_level],
        effects=["move_case", "open_registered_street_notice"],
    )  # fmt: skip
    cancel = (proposed | checking | street_approval | district_record | transfer_offer).to(
        cancelled, "撤销结案", by=(COMMUNITY, CLERK), note_required=True,
        effects=["stop_closing_case", "release_held_visits", "answer_transfer"], messages=["tell_author"]
    )  # fmt: skip
    propose_undo = closed.to(
        undo_review,
        "提请撤销结案",
        by=CLERK,
        note_required=True,
        requires=[is_soon_enough_to_undo, is_no_duplicate, is_not_archived],
        messages=["tell_desk"],
    )
    agree_undo = undo_review.to(
        undone, "同意撤销", by=DISTRICT, effects=["undo_closing_case", "restore_obligations"], messages=["tell_author"]
    )
    refuse_undo = undo_review.to(closed, "不同意撤销", by=DISTRICT, note_required=True, messages=["tell_author"])
    reopen = closed.to(
        reopened, "恢复个案", by=CLERK, note_required=True, requires=[is_not_archived, is_no_duplicate],
        effects=["reopen_case"], messages=["tell_district"],
    )  # fmt: skip
    propose_correction = closed.to(
        correction_review, "提请更正", by=CLERK, note_required=True, requires=[is_not_archived], messages=["tell_desk"]
    )
    approve_correction = correction_review.to(
        closed, "同意更正", by=DISTRICT, effects=["correct_closure", "set_retention"], messages=["tell_author"]
    )
    refuse_correction = correction_review.to(closed, "不同意更正", by=DISTRICT, note_required=True, messages=["tell_author"])
    file = closed.to(filed, "归档", by=ARCHIVIST, requires=[file_is_complete], effects=["archive_case"])
