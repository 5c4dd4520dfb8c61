"""Several officers decide on the forms of a process at the same moment: each proposal is decided once, each day has one form.

On PostgreSQL eight race for the suite's own database, on SQLite two for a file into which it is copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from permissions.roles import Role
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from tests.workflows.contest import Contest
from tests.workflows.offices import Offices
from tests.workflows.variants import CheckedPaperFlow, TwiceCheckedPaperFlow, known
from workflows.bindings import forget
from workflows.models import FlowBinding

CHECKED, TWICE = CheckedPaperFlow.version, TwiceCheckedPaperFlow.version


@pytest.fixture
def offices(committed_desk: Desk) -> Iterator[Offices]:
    with known(CheckedPaperFlow, TwiceCheckedPaperFlow):
        yield Offices(committed_desk)
    forget()


def orders(rows: list[FlowBinding], offices: Offices, *hows: str, size: int, **told: Any) -> list[dict[str, Any]]:
    """Let so many officers decide on the rows in turn, each in the way that is next."""
    people = [offices.officer, *(holder(Role.DISTRICT_OFFICER, offices.town.district) for _ in range(size - 1))]
    return [
        {"do": "decide", "row": rows[number % len(rows)].pk, "actor": who.pk, "how": hows[number % len(hows)], "told": told}
        for number, who in enumerate(people)
    ]


def decided(answers: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Give who was not refused, and how often each refusal was read."""
    return [one for one in answers if "row" in one], Counter(one["refused"][0] for one in answers if "refused" in one)


def test_of_all_who_adopt_one_proposal_at_once_one_does_and_the_others_are_told(racers: Contest, offices: Offices) -> None:
    row = offices.propose()
    asked = orders([row], offices, "adopt_binding", size=racers.size)
    racers.publish()
    done, told = decided(racers.race(asked))
    assert [one["status"] for one in done] == ["adopted"]
    assert told == {"这一项已采用，不能再决定": racers.size - 1}
    found = racers.judge.does("bindings")
    assert [(one["status"], one["turns"]) for one in found["rows"]] == [("adopted", 2)]
    assert found["results"] == {"done": 1, "refused": racers.size - 1} and found["broken"] == []


def test_adopted_and_turned_down_at_once_it_is_one_of_both(racers: Contest, offices: Offices) -> None:
    row = offices.propose()
    asked = orders([row], offices, "adopt_binding", "refuse_binding", size=racers.size, note="请办")
    racers.publish()
    done, told = decided(racers.race(asked))
    [status] = [one["status"] for one in done]
    [sentence] = told
    assert (status, sentence) in {("adopted", "这一项已采用，不能再决定"), ("refused", "这一项不采用，不能再决定")}
    assert [one["status"] for one in racers.judge.does("bindings")["rows"]] == [status]


def test_of_two_forms_for_one_day_adopted_at_once_one_holds(racers: Contest, offices: Offices) -> None:
    rows = [offices.propose(version=CHECKED), offices.propose(version=TWICE)]
    asked = orders(rows, offices, "adopt_binding", size=racers.size)
    racers.publish()
    done, told = decided(racers.race(asked))
    assert len(done) == 1
    assert set(told) <= {"这一天已采用了另一项，请先撤回它，或者另定生效日期", "这一项已采用，不能再决定"}
    found = racers.judge.does("bindings")
    assert sorted(one["status"] for one in found["rows"]) == ["adopted", "proposed"] and found["broken"] == []


def test_withdrawn_by_several_at_once_it_ends_once(racers: Contest, offices: Offices) -> None:
    row, last = offices.adopt(), timezone.localdate() + timedelta(days=3)
    asked = orders([row], offices, "withdraw_binding", size=racers.size, ends_on=last.isoformat(), reason="太慢")
    racers.publish()
    done, told = decided(racers.race(asked))
    assert len(done) == 1 and sum(told.values()) == racers.size - 1
    assert all(sentence.startswith("已定自") for sentence in told)
    assert [one["turns"] for one in racers.judge.does("bindings")["rows"]] == [3]
