"""What waits for a person: counted in one query a flow, paged by urgency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.roles import Role
from permissions.scope import reach_of
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows import store, worklists
from workflows.timers import tick
from workflows.worklists import worklist, worklist_items, worklists_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "subject_models", lambda: [Paper])
    monkeypatch.setattr(worklists, "_custom", {})


def test_each_desk_has_its_queues_and_nobody_elses(desk: Desk) -> None:
    desk.drafted(title="一")
    for title in "二三":
        desk.submitted(title=title)
    (queue,) = worklists_for(desk.clerk)
    assert (queue.key, queue.role, queue.label, queue.count, queue.overdue) == ("paper:review", Role.STREET_CLERK, "测试文书·待审", 2, 0)
    assert [(one.key, one.count) for one in worklists_for(desk.worker)] == [("paper:draft", 1)]
    assert worklists_for(desk.far_clerk) == []


def test_late_matters_are_counted_and_the_oldest_is_named(desk: Desk) -> None:
    papers = [desk.submitted(title=title) for title in "甲乙"]
    late = papers[0].due_at + timedelta(days=1)
    (queue,) = worklists_for(desk.clerk, late)
    assert (queue.overdue, queue.oldest_due_at) == (2, min(one.due_at for one in papers))


def test_what_climbed_stands_on_the_list_of_the_office_above(desk: Desk) -> None:
    paper = desk.submitted()
    tick(paper.due_at + timedelta(days=1))
    tick(paper.due_at + timedelta(days=9))
    (queue,) = worklists_for(desk.officer)
    assert (queue.key, queue.role, queue.count) == ("paper:late", Role.STREET_OFFICER, 1)
    assert worklist_items(desk.officer, "paper:late").items == [paper]
    far_officer = holder(Role.STREET_OFFICER, desk.town.far_street)
    assert worklists_for(far_officer) == [] and worklist_items(far_officer, "paper:late").items == []


def test_pages_follow_one_another_in_the_order_of_urgency(desk: Desk) -> None:
    papers = [desk.submitted(title=f"第{number}件") for number in range(7)]
    Paper._base_manager.filter(pk=papers[3].pk).update(due_at=None)
    Paper._base_manager.filter(pk=papers[5].pk).update(due_at=timezone.now())
    seen: list[Any] = []
    after = ""
    while True:
        page = worklist_items(desk.clerk, "paper:review", after, limit=2)
        seen += [one.pk for one in page.items]
        after = page.after
        if not after:
            break
    order = [papers[5], papers[0], papers[1], papers[2], papers[4], papers[6], papers[3]]
    assert seen == [one.pk for one in order]


def test_a_queue_one_has_no_desk_for_and_an_unknown_one_are_empty(desk: Desk) -> None:
    desk.submitted()
    assert worklist_items(desk.worker, "paper:review").items == []
    assert worklist_items(desk.clerk, "nothing:here").items == []
    assert len(worklist_items(desk.clerk, "paper:review", "no cursor").items) == 1


def test_the_counts_of_a_flow_are_one_query_however_many_papers(desk: Desk) -> None:
    for number in range(4):
        desk.submitted(title=f"{number}")
    reach_of(desk.clerk)
    with CaptureQueriesContext(connection) as queries:
        worklists_for(desk.clerk)
    assert len(queries) == 1


def test_a_registered_queue_is_shown_to_its_roles_alone(desk: Desk) -> None:
    @worklist("big_papers", "大额文书", [Role.STREET_OFFICER])
    def big(user: Any, now: Any) -> Any:
        return Paper.objects.visible_to(user).filter(amount__gte=50)

    desk.submitted()
    assert [(one.key, one.label, one.count) for one in worklists_for(desk.officer)] == [("big_papers", "大额文书", 1)]
    assert len(worklist_items(desk.officer, "big_papers").items) == 1
    assert worklist_items(desk.clerk, "big_papers").items == []
