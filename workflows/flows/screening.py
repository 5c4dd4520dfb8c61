"""摸底排查: who in the community is an elder in special difficulty, and in which of the seven categories.

依据: 35号 二(二)三; 附件1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from permissions.roles import Role
from workflows.engine.definition import OPEN, SYSTEM, Act, State, Workflow, guard

GRID, COMMUNITY, RECORDER = Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.RECORDER
CLERK, OFFICER, DISTRICT, CITY = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER
AUDITOR = Role.AUDITOR
FIELD = (GRID, COMMUNITY)
OPENING = (*FIELD, AUDITOR)  # who may see the sensitive fields while the field works
DECIDED = (CLERK, DISTRICT, AUDITOR)
CATEGORY_COUNT = 7
MAY_BE_SCREENED = frozenset({"candidate", "ineligible", "declined"})


@dataclass(frozen=True)
class ScreeningFacts:
    """All that the guards may look at; `verdicts` maps a category to yes, no or to_verify."""

    case_state: str
    has_open_screening: bool
    verdicts: Mapping[str, str] = field(default_factory=dict)
    facts_changed_since_run: bool = False
    willingness: str = "not_asked"
    refusal_has_evidence: bool = False
    has_household: bool = False
    has_address: bool = False
    assigned_to: int | None = None
    attempts: int = 0
    attempt_days: int = 0
    door_attempts: int = 0
    attempts_needed: int = 3
    days_needed: int = 3
    door_attempts_needed: int = 1
    retries: int = 0
    retries_needed: int = 2
    submitted_by: int | None = None

    @property
    def is_eligible(self) -> bool:
        return "yes" in self.verdicts.values()

    @property
    def has_doubt(self) -> bool:
        return "to_verify" in self.verdicts.values()


@guard("此人已有正在办理或在册的个案", mend="在原个案中办理；住址变了的，由原街道办理移交")
def case_may_be_screened(screening: ScreeningFacts, act: Act) -> bool:
    return screening.case_state in MAY_BE_SCREENED


@guard("本轮摸排已在办理", mend="打开已有的摸排继续办理")
def has_no_open_screening(screening: ScreeningFacts, act: Act) -> bool:
    return not screening.has_open_screening


@guard("这项摸排已派给另一位网格员", mend="请该网格员办理，或者由社区工作者改派")
def is_own_task(screening: ScreeningFacts, act: Act) -> bool:
    return COMMUNITY in act.roles or screening.assigned_to in (None, act.actor)


@guard("没有待核实的类别", mend="七类都已有结论，可直接提交")
def something_is_to_verify(screening: ScreeningFacts, act: Act) -> bool:
    return screening.has_doubt


@guard("尚未写明需要什么证明、向谁索取", mend="填写“需要的证明”和“由谁提供”")
def proof_is_named(screening: ScreeningFacts, act: Act) -> bool:
    return bool(act.given.get("proof")) and bool(act.given.get("proof_from"))


@guard("联系次数不够，或者不在足够多的不同日期", mend="换一天再联系，每次都用“登记联系”记下时间和方式")
def was_tried_often_enough(screening: ScreeningFacts, act: Act) -> bool:
    return screening.attempts >= screening.attempts_needed and screening.attempt_days >= screening.days_needed


@guard("还没有上门联系过", mend="至少上门一次并登记")
def was_tried_at_the_door(screening: ScreeningFacts, act: Act) -> bool:
    return screening.door_attempts >= screening.door_attempts_needed


@guard("再次联系的次数还不够", mend="先办“再次联系”")
def was_retried(screening: ScreeningFacts, act: Act) -> bool:
    return screening.retries >= screening.retries_needed


@guard("七个类别没有全部得出结论", mend="先登记情况，系统按附件1逐类判断")
def every_category_is_answered(screening: ScreeningFacts, act: Act) -> bool:
    return len(screening.verdicts) == CATEGORY_COUNT


@guard("判断之后情况又有改动", mend="再办一次“登记情况”，按新情况重新判断")
def verdicts_are_current(screening: ScreeningFacts, act: Act) -> bool:
    return not screening.facts_changed_since_run


@guard("尚未登记接受探访关爱服务的意愿", mend="在“服务意愿”一栏登记老人的答复")
def willingness_is_recorded(screening: ScreeningFacts, act: Act) -> bool:
    return screening.willingness != "not_asked"


@guard("尚未登记家庭成员", mend="在“家庭基本情况”中至少登记老人本人")
def household_is_recorded(screening: ScreeningFacts, act: Act) -> bool:
    return screening.has_household


@guard("住址没有到户", mend="补全社区（村）和楼门号")
def address_is_complete(screening: ScreeningFacts, act: Act) -> bool:
    return screening.has_address


@guard("办理人不能审核自己提交的事项", mend="请本街道其他经办人办理")
def submitted_by_another(screening: ScreeningFacts, act: Act) -> bool:
    return act.actor != screening.submitted_by


@guard("没有一个类别符合", mend="办“认定不符合”，或者退回补充情况")
def is_eligible(screening: ScreeningFacts, act: Act) -> bool:
    return screening.is_eligible


@guard("有类别已经符合", mend="办“认定符合”")
def is_not_eligible(screening: ScreeningFacts, act: Act) -> bool:
    return not screening.is_eligible


@guard("还有类别待核实", mend="退回索取证明；仍要认定的，在办理意见中写明理由")
def doubt_is_settled_or_reasoned(screening: ScreeningFacts, act: Act) -> bool:
    return not screening.has_doubt or bool(act.note.strip())


@guard("老人表示不愿意接受服务", mend="办“登记不愿意”")
def does_not_refuse(screening: ScreeningFacts, act: Act) -> bool:
    return screening.willingness not in ("refuses", "withdrawn")


@guard("没有不愿意的凭据", mend="登记何时、何人答复、见证人和凭据")
def refusal_has_evidence(screening: ScreeningFacts, act: Act) -> bool:
    return screening.willingness in ("refuses", "withdrawn") and screening.refusal_has_evidence


@guard("没有指明并入哪个个案", mend="填写保留的个案编号")
def duplicate_is_named(screening: ScreeningFacts, act: Act) -> bool:
    return act.reason_code != "duplicate" or bool(act.given.get("merged_into"))


class Screening(Workflow[ScreeningFacts]):
    """Finds out and decides; one a person and round."""

    key, label, clause, version = "screening", "摸底排查", "二(二)三", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, CITY, AUDITOR)

    listed = State(
        "待摸排", desk=FIELD, edit=FIELD, reveal=OPENING,
        due="screening_start", on_due="escalate",
    )  # fmt: skip
    in_progress = State(
        "摸排中", desk=(*FIELD, RECORDER), edit=(*FIELD, RECORDER), reveal=OPENING, due="screening_round", on_due="escalate"
    )
    to_verify = State(
        "待核实",
        desk=FIELD,
        edit=FIELD,
        reveal=OPENING,
        due="screening_proof",
        on_due="take_proof",
    )
    unreachable = State(
        "未联系上",
        desk=(GRID, COMMUNITY, CLERK),
        due="screening_retry",
        on_due="screening_remind_retry",
        reveal=(*OPENING, CLERK),
    )
    submitted = State("待审核", desk=CLERK, view=(GRID,), due="screening_review", on_due="escalate", reveal=(CLERK, AUDITOR))
    returned = State("退回", desk=FIELD, edit=FIELD, reveal=OPENING, due="screening_correction", on_due="escalate")
    ineligible = State("不符合", resting=True, reveal=DECIDED, printing=DECIDED)
    declined = State("不愿意", resting=True, reveal=DECIDED, printing=DECIDED)
    eligible = State("符合", final=True, reveal=DECIDED, printing=DECIDED)
    annulled = State("作废", final=True)

    create = listed.begin(
        "列入摸排",
        by=(COMMUNITY, GRID, CLERK, DISTRICT, SYSTEM),
        requires=[case_may_be_screened, has_no_open_screening],
        effects=["assign_grid"],
    )
    start = listed.to(in_progress, "开始摸排", by=FIELD, requires=[is_own_task], effects=["begin_case_screening"])
    record_facts = in_progress.stay("登记情况", by=(*FIELD, RECORDER), effects=["store_facts", "run_eligibility"])
    note_attempt = (in_progress | unreachable).stay("登记联系", by=FIELD, effects=["store_attempt"])
    ask_for_proof = in_progress.to(
        to_verify, "索取证明", by=FIELD, requires=[something_is_to_verify, proof_is_named], effects=["store_proof_request"]
    )
    take_proof = to_verify.to(in_progress, "收到证明", by=(GRID, COMMUNITY, SYSTEM), effects=["settle_proof_request", "run_eligibility"])
    note_no_contact = in_progress.to(unreachable, "登记未联系上", by=GRID, requires=[was_tried_often_enough, was_tried_at_the_door])
    retry = unreachable.to(in_progress, "再次联系", by=(GRID, COMMUNITY, CLERK), effects=["count_retry"])
    ask_police = unreachable.stay("请公安协助核实", by=CLERK, requires=[was_retried], effects=["note_police_check"])
    submit = in_progress.to(
        submitted, "提交审核", by=COMMUNITY, effects=["note_submitter"],
        requires=[every_category_is_answered, verdicts_are_current, willingness_is_recorded, household_is_recorded, address_is_complete],
    )  # fmt: skip
    send_back = submitted.to(returned, "退回补正", by=CLERK, note_required=True, effects=["count_return"], messages=["tell_author"])
    take_up = returned.to(in_progress, "重新办理", by=FIELD)
    approve_eligible = submitted.to(
        eligible, "认定符合", by=CLERK, requires=[submitted_by_another, is_eligible, does_not_refuse],
        effects=["find_case_eligible", "open_enrollment"], messages=["tell_author"],
    )  # fmt: skip
    approve_ineligible = submitted.to(
        ineligible, "认定不符合", by=CLERK, requires=[submitted_by_another, is_not_eligible, doubt_is_settled_or_reasoned],
        effects=["find_case_ineligible"], messages=["tell_author"],
    )  # fmt: skip
    mark_declined = submitted.to(
        declined,
        "登记不愿意",
        by=CLERK,
        requires=[submitted_by_another, refusal_has_evidence],
        effects=["note_case_refusal"],
        messages=["tell_family"],
    )
    challenge = (ineligible | declined).to(
        in_progress, "提出新情况", by=(COMMUNITY, CLERK, DISTRICT), note_required=True,
        requires=[case_may_be_screened, has_no_open_screening], effects=["begin_case_screening"],
    )  # fmt: skip
    annul = OPEN.to(
        annulled, "作废", by=CLERK, note_required=True, requires=[duplicate_is_named], effects=["end_screened_case"],
        reasons={"error": "登记错误", "duplicate": "重复", "deceased": "去世", "moved_away": "搬离"},
        hint="重复的并入保留的个案；其余的个案转为不符合",
    )  # fmt: skip
