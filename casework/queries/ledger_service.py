"""Sections five and six of the ledger: the visits and the care services that have their ordinal, in the order of their days."""

from __future__ import annotations

from datetime import date

from casework.models import CareService, Case, Visit
from casework.queries.ledger import LedgerCare, LedgerVisit

SHOWN = ("valid", "annulled")  # an annulled one keeps its ordinal and is printed with its mark (R98)
ANSWERS = (
    "household_change", "expression", "mobility", "illness", "mood", "gas", "plumbing", "electricity", "fire",
    "personal_hygiene", "home_hygiene", "indoor",
)  # fmt: skip
SEALED = ("disease", "needs_text", "suggestions_text")


def visit_lines(case: Case, *, reveal: bool = False, on: date | None = None) -> tuple[LedgerVisit, ...]:
    """Give section five, up to a day where one is given. `依据: 附件4 五`"""
    rows = Visit.objects.filter(case=case, ordinal__isnull=False, state__in=SHOWN).order_by("visit_on", "ordinal")
    if on is not None:
        rows = rows.filter(visit_on__lte=on)
    return tuple(_visit(row, reveal) for row in rows)


def care_lines(case: Case, *, on: date | None = None) -> tuple[LedgerCare, ...]:
    """Give section six, up to a day where one is given. `依据: 附件4 六`"""
    rows = CareService.objects.filter(case=case, ordinal__isnull=False, state__in=SHOWN).order_by("care_on", "ordinal")
    if on is not None:
        rows = rows.filter(care_on__lte=on)
    return tuple(_care(row) for row in rows)


def _visit(visit: Visit, reveal: bool) -> LedgerVisit:
    answers = {name: str(getattr(visit, f"get_{name}_display")()) for name in ANSWERS}
    for name in SEALED:
        sealed = getattr(visit, name)
        answers[name] = (sealed.reveal() if reveal else str(sealed)) if sealed else ""
    if visit.household_count:
        answers["household_count"] = str(visit.household_count)
    answers |= {"method_note": visit.method_note, "safety_action": visit.safety_action}
    signatures = {
        "visitor": _signed(visit.visitor_name, visit.get_visitor_signed_by_display()),
        "elder": _signed("本人", visit.get_elder_signed_by_display()) if visit.elder_signed_by else "",
        "recorder": visit.recorder_name,
        "recorded_on": visit.recorded_on.isoformat() if visit.recorded_on else "",
    }
    mark = "作废" if visit.state == "annulled" else "补录" if visit.is_late else ""
    return LedgerVisit(visit.ordinal or 0, visit.visit_on, visit.get_method_display(), answers, signatures, mark)


def _signed(name: str, how: str) -> str:
    return f"{name}（{how}）" if how else name


def _care(care: CareService) -> LedgerCare:
    return LedgerCare(
        ordinal=care.ordinal or 0,
        care_on=care.care_on,
        content=f"{care.get_kind_display()}：{care.content}",
        signed_by=_signed(care.server_name, care.get_server_signed_by_display()),
        signed_on=care.signed_on,
        satisfaction=care.get_satisfaction_display(),
        mark="作废" if care.state == "annulled" else "",
    )
