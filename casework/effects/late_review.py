"""Ledgers that are late beyond what the district bears: the system asks the street, once a month (flows.md D11: review +30)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from casework.effects.duties import once
from casework.models import Review, Supervision
from casework.services.review import LATE_STATES
from permissions.models import Region
from workflows.calendar import working_calendar
from workflows.effects import sweep
from workflows.policy import deadline
from workflows.rules.dates import in_words, month_of
from workflows.runner import perform, system


@sweep("late_reviews")
def ask_about_late_reviews(now: datetime) -> int:
    """Put the question to every street with ledgers late by as many days as the district's figure says, once a month."""
    today, asked = timezone.localdate(now), 0
    late: Counter[int] = Counter()
    rows = Review.objects.filter(state__in=LATE_STATES, due_on__lt=today).values_list("street_id", "district__code", "due_on")
    for street_id, district, due_on, count in rows.annotate(count=Count("pk")).order_by("street_id", "due_on"):
        if due_on <= deadline("review_overdue_district", district).before(today, working_calendar()):
            late[street_id] += count
    for street_id, count in sorted(late.items()):
        if once("supervision", street_id, "late_reviews", month_of(today)[0].toordinal(), now):
            street = Region.objects.select_related("parent").get(pk=street_id)
            question = f"有{count}份台账的半年更新逾期较久（截至{in_words(today)}），请说明原因、措施和完成日期"
            paper = Supervision(topic=Supervision.Topic.LATE_REVIEW, question=question, district=street.parent, street=street)
            perform(paper, "issue", actor=system(), note="系统下达")
            asked += 1
    return asked
