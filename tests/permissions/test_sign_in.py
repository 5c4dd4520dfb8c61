"""Signing in is an act; a given password is changed first; a right taken back is gone at the next request."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audit.acts import Refusal
from audit.models import Entry
from permissions.models import Account
from permissions.roles import Role
from permissions.services import create_account, deactivate, reset_password
from tests.factories.permissions import TESTER, Town, account, holder

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "correct horse battery", "another good horse 7"


def signed_in(person: Account, password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def actions(person: Account | None = None) -> list[str]:
    found = Entry.objects.order_by("pk") if person is None else Entry.objects.filter(actor_id=person.pk).order_by("pk")
    return list(found.values_list("action", flat=True))


def test_signing_in_and_out_are_entries(town: Town) -> None:
    person = holder(Role.STREET_CLERK, town.street)
    client = signed_in(person)
    client.post(reverse("account_logout"))
    assert actions(person) == ["sign_in", "sign_out"]


def test_a_wrong_password_is_an_entry_without_what_was_typed(town: Town) -> None:
    person = account("王芳")
    Client().post(reverse("account_login"), {"login": person.username, "password": "wrong password"})
    Client().post(reverse("account_login"), {"login": "correct horse battery", "password": "typed in the wrong box"})
    assert actions().count("sign_in_failed") == 2
    assert not any("horse battery" in str(one.__dict__) for one in Entry.objects.filter(action="sign_in_failed"))


def test_nobody_signs_up() -> None:
    Client().post(reverse("account_signup"), {"username": "stranger", "password1": NEW, "password2": NEW})
    assert not Account.objects.filter(username="stranger").exists()


def test_a_first_password_leads_to_its_change_and_nowhere_else(town: Town) -> None:
    person = account("王芳")
    reset_password(actor=TESTER, account=person, password=NEW, reason="本人忘记密码")
    client = signed_in(person, NEW)
    there = reverse("account_change_password")
    assert client.get("/").headers["Location"] == there
    assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == there
    assert client.get("/", headers={"Accept": "application/json"}).status_code == 403
    assert client.get(there).status_code == 200
    own = "my very own horse 9"
    client.post(there, {"oldpassword": NEW, "password1": own, "password2": own})
    again = Account.objects.get(pk=person.pk)
    assert again.check_password(own) and not again.must_change_password and "change_password" in actions(person)


def test_a_reset_ends_the_sessions_that_were_open(town: Town) -> None:
    person = account("王芳")
    client = signed_in(person)
    reset_password(actor=TESTER, account=person, password=NEW, reason="本人忘记密码")
    assert reverse("account_login") in client.get(reverse("account_change_password")).headers["Location"]


def test_a_closed_account_is_out_at_the_next_request(town: Town) -> None:
    person = account("王芳")
    client = signed_in(person)
    deactivate(actor=TESTER, account=person, reason="离职停用")
    assert reverse("account_login") in client.get(reverse("account_change_password")).headers["Location"]
    assert Client().post(reverse("account_login"), {"login": person.username, "password": PASSWORD}).headers.get("Location") != "/"


def test_who_may_reset_and_to_what(town: Town) -> None:
    person = account("王芳")
    with pytest.raises(Refusal, match="只有安全管理员"):
        reset_password(actor=holder(Role.STREET_CLERK, town.street), account=person, password=NEW, reason="本人忘记密码")
    with pytest.raises(Refusal, match="密码"):
        reset_password(actor=TESTER, account=person, password="12345678", reason="本人忘记密码")
    reset_password(actor=holder(Role.SECURITY_ADMIN, town.city), account=person, password=NEW, reason="本人忘记密码")
    assert Account.objects.get(pk=person.pk).must_change_password


def test_a_demo_account_keeps_the_password_it_shares() -> None:
    assert not create_account(actor=TESTER, username="demo", display_name="演示", password=PASSWORD, is_demo=True).must_change_password
