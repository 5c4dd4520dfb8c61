"""What an entry tells: joined acts, whose words are kept where, what a refusal leaves, and how little it costs."""

import logging
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.acts import Actor, OutsideAct, Refusal, act, client
from audit.models import Detail, Entry, Head, Manifest
from audit.verify import Report, verify
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Note, Stamp

pytestmark = pytest.mark.django_db


def texts(chain: str) -> dict[str, str]:
    return dict(Detail.objects.filter(chain=chain).values_list("name", "text"))


def test_an_entry_says_who_did_what_where_and_on_what_basis(note: Note) -> None:
    on_leave = Actor(8, "李明", "街道负责人", "体育中心街道", on_behalf_of="赵强")
    with act(on_leave, "note.read", note, basis="35号 二(二)一"):
        pass
    entry = Entry.objects.get(action="note.read")
    assert (entry.actor_id, entry.actor_name, entry.actor_role, entry.actor_place, entry.on_behalf_of) == (
        8, "李明", "街道负责人", "体育中心街道", "赵强",
    )  # fmt: skip
    assert (entry.object_kind, entry.object_id, entry.basis, entry.algorithm) == (
        "audit_fixture.note",
        str(note.pk),
        "35号 二(二)一",
        "sm3",
    )
    assert (entry.chain, entry.seq, entry.result) == ("case:1", 3, "done") and entry.at <= entry.recorded_at


def test_entries_follow_each_other_without_a_gap(note: Note) -> None:
    entries = list(Entry.objects.order_by("seq"))
    assert [one.seq for one in entries] == [1, 2]
    assert [one.prev_digest for one in entries] == ["", entries[0].digest]
    assert Head.objects.get().digest == entries[1].digest


def test_joined_acts_are_noted_with_their_reasons(note: Note) -> None:
    with act(CLERK, "case.close", reason="去世", basis="35号 三"):
        with act(CLERK, "note.correct", note, reason="核对", basis="35号 四"):
            note.title = "丙"
            note.save()
        with act(Actor(None, "系统"), "timer.stop", reason="去世"):
            pass
    entry = Entry.objects.get(action="case.close")
    assert entry.inner == f'[["note.correct","audit_fixture.note","{note.pk}",""],["timer.stop","","","系统"]]'
    assert entry.basis == "35号 三；35号 四"
    words = Detail.objects.filter(seq=entry.seq).values_list("name", "text")
    assert set(words) == {("reason", "去世"), ("reason.2", "核对")}  # the system's is the same word, told once


def test_a_joined_act_that_failed_and_was_caught_is_no_part_of_the_act(note: Note) -> None:
    other = full_note(folder=2)
    with act(CLERK, "batch", note):
        try:
            with transaction.atomic(), act(CLERK, "inner", other, reason="不该留下"):
                other.save()
                raise Refusal("不行")
        except Refusal:
            pass
    assert Entry.objects.get(action="batch").inner == "[]"
    assert "不该留下" not in Detail.objects.values_list("text", flat=True) and not Head.objects.filter(chain="case:2").exists()


def test_an_act_on_two_cases_is_one_entry_in_each_and_one_act() -> None:
    with act(CLERK, "swap") as frame:
        Stamp.objects.create(chain="case:1", text="甲")
        frame.touch("case:2")
    first, second = Entry.objects.order_by("chain")
    assert (first.chain, first.row_count, second.chain, second.row_count) == ("case:1", 1, "case:2", 0)
    assert first.act_id == second.act_id and len(first.act_id) == 32


def test_a_word_about_one_elder_never_stands_in_the_chain_of_another(note: Note) -> None:
    other = full_note(folder=2)
    with act(CLERK, "write"):
        other.save()
    with act(CLERK, "compare", note, reason="与邻居一同核对") as frame:
        with act(CLERK, "note.read", other, reason="邻居的话"):
            pass
        frame.detail("remark", "只属于邻居", chain="case:2")
    assert texts("case:2") == {"reason": "邻居的话", "remark": "只属于邻居"}
    assert "与邻居一同核对" in texts("case:1").values() and "邻居的话" not in texts("case:1").values()


def test_an_act_on_no_object_keeps_its_reason_in_every_chain_it_touched() -> None:
    with act(CLERK, "area_reform", reason="街道合并") as frame:
        frame.touch("case:1")
        frame.touch("case:2")
    assert texts("case:1") == texts("case:2") == {"reason": "街道合并"}


def test_a_personal_text_stands_in_no_entry(note: Note) -> None:
    with act(CLERK, "reveal", note, reason="家属来电核实", details={"number": "尾号7"}):
        pass
    everything = " ".join(str(value) for row in Entry.objects.values() for value in row.values())
    assert "家属来电核实" not in everything and "尾号7" not in everything


