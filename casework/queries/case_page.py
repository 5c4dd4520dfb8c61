"""Everything the page of one elder shows, in a number of queries that does not grow with the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from casework.models import (
    Amendment,
    CareService,
    Case,
    Closure,
    Clue,
    Contact,
    Enrollment,
    Hazard,
    HouseholdMember,
    Incident,
    Intervention,
    LivingConditions,
    Need,
    Notice,
    Obligation,
    Referral,
    Review,
    Screening,
    Step,
    Support,
    Suspension,
    Visit,
)  # fmt: skip
from casework.queries.duty_ledger import DutyLine, duty_lines, nothing_due_today
from casework.queries.plan_goals import goals_label
from casework.queries.sight import WITHOUT_NUMBERS
from casework.services.contact_calls import CALLING
from casework.services.contacts import contact_sentences
from permissions.access import roles_at
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.engine.definition import Transition
from workflows.flows.case import IN_SERVICE
from workflows.models import Subject
from workflows.offers import Offer, available_many
from workflows.placing import flows_at

PAPERS: tuple[type[Subject], ...] = (
    Screening, Enrollment, Review, Visit, CareService, Referral, Intervention, Incident, Suspension, Amendment, Closure, Clue, Notice,
)  # fmt: skip
STARTING = (
    ("incident", "report"), ("visit", "hand_in"), ("visit", "save"), ("visit", "note_not_met"), ("care", "save"), ("referral", "create"),
    ("intervention", "request"), ("amendment", "propose"), ("suspension", "propose"), ("closure", "propose"), ("clue", "create"),
)  # fmt: skip
SHOWN_STEPS = 30
SHOWN_ENDED = 20


@dataclass(frozen=True)
class Paper:
    """One paper under way, with what the person may do on it."""

    subject: Any
    offers: list[Offer]
    goals_label: str = ""

    @property
    def open_offers(self) -> list[Offer]:
        return [one for one in self.offers if one.permitted]


@dataclass(frozen=True)
class CasePage:
    """The page."""

    case: Case
    roles: frozenset[Role]
    under_way: list[Paper]
    ended: list[Any]
    starting: list[tuple[str, Transition[Any]]]
    timeline: list[Step]
    contacts: list[Contact] = field(default_factory=list)
    members: list[HouseholdMember] = field(default_factory=list)
    conditions: LivingConditions | None = None
    supports: list[Support] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    hazards: list[Hazard] = field(default_factory=list)
    obligations: list[DutyLine] = field(default_factory=list)
    nothing_due: str = ""
    visits: list[Visit] = field(default_factory=list)
    shows_history: bool = True
    shows_numbers: bool = True
    contact_problems: list[str] = field(default_factory=list)
    may_call: bool = False


def papers_of(case: Case, user: Account) -> list[Any]:
    """List the papers of a case that a person sees, the newest of each kind first."""
    found: list[Any] = []
    for model in PAPERS:
        rows: Any = model.objects.visible_to(user).filter(case_id=case.pk)  # type: ignore[attr-defined]
        found += list(rows.select_related("district", "case").order_by("-pk")[:12])
    return found


def case_page(case: Case, user: Account, today: date) -> CasePage:
    """Assemble the page for one person: the file as far as the roles reach, masked."""
    papers = papers_of(case, user)
    asked = [one for one in papers if _may_wait(one)]
    offers = _offers(asked, user)
    waiting = [one for one in asked if one.state_definition().is_open or any(o.permitted for o in offers[(one.flow_key, one.pk)])]
    roles = roles_at(user, case)
    deep = bool(roles - {Role.VISITOR})
    first = Case.objects.select_related("elder__hukou_region", "district", "street", "community", "grid", "responsible").get(pk=case.pk)
    duties = list(
        Obligation.objects.filter(case=case, due_by_on__gte=today.replace(day=1)).select_related("campaign").order_by("due_by_on", "pk")
    )
    listed = list(Contact.objects.filter(case=case, removed_on=None).order_by("rank"))
    return CasePage(
        case=first,
        roles=roles,
        under_way=[Paper(one, offers[(one.flow_key, one.pk)], goals_label(one, user)) for one in waiting],
        # the last visits have a table of their own
        ended=[one for one in papers if one not in waiting and one.flow_key != "visit"][:SHOWN_ENDED],
        starting=starting_for(user, case),
        timeline=list(Step.objects.filter(case_id=case.pk).order_by("-pk")[:SHOWN_STEPS]) if deep else [],
        contacts=listed,
        members=list(HouseholdMember.objects.filter(case=case, left_on=None).order_by("number")) if deep else [],
        conditions=LivingConditions.objects.filter(case=case).order_by("-pk").first() if deep else None,
        supports=list(Support.objects.filter(case=case, until_on=None)) if deep else [],
        needs=list(Need.objects.filter(case=case).order_by("answered_on", "found_on")[:20]),
        hazards=list(Hazard.objects.filter(case=case, resolved_on=None)),
        obligations=duty_lines(first, duties, user, today),
        nothing_due=nothing_due_today(first, today) if deep and first.enrolled_on and not duties else "",
        visits=list(Visit.objects.visible_to(user).filter(case=case, state="valid").order_by("-visit_on", "-pk")[:5]),
        shows_history=deep,
        shows_numbers=bool(roles - WITHOUT_NUMBERS),
        contact_problems=contact_sentences(first, listed) if deep and first.state in IN_SERVICE else [],
        may_call=bool(roles & CALLING) and first.state in IN_SERVICE,
    )


def _may_wait(paper: Any) -> bool:
    """Say whether a paper can stand among those under way: open, or at rest and to be taken on again; a record of what was done cannot."""
    state = paper.state_definition()
    return bool(state.is_open) or (not state.final and paper.flow_key not in ("visit", "care", "review"))


def _offers(papers: list[Any], user: Account) -> dict[tuple[str, int], list[Offer]]:
    """Ask flow by flow, since keys of different flows may be equal."""
    found: dict[tuple[str, int], list[Offer]] = {}
    by_flow: dict[str, list[Any]] = {}
    for paper in papers:
        by_flow.setdefault(paper.flow_key, []).append(paper)
    for key, group in by_flow.items():
        found |= {(key, pk): offers for pk, offers in available_many(group, user).items()}
    return found


def starting_for(user: Account, case: Case) -> list[tuple[str, Transition[Any]]]:
    """List what the person may begin on this case, by role and by the case's state."""
    roles, flows = roles_at(user, case) | _shared_roles(user, case), flows_at(case, timezone.localdate())
    if case.state not in IN_SERVICE:
        return [
            (key, flows[key].transitions[name]) for key, name in STARTING if key == "clue" and set(flows[key].transitions[name].by) & roles
        ]
    return [(key, one) for key, name in STARTING if set((one := flows[key].transitions[name]).by) & roles]


def _shared_roles(user: Account, case: Case) -> frozenset[Role]:
    """Somebody to whom the elder is assigned may begin what the role at the organisation may."""
    asked: Any = getattr(case, "share_roles", None)
    reach = reach_of(user)
    return frozenset(role for role in reach.roles if asked is not None and role.value in set(asked(reach)))
