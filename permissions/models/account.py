"""The account: who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from audit.acts import SYSTEM_ACTOR, Actor, act
from audit.history import Facts, FactsQuerySet, facts_history
from permissions.fields import SealedField, mask_phone


class AccountManager(UserManager.from_queryset(FactsQuerySet)):  # type: ignore[misc]
    """Makes accounts; each is an act."""

    use_in_migrations = False  # a frozen model knows no act; other apps' data migrations write through it

    def create_superuser(self, *args: Any, **kwargs: Any) -> Account:
        with act(SYSTEM_ACTOR, "create_superuser"):
            return super().create_superuser(*args, **kwargs)  # type: ignore[no-any-return]


class Account(AbstractUser, Facts):
    """A person with a user name; what he or she may do stands in the grants, never here.

    `is_superuser` opens nothing: every question goes to the backends, which know grants only.
    """

    UNTRACKED_COLUMNS: ClassVar[frozenset[str]] = frozenset({"last_login", "password"})  # a sign-in is no change of facts
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    display_name = models.CharField("姓名", max_length=60)
    phone = SealedField("工作电话", mask=mask_phone)
    must_change_password = models.BooleanField("首次登录须改密码", default=False)
    is_demo = models.BooleanField("演示账号", default=False)

    objects: ClassVar[Any] = AccountManager()
    history = facts_history(excluded_fields=["last_login", "password", "phone_index", "phone_tail", "groups", "user_permissions"])

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return self.display_name or self.username

    def as_actor(self, role: str = "", place: str = "", on_behalf_of: str = "") -> Actor:
        """Say who acts, as text that outlives the account."""
        return Actor(self.pk, str(self), role, place, on_behalf_of)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the backends alone: Django's own method says yes to everything for a superuser."""
        return self.is_active and any(one.has_perm(self, perm, obj=obj) for one in get_backends() if hasattr(one, "has_perm"))

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return False
