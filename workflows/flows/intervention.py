"""社工介入: professional help for hardship, distress, comfort or family relations, from intake to follow-up.

依据: 35号 二(二)五（引入社会工作者等专业力量，建立长效服务机制）; phases after MZ/T 094-2017.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

COMMUNITY, VISITOR, CLERK, OFFICER, DISTRICT = (
    Role.COMMUNITY_WORKER,
    Role.VISITOR,
    Role.STREET_CLERK,
    Role.STREET_OFFICER,
    Role.DISTRICT_OFFICER,
)
WORKER, SUPERVISOR = Role.SOCIAL_WORKER, Role.SOCIAL_WORK_SUPERVISOR
CLOSE_REASONS = {
    "goals_met": "目标达成", "partly_met": "部分达成", "ended_by_elder": "服务对象终止", "referred": "转介", "moved": "搬离",
    "deceased": "去世", "lost_contact": "失联",
}  # fmt: skip
EARLY_REASONS = frozenset({"deceased", "moved", "lost_contact", "ended_by_elder", "referred"})


@dataclass(frozen=True)
class InterventionFacts:
    """What an intervention's guards may look at."""

    kind_is_named: bool
    caseload: int
    caseload_limit: int
    owner: int | None
    agreement_is_signed: bool
    assessment_is_complete: bool
    goals: int
    goals_needed: int
    goals_are_measurable: bool
    elder_agrees_to_plan: bool
    review_is_soon: bool
    session_is_recorded: bool
    progress_is_rated: bool
    all_goals_rated: bool
    elder_rated: bool
    crisis_plan_done: bool
    open_tasks: int
    handover_is_planned: bool
    submitted_by: int | None
    referral_accepted: bool
    follow_up_calls: int
    case_is_closed: bool
    case_has_moved: bool
    may_still_be_reopened: bool


@guard("请选择需要的帮助：困难帮扶、心理疏导、精神安慰、家庭关系调适或其他")
def kind_is_named(work: InterventionFacts, act: Act) -> bool:
    return work.kind_is_named


@guard("该社工在办个案已达上限", mend="改派其他社工，或由督导调整上限")
def has_room(work: InterventionFacts, act: Act) -> bool:
    return work.caseload < work.caseload_limit


@guard("本案由其他社工负责", mend="请负责的社工办理，或由督导改派")
def is_the_owner(work: InterventionFacts, act: Act) -> bool:
    return act.system or work.owner is None or act.actor == work.owner


@guard("尚未登记知情同意、保密约定和服务协议", mend="向老年人说明保密及其例外，登记同意的日期和方式")
def agreement_is_signed(work: InterventionFacts, act: Act) -> bool:
    return work.agreement_is_signed


@guard("预估尚不完整", mend="填写个人、家庭、社会系统，问题、优势和风险")
def assessment_is_complete(work: InterventionFacts, act: Act) -> bool:
    return work.assessment_is_complete


@guard("计划的目标不够，或没有写明指标、基线、目标值和完成日期", mend="补充目标和任务")
def goals_are_measurable(work: InterventionFacts, act: Act) -> bool:
    return work.goals >= work.goals_needed and work.goals_are_measurable


@guard("计划须征得老年人同意", mend="登记老年人对计划的意见")
def elder_agrees_to_plan(work: InterventionFacts, act: Act) -> bool:
    return work.elder_agrees_to_plan


@guard("没有定阶段评估日期，或定得太晚", mend="提前评估日期")
def review_is_soon(work: InterventionFacts, act: Act) -> bool:
    return work.review_is_soon


@guard("社工不能审批自己提交的计划或结案", mend="由本站督导办理")
def submitted_by_another(work: InterventionFacts, act: Act) -> bool:
    return act.actor != work.submitted_by


@guard("请填写会谈的形式、内容、老年人的反应和下次安排")
def session_is_recorded(work: InterventionFacts, act: Act) -> bool:
    return work.session_is_recorded


@guard("各目标的进展尚未评分", mend="逐个目标填写0至10分")
def progress_is_rated(work: InterventionFacts, act: Act) -> bool:
    return work.progress_is_rated