def test_what_a_begin_makes_knows_its_chain_only_at_the_end() -> None:
    note = full_note(folder=5)
    with act(CLERK, "begin", note):
        note.save()
    assert Entry.objects.get().object_id == str(note.pk) and Entry.objects.get().chain == "case:5"


def test_a_refusal_stands_in_the_chain_of_what_was_acted_on(note: Note) -> None:
    with pytest.raises(Refusal), act(CLERK, "note.correct", note, reason="改一下"):
        note.title = "丙"
        note.save()
        raise Refusal("请填写办理意见", status=422)
    entry = Entry.objects.get(result="refused")
    assert (entry.chain, entry.seq, entry.row_count) == ("case:1", 3, 0)
    assert dict(Detail.objects.filter(seq=3).values_list("name", "text")) == {"reason": "改一下", "refusal": "请填写办理意见"}
    assert list(verify()) == []


def test_a_refusal_leaves_nothing_in_the_chain_of_what_it_would_have_made() -> None:
    with pytest.raises(Refusal), act(CLERK, "begin"):
        full_note(folder=9).save()
        with act(CLERK, "inner", full_note(folder=9)):
            raise Refusal("重复建档")
    entry = Entry.objects.get()
    assert entry.chain.startswith("account:7:") and not Head.objects.filter(chain="case:9").exists()


def test_a_refusal_by_a_joined_act_tells_of_it_and_stands_in_its_chain(note: Note) -> None:
    with pytest.raises(Refusal), act(CLERK, "service"):
        with act(CLERK, "note.correct", note, reason="改一下"):
            raise Refusal("不能改")
    entry = Entry.objects.get(result="refused")
    assert entry.chain == "case:1" and '"note.correct"' in entry.inner
    assert set(Detail.objects.filter(seq=entry.seq).values_list("text", flat=True)) == {"改一下", "不能改"}


def test_if_the_entry_cannot_be_written_the_act_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(rows: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("audit.inserting.insert", full)
    with pytest.raises(DatabaseError), act(CLERK, "write"):
        full_note().save()
    assert not Note.objects.exists() and not Head.objects.exists()


def test_a_refusal_that_cannot_be_recorded_is_still_a_refusal(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def full(rows: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr("audit.inserting.insert", full)
    with caplog.at_level(logging.ERROR), pytest.raises(Refusal, match="不能改"), act(CLERK, "write"):
        raise Refusal("不能改")
    assert "left no entry" in caplog.text


def test_a_frame_that_is_over_takes_no_more_rows(note: Note) -> None:
    with act(CLERK, "look") as frame:
        pass
    with pytest.raises(OutsideAct):
        frame.include_row(note)


def test_a_silent_act_that_wrote_after_all_has_its_entry() -> None:
    with act(CLERK, "repeat") as frame:
        Stamp.objects.create(chain="case:1", text="甲")
        frame.silent()
    assert Entry.objects.get().row_count == 1


def test_a_browsers_name_with_a_nul_in_it_stops_nobody() -> None:
    with client(device="x\0y", address="::1"), act(CLERK, "look"):
        pass
    assert Entry.objects.get().client_device == "xy"


def test_a_bulk_act_keeps_its_entry_short_and_its_rows_named() -> None:
    with act(CLERK, "plan_month"):
        Stamp.objects.bulk_create([Stamp(chain="system:plan", text=str(number)) for number in range(2345)])
    entry = Entry.objects.get()
    assert (entry.row_count, Manifest.objects.count()) == (2345, 3) and len(entry.rows) < 400
    report = Report()
    assert list(verify(report=report)) == [] and report.rows == 2345


def statements(context: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in context.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]


def test_an_act_of_its_own_costs_three_statements_in_a_new_chain_and_an_old_one() -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as context, act(CLERK, "look"):
            pass
        assert len(statements(context)) == 3
    with CaptureQueriesContext(connection) as context, act(CLERK, "look", reason="核对"):
        pass
    assert len(statements(context)) == 4


def test_a_listed_row_costs_one_more_statement() -> None:
    with CaptureQueriesContext(connection) as context, act(CLERK, "stamp"):
        Stamp.objects.create(chain="case:1", text="甲")
        Stamp.objects.create(chain="case:1", text="乙")
    assert len(statements(context)) == 2 + 1 + 3


def test_1900_cases_moved_are_1900_entries_in_a_handful_of_statements() -> None:
    with CaptureQueriesContext(connection) as context, act(CLERK, "area_reform", reason="街道合并") as frame:
        for number in range(1900):
            frame.touch(f"case:{number}")
    assert Entry.objects.count() == Head.objects.count() == Detail.objects.count() == 1900
    assert len(statements(context)) <= 10
    assert list(verify()) == []
