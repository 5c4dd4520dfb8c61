"""Facts leave their history, whichever way they are written, or are not written at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import serializers
from django.db import models, transaction

from audit.acts import OutsideAct, act
from audit.models import Entry
from audit.verify import verify
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Note, Stamp, Tag

WAYS_OUTSIDE: dict[str, Callable[[Note], Any]] = {
    "save": lambda note: note.save(),
    "delete": lambda note: note.delete(),
    "save of a new row": lambda note: full_note().save(),
    "create": lambda note: Note.objects.create(folder=1),
    "get_or_create": lambda note: Note.objects.get_or_create(folder=99),
    "update_or_create": lambda note: Note.objects.update_or_create(folder=1, defaults={"title": "乙"}),
    "update": lambda note: Note.objects.update(title="乙"),
    "update of a filtered set": lambda note: Note.objects.filter(pk=note.pk).exclude(title="x").update(title="乙"),
    "delete of a set": lambda note: Note.objects.filter(pk=note.pk).delete(),
    "bulk_create": lambda note: Note.objects.bulk_create([full_note()]),
    "bulk_update": lambda note: Note.objects.bulk_update([note], ["title"]),
    "relations": lambda note: note.tags.set([]) or note.tags.add(Tag.objects.create(name="x")),
    "a tracked and an untracked column": lambda note: note.save(update_fields=["title", "cached_count"]),
}


@pytest.mark.parametrize("write", WAYS_OUTSIDE.values(), ids=WAYS_OUTSIDE.keys())
def test_nothing_is_written_outside_an_act(note: Note, write: Callable[[Note], Any]) -> None:
    before, history = list(Note.objects.values()), Note.history.count()
    note.title = "乙"
    with pytest.raises(OutsideAct), transaction.atomic():
        write(note)
    assert (list(Note.objects.values()), Note.history.count()) == (before, history)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_an_act_where_every_statement_commits_by_itself() -> None:
    with pytest.raises(OutsideAct):
        full_note().save()
    assert not Note.objects.exists()


def test_loaddata_is_refused_even_inside_an_act(note: Note) -> None:
    text = serializers.serialize("json", [note]).replace("空巢老人", "乙")
    with pytest.raises(OutsideAct), act(CLERK, "load"):
        for one in serializers.deserialize("json", text):
            one.save()
    assert Note.objects.get().title == "空巢老人"


def test_history_cannot_be_left_out(note: Note) -> None:
    note.skip_history_when_saving = True
    with pytest.raises(OutsideAct), act(CLERK, "sneak"):
        note.save()


def test_an_untracked_column_is_written_without_history_and_the_next_fact_with_it(note: Note) -> None:
    before = Note.history.count()
    note.cached_count = 5
    note.save(update_fields=["cached_count"])
    assert Note.history.count() == before
    with act(CLERK, "edit"):
        note.title = "丙"
        note.save()
    assert Note.history.count() == before + 1 and list(verify()) == []


def test_set_based_changes_are_told_as_the_table_holds_them(note: Note) -> None:
    stale = Note.objects.get(pk=note.pk)
    with act(CLERK, "edit"):
        Note.objects.filter(pk=note.pk).update(body="新")
    stale.title = "丁"
    with act(CLERK, "bulk"):
        Note.objects.bulk_update([stale], ["title"])
    latest = Note.history.latest("history_id")
    assert (latest.title, latest.body) == ("丁", "新")
    assert list(verify()) == []


def test_update_finds_its_rows_before_it_changes_what_it_finds_them_by(note: Note) -> None:
    with act(CLERK, "edit"):
        assert Note.objects.filter(title="空巢老人").update(title="独居老人", folder=models.F("folder") + 1) == 1
    latest = Note.history.latest("history_id")
    assert (latest.title, latest.folder, latest.history_type, latest.chain) == ("独居老人", 2, "~", "case:2")


def test_a_row_written_over_another_is_refused_for_it_leaves_no_history(note: Note) -> None:
    with pytest.raises(TypeError), act(CLERK, "import"):
        Note.objects.bulk_create([full_note()], ignore_conflicts=True)


def test_deleting_a_fact_is_a_history_row_too(note: Note) -> None:
    with act(CLERK, "remove"):
        Note.objects.filter(pk=note.pk).delete()
    assert Note.history.latest("history_id").history_type == "-"
    assert list(verify()) == []


def test_history_says_who_as_text_and_number_and_in_which_chain(note: Note) -> None:
    row = Note.history.latest("history_id")
    assert (row.history_actor, row.history_user_id, row.chain) == ("王芳", 7, "case:1")
    assert Note.history.model._meta.pk.get_internal_type() == "BigAutoField"
    assert not any(isinstance(field, models.ForeignKey) for field in Note.history.model._meta.concrete_fields)


def test_relations_leave_rows_that_the_entry_lists(note: Note) -> None:
    tags = [Tag.objects.create(name=name) for name in ("甲", "乙")]
    with act(CLERK, "tag", note):
        note.tags.set(tags)
    entry = Entry.objects.get(action="tag")
    assert entry.rows.count("historicalnote_tags") == 2 and entry.chain == "case:1"
    assert list(verify()) == []


def test_a_stamp_is_made_inside_an_act_once_and_listed() -> None:
    with pytest.raises(OutsideAct):
        Stamp(chain="case:1", text="甲").save()


@pytest.mark.django_db
def test_stamps_are_listed_however_they_are_made() -> None:
    with act(CLERK, "stamp"):
        one = Stamp.objects.create(chain="case:1", text="甲")
        Stamp.objects.bulk_create([Stamp(chain="case:2", text="乙")])
    assert sorted(Entry.objects.values_list("chain", "row_count")) == [("case:1", 1), ("case:2", 1)]
    with pytest.raises(OutsideAct), act(CLERK, "change"):
        one.save()
    assert list(verify()) == []
