"""One canonical text a row, on both databases, of what is stored; nothing a tool could change in a column goes unseen."""

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from audit import canonical
from audit.acts import act
from audit.reading import fetch, reader_of
from tests.audit.conftest import CLERK, full_note
from tests.audit.fixture_app.models import Note

# the text of tests.audit.conftest.full_note, byte for byte: whoever changes it breaks every digest ever written
GOLDEN = (
    '{"address":"127.0.0.1","answers":{"a":{"b":"独居","z":1},"甲":[1,"2.5",null,true,10000000000000000000000]},'
    '"body":"两行\\n文字 “引号”","cached_count":0,"called_at_time":"09:30:00",'
    '"folder":1,"id":0,"income":"1234.50","is_known":false,"is_urgent":true,'
    '"noted_at":"2026-01-31T16:00:00.000000+00:00","noted_on":"2026-01-31","picture":{"hex":"00ff"},"spent":86400000007,'
    '"title":"独居老人𠮷","token":"00000000000000000000000000000007","weight":"0.1"}'
)


def text_of(note: Note) -> str:
    return dict(reader_of(Note).texts([note.pk]))[note.pk]


@pytest.mark.django_db
def test_a_row_reads_the_same_on_both_databases() -> None:
    with act(CLERK, "write"):
        note = full_note(token=UUID(int=7))
        note.save()
    assert text_of(note).replace(f'"id":{note.pk},', '"id":0,') == GOLDEN


@pytest.mark.django_db
def test_an_empty_column_is_not_written_and_a_zero_is() -> None:
    with act(CLERK, "write"):
        note = Note(folder=0, title="", is_urgent=False)
        note.save()
    found = json.loads(text_of(note))
    assert [found.get(name, "not written") for name in ("title", "weight", "noted_at", "picture", "is_known", "spent")] == [
        "not written"
    ] * 6
    assert found["folder"] == 0 and found["is_urgent"] is False


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_a_column_that_a_later_release_adds_leaves_the_digests_of_the_rows_that_were_there(empty: Any) -> None:
    before, after = {"a": 1, "c": "王"}, {"a": 1, "b": empty, "c": "王"}
    texts = [canonical.text_of_row(canonical.name_prefixes(row), row.values()) for row in (before, after)]
    assert texts[0] == texts[1] == '{"a":1,"c":"王"}'


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no value of another kind in a column")
@pytest.mark.parametrize(
    "change",
    [
        "noted_at = '2026-01-31T16:00:00'",
        "noted_at = 'x'",
        "noted_at = 0",
        "noted_on = '2026-1-31'",
        "is_urgent = 2",
        "is_urgent = 'ja'",
        "income = 1234.5000001",
        "income = 'viel'",
        "answers = answers || ' '",
        "title = CAST(x'ff41' AS TEXT)",
        "title = x'4142'",
        "picture = x'00fe'",
        "spent = 1",
        "token = 'x'",
        "weight = 0.10000000000000002",
    ],
)
def test_what_no_writer_of_ours_leaves_in_a_column_changes_its_text(change: str) -> None:
    with act(CLERK, "write"):
        note = full_note()
        note.save()
    before = text_of(note)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Note._meta.db_table} SET {change}")
    assert text_of(note) != before


@pytest.mark.django_db
def test_reading_damaged_text_leaves_the_connection_as_it_was() -> None:
    if connection.vendor == "sqlite":
        assert fetch("SELECT CAST(x'ff41' AS TEXT)") == [("\udcffA",)]
    assert fetch("SELECT '王'") == [("王",)]


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (1e22, 10**22),
        (2.0, 2),
        (-0.0, 0),
        (0.1, "0.1"),
        (float("inf"), "inf"),
        ({"b": 1, "a": (2,)}, {"b": 1, "a": [2]}),
        (b"\x01", {"hex": "01"}),
    ],
)
def test_a_value_reads_one_way(value: Any, reads: Any) -> None:
    assert canonical.plain(value) == reads


def test_the_quick_way_writes_what_the_slow_one_does() -> None:
    values = {"a": 1, "b": 0, "c": True, "d": '王"\n\x00\\', "e": {"z": [1, None], "a": "𠮷"}, "f": False, "g": -5}
    assert canonical.text_of_row(canonical.name_prefixes(values), values.values()) == canonical.text_of(values)


def test_sm3_is_the_standards_own_and_sha256_a_setting(settings: Any) -> None:
    # GB/T 32905-2016, annex A.1
    assert canonical.digest("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    settings.CASEWORK_AUDIT_ALGORITHM = "sha256"
    assert canonical.digest("abc") == hashlib.sha256(b"abc").hexdigest()
    settings.CASEWORK_AUDIT_ALGORITHM = "md5"
    with pytest.raises(ImproperlyConfigured):
        canonical.digest("abc")


def test_sm3_comes_from_elsewhere_where_openssl_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(canonical._EMPTY, "sm3")
    assert canonical.digest("abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
