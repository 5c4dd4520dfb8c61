"""Several processes on one object: each keeps its state and its history, together they offer, decide and are seen as one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit.acts import Refusal, act
from audit.models import Entry
from permissions.access import held_at
from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import TESTER, holder
from tests.refusals import refused
from tests.workflows.conftest import Desk
from tests.workflows.loans import MODELS, Checking, Lending, Loan, LoanCheck, LoanSeal, make_tables, nothing_while_sealed, told
from tests.workflows.variants import known
from workflows import store
from workflows.checks import findings
from workflows.engine.variants import requiring
from workflows.facets import chain_of, facet_of, history_of, holders_of, offers_on, states_of
from workflows.migrating import migrate_flow
from workflows.models import TimerRun
from workflows.runner import perform, perform_many, tick
from workflows.worklists import worklist_items, worklists_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
WORKER, CLERK = Role.COMMUNITY_WORKER, Role.STREET_CLERK


@pytest.fixture(scope="module")
def loan_tables(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        make_tables()


@pytest.fixture(autouse=True)
def loans(loan_tables: None, papers: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(store, "subject_models", lambda: list(MODELS))
    yield


def begun(desk: Desk, **columns: Any) -> Loan:
    town = desk.town
    loan = Loan(**{"district": town.district, "street": town.street, "community": town.community, **columns})
    return perform(loan, "ask", actor=desk.worker).subject  # type: ignore[no-any-return]


def seal(desk: Desk, loan: Loan) -> Any:
    return perform(loan, "seal", actor=desk.clerk, note="有争议").subject


def offered_to(loan: Loan, who: Account) -> list[str]:
    return [offer.transition.name for _, offer in offers_on(loan, who) if offer.allowed]


def test_all_its_processes_begin_with_the_object_in_one_act(desk: Desk) -> None:
    loan = begun(desk)
    assert states_of(loan) == {"lending": "asked", "sealing": "opened", "checking": "idle"}
    assert [(one.subject_kind, one.number, one.is_system, one.actor_name) for one in reversed(history_of(loan))] == [
        ("lending", 1, False, "李社区"), ("sealing", 1, True, "李社区"), ("checking", 1, True, "李社区"),
    ]  # fmt: skip
    assert Entry.objects.filter(chain=loan.chain_key).count() == 1


def test_what_is_asked_of_the_object_is_done_by_the_process_that_knows_it(desk: Desk) -> None:
    loan = begun(desk)
    sealed = seal(desk, loan)
    assert isinstance(sealed, LoanSeal) and sealed.owner == loan
    perform(loan, "approve", actor=desk.clerk)
    assert states_of(loan) == {"lending": "lent", "sealing": "sealed", "checking": "idle"}
    assert (loan.step_number, sealed.step_number) == (2, 2)
    with refused("没有“fly”这一办理事项", status=409):
        perform(loan, "fly", actor=desk.clerk)


def test_what_is_on_offer_is_the_union_in_the_order_of_the_chain(desk: Desk) -> None:
    loan = begun(desk)
    assert offered_to(loan, desk.clerk) == ["approve", "seal", "draw"]
    assert offered_to(loan, desk.worker) == []
    perform(loan, "approve", actor=desk.clerk)
    seal(desk, loan)
    assert (offered_to(loan, desk.clerk), offered_to(loan, desk.worker)) == (["unseal", "draw"], ["give_back"])
    assert offered_to(loan, desk.far_clerk) == []


def test_a_permission_is_what_the_process_that_manages_it_says(desk: Desk) -> None:
    loan = begun(desk)
    assert holders_of(loan, "edit") == {WORKER, CLERK} and holders_of(loan, "printing") == frozenset()
    perform(loan, "approve", actor=desk.clerk)
    assert holders_of(loan, "printing") == {WORKER, CLERK}
    seal(desk, loan)
    assert holders_of(loan, "edit") == frozenset() and holders_of(loan, "printing") == {WORKER, CLERK}
    assert holders_of(loan, "read") == Lending.readers_in("lent")


def test_each_process_has_its_own_conditions_and_its_own_form(desk: Desk) -> None:
    loan = begun(desk, approved_by=desk.officer.pk)
    with refused("请填写办理意见", status=400):
        perform(loan, "seal", actor=desk.clerk)
    perform(loan, "draw", actor=desk.clerk)
    with refused("不能抽查自己批准的（请另一位负责人抽查）", status=422):
        perform(loan, "confirm", actor=desk.officer)
    with refused("您无权“抽查通过”", "可由街道负责人办理"):
        perform(loan, "confirm", actor=desk.clerk)
    assert perform(loan, "confirm", actor=holder(Role.STREET_OFFICER, desk.town.street)).subject.state == "passed"


def test_the_number_seen_is_that_of_the_process(desk: Desk) -> None:
    loan = begun(desk)
    perform(loan, "approve", actor=desk.clerk)
    perform(loan, "seal", actor=desk.clerk, note="封", seen=1)
    with refused("已被他人", status=409):
        perform(loan, "unseal", actor=desk.clerk, seen=1)


def test_each_has_its_own_queue_where_its_object_lies(desk: Desk) -> None:
    loan = begun(desk)
    perform(loan, "draw", actor=desk.clerk)
    assert [(one.key, one.label, one.count) for one in worklists_for(desk.officer)] == [("checking:waiting", "抽查·待抽查", 1)]
    assert [(one.key, one.count) for one in worklists_for(desk.clerk)] == [("lending:asked", 1)]
    elsewhere = holder(Role.STREET_OFFICER, desk.town.next_street)
    assert worklists_for(elsewhere) == []
    with act(TESTER, "move_loan"):
        Loan.objects.filter(pk=loan.pk).update(street=desk.town.next_street, community=desk.town.other_community)
    assert [one.key for one in worklists_for(elsewhere)] == ["checking:waiting"] and worklists_for(fresh(desk.officer)) == []
    assert [str(one) for one in worklist_items(elsewhere, "checking:waiting").items] == ["轮椅"]
    assert {one.role for one in held_at(elsewhere, facet_of(Loan._base_manager.get(pk=loan.pk), LoanCheck))} == {Role.STREET_OFFICER}


def fresh(person: Account) -> Account:
    return Account.objects.get(pk=person.pk)


def test_who_sees_the_object_sees_what_it_is_for_each_process(desk: Desk) -> None:
    loan = begun(desk)
    hidden = begun(desk)
    with act(TESTER, "restrict_loan"):
        Loan.objects.filter(pk=hidden.pk).update(is_restricted=True)
    hidden.refresh_from_db()
    district = holder(Role.DISTRICT_OFFICER, desk.town.district)

    def seen(who: Account) -> list[int]:
        owners = LoanSeal.objects.visible_to(who).order_by("owner_id").values_list("owner_id", flat=True)
        assert list(owners) == list(Loan.objects.visible_to(who).order_by("pk").values_list("pk", flat=True))
        return list(owners)

    assert (seen(desk.clerk), seen(district), seen(desk.far_clerk)) == ([loan.pk], [loan.pk, hidden.pk], [])
    with refused("您无权“封存记录”"):
        perform(hidden, "seal", actor=desk.clerk, note="封")


def test_a_process_that_came_later_begins_at_the_first_step_that_concerns_it(desk: Desk) -> None:
    loan = begun(desk)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LoanSeal._meta.db_table}")
    assert states_of(loan) == {"lending": "asked", "checking": "idle"}
    assert offered_to(loan, desk.clerk) == ["approve", "draw"] and holders_of(loan, "edit") == frozenset()
    sealed = seal(desk, loan)
    assert (sealed.state, sealed.step_number) == ("sealed", 2)
    assert Entry.objects.filter(chain=loan.chain_key).count() == 2


def test_a_process_may_forbid_what_another_would_do(desk: Desk) -> None:
    loan = begun(desk)
    seal(desk, loan)
    with told(before=nothing_while_sealed):
        with refused("已封存，不能“同意借用”，请先启封", status=409):
            perform(loan, "approve", actor=desk.clerk)
        assert states_of(loan)["lending"] == "asked"
        outcome = perform_many([loan], "approve", actor=desk.clerk)
        assert outcome.refused == {loan.pk: ("已封存，不能“同意借用”，请先启封",)}
        perform(loan, "unseal", actor=desk.clerk)
        assert perform(loan, "approve", actor=desk.clerk).subject.state == "lent"
    assert Entry.objects.filter(chain=loan.chain_key, result="refused").count() == 1


def test_every_process_is_told_of_every_step_before_and_after(desk: Desk) -> None:
    heard: list[tuple[str, str, str]] = []

    def note(when: str) -> Any:
        return lambda notice: heard.append((when, notice.transition.name, notice.told.state))

    loan = begun(desk)
    with told(note("before"), note("after")):
        perform(loan, "approve", actor=desk.clerk)
        seal(desk, loan)
    assert heard == [
        ("before", "approve", "opened"), ("after", "approve", "opened"), ("before", "seal", "opened"), ("after", "seal", "sealed"),
    ]  # fmt: skip


def test_what_is_taken_back_is_taken_back_in_all_of_them(desk: Desk) -> None:
    def refuse(notice: Any) -> None:
        raise Refusal("最后一刻不行", status=422)

    town = desk.town
    loan = Loan(district=town.district, street=town.street, community=town.community)
    with told(after=refuse), refused("最后一刻不行"):
        perform(loan, "ask", actor=desk.worker)
    assert not Loan._base_manager.exists() and not LoanSeal._base_manager.exists() and not LoanCheck._base_manager.exists()


def test_each_has_its_own_clock(desk: Desk) -> None:
    loan = begun(desk)
    check = perform(loan, "draw", actor=desk.clerk).subject
    assert check.due_at is not None and states_of(loan)["sealing"] == "opened"
    tick(max(check.due_at, loan.due_at))
    # the calendar's yearly reminder runs by the day's date
    assert sorted(TimerRun.objects.exclude(flow="calendar").values_list("flow", "timer")) == [
        ("checking", "waiting:remind"),
        ("lending", "asked:remind"),
    ]


def test_many_are_taken_together_whichever_process_it_is(desk: Desk) -> None:
    loans = [begun(desk) for _ in range(3)]
    checks = [facet_of(loan, LoanCheck) for loan in loans]
    outcome = perform_many(checks, "draw", actor=desk.clerk)
    assert len(outcome.steps) == 3 and not outcome.refused
    assert {states_of(loan)["checking"] for loan in loans} == {"waiting"}
    outcome = perform_many(checks, "draw", actor=desk.far_clerk)
    assert len(outcome.refused) == 3


def test_one_of_them_moves_to_its_next_version_alone(desk: Desk) -> None:
    loan = begun(desk)
    second = type("CheckingAnew", (Checking,), {"version": 2, "confirm": requiring(Checking.confirm)})
    with known(second):
        assert migrate_flow(key="checking", to=2, mapping={}, basis="文号", region=desk.town.next_street).moved == 0
        assert migrate_flow(key="checking", to=2, mapping={}, basis="文号", region=desk.town.street).moved == 1
        assert [row.flow_version for row in chain_of(loan)] == [1, 1, 2]


def test_no_process_gets_a_state_without_its_step(desk: Desk) -> None:
    loan = begun(desk)
    with pytest.raises(DatabaseError, match="no state without its step"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {LoanSeal._meta.db_table} SET state = 'sealed' WHERE owner_id = {loan.pk}")
    assert states_of(loan)["sealing"] == "opened"


def test_the_command_describes_an_object_with_all_its_processes() -> None:
    out = io.StringIO()
    call_command("flows", "describe", "lending", stdout=out)
    told = out.getvalue()
    assert "一件东西上的流程：辅具借用、封存、抽查；“辅具借用”为主" in told and "谁能修改：由“封存”的状态决定" in told
    assert "抽查通过 → 已抽查" in told


def test_the_chains_of_the_rooms_and_of_the_loan_are_sound() -> None:
    assert [str(one) for one in findings() if "、" in one.sentence and one.is_error] == []
