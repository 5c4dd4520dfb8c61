"""Whether the site lives (`/healthz`) and may be sent people (`/readyz`); both answer without a sign-in."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.triggers import missing_triggers
from workflows.holidays import standing_warnings
from workflows.models import Outbox
from workflows.overlays import keep_fresh

LATE_MESSAGES = timedelta(minutes=15)


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process serves."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 503 with the reason while the database is away, migrations are missing or messages lie too long."""
    problems = []
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            problems.append("数据库结构不是最新，请运行 migrate")
        elif missing_triggers():
            problems.append("审计表缺少触发器，请运行 migrate 重新设置")
        elif Outbox.objects.filter(delivered_at__isnull=True, is_dead=False, created_at__lt=timezone.now() - LATE_MESSAGES).exists():
            problems.append("有消息超过15分钟未送达，请检查后台任务")
    except DatabaseError:
        problems.append("数据库不能访问")
    told: dict[str, object] = {"ready": not problems, "problems": problems, "warnings": _warnings() if not problems else []}
    return JsonResponse(told, status=503 if problems else 200, json_dumps_params={"ensure_ascii": False})


def _warnings() -> list[str]:
    """Say what does not keep anybody from working but must be mended in time: a year without its days off."""
    keep_fresh()
    return standing_warnings(timezone.localdate())
