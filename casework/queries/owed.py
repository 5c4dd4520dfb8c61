"""The duties of the periods that contain a day, as the rule gives them, and what met each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casework.models import Case, Obligation
from casework.queries.duty_facts import DutyFacts, Known, Place
from casework.queries.obligations import campaigns_on
from workflows.rules.dates import month_of, quarter_number, quarter_of
from workflows.rules.obligations import Obligation as Duty
from workflows.rules.obligations import Obligations, obligations


@dataclass(frozen=True)
class Owed:
    """One duty as the rule gives it, ready to be kept; `place` answers for it."""

    case: Case
    kind: str
    period: str
    starts_on: date
    duty: Duty
    campaign_id: int | None
    place: Place

    @property
    def key(self) -> tuple[int, str, str, int | None]:
        return self.case.pk, self.kind, self.period, self.campaign_id


class Asking:
    """Asks the rule about cases, once a day that is asked for."""

    def __init__(self, facts: DutyFacts, as_of: date) -> None:
        self.facts, self.as_of = facts, as_of
        self._answers: dict[date, dict[int, tuple[Known, Obligations]]] = {}

    def at_end(self, last: date) -> dict[int, tuple[Known, Obligations]]:
        """Answer as it is known at a period's end, or today where that is earlier: what was done after the day asked about counts too."""
        day = max(self.as_of, min(self.facts.today, last))
        if day not in self._answers:
            known = {case.pk: self.facts.on(case, day) for case in self.facts.cases}
            self._answers[day] = {key: (one, obligations(one.facts)) for key, one in known.items()}
        return self._answers[day]


def owed_by(cases: Sequence[Case], as_of: date, today: date) -> Iterator[Owed]:
    """Name the duties of the periods that contain a day, as they are kept."""
    running = campaigns_on(as_of)
    last = max([quarter_of(as_of)[1], *(campaign.to_on for campaign in running)])
    facts = DutyFacts(cases, as_of, last, today)
    asking = Asking(facts, as_of)
    first, quarter = month_of(as_of)[0], quarter_of(as_of)
    quarter_name = f"{as_of.year:04d}Q{quarter_number(as_of)}"
    for case in cases:
        answer = asking.at_end(month_of(as_of)[1])[case.pk][1]
        assistance = asking.at_end(quarter[1])[case.pk][1].assistance
        duties = (
            (Obligation.Kind.VISIT, f"{as_of:%Y-%m}", first, answer.visit),
            (Obligation.Kind.HOME_VISIT, f"{as_of:%Y-%m}", first, answer.home_visit),
            (Obligation.Kind.ASSISTANCE, quarter_name, quarter[0], assistance),
        )
        for kind, period, begins, duty in duties:
            if duty is not None:
                yield Owed(case, kind, period, begins, duty, None, facts.place_on(case, duty.due_by))
    for campaign in running:
        for case in cases:
            surge = surge_of(campaign.pk, *asking.at_end(campaign.to_on)[case.pk])
            if surge is not None:
                kind, place = Obligation.Kind.SURGE, facts.place_on(case, surge.due_by)
                yield Owed(case, kind, campaign.from_on.isoformat(), campaign.from_on, surge, campaign.pk, place)


def surge_of(campaign_id: int, known: Known, answer: Obligations) -> Duty | None:
    """Find a campaign's own duty among the surges, which the rule answers in the campaigns' order."""
    due = [one.pk for one in known.campaigns if one.from_on <= known.facts.as_of <= one.to_on and known.facts.is_active_on(one.to_on)]
    return answer.surges[due.index(campaign_id)] if campaign_id in due and answer.surges else None
