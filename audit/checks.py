"""What must stand before the site starts: every guard of an append-only table."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from audit.triggers import missing_triggers


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report append-only tables whose trigger is gone; runs with `check --database default` and before serving."""
    if not databases:
        return []
    try:
        missing = missing_triggers()
    except DatabaseError:
        return []
    return [Error(f"只增不改的表缺少触发器：{name}", hint="运行 manage.py migrate 重新设置", id="audit.E001") for name in missing]
