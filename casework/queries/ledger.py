"""The ledger of one elder, as annex 4 prints it: everything of sections one to four from the case's own facts.

Sections five and six are put in by the visit and care queries (`LedgerVisit`, `LedgerCare`). Masked unless `reveal` is asked for: the
caller that reveals must stand in an audited act (print, export, snapshot). With `on`, every row is read from the field history as it stood
at the end of that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.models import (
    Aid,
    Case,
    CategoryPeriod,
    Contact,
    DisabilityCertificate,
    Elder,
    HouseholdMember,
    LivingConditions,
    LivingPeriod,
    Situation,
    Support,
)
from casework.models.choices import Answer, Safety, Sex
from casework.models.support import HelperKind
from casework.queries.relations import relation_label
from workflows.rules.categories import Category


@dataclass(frozen=True)
class LedgerPerson:
    """Section one; `living_alone_or_empty_nest` is the form's one box for two categories (G2)."""

    district: str
    street: str
    community: str
    door: str
    lives_at_hukou: bool | None
    hukou: str
    name: str
    phone: str
    contact_name: str
    contact_relation: str
    contact_phone: str
    is_disabled: bool | None
    certificate_number: str
    living_alone_or_empty_nest: bool
    left_behind: bool
    functionally_impaired: bool
    special_family: bool
    categories: tuple[str, ...]


@dataclass(frozen=True)
class LedgerMember:
    """One row of section two."""

    number: int
    name: str
    sex: str
    id_number: str
    relation: str
    health: str
    aid_status: str


@dataclass(frozen=True)
class LedgerConditions:
    """Section three; the three boxes the form leaves blank hold a word and a note."""

    water: str = ""
    power: str = ""
    house: str = ""
    monthly_income: str = ""
    aids: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerSupport:
    """One helper of section four; `kinds` are the keys of the ticked boxes."""

    kinds: tuple[str, ...]
    other_kind: str
    organisation: str
    person: str
    measures: str


@dataclass(frozen=True)
class LedgerVisit:
    """One visit of section five; `answers` maps a field of the form to its printed value."""

    ordinal: int
    visit_on: date
    method: str
    answers: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, str] = field(default_factory=dict)
    mark: str = ""


@dataclass(frozen=True)
class LedgerCare:
    """One care service of section six."""

    ordinal: int
    care_on: date
    content: str
    signed_by: str
    signed_on: date | None
    satisfaction: str
    mark: str = ""