@guard("危机处置计划尚未完成", mend="完成危机处置计划的各项措施")
def crisis_plan_done(work: InterventionFacts, act: Act) -> bool:
    return work.crisis_plan_done


@guard("目标未全部评分或缺老年人自评", mend="补齐目标评分和老年人自评")
def results_are_rated(work: InterventionFacts, act: Act) -> bool:
    return work.all_goals_rated and work.elder_rated


@guard("还有未完成的任务", mend="完成、取消或移交各项任务")
def no_task_open(work: InterventionFacts, act: Act) -> bool:
    return work.open_tasks == 0


@guard("未写明结案后的衔接安排", mend="填写后续由谁、怎样跟进")
def handover_is_planned(work: InterventionFacts, act: Act) -> bool:
    return work.handover_is_planned


@guard("提前结案须是去世、搬离、失联、服务对象终止或转介", mend="目标达成的请先办理“结果评估”")
def may_end_early(work: InterventionFacts, act: Act) -> bool:
    return act.reason_code in EARLY_REASONS


@guard("转介尚未被受理", mend="先办理需求转介并等待受理")
def referral_accepted(work: InterventionFacts, act: Act) -> bool:
    return work.referral_accepted


@guard("跟进电话还没有打完", mend="完成两次跟进电话后再办结")
def follow_up_is_over(work: InterventionFacts, act: Act) -> bool:
    return work.follow_up_calls >= 2 or work.case_is_closed


@guard("个案已结案，或社工结案已超过可以重开的期限", mend="请重新提出社工介入")
def may_reopen(work: InterventionFacts, act: Act) -> bool:
    return not work.case_is_closed and work.may_still_be_reopened


@guard("个案没有移交到其他街道", mend="仅移交后可以转站")
def case_has_moved(work: InterventionFacts, act: Act) -> bool:
    return work.case_has_moved


