"""What is due: floors, periods, surges. 依据: 35号 二(二)四"""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import cases
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Obligation, Obligations, Surge, Suspension, obligations

NOTHING = Obligations()
JUNE_20 = date(2025, 6, 20)
IMPAIRED = frozenset({"functionally_impaired"})
MAY_30, JUNE_2 = date(2025, 5, 30), date(2025, 6, 2)
CASE = CaseFacts(
    as_of=JUNE_20,
    enrolled_on=date(2024, 1, 10),
    closed_on=None,
    categories=frozenset({"living_alone"}),
    consents=True,
    suspensions=(),
    policy=Frequency(1, 1, 1),
    surges=(),
    contacts=(),
)


def visit(month: int, day: int, method: str = "phone", outcome: str = "completed") -> Contact:
    return Contact(date(2025, month, day), method, "visit", outcome)


def help_on(month: int, day: int) -> Contact:
    return Contact(date(2025, month, day), "home", "assistance", "completed")


def due(**facts: Any) -> Obligations:
    return obligations(replace(CASE, **facts))


def required(duty: Obligation | None) -> int:
    assert duty is not None
    return duty.required


def done(duty: Obligation | None) -> int:
    assert duty is not None
    return duty.done


def test_every_elder_is_due_one_visit_a_month() -> None:
    assert due() == Obligations(visit=Obligation("2025-06", 1, 0, date(2025, 6, 30)))
    assert due(categories=frozenset()).visit is not None


def test_impaired_elder_is_due_one_home_visit_a_month_and_one_assistance_a_quarter() -> None:
    found = due(categories=IMPAIRED)
    assert found.home_visit == Obligation("2025-06", 1, 0, date(2025, 6, 30))
    assert found.assistance == Obligation("2025Q2", 1, 0, date(2025, 6, 30))


@pytest.mark.parametrize("method", ["home", "phone", "online", "remote", "other"])
def test_a_visit_of_any_method_meets_the_month_and_only_one_at_home_the_home_visit(method: str) -> None:
    found = due(categories=IMPAIRED, contacts=(visit(6, 3, method),))
    assert found.visit is not None and found.visit.met
    assert found.home_visit is not None and found.home_visit.met is (method == "home")


@pytest.mark.parametrize("outcome", ["not_reached", "refused"])
def test_an_attempt_that_reached_nobody_counts_for_nothing(outcome: str) -> None:
    assert done(due(contacts=(visit(6, 3, "home", outcome),)).visit) == 0


def test_assistance_is_no_visit_and_a_visit_no_assistance() -> None:
    found = due(categories=IMPAIRED, contacts=(help_on(6, 3), help_on(4, 1), visit(5, 2, "home")))
    assert (done(found.visit), done(found.home_visit), done(found.assistance)) == (0, 0, 2)


def test_no_district_goes_below_the_plan() -> None:
    found = due(categories=IMPAIRED, policy=Frequency(0, 0, 0))
    assert [required(duty) for duty in (found.visit, found.home_visit, found.assistance)] == [1, 1, 1]
    found = due(categories=IMPAIRED, policy=Frequency(2, 3, 4))
    assert [required(duty) for duty in (found.visit, found.home_visit, found.assistance)] == [2, 3, 4]


def test_who_declined_or_is_not_enrolled_yet_owes_nothing() -> None:
    surge = Surge(JUNE_20, JUNE_20, 1, "高温")
    assert due(consents=False, surges=(surge,)) == NOTHING
    assert due(enrolled_on=JUNE_20 + timedelta(days=1), surges=(surge,)) == NOTHING
    assert due(enrolled_on=JUNE_20, surges=(surge,)).visit is not None


@pytest.mark.parametrize(
    ("closed_on", "month_is_due", "quarter_is_due"),
    [(date(2025, 4, 30), False, False), (date(2025, 5, 1), True, False), (date(2025, 6, 30), True, False), (date(2025, 7, 1), True, True)],
)
def test_a_period_is_due_only_if_the_case_is_open_on_its_last_day(closed_on: date, month_is_due: bool, quarter_is_due: bool) -> None:
    found = due(as_of=date(2025, 4, 20), categories=IMPAIRED, closed_on=closed_on)
    assert ((found.visit is not None), (found.home_visit is not None)) == (month_is_due, month_is_due)
    assert (found.assistance is not None) is quarter_is_due


