"""探访: from the visitor's save to a valid record of annex 4, section five.

Planning and assignment are columns, not steps. 依据: 35号 二(二)四（频次）, 附件2（内容）, 附件4 五（探访情况）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

VISITOR, RECORDER, COMMUNITY, GRID = Role.VISITOR, Role.RECORDER, Role.COMMUNITY_WORKER, Role.GRID_WORKER
WORKER, CLERK, OFFICER, DISTRICT = Role.SOCIAL_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER
VISITING = (VISITOR, COMMUNITY, GRID, WORKER)
WRITING = (VISITOR, RECORDER, COMMUNITY, GRID, WORKER)
OFFICE = (COMMUNITY, CLERK, OFFICER, DISTRICT)
ANNULMENTS = {"false_report": "虚假记录", "wrong_elder": "填错老年人", "duplicate": "重复记录", "other": "其他"}


@dataclass(frozen=True)
class VisitFacts:
    """What a visit's guards may look at; `problems` are the answers that break a rule of the form, as sentences."""

    case_is_active: bool
    elder_consents: bool
    assigned_to: frozenset[int]
    visitor_is_qualified: bool
    not_in_future: bool
    not_before_enrolment: bool
    is_duplicate: bool
    problems: tuple[str, ...]
    unsafe_without_action: tuple[str, ...]
    elder_signature: bool
    visitor_signature: bool
    content_is_unchanged: bool
    attempt_is_recorded: bool
    window_is_over: bool
    late_without_reason: bool
    is_sampled: bool
    written_by: frozenset[int]


@guard("个案不在“在册”状态，不能登记探访", mend="暂停的先恢复；结案办理中的可以登记到结案为止")
def case_is_active(visit: VisitFacts, act: Act) -> bool:
    return visit.case_is_active


@guard("老年人已表示不愿意接受探访", mend="如老年人改变意愿，先办理“台账变更”")
def elder_consents(visit: VisitFacts, act: Act) -> bool:
    return visit.elder_consents


@guard("这次探访没有派给您", mend="请社区工作者派单，或由本社区工作人员登记")
def is_ones_own(visit: VisitFacts, act: Act) -> bool:
    return act.system or act.actor in visit.assigned_to or bool(act.roles & {COMMUNITY, GRID, WORKER, RECORDER})


@guard("探访人员的应急培训确认已过期或不在队伍名册中", mend="先完成应急处置流程学习确认")
def visitor_is_qualified(visit: VisitFacts, act: Act) -> bool:
    return visit.visitor_is_qualified


@guard("探访日期不能晚于今天", mend="改正探访日期")
def not_in_future(visit: VisitFacts, act: Act) -> bool:
    return visit.not_in_future


@guard("探访日期早于建档备案日期", mend="改正探访日期")
def not_before_enrolment(visit: VisitFacts, act: Act) -> bool:
    return visit.not_before_enrolment


@guard("表中还有没有答全或互相矛盾的项目", mend="按各项下方的提示补正")
def answers_are_whole(visit: VisitFacts, act: Act) -> bool:
    return not visit.problems


@guard("发现“不安全”必须写明已采取的措施（35号 附件2·11 安全提醒）", mend="写明提醒、转介或处置的措施")
def unsafe_is_acted_on(visit: VisitFacts, act: Act) -> bool:
    return not visit.unsafe_without_action


@guard("探访人员和被探访人的签字没有登记", mend="签字，或选择口头确认、按手印、拒签等方式并写明见证")
def is_signed(visit: VisitFacts, act: Act) -> bool:
    return visit.elder_signature and visit.visitor_signature


@guard("签字以后内容有改动", mend="撤销签字，核对后重新签")
def content_is_unchanged(visit: VisitFacts, act: Act) -> bool:
    return visit.content_is_unchanged


@guard("同一老年人当天已有同一方式的探访记录", mend="核对后退回或作废其中一条")
def is_no_duplicate(visit: VisitFacts, act: Act) -> bool:
    return not visit.is_duplicate


@guard("探访后超过规定天数才提交，须写明补录原因", mend="填写“补录原因”")
def late_is_explained(visit: VisitFacts, act: Act) -> bool:
    return not visit.late_without_reason


@guard("请登记尝试的方式、时间和结果")
def attempt_is_recorded(visit: VisitFacts, act: Act) -> bool:
    return visit.attempt_is_recorded


@guard("探访期限还没有过", mend="期限内请继续安排探访")
def window_is_over(visit: VisitFacts, act: Act) -> bool:
    return not act.system or visit.window_is_over


@guard("不能核实自己填写或提交的探访", mend="请其他工作人员核实")
def written_by_another(visit: VisitFacts, act: Act) -> bool:
    return act.system or act.actor not in visit.written_by


@guard("本条记录被抽中，须由工作人员核实", mend="由社区、网格或街道工作人员核实")
def a_person_looks_at_the_sample(visit: VisitFacts, act: Act) -> bool:
    return not act.system or not visit.is_sampled


