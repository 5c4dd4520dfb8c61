"""What the workbench shows of a row that is no paper: a duty, a hazard, a need, a contact, a file, a month's report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from casework.models import AbilityAnnulment, Case, Contact, Hazard, Need, Obligation, PlannedVisit
from casework.queries.reports_due import due_of, missing_months
from permissions.models import Region
from workflows.calendar import working_calendar
from workflows.policy import deadline
from workflows.rules.dates import in_words, period_in_words


@dataclass(frozen=True)
class Line:
    """One row as the page asks for it; `action_url` leads to where the matter is settled, the case page where there is no other place."""

    pk: int
    title: str
    case: Case | None
    state_label: str
    due_at: datetime | None = None
    street: Any = None
    community: Any = None
    action_url: str = ""
    action_label: str = ""
    flow_key: str = ""

    @property
    def case_id(self) -> int | None:
        return None if self.case is None else int(self.case.pk)

    def __str__(self) -> str:
        return self.title


def end_of(day: date | None) -> datetime | None:
    """Give the last moment of a day: the day itself still counts."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_current_timezone())


def _line(pk: int, title: str, case: Case, state_label: str, due_on: date | None, **more: Any) -> Line:
    return Line(pk, title, case, state_label, end_of(due_on), **{"street": case.street, "community": case.community, **more})


def of_duty(row: Obligation) -> Line:
    """An open duty of the month."""
    return _line(row.pk, str(row), row.case, f"已完成{row.done}次，应{row.required}次", row.due_by_on)


def of_missed_duty(row: Obligation) -> Line:
    """A missed duty that asks for its explanation."""
    explain_by = deadline("visit_missed_explanation", row.district.code).last_day(row.due_by_on, working_calendar())
    url = f"/obligations/{row.pk}/excuse/"
    return _line(row.pk, str(row), row.case, row.get_status_display(), explain_by, action_url=url, action_label="说明")


def of_missed_months(row: Obligation) -> Line:
    """The last of several months without a visit."""
    return _line(row.pk, f"连续漏访至{row.period}", row.case, row.get_status_display(), None)


def of_planned(row: PlannedVisit) -> Line:
    """A visit that nobody has been given."""
    title = "加密探访" if row.campaign_id else "须上门的探访" if row.must_be_home else "探访"
    which = f"第{row.number}次" if row.campaign_id else f"{row.period}第{row.number}次"
    return _line(row.pk, f"{title}（{which}）", row.case, "无人承担", row.window_to_on)


def of_surge(row: Obligation) -> Line:
    """A campaign's duty that is not yet met."""
    label = f"已完成{row.done}次，应{row.required}次"
    url = f"/cases/{row.case_id}/begin/visit/hand_in/"
    return _line(row.pk, str(row.campaign), row.case, label, row.due_by_on, action_url=url, action_label="填写探访")


def of_report(row: Region) -> Line:
    """A unit's months that are over and not handed in, the oldest first."""
    months = missing_months(row, timezone.localdate())
    oldest = months[0]
    more = f"等{len(months)}个月" if len(months) > 1 else ""
    units = {one.level: one for one in row.lineage}
    due_at = end_of(due_of(row, oldest))
    url = f"/rates/{row.code}/{oldest:%Y-%m}/"
    return Line(
        row.pk, f"{row.name}{period_in_words(f'{oldest:%Y-%m}')}{more}月报", None, "未报", due_at,
        street=units.get("street") or units.get("district") or row, community=units.get("community"), action_url=url, action_label="查看",
    )  # fmt: skip


def of_hazard(row: Hazard) -> Line:
    return _line(row.pk, f"{row.get_kind_display()}隐患", row.case, f"{in_words(row.found_on)}发现", row.due_on)


def of_need(row: Need) -> Line:
    answer_by = deadline("need_answer", row.case.district.code).last_day(row.found_on, working_calendar())
    return _line(row.pk, f"{row.get_kind_display()}需求", row.case, row.get_urgency_display(), answer_by)


def of_contact(row: Contact) -> Line:
    url = f"/cases/{row.case_id}/begin/amendment/propose/"
    title = f"第{row.rank}联系人（{row.get_kind_display()}）失效"
    return _line(row.pk, title, row.case, "待核实更换", None, action_url=url, action_label="变更联系人")


def of_annulment(row: AbilityAnnulment) -> Line:
    """An ability assessment that the street is asked to annul."""
    day = timezone.localdate(row.proposed_at)
    by = deadline("amendment_review", row.case.district.code).last_day(day, working_calendar())
    url = f"/cases/{row.case_id}/ability/"
    return _line(row.pk, str(row), row.case, row.get_reason_code_display(), by, action_url=url, action_label="办理")


def of_unassigned_case(row: Case) -> Line:
    """A file without a grid, without somebody responsible, or without both."""
    lacking = [label for missing, label in ((row.grid_id is None, "无网格"), (row.responsible_id is None, "无负责人")) if missing]
    return _line(row.pk, str(row), row, "、".join(lacking), None)


def of_priority_case(row: Case) -> Line:
    return _line(row.pk, str(row), row, row.category_labels or row.state_label, row.next_review_on)
