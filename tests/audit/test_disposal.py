"""What the register names may go, nothing else; chain and entries stay and verify, and what went cannot be guessed."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import canonical
from audit.acts import OutsideAct, Refusal, act
from audit.chain import row_digest
from audit.disposal import forget, register, resealing
from audit.models import Detail, Disposal, Entry, Head
from audit.reading import reader_of
from audit.testing import guards_down
from audit.verify import verify
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Note, Stamp

pytestmark = pytest.mark.django_db
PAPER = {"approval": "销〔2026〕1号", "register_digest": "0" * 64}


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def two_files(note: Note) -> None:
    """Two cases, each with history, a stamp and a reason."""
    with act(CLERK, "stamp", reason="两卷各盖一戳") as frame:
        Stamp.objects.bulk_create([Stamp(chain="case:1", text="甲"), Stamp(chain="case:2", text="乙")])
        full_note(folder=2).save()
        frame.touch("case:2")


def dispose(chain: str = "case:1") -> dict[str, int]:
    with act(CLERK, "disposal.register", basis="销〔2026〕1号"):
        register([chain], **PAPER)
    with act(CLERK, "disposal.forget", basis="销〔2026〕1号"):
        return forget([chain])


def test_details_history_and_stamps_go_and_the_chain_still_verifies(two_files: None) -> None:
    gone = dispose()
    assert gone["audit_detail"] == 2 + 1 and gone["audit_fixture_historicalnote"] == 2 and gone["audit_fixture_stamp"] == 1
    assert not Detail.objects.filter(chain="case:1").exists() and not Stamp.objects.filter(chain="case:1").exists()
    assert [one.action for one in Entry.objects.filter(chain="case:1").order_by("seq")][-2:] == ["disposal.register", "disposal.forget"]
    assert list(verify()) == [] and list(verify("case:1")) == []


def test_the_neighbours_file_is_whole(two_files: None) -> None:
    dispose()
    assert Stamp.objects.filter(chain="case:2").exists() and Note.history.filter(chain="case:2").exists()
    refused("DELETE FROM audit_fixture_stamp WHERE chain = 'case:2'")
    refused("DELETE FROM audit_fixture_stamp")


def test_what_went_cannot_be_guessed_from_its_digest(two_files: None) -> None:
    entry = Entry.objects.filter(chain="case:1", action="note.write").get()
    (table, key, digest), *_ = json.loads(entry.rows)
    text = dict(reader_of(Note.history.model).texts([key]))[key]
    guess = canonical.digest(text)
    assert row_digest(Note.history.model, guess, Head.objects.get(chain="case:1").salt) == digest
    dispose()
    assert row_digest(Note.history.model, guess, Head.objects.get(chain="case:1").salt) != digest


def test_entries_and_register_never_go(two_files: None) -> None:
    dispose()
    for table in ("audit_entry", "audit_disposal"):
        refused(f"DELETE FROM {table} WHERE chain = 'case:1'")
        refused(f"UPDATE {table} SET chain = 'case:9' WHERE chain = 'case:1'")


def test_nothing_goes_that_is_not_registered(two_files: None) -> None:
    with pytest.raises(Refusal, match="未登记销毁"), act(CLERK, "disposal.forget"):
        forget(["case:1"])
    with pytest.raises(Refusal, match="没有这样的审计链"), act(CLERK, "disposal.register"):
        register(["case:404"], **PAPER)
    dispose()
    with pytest.raises(Refusal, match="已登记销毁"), act(CLERK, "disposal.register"):
        register(["case:1"], **PAPER)
    with pytest.raises(OutsideAct):
        register(["case:2"], **PAPER)


def test_a_register_row_slipped_in_past_the_door_lets_nothing_be_forgotten(two_files: None) -> None:
    Disposal.objects.create(chain="case:2", approved_at=timezone.now(), **PAPER)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_fixture_stamp WHERE chain = 'case:2'")
    told = [(one.table, one.what) for one in verify("case:2")]
    assert ("audit_fixture_stamp", "记录被删去") in told and any(table == "audit_disposal" for table, _ in told)
    assert {(one.table, one.what) for one in verify()} == set(told)


def test_a_deleted_row_of_a_disposed_file_is_no_excuse_for_a_changed_one(two_files: None) -> None:
    with act(CLERK, "disposal.register"):
        register(["case:1"], **PAPER)
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_fixture_stamp SET text = 'x' WHERE chain = 'case:1'")
    assert [one.what for one in verify("case:1")] == ["记录内容被改动"]


def test_history_is_resealed_under_a_register_row_and_old_and_new_digests_are_listed(two_files: None) -> None:
    keys = list(Note.history.filter(chain="case:1").values_list("history_id", flat=True))
    model = Note.history.model
    refused("UPDATE audit_fixture_historicalnote SET body = 'x' WHERE chain = 'case:1'")
    with act(CLERK, "keys.reseal"), resealing({model: keys}, **PAPER):
        model._base_manager.filter(history_id__in=keys).update(body="新密文")
    entry = Entry.objects.get(action="keys.reseal")
    assert {len(row) for row in json.loads(entry.rows) if row[0] == model._meta.db_table} == {4}
    assert list(verify()) == [] and list(verify("case:1")) == []


def test_resealing_opens_the_named_chain_for_an_hour_and_the_check_sees_what_else_was_changed(two_files: None) -> None:
    keys, model = list(Note.history.filter(chain="case:1").values_list("history_id", flat=True)), Note.history.model
    with act(CLERK, "keys.reseal"), resealing({model: keys[:1]}, **PAPER):
        refused("UPDATE audit_fixture_historicalnote SET body = 'x' WHERE chain = 'case:2'")
        refused("UPDATE audit_fixture_historicalnote SET chain = 'case:2' WHERE chain = 'case:1'")
        refused("UPDATE audit_entry SET action = 'x' WHERE chain = 'case:1'")
        model._base_manager.filter(history_id__in=keys).update(body="新密文")
    assert [(one.key, one.what) for one in verify()] == [(str(keys[1]), "记录内容被改动")]


def test_an_hour_later_nothing_may_be_changed(two_files: None) -> None:
    late = timezone.now() - timezone.timedelta(seconds=1)
    Disposal.objects.create(chain="case:1", kind=Disposal.Kind.RESEAL, approved_at=late, until_at=late, **PAPER)
    refused("UPDATE audit_fixture_historicalnote SET body = 'x' WHERE chain = 'case:1'")


@pytest.mark.django_db(transaction=True)
def test_on_commit_the_write_ahead_log_is_emptied(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied: list[bool] = []
    monkeypatch.setattr("audit.disposal._empty_the_write_ahead_log", lambda: emptied.append(True))
    dispose()
    assert emptied == ([True] if connection.vendor == "sqlite" else [])
