"""个案: the spine of the elder's file. Only the effects of the other flows move it; every state rests, the desk is the child flow's.

依据: 35号 二(二)三 逐人建立台账; 附件4.
"""

from dataclasses import dataclass
from typing import Any

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

GRID, COMMUNITY, RECORDER = Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.RECORDER
CLERK, OFFICER, DISTRICT, CITY = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER
AUDITOR, ARCHIVIST, RECORDS = Role.AUDITOR, Role.ARCHIVIST, Role.RECORDS_MANAGER

FIELD = (COMMUNITY, GRID, RECORDER)
OFFICES = (CLERK, OFFICER, DISTRICT)
OFFICE = (*OFFICES, AUDITOR)
ABOVE = (*OFFICE, CITY)
KEEPERS = (ARCHIVIST, RECORDS, AUDITOR)
REVEALING = (COMMUNITY, *OFFICE)
IN_SERVICE_ACCESS: dict[str, Any] = {
    "resting": True, "readers": (*FIELD, *ABOVE), "edit": (COMMUNITY, GRID), "reveal": REVEALING, "correct": OFFICES, "printing": REVEALING
}  # fmt: skip
TURNED_AWAY_ACCESS: dict[str, Any] = {"resting": True, "readers": (COMMUNITY, *ABOVE), "reveal": OFFICE, "printing": OFFICE}


@dataclass(frozen=True)
class CaseFacts:
    """What must hold before the file comes alive (invariants I1 to I3)."""

    has_number: bool
    has_responsible: bool
    has_grid: bool
    has_category: bool
    is_willing: bool
    has_another_open_case: bool


@guard("个案还没有台账编号", mend="先由社区建档，系统编号")
def has_number(case: CaseFacts, act: Act) -> bool:
    return case.has_number


@guard("还没有落实负责的社区工作者或网格员", mend="在“责任落实”中指定负责人")
def has_responsible(case: CaseFacts, act: Act) -> bool:
    return case.has_responsible


@guard("还没有落实网格", mend="在“责任落实”中选定网格")
def has_grid(case: CaseFacts, act: Act) -> bool:
    return case.has_grid


@guard("没有一个类别符合", mend="先办摸排，核定类别")
def has_category(case: CaseFacts, act: Act) -> bool:
    return case.has_category


@guard("老人不愿意接受服务", mend="登记老人的新意愿，或者撤回建档")
def is_willing(case: CaseFacts, act: Act) -> bool:
    return case.is_willing


@guard("此人另有一个未结的个案", mend="先核对证件号码，重复的并案处理")
def is_the_only_open_case(case: CaseFacts, act: Act) -> bool:
    return not case.has_another_open_case


class CaseFlow(Workflow[CaseFacts]):
    """Keeps the state of the file; `依据: 35号 二(二)`."""

    key, label, clause, version = "case", "个案", "二(二)", 1

    candidate = State("线索", resting=True, readers=(*FIELD, *ABOVE), edit=FIELD, reveal=REVEALING)
    screening = State("摸排中", resting=True, readers=(*FIELD, *ABOVE), edit=FIELD, reveal=(*REVEALING, GRID))
    pending = State("待建档", resting=True, readers=(*FIELD, *ABOVE), edit=FIELD, reveal=REVEALING)
    active = State("在册", **IN_SERVICE_ACCESS)
    suspended = State("暂停", **IN_SERVICE_ACCESS)
    closing = State("结案办理中", **IN_SERVICE_ACCESS)
    closed = State("已结案", resting=True, readers=(*ABOVE, ARCHIVIST), reveal=OFFICE, correct=(CLERK, DISTRICT), printing=OFFICE)
    archived = State("已归档", resting=True, readers=KEEPERS, reveal=KEEPERS, printing=KEEPERS)
    ineligible = State("不符合", due="@screen_again_on", on_due="screen_again_when_due", **TURNED_AWAY_ACCESS)
    declined = State("不愿接受", due="@ask_again_on", on_due="screen_again_when_due", **TURNED_AWAY_ACCESS)
    destroyed = State("已销毁", final=True, readers=KEEPERS)
    transferred_out = State("已移交档案馆", final=True, readers=KEEPERS)
    merged = State("重复并案", final=True, readers=ABOVE, reveal=OFFICE)

    register = candidate.begin("登记线索", by=SYSTEM, requires=[is_the_only_open_case])
    begin_screening = (candidate | ineligible | declined).to(screening, "开始摸排", by=SYSTEM)
    find_eligible = screening.to(pending, "认定符合", by=SYSTEM)
    find_ineligible = (candidate | screening | pending).to(ineligible, "认定不符合", by=SYSTEM)
    note_refusal = (screening | pending).to(declined, "登记不愿意", by=SYSTEM)
    merge = (candidate | screening | pending | closing | ineligible | declined).to(merged, "并入另一个案", by=SYSTEM)
    enroll = pending.to(
        active, "纳入在册", by=SYSTEM, requires=[has_number, has_responsible, has_grid, has_category, is_willing, is_the_only_open_case]
    )
    suspend = active.to(suspended, "暂停", by=SYSTEM)
    resume = suspended.to(active, "恢复", by=SYSTEM)
    begin_closing = (active | suspended).to(closing, "开始结案", by=SYSTEM)
    stop_closing = closing.to(active, "停止结案", by=SYSTEM)
    keep_suspended = closing.to(suspended, "停止结案，仍暂停", by=SYSTEM)
    close = closing.to(closed, "结案", by=SYSTEM)
    undo_closing = closed.to(active, "撤销结案", by=SYSTEM, requires=[is_the_only_open_case])
    reopen = closed.to(active, "恢复个案", by=SYSTEM, requires=[has_responsible, is_the_only_open_case])
    screen_again = closed.to(candidate, "重新摸排", by=SYSTEM, requires=[is_the_only_open_case])
    file_to_archive = closed.to(archived, "归档", by=SYSTEM)
    destroy = archived.to(destroyed, "销毁", by=SYSTEM)
    hand_over = archived.to(transferred_out, "移交档案馆", by=SYSTEM)


ENDED = frozenset({"closed", "archived", "destroyed", "transferred_out", "merged"})  # such a case no longer stands for the person
IN_SERVICE = frozenset({"active", "suspended", "closing"})
