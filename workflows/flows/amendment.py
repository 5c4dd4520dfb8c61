"""台账变更: a key field (category, contact, address, income, willingness, consent) is changed with the street's approval.

Other fields are saved with a reason and need no flow. 依据: 35号 二(二)三（每半年动态更新一次）, 二(三)一（第一联系人）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, Guard, State, Workflow, guard
from workflows.flows.enrollment import CONTACT_PROBLEMS

COMMUNITY, RECORDER, CLERK, OFFICER, DISTRICT = (
    Role.COMMUNITY_WORKER,
    Role.RECORDER,
    Role.STREET_CLERK,
    Role.STREET_OFFICER,
    Role.DISTRICT_OFFICER,
)
REFUSALS = {"not_true": "经核实与事实不符", "not_proved": "证明材料不足", "not_needed": "无需变更", "other": "其他"}


@dataclass(frozen=True)
class AmendmentFacts:
    """What an amendment's guards may look at."""

    case_is_open: bool  # active or suspended
    has_evidence: bool
    changes_something: bool
    contact_problems: frozenset[str]  # of the calling list as it would be after it, by the keys of `enrollment.CONTACT_PROBLEMS`
    moves_to_another_community: bool
    holds_true_today: bool
    submitted_by: int | None


def _contact_guard(key: str, refusal: str, mend: str) -> Guard[AmendmentFacts]:
    return Guard(
        f"contacts_not_{key}", f"变更后{refusal}", f"另办“紧急联系人”变更：{mend}", lambda facts, act: key not in facts.contact_problems,
        f"contact_{key}",
    )  # fmt: skip


# 35号 二(三)一, R52-R54: whatever is changed, the case goes on with a contact that the rule finds valid, each fall-through with its reason
CONTACTS_STAY_VALID = tuple(_contact_guard(key, *text) for key, text in CONTACT_PROBLEMS.items())


@guard("个案不在册，不能办理变更", mend="先完成建档；已结案的个案请办理恢复")
def case_is_open(amendment: AmendmentFacts, act: Act) -> bool:
    return amendment.case_is_open


@guard("尚未写明变更内容", mend="填写变更后的内容")
def changes_something(amendment: AmendmentFacts, act: Act) -> bool:
    return amendment.changes_something


@guard("尚未提供变更依据", mend="写明依据的材料或核实经过")
def has_evidence(amendment: AmendmentFacts, act: Act) -> bool:
    return amendment.has_evidence


@guard("新地址在另一社区，不能按变更办理", mend="请在“结案”中选择“跨社区移交”")
def stays_in_the_community(amendment: AmendmentFacts, act: Act) -> bool:
    return not amendment.moves_to_another_community


@guard("情况已有变化，变更内容不再属实", mend="请退回社区重新核实")
def still_true_today(amendment: AmendmentFacts, act: Act) -> bool:
    return amendment.holds_true_today


@guard("办理人不能审批自己提交的事项", mend="请本街道其他经办人办理")
def proposed_by_another(amendment: AmendmentFacts, act: Act) -> bool:
    return act.actor is None or act.actor != amendment.submitted_by


class Amendment(Workflow[AmendmentFacts]):
    key, label, clause, version = "amendment", "台账变更", "35号 二(二)三", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    proposed = State("待审", desk=CLERK, due="amendment_review", on_due="escalate", view=(RECORDER,))
    applied = State("已变更", final=True)
    refused = State("不同意", final=True)
    withdrawn = State("撤回", final=True)

    propose = proposed.begin(
        "提出变更", by=(COMMUNITY, RECORDER, SYSTEM),
        requires=[case_is_open, changes_something, has_evidence, *CONTACTS_STAY_VALID, stays_in_the_community],
        effects=["note_submitter"],
    )  # fmt: skip
    apply = proposed.to(
        applied, "同意变更", by=CLERK, requires=[proposed_by_another, case_is_open, still_true_today, *CONTACTS_STAY_VALID],
        effects=["apply_amendment", "open_registered_street_notice"], messages=["tell_author"],
    )  # fmt: skip
    refuse = proposed.to(
        refused, "不同意变更", by=CLERK, note_required=True, reasons=REFUSALS, requires=[proposed_by_another], messages=["tell_author"]
    )
    withdraw = proposed.to(withdrawn, "撤回变更", by=(COMMUNITY, RECORDER, SYSTEM))
