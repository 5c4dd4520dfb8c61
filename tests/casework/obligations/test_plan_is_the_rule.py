"""What stands in the ledger of duty is what the pure rule answers, whatever happened in whatever order; random pictures of one elder."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import Campaign, CareService, Case, CategoryPeriod, Obligation, PlannedVisit, Suspension, Visit, WillingnessRecord
from casework.services.obligations import keep, plan_month, plan_visits
from tests.factories.active import active_case, assistance, backdate, new, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from workflows.rules.dates import month_of, quarter_number, quarter_of
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Surge, obligations
from workflows.rules.obligations import Suspension as Pause

pytestmark = pytest.mark.django_db
METHODS = ("home", "phone", "online", "remote")
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Picture:
    """One elder's history, as dice made it."""

    as_of: date
    enrolled_on: date
    closed_on: date | None
    impaired: bool
    consents: bool
    extra_visits: int
    pauses: tuple[tuple[date, date | None], tuple[date, date | None]]
    campaigns: tuple[tuple[date, date, int], tuple[date, date, int]]
    visits: tuple[tuple[date, str], ...]
    care: tuple[date, ...]

    def known_on(self, day: date) -> CaseFacts:
        contacts = [Contact(on, method, "visit", "completed") for on, method in self.visits]
        contacts += [Contact(on, "other", "assistance", "completed") for on in self.care]
        categories = frozenset({"functionally_impaired"} if self.impaired else ())
        return CaseFacts(
            as_of=day, enrolled_on=self.enrolled_on, closed_on=self.closed_on, categories=categories, consents=self.consents,
            suspensions=tuple(Pause(*one) for one in self.pauses), policy=Frequency(1 + self.extra_visits, 1, 1),
            surges=tuple(Surge(*one, "") for one in sorted(self.campaigns)), contacts=tuple(contacts),
        )  # fmt: skip

    def expected(self, today: date) -> dict[tuple[str, str], tuple[int, int]]:
        """Ask the rule for each period that contains the day, as it is known at its end or today."""
        month, quarter = month_of(self.as_of), quarter_of(self.as_of)
        at_month_end = obligations(self.known_on(min(today, month[1])))
        assistance = obligations(self.known_on(min(today, quarter[1]))).assistance
        found: dict[tuple[str, str], Any] = {
            ("visit", f"{self.as_of:%Y-%m}"): at_month_end.visit,
            ("home_visit", f"{self.as_of:%Y-%m}"): at_month_end.home_visit,
            ("assistance", f"{self.as_of.year}Q{quarter_number(self.as_of)}"): assistance,
        }
        for since, to, _ in self.campaigns:
            if since <= self.as_of <= to:
                surges = obligations(self.known_on(min(today, to))).surges
                named = {one.period: one for one in surges}
                found["surge", since.isoformat()] = named.get(f"{since}/{to}")
        return {key: (duty.required, duty.done) for key, duty in found.items() if duty is not None}


def thrown(dice: random.Random, today: date) -> Picture:
    def day(back: int = 150, forth: int = 0) -> date:
        return today - timedelta(days=dice.randint(-forth, back))

    def pause() -> tuple[date, date | None]:
        if dice.random() < 0.6:
            return date(2090, 1, 1), None
        since = day()
        return since, None if dice.random() < 0.3 else since + timedelta(days=dice.randint(0, 40))

    def campaign() -> tuple[date, date, int]:
        since = day(150, 3)
        return since, since + timedelta(days=dice.randint(0, 30)), dice.randint(1, 2)

    first, second = campaign(), campaign()
    while second[0] == first[0]:
        second = campaign()
    return Picture(
        as_of=day(120), enrolled_on=day(400) if dice.random() < 0.7 else day(60), closed_on=day() if dice.random() < 0.15 else None,
        impaired=dice.random() < 0.6, consents=dice.random() < 0.9, extra_visits=dice.choice((0, 0, 1)), pauses=(pause(), pause()),
        campaigns=(first, second), visits=tuple((day(), method) for method in METHODS), care=(day(), day()),
    )  # fmt: skip


@dataclass
class Paper:
    """The elder's papers, made once through the flows; a picture then moves their days."""

    case: Case
    visits: list[Visit]
    care: list[CareService]
    pauses: list[Suspension]
    campaigns: list[Campaign]

    def show(self, picture: Picture) -> Case:
        pk = self.case.pk
        columns = {"enrolled_on": picture.enrolled_on, "opened_on": LONG_AGO, "closed_on": picture.closed_on}
        said = "agrees" if picture.consents else "refuses"
        Case._base_manager.filter(pk=pk).update(**columns, willingness=said, extra_visits=picture.extra_visits)
        WillingnessRecord._base_manager.filter(case_id=pk).update(value=said, asked_on=LONG_AGO)
        kind = "functionally_impaired" if picture.impaired else "left_behind"
        CategoryPeriod._base_manager.filter(case_id=pk, basis="测试").update(category=kind)
        for visit, (on, method) in zip(self.visits, picture.visits, strict=True):
            Visit._base_manager.filter(pk=visit.pk).update(visit_on=on, method=method)
        for care, on in zip(self.care, picture.care, strict=True):
            CareService._base_manager.filter(pk=care.pk).update(care_on=on)
        for paused, (since, until) in zip(self.pauses, picture.pauses, strict=True):
            Suspension._base_manager.filter(pk=paused.pk).update(starts_on=since, ended_on=until, expected_end_on=None)
        for campaign, (since, until, extra) in zip(self.campaigns, picture.campaigns, strict=True):
            Campaign._base_manager.filter(pk=campaign.pk).update(from_on=since, to_on=until, extra_visits=extra)
        return Case.objects.select_related("district").get(pk=pk)


