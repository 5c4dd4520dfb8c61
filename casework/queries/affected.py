"""Whom a change of the definitions' figures can concern at all: everybody else is answered the same by both, and is not asked again.

Too many does no harm, too few would; a test holds the preview of a mixed crowd to asking everybody.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, Model, OuterRef, Q

from casework.models import AbilityAssessment, DisabilityCertificate, Elder, Relative, Situation
from casework.models.choices import Answer
from workflows.rules.dates import months_before
from workflows.rules.eligibility import Thresholds
from workflows.rules.filling import MILDEST_GRADE

LEAP = timedelta(days=2)  # a birthday on 29 February falls on one side or the other


def may_differ(old: Thresholds, new: Thresholds, on: date) -> Q:
    """Narrow to the cases about which two sets of figures may say something different on a day; to none where they are the same."""
    found = Q(pk__in=[])
    if old.elder_age != new.elder_age:
        young, aged = sorted((old.elder_age, new.elder_age))
        born = Q(birth_on__gt=_years_before(on, aged) - LEAP, birth_on__lte=_years_before(on, young) + LEAP)
        found |= Q(Exists(Elder.objects.filter(born, case=OuterRef("pk"))))
    if old.months_apart != new.months_apart:
        since, until = sorted(months_before(on, limits.months_apart) or date.min for limits in (old, new))
        found |= _has(Situation, independent_since_on__gt=since, independent_since_on__lte=until)
        found |= _has(Relative, left_since_on__gt=since, left_since_on__lte=until)
    if old.severe_grades != new.severe_grades:
        changed = old.severe_grades ^ new.severe_grades
        found |= _has(DisabilityCertificate, grade__in=sorted(changed))
        if MILDEST_GRADE in changed:  # a certificate that nobody has seen is at least of this grade
            found |= _has(Situation, has_certificate=Answer.YES)
    if old.impaired_from_level != new.impaired_from_level:
        lower, upper = sorted((old.impaired_from_level, new.impaired_from_level))
        found |= _has(AbilityAssessment, annulled_at=None, level__gte=lower, level__lt=upper)
    return found


def _has(model: type[Model], **narrow: object) -> Q:
    return Q(Exists(model._default_manager.filter(**narrow, case=OuterRef("pk"))))


def _years_before(on: date, years: int) -> date:
    return months_before(on, 12 * years) or date.min + LEAP
