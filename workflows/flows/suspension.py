"""暂停探访: an elder in hospital, away or trying a care home owes no visits for a while.

The monthly check call is a task outside the rate. Figures: requirements G16 (short suspensions are listed beside the rate).
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

COMMUNITY, CLERK, OFFICER, DISTRICT = Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER
REASONS = {"hospital": "住院", "away": "外出超过30天", "care_home_trial": "入住机构试住", "other": "其他"}


@dataclass(frozen=True)
class SuspensionFacts:
    """What a suspension's guards may look at; days are counted with both ends."""

    case_is_active: bool
    another_agreed_or_in_force: bool
    has_reason_and_dates: bool
    days: int | None
    longest_days: int
    starts_by_today: bool
    submitted_by: int | None


@guard("个案不在“在册”状态，不能暂停", mend="请先查看个案当前的办理事项")
def case_is_active(suspension: SuspensionFacts, act: Act) -> bool:
    return suspension.case_is_active


@guard("已有一项同意或生效中的暂停", mend="请先恢复或撤回原来的暂停")
def no_other_suspension(suspension: SuspensionFacts, act: Act) -> bool:
    return not suspension.another_agreed_or_in_force


@guard("请写明暂停原因、开始日期和预计恢复日期", mend="补全原因和两个日期，恢复日期不得早于开始日期")
def has_reason_and_dates(suspension: SuspensionFacts, act: Act) -> bool:
    return suspension.has_reason_and_dates


@guard("暂停时间超过规定的最长天数", mend="缩短暂停期限，到期后可以延长")
def is_short_enough(suspension: SuspensionFacts, act: Act) -> bool:
    return suspension.days is None or suspension.days <= suspension.longest_days


@guard("暂停的开始日期还没有到", mend="到开始日期由系统自动生效")
def has_come(suspension: SuspensionFacts, act: Act) -> bool:
    return suspension.starts_by_today


@guard("办理人不能审批自己提交的事项", mend="请本街道其他经办人办理")
def proposed_by_another(suspension: SuspensionFacts, act: Act) -> bool:
    return act.actor is None or act.actor != suspension.submitted_by


class Suspension(Workflow[SuspensionFacts]):
    key, label, clause, version = "suspension", "暂停探访", "35号 二(二)四", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    proposed = State("待审", desk=CLERK, due="suspension_review", on_due="escalate")
    agreed = State("已同意", resting=True, due="@starts_on", on_due="begin")
    in_force = State("暂停中", desk=(COMMUNITY, CLERK), due="@reminds_on", on_due="remind_of_suspension_end")
    ended = State("已恢复", final=True)
    refused = State("不同意", final=True)
    withdrawn = State("撤回", final=True)

    propose = proposed.begin(
        "提出暂停",
        by=(COMMUNITY, SYSTEM),
        requires=[has_reason_and_dates, case_is_active, no_other_suspension, is_short_enough],
        effects=["note_submitter"],
    )
    approve = proposed.to(
        agreed, "同意暂停", by=CLERK, requires=[proposed_by_another, case_is_active, no_other_suspension, is_short_enough],
        effects=["begin_suspension_if_due"], messages=["tell_author"],
    )  # fmt: skip
    begin = agreed.to(in_force, "暂停生效", by=SYSTEM, requires=[has_come, case_is_active], effects=["suspend_case"])
    refuse = proposed.to(refused, "不同意暂停", by=CLERK, note_required=True, requires=[proposed_by_another], messages=["tell_author"])
    withdraw = (proposed | agreed).to(withdrawn, "撤回暂停", by=(COMMUNITY, SYSTEM))
    prolong = in_force.stay("延长暂停", by=CLERK, note_required=True, effects=["prolong_suspension"])
    end = in_force.to(ended, "恢复探访", by=(COMMUNITY, SYSTEM), effects=["resume_case", "plan_catch_up_visit"])
