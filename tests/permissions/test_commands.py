"""The room's commands say what they did, and in a plain sentence what they could not do."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import Entry
from permissions.management.commands import access as access_command
from permissions.models import Account, Region
from permissions.roles import Role
from tests.factories.permissions import Town, account, holder
from tests.permissions.fixture_app.models import Slip

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def slip(town: Town, monkeypatch: pytest.MonkeyPatch) -> Slip:
    """Let the slip stand where the city has its case."""
    monkeypatch.setattr(access_command.Command, "_model", lambda self: Slip)
    return Slip.objects.create(district=town.district, street=town.street, community=town.community, state="draft")


def test_access_explain_says_grant_rule_and_state(town: Town, slip: Slip) -> None:
    clerk = holder(Role.STREET_CLERK, town.street)
    told = run("access", "explain", clerk.username, str(slip.pk))
    assert "街道经办（体育中心街道" in told and "不允许查看" in told and told.strip().endswith("结论：不可以看")


def test_access_who_lists_people_with_their_grant(town: Town, slip: Slip) -> None:
    worker = holder(Role.COMMUNITY_WORKER, town.community, name="王芳")
    told = run("access", "who", str(slip.pk)).splitlines()
    assert len(told) == 1 and told[0].startswith(f"{worker.username}\t王芳\t社区工作者（宾水社区")


def test_access_of_nobody_and_of_nothing_is_a_sentence(town: Town, slip: Slip) -> None:
    with pytest.raises(CommandError, match="没有用户名为“nobody”的账号"):
        run("access", "explain", "nobody", str(slip.pk))
    for number in ("999999", "没有此号", "9" * 40):
        with pytest.raises(CommandError, match="没有编号为"):
            run("access", "who", number)


def test_access_by_the_ledger_number_of_a_case_asks_the_room_above() -> None:
    with pytest.raises(CommandError, match="没有编号为“120104007001-2026-0001”的个案"):
        run("access", "who", "120104007001-2026-0001")


def test_the_regions_load_with_a_word_on_what_was_new() -> None:
    assert "新增 5933 个，已有 0 个" in run("load_regions")
    assert "新增 0 个，已有 5933 个" in run("load_regions")
    assert Region.objects.filter(name__contains="（").exists()


def test_a_password_changed_on_the_server_is_an_act(monkeypatch: pytest.MonkeyPatch) -> None:
    person = account("王芳")
    monkeypatch.setattr("django.contrib.auth.management.commands.changepassword.getpass.getpass", lambda prompt: "another good horse")
    run("changepassword", person.username)
    assert Account.objects.get(pk=person.pk).check_password("another good horse")
    assert Entry.objects.filter(action="change_password", actor_id=None).count() == 1


def test_the_first_account_is_made_by_a_command_and_may_do_nothing(monkeypatch: Any) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    run("createsuperuser", "--noinput", "--username", "root", "--display_name", "初装")
    assert Account.objects.get(username="root").display_name == "初装"
    assert Entry.objects.filter(action="create_superuser").count() == 1


def test_the_first_security_administrator_is_appointed_on_the_server(town: Town) -> None:
    person = account("张敏")
    run("access", "appoint", person.username, "security_admin", town.city.code)
    assert town.city.code and Account.objects.filter(regionroles__permission__codename="hold_security_admin").get() == person
    refused = (
        (("nobody", "security_admin", town.city.code), "没有用户名"),
        ((person.username, "security_admin", "99"), "没有代码"),
        ((person.username, "system_admin", town.city.code), "不能兼任"),
    )
    for words, reason in refused:
        with pytest.raises(CommandError, match=reason):
            run("access", "appoint", *words)
