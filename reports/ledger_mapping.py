"""From the elder's file to the words of annex 4."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from casework.models import Aid, CareService, Case, Step, Visit
from casework.queries.ledger import Ledger, LedgerConditions, LedgerPerson, ledger_of
from reports import ledger_content as form

PRINTED_STATES = ("valid", "annulled")
METHODS = {"phone": "PHONE", "home": "HOME", "online": "ONLINE", "remote": "REMOTE", "other": "OTHER"}
SIGNED = {
    "handwritten": "ON_SCREEN", "paper": "ON_PAPER", "fingerprint": "FINGERPRINT", "oral": "ORAL", "seal": "SEAL", "refused": "REFUSED",
}  # fmt: skip
SUPPORTS = {
    "party_government": form.SupportKind.PARTY_AND_GOVERNMENT, "street_community": form.SupportKind.STREET_AND_COMMITTEE,
    "enterprise": form.SupportKind.ENTERPRISE, "social_organisation": form.SupportKind.SOCIAL_ORGANISATION,
    "social_worker": form.SupportKind.SOCIAL_WORKER, "volunteer": form.SupportKind.VOLUNTEER, "other": form.SupportKind.OTHER,
}  # fmt: skip


def content_of(case: Case) -> form.LedgerContent:
    """Assemble the whole form from what is recorded; the paper form is official and unmasked, its issue is an act."""
    ledger = ledger_of(case, reveal=True)
    visits = Visit.objects.filter(case=case, ordinal__isnull=False, state__in=PRINTED_STATES).order_by("visit_on", "ordinal")
    cares = CareService.objects.filter(case=case, ordinal__isnull=False, state__in=PRINTED_STATES).order_by("care_on", "ordinal")
    annulled = _annulments(case)
    return form.LedgerContent(
        header_on=ledger.form_on,
        ledger_number=ledger.number,
        basics=_basics(ledger.person),
        family=tuple(
            form.FamilyMember(one.name, one.sex, one.id_number, one.relation, one.health, one.aid_status) for one in ledger.members
        ),
        conditions=_conditions(ledger.conditions, case),
        support=_support(ledger),
        visits=tuple(_visit(one, annulled) for one in visits),
        care=tuple(_care(one, annulled) for one in cares),
    )


def _annulments(case: Case) -> dict[tuple[str, int], str]:
    steps = Step.objects.filter(case=case, transition="annul", subject_kind__in=("visit", "care"))
    return {(step.subject_kind, step.subject_id): step.note for step in steps}


def _basics(person: LedgerPerson) -> form.ElderBasics:
    return form.ElderBasics(
        address=form.Address(person.district, person.street, person.community, person.door),
        lives_at_hukou=person.lives_at_hukou,
        name=person.name,
        phone=person.phone,
        contact_name=f"{person.contact_name}（{person.contact_relation}）" if person.contact_relation else person.contact_name,
        contact_phone=person.contact_phone,
        is_disabled=person.is_disabled,
        disability_card_number=person.certificate_number or None,
        living_alone_or_empty_nest=person.living_alone_or_empty_nest,
        left_behind=person.left_behind,
        functionally_impaired=person.functionally_impaired,
        special_family=person.special_family,
    )


def _conditions(seen: LedgerConditions, case: Case) -> form.LivingConditions:
    benefits = tuple(
        form.Benefit(aid.name or aid.get_kind_display(), _money(aid.amount.reveal()))
        for aid in Aid.objects.filter(case=case).order_by("id")
    )
    return form.LivingConditions(
        water=seen.water or None,
        electricity=seen.power or None,
        housing=seen.house or None,
        monthly_income=_money(seen.monthly_income),
        benefits=benefits,
    )


def _money(text: object) -> Decimal | None:
    try:
        return Decimal(str(text)) if text not in (None, "") else None
    except InvalidOperation:
        return None


def _support(ledger: Ledger) -> form.SupportReceived:
    kinds = {SUPPORTS[kind] for one in ledger.supports for kind in one.kinds if kind in SUPPORTS}
    return form.SupportReceived(
        kinds=frozenset(kinds) if ledger.supports else None,
        other="、".join(one.other_kind for one in ledger.supports if one.other_kind),
        persons=tuple(one.person for one in ledger.supports if one.person),
        measures=tuple(_measure(one.organisation, one.measures) for one in ledger.supports if one.measures),
    )


def _measure(organisation: str, measures: str) -> str:
    return f"{organisation}：{measures}" if organisation else measures


def _signature(name: str, how: str, witness: str = "") -> form.Signature | None:
    if not name and not how:
        return None
    method = form.SignatureMethod[SIGNED[how]] if how in SIGNED else None
    return form.Signature(name, method, witness if how in ("oral", "fingerprint") else "", witness if how == "refused" else "")


def _visit(visit: Visit, annulled: dict[tuple[str, int], str]) -> form.VisitSheet:
    return form.VisitSheet(
        number=visit.ordinal,
        visited_on=visit.visit_on,
        methods=(form.VisitMethod[METHODS[visit.method]],),
        method_note=visit.method_note,
        household=form.HouseholdChange[visit.household_change.upper()],
        household_persons=visit.household_count,
        expression=form.Change[visit.expression.upper()],
        mobility=form.Change[visit.mobility.upper()],
        illness=form.IllnessChange[visit.illness.upper()],
        illness_name=visit.disease.reveal(),
        mood=form.Change[visit.mood.upper()],
        gas=form.Safety[visit.gas.upper()],
        plumbing=form.Safety[visit.plumbing.upper()],
        electrical=form.Safety[visit.electricity.upper()],
        fire=form.Safety[visit.fire.upper()],
        personal_hygiene=form.Change[visit.personal_hygiene.upper()],
        home_hygiene=form.Change[visit.home_hygiene.upper()],
        indoor=form.Change[visit.indoor.upper()],
        needs=visit.needs_text.reveal() or "无",
        suggestions=_joined((visit.suggestions_text.reveal(), f"安全措施：{visit.safety_action}" if visit.safety_action else "")) or "无",
        visitor=_signature(visit.visitor_name, visit.visitor_signed_by),
        elder=_signature(visit.case.elder.name, visit.elder_signed_by, visit.signature_witness),
        recorder=_signature(visit.recorder_name, ""),
        recorded_on=visit.recorded_on,
        is_late_entry=visit.is_late,
        is_annulled=visit.state == "annulled",
        annulment_note=annulled.get(("visit", visit.pk), ""),
    )


def _joined(parts: Iterable[str]) -> str:
    return "；".join(part for part in parts if part)


def _care(care: CareService, annulled: dict[tuple[str, int], str]) -> form.CareSheet:
    return form.CareSheet(
        number=care.ordinal,
        served_on=care.care_on,
        description=f"{care.get_kind_display()}：{care.content}",
        worker=_signature(care.server_name, care.server_signed_by),
        signed_on=care.signed_on,
        satisfaction=form.Satisfaction[care.satisfaction.upper()],
        satisfaction_note=care.satisfaction_text,
        is_annulled=care.state == "annulled",
        annulment_note=annulled.get(("care", care.pk), ""),
    )
