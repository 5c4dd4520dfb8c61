"""Elders, papers and cases for tests: made through the product's own services, so that no test starts from what cannot be."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from audit.acts import act
from casework.models import Case, Enrollment, Grid, Review, Screening
from casework.models.choices import Answer
from casework.services.cases import assign_responsible
from casework.services.contact_lines import ContactLine
from casework.services.elders import Person
from casework.services.facts import ConditionsSeen, SituationAnswers
from casework.services.household import MemberLine, RelativeLine
from casework.services.screening import open_screening
from permissions.models import Account, Region
from permissions.roles import Role
from tests.factories.permissions import TESTER, Town, holder
from workflows.rules.identity import check_character
from workflows.runner import perform

AREA = "129900"  # a valid province without such a county: no real person has this number
_serials = itertools.count(1)


def id_number(birth_on: date = date(1948, 3, 2), *, male: bool = False) -> str:
    """Make a synthetic resident number, a new one each time."""
    serial = next(_serials) % 499
    body = f"{AREA}{birth_on:%Y%m%d}{serial * 2 + (1 if male else 2):03d}"
    return body + check_character(body)


def phone() -> str:
    """Make a number of a prefix that is given to nobody."""
    return f"154{next(_serials):08d}"


def person(community: Region, **typed: Any) -> Person:
    """A widow of the war years, with everything the form asks."""
    birth_on = typed.get("birth_on", date(1948, 3, 2))
    plain = Person(
        name="张秀兰", community=community, door="12号楼3门402", id_number=id_number(birth_on), phone=phone(), lives_at_hukou=Answer.YES
    )
    return replace(plain, **typed)


CODES = {
    "district": "120104", "next_district": "120103", "street": "120104003", "next_street": "120104007", "far_street": "120103004",
    "community": "120104003001", "next_community": "120104003002", "other_community": "120104007001", "far_community": "120103004001",
}  # fmt: skip


def numbered(town: Town) -> Town:
    """Give a town codes as the statistics office does: each begins with the one above."""
    with act(TESTER, "number_regions"):
        for name, code in CODES.items():
            place: Region = getattr(town, name)
            place.code = code
            place.save(update_fields=["code"])
    return town


PEOPLE: dict[str, tuple[Role, str]] = {
    "worker": (Role.COMMUNITY_WORKER, "community"),
    "grid_worker": (Role.GRID_WORKER, "community"),
    "recorder": (Role.RECORDER, "community"),
    "clerk": (Role.STREET_CLERK, "street"),
    "second_clerk": (Role.STREET_CLERK, "street"),
    "officer": (Role.STREET_OFFICER, "street"),
    "district": (Role.DISTRICT_OFFICER, "district"),
    "auditor": (Role.AUDITOR, "city"),
    "archivist": (Role.ARCHIVIST, "district"),
    "worker_next_door": (Role.COMMUNITY_WORKER, "next_community"),
    "clerk_elsewhere": (Role.STREET_CLERK, "next_street"),
    "district_elsewhere": (Role.DISTRICT_OFFICER, "next_district"),
}


class Office:
    """A street with its people, each hired when first called for: `office.worker`, `office.clerk`, …"""

    def __init__(self, town: Town | None = None) -> None:
        self.town = town or numbered(Town())

    def __getattr__(self, name: str) -> Account:
        if name not in PEOPLE:
            raise AttributeError(name)
        role, place = PEOPLE[name]
        hired = holder(role, getattr(self.town, place))
        setattr(self, name, hired)
        return hired

    @cached_property
    def grid(self) -> Grid:
        with act(TESTER, "create_grid"):
            return Grid.objects.create(community=self.town.community, code="01", name="第一网格", worker=self.grid_worker)

    def named(self, role: Role) -> Account:
        """Give the one who holds a role here."""
        return getattr(self, next(name for name, (held, _) in PEOPLE.items() if held == role))  # type: ignore[no-any-return]


def take(paper: Any, name: str, by: Account, **how: Any) -> Any:
    """Take one step and give the paper as it then is."""
    return perform(paper, name, actor=by, **how).subject


def situation(**facts: object) -> SituationAnswers:
    """Everything known of a widow without children who lives alone: category 独居, and nothing to verify."""
    known: dict[str, object] = {
        "has_spouse": Answer.NO, "relatives_are_all": True, "has_near_relative": Answer.NO, "has_guardian": Answer.NO,
        "has_carer": Answer.YES, "able_to_work": Answer.NO,
        "lives_independently": Answer.YES, "independent_since_on": date(2015, 1, 1), "is_assessed": Answer.NO,
        "has_certificate": Answer.NO, "is_single_child_family": Answer.NO,
    }  # fmt: skip
    return SituationAnswers(known | facts, "elder", timezone.localdate())


def willing(value: str = "agrees", **more: object) -> dict[str, object]:
    return {"value": value, "asked_on": timezone.localdate(), "asked_by": "社区工作者", "answered_by": "本人"} | more


def elder_row(case: Case) -> MemberLine:
    return MemberLine(
        name=case.elder.name, relation="02", id_number=case.elder.id_number.reveal(), health="高血压", is_head=True, is_elder=True
    )


def child(**facts: Any) -> RelativeLine:
    """A son who works in Beijing since a year."""
    plain = RelativeLine(
        kind="child", name="李建国", relation="20", told_on=timezone.localdate(), phone=phone(), cohabits=Answer.NO,
        lives_in_city=Answer.NO, outside_place="北京市", left_since_on=timezone.localdate() - timedelta(days=400), left_reason="work",
    )  # fmt: skip
    return replace(plain, **facts)


def listed(office: Office, **typed: Any) -> Screening:
    """A person listed by the community worker."""
    return open_screening(office.worker, person(office.town.community, **typed)).subject  # type: ignore[no-any-return]


def in_progress(office: Office, **typed: Any) -> Screening:
    return take(listed(office, **typed), "start", office.grid_worker)  # type: ignore[no-any-return]


def facts_given(paper: Screening, **parts: Any) -> dict[str, Any]:
    return {"situation": situation(), "members": [elder_row(paper.case)], "willingness": willing()} | parts


def submitted(office: Office, parts: dict[str, Any] | None = None, **typed: Any) -> Screening:
    """A screening that waits for the street's clerk."""
    paper = in_progress(office, **typed)
    take(paper, "record_facts", office.grid_worker, given=facts_given(paper, **(parts or {})))
    return take(paper, "submit", office.worker)  # type: ignore[no-any-return]


