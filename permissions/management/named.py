"""Finds what a command line names, or says in a sentence that there is none such."""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError

from permissions.models import Account, Region


def region_named(code: str) -> Region:
    """Find a present region by its code. Raises CommandError."""
    found: Region | None = Region.objects.filter(code=code, valid_until_on=None).first()
    if found is None:
        loaded = "" if Region.objects.exists() else "；还没有装入区划，请先运行 manage.py load_regions"
        raise CommandError(f"没有代码为“{code}”的现行区划{loaded}")
    return found


def day_named(text: str) -> date:
    """Read a day. Raises CommandError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"日期“{text}”写法不对，应为 2026-12-01") from error


def account_named(username: str, *, present: bool = False) -> Account:
    """Find an account by its user name, where asked only one that may still sign in. Raises CommandError."""
    found: Account | None = Account.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"没有用户名为“{username}”的账号")
    if present and not found.is_active:
        raise CommandError(f"账号“{username}”已停用，不能用来办理")
    return found
