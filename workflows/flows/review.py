"""半年更新: every section of the ledger is changed or confirmed, and the categories are decided anew.

依据: 35号 二(二)三 每半年动态更新一次.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import OPEN, SYSTEM, Act, Guard, State, Workflow, guard

GRID, COMMUNITY, RECORDER = Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.RECORDER
CLERK, OFFICER, DISTRICT, CITY = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER
AUDITOR = Role.AUDITOR
WORKING = (COMMUNITY, GRID, RECORDER)

SECTIONS: dict[str, str] = {
    # the parts of the ledger (annex 4) that must be changed or confirmed
    "person": "探访对象基本情况",
    "address": "家庭住址和户籍",
    "categories": "类别情况",
    "household": "家庭基本情况",
    "contacts": "紧急联系人",
    "conditions": "饮水、用电、住房和收入",
    "support": "帮扶单位和措施",
    "willingness": "服务意愿和同意范围",
}


@dataclass(frozen=True)
class ReviewFacts:
    """What the guards ask; `open_sections` are the keys of `SECTIONS` neither changed nor confirmed in this review."""

    case_state: str
    has_other_open_review: bool = False
    open_sections: frozenset[str] = frozenset(SECTIONS)
    family_is_verified: bool = False
    contacts_are_verified: bool = False
    ability_is_recent_or_requested: bool = False
    categories_were_run: bool = False
    is_eligible: bool = False
    has_doubt: bool = False
    submitted_by: int | None = None


def _section_guard(key: str, label: str) -> Guard[ReviewFacts]:
    return Guard(
        f"{key}_is_confirmed",
        f"“{label}”没有更新也没有确认",
        "改动后保存，或者逐项确认“没有变化”",
        lambda facts, act: key not in facts.open_sections,
        f"section_{key}",
    )


EVERY_SECTION = tuple(_section_guard(key, label) for key, label in SECTIONS.items())


@guard("个案不在册", mend="只有在册或暂停的个案才更新")
def case_is_in_service(review: ReviewFacts, act: Act) -> bool:
    return review.case_state in ("active", "suspended", "closing")


@guard("已有一次更新在办理或已排定", mend="打开已有的更新")
def has_no_other_review(review: ReviewFacts, act: Act) -> bool:
    return not review.has_other_open_review


@guard("家庭成员没有经电话或上门核实", mend="核实后登记日期、方式和核实人")
def family_is_verified(review: ReviewFacts, act: Act) -> bool:
    return review.family_is_verified


@guard("联系人电话没有拨通核实", mend="逐个拨打，登记日期和结果")
def contacts_are_verified(review: ReviewFacts, act: Act) -> bool:
    return review.contacts_are_verified


@guard("能力评估已超过12个月", mend="登记新的评估结果，或者登记已申请评估")
def ability_is_recent(review: ReviewFacts, act: Act) -> bool:
    return review.ability_is_recent_or_requested


@guard("没有按新情况重新判断类别", mend="先办“登记核对”，系统按附件1重新判断")
def categories_were_run(review: ReviewFacts, act: Act) -> bool:
    return review.categories_were_run


@guard("办理人不能审核自己提交的事项", mend="请本街道其他经办人办理")
def submitted_by_another(review: ReviewFacts, act: Act) -> bool:
    return act.actor != review.submitted_by


@guard("没有一个类别符合", mend="办“认定不再符合”，或者退回核对")
def is_eligible(review: ReviewFacts, act: Act) -> bool:
    return review.is_eligible


@guard("仍有类别符合", mend="办“同意更新”")
def is_not_eligible(review: ReviewFacts, act: Act) -> bool:
    return not review.is_eligible


@guard("还有类别待核实", mend="退回查清；不清楚的情况不能当作“否”")
def has_no_doubt(review: ReviewFacts, act: Act) -> bool:
    return not review.has_doubt


class Review(Workflow[ReviewFacts]):
    """Renews an active ledger every half-year (R45)."""

    key, label, clause, version = "review", "半年更新", "二(二)三", 1
    readers = (COMMUNITY, GRID, CLERK, OFFICER, DISTRICT, CITY, AUDITOR)

    scheduled = State("已排定", resting=True, due="@call_up_on", on_due="call_up")
    due = State("到期", desk=WORKING, due="@due_ends_at", on_due="review_remind")
    in_review = State("更新中", desk=WORKING, edit=WORKING, reveal=(COMMUNITY, AUDITOR), due="@due_ends_at", on_due="review_remind")
    submitted = State("待审", desk=CLERK, reveal=(CLERK, AUDITOR), due="review_review", on_due="escalate")
    returned = State("退回", desk=WORKING, edit=WORKING, reveal=(COMMUNITY, AUDITOR), due="review_correction", on_due="escalate")
    done = State("已更新", final=True)
    no_longer_eligible = State("不再符合", final=True)
    cancelled = State("取消", final=True)

    create = scheduled.begin("排定更新", by=SYSTEM, requires=[case_is_in_service, has_no_other_review])
    call_up = scheduled.to(due, "提请更新", by=(SYSTEM, COMMUNITY), effects=["arm_review_reminders"], messages=["tell_review_due"])
    start = due.to(in_review, "开始更新", by=WORKING, effects=["note_review_start", "arm_review_reminders"])
    record_findings = (in_review | returned).stay("登记核对", by=WORKING, effects=["store_review_findings", "run_eligibility"])
    submit = (in_review | returned).to(
        submitted, "提交更新", by=COMMUNITY, effects=["note_submitter"],
        requires=[*EVERY_SECTION, family_is_verified, contacts_are_verified, ability_is_recent, categories_were_run],
    )  # fmt: skip
    send_back = submitted.to(returned, "退回补正", by=CLERK, note_required=True, effects=["count_return"], messages=["tell_author"])
    approve = submitted.to(
        done, "同意更新", by=CLERK, requires=[submitted_by_another, is_eligible],
        effects=["apply_categories", "snapshot_ledger", "generate_obligations", "schedule_review"], messages=["tell_author"],
    )  # fmt: skip
    find_ineligible = submitted.to(
        no_longer_eligible, "认定不再符合", by=CLERK, note_required=True, requires=[submitted_by_another, is_not_eligible, has_no_doubt],
        effects=["apply_categories", "snapshot_ledger", "schedule_review", "begin_observation", "propose_closing"],
        messages=["tell_author"],
    )  # fmt: skip
    cancel = OPEN.to(cancelled, "取消", by=SYSTEM)