@pytest.mark.parametrize(
    ("since", "to", "is_due"),
    [
        (date(2025, 6, 1), date(2025, 6, 29), True),
        (date(2025, 6, 1), date(2025, 6, 30), False),
        (date(2025, 6, 30), date(2025, 6, 30), False),
        (date(2025, 6, 30), None, False),
        (date(2025, 7, 1), None, True),
    ],
)
def test_a_suspension_over_the_last_day_frees_from_the_month(since: date, to: date | None, is_due: bool) -> None:
    assert (due(suspensions=(Suspension(since, to),)).visit is not None) is is_due


def test_contacts_before_enrolment_or_after_the_day_do_not_count() -> None:
    found = due(enrolled_on=date(2025, 6, 10), contacts=(visit(6, 9), visit(6, 10), visit(6, 20), visit(6, 21)))
    assert done(found.visit) == 2


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    found = due(as_of=date(2024, 2, 1), suspensions=(Suspension(date(2024, 2, 28), date(2024, 2, 28)),))
    assert found.visit == Obligation("2024-02", 1, 0, date(2024, 2, 29))


def test_earliest_visit_serves_the_surge_and_the_later_one_the_month() -> None:
    surge = Surge(MAY_30, JUNE_2, 1, "端午节")
    found = due(as_of=date(2025, 6, 2), surges=(surge,), contacts=(visit(6, 1), visit(5, 31)))
    assert found.surges == (Obligation("2025-05-30/2025-06-02", 1, 1, JUNE_2),)
    assert done(found.visit) == 1


def test_what_a_past_surge_used_stays_used() -> None:
    surge = Surge(date(2025, 6, 1), JUNE_2, 1, "端午节")
    found = due(surges=(surge,), contacts=(visit(6, 1),))
    assert found.surges == () and done(found.visit) == 0


def test_a_surge_that_is_not_due_uses_its_visits_and_is_not_listed() -> None:
    surge = Surge(date(2025, 6, 10), date(2025, 6, 25), 1, "高温")
    away = Suspension(date(2025, 6, 25), date(2025, 6, 26))
    found = due(surges=(surge,), suspensions=(away,), contacts=(visit(6, 11),))
    assert found.surges == () and done(found.visit) == 0
    assert due(surges=(surge,), contacts=(visit(6, 11),)).surges != ()


def test_a_surge_takes_no_more_than_its_figure() -> None:
    surge = Surge(date(2025, 6, 1), JUNE_20, 2, "高温")
    found = due(surges=(surge,), contacts=(visit(6, 1), visit(6, 1), visit(6, 2)))
    assert done(found.surges[0]) == 2 and done(found.visit) == 1


def test_overlapping_surges_are_served_in_the_order_given() -> None:
    wide, narrow = Surge(date(2025, 6, 1), JUNE_20, 1, "高温"), Surge(date(2025, 6, 20), JUNE_20, 1, "暴雨")
    found = due(surges=(narrow, wide), contacts=(visit(6, 20),))
    assert [done(one) for one in found.surges] == [1, 0]
    found = due(surges=(wide, narrow), contacts=(visit(6, 20),))
    assert [done(one) for one in found.surges] == [1, 0]


def test_a_home_visit_counts_for_the_month_of_home_visits_even_where_a_surge_used_it() -> None:
    surge = Surge(date(2025, 6, 1), date(2025, 6, 5), 1, "高温")
    found = due(categories=IMPAIRED, surges=(surge,), contacts=(visit(6, 2, "home"),))
    assert (done(found.visit), done(found.home_visit)) == (0, 1)


def test_assistance_serves_no_surge() -> None:
    surge = Surge(JUNE_20, JUNE_20, 1, "高温")
    assert done(due(surges=(surge,), contacts=(help_on(6, 20),)).surges[0]) == 0


