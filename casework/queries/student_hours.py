"""学生志愿时长: which visits of students wait for their minutes, and what each student has by school (R72, R119)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from casework.models import StudentHours, Visit
from casework.services.student_hours import CONFIRMING
from permissions.models import Account, Organisation
from permissions.models.organisation import Department
from permissions.roles import Role
from permissions.scope import reach_of

READING = frozenset({*CONFIRMING, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.CITY_OFFICER, Role.AUDITOR, Role.DEPARTMENT_OFFICER})
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Credit:
    """One student's half-year."""

    school: str
    name: str
    street: str
    visits: int
    minutes: int

    @property
    def hours(self) -> float:
        return self.minutes / MINUTES_AN_HOUR


def may_read(user: Account) -> bool:
    """Say whether a person finds the page: the offices of a place, and the district's education department (R119)."""
    roles = reach_of(user).roles & READING
    return bool(roles - {Role.DEPARTMENT_OFFICER}) or bool(_education(user))


def waiting_for(user: Account) -> QuerySet[Any]:
    """List the valid visits by students whose minutes nobody has confirmed, where the person may confirm, the newest first."""
    if not reach_of(user).roles & CONFIRMING:
        return Visit.objects.none()  # type: ignore[no-any-return]
    kept = StudentHours.objects.filter(visit_id=OuterRef("pk"))
    rows: QuerySet[Any] = Visit.objects.visible_to(user).filter(visitor__is_student=True, state="valid")
    return rows.filter(~Exists(kept)).select_related("visitor", "case__elder", "community").order_by("-pk")


def credits_of(user: Account, first: date, last: date) -> list[Credit]:
    """Sum the confirmed minutes of the students of one's places, school by school, in one grouped query."""
    rows = StudentHours.objects.filter(_places(user), visit_on__range=(first, last)).order_by()
    grouped = rows.values("visitor_id", "visitor__school", "visitor__name", "visitor__street__name")
    summed = grouped.annotate(visits=Count("pk"), sum=Sum("minutes")).order_by("visitor__school", "visitor__name", "visitor_id")
    columns = ("visitor__school", "visitor__name", "visitor__street__name", "visits", "sum")
    return [Credit(school or "未登记学校", *more) for school, *more in summed.values_list(*columns)]


def _education(user: Account) -> frozenset[int]:
    """Name the districts whose education department the person works for."""
    ids = reach_of(user).organisation_ids(Role.DEPARTMENT_OFFICER)
    rows = Organisation.objects.filter(pk__in=sorted(ids), department=Department.EDUCATION) if ids else Organisation.objects.none()
    return frozenset(rows.values_list("region_id", flat=True))


def _places(user: Account) -> Q:
    reach = reach_of(user)
    found = Q(visitor__district_id__in=sorted(_education(user)))
    for one in reach.held:
        if one.role not in READING or one.role == Role.DEPARTMENT_OFFICER:
            continue
        found |= Q(pk__isnull=False) if one.level == "city" else Q(**{f"visitor__{one.level}_id": one.place_id})
    return found
