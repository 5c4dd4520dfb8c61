"""Reads over cases that several papers need; and the facts by which the spine is guarded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from casework.models import Case, Elder
from casework.models.choices import Willingness
from permissions.fields import lookup
from permissions.models import Account, Region
from workflows.effects import facts_loader
from workflows.flows.case import ENDED, CaseFacts

UNWILLING = (Willingness.REFUSES, Willingness.WITHDRAWN)


def other_open_cases(cases: Iterable[Case]) -> set[int]:
    """Name those of the cases whose person has another case that has not ended (I1), in one query."""
    wanted = {case.person_key: case.pk for case in cases}
    others = Case.objects.filter(person_key__in=wanted).exclude(state__in=ENDED).values_list("person_key", "pk")
    return {wanted[key] for key, pk in others if wanted[key] != pk}


@facts_loader("case")
def load_case_facts(cases: Sequence[Case], on: date) -> dict[int, CaseFacts]:
    """Load what must hold before a file comes alive."""
    doubled = {pk or 0 for pk in other_open_cases(cases)}
    return {
        case.pk or 0: CaseFacts(
            has_number=bool(case.number),
            has_responsible=case.responsible_id is not None,
            has_grid=case.grid_id is not None,
            has_category=bool(case.categories),
            is_willing=case.willingness not in UNWILLING,
            has_another_open_case=(case.pk or 0) in doubled,
        )
        for case in cases
    }


def possible_duplicates(user: Account, *, name: str, birth_on: date | None, street: Region) -> QuerySet[Elder]:
    """List the elders of a street with the same name and birth date: a hint where there is no number to compare."""
    same = Elder.objects.filter(name=name, case__street=street, case__in=Case.objects.visible_to(user)).exclude(case__state__in=ENDED)
    return same.filter(birth_on=birth_on) if birth_on else same


def number_is_on_file(number: str) -> bool:
    """Say whether a whole number is on file anywhere: then the answer is certain, and no likeness needs to be asked about."""
    text = number.strip().upper()
    return bool(text) and Elder.objects.filter(**lookup("id_number", text)).exclude(case__state__in=ENDED).exists()


def without_responsible(user: Account) -> QuerySet[Case]:
    """List the cases in service that have no grid or nobody responsible (R36)."""
    rows = Case.objects.visible_to(user).filter(state__in=("active", "suspended", "closing"))
    return (rows.filter(grid__isnull=True) | rows.filter(responsible__isnull=True)).select_related("elder", "community").order_by("pk")


def priority_cases(user: Account, *, very_old: Q) -> QuerySet[Case]:
    """List the elders in economic difficulty who are very old or impaired (R46): the district's own worklist."""
    rows = Case.objects.visible_to(user).filter(state__in=("active", "suspended"))
    poor = rows.exclude(elder__aid_status="none") | rows.filter(elder__is_low_income=True)
    impaired = poor.filter(categoryperiods__category="functionally_impaired", categoryperiods__until_on__isnull=True)
    return (poor.filter(very_old) | impaired).distinct().select_related("elder", "community").order_by("pk")