def test_impairment_lost_in_april_still_asks_for_the_assistance_of_the_quarter() -> None:
    found = due(categories=frozenset(), quarter_categories=IMPAIRED)
    assert found.home_visit is None and found.assistance is not None


def oracle(case: CaseFacts) -> dict[str, object]:
    """The README's sentences once more, visit by visit, with every visit marked when it is used."""
    nothing: dict[str, object] = {"visit": None, "home_visit": None, "assistance": None, "surges": []}
    if not case.consents or case.as_of < case.enrolled_on:
        return nothing
    pool = [c for c in case.contacts if c.outcome == "completed" and case.enrolled_on <= c.on and c.on <= case.as_of]
    visits = sorted([c for c in pool if c.activity == "visit"], key=lambda c: c.on)
    used = [False] * len(visits)
    listed = []
    for surge in case.surges:
        took = 0
        for n, one in enumerate(visits):
            if took < surge.extra_visits and not used[n] and surge.since <= one.on <= surge.to:
                used[n], took = True, took + 1
        if surge.since <= case.as_of <= surge.to and open_on(case, surge.to):
            listed.append((surge.extra_visits, took, surge.to))
    end = date(case.as_of.year, case.as_of.month, monthrange(case.as_of.year, case.as_of.month)[1])
    last = -(-case.as_of.month // 3) * 3
    quarter_end = date(case.as_of.year, last, monthrange(case.as_of.year, last)[1])
    in_month = [n for n, one in enumerate(visits) if one.on.month == case.as_of.month and one.on.year == case.as_of.year]
    helped = [c for c in pool if c.activity == "assistance" and (c.on.month - 1) // 3 == (case.as_of.month - 1) // 3]
    impaired = "functionally_impaired" in case.categories
    policy = case.policy
    found = dict(nothing, surges=listed)
    if open_on(case, end):
        found["visit"] = (max(1, policy.visits_per_month), sum(1 for n in in_month if not used[n]), end)
        if impaired:
            found["home_visit"] = (max(1, policy.home_visits_per_month), sum(1 for n in in_month if visits[n].method == "home"), end)
    if open_on(case, quarter_end) and impaired:
        found["assistance"] = (max(1, policy.assistance_per_quarter), len(helped), quarter_end)
    return found


def open_on(case: CaseFacts, day: date) -> bool:
    paused = [one for one in case.suspensions if one.since <= day and (not one.to or one.to >= day)]
    return not paused and not (case.closed_on and case.closed_on <= day)


def plain(duty: Obligation | None) -> tuple[int, int, date] | None:
    return duty and (duty.required, duty.done, duty.due_by)


@given(cases())
def test_every_case_gets_what_a_second_reading_of_the_clause_gives(case: CaseFacts) -> None:
    found = obligations(case)
    assert {
        "visit": plain(found.visit),
        "home_visit": plain(found.home_visit),
        "assistance": plain(found.assistance),
        "surges": [plain(surge) for surge in found.surges],
    } == oracle(case)


@given(cases(), st.randoms())
def test_the_order_in_which_contacts_were_entered_does_not_matter(case: CaseFacts, chance: Any) -> None:
    shuffled = list(case.contacts)
    chance.shuffle(shuffled)
    assert obligations(replace(case, contacts=tuple(shuffled))) == obligations(case)


@given(cases())
def test_no_visit_is_counted_twice_between_the_month_and_the_surges(case: CaseFacts) -> None:
    found = obligations(case)
    completed = sum(1 for one in case.contacts if one.activity == "visit" and one.outcome == "completed")
    assert (found.visit.done if found.visit else 0) + sum(one.done for one in found.surges) <= completed


@given(cases())
def test_one_more_visit_never_unmeets_a_duty(case: CaseFacts) -> None:
    before = obligations(case)
    after = obligations(replace(case, contacts=(*case.contacts, Contact(case.as_of, "home", "visit", "completed"))))
    pairs = zip(
        (before.visit, before.home_visit, before.assistance, *before.surges),
        (after.visit, after.home_visit, after.assistance, *after.surges),
        strict=True,
    )
    assert all(new is not None and new.met for old, new in pairs if old is not None and old.met)
