"""The elder's file: one noun a module. A new module adds its one line here."""

from casework.models.ability import AbilityAnnulment, AbilityRecord
from casework.models.amendment import Amendment
from casework.models.campaign import Campaign, CampaignReport
from casework.models.care import CareService, Satisfaction
from casework.models.case import Case
from casework.models.category import AbilityAssessment, CategoryPeriod, DisabilityCertificate, SpecialFamily
from casework.models.closure import Closure
from casework.models.clue import Clue
from casework.models.consent import Consent, ConsentScope, WillingnessRecord
from casework.models.contact import Contact, ContactCheck
from casework.models.elder import Elder
from casework.models.enrollment import Enrollment, LedgerCopy, LedgerNumber, LedgerSnapshot
from casework.models.household import HouseholdMember, Relative, Situation
from casework.models.incident import ContactCall, Incident
from casework.models.intervention import Goal, Intervention, Session
from casework.models.living import Aid, Grid, LivingConditions, LivingPeriod, ResponsiblePeriod
from casework.models.need import Hazard, Need, Suggestion
from casework.models.notice import Notice
from casework.models.obligation import MonthPlan, Obligation
from casework.models.purchase import Purchase
from casework.models.rate_report import RateComparison, RateLine, RateReport, RateSeal
from casework.models.referral import Referral
from casework.models.review import Review, SectionConfirmation
from casework.models.screening import ContactAttempt, EligibilityRun, ProofRequest, Screening
from casework.models.share import CaseShare
from casework.models.step import Step
from casework.models.subject import CaseFact, CaseSubject
from casework.models.supervision import Supervision
from casework.models.support import HelperKind, Support
from casework.models.suspension import Suspension
from casework.models.transfer import TransferProcess
from casework.models.visit import PlannedVisit, Visit, VisitAttempt
from casework.models.workforce import StudentHours, Visitor

__all__ = [
    "AbilityAnnulment",
    "AbilityAssessment",
    "AbilityRecord",
    "Aid",
    "Amendment",
    "Campaign",
    "CampaignReport",
    "CareService",
    "Case",
    "CaseFact",
    "CaseShare",
    "CaseSubject",
    "CategoryPeriod",
    "Closure",
    "Clue",
    "Consent",
    "ConsentScope",
    "Contact",
    "ContactAttempt",
    "ContactCall",
    "ContactCheck",
    "DisabilityCertificate",
    "Elder",
    "EligibilityRun",
    "Enrollment",
    "Goal",
    "Grid",
    "Hazard",
    "HelperKind",
    "HouseholdMember",
    "Incident",
    "Intervention",
    "LedgerCopy",
    "LedgerNumber",
    "LedgerSnapshot",
    "LivingConditions",
    "LivingPeriod",
    "MonthPlan",
    "Need",
    "Notice",
    "Obligation",
    "PlannedVisit",
    "ProofRequest",
    "Purchase",
    "RateComparison",
    "RateLine",
    "RateReport",
    "RateSeal",
    "Referral",
    "Relative",
    "ResponsiblePeriod",
    "Review",
    "Satisfaction",
    "Screening",
    "SectionConfirmation",
    "Session",
    "Situation",
    "SpecialFamily",
    "Step",
    "StudentHours",
    "Suggestion",
    "Supervision",
    "Support",
    "Suspension",
    "TransferProcess",
    "Visit",
    "VisitAttempt",
    "Visitor",
    "WillingnessRecord",
]
