"""A synthetic street at work: elders screened, enrolled, visited and referred through the same doors as real ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from casework.demo.accounts import Staff
from casework.demo.people import Crowd, Person, certificate_number
from casework.models import Case, Enrollment, Screening
from casework.models.choices import Answer
from casework.services.contact_lines import ContactLine
from casework.services.elders import Person as Registered
from casework.services.facts import CertificateSeen, ConditionsSeen, SituationAnswers
from casework.services.household import MemberLine, RelativeLine
from casework.services.screening import open_screening
from permissions.models import Account, Region
from workflows.runner import perform

KINDS = (("alone", 34), ("left", 8), ("nest", 30), ("impaired", 16), ("disabled", 8), ("plain", 4))
STAGES = (("active", 80), ("district_record", 4), ("street_review", 4), ("drafting", 4), ("submitted", 5), ("listed", 3))
ROADS = ("白堤路", "鞍山西道", "黄河道", "士英路", "迎水道", "南丰路", "西湖道", "万德庄大街")
ILLNESSES = ("高血压", "冠心病", "糖尿病", "关节炎", "体健")


@dataclass
class Elder:
    """One invented elder on the way through the flows."""

    person: Person
    kind: str
    stage: str
    community: Region
    child: Person | None
    spouse: Person | None


class City:
    """Builds a street's elders, the same for the same seed."""

    def __init__(self, staff: Staff, seed: int, today: date | None = None) -> None:
        self.staff, self.today = staff, today or timezone.localdate()
        self.crowd, self.random = Crowd(seed, self.today), random.Random(seed)

    def build(self, count: int, progress: Callable[[], None] = lambda: None) -> list[Case]:
        """Bring so many elders into the street, each to the stage drawn for it."""
        made = []
        for _ in range(count):
            made.append(self.bring(self.draw()))
            progress()
        return made

    def draw(self) -> Elder:
        """Draw one elder; those whose number is on file already are passed over, so that a second run adds new people."""
        kind = self._pick(KINDS)
        person = self.crowd.elder()
        child = self.crowd.child_of(person) if kind in ("left", "nest") or self.random.random() < 0.6 else None
        spouse = self.crowd.spouse_of(person) if kind == "nest" and self.random.random() < 0.6 else None
        return Elder(
            person, kind, self._pick(STAGES) if kind != "plain" else "submitted", self.random.choice(self.staff.communities), child, spouse
        )

    def _pick(self, table: tuple[tuple[str, int], ...]) -> str:
        return self.random.choices([name for name, _ in table], weights=[weight for _, weight in table])[0]

    def bring(self, elder: Elder) -> Case:
        """Take one elder as far as its stage says."""
        worker, grid_worker = self.staff.workers[elder.community.pk], self.staff.grid_workers[elder.community.pk]
        who = elder.person
        registered = Registered(
            name=who.name, community=elder.community, id_number=who.id_number, phone=who.phone, door=self._door(), lives_at_hukou=Answer.YES
        )
        paper: Screening = open_screening(worker, registered).subject
        case = Case.objects.get(pk=paper.case_id)
        if elder.stage == "listed":
            return case
        take(paper, "start", grid_worker)
        take(paper, "record_facts", grid_worker, given=self.facts(elder, case))
        take(paper, "submit", worker)
        if elder.stage == "submitted":
            return case
        take(paper, "approve_eligible", self.staff.clerk)
        self.enroll(elder, case, worker)
        return Case.objects.get(pk=case.pk)

    def enroll(self, elder: Elder, case: Case, worker: Account) -> None:
        paper = Enrollment.objects.get(case=case)
        if elder.stage == "drafting":
            return
        paper = take(paper, "fill", worker, given=self.ledger(elder, worker))
        paper = take(paper, "ask_elder", worker)
        paper = take(paper, "record_answer", worker, given=self.answer())
        paper = take(paper, "submit", worker)
        if elder.stage == "street_review":
            return
        paper = take(paper, "approve", self.staff.officer)
        if elder.stage == "district_record":
            return
        take(paper, "record", self.staff.district)

    def _door(self) -> str:
        draw = self.random
        return f"{draw.choice(ROADS)}{draw.randint(1, 99)}号楼{draw.randint(1, 6)}门{draw.randint(1, 6)}0{draw.randint(1, 4)}"

    def facts(self, elder: Elder, case: Case) -> dict[str, Any]:
        """What the grid worker finds out, so that the rule answers with the kind that was drawn."""
        who, alone = elder.person, elder.kind in ("alone", "left", "disabled")
        known: dict[str, object] = {
            "has_spouse": Answer.YES if elder.spouse or elder.kind == "plain" else Answer.NO,
            "spouse_cohabits": Answer.YES if elder.spouse or elder.kind == "plain" else Answer.UNKNOWN,
            "relatives_are_all": True, "has_near_relative": Answer.NO, "has_guardian": Answer.NO, "has_carer": Answer.YES,
            "able_to_work": Answer.NO,
            "lives_independently": Answer.YES if alone or elder.kind == "nest" else Answer.NO,
            "is_assessed": Answer.YES if elder.kind == "impaired" else Answer.NO,
            "has_certificate": Answer.YES if elder.kind == "disabled" else Answer.NO, "is_single_child_family": Answer.NO,
        }  # fmt: skip
        if known["lives_independently"] == Answer.YES:
            known["independent_since_on"] = self.today - timedelta(days=self.random.randint(400, 4000))
        given: dict[str, Any] = {
            "situation": SituationAnswers(known, "elder", self.today), "members": self._members(elder),
            "willingness": {"value": "agrees", "asked_on": self.today, "asked_by": "社区工作者", "answered_by": "本人"},
        }  # fmt: skip
        relatives = self._relatives(elder)
        if relatives:
            given["relatives"] = relatives
        if elder.kind == "impaired":
            level = self.random.choices((1, 2, 3, 4), weights=(50, 25, 15, 10))[0]
            given["ability"] = {
                "standard": "GB/T 42195-2022", "level": level, "assessed_on": self.today - timedelta(days=30), "assessor": "区评估机构",
                "source": "elder"
            }  # fmt: skip
        if elder.kind == "disabled":
            number = certificate_number(who.id_number, self.random.randint(1, 7), self.random.choice((1, 2)))
            given["certificate"] = CertificateSeen(number, None, self.today)
        return given

    def _relatives(self, elder: Elder) -> list[RelativeLine]:
        child = elder.child
        if child is None:
            return []
        plain: dict[str, Any] = {
            "kind": "child",
            "name": child.name,
            "relation": "20" if child.sex == "1" else "30",
            "told_on": self.today,
            "phone": child.phone,
        }
        if elder.kind in ("plain", "impaired"):
            return [RelativeLine(**plain, cohabits=Answer.YES)]
        if elder.kind == "nest":
            far = Region.objects.filter(level="street", valid_until_on=None, is_habitable=True).exclude(parent=self.staff.district_region)
            place = far.order_by("code")[self.random.randrange(200)]
            return [RelativeLine(**plain, cohabits=Answer.NO, lives_in_city=Answer.YES, district=place.parent, street=place)]
        return [
            RelativeLine(
                **plain,
                cohabits=Answer.NO,
                lives_in_city=Answer.NO,
                outside_place="北京市",
                left_since_on=self.today - timedelta(days=400),
                left_reason="work",
            )
        ]

    def _members(self, elder: Elder) -> list[MemberLine]:
        who = elder.person
        illness = self.random.choice(ILLNESSES)
        rows = [MemberLine(name=who.name, relation="02", id_number=who.id_number, health=illness, is_head=True, is_elder=True)]
        if elder.spouse is not None:
            rows.append(MemberLine(name=elder.spouse.name, relation="10", id_number=elder.spouse.id_number, health="体健"))
        return rows

    def ledger(self, elder: Elder, worker: Account) -> dict[str, Any]:
        """The rest of annex 4: contacts, living conditions, support, who is responsible."""
        if elder.child is not None:
            relation = "20" if elder.child.sex == "1" else "30"
            contact = ContactLine(kind="child", name=elder.child.name, relation=relation, phone=elder.child.phone)
        else:
            contact = ContactLine(
                kind="community", name="社区值班员", phone=self.crowd.landline(), fall_through_reason="无子女、无近亲属、无监护人"
            )
        seen = {
            "seen_on": self.today,
            "water": "safe",
            "power": "safe",
            "house": "safe",
            "monthly_income": str(self.random.randrange(1800, 6200, 50)),
        }
        aids = [{"kind": "pension", "name": "城乡居民养老金", "amount": str(self.random.randrange(300, 4200, 10))}]
        grid = self.staff.grids[elder.community.pk]
        return {
            "contacts": [contact], "conditions": ConditionsSeen(seen, aids),
            "supports": [{"kinds": ["street_community"], "person": worker.display_name, "measures": "每周电话问候，每月上门看望"}],
            "responsibility": {"worker": worker, "grid": grid, "usual_visitor": self.staff.grid_workers[elder.community.pk]},
        }  # fmt: skip

    def answer(self) -> dict[str, Any]:
        return {
            "scopes": ["visit", "referral"], "refused_scopes": ["publicity"], "method": "handwritten", "asked_by": "社区工作者",
            "given_on": self.today,
        }  # fmt: skip


def take(paper: Any, name: str, by: Account, **how: Any) -> Any:
    """Take one step in the person's name and give the paper as it then is."""
    return perform(paper, name, actor=by, **how).subject
