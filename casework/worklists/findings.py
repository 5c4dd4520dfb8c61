"""Queues over what visits have found: hazards, needs, contacts that fail, needs that nobody could meet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.models import Contact, Hazard, Need, Referral
from casework.worklists import lines
from casework.worklists.duties import FIELD, WITH_FILE
from casework.worklists.narrowing import files_of, files_of_social_worker
from permissions.roles import Role
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.policy import deadline, number
from workflows.worklists import worklist


@worklist("unsafe_findings", "不安全整改", FIELD, due="due_on", line=lines.of_hazard)
def unsafe_findings(user: Any, now: datetime) -> QuerySet[Hazard]:
    """List the hazards that no later visit has found resolved, by the day of the next look. 依据: 35号 附件2·11"""
    return Hazard.objects.filter(case__in=files_of(user, FIELD), resolved_on=None).select_related(*WITH_FILE)


def _unanswered_too_long(today: date) -> Q:
    """Narrow to the needs that should have been answered before today."""
    return by_district(lambda code: Q(found_on__lt=deadline("need_answer", code).before(today, working_calendar())), "case__district")


@worklist(
    "needs_unanswered",
    "未答需求",
    (Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER),
    due="found_on",
    late=_unanswered_too_long,
    line=lines.of_need,
)
def needs_unanswered(user: Any, now: datetime) -> QuerySet[Need]:
    """List the needs that neither care nor referral nor advice has answered (R12); the station's people see those of their own cases."""
    mine = Q(case__in=files_of(user, (Role.COMMUNITY_WORKER,))) | files_of_social_worker(user)
    return Need.objects.filter(mine, answered_on=None).select_related(*WITH_FILE)


@worklist("contacts_failed", "联系人失效", (Role.COMMUNITY_WORKER,), line=lines.of_contact)
def contacts_failed(user: Any, now: datetime) -> QuerySet[Contact]:
    """List the emergency contacts that could not be reached any more and are still on the list (R52 to R54)."""
    rows = Contact.objects.filter(is_failed=True, removed_on=None, case__in=files_of(user, (Role.COMMUNITY_WORKER,)))
    return rows.select_related(*WITH_FILE)


@worklist("referred_in_vain", "多次未成转介", (Role.DISTRICT_OFFICER,), flow="referral")
def referred_in_vain(user: Any, now: datetime) -> QuerySet[Referral]:
    """List the referrals that may not be passed on once more, and the last of those given up as often: the district coordinates."""
    newer = Referral.objects.filter(need_id=OuterRef("need_id"), pk__gt=OuterRef("pk"))

    def as_often(code: str | None) -> Q:
        limit = number("referral_re_referrals", code)
        given_up = Q(state="failed", need__answered_on=None, need__unmet_count__gte=limit) & Q(~Exists(newer))
        return Q(state__in=("rejected", "returned"), times_re_referred__gte=limit) | given_up

    rows = Referral.objects.filter(by_district(as_often), case__in=files_of(user, (Role.DISTRICT_OFFICER,)))
    return rows.select_related("case__elder", "district", "street", "community")
