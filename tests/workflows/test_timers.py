"""Timers: once a cycle, caught up after downtime, climbing one office at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from permissions.roles import Role
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows import store
from workflows.models import Outbox, TimerRun
from workflows.store import steps_of
from workflows.timers import run_timer, tick

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])


def stored(paper: Paper) -> Any:
    return Paper._base_manager.get(pk=paper.pk)


def test_before_its_deadline_nothing_happens_to_a_paper(desk: Desk) -> None:
    paper = desk.submitted()
    assert tick(paper.due_at - timedelta(seconds=1)).run.total() == 0
    assert not TimerRun.objects.filter(flow=paper.workflow.key).exists()


def test_a_late_paper_is_reminded_then_climbs_and_stays_late(desk: Desk) -> None:
    paper = desk.submitted()
    due_at, now = paper.due_at, paper.due_at + timedelta(hours=1)
    assert tick(now).run["paper"] == 1
    assert Outbox.objects.get(kind="reminder").role == Role.STREET_CLERK
    later = stored(paper).look_at
    assert later > now and tick(now).run.total() == 0
    tick(later)
    assert stored(paper).escalated_to == Role.STREET_OFFICER
    tick(later + timedelta(days=4))
    assert stored(paper).escalated_to == Role.DISTRICT_OFFICER
    assert stored(paper).look_at is None
    assert stored(paper).due_at == due_at
    assert [one.role for one in Outbox.objects.filter(kind="escalation").order_by("pk")] == [Role.STREET_OFFICER, Role.DISTRICT_OFFICER]
    assert stored(paper).step_number == 2


def test_a_step_takes_the_escalation_back(desk: Desk) -> None:
    paper = desk.submitted()
    tick(paper.due_at + timedelta(days=1))
    tick(paper.due_at + timedelta(days=9))
    assert stored(paper).escalated_to
    back = desk.take(stored(paper), "send_back", desk.clerk, note="补", reason_code="other")
    assert (back.escalated_to, back.due_at, back.look_at) == ("", None, None)


def test_two_ticks_at_one_moment_run_a_timer_once(desk: Desk) -> None:
    paper = desk.submitted()
    now = paper.due_at + timedelta(minutes=1)
    assert run_timer(Paper, paper.pk, now) == "run"
    assert run_timer(Paper, paper.pk, now) == ""
    assert TimerRun.objects.filter(flow=paper.workflow.key).count() == 1
    assert Entry.objects.filter(chain=f"paper:{paper.pk}", action="paper.due").count() == 1


def test_a_timer_that_ran_in_this_cycle_never_runs_again(desk: Desk) -> None:
    paper = desk.submitted()
    now = paper.due_at + timedelta(minutes=1)
    run_timer(Paper, paper.pk, now)
    Paper._base_manager.filter(pk=paper.pk).update(look_at=now, due_cycle=paper.due_cycle)
    entries = Entry.objects.count()
    assert run_timer(Paper, paper.pk, now) == ""
    assert Outbox.objects.filter(kind="reminder").count() == 1
    assert Entry.objects.count() == entries


def test_a_system_transition_is_taken_when_due_and_caught_up_after_downtime(desk: Desk) -> None:
    today = timezone.localdate()
    paper = desk.take(desk.drafted(), "rest", desk.worker, changes={"wake_on": today + timedelta(days=3)})
    assert tick(timezone.now() + timedelta(days=1)).run.total() == 0
    assert tick(timezone.now() + timedelta(days=90)).run["paper"] == 1
    last = steps_of(paper).first()
    assert (stored(paper).state, last.transition, last.is_system, last.channel) == ("draft", "wake", True, "timer")


def test_a_timer_that_fails_is_put_off_and_the_others_run(desk: Desk) -> None:
    broken = desk.take(desk.drafted(title="甲"), "hold", desk.worker)
    late = desk.submitted(title="乙")
    now = max(broken.due_at, late.due_at) + timedelta(days=1)
    report = tick(now)
    assert (report.run["paper"], report.failed["paper"]) == (1, 1)
    assert stored(broken).look_at == now + timedelta(minutes=10)
    assert not TimerRun.objects.filter(flow=broken.workflow.key, subject_id=broken.pk).exists()


def test_the_clock_goes_on_through_two_states_of_one_deadline(desk: Desk) -> None:
    paper = desk.submitted()
    due_at = paper.due_at
    tick(due_at + timedelta(days=1))
    tick(due_at + timedelta(days=9))
    passed = desk.take(stored(paper), "pass_up", desk.clerk)
    assert (passed.due_at, passed.escalated_to) == (due_at, Role.STREET_OFFICER)
    assert desk.take(desk.take(passed, "pass_down", desk.clerk), "hold", desk.clerk).due_at > due_at


def test_what_is_looked_at_in_vain_holds_up_no_other_and_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.timers.BATCH", 2)
    papers = [desk.submitted(title=f"第{number}件") for number in range(5)]
    plain = run_timer

    def in_vain_for_the_first(model: Any, pk: int, now: Any) -> str:
        return "" if pk in {paper.pk for paper in papers[:3]} else plain(model, pk, now)

    monkeypatch.setattr("workflows.timers.run_timer", in_vain_for_the_first)
    assert tick(papers[-1].due_at + timedelta(hours=1)).run["paper"] == 2
