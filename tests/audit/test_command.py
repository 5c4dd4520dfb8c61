"""`manage.py audit verify`: 0 and the counts where all holds, 1 and the first broken place where not."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import naming
from audit.testing import guards_down
from tests.audit.fixture_app.models import Note

pytestmark = pytest.mark.django_db


def verify(*arguments: str) -> tuple[str, str, int]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("audit", "verify", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


def break_both() -> None:
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_fixture_historicalnote SET title = title || ' '")


def test_all_holds(note: Note) -> None:
    out, err, code = verify()
    assert (err, code) == ("", 0) and "1 条链，2 条审计条目，2 条历史记录" in out


def test_the_first_broken_entry_is_named(note: Note) -> None:
    break_both()
    first = Note.history.earliest("history_id")
    out, err, code = verify()
    assert (out, code) == ("", 1)
    assert "链 case:1 第 1 条" in err and f"表 audit_fixture_historicalnote 第 {first.history_id} 行：记录内容被改动" in err
    assert "第 2 条" not in err


def test_all_broken_places_are_named_where_asked_for(note: Note) -> None:
    break_both()
    _, err, code = verify("--all")
    assert code == 1 and "第 1 条" in err and "第 2 条" in err and "2 处不符" in err


def test_one_chain_is_found_by_its_name_and_by_the_cases_number(note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "_finders", [lambda text: "case:1" if text == "津南2026-0001" else None])
    for text in ("case:1", "1", "津南2026-0001"):
        assert verify("--case", text)[2] == 0
    _, err, code = verify("--case", "没有这个")
    assert code == 2 and "没有“没有这个”的审计链；请核对台账编号" in err


def test_a_missing_guard_is_mentioned(note: Note) -> None:
    with guards_down():
        assert "缺少触发器" in verify()[1]
