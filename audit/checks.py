"""What must stand before the site starts: the guards of every append-only table, and the habits the evidence rests on."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, models
from simple_history.models import HistoricalChanges

from audit.canonical import algorithm
from audit.guarded import evidence_models
from audit.history import Facts, FactsQuerySet, HistoryRow
from audit.models import Entry
from audit.triggers import missing_triggers


def require_guards() -> None:
    """Refuse to serve where a guard is gone; called by the web's entry point. Raises ImproperlyConfigured.

    A database that is away stops nobody here: `/readyz` tells of it until it is back.
    """
    try:
        missing = missing_triggers()
    except DatabaseError:
        return
    if missing:
        raise ImproperlyConfigured(f"只增不改的表缺少触发器，请先运行 manage.py migrate：{'、'.join(missing)}")


@register(Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report append-only tables whose trigger is gone, changed or disabled; runs with `check --database default` and `migrate`."""
    if not databases:
        return []
    try:
        missing = missing_triggers()
    except DatabaseError:
        return []
    return [Warning(f"只增不改的表缺少触发器：{name}", hint="运行 manage.py migrate 重新设置", id="audit.W001") for name in missing]


@register(Tags.database, deploy=True)
def the_site_is_not_the_owner(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where production connects as a role that may switch the guards off."""
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, tableowner, 'USAGE') FROM pg_tables WHERE tablename = %s AND schemaname = current_schema()",
            [Entry._meta.db_table],
        )
        found = cursor.fetchone()
    if not found or not found[0]:
        return []
    hint = "为网站另建只有读写权限的数据库角色，由表的所有者运行 migrate"
    return [Warning("网站以审计表所有者的身份连接数据库，可以停用触发器", hint=hint, id="audit.W002")]


@register(Tags.models)
def facts_leave_their_history(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report models whose facts could change without a trace in the entries."""
    return [message for model in apps.get_models() for message in _faults_of(model)]


@register(Tags.security)
def settings_keep_the_evidence(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report settings under which nothing would be recorded, or in an unknown digest."""
    found: list[CheckMessage] = []
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        found.append(Error("SIMPLE_HISTORY_ENABLED 不可关闭：字段历史是审计的证据", id="audit.E002"))
    try:
        algorithm()
    except ImproperlyConfigured as error:
        found.append(Error(str(error), id="audit.E003"))
    return found


def _faults_of(model: type[models.Model]) -> Iterable[CheckMessage]:
    name = model._meta.label
    if issubclass(model, HistoricalChanges) and not issubclass(model, HistoryRow):
        yield Error(f"{name}：字段历史须用 facts_history()，否则不入审计条目", id="audit.E004")
    if model in evidence_models() and not any(one.column == "chain" for one in model._meta.concrete_fields):
        yield Error(f"{name}：只增不改的表须有 chain 列", id="audit.E005")
    if not issubclass(model, Facts) or model._meta.proxy:
        return
    if not issubclass(model._default_manager.get_queryset().__class__, FactsQuerySet):
        yield Error(f"{name}：默认管理器须派生自 FactsQuerySet，否则成批写入不留痕迹", id="audit.E006")
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT and hasattr(model, "history"):
            if field.remote_field.parent_link:
                continue
            yield Error(f"{name}.{field.name}：有字段历史的模型，外键须为 PROTECT；数据库代为改写的行不留历史", id="audit.E007")
