"""The rules over JSON objects: what each of `manage.py rules NAME` reads and answers (`tests/rules/vectors/README.md`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from workflows.rules.ability import Assessment, Instrument, assess
from workflows.rules.categories import Category
from workflows.rules.eligibility import (
    CHILD,
    GB_42195,
    MZ_039,
    SUPPORTER,
    AbilityLevel,
    DisabilityCertificate,
    ElderFacts,
    FamilyMember,
    LeftCity,
    Residence,
    SingleChildFamily,
    Spouse,
    Thresholds,
    decide,
)
from workflows.rules.identity import DISABILITY_CERTIFICATE, RESIDENT_ID, NotValid, read_number
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Obligation, Surge, Suspension, obligations
from workflows.rules.shapes import (
    Misfit,
    boolean,
    day,
    distinct,
    each,
    fields_of,
    integer,
    matching,
    one_of,
    or_null,
    record,
    text,
)

Answer = Callable[[object], dict[str, object]]
_standard = one_of(GB_42195, MZ_039)
_level = {GB_42195: integer(0, 4), MZ_039: integer(0, 3)}
_ability_fields = {"standard": None, "level": None}


def _identified(make: Callable[..., Any]) -> Callable[..., tuple[str, Any]]:
    """Keep a line's `id` beside the facts made of the rest."""
    return lambda name, *rest: (name, make(*rest))


def _ability_level(value: object) -> AbilityLevel:
    """Read a level, whose worst value depends on the standard."""
    given, field = fields_of(value, _ability_fields), "standard"
    try:
        standard = _standard(given[field])
        field = "level"
        return AbilityLevel(standard, _level[standard](given[field]))
    except Misfit as misfit:
        raise misfit.at(field) from None


_residence = record(
    Residence,
    district=matching(r"[0-9]{6}", "应为6位数字的区代码"),
    street=matching(r"[0-9]{9}", "应为9位数字的街道（乡镇）代码"),
)
_member = record(
    FamilyMember,
    kind=one_of(CHILD, SUPPORTER),
    cohabits=boolean,
    residence=_residence,
    left_city=or_null(record(LeftCity, since=day, reason=one_of("study", "work", "other"))),
)
_certificate = record(
    DisabilityCertificate,
    number=matching(r"[0-9]{17}[0-9Xx][1-7][1-4](B[0-9])?", "应为残疾人证号（身份证号加类别1-7、等级1-4）"),
    valid_until=or_null(day),
)
_elder = record(
    _identified(ElderFacts),
    id=text,
    as_of=day,
    birth_date=day,
    residence=_residence,
    spouse=or_null(record(Spouse, cohabits=boolean)),
    children=each(_member),
    has_carer=boolean,
    able_to_work=boolean,
    lives_independently_since=or_null(day),
    ability=or_null(_ability_level),
    disability_certificate=or_null(_certificate),
    single_child_family=or_null(
        record(SingleChildFamily, only_child_status=one_of("healthy", "disabled", "deceased"), bore_or_adopted_again=boolean)
    ),
)
_case = record(
    _identified(CaseFacts),
    id=text,
    as_of=day,
    enrolled_on=day,
    closed_on=or_null(day),
    categories=distinct(one_of(*Category)),
    consents=boolean,
    suspensions=each(record(Suspension, from_=day, to=or_null(day))),
    policy=record(Frequency, visits_per_month=integer(0), home_visits_per_month=integer(0), assistance_per_quarter=integer(0)),
    surges=each(record(Surge, from_=day, to=day, extra_visits=integer(1), reason=text)),
    contacts=each(
        record(
            Contact,
            on=day,
            method=one_of("home", "phone", "online", "remote", "other"),
            activity=one_of("visit", "assistance"),
            outcome=one_of("completed", "not_reached", "refused"),
        )
    ),
)
_number = record(lambda *fields: fields, id=text, kind=one_of(RESIDENT_ID, DISABILITY_CERTIFICATE), value=text)


def eligibility_answer(limits: Thresholds) -> Answer:
    """Answer with the categories and a sentence for each."""

    def answer(value: object) -> dict[str, object]:
        name, facts = _elder(value)
        found = decide(facts, limits)
        return {"id": name, "categories": found.categories, "reasons": found.reasons}

    return answer


def obligations_answer() -> Answer:
    """Answer with what is due in the month, the quarter and the surges."""

    def answer(value: object) -> dict[str, object]:
        name, case = _case(value)
        found = obligations(case)
        due = {kind: _as_json(getattr(found, kind)) for kind in ("visit", "home_visit", "assistance")}
        return {"id": name, "obligations": {**due, "surges": [_as_json(surge) for surge in found.surges]}}

    return answer


def _as_json(duty: Obligation | None) -> dict[str, object] | None:
    if duty is None:
        return None
    return {"period": duty.period, "required": duty.required, "done": duty.done, "met": duty.met, "due_by": duty.due_by.isoformat()}


def ability_answer(instrument: Instrument) -> Answer:
    """Answer with the total and the levels of an assessment."""
    read = record(
        _identified(lambda _standard, *rest: Assessment(*rest)),
        id=text,
        standard=one_of(instrument.standard),
        answers=_scores(instrument),
        coma=boolean,
        dementia_or_mental_disorder=boolean,
        risk_events_30_days=integer(0),
    )

    def answer(value: object) -> dict[str, object]:
        name, assessment = read(value)
        found = assess(assessment, instrument)
        return {
            "id": name,
            "complete": found.complete,
            "total": found.total,
            "preliminary_level": found.preliminary_level,
            "level": found.level,
            "adjustments": found.adjustments,
        }

    return answer


def _scores(instrument: Instrument) -> Callable[[object], Mapping[str, int]]:
    """Read the answers: item codes of the standard, each with one of the item's own scores."""
    items = {code: (integer(0), item.scores, item.name) for code, item in instrument.items.items()}

    def read(value: object) -> Mapping[str, int]:
        if not isinstance(value, dict):
            raise Misfit("应为对象（{…}）")
        found = {}
        for code, given in value.items():
            if code not in items:
                raise Misfit(f"{instrument.standard}没有这个评估项目").at(code)
            whole, allowed, label = items[code]
            try:
                found[code] = whole(given)
            except Misfit as misfit:
                raise misfit.at(code) from None
            if found[code] not in allowed:
                raise Misfit(f"{label}的得分只能是{'、'.join(map(str, sorted(allowed)))}").at(code)
        return found

    return read


def identity_answer(today: date) -> Answer:
    """Answer whether a number is valid on the day, and what it says of its holder."""

    def answer(value: object) -> dict[str, object]:
        name, kind, number = _number(value)
        found = read_number(kind, number, today)
        if isinstance(found, NotValid):
            return {"id": name, "valid": False}
        said: dict[str, object] = {
            "id": name,
            "valid": True,
            "birth_date": found.birth_date.isoformat(),
            "sex": found.sex,
            "region_code": found.region_code,
        }
        if found.disability_type is not None:
            said |= {"disability_type": found.disability_type, "disability_grade": found.disability_grade}
        return said

    return answer
