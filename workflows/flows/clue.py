"""线索: a hint from a feed, the police or a visitor; it changes no case until somebody has checked it.

依据: 35号 三(二)（公安部门关注人口、居住地变化，推送关爱提示）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

VISITOR, GRID, COMMUNITY, CLERK, DISTRICT = (
    Role.VISITOR,
    Role.GRID_WORKER,
    Role.COMMUNITY_WORKER,
    Role.STREET_CLERK,
    Role.DISTRICT_OFFICER,
)
ANNULMENTS = {"duplicate": "重复线索", "other": "其他"}


@dataclass(frozen=True)
class ClueFacts:
    """What a clue's guards may look at."""

    source_and_basis_named: bool
    evidence_is_recorded: bool
    target_is_another_community: bool


@guard("请写明线索来源、依据和日期")
def source_and_basis_named(clue: ClueFacts, act: Act) -> bool:
    return clue.source_and_basis_named


@guard("尚未登记核实的依据", mend="写明何时向谁、以何种方式核实")
def evidence_is_recorded(clue: ClueFacts, act: Act) -> bool:
    return clue.evidence_is_recorded


@guard("请选择要转给的其他社区", mend="选择本市在用的社区")
def target_is_another_community(clue: ClueFacts, act: Act) -> bool:
    return clue.target_is_another_community


class Clue(Workflow[ClueFacts]):
    key, label, clause, version = "clue", "线索", "35号 三(二)", 1
    readers = (COMMUNITY, GRID, CLERK, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    received = State("已收", desk=(COMMUNITY, GRID), due="clue_check", on_due="escalate")
    checking = State("核实中", desk=COMMUNITY, edit=(COMMUNITY, GRID), due="clue_check", on_due="escalate")
    confirmed = State("属实", final=True)
    refuted = State("不实", final=True)
    annulled = State("作废", final=True)

    create = received.begin(
        "登记线索", by=(VISITOR, GRID, COMMUNITY, CLERK, SYSTEM), requires=[source_and_basis_named], effects=["hold_visits_on_death_clue"],
        messages=["tell_desk"],
    )  # fmt: skip
    take_up = received.to(checking, "开始核实", by=(COMMUNITY, GRID))
    pass_on = (received | checking).to(
        received,
        "转其他社区",
        by=(COMMUNITY, CLERK),
        note_required=True,
        requires=[target_is_another_community],
        effects=["pass_clue_on"],
        messages=["tell_desk"],
    )
    confirm = checking.to(
        confirmed, "属实", by=COMMUNITY, requires=[evidence_is_recorded], effects=["answer_clue_source", "open_what_clue_asks"]
    )
    refute = checking.to(refuted, "不实", by=COMMUNITY, note_required=True, effects=["answer_clue_source", "release_held_visits"])
    annul = (received | checking).to(annulled, "作废", by=CLERK, note_required=True, reasons=ANNULMENTS, effects=["release_held_visits"])