class Intervention(Workflow[InterventionFacts]):
    key, label, clause, version = "intervention", "社工介入", "35号 二(二)五", 1
    readers = (SUPERVISOR, WORKER, COMMUNITY, CLERK, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    requested = State("待接案", desk=(SUPERVISOR, CLERK), due="intervention_triage", on_due="escalate")
    intake = State("接案", desk=WORKER, edit=WORKER, due="intervention_interview", on_due="remind")
    assessing = State("预估", desk=WORKER, edit=WORKER, due="intervention_assessment", on_due="remind")
    planning = State("计划", desk=WORKER, edit=WORKER, due="intervention_planning", on_due="remind")
    plan_review = State("督导审", desk=SUPERVISOR, due="intervention_plan_review", on_due="escalate")
    intervening = State("介入", desk=WORKER, edit=WORKER, due="intervention_session_gap", on_due="remind")
    reviewing = State("阶段评估", desk=(WORKER, SUPERVISOR), edit=WORKER, due="intervention_review", on_due="remind")
    evaluating = State("结果评估", desk=WORKER, edit=WORKER, due="intervention_evaluation", on_due="remind")
    closing_review = State("结案审", desk=SUPERVISOR, due="intervention_closing_review", on_due="escalate")
    crisis = State("危机干预", desk=(WORKER, SUPERVISOR), edit=WORKER, due="intervention_crisis_plan", on_due="escalate")
    follow_up = State("跟进", desk=WORKER, due="@next_call_on", on_due="remind")
    closed = State("已结案", resting=True, due="@next_call_on", on_due="call_up", correct=SUPERVISOR)
    not_taken = State("不予接案", final=True)
    referred_out = State("转介", final=True)
    done = State("完结", final=True, correct=SUPERVISOR)

    UNDER_WAY = intake | assessing | planning | plan_review | intervening | reviewing | evaluating

    request = requested.begin(
        "提出社工介入",
        by=(COMMUNITY, CLERK, VISITOR, SYSTEM),
        requires=[kind_is_named],
        effects=["share_with_station"],
        messages=["tell_receiver"],
    )
    assign = requested.to(
        intake, "派社工", by=(SUPERVISOR, CLERK), requires=[has_room], effects=["share_with_owner"], messages=["tell_owner"]
    )
    decline = (requested | intake).to(
        not_taken, "不予接案", by=SUPERVISOR, note_required=True, effects=["end_share", "keep_need_known"], messages=["tell_author"]
    )
    agree = intake.to(assessing, "签订协议", by=WORKER, requires=[is_the_owner, agreement_is_signed])
    assess = assessing.to(planning, "完成预估", by=WORKER, requires=[is_the_owner, assessment_is_complete])
    submit_plan = planning.to(
        plan_review, "提交计划", by=WORKER, requires=[is_the_owner, goals_are_measurable, elder_agrees_to_plan, review_is_soon],
        effects=["note_submitter"], messages=["tell_desk"],
    )  # fmt: skip
    approve_plan = plan_review.to(
        intervening, "同意计划", by=SUPERVISOR, requires=[submitted_by_another], effects=["freeze_plan"], messages=["tell_owner"]
    )
    send_back_plan = plan_review.to(
        planning, "退回计划", by=SUPERVISOR, note_required=True, requires=[submitted_by_another], messages=["tell_owner"]
    )
    record_session = intervening.stay("记录会谈", by=WORKER, requires=[is_the_owner, session_is_recorded], effects=["keep_session"])
    review = intervening.to(reviewing, "阶段评估", by=(WORKER, SUPERVISOR))
    keep_plan = reviewing.to(intervening, "继续计划", by=(WORKER, SUPERVISOR), requires=[progress_is_rated])
    change_plan = reviewing.to(planning, "修改计划", by=(WORKER, SUPERVISOR), requires=[progress_is_rated], effects=["open_plan_version"])
    open_crisis = UNDER_WAY.to(crisis, "启动危机干预", by=(WORKER, SUPERVISOR, SYSTEM), note_required=True, messages=["tell_crisis"])
    end_crisis = crisis.back("解除危机", by=SUPERVISOR, requires=[crisis_plan_done])
    evaluate = intervening.to(evaluating, "结果评估", by=WORKER, requires=[is_the_owner, results_are_rated])
    propose_close = evaluating.to(
        closing_review,
        "提请结案",
        by=WORKER,
        reasons=CLOSE_REASONS,
        requires=[is_the_owner, no_task_open, handover_is_planned],
        effects=["note_submitter"],
        messages=["tell_desk"],
    )
    propose_early_close = (UNDER_WAY | crisis).to(
        closing_review, "提请提前结案", by=WORKER, reasons=CLOSE_REASONS, note_required=True,
        requires=[is_the_owner, may_end_early, no_task_open, handover_is_planned], effects=["note_submitter"], messages=["tell_desk"],
    )  # fmt: skip
    close = closing_review.to(
        closed, "同意结案", by=SUPERVISOR, requires=[submitted_by_another], effects=["recommend_to_visits", "tell_community_summary"],
        messages=["tell_author"],
    )  # fmt: skip
    send_back = closing_review.to(
        evaluating, "退回结案", by=SUPERVISOR, note_required=True, requires=[submitted_by_another], messages=["tell_owner"]
    )
    call_up = closed.to(follow_up, "开始跟进", by=(WORKER, SYSTEM))
    record_call = follow_up.stay("记录跟进电话", by=WORKER, note_required=True, effects=["keep_follow_up_call"])
    finish = follow_up.to(done, "完结", by=(WORKER, SYSTEM), requires=[follow_up_is_over], effects=["end_share"])
    reopen = (closed | follow_up).to(
        assessing, "重新介入", by=(WORKER, SUPERVISOR), note_required=True, requires=[may_reopen], effects=["renew_share"]
    )
    refer_out = UNDER_WAY.to(
        referred_out, "转介其他机构", by=(WORKER, SUPERVISOR), note_required=True, requires=[referral_accepted], effects=["end_share"]
    )
    hand_on = (UNDER_WAY | crisis).stay(
        "转站", by=SUPERVISOR, note_required=True, requires=[case_has_moved], effects=["move_to_new_station"], messages=["tell_receiver"]
    )
