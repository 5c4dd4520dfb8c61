"""学生志愿时长: the minutes of a student's visit, confirmed by who answers for the community, for credits (R72, R119)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from audit.acts import Refusal, act
from casework.models import StudentHours, Visit
from permissions.access import roles_at
from permissions.models import Account
from permissions.roles import Role

CONFIRMING = frozenset({Role.COMMUNITY_WORKER, Role.STREET_CLERK})
LONGEST = 480  # a day's work; more is a slip of the pen


def confirm_hours(*, actor: Account, visit: Visit, minutes: int) -> StudentHours:
    """Confirm how long a student was there; once a visit, only for one that counts, never by the student. Raises Refusal."""
    student = visit.visitor
    if not CONFIRMING & roles_at(actor, visit):
        raise Refusal("学生时长由社区或街道确认，您不能办理", status=403, code="right")
    checks = (
        (student is None or not student.is_student, "这次探访不是在校学生做的"),
        (visit.state != "valid", f"探访现为“{visit.state_label}”，核实有效后才能确认时长"),
        (not 0 < minutes <= LONGEST, f"时长应在1至{LONGEST}分钟之间"),
        (student is not None and student.account_id == actor.pk, "不能确认自己的时长，请由社区或街道其他人员确认"),
    )
    problems = [sentence for broken, sentence in checks if broken]
    if problems or student is None:
        raise Refusal(*problems, status=422, code="rule")
    try:
        with act(actor, "confirm_student_hours", visit), transaction.atomic():
            kept: StudentHours = StudentHours.objects.create(
                visitor=student, visit_id=visit.pk, visit_on=visit.visit_on, minutes=minutes, confirmed_by=actor.display_name
            )
            return kept
    except IntegrityError as error:
        raise Refusal("这次探访的时长已经确认过", status=409, code="state") from error
