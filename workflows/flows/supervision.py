"""督办: somebody above asks the street for cause, measure and date, and closes the matter when the answer holds.

依据: 35号 三(二)（老龄办发挥综合协调职能，加强督促落实）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

DEPARTMENT, DISTRICT, CLERK, OFFICER = Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_CLERK, Role.STREET_OFFICER


@dataclass(frozen=True)
class SupervisionFacts:
    """What a supervision's guards may look at."""

    question_is_put: bool
    answer_is_complete: bool
    answered_by: int | None


@guard("请写明督办事项和要求答复的问题")
def question_is_put(supervision: SupervisionFacts, act: Act) -> bool:
    return supervision.question_is_put


@guard("答复须写明原因、措施和完成日期", mend="补全三项内容")
def answer_is_complete(supervision: SupervisionFacts, act: Act) -> bool:
    return supervision.answer_is_complete


@guard("答复人不能办结自己的答复", mend="由下达督办的单位办结")
def closed_by_another(supervision: SupervisionFacts, act: Act) -> bool:
    return act.actor != supervision.answered_by


class Supervision(Workflow[SupervisionFacts]):
    key, label, clause, version = "supervision", "督办", "35号 三(二)", 1
    readers = (DEPARTMENT, DISTRICT, CLERK, OFFICER, Role.CITY_OFFICER, Role.AUDITOR)

    issued = State("已下达", desk=(CLERK, OFFICER), due="supervision_answer", on_due="remind_supervision")
    answered = State("已答复", desk=(DISTRICT, DEPARTMENT))
    closed = State("已办结", final=True)
    withdrawn = State("撤销", final=True)

    issue = issued.begin("下达督办", by=(DEPARTMENT, DISTRICT, SYSTEM), requires=[question_is_put], messages=["tell_desk"])
    remind = issued.stay("催办", by=(DEPARTMENT, DISTRICT, SYSTEM), messages=["tell_desk"])
    answer = issued.to(answered, "答复", by=(CLERK, OFFICER), requires=[answer_is_complete], messages=["tell_author"])
    send_back = answered.to(issued, "退回重答", by=(DEPARTMENT, DISTRICT), note_required=True, messages=["tell_desk"])
    close = answered.to(closed, "办结", by=(DEPARTMENT, DISTRICT), requires=[closed_by_another])
    withdraw = (issued | answered).to(withdrawn, "撤销督办", by=(DEPARTMENT, DISTRICT), note_required=True)
