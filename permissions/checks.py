"""What the city's servers must not start with."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def keys_are_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report sealed fields and indexes without keys of their own."""
    found: list[CheckMessage] = []
    if not settings.CASEWORK_FIELD_KEYS:
        found.append(Error("敏感字段没有设置密钥", hint="设置 CASEWORK_FIELD_KEYS", id="permissions.E001"))
    if not settings.CASEWORK_INDEX_KEY:
        found.append(Error("证件号码索引没有设置密钥", hint="设置 CASEWORK_INDEX_KEY", id="permissions.E002"))
    return found