SAVING = (
    case_is_active,
    elder_consents,
    is_ones_own,
    visitor_is_qualified,
    not_in_future,
    not_before_enrolment,
    answers_are_whole,
    unsafe_is_acted_on,
)


class Visit(Workflow[VisitFacts]):
    key, label, clause, version = "visit", "探访", "35号 二(二)四", 1
    readers = (COMMUNITY, GRID, CLERK, OFFICER, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    not_met = State("未遇", desk=(COMMUNITY, GRID), view=(VISITOR, WORKER), due="visit_next_attempt", on_due="remind")
    drafted = State("待签", desk=(COMMUNITY, GRID), edit=WRITING, due="visit_signature", on_due="remind")
    signed = State("已签", desk=(COMMUNITY, GRID), view=WRITING, due="visit_submission", on_due="remind")
    submitted = State("待核", desk=(COMMUNITY, CLERK), view=(VISITOR, WORKER, GRID), due="visit_review", on_due="escalate")
    returned = State("退回", desk=(COMMUNITY, GRID), edit=WRITING, due="visit_correction", on_due="escalate")
    correction = State("更正待批", desk=CLERK, due="visit_correction_review", on_due="escalate")
    valid = State("有效", resting=True, printing=OFFICE, correct=CLERK, view=(VISITOR, WORKER))
    annulled = State("作废", final=True, printing=OFFICE)
    corrected = State("已更正", final=True, printing=OFFICE)
    lapsed = State("未成", final=True)

    hand_in = submitted.begin(
        "提交探访", by=VISITING, requires=[*SAVING, is_signed, late_is_explained],
        effects=["freeze_visit", "keep_what_visit_found", "examine_clean_visit"],
    )  # fmt: skip
    note_not_met = not_met.begin(
        "登记未遇",
        by=VISITING,
        requires=[case_is_active, is_ones_own, attempt_is_recorded],
        effects=["keep_attempt", "report_lost_contact"],
    )
    fail_again = not_met.stay(
        "再次未遇", by=VISITING, requires=[is_ones_own, attempt_is_recorded], effects=["keep_attempt", "report_lost_contact"]
    )
    meet = not_met.to(drafted, "已见到", by=WRITING, requires=[*SAVING])
    lapse = not_met.to(lapsed, "未成", by=(COMMUNITY, SYSTEM), note_required=True, requires=[window_is_over])
    save = drafted.begin("保存探访", by=WRITING, requires=[*SAVING])
    amend = drafted.stay("修改", by=WRITING, requires=[*SAVING])
    sign = drafted.to(
        signed, "签字", by=VISITING, requires=[is_ones_own, is_signed, answers_are_whole, unsafe_is_acted_on], effects=["freeze_visit"]
    )
    unsign = signed.to(drafted, "撤销签字", by=WRITING, requires=[is_ones_own], effects=["thaw_visit"])
    submit = signed.to(
        submitted,
        "提交",
        by=WRITING,
        requires=[content_is_unchanged, late_is_explained],
        effects=["keep_what_visit_found", "examine_clean_visit"],
    )
    examine = submitted.to(
        valid, "核实有效", by=(COMMUNITY, GRID, CLERK, SYSTEM), effects=["number_visit", "settle_obligations"],
        requires=[written_by_another, a_person_looks_at_the_sample, is_no_duplicate, not_in_future, not_before_enrolment,
        content_is_unchanged],
    )  # fmt: skip
    send_back = submitted.to(
        returned, "退回补正", by=(COMMUNITY, CLERK), note_required=True, requires=[written_by_another], messages=["tell_author"]
    )
    take_up = returned.to(drafted, "重新办理", by=WRITING, requires=[is_ones_own], effects=["thaw_visit"])
    annul = (drafted | signed | submitted | returned | valid).to(
        annulled, "作废", by=CLERK, note_required=True, reasons=ANNULMENTS, requires=[written_by_another], effects=["settle_obligations"],
        messages=["tell_author"], confirm="作废后这次探访不再计入，所用次序不再使用。确定作废？",
    )  # fmt: skip
    propose_correction = correction.begin(
        "提出更正", by=COMMUNITY, note_required=True, requires=[answers_are_whole, unsafe_is_acted_on, not_in_future, not_before_enrolment],
        effects=["freeze_visit"],
    )  # fmt: skip
    approve_correction = correction.to(
        valid,
        "同意更正",
        by=CLERK,
        requires=[written_by_another],
        effects=["replace_corrected", "settle_obligations"],
        messages=["tell_author"],
    )
    refuse_correction = correction.to(
        annulled, "不同意更正", by=CLERK, note_required=True, requires=[written_by_another], messages=["tell_author"]
    )
    replace = valid.to(corrected, "被更正", by=SYSTEM)
