"""The household, the relatives and the elder's situation, with source and day of each fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from audit.acts import HasActor, Refusal, act
from casework.models import Case, HouseholdMember, Relative, Situation
from casework.models.choices import AidStatus, Answer, Sex, Source
from casework.services.elders import clean_phone
from permissions.models import Region
from workflows.rules.identity import FEMALE, NotValid, read_resident_id

HEAD_OF_HOUSEHOLD = "02"
SITUATION_FACTS = (
    "has_spouse", "spouse_cohabits", "relatives_are_all", "has_near_relative", "has_guardian", "has_carer", "able_to_work",
    "lives_independently",
    "independent_since_on", "is_assessed", "has_certificate", "is_single_child_family",
)  # fmt: skip


@dataclass(frozen=True)
class MemberLine:
    """One row of 家庭基本情况 as typed; sex follows from the number where there is one."""

    name: str
    relation: str
    id_number: str = ""
    no_number_reason: str = ""
    sex: str = Sex.UNKNOWN
    health: str = ""
    aid_status: str = AidStatus.NONE
    is_head: bool = False
    is_elder: bool = False
    pk: int | None = None


@dataclass(frozen=True)
class RelativeLine:
    """A child or supporter as told, with source and day."""

    kind: str
    name: str
    relation: str
    told_on: date
    source: str = Source.ELDER
    phone: str = ""
    cohabits: str = Answer.UNKNOWN
    lives_in_city: str = Answer.UNKNOWN
    district: Region | None = None
    street: Region | None = None
    outside_place: str = ""
    left_since_on: date | None = None
    left_reason: str = ""
    supports_money: bool = False
    supports_care: bool = False
    supports_comfort: bool = False
    contact_is_difficult: bool = False
    difficulty: str = ""
    pk: int | None = None


def save_members(actor: HasActor, case: Case, lines: Sequence[MemberLine]) -> list[HouseholdMember]:
    """Replace the household table by these rows, the head first; who is left out has left the household, and stays in the history."""
    today = timezone.localdate()
    ordered = sorted(lines, key=lambda line: not line.is_head)
    problems = [problem for place, line in enumerate(ordered, start=1) for problem in _problems_of_member(place, line, today)]
    if sum(line.is_head for line in lines) > 1:
        problems.append("户主只能有一位")
    if sum(line.is_elder for line in lines) > 1:
        problems.append("老人本人只能有一行")
    if problems:
        raise Refusal(*problems, status=400, code="household")
    with act(actor, "save_household", case):
        present = {one.pk: one for one in HouseholdMember.objects.select_for_update().filter(case=case, left_on__isnull=True)}
        kept = {line.pk for line in lines}
        for member in present.values():
            if member.pk not in kept:
                member.left_on = today
                member.save(update_fields=["left_on"])
            else:
                # out of the way of the new order: number, head and elder are unique in a household
                member.number, member.is_head, member.is_elder = member.number + 1000, False, False
                member.save(update_fields=["number", "is_head", "is_elder"])
        return [_write_member(case, present.get(line.pk or 0), number, line, today) for number, line in enumerate(ordered, start=1)]


def _problems_of_member(place: int, line: MemberLine, today: date) -> list[str]:
    problems = []
    if not line.name.strip():
        problems.append(f"家庭成员第{place}行没有姓名")
    if not line.relation:
        problems.append(f"家庭成员第{place}行没有与户主关系")
    if line.id_number.strip():
        read = read_resident_id(line.id_number.strip().upper(), today)
        if isinstance(read, NotValid):
            problems.append(f"家庭成员第{place}行：{read.sentence}")
    return problems


def _write_member(case: Case, member: HouseholdMember | None, number: int, line: MemberLine, today: date) -> HouseholdMember:
    row = member or HouseholdMember(case=case)
    read = read_resident_id(line.id_number.strip().upper(), today) if line.id_number.strip() else None
    known_sex = line.sex if read is None or isinstance(read, NotValid) else Sex.FEMALE if read.sex == FEMALE else Sex.MALE
    row.number, row.name, row.relation, row.sex = number, line.name.strip(), line.relation, known_sex
    row.id_number, row.no_number_reason = line.id_number.strip().upper(), line.no_number_reason
    row.health, row.aid_status, row.is_head, row.is_elder = line.health, line.aid_status, line.is_head, line.is_elder
    row.save()
    return row


def save_relative(actor: HasActor, case: Case, line: RelativeLine) -> Relative:
    """Write one child or supporter; a place outside the city needs no street, a place in it is asked for by the eligibility rule."""
    district, street = line.district, line.street
    rules = (
        (line.kind not in Relative.Kind.values, "请选子女或者其他赡养人、扶养人"),
        (not line.name.strip(), "没有填写赡养人、扶养人的姓名"),
        (line.contact_is_difficult and not line.difficulty.strip(), "日常联系有困难的，要写明原因"),
        (line.left_since_on is not None and line.lives_in_city != Answer.NO, "填写了离开本市的日期，“住在本市”要选“否”"),
        (street is not None and (district is None or street.parent_id != district.pk), "居住的街道（乡镇）不在所选的区"),
        (line.told_on > timezone.localdate(), "了解日期不能晚于今天"),
    )
    problems = [sentence for is_wrong, sentence in rules if is_wrong]
    if problems:
        raise Refusal(*problems, status=400, code="relative")
    with act(actor, "save_relative", case):
        row = Relative.objects.select_for_update().get(case=case, pk=line.pk) if line.pk else Relative(case=case)
        for name in RelativeLine.__dataclass_fields__:
            if name not in ("pk", "phone"):
                setattr(row, name, getattr(line, name))
        row.phone = clean_phone(line.phone)
        row.save()
        return row


def end_relative(actor: HasActor, relative: Relative, *, on: date, reason: str) -> Relative:
    """Note that a relative died or is no longer bound; the row stays for the days before."""
    with act(actor, "end_relative", relative.case, reason=reason):
        relative.ended_on = on
        relative.save(update_fields=["ended_on"])
        return relative


def save_situation(actor: HasActor, case: Case, facts: Mapping[str, object], *, source: str, on: date) -> Situation:
    """Write the answers about the elder's life; each changed answer keeps where it comes from and of which day it is."""
    unknown = [name for name in facts if name not in SITUATION_FACTS]
    if unknown or source not in Source.values:
        raise Refusal("有不认识的情况或来源，请从列表中选", status=400, code="situation")
    with act(actor, "save_situation", case):
        row: Situation = Situation.objects.select_for_update().get(case=case)
        provenance = dict(row.provenance)
        for name, value in facts.items():
            if getattr(row, name) != value or name not in provenance:
                provenance[name] = {"source": source, "on": on.isoformat()}
            setattr(row, name, value)
        if row.lives_independently != Answer.YES:
            row.independent_since_on = None
        row.provenance = provenance
        row.save()
        return row
