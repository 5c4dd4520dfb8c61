"""The elder's file: one noun a module. A new module adds its one line here."""

from casework.models.case import Case
from casework.models.category import AbilityAssessment, CategoryPeriod, DisabilityCertificate, SpecialFamily
from casework.models.consent import Consent, ConsentScope, WillingnessRecord
from casework.models.contact import Contact
from casework.models.elder import Elder
from casework.models.enrollment import Enrollment, LedgerCopy, LedgerNumber, LedgerSnapshot
from casework.models.household import HouseholdMember, Relative, Situation
from casework.models.living import Aid, Grid, LivingConditions, LivingPeriod, ResponsiblePeriod
from casework.models.review import Review, SectionConfirmation
from casework.models.screening import ContactAttempt, EligibilityRun, ProofRequest, Screening
from casework.models.share import CaseShare
from casework.models.step import Step
from casework.models.subject import CaseFact, CaseSubject
from casework.models.support import HelperKind, Support

__all__ = [
    "AbilityAssessment",
    "Aid",
    "Case",
    "CaseFact",
    "CaseShare",
    "CaseSubject",
    "CategoryPeriod",
    "Consent",
    "ConsentScope",
    "Contact",
    "ContactAttempt",
    "DisabilityCertificate",
    "Elder",
    "EligibilityRun",
    "Enrollment",
    "Grid",
    "HelperKind",
    "HouseholdMember",
    "LedgerCopy",
    "LedgerNumber",
    "LedgerSnapshot",
    "LivingConditions",
    "LivingPeriod",
    "ProofRequest",
    "Relative",
    "ResponsiblePeriod",
    "Review",
    "Screening",
    "SectionConfirmation",
    "Situation",
    "SpecialFamily",
    "Step",
    "Support",
    "WillingnessRecord",
]
