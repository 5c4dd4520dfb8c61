"""The elder's own facts: read a typed number, say what is wrong with it, keep one open case a person."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from casework.models import Case, Elder
from casework.models.choices import Answer, DocumentKind, Sex
from casework.services.names import sound_of
from permissions.fields import blind_index
from permissions.models import Region
from workflows.flows.case import ENDED
from workflows.rules.identity import FEMALE, NotValid, read_resident_id

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
SYNTHETIC_MOBILE = re.compile(r"154[0-9]{8}")
NOT_TYPED = frozenset({"case", "temporary_key", "name_pinyin", "name_initials"})


@dataclass(frozen=True)
class Person:
    """Who is to be screened, as typed; what is not known yet stays empty."""

    name: str
    community: Region
    door: str = ""
    document_kind: str = DocumentKind.RESIDENT_ID
    id_number: str = ""
    birth_on: date | None = None
    sex: str = Sex.UNKNOWN
    phone: str = ""
    no_phone_reason: str = ""
    is_rural: bool = False
    lives_at_hukou: str = Answer.UNKNOWN
    hukou_region: Region | None = None
    hukou_outside: str = ""
    number_exception: str = ""


def clean_phone(typed: str) -> str:
    """Read a phone number; raises Refusal with what to type instead."""
    number = re.sub(r"[\s－—]", "", typed)
    if not number or MOBILE.fullmatch(number) or LANDLINE.fullmatch(number) or SYNTHETIC_MOBILE.fullmatch(number):
        return number
    raise Refusal("电话号码不对：手机应为11位，座机应带区号，如022-23120000", status=400, code="phone")


def checked(person: Person, today: date) -> Person:
    """Read number, birth date and sex together; an odd date or sex is kept only with a reason (domain facts 4)."""
    if not person.name.strip():
        raise Refusal("没有填写姓名", status=400, code="name")
    if person.community.level != "community":
        raise Refusal("住址要选到社区（村）", status=400, code="community")
    number = re.sub(r"\s", "", person.id_number).upper()
    changed: dict[str, Any] = {"name": person.name.strip(), "id_number": number, "phone": clean_phone(person.phone)}
    if person.document_kind == DocumentKind.NONE and number:
        raise Refusal("填写了证件号码，证件种类不能选“暂无证件”", status=400, code="document")
    if person.document_kind not in (DocumentKind.NONE, DocumentKind.RESIDENT_ID) and not number:
        raise Refusal("没有填写证件号码；确实没有的，证件种类选“暂无证件”", status=400, code="document")
    if person.document_kind == DocumentKind.RESIDENT_ID:
        changed |= _read_number(person, number, today)
    return replace(person, **changed)


def _read_number(person: Person, number: str, today: date) -> dict[str, object]:
    identity = read_resident_id(number, today)
    if isinstance(identity, NotValid):
        raise Refusal(f"{identity.sentence}；没有居民身份证的，改选其他证件种类", status=400, code="id_number")
    sex = Sex.FEMALE if identity.sex == FEMALE else Sex.MALE
    differs = (person.birth_on or identity.birth_date) != identity.birth_date or person.sex not in (sex, Sex.UNKNOWN)
    if differs and not person.number_exception.strip():
        raise Refusal("出生日期或性别与身份证号码不一致；核对无误的，写明原因", status=400, code="number_exception")
    return {"birth_on": person.birth_on or identity.birth_date, "sex": sex if person.sex == Sex.UNKNOWN else person.sex}


def person_key_of(person: Person) -> str:
    """Name the person so that no second open case can be made: a keyed index of the number, else a temporary key (R44)."""
    if person.id_number and person.document_kind == DocumentKind.RESIDENT_ID:
        return blind_index(person.id_number)
    if person.id_number:
        return blind_index(f"{person.document_kind}:{person.id_number}")
    return f"temporary:{uuid.uuid4().hex}"


def open_case_of(person_key: str) -> Case | None:
    """Find the one case of a person that has not ended, anywhere in the city (I1)."""
    return Case.objects.filter(person_key=person_key).exclude(state__in=ENDED).select_related("street", "district").first()


def refuse_duplicate(case: Case) -> Refusal:
    """Say which street holds the person, and nothing else of the case."""
    where = f"{case.district.name}{case.street.name}"
    return Refusal(
        f"此人已在{where}登记，不能重复登记",
        f"仍住在{where}的，请在原个案中办理；已搬来本社区的，请联系{where}发起移交",
        status=409,
        code="duplicate_person",
    )


def write_elder(case: Case, person: Person) -> Elder:
    """Write a new case's elder; runs inside the act that registers the case."""
    pinyin, initials = sound_of(person.name)
    typed = {one.name: getattr(person, one.name) for one in fields(Person) if one.name != "community"}
    temporary = case.person_key if case.person_key.startswith("temporary:") else ""
    return Elder.objects.create(case=case, name_pinyin=pinyin, name_initials=initials, temporary_key=temporary, **typed)


def update_elder(actor: Actor | HasActor, case: Case, changes: Mapping[str, object], *, reason: str = "") -> Elder:
    """Change the elder's facts; a new number is read, and refused where another open case has it."""
    with act(actor, "update_elder", case, reason=reason):
        elder: Elder = Elder.objects.select_for_update().get(case=case)
        known = {field.name for field in Elder._meta.concrete_fields} - NOT_TYPED
        for name, value in changes.items():
            if name not in known:
                raise Refusal(f"不能更改“{name}”", status=400, code="field")
            setattr(elder, name, value)
        if {"name"} & changes.keys():
            elder.name_pinyin, elder.name_initials = sound_of(elder.name)
        if {"id_number", "document_kind", "birth_on", "sex", "number_exception"} & changes.keys():
            _read_again(case, elder)
        if "phone" in changes:
            elder.phone = clean_phone(str(changes["phone"] or ""))
        elder.save()
        return elder


def _read_again(case: Case, elder: Elder) -> None:
    if case.community is None:
        raise Refusal("住址要选到社区（村）", status=400, code="community")
    person = Person(
        name=elder.name, community=case.community, document_kind=elder.document_kind, id_number=elder.id_number.reveal(),
        birth_on=elder.birth_on, sex=elder.sex, number_exception=elder.number_exception,
    )  # fmt: skip
    read = checked(person, timezone.localdate())
    elder.id_number, elder.birth_on, elder.sex = read.id_number, read.birth_on, read.sex
    if not read.id_number:
        return
    key = person_key_of(read)
    other = open_case_of(key)
    if other is not None and other.pk != case.pk:
        raise refuse_duplicate(other)
    if case.person_key != key:
        case.person_key, elder.temporary_key = key, ""
        case.save(update_fields=["person_key"])
