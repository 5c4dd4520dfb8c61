"""What must hold between two answers of the rules, whatever they are about; and numbers and levels read a second time from the README."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.elders import LIMITS, categories
from tests.rules.strategies import cases, elders
from workflows.policy.instruments import gb42195
from workflows.rules.ability import Assessment, assess
from workflows.rules.dates import month_of
from workflows.rules.eligibility import ElderFacts, Residence, decide
from workflows.rules.identity import Identity, read_certificate, read_resident_id
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Obligations, Suspension, nothing_due_because, obligations

CYCLE = 400  # years after which the calendar repeats day for day
STANDARD = gb42195()
TODAY = date(2026, 1, 1)


def changed(facts: Any, how: Callable[[Any], Any]) -> Any:
    """Rebuild facts with every part put through a function."""
    if is_dataclass(facts) and not isinstance(facts, type):
        parts = {one.name: changed(getattr(facts, one.name), how) for one in fields(facts)}
        return how(replace(facts, **parts))
    if isinstance(facts, tuple):
        return tuple(changed(one, how) for one in facts)
    return how(facts)


def later(value: Any) -> Any:
    return value.replace(year=value.year + CYCLE) if isinstance(value, date) else value


def renamed(value: Any) -> Any:
    """Give every district and street another code, the same one for the same place."""
    if not isinstance(value, Residence):
        return value
    return Residence(f"9{value.district[1:]}", f"9{value.street[1:6]}{int(value.street[6:]) ^ 0b11:03d}")


class TestCategories:
    @given(elders())
    def test_four_hundred_years_later_are_the_same(self, facts: ElderFacts) -> None:
        assert categories(changed(facts, later)) == categories(facts)

    @given(elders())
    def test_depend_on_whether_places_are_the_same_and_not_on_their_codes(self, facts: ElderFacts) -> None:
        assert categories(changed(facts, renamed)) == categories(facts)

    @given(elders(), st.randoms())
    def test_do_not_depend_on_who_is_named_first(self, facts: ElderFacts, chance: Any) -> None:
        shuffled = list(facts.children)
        chance.shuffle(shuffled)
        assert categories(replace(facts, children=tuple(shuffled))) == categories(facts)

    @given(elders())
    def test_of_a_household_told_twice_are_those_of_the_household(self, facts: ElderFacts) -> None:
        assert categories(replace(facts, children=(*facts.children, *facts.children))) == categories(facts)

    @given(elders())
    def test_before_sixty_are_none_and_after_it_the_birthday_decides_nothing(self, facts: ElderFacts) -> None:
        old = replace(facts, birth_date=date(1920, 1, 1))
        assert categories(facts) in (set(), categories(old))
        assert decide(old, LIMITS).categories == tuple(one for one in decide(old, LIMITS).reasons)


def all_of(found: Obligations) -> list[Any]:
    return [found.visit, found.home_visit, found.assistance, *found.surges]


class TestDuties:
    @given(cases())
    def test_four_hundred_years_later_are_the_same(self, case: CaseFacts) -> None:
        def plain(found: Obligations, years: int) -> list[Any]:
            return [one and (one.required, one.done, one.due_by.replace(year=one.due_by.year + years)) for one in all_of(found)]

        assert plain(obligations(changed(case, later)), 0) == plain(obligations(case), CYCLE)

    @given(cases())
    def test_are_met_by_as_many_contacts_as_they_count_and_no_visit_serves_two(self, case: CaseFacts) -> None:
        numbered = tuple(replace(one, key=number) for number, one in enumerate(case.contacts))
        found = obligations(replace(case, contacts=numbered))
        for duty in all_of(found):
            assert duty is None or len(duty.met_by) == duty.done
        served = [one.key for duty in (found.visit, *found.surges) if duty for one in duty.met_by]
        assert len(served) == len(set(served))

    @given(cases())
    def test_are_owed_exactly_where_nothing_speaks_against_it(self, case: CaseFacts) -> None:
        assert (nothing_due_because(case, month_of(case.as_of)[1]) == "") is (obligations(case).visit is not None)

    @given(cases(), st.dates(date(2025, 3, 1), date(2025, 9, 30)), st.integers(0, 60))
    def test_are_never_added_by_one_more_absence(self, case: CaseFacts, since: date, days: int) -> None:
        away = Suspension(since, since + timedelta(days=days))
        before, after = obligations(case), obligations(replace(case, suspensions=(*case.suspensions, away)))
        for name in ("visit", "home_visit", "assistance"):
            assert getattr(after, name) in (None, getattr(before, name))
        assert set(after.surges) <= set(before.surges)

    @given(cases(), st.integers(0, 3))
    def test_ask_for_no_less_where_the_district_asks_for_more(self, case: CaseFacts, more: int) -> None:
        policy = case.policy
        raised = Frequency(policy.visits_per_month + more, policy.home_visits_per_month + more, policy.assistance_per_quarter + more)
        for before, after in zip(all_of(obligations(case)), all_of(obligations(replace(case, policy=raised))), strict=True):
            assert (before is None and after is None) or before.required <= after.required <= before.required + more

    @given(cases(), st.sampled_from(["not_reached", "refused"]))
    def test_are_not_touched_by_an_attempt(self, case: CaseFacts, outcome: str) -> None:
        attempt = Contact(case.as_of, "home", "visit", outcome)
        assert obligations(replace(case, contacts=(*case.contacts, attempt))) == obligations(case)


answers = st.fixed_dictionaries({code: st.sampled_from(sorted(item.scores)) for code, item in STANDARD.items.items()})
assessments = st.builds(Assessment, answers, st.booleans(), st.booleans(), st.integers(0, 5))


class TestLevels:
    @given(assessments)
    def test_are_those_of_the_readme_read_once_more(self, one: Assessment) -> None:
        found, total = assess(one, STANDARD), sum(one.answers.values())
        level = sum(total < least for least in (90, 66, 46, 30))
        assert (found.total, found.preliminary_level) == (total, level)
        if one.coma:
            assert (found.level, found.adjustments) == (4, ("coma",))
            return
        applied = (["diagnosis"] if one.dementia_or_mental_disorder else []) + (["risk_events"] if one.risk_events_30_days > 1 else [])
        assert (found.level, list(found.adjustments)) == (min(4, level + bool(applied)), applied)

    @given(assessments, st.data())
    def test_never_worsen_with_a_better_answer(self, one: Assessment, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(sorted(one.answers)))
        better = max(STANDARD.items[code].scores)
        before, after = assess(one, STANDARD), assess(replace(one, answers={**one.answers, code: better}), STANDARD)
        assert before.level is not None and after.level is not None and after.level <= before.level


bodies = st.builds(
    lambda area, born, order: f"{area}{born}{order:03d}",
    st.sampled_from(["120104", "129900", "000000", "999999"]),
    st.dates(date(1890, 1, 1), date(2027, 12, 31)).map(lambda day: f"{day:%Y%m%d}") | st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.integers(0, 999),
)


def fits(number: str) -> bool:
    """GB 11643 as the standard writes it: the digits times powers of two, the check among them, leave one modulo eleven."""
    values = [10 if sign in "Xx" else int(sign) for sign in number]
    return sum((value << (17 - place)) for place, value in enumerate(values)) % 11 == 1


class TestNumbers:
    @given(bodies, st.sampled_from("0123456789Xx"))
    def test_are_valid_where_date_and_check_are(self, body: str, check: str) -> None:
        number = body + check
        try:
            born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
        except ValueError:
            born = date.max
        found = read_resident_id(number, TODAY)
        assert isinstance(found, Identity) is (born <= TODAY and fits(number))
        if isinstance(found, Identity):
            assert (found.birth_date, found.sex, found.region_code) == (born, "male" if int(body[16]) % 2 else "female", body[:6])

    @given(bodies, st.sampled_from("0123456789Xx"), st.text("0123456789BbX ", max_size=5))
    def test_of_certificates_are_a_valid_number_a_type_a_grade_and_perhaps_a_reissue(self, body: str, check: str, tail: str) -> None:
        whole = isinstance(read_resident_id(body + check, TODAY), Identity)
        shaped = (
            len(tail) in (2, 4)
            and tail[0] in "1234567"
            and tail[1] in "1234"
            and (len(tail) == 2 or (tail[2] == "B" and tail[3].isdigit()))
        )
        found = read_certificate(body + check + tail, TODAY)
        assert isinstance(found, Identity) is (whole and shaped)
        if isinstance(found, Identity):
            assert (found.disability_type, found.disability_grade) == (int(tail[0]), int(tail[1]))
