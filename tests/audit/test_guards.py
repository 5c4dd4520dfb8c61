"""Append-only tables refuse to be changed, on both databases, but for the rows of a registered chain."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.acts import act
from audit.disposal import forget, register
from audit.models import Detail, Entry
from audit.testing import guards_down
from audit.triggers import guarded_models, missing_triggers
from audit.verify import verify
from tests.factories.permissions import TESTER, account

pytestmark = pytest.mark.django_db


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_guarded_table_has_its_triggers() -> None:
    assert missing_triggers() == []
    assert any("historicalaccount" in model._meta.db_table for model in guarded_models())


@pytest.mark.parametrize("table", ["audit_entry", "audit_detail", "permissions_historicalaccount"])
def test_neither_changed_nor_deleted(table: str) -> None:
    with act(TESTER, "look", reason="核对一下"):
        account("王芳")
    refused(f"UPDATE {table} SET chain = 'x'")
    refused(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
    else:
        refused("INSERT OR REPLACE INTO audit_detail SELECT * FROM audit_detail")


def test_a_registered_chain_may_be_let_go_and_still_verifies() -> None:
    with act(TESTER, "look", reason="核对一下", chain="case:7"):
        pass
    refused("DELETE FROM audit_detail WHERE chain = 'case:7'")
    with act(TESTER, "dispose"):
        register(["case:7"], approval="销〔2026〕1号", register_digest="0" * 64)
        assert forget(["case:7"])["audit_detail"] == 1
    assert not Detail.objects.filter(chain="case:7").exists()
    refused("DELETE FROM audit_entry WHERE chain = 'case:7'")
    assert Entry.objects.filter(chain="case:7").exists()
    assert list(verify("case:7")) == []


def test_verify_says_so_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    with act(TESTER, "look"):
        account("王芳")
    call_command("audit", "verify")
    assert "核对无误" in capsys.readouterr().out
    with guards_down(), connection.cursor() as cursor:
        cursor.execute("UPDATE permissions_historicalaccount SET display_name = '王方'")
    with pytest.raises(CommandError) as broken:
        call_command("audit", "verify")
    assert broken.value.returncode == 1
    assert "permissions_historicalaccount" in capsys.readouterr().err
