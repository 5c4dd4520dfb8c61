"""Several processes at one paper at the same moment, and processes that die in the middle: nothing is lost, doubled or half written.

On PostgreSQL eight race for the suite's own database, on SQLite two for a file into which it is copied.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from tests.workflows.contest import Contest

TAKEN_BY_ANOTHER = "已被他人（街道经办 "


@pytest.fixture
def contest(racers: Contest, committed_desk: Desk) -> Contest:
    return racers


def clerks(desk: Desk, number: int) -> list[Account]:
    return [desk.clerk, *(holder(Role.STREET_CLERK, desk.town.street) for _ in range(number - 1))]


def columns(desk: Desk, **more: Any) -> dict[str, Any]:
    town = desk.town
    return {"title": "买菜", "district_id": town.district.pk, "street_id": town.street.pk, "community_id": town.community.pk, **more}


def test_of_all_who_act_at_once_one_wins_and_the_others_are_told_by_whom(contest: Contest, committed_desk: Desk) -> None:
    desk, paper = committed_desk, committed_desk.submitted()
    people = clerks(desk, contest.size)
    contest.publish()
    names = ("approve", "forward", "hand_over", "hold")
    answers = contest.race(
        [
            {"do": "take", "paper": paper.pk, "name": names[number % 4], "actor": who.pk, "how": {"seen": paper.step_number}}
            for number, who in enumerate(people)
        ]
    )
    winners = [one for one in answers if "step" in one]
    losers = [one for one in answers if "refused" in one]
    assert (len(winners), len(losers)) == (1, contest.size - 1)
    assert all(one["status"] == 409 and one["refused"][0].startswith(TAKEN_BY_ANOTHER) for one in losers)
    assert all("请刷新后再办" in one["refused"][0] for one in losers)
    assert all(winners[0]["sentence"].partition("现为")[2] in one["refused"][0] for one in losers)
    found = contest.look(paper.pk)
    assert [one[0] for one in found["steps"]] == [1, 2, 3] and found["step_number"] == 3
    assert found["broken"] == []


def test_one_form_sent_from_many_places_at_once_is_told_the_masked_name(contest: Contest, committed_desk: Desk) -> None:
    desk, paper = committed_desk, committed_desk.submitted()
    contest.publish()
    answers = contest.race(
        [{"do": "take", "paper": paper.pk, "name": "forward", "actor": desk.clerk.pk, "how": {"seen": 2}}] * contest.size
    )
    losers = [one for one in answers if "refused" in one]
    assert [one["status"] for one in losers] == [409] * (contest.size - 1)
    assert all("王**" in one["refused"][0] and "请刷新后再办" in one["refused"][0] for one in losers)
    found = contest.look(paper.pk)
    assert [one[0] for one in found["steps"]] == [1, 2, 3] and (found["state"], found["broken"]) == ("sent", [])


def test_without_what_they_saw_only_one_step_fits_the_state(contest: Contest, committed_desk: Desk) -> None:
    paper = committed_desk.submitted()
    people = clerks(committed_desk, contest.size)
    contest.publish()
    answers = contest.race([{"do": "take", "paper": paper.pk, "name": "approve", "actor": who.pk} for who in people])
    refused = [one["refused"] for one in answers if "refused" in one]
    assert refused == [["“办结”状态下不能“同意”"]] * (contest.size - 1)
    assert contest.look(paper.pk)["step_number"] == 3


def test_one_key_sent_many_times_at_once_is_one_step_and_one_answer(contest: Contest, committed_desk: Desk) -> None:
    desk, paper = committed_desk, committed_desk.submitted()
    contest.publish()
    how = {"key": "k-1", "seen": 2, "note": "请办"}
    answers = contest.race([{"do": "take", "paper": paper.pk, "name": "forward", "actor": desk.clerk.pk, "how": how}] * contest.size)
    assert {(one["step"], one["sentence"]) for one in answers} == {(answers[0]["step"], "已转发，现为“已发”")}
    assert sorted(one["repeated"] for one in answers) == [False, *[True] * (contest.size - 1)]
    found = contest.look(paper.pk)
    assert found["step_number"] == 3 and [one[1] for one in found["entries"]] == ["paper.create", "paper.submit", "paper.forward"]


def test_one_key_that_begins_a_paper_begins_one(contest: Contest, committed_desk: Desk) -> None:
    desk = committed_desk
    contest.publish()
    order = {"do": "take", "columns": columns(desk), "name": "create", "actor": desk.worker.pk, "how": {"key": "b-1"}}
    answers = contest.race([order] * contest.size)
    assert len({(one["paper"], one["step"], one["sentence"]) for one in answers}) == 1
    found = contest.look(answers[0]["paper"])
    assert (found["papers"], found["step_number"], found["broken"]) == (1, 1, [])


def test_a_number_that_must_stand_once_is_given_once_and_the_others_are_told(contest: Contest, committed_desk: Desk) -> None:
    desk = committed_desk
    contest.publish()
    order = {"do": "take", "columns": columns(desk, number="2023-35"), "name": "create", "actor": desk.worker.pk}
    answers = contest.race([order] * contest.size)
    made = [one for one in answers if "step" in one]
    told = [one for one in answers if "refused" in one]
    assert len(made) == 1 and {(one["status"], "重复" in one["refused"][0]) for one in told} == {(409, True)}
    assert contest.look(made[0]["paper"])["papers"] == 1


def test_steps_that_do_not_exclude_each_other_follow_one_another_without_a_gap(contest: Contest, committed_desk: Desk) -> None:
    times = 15
    paper = committed_desk.drafted()
    people = clerks(committed_desk, contest.size)
    contest.publish()
    answers = contest.race([{"do": "take", "paper": paper.pk, "name": "touch", "actor": who.pk, "times": times} for who in people])
    numbers = sorted(number for one in answers for number in one["numbers"])
    assert numbers == list(range(2, 2 + times * contest.size))
    found = contest.look(paper.pk)
    assert [one[0] for one in found["steps"]] == list(range(1, 2 + times * contest.size))
    assert [one[0] for one in found["entries"]] == list(range(1, 2 + times * contest.size)) and found["broken"] == []


def test_a_timer_runs_once_however_many_workers_tick(contest: Contest, committed_desk: Desk) -> None:
    paper = committed_desk.submitted()
    contest.publish()
    answers = contest.race([{"do": "tick", "now": paper.due_at + timedelta(minutes=1)}] * contest.size)
    assert sum(one["run"] for one in answers) == 1 and not any(one["failed"] for one in answers)
    found = contest.look(paper.pk)
    assert found["timer_runs"] == 1 and found["outbox"] == ["reminder", "to_do"]
    assert [one[1] for one in found["entries"]] == ["paper.create", "paper.submit", "paper.due"]


def test_a_message_is_delivered_once_however_many_workers_deliver(contest: Contest, committed_desk: Desk) -> None:
    paper = committed_desk.submitted()
    contest.publish()
    answers = contest.race([{"do": "deliver", "now": paper.state_since_at + timedelta(minutes=1)}] * contest.size)
    assert sum(one["delivered"] for one in answers) == 1
    assert contest.look(paper.pk)["deliveries"] == 1


# the last place is the entry itself: all is written and nothing is committed
PLACES = [
    ("workflows.store", "lock"),
    ("workflows.store", "write"),
    ("workflows.performing", "run_effect"),
    ("workflows.performing", "run_message"),
    ("audit.chain", "append"),
]


@pytest.mark.parametrize(("module", "function"), PLACES)
def test_a_process_killed_in_the_middle_leaves_nothing_and_blocks_nobody(
    contest: Contest, committed_desk: Desk, module: str, function: str
) -> None:
    paper = committed_desk.drafted()
    contest.publish()
    before = contest.look(paper.pk)
    order = {"do": "take", "paper": paper.pk, "name": "submit", "actor": committed_desk.worker.pk, "how": {"key": "k"}}
    contest.killed_at(module, function, **order)
    assert contest.look(paper.pk) == before
    again = contest.judge.does(**order)
    assert again["numbers"] == [2] and not again["repeated"]
    found = contest.look(paper.pk)
    assert (found["state"], found["outbox"], found["broken"]) == ("review", ["to_do"], [])


def test_a_worker_killed_while_delivering_delivers_nothing_twice(contest: Contest, committed_desk: Desk) -> None:
    paper = committed_desk.submitted()
    contest.publish()
    now = paper.state_since_at + timedelta(minutes=1)
    contest.killed_at("workflows.delivery", "_carry", do="deliver", now=now)
    assert contest.look(paper.pk)["deliveries"] == 0
    assert contest.judge.does("deliver", now=now) == {"delivered": 1, "failed": 0}
    assert contest.look(paper.pk)["deliveries"] == 1


def test_a_worker_killed_inside_a_timer_runs_it_again_once(contest: Contest, committed_desk: Desk) -> None:
    paper = committed_desk.submitted()
    contest.publish()
    now = paper.due_at + timedelta(minutes=1)
    contest.killed_at("workflows.timers", "run_due", do="tick", now=now)
    assert contest.look(paper.pk)["timer_runs"] == 0
    assert contest.judge.does("tick", now=now) == {"run": 1, "failed": 0}
    assert contest.judge.does("tick", now=now) == {"run": 0, "failed": 0}
    assert contest.look(paper.pk)["outbox"] == ["reminder", "to_do"]


@pytest.mark.parametrize(("function", "after", "gone"), [("write", 3, 2), ("lock", 3, 2)], ids=["its state is written", "it is locked"])
def test_a_move_to_another_version_that_is_killed_goes_on_where_it_stopped(
    contest: Contest, committed_desk: Desk, function: str, after: int, gone: int
) -> None:
    papers = [committed_desk.submitted(title=f"{number}") for number in range(5)]
    contest.publish()
    contest.killed_at("workflows.store", function, after=after, do="migrate")
    found = [contest.look(paper.pk) for paper in papers]
    assert [one["state"] for one in found] == ["countersign"] * gone + ["review"] * (5 - gone)
    assert [one["step_number"] for one in found] == [3] * gone + [2] * (5 - gone)
    assert contest.judge.does("migrate") == {"moved": 5 - gone, "left": []}
    assert contest.judge.does("migrate") == {"moved": 0, "left": []}
    for paper in papers:
        seen = contest.look(paper.pk)
        assert [step[1] for step in seen["steps"]] == ["create", "submit", "move_to_version"]
        assert (seen["state"], seen["step_number"], seen["broken"]) == ("countersign", 3, [])
        assert [action for _, action, _ in seen["entries"]].count("paper.move_to_version") == 1


def test_two_moves_at_once_move_every_paper_once(contest: Contest, committed_desk: Desk) -> None:
    papers = [committed_desk.submitted(title=f"{number}") for number in range(6)]
    contest.publish()
    answers = contest.race([{"do": "migrate"}] * 2)
    assert sum(one["moved"] for one in answers) == 6
    for paper in papers:
        seen = contest.look(paper.pk)
        assert [step[1] for step in seen["steps"]] == ["create", "submit", "move_to_version"] and seen["broken"] == []
