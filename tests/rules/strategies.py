"""Any elder, any case: few values a fact, chosen so that boundaries meet often."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.rules.elders import BEIJING, HOME, OTHER_DISTRICT, OTHER_STREET, TODAY
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
    SingleChildFamily,
    Spouse,
)
from workflows.rules.obligations import CaseFacts, Contact, Frequency, Surge, Suspension

days_around_half_a_year = st.one_of(
    st.integers(-3, 3).map(lambda shift: date(2024, 12, 30) + timedelta(days=shift)),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)
months_ends = st.sampled_from([date(2024, 8, 31), date(2025, 8, 31), date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31), TODAY])
members = st.builds(
    FamilyMember,
    kind=st.sampled_from([CHILD, SUPPORTER]),
    cohabits=st.booleans(),
    residence=st.sampled_from([HOME, OTHER_STREET, OTHER_DISTRICT, BEIJING]),
    left_city=st.none() | st.builds(LeftCity, since=days_around_half_a_year, reason=st.sampled_from(["study", "work", "other"])),
)
abilities = st.builds(AbilityLevel, st.just(GB_42195), st.integers(0, 4)) | st.builds(AbilityLevel, st.just(MZ_039), st.integers(0, 3))
certificates = st.builds(
    DisabilityCertificate,
    number=st.sampled_from([f"1201041948030201844{grade}" for grade in (1, 2, 3, 4)]),
    valid_until=st.none() | st.integers(-2, 2).map(lambda shift: TODAY + timedelta(days=shift)),
)
families = st.builds(SingleChildFamily, st.sampled_from(["healthy", "disabled", "deceased"]), st.booleans())


def elders() -> st.SearchStrategy[ElderFacts]:
    return st.builds(
        ElderFacts,
        as_of=st.just(TODAY) | months_ends,
        birth_date=st.sampled_from([date(1948, 3, 2), date(1965, 6, 30), date(1965, 7, 1), date(1964, 2, 29)]),
        residence=st.just(HOME),
        spouse=st.none() | st.builds(Spouse, st.booleans()),
        children=st.lists(members, max_size=3).map(tuple),
        has_carer=st.booleans(),
        able_to_work=st.booleans(),
        lives_independently_since=st.none() | days_around_half_a_year,
        ability=st.none() | abilities,
        disability_certificate=st.none() | certificates,
        single_child_family=st.none() | families,
    )


quarter_days = st.dates(date(2025, 3, 20), date(2025, 7, 10))
contacts = st.builds(
    Contact,
    on=quarter_days,
    method=st.sampled_from(["home", "phone", "remote"]),
    activity=st.sampled_from(["visit", "visit", "visit", "assistance"]),
    outcome=st.sampled_from(["completed", "completed", "completed", "not_reached", "refused"]),
)


def spans() -> st.SearchStrategy[tuple[date, date]]:
    return st.builds(lambda first, length: (first, first + timedelta(days=length)), quarter_days, st.integers(-1, 20))


def cases() -> st.SearchStrategy[CaseFacts]:
    return st.builds(
        CaseFacts,
        as_of=quarter_days,
        enrolled_on=st.just(date(2024, 1, 10)) | quarter_days,
        closed_on=st.none() | st.sampled_from([date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 30), date(2025, 7, 1)]) | quarter_days,
        categories=st.frozensets(st.sampled_from([str(category) for category in Category]), max_size=3)
        | st.just(frozenset({"functionally_impaired"})),
        consents=st.sampled_from([True, True, True, False]),
        suspensions=st.lists(
            st.builds(lambda span, is_open: Suspension(span[0], None if is_open else span[1]), spans(), st.booleans()), max_size=2
        ).map(tuple),
        policy=st.builds(Frequency, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
        surges=st.lists(st.builds(lambda span, extra: Surge(*span, extra, "高温"), spans(), st.integers(1, 3)), max_size=3).map(tuple),
        contacts=st.lists(contacts, max_size=12).map(tuple),
    )