@dataclass(frozen=True)
class Ledger:
    """The whole form."""

    case_id: int
    number: str
    form_on: date | None
    person: LedgerPerson
    members: tuple[LedgerMember, ...]
    conditions: LedgerConditions
    supports: tuple[LedgerSupport, ...]
    visits: tuple[LedgerVisit, ...] = ()
    cares: tuple[LedgerCare, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """Which case is read, whether opened, and as of which day (None: now)."""

    case: Case
    reveal: bool
    on: date | None

    def rows(self, model: type[Any]) -> QuerySet[Any]:
        """Give a model's rows of this case, as they stand or as they stood."""
        rows: QuerySet[Any] = model.objects.all() if self.on is None else model.history.as_of(end_of_day(self.on))
        return rows.filter(case=self.case)

    def shown(self, sealed: Any) -> str:
        """Open a sealed value, or show its mask."""
        if not sealed:
            return ""
        return str(sealed.reveal()) if self.reveal else str(sealed)


def end_of_day(day: date) -> datetime:
    """Give the last moment of a day in the city's time."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def ledger_of(
    case: Case,
    *,
    reveal: bool = False,
    on: date | None = None,
    visits: Sequence[LedgerVisit] = (),
    cares: Sequence[LedgerCare] = (),
) -> Ledger:
    """Assemble the ledger as the facts stand now, or stood on a day. `依据: 附件4`"""
    reading = _Reading(case, reveal, on)
    return Ledger(
        case_id=case.pk,
        number=case.number or "",
        form_on=case.ledger_on,
        person=_person(reading),
        members=tuple(_member(reading, one) for one in reading.rows(HouseholdMember).filter(left_on__isnull=True).order_by("number")),
        conditions=_conditions(reading),
        supports=tuple(_support(one) for one in reading.rows(Support).filter(until_on__isnull=True).order_by("id")),
        visits=tuple(visits),
        cares=tuple(cares),
    )


def _person(reading: _Reading) -> LedgerPerson:
    elder = reading.rows(Elder).get()
    contact = reading.rows(Contact).filter(removed_on__isnull=True).order_by("rank").first()
    certificate = reading.rows(DisabilityCertificate).order_by("-seen_on", "-id").first()
    situation = reading.rows(Situation).first()
    place, has = _place(reading), _categories(reading)
    phone = reading.shown(elder.phone) or (f"无（{elder.no_phone_reason}）" if elder.no_phone_reason else "")
    return LedgerPerson(
        district=place.district.name,
        street=place.street.name,
        community=place.community.name if place.community else "",
        door=reading.shown(elder.door),
        lives_at_hukou=_yes_no(elder.lives_at_hukou),
        hukou=_hukou(elder),
        name=elder.name,
        phone=phone,
        contact_name=contact.name if contact else "",
        contact_relation=(relation_label(contact.relation) or contact.get_kind_display()) if contact else "",
        contact_phone=reading.shown(contact.phone) if contact else "",
        is_disabled=_yes_no(situation.has_certificate) if situation else None,
        certificate_number=reading.shown(certificate.number) if certificate else "",
        living_alone_or_empty_nest=bool({"living_alone", "empty_nest"}.intersection(has)),
        left_behind="left_behind" in has,
        functionally_impaired="functionally_impaired" in has,
        special_family="special_family" in has,
        categories=has,
    )


def _place(reading: _Reading) -> Case | LivingPeriod:
    """Say where the elder lived: the case's columns now, the living period of the day before."""
    if reading.on is None:
        return reading.case
    past = LivingPeriod.objects.filter(case=reading.case, from_on__lte=reading.on).order_by("-from_on").first()
    return past or reading.case


def _categories(reading: _Reading) -> tuple[str, ...]:
    if reading.on is None:
        return tuple(reading.case.categories)
    day = reading.on
    standing = Q(annulled_at=None) | Q(annulled_at__gt=end_of_day(day))
    then = CategoryPeriod.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), standing, case=reading.case, from_on__lte=day)
    held = set(then.values_list("category", flat=True))
    return tuple(category.value for category in Category if category in held)


def _yes_no(answer: str) -> bool | None:
    return None if answer == Answer.UNKNOWN else answer == Answer.YES


def _hukou(elder: Elder) -> str:
    region = elder.hukou_region
    if region is None:
        return elder.hukou_outside
    return f"{region.parent.name if region.parent else ''}{region.name}"


def _member(reading: _Reading, member: HouseholdMember) -> LedgerMember:
    return LedgerMember(
        number=member.number,
        name=member.name,
        sex=Sex(member.sex).label,
        id_number=reading.shown(member.id_number),
        relation="户主" if member.is_head else relation_label(member.relation),
        health=reading.shown(member.health),
        aid_status=member.get_aid_status_display(),
    )


def _conditions(reading: _Reading) -> LedgerConditions:
    seen = reading.rows(LivingConditions).order_by("-seen_on", "-id").first()
    if seen is None:
        return LedgerConditions()
    aids = [_aid(reading, aid) for aid in reading.rows(Aid).order_by("id")]
    more = reading.shown(seen.aid_text)
    return LedgerConditions(
        water=_safety(seen.water, seen.water_note),
        power=_safety(seen.power, seen.power_note),
        house=_safety(seen.house, seen.house_note),
        monthly_income=reading.shown(seen.monthly_income),
        aids=(*aids, *([more] if more else []), *(["无"] if seen.has_no_aid else [])),
    )


def _aid(reading: _Reading, aid: Aid) -> str:
    amount = f"{reading.shown(aid.amount)}元" if reading.reveal else f"（金额{reading.shown(aid.amount)}）"
    return f"{aid.name or aid.get_kind_display()}{amount}"


def _safety(value: str, note: str) -> str:
    label = "" if value == Safety.UNKNOWN else Safety(value).label
    return f"{label}（{note}）" if note else label


def _support(support: Support) -> LedgerSupport:
    return LedgerSupport(
        kinds=tuple(kind for kind in HelperKind.values if kind in support.kinds),
        other_kind=support.other_kind,
        organisation=support.organisation_name,
        person=support.person,
        measures=support.measures,
    )
