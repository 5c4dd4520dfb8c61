"""The elder's file: one noun a module."""

from casework.models.case import Case
from casework.models.elder import Elder
from casework.models.living import Aid, Grid, LivingConditions, LivingPeriod, ResponsiblePeriod
from casework.models.share import CaseShare
from casework.models.step import Step
from casework.models.subject import CaseFact, CaseSubject

__all__ = [
    "Aid",
    "Case",
    "CaseFact",
    "CaseShare",
    "CaseSubject",
    "Elder",
    "Grid",
    "LivingConditions",
    "LivingPeriod",
    "ResponsiblePeriod",
    "Step",
]
