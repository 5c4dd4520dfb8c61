"""The preview asks few elders and answers as if it had asked all; it goes on in turns, and costs statements by the chunk."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.crowd import Crowd
from benchmarks.town import Town
from casework.models import Case
from casework.queries.eligibility_facts import known_facts
from casework.services import impact as impacts
from casework.services.impact import Proposal, begin, books, go_on, preview, progress_of, resumed
from casework.services.standards import read_setting
from permissions.models import Region
from workflows.policy.rules import thresholds_of
from workflows.rules.categories import Category
from workflows.rules.unknown import Answer, find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
CROWD = 150
CHANGES = [("months_apart", "2"), ("months_apart", "1"), ("elder_age", "55"), ("severe_grades", "+3"), ("severe_grades", "+3、4")]


@pytest.fixture
def district() -> Region:
    town = Town()
    town.grow(CROWD)
    Crowd(town, seed=7).settle()
    return town.office.town.district


def proposed(district: Region, key: str, typed: str, on: date | None = None) -> Proposal:
    section, value = read_setting(key, typed)
    return Proposal(district, section, key, value, on or timezone.localdate())


def by_asking_everybody(proposal: Proposal) -> tuple[Counter[Category], int]:
    """Count with the rule that explains itself, elder by elder."""
    before, after = (thresholds_of(book) for book in books(proposal))
    gained: Counter[Category] = Counter()
    changed = 0
    for case in Case.objects.filter(district=proposal.district):
        known = known_facts([case.pk], proposal.effective_on)[case.pk]
        old, new = (set(find(known, limits).of(Answer.YES)) for limits in (before, after))
        # what was open and is on file keeps counting; it cannot be gained a second time
        more = {one for one in new - old if one.value not in case.categories}
        gained.update(more)
        changed += bool(more)
    return gained, changed


@pytest.mark.parametrize("ahead", [0, 45])
def test_asking_those_concerned_answers_as_asking_everybody(district: Region, ahead: int) -> None:
    seen = 0
    for key, typed in CHANGES:
        proposal = proposed(district, key, typed, timezone.localdate() + timedelta(days=ahead))
        found = preview(proposal)
        gained, changed = by_asking_everybody(proposal)
        assert (found.gained, found.changed, found.elders) == (gained, changed, CROWD), key
        assert found.asked == found.concerned < CROWD
        seen += changed
    assert seen > 10


def test_it_goes_on_in_turns_to_the_same_figures(district: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = proposed(district, "months_apart", "1")
    at_once = preview(proposal)
    monkeypatch.setattr(impacts, "CHUNK", 10)
    impact, turns = begin(proposal), 0
    while not impact.is_done:
        percent = impact.percent
        impact = resumed(proposal, progress_of(impact))
        go_on(impact)
        turns += 1
        assert impact.percent >= percent
    assert turns > 3 and impact.percent == 100
    assert progress_of(impact) | {"reached": 0} == progress_of(at_once) | {"reached": 0}


@pytest.mark.parametrize(("key", "typed", "statements"), [("visits_per_month", "2", 4), ("clue_check", "3", 6), ("months_apart", "1", 14)])
def test_it_costs_statements_by_the_chunk_and_writes_none(district: Region, key: str, typed: str, statements: int) -> None:
    proposal = proposed(district, key, typed)
    with CaptureQueriesContext(connection) as seen:
        preview(proposal)
    assert len(seen) <= statements
    assert all(one["sql"].startswith("SELECT") for one in seen.captured_queries)


def test_a_change_of_frequency_asks_nobody_again(district: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(impacts, "known_facts", refuse)
    found = preview(proposed(district, "visits_per_month", "3"))
    assert (found.visits_before, found.visits_after, found.concerned) == (CROWD, 3 * CROWD, 0)