@pytest.fixture
def paper(office: Office) -> Paper:
    today = timezone.localdate()
    case = active_case(office, since=today - timedelta(days=400), categories=("functionally_impaired",))
    backdate(case, today - timedelta(days=700))
    visits = [valid_visit(office, case, method=method) for method in METHODS]
    care = [assistance(office, case, content=text) for text in ("打扫", "理发")]
    assert {one.state for one in care} == {"valid"}
    with act(TESTER, "plan_campaigns"):
        campaigns = [
            Campaign.objects.create(name=name, trigger="festival", region=office.town.city, from_on=today, to_on=today) for name in "甲乙"
        ]
    pauses = []
    for number in range(2):
        end = today + timedelta(days=20)
        pause = take(new(Suspension, case, reason="hospital", starts_on=today, expected_end_on=end), "propose", office.worker)
        pauses.append(take(pause, "approve", office.clerk))
        if number == 0:
            take(pauses[0], "end", office.worker)
    Suspension._base_manager.filter(pk=pauses[0].pk).update(ended_on=today)
    return Paper(case, visits, care, pauses, campaigns)


def kept(case: Case, as_of: date) -> dict[tuple[str, str], tuple[int, int]]:
    names = (f"{as_of:%Y-%m}", f"{as_of.year}Q{quarter_number(as_of)}")
    rows = Obligation.objects.filter(case=case)
    return {
        (row.kind, row.period): (row.required, row.done)
        for row in rows
        if (row.kind != "surge" and row.period in names) or (row.kind == "surge" and row.starts_on <= as_of <= row.due_by_on)
    }


@pytest.mark.parametrize("seed", range(8))
def test_the_ledger_of_duty_is_what_the_pure_rule_answers(paper: Paper, seed: int) -> None:
    today, dice = timezone.localdate(), random.Random(seed)
    met = 0
    for _ in range(25):
        picture = thrown(dice, today)
        case = paper.show(picture)
        Obligation.objects.filter(case=case, kind="surge").delete()
        keep([case], picture.as_of)
        assert kept(case, picture.as_of) == picture.expected(today), picture
        met += sum(done >= required for required, done in kept(case, picture.as_of).values())
    assert met  # the dice are no good if nothing is ever done


def test_asked_about_any_day_of_a_period_it_answers_the_same(paper: Paper) -> None:
    today, dice = timezone.localdate(), random.Random(99)
    for _ in range(10):
        picture = thrown(dice, today)
        case = paper.show(picture)
        first, last = month_of(picture.as_of)
        answers = set()
        for day in {first, picture.as_of, min(last, today)}:
            Obligation.objects.filter(case=case).delete()
            keep([case], day)
            answers.add(tuple(sorted((row.kind, row.done) for row in Obligation.objects.filter(case=case, period=f"{first:%Y-%m}"))))
        assert len(answers) == 1, picture


def test_a_visit_that_served_a_surge_before_the_quarter_does_not_serve_it_again_within(paper: Paper) -> None:
    """The campaign began in September and was served there: the visit of October is the month's."""
    begins = quarter_of(timezone.localdate())[0]
    nothing = (date(2090, 1, 1), None)
    picture = Picture(
        as_of=begins + timedelta(days=3), enrolled_on=begins - timedelta(days=300), closed_on=None, impaired=False, consents=True,
        extra_visits=0, pauses=(nothing, nothing),
        campaigns=((begins - timedelta(days=9), begins + timedelta(days=9), 1), (LONG_AGO, LONG_AGO, 1)),
        visits=((begins - timedelta(days=5), "home"), (begins + timedelta(days=2), "phone"), (LONG_AGO, "home"), (LONG_AGO, "phone")),
        care=(LONG_AGO, LONG_AGO),
    )  # fmt: skip
    keep([paper.show(picture)], picture.as_of)
    assert kept(paper.case, picture.as_of) == picture.expected(timezone.localdate())
    assert kept(paper.case, picture.as_of)["visit", f"{begins:%Y-%m}"] == (1, 1)


def test_one_late_record_taken_back_leaves_what_the_rest_of_the_month_has_met(office: Office) -> None:
    today = timezone.localdate()
    first = month_of(month_of(today)[0] - timedelta(days=1))[0]
    case = active_case(office, since=first - timedelta(days=40))
    early = valid_visit(office, case, on=first + timedelta(days=4), late_reason="补记")
    valid_visit(office, case, on=first + timedelta(days=20), method="phone", late_reason="补记")
    take(early, "annul", office.clerk, note="走访发现未上门", reason_code="false_report")
    row = Obligation.objects.get(case=case, kind="visit", period=f"{first:%Y-%m}")
    assert (row.done, row.status) == (1, "met")


def test_the_next_month_can_be_planned_before_it_begins(office: Office) -> None:
    case = active_case(office)
    coming = month_of(timezone.localdate())[1] + timedelta(days=1)
    plan_month(actor=TESTER, month=coming)
    row = Obligation.objects.get(case=case, period=f"{coming:%Y-%m}")
    assert (row.required, row.done, row.due_by_on) == (1, 0, month_of(coming)[1])
    assert PlannedVisit.objects.filter(case=case, period=f"{coming:%Y-%m}").count() == 1
    plan_visits([case], coming)
    assert PlannedVisit.objects.filter(case=case, period=f"{coming:%Y-%m}").count() == 1