def drafting(office: Office, parts: dict[str, Any] | None = None, **typed: Any) -> Enrollment:
    """An enrolment just opened by the street's approval."""
    paper = submitted(office, parts, **typed)
    take(paper, "approve_eligible", office.clerk)
    return Enrollment.objects.get(case=paper.case_id)


def conditions(**answers: object) -> ConditionsSeen:
    seen: dict[str, object] = {
        "seen_on": timezone.localdate(), "water": "safe", "power": "safe", "house": "unsafe", "house_note": "屋顶渗水",
        "monthly_income": "3200",
    }  # fmt: skip
    return ConditionsSeen(seen | answers, [{"kind": "pension", "name": "城乡居民养老金", "amount": "307"}])


def ledger_given(office: Office, **parts: Any) -> dict[str, Any]:
    """What 填写台账 brings for an elder without children: a community contact with its reason."""
    reason = "无子女、无近亲属、无监护人"
    whole: dict[str, Any] = {
        "contacts": [ContactLine(kind="community", name="社区值班员", phone="022-23120000", fall_through_reason=reason)],
        "conditions": conditions(),
        "supports": [{"kinds": ["street_community"], "person": "社区工作者", "measures": "每周电话问候"}],
        "responsibility": {"worker": office.worker, "grid": office.grid, "usual_visitor": office.grid_worker},
    }
    return whole | parts


def answer_given(**parts: Any) -> dict[str, Any]:
    """A yes to the visits and to referral, a no to publicity."""
    whole = {
        "scopes": ["visit", "referral"], "refused_scopes": ["publicity"], "method": "handwritten", "asked_by": "社区工作者",
        "given_on": timezone.localdate(),
    }  # fmt: skip
    return whole | parts


def filled(office: Office, parts: dict[str, Any] | None = None, **typed: Any) -> Enrollment:
    """An enrolment whose ledger is complete and whose elder has agreed."""
    paper = drafting(office, **typed)
    take(paper, "fill", office.worker, given=ledger_given(office, **(parts or {})))
    take(paper, "ask_elder", office.worker)
    return take(paper, "record_answer", office.worker, given=answer_given())  # type: ignore[no-any-return]


def recorded(office: Office, **typed: Any) -> Enrollment:
    """An enrolment recorded by the district."""
    paper = take(filled(office, **typed), "submit", office.worker)
    take(paper, "approve", office.officer)
    return take(paper, "record", office.district)  # type: ignore[no-any-return]


def active_case(office: Office, **typed: Any) -> Case:
    """An elder on the register, brought there step by step."""
    return Case.objects.get(pk=recorded(office, **typed).case_id)


def called_up(office: Office, **typed: Any) -> Review:
    """A review on the community's desk."""
    review = Review.objects.get(case=active_case(office, **typed))
    return take(review, "call_up", office.worker)  # type: ignore[no-any-return]


def findings(case: Case, **parts: Any) -> dict[str, Any]:
    """Everything confirmed, family and contacts called today."""
    today = timezone.localdate()
    whole: dict[str, Any] = {
        "sections": dict.fromkeys(
            ("person", "address", "categories", "household", "contacts", "conditions", "support", "willingness"), ""
        ),
        "family_verified_on": today, "family_verified_how": "phone", "family_verified_by": "社区工作者",
        "contacts_called": list(case.contacts.filter(removed_on__isnull=True)), "contacts_verified_on": today,
        "contacts_verified_by": "社区工作者",
    }  # fmt: skip
    return whole | parts


def responsible(office: Office, case: Case) -> Case:
    return assign_responsible(office.worker, case, office.worker, grid=office.grid)
