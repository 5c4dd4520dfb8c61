"""The elder's facts as the eligibility rule asks for them, for many cases at once; what nobody has found out stays unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from casework.models import AbilityAssessment, Case, DisabilityCertificate, Elder, Relative, Situation, SpecialFamily
from casework.models.choices import Answer
from permissions.models import Region
from workflows.policy.rules import thresholds
from workflows.rules.ability import AssessedLevel, deciding
from workflows.rules.eligibility import AbilityLevel, LeftCity, Residence, Spouse
from workflows.rules.known import UNKNOWN, KnownCertificate, KnownFacts, KnownFamily, KnownMember, Unknown
from workflows.rules.unknown import Answer as Verdict
from workflows.rules.unknown import find

OUTSIDE = Residence("000000", "000000000")
HOLDER_LEFT_OUT = "0" * 18  # the rule reads type and grade only; a resident number has no business in a stored run
ASKED_OF_A_RELATIVE = (
    "case_id", "kind", "name", "cohabits", "lives_in_city", "district_id", "street_id", "left_since_on", "left_reason", "ended_on",
)  # fmt: skip
CHILD_STATUS = {"alive": "healthy", "disabled": "disabled", "deceased": "deceased"}


def known_facts(case_ids: Iterable[int], on: date) -> dict[int, KnownFacts]:
    """Load what is known of each case's elder on a day, in eight queries however many cases there are."""
    wanted = list(case_ids)
    cases = Case.objects.filter(pk__in=wanted).select_related("district", "street").only("state", "district__code", "street__code")
    births = dict(Elder.objects.filter(case__in=wanted).values_list("case_id", "birth_on"))
    situations = {row.case_id: row for row in Situation.objects.filter(case__in=wanted)}
    families = {row.case_id: row for row in SpecialFamily.objects.filter(case__in=wanted)}
    relatives: dict[int, list[Relative]] = defaultdict(list)
    for relative in Relative.objects.filter(case__in=wanted).only(*ASKED_OF_A_RELATIVE).order_by("id"):
        if relative.ended_on is None or relative.ended_on > on:
            relatives[relative.case_id].append(relative)
    codes = _codes({key for rows in relatives.values() for one in rows for key in (one.district_id, one.street_id) if key})
    assessed: dict[int, list[AssessedLevel]] = defaultdict(list)
    for row in AbilityAssessment.objects.filter(case__in=wanted, assessed_on__lte=on, annulled_at=None):
        assessed[row.case_id].append(AssessedLevel(row.standard, row.level, row.assessed_on))
    certificates = {row.case_id: row for row in DisabilityCertificate.objects.filter(case__in=wanted).order_by("seen_on", "id")}
    found = {}
    for case in cases:
        situation = situations.get(case.pk) or Situation(case=case)
        found[case.pk] = KnownFacts(
            as_of=on,
            residence=Residence(case.district.code, case.street.code),
            birth_date=births.get(case.pk) or UNKNOWN,
            spouse=_spouse(situation),
            children=tuple(_member(one, codes) for one in relatives[case.pk]),
            children_are_all=situation.relatives_are_all,
            has_carer=_truth(situation.has_carer),
            able_to_work=_truth(situation.able_to_work),
            lives_independently_since=_independent_since(situation),
            ability=_ability(situation, deciding(assessed[case.pk], on)),
            disability_certificate=_certificate(situation, certificates.get(case.pk)),
            single_child_family=_family(situation, families.get(case.pk)),
        )
    return found


def _truth(answer: str) -> bool | Unknown:
    return UNKNOWN if answer == Answer.UNKNOWN else answer == Answer.YES


def _spouse(situation: Situation) -> Spouse | None | Unknown:
    if situation.has_spouse == Answer.UNKNOWN:
        return UNKNOWN
    # where the spouse lives tells single from double only; it decides no category
    return Spouse(cohabits=situation.spouse_cohabits != Answer.NO) if situation.has_spouse == Answer.YES else None


def _codes(regions: set[int]) -> dict[int, tuple[str, str]]:
    """Give each region's code and its parent's: a few regions of many relatives are read once, not with each of them."""
    rows = Region.objects.filter(pk__in=regions).values_list("pk", "code", "parent__code")
    return {pk: (code, above or "") for pk, code, above in rows}


def _member(relative: Relative, codes: dict[int, tuple[str, str]]) -> KnownMember:
    if relative.lives_in_city == Answer.NO:
        residence: Residence | Unknown = OUTSIDE
        since = relative.left_since_on
        left: LeftCity | None | Unknown = LeftCity(since, relative.left_reason or "other") if since else UNKNOWN
    else:
        street = relative.street_id
        residence = Residence(_district_code(relative, codes), codes[street][0]) if street is not None else UNKNOWN
        left = None if relative.lives_in_city == Answer.YES else UNKNOWN
    return KnownMember(relative.kind, _truth(relative.cohabits), residence, left, relative.name, _district_code(relative, codes))


def _district_code(relative: Relative, codes: dict[int, tuple[str, str]]) -> str:
    if relative.district_id is not None:
        return codes[relative.district_id][0]
    return codes[relative.street_id][1] if relative.street_id is not None else ""


def _independent_since(situation: Situation) -> date | None | Unknown:
    if situation.lives_independently == Answer.NO:
        return None
    return situation.independent_since_on or UNKNOWN


def _ability(situation: Situation, found: AssessedLevel | None) -> AbilityLevel | None | Unknown:
    if found is not None:
        return AbilityLevel(found.standard, found.level)
    return None if situation.is_assessed == Answer.NO else UNKNOWN


def _certificate(situation: Situation, latest: DisabilityCertificate | None) -> KnownCertificate | None | Unknown:
    if latest is not None:
        return KnownCertificate(f"{HOLDER_LEFT_OUT}{latest.type}{latest.grade}", latest.valid_until_on)
    if situation.has_certificate == Answer.YES:
        return KnownCertificate()
    return None if situation.has_certificate == Answer.NO else UNKNOWN


def _family(situation: Situation, family: SpecialFamily | None) -> KnownFamily | None | Unknown:
    if situation.is_single_child_family != Answer.YES:
        return None if situation.is_single_child_family == Answer.NO else UNKNOWN
    if family is None:
        return KnownFamily()
    status = CHILD_STATUS.get(family.child_status, UNKNOWN)
    answers = {family.later_birth, family.adopted}
    again: bool | Unknown = True if Answer.YES in answers else UNKNOWN if Answer.UNKNOWN in answers else False
    return KnownFamily(status, again)


def eligible_on(case_ids: list[int], on: date) -> dict[int, bool]:
    """Say for each case whether at least one category holds for certain on a day, without keeping a run."""
    districts = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "district__code"))
    limits = {code: thresholds(code, on=on) for code in set(districts.values())}
    return {pk: bool(find(known, limits[districts[pk]]).of(Verdict.YES)) for pk, known in known_facts(case_ids, on).items()}
