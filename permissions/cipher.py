"""The one place that knows how a field is sealed: a token with its key's id, and a keyed index to find equal values unopened."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOCAL = "local"  # the id of the key that stands in where none is set; production refuses it


class CannotOpen(Exception):
    """A sealed value whose key is not here, or whose token was changed."""


@dataclass(frozen=True)
class Keyring:
    """Keys by id; the first seals, all open."""

    keys: tuple[tuple[str, Fernet], ...]

    @property
    def newest(self) -> str:
        return self.keys[0][0]

    def seal(self, text: str) -> str:
        name, key = self.keys[0]
        return f"{name}.{key.encrypt(text.encode()).decode()}"

    def open(self, token: str) -> str:
        """Open a token. Raises CannotOpen."""
        name, _, sealed = token.partition(".")
        for known, key in self.keys:
            if known == name:
                try:
                    return key.decrypt(sealed.encode()).decode()
                except InvalidToken as error:
                    raise CannotOpen("密文已损坏") from error
        raise CannotOpen(f"没有编号为“{name}”的密钥")


def _derived(text: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())


@lru_cache
def _ring(setting: str) -> Keyring:
    if not setting:
        return Keyring(((LOCAL, Fernet(_derived("insecure local field key"))),))
    return Keyring(tuple(_keys(setting)))


def _keys(setting: str) -> Iterator[tuple[str, Fernet]]:
    """Read the setting. Raises ImproperlyConfigured, which names the entry but never the key."""
    seen: set[str] = set()
    for number, entry in enumerate((one.strip() for one in setting.split(",") if one.strip()), start=1):
        name, _, key = entry.partition(":")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", name) or name in seen:
            raise ImproperlyConfigured(f"CASEWORK_FIELD_KEYS 第{number}项的编号为空、重复或含有不允许的字符（写作 编号:密钥）")
        seen.add(name)
        try:
            yield name, Fernet(key.encode())
        except ValueError:
            raise ImproperlyConfigured(f"CASEWORK_FIELD_KEYS 中编号为“{name}”的密钥不是32字节的 base64") from None


def keyring() -> Keyring:
    """Return the keys of the setting CASEWORK_FIELD_KEYS (`id:key,id:key`, the newest first)."""
    return _ring(str(getattr(settings, "CASEWORK_FIELD_KEYS", "")))


def index_of(text: str) -> str:
    """Compute the keyed index of a value: equal values have equal indexes, nothing else can be read from it. HMAC-SM3."""
    key = str(getattr(settings, "CASEWORK_INDEX_KEY", "")) or "insecure local index key"
    return hmac.new(key.encode(), text.encode(), "sm3").hexdigest()
