"""Taking a step: what is written, what is refused, what is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, transaction

from audit.acts import Refusal, act
from audit.models import Entry
from audit.verify import verify
from permissions.roles import Role
from tests.factories.permissions import TESTER, holder
from tests.workflows.conftest import Desk
from tests.workflows.paper import Paper
from workflows import store
from workflows.models import Outbox
from workflows.runner import Bearer, perform, system
from workflows.store import step_model, steps_of

pytestmark = pytest.mark.django_db


def refusal_of(paper: Any, name: str, who: Any, **how: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        perform(paper, name, actor=who, **how)
    return caught.value


def stored(paper: Paper) -> Paper:
    return Paper._base_manager.get(pk=paper.pk)


def test_a_begun_paper_has_its_first_step_and_one_entry_that_lists_it(desk: Desk) -> None:
    outcome = perform(desk.paper(), "create", actor=desk.worker, note="新办")
    row, step = stored(outcome.subject), outcome.step
    assert (row.state, row.step_number, row.flow_version) == ("draft", 1, 1)
    assert (step.number, step.from_state, step.to_state, step.note, step.label) == (1, "", "draft", "新办", "草拟文书")
    assert (step.actor_id, step.acting_role, step.acting_place) == (desk.worker.pk, "社区工作者", desk.town.community.name)
    assert step.guard_results == {"has_title": True}
    assert outcome.sentence == "已草拟文书，现为“草拟”"
    entry = Entry.objects.get(chain=f"paper:{row.pk}")
    assert (entry.action, entry.object_id, entry.actor_role) == ("paper.create", str(row.pk), "社区工作者")
    assert step_model()._meta.db_table in entry.rows
    assert not list(verify(f"paper:{row.pk}"))


def test_a_submitted_paper_lies_on_the_clerks_desk_until_its_deadline(desk: Desk) -> None:
    paper = stored(desk.submitted())
    assert (paper.state, paper.previous_state, paper.step_number) == ("review", "draft", 2)
    assert paper.due_at is not None and paper.due_at > paper.state_since_at
    assert list(Paper.objects.at_desk_of(desk.clerk)) == [paper]
    assert not Paper.objects.at_desk_of(desk.worker).exists()
    assert Outbox.objects.filter(kind="to_do", role=Role.STREET_CLERK, region=desk.town.street).count() == 1


def test_every_failing_condition_is_named_at_once_with_what_mends_it(desk: Desk) -> None:
    paper = desk.drafted(amount=500)
    refusal = refusal_of(paper, "submit", desk.worker, changes={"title": ""})
    assert refusal.status == 422
    assert refusal.reasons == ("请写明事由（在“事由”一栏填写）", "金额超过一百（分两次提交）")


def test_who_holds_no_role_there_is_told_who_can_and_it_is_audited(desk: Desk) -> None:
    paper = desk.drafted()
    refusal = refusal_of(paper, "submit", desk.clerk)
    assert (refusal.status, refusal.reasons) == (403, ("您无权“提交”（可由社区工作者办理）",))
    entry = Entry.objects.filter(chain=f"paper:{paper.pk}").latest("seq")
    assert (entry.result, entry.action, entry.actor_id) == ("refused", "paper.submit", desk.clerk.pk)


def test_a_role_held_elsewhere_counts_for_nothing(desk: Desk) -> None:
    paper = desk.submitted()
    assert refusal_of(paper, "approve", desk.far_clerk).status == 403


def test_a_step_that_does_not_lead_on_from_here_is_refused_by_state(desk: Desk) -> None:
    refusal = refusal_of(desk.drafted(), "approve", desk.clerk)
    assert (refusal.status, refusal.reasons) == (409, ("“草拟”状态下不能“同意”",))


def test_nobody_approves_what_they_submitted(desk: Desk) -> None:
    paper = desk.submitted()
    both = holder(Role.STREET_OFFICER, desk.town.street)
    with act(TESTER, "note"):
        paper.submitted_by = both.pk
        paper.save(update_fields=["submitted_by"])
    assert "办理人不能审批自己提交的事项" in refusal_of(paper, "approve", both).reasons[0]
    assert desk.take(paper, "approve", desk.officer).state == "done"


def test_note_reason_and_basis_are_asked_for(desk: Desk) -> None:
    paper = desk.submitted()
    refusal = refusal_of(paper, "send_back", desk.clerk)
    assert (refusal.status, refusal.reasons) == (400, ("请填写办理意见", "请选择原因（不清楚、其他）"))
    assert refusal_of(paper, "sign", desk.officer).reasons == ("请填写办理依据",)
    back = desk.take(paper, "send_back", desk.clerk, note="不清楚", reason_code="unclear")
    assert back.state == "draft"


def test_a_paper_sent_back_tells_its_author(desk: Desk) -> None:
    desk.take(desk.submitted(), "send_back", desk.clerk, note="请补", reason_code="other")
    message = Outbox.objects.get(kind="answer")
    assert message.account_id == desk.worker.pk and "请补" in message.body


def test_a_stale_form_is_told_who_came_first_and_when(desk: Desk) -> None:
    paper = desk.submitted()
    seen = paper.step_number
    desk.take(stored(paper), "forward", desk.clerk, seen=seen)
    refusal = refusal_of(paper, "approve", desk.clerk, seen=seen)
    assert refusal.status == 409
    assert refusal.reasons[0].startswith("已被他人（街道经办 王**）于") and "现为“已发”，请刷新后再办" in refusal.reasons[0]


def test_a_repeated_key_answers_what_it_answered_before_even_when_stale(desk: Desk) -> None:
    paper = desk.submitted()
    first = perform(stored(paper), "forward", actor=desk.clerk, seen=2, key="k1", note="请办")
    entries = Entry.objects.count()
    again = perform(paper, "forward", actor=desk.clerk, seen=2, key="k1", note="请办")
    assert again.repeated and again.step == first.step and again.sentence == first.sentence
    assert paper.state == "sent"
    assert (steps_of(paper).count(), Entry.objects.count()) == (3, entries)


def test_the_same_key_with_another_content_is_refused(desk: Desk) -> None:
    paper = desk.submitted()
    perform(stored(paper), "forward", actor=desk.clerk, key="k1", note="请办")
    assert refusal_of(paper, "forward", desk.clerk, key="k1", note="别的").status == 422


def test_a_repeated_begin_makes_one_paper_and_another_content_none(desk: Desk) -> None:
    first = perform(desk.paper(), "create", actor=desk.worker, key="b1", changes={"amount": 7})
    again = perform(desk.paper(), "create", actor=desk.worker, key="b1", changes={"amount": 7})
    assert again.repeated and again.subject.pk == first.subject.pk
    assert refusal_of(desk.paper(title="别的"), "create", desk.worker, key="b1", changes={"amount": 7}).status == 422
    assert Paper._base_manager.count() == 1


def test_a_long_key_is_known_again_by_all_of_it(desk: Desk) -> None:
    paper = desk.drafted()
    long = "k" * 90
    first = perform(paper, "touch", actor=desk.worker, key=f"{long}1")
    assert perform(paper, "touch", actor=desk.worker, key=f"{long}1").step == first.step
    assert perform(paper, "touch", actor=desk.worker, key=f"{long}2").step != first.step


def test_two_people_may_use_the_same_key(desk: Desk) -> None:
    one = perform(desk.paper(), "create", actor=desk.worker, key="same").subject
    other = perform(desk.paper(), "create", actor=holder(Role.COMMUNITY_WORKER, desk.town.community), key="same").subject
    assert one.pk != other.pk


def test_bad_values_are_told_by_field_and_nothing_is_kept(desk: Desk) -> None:
    paper = desk.drafted()
    refusal = refusal_of(paper, "submit", desk.worker, changes={"title": "字" * 30, "amount": "许多"})
    assert refusal.status == 400 and len(refusal.reasons) == 2
    assert {reason.partition("：")[0] for reason in refusal.reasons} == {"事由", "金额"}
    assert (paper.title, stored(paper).title, stored(paper).state) == ("买菜", "买菜", "draft")


def test_changes_are_saved_with_the_step(desk: Desk) -> None:
    paper = desk.take(desk.drafted(amount=500), "submit", desk.worker, changes={"amount": 60})
    assert (paper.amount, stored(paper).amount, paper.state) == (60, 60, "review")


def test_a_broken_rule_of_the_database_is_told_in_chinese(desk: Desk) -> None:
    paper = desk.drafted()
    with transaction.atomic():
        refusal = refusal_of(paper, "touch", desk.worker, changes={"amount": 5000})
    assert refusal.status == 400 and "金额" in refusal.reasons[0]


def test_what_must_stand_once_is_refused_as_a_clash(desk: Desk) -> None:
    desk.submitted()
    second = desk.drafted()
    refusal = refusal_of(second, "submit", desk.worker)
    assert refusal.status == 409 and "重复" in refusal.reasons[0]
    assert stored(second).state == "draft" and steps_of(second).count() == 1


def test_an_effect_that_refuses_takes_everything_back(desk: Desk) -> None:
    paper = desk.submitted()
    with act(TESTER, "note"):
        paper.submitted_by = None
        paper.save(update_fields=["submitted_by"])
    before = dict(paper.__dict__)
    refusal = refusal_of(paper, "spoil", desk.clerk)
    assert refusal.reasons == ("这一步总是办不成",)
    assert {k: v for k, v in paper.__dict__.items() if k != "_state"} == {k: v for k, v in before.items() if k != "_state"}
    row = stored(paper)
    assert (row.state, row.step_number, row.submitted_by) == ("review", 2, None)
    assert steps_of(paper).count() == 2


def test_a_refused_begin_leaves_the_callers_object_unsaved(desk: Desk) -> None:
    paper = desk.paper(title="")
    assert refusal_of(paper, "create", desk.worker).status == 422
    assert paper.pk is None and paper._state.adding and paper.state == ""
    paper.title = "补上了"
    assert perform(paper, "create", actor=desk.worker).subject.pk is not None


def test_back_leads_to_where_it_was_however_often(desk: Desk) -> None:
    paper = desk.submitted()
    for _ in range(3):
        paper = desk.take(paper, "hold", desk.clerk)
        paper = desk.take(paper, "resume", desk.clerk)
        assert (paper.state, paper.previous_state) == ("review", "draft")


def test_a_transition_that_stays_keeps_the_deadline_and_counts_a_step(desk: Desk) -> None:
    paper = desk.drafted()
    since = paper.state_since_at
    paper = desk.take(paper, "touch", desk.worker)
    assert (paper.state, paper.step_number, paper.state_since_at) == ("draft", 2, since)


def test_at_other_the_role_of_the_second_place_counts_and_no_other(desk: Desk) -> None:
    town = desk.town
    paper = desk.submitted(other_district=town.next_district, other_street=town.far_street)
    paper = desk.take(paper, "forward", desk.clerk)
    assert refusal_of(paper, "answer", desk.clerk).status == 403
    assert Paper.objects.at_desk_of(desk.far_clerk).get() == paper
    assert Paper.objects.visible_to(desk.far_clerk).get() == paper
    assert desk.take(paper, "answer", desk.far_clerk).state == "done"
    assert not Paper.objects.visible_to(desk.far_clerk).exists()


def test_a_date_column_is_the_deadline(desk: Desk) -> None:
    paper = desk.take(desk.drafted(), "rest", desk.worker, changes={"wake_on": "2031-05-06"})
    assert paper.due_at.isoformat() == "2031-05-06T00:00:00+08:00"


def test_automatic_transitions_follow_as_the_system_for_the_same_author(desk: Desk) -> None:
    paper = desk.submitted(amount=0)
    last = steps_of(paper).first()
    assert (paper.state, paper.step_number) == ("done", 3)
    assert (last.transition, last.is_system, last.actor_id) == ("pass_free", True, desk.worker.pk)
    assert Entry.objects.filter(chain=f"paper:{paper.pk}", action="paper.submit").count() == 1


def test_the_system_takes_only_what_the_definition_gives_it(desk: Desk) -> None:
    paper = desk.drafted()
    assert refusal_of(paper, "submit", system()).status == 403
    assert desk.take(paper, "cancel", system(desk.worker)).state == "dropped"
    assert steps_of(paper).first().actor_id == desk.worker.pk


def test_an_effect_begins_another_paper_in_the_same_act(desk: Desk) -> None:
    paper = desk.take(desk.submitted(), "hand_over", desk.clerk)
    twin = Paper._base_manager.get(pk=paper.twin)
    step = steps_of(twin).get()
    assert (step.is_system, step.actor_id) == (True, desk.clerk.pk)
    assert Entry.objects.get(chain=f"paper:{twin.pk}").action == "paper.hand_over"


def test_a_nested_step_that_is_refused_and_swallowed_leaves_nothing(desk: Desk) -> None:
    paper = desk.take(desk.submitted(), "hand_over", desk.clerk, given={"twin": "", "swallow": True})
    assert (paper.state, paper.twin, Paper._base_manager.count()) == ("with_provider", None, 1)


def test_a_bearer_of_a_link_takes_what_the_link_allows_and_no_more(desk: Desk) -> None:
    bearer = Bearer("周志愿", frozenset({Role.COMMUNITY_WORKER}), desk.worker.as_actor())
    outcome = perform(desk.paper(), "create", actor=bearer)
    assert (outcome.step.actor_id, outcome.step.actor_name) == (None, "周志愿")
    assert "李社区" in outcome.step.on_behalf_of
    paper = perform(outcome.subject, "submit", actor=bearer).subject
    assert refusal_of(paper, "approve", bearer).status == 403


def test_a_lock_that_is_not_had_in_time_is_told_and_an_absent_database_is_not_hidden(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = desk.drafted()

    def fails_with(text: str) -> None:
        def lock(subject: Any) -> Any:
            raise OperationalError(text)

        monkeypatch.setattr(store, "lock", lock)

    fails_with("database is locked")
    assert (refusal_of(paper, "submit", desk.worker).status, refusal_of(paper, "submit", desk.worker).code) == (409, "busy")
    fails_with("could not connect to server")
    with pytest.raises(OperationalError):
        perform(paper, "submit", actor=desk.worker)
