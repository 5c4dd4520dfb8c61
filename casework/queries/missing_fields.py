"""What a ledger still lacks, field by field, as keys of `workflows.flows.enrollment.LEDGER_FIELDS`; for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from casework.models import Aid, Case, DisabilityCertificate, Elder, HouseholdMember, LivingConditions, Situation, Support
from casework.models.choices import Answer, DocumentKind, Safety, Willingness


@dataclass
class LedgerRows:
    """One case's rows, as far as completeness asks for them."""

    case: Case
    elder: Elder | None = None
    situation: Situation | None = None
    members: list[HouseholdMember] = field(default_factory=list)
    conditions: LivingConditions | None = None
    has_certificate: bool = False
    has_aids: bool = False
    supports: list[Support] = field(default_factory=list)


def ledger_rows(case_ids: Iterable[int]) -> dict[int, LedgerRows]:
    """Load what completeness looks at, in eight queries however many cases there are."""
    wanted = list(case_ids)
    found = {case.pk: LedgerRows(case) for case in Case.objects.filter(pk__in=wanted)}
    for elder in Elder.objects.filter(case__in=wanted):
        found[elder.case_id].elder = elder
    for situation in Situation.objects.filter(case__in=wanted):
        found[situation.case_id].situation = situation
    for member in HouseholdMember.objects.filter(case__in=wanted, left_on__isnull=True).order_by("number"):
        found[member.case_id].members.append(member)
    for seen in LivingConditions.objects.filter(case__in=wanted).order_by("seen_on", "id"):
        found[seen.case_id].conditions = seen  # the newest stays
    for pk in DisabilityCertificate.objects.filter(case__in=wanted).values_list("case_id", flat=True):
        found[pk].has_certificate = True
    for pk in Aid.objects.filter(case__in=wanted).values_list("case_id", flat=True):
        found[pk].has_aids = True
    supports: dict[int, list[Support]] = defaultdict(list)
    for support in Support.objects.filter(case__in=wanted, until_on__isnull=True):
        supports[support.case_id].append(support)
    for pk, rows in supports.items():
        found[pk].supports = rows
    return found


def missing_of(rows: LedgerRows) -> frozenset[str]:
    """Name the fields of annex 4 that are not filled; an answer 不清楚 or 未查看 does not fill one. `依据: 附件4`"""
    missing = {key for key, is_filled in OF_CASE.items() if not is_filled(rows)}
    if rows.elder is None:
        missing |= set(OF_ELDER)
    else:
        missing |= {key for key, is_filled in OF_ELDER.items() if not is_filled(rows.elder)}
    return frozenset(missing)


def _has_hukou(elder: Elder) -> bool:
    return elder.lives_at_hukou != Answer.NO or elder.hukou_region_id is not None or bool(elder.hukou_outside)


OF_ELDER: dict[str, Callable[[Elder], Any]] = {
    "name": lambda elder: elder.name,
    "door": lambda elder: elder.door,
    "lives_at_hukou": lambda elder: elder.lives_at_hukou != Answer.UNKNOWN,
    "hukou": _has_hukou,
    "phone": lambda elder: elder.phone or elder.no_phone_reason,
    "document": lambda elder: elder.id_number or elder.document_kind == DocumentKind.NONE,
    "birth": lambda elder: elder.birth_on,
}

OF_CASE: dict[str, Callable[[LedgerRows], Any]] = {
    "community": lambda rows: rows.case.community_id,
    "disability": lambda rows: rows.situation and rows.situation.has_certificate != Answer.UNKNOWN,
    "certificate": lambda rows: rows.has_certificate or not rows.situation or rows.situation.has_certificate != Answer.YES,
    "household": lambda rows: rows.members,
    "head": lambda rows: any(member.is_head for member in rows.members),
    "elder_row": lambda rows: any(member.is_elder for member in rows.members),
    "member_numbers": lambda rows: all(member.id_number or member.no_number_reason for member in rows.members),
    "water": lambda rows: rows.conditions and rows.conditions.water != Safety.UNKNOWN,
    "power": lambda rows: rows.conditions and rows.conditions.power != Safety.UNKNOWN,
    "house": lambda rows: rows.conditions and rows.conditions.house != Safety.UNKNOWN,
    "income": lambda rows: rows.conditions and rows.conditions.monthly_income,
    "aids": lambda rows: rows.has_aids or (rows.conditions and (rows.conditions.has_no_aid or rows.conditions.aid_text)),
    "support": lambda rows: rows.supports,
    "support_person": lambda rows: all(support.person and support.measures for support in rows.supports),
    "willingness": lambda rows: rows.case.willingness != Willingness.NOT_ASKED,
    "grid": lambda rows: rows.case.grid_id,
    "responsible": lambda rows: rows.case.responsible_id,
}
