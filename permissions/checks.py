"""What the city's servers must not start with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from permissions.cipher import LOCAL, keyring

SHORTEST_INDEX_KEY = 32


@register(Tags.security)
def keys_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report keys that are set but wrong, wherever the product runs."""
    try:
        keyring()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="写作 编号:密钥，多个用逗号隔开，最新的在最前", id="permissions.E003")]
    return []


@register(Tags.security, deploy=True)
def keys_are_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report sealed fields and indexes without keys of their own."""
    found: list[CheckMessage] = []
    if not getattr(settings, "CASEWORK_FIELD_KEYS", ""):
        found.append(Error("敏感字段没有设置密钥", hint="设置 CASEWORK_FIELD_KEYS", id="permissions.E001"))
    elif not keys_can_be_read(None) and LOCAL in {name for name, _ in keyring().keys}:
        found.append(Error(f"密钥编号“{LOCAL}”留给本机演示", hint="换一个编号", id="permissions.E004"))
    if len(str(getattr(settings, "CASEWORK_INDEX_KEY", ""))) < SHORTEST_INDEX_KEY:
        found.append(
            Error(f"证件号码索引没有密钥，或不足{SHORTEST_INDEX_KEY}个字符", hint="设置 CASEWORK_INDEX_KEY", id="permissions.E002")
        )
    return found
