"""Accounts of the demonstration are of no use where real people are served."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from audit.acts import SYSTEM_ACTOR
from permissions.backends import RegionBackend
from permissions.services import create_account

pytestmark = pytest.mark.django_db
PASSWORD = "Yan-shi-2026"


def test_a_demonstration_account_signs_in_only_where_it_is_allowed_and_its_session_ends(settings: Any, client: Client) -> None:
    account = create_account(
        actor=SYSTEM_ACTOR, username="worker_1", display_name="演示", password_hash=make_password(PASSWORD), is_demo=True
    )
    backend = RegionBackend()
    assert backend.authenticate(None, username="worker_1", password=PASSWORD) == account
    settings.CASEWORK_DEMO_ACCOUNTS_ALLOWED = False
    assert backend.authenticate(None, username="worker_1", password=PASSWORD) is None
    assert backend.get_user(account.pk) is None
