"""One act, one entry in each chain it touches; nothing outside an act; a refusal leaves a record and nothing else."""

import contextvars
import threading

import pytest
from django.db import connection, transaction

from audit.acts import Actor, OutsideAct, Refusal, act, client, current
from audit.models import Detail, Entry, Head
from audit.testing import guards_down
from audit.verify import verify
from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import TESTER, Town, account, holder

pytestmark = pytest.mark.django_db


def test_a_fact_written_outside_an_act_is_refused_before_it_is_written() -> None:
    person = account("王芳")
    person.display_name = "李芳"
    for write in (
        person.save,
        person.delete,
        lambda: Account.objects.update(display_name="x"),
        lambda: Account.objects.bulk_create([Account(username="z")]),
    ):
        with pytest.raises(OutsideAct), transaction.atomic():
            write()
    assert Account.objects.get(pk=person.pk).display_name == "王芳"


def test_one_act_writes_one_entry_that_lists_its_history_rows() -> None:
    with act(TESTER, "rename", reason="姓名登记有误") as frame:
        person = Account(username="a", display_name="王芳")
        person.save()
        person.display_name = "李芳"
        person.save()
        assert current() is frame
    entry = Entry.objects.get(action="rename")
    assert entry.chain == frame.default_chain and entry.seq == 1
    assert entry.rows.count("permissions_historicalaccount") == 2
    assert Detail.objects.get(chain=entry.chain, seq=1).text == "姓名登记有误"
    assert "姓名登记有误" not in entry.details and "李芳" not in entry.rows
    assert list(verify()) == []


def test_an_inner_act_joins_the_outermost() -> None:
    with act(TESTER, "outer"):
        with act(TESTER, "inner"):
            account("王芳")
    assert [entry.action for entry in Entry.objects.all()] == ["outer"]


def test_a_refusal_takes_all_back_and_is_recorded() -> None:
    with pytest.raises(Refusal) as refused, act(TESTER, "rename"):
        Account(username="a", display_name="王芳").save()
        raise Refusal("您无权改名", status=403)
    assert refused.value.reasons == ("您无权改名",)
    assert not Account.objects.filter(username="a").exists()
    entry = Entry.objects.get()
    assert entry.result == Entry.Result.REFUSED and entry.rows == "[]"
    assert Detail.objects.get().text == "您无权改名"
    assert list(verify()) == []


def test_any_other_error_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), act(TESTER, "rename"):
        Account(username="a").save()
        raise ZeroDivisionError
    assert not Entry.objects.exists() and not Account.objects.exists()


def test_what_a_savepoint_took_back_is_not_listed() -> None:
    with act(TESTER, "try"):
        try:
            with transaction.atomic():
                Account(username="a").save()
                raise ValueError
        except ValueError:
            Account(username="b").save()
    assert Entry.objects.get().rows.count("historicalaccount") == 1
    assert list(verify()) == []


def test_a_frame_copied_into_another_thread_does_not_count() -> None:
    found: list[object] = []
    with act(TESTER, "look"):
        copied = contextvars.copy_context()
        thread = threading.Thread(target=lambda: found.append(copied.run(current)))
        thread.start()
        thread.join()
    assert found == [None]


def test_the_frame_is_closed_when_the_transaction_ends(django_capture_on_commit_callbacks: object) -> None:
    seen: list[object] = []
    with django_capture_on_commit_callbacks(execute=True), act(TESTER, "look"):  # type: ignore[operator]
        transaction.on_commit(lambda: seen.append(current()))
    assert seen == [None]


def test_the_entry_names_the_request() -> None:
    with client(request_id="r1", address="127.0.0.1", device="phone"), act(Actor(None, "系统"), "look"):
        pass
    entry = Entry.objects.get()
    assert (entry.request_id, entry.client_address, entry.client_device, entry.channel) == ("r1", "127.0.0.1", "phone", "web")


def test_a_silent_act_writes_no_entry() -> None:
    with act(TESTER, "repeat") as frame:
        frame.silent()
    assert not Entry.objects.exists()


def test_set_based_writes_leave_a_history_row_each() -> None:
    with act(TESTER, "import"):
        Account.objects.bulk_create([Account(username=f"u{number}", display_name="甲") for number in range(3)])
    with act(TESTER, "update"):
        Account.objects.filter(username__startswith="u").update(display_name="乙")
    with act(TESTER, "bulk"):
        rows = list(Account.objects.filter(username__startswith="u"))
        for row in rows:
            row.display_name = "丙"
        Account.objects.bulk_update(rows, ["display_name"])
    assert Account.history.filter(display_name="丙").count() == 3
    assert Account.history.filter(username__startswith="u").count() == 9
    assert list(verify()) == []


def test_one_act_over_many_chains_writes_an_entry_in_each() -> None:
    with act(TESTER, "area_reform") as frame:
        for number in range(1900):
            frame.touch(f"case:{number}")
    assert Entry.objects.count() == 1900 and Head.objects.count() == 1900
    assert list(verify()) == []


def test_an_act_costs_few_statements(django_assert_max_num_queries: object) -> None:
    with act(TESTER, "warm"):
        pass
    with django_assert_max_num_queries(6), act(TESTER, "look"):  # type: ignore[operator]
        pass


@pytest.fixture
def history() -> Town:
    town = Town()
    person = holder(Role.STREET_CLERK, town.street)
    with act(person, "rename", reason="更正"):
        person.display_name = "新名"
        person.save()
    return town


HISTORY = "permissions_historicalaccount"
TAMPERS = {
    "an entry's action": "UPDATE audit_entry SET action = 'x' WHERE id = (SELECT max(id) FROM audit_entry)",
    "an entry's own digest": "UPDATE audit_entry SET digest = 'x' WHERE id = (SELECT min(id) FROM audit_entry)",
    "an entry deleted": "DELETE FROM audit_entry WHERE id = (SELECT min(id) FROM audit_entry)",
    "the last entry cut off": "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)",
    "one blank in a history row": "UPDATE permissions_historicalaccount SET display_name = display_name || ' ' WHERE history_id = 1",
    "a history row deleted": f"DELETE FROM {HISTORY} WHERE history_id = (SELECT max(history_id) FROM {HISTORY})",
    "a detail changed": "UPDATE audit_detail SET text = 'x' WHERE id = (SELECT max(id) FROM audit_detail)",
    "a detail deleted": "DELETE FROM audit_detail WHERE id = (SELECT min(id) FROM audit_detail)",
    "a head moved": "UPDATE audit_head SET seq = seq + 1",
}


@pytest.mark.parametrize("sql", TAMPERS.values(), ids=TAMPERS.keys())
def test_whatever_raw_sql_changes_is_named(history: Town, sql: str) -> None:
    if "history_id = 1" in sql:
        first = Account.history.order_by("history_id").first()
        assert first is not None
        sql = sql.replace("history_id = 1", f"history_id = {first.history_id}")
    assert list(verify()) == []
    with guards_down(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(verify()) != []


def test_a_history_row_written_past_the_door_is_found(history: Town) -> None:
    with connection.cursor() as cursor:
        columns = ", ".join(field.column for field in Account.history.model._meta.concrete_fields if field.column != "history_id")
        cursor.execute(f"INSERT INTO permissions_historicalaccount ({columns}) SELECT {columns} FROM permissions_historicalaccount LIMIT 1")
    assert "没有任何审计条目" in str(next(iter(verify())))
