"""Many papers moved as one act: a step and an entry each, the statements of a few."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from audit.models import Entry
from audit.verify import verify
from permissions.roles import Role
from permissions.scope import reach_of
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows.models import Outbox
from workflows.runner import System, perform, perform_many, system
from workflows.store import step_model, steps_of

pytestmark = pytest.mark.django_db


def drafts(desk: Desk, number: int, amount: int = 50) -> list[Paper]:
    return [desk.drafted(title=f"第{one}件", amount=amount) for one in range(number)]


def stored(paper: Paper) -> Paper:
    return Paper._base_manager.get(pk=paper.pk)


def test_every_paper_has_its_step_its_deadline_and_its_entry(desk: Desk) -> None:
    papers = [desk.submitted(title=f"第{one}件") for one in range(5)]
    outcome = perform_many(papers, "hold", actor=desk.clerk, note="停电")
    assert set(outcome.steps) == {one.pk for one in papers} and str(outcome) == "已办理 5 件"
    for paper in papers:
        row, last = stored(paper), steps_of(paper).first()
        assert (row.state, row.previous_state, row.step_number) == ("on_hold", "review", 3)
        assert row.due_at is not None and row.look_at == row.due_at
        assert (last.number, last.note, last.acting_role, last.from_state) == (3, "停电", "街道经办", "review")
        assert Entry.objects.filter(chain=paper.chain_key).latest("seq").action == "paper.hold.many"
        assert not list(verify(paper.chain_key))


def test_one_act_moves_a_paper_as_a_single_step_would(desk: Desk) -> None:
    alone, together = desk.submitted(title="甲"), desk.submitted(title="乙")
    perform(alone, "hold", actor=desk.clerk)
    perform_many([together], "hold", actor=desk.clerk)
    left_out = {"id", "title", "_state", "submitted_by", "state_since_at"}
    rows = [{name: value for name, value in stored(one).__dict__.items() if name not in left_out} for one in (alone, together)]
    assert rows[0] == rows[1]
    steps = [
        steps_of(one).values("transition", "from_state", "to_state", "guard_results", "actor_id", "acting_place").first()
        for one in (alone, together)
    ]
    assert steps[0] == steps[1]


def test_what_may_not_be_taken_is_told_and_stops_no_other(desk: Desk) -> None:
    good, elsewhere = desk.submitted(title="可办"), desk.submitted(title="已撤")
    desk.take(elsewhere, "cancel", desk.worker)
    own = desk.submitted(title="自己的")
    perform_many([own], "touch", actor=desk.clerk)
    outcome = perform_many([good, elsewhere, own], "forward", actor=desk.clerk)
    assert set(outcome.steps) == {good.pk, own.pk}
    assert outcome.refused == {elsewhere.pk: ("“撤销”状态下不能“转发”",)}
    assert stored(elsewhere).step_number == 3


def test_who_may_not_is_told_for_each(desk: Desk) -> None:
    papers = [desk.submitted(title="甲"), desk.submitted(title="乙")]
    outcome = perform_many(papers, "approve", actor=desk.far_clerk)
    assert outcome.steps == {} and {one for one in outcome.refused} == {one.pk for one in papers}
    assert all("您无权“同意”" in reasons[0] for reasons in outcome.refused.values())


def test_a_condition_that_fails_is_told_for_its_paper_alone(desk: Desk) -> None:
    mine, others = desk.submitted(title="甲"), desk.submitted(title="乙")
    perform_many([mine], "hold", actor=desk.clerk)
    perform_many([mine], "resume", actor=desk.clerk)
    other = holder(Role.STREET_OFFICER, desk.town.street)
    Paper._base_manager.filter(pk=mine.pk).update(submitted_by=other.pk)
    outcome = perform_many([mine, others], "approve", actor=other)
    assert list(outcome.steps) == [others.pk]
    assert outcome.refused[mine.pk] == ("办理人不能审批自己提交的事项（请其他经办人办理）",)


def test_where_something_follows_each_is_taken_by_itself_in_the_same_act(desk: Desk) -> None:
    papers = [*drafts(desk, 2), *(desk.drafted(title="免审", amount=0) for _ in range(1)), desk.drafted(title="大额", amount=500)]
    outcome = perform_many(papers, "submit", actor=desk.worker)
    assert len(outcome.steps) == 3 and outcome.refused == {papers[3].pk: ("金额超过一百（分两次提交）",)}
    assert [stored(one).state for one in papers] == ["review", "review", "done", "draft"]
    assert Outbox.objects.filter(kind="to_do").count() == 3
    assert Entry.objects.filter(action="paper.submit.many", result="done").count() == 3


def test_a_way_back_leads_every_paper_to_where_it_was(desk: Desk) -> None:
    from_draft, from_review = desk.drafted(title="甲"), desk.submitted(title="乙")
    perform_many([from_draft, from_review], "hold", actor=desk.clerk)
    assert {stored(one).state for one in (from_draft, from_review)} == {"on_hold"}
    perform_many([from_draft, from_review], "resume", actor=desk.clerk)
    assert (stored(from_draft).state, stored(from_draft).previous_state) == ("draft", "")
    assert (stored(from_review).state, stored(from_review).previous_state) == ("review", "draft")


def test_the_system_moves_many_for_their_author(desk: Desk) -> None:
    papers = drafts(desk, 3)
    perform_many(papers, "cancel", actor=system(desk.worker))
    assert {steps_of(one).first().actor_id for one in papers} == {desk.worker.pk}
    assert all(steps_of(one).first().is_system for one in papers)
    assert perform_many([], "cancel", actor=System()).steps == {}


def test_the_statements_do_not_grow_with_the_papers(desk: Desk) -> None:
    reach_of(desk.clerk)

    def sent(number: int) -> int:
        papers = [desk.submitted(title=f"{number}-{one}") for one in range(number)]
        with CaptureQueriesContext(connection) as captured:
            perform_many(papers, "forward", actor=desk.clerk)
        return len(captured)

    assert sent(20) <= sent(2) + 1


def test_if_the_entries_cannot_be_written_no_paper_moves(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = [desk.submitted(title="甲"), desk.submitted(title="乙")]
    steps = step_model()._base_manager.count()

    def broken(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("audit.chain.append", broken)
    with pytest.raises(DatabaseError):
        perform_many(papers, "forward", actor=desk.clerk)
    assert [stored(one).state for one in papers] == ["review", "review"]
    assert step_model()._base_manager.count() == steps
