"""The facts of social-work interventions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.models import Goal, Intervention, Referral
from casework.queries.district_codes import district_codes
from permissions.models import Organisation
from workflows.calendar import working_calendar
from workflows.effects import UNSAVED, facts_loader
from workflows.flows.intervention import InterventionFacts
from workflows.policy import deadline, number

CARRIED = ("intake", "assessing", "planning", "plan_review", "intervening", "reviewing", "evaluating", "closing_review", "crisis")


@dataclass(frozen=True)
class _Rules:
    """The figures of a district on a day that these facts are held to."""

    code: str
    on: date

    @property
    def caseload(self) -> int:
        return number("intervention_caseload", self.code, on=self.on)

    @property
    def goals(self) -> int:
        return number("intervention_goals", self.code, on=self.on)

    def last_day(self, key: str, start: date) -> date:
        return deadline(key, self.code, on=self.on).last_day(start, working_calendar())


@facts_loader("intervention")
def load_intervention_facts(papers: Sequence[Intervention], on: date) -> dict[int, InterventionFacts]:
    """Load the facts in six queries however many papers there are."""
    codes = district_codes(papers)
    stations = Organisation.objects.in_bulk({one.organisation_id for one in papers if one.organisation_id})
    owners = {one.owner_id for one in papers if one.owner_id}
    load = Counter(Intervention.objects.filter(owner_id__in=owners, state__in=CARRIED).values_list("owner_id", flat=True))
    goals: dict[int, list[Goal]] = defaultdict(list)
    for goal in Goal.objects.filter(intervention_id__in=[one.pk for one in papers if one.pk]):
        goals[goal.intervention_id].append(goal)
    accepted = set(
        Referral.objects.filter(
            case_id__in={one.case_id for one in papers}, state__in=("accepted", "in_service", "delivered", "completed")
        ).values_list("case_id", flat=True)
    )
    return {
        one.pk or UNSAVED: _facts(
            one,
            stations,
            load,
            [goal for goal in goals[one.pk] if goal.plan_version == one.plan_version],
            accepted,
            _Rules(codes[one.district_id], on),
        )
        for one in papers
    }


def _facts(
    one: Intervention, stations: dict[int, Organisation], load: Counter[int | None], goals: list[Goal], accepted: set[int], rules: _Rules
) -> InterventionFacts:
    station = stations.get(one.organisation_id or 0)
    rated = bool(goals) and all(goal.progress is not None for goal in goals)
    return InterventionFacts(
        kind_is_named=bool(one.kind_of_help),
        caseload=load[one.owner_id],
        caseload_limit=station.caseload_limit if station else rules.caseload,
        owner=one.owner_id,
        agreement_is_signed=bool(one.agreed_on and one.agreement),
        assessment_is_complete=all((one.person_system, one.family_system, one.social_system, one.problems, one.strengths, one.risks)),
        goals=len(goals),
        goals_needed=rules.goals,
        goals_are_measurable=all(goal.indicator and goal.baseline and goal.target and goal.due_on for goal in goals),
        elder_agrees_to_plan=one.plan_agreed_on is not None,
        review_is_soon=one.review_on is not None and rules.on <= one.review_on <= rules.last_day("intervention_review", rules.on),
        session_is_recorded=True,
        progress_is_rated=rated,
        all_goals_rated=rated,
        elder_rated=one.elder_rating is not None,
        crisis_plan_done=bool(one.crisis_plan) and one.crisis_plan_done_on is not None,
        open_tasks=sum(1 for goal in goals if goal.task and goal.task_done_on is None),
        handover_is_planned=bool(one.handover),
        submitted_by=one.submitted_by_id,
        referral_accepted=one.case_id in accepted,
        follow_up_calls=one.follow_up_calls,
        case_is_closed=one.case.state in ("closed", "archived", "merged"),
        case_has_moved=station is not None and station.region_id not in (one.street_id, one.district_id, one.community_id),
        may_still_be_reopened=one.closed_on is not None and rules.on <= rules.last_day("intervention_reopening", one.closed_on),
    )
