"""`manage.py tick`: run every timer that is due, and deliver what waits."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from workflows.delivery import deliver
from workflows.runner import tick


class Command(BaseCommand):
    help = "处理全部到期事项并投递消息；任何时候都可以运行，重复运行不会重复办理"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", help="按这一时刻处理（YYYY-MM-DDTHH:MM），供演练用")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = _moment(options["now"])
        report = tick(moment)
        self.stdout.write(f"{report}；{deliver(moment)}")
        if report.failed:
            raise CommandError(f"有 {report.failed.total()} 件出错，详见日志；10分钟后会再试")


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError("--now 应写作 2026-05-06T08:00")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
