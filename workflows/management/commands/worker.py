"""`manage.py worker`: timers and messages every half minute, until it is told to stop."""

import logging
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from workflows.delivery import deliver
from workflows.runner import tick

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "后台任务：每30秒处理到期事项、投递消息；可在几台机器上同时运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=30, help="间隔秒数")
        parser.add_argument("--once", action="store_true", help="只运行一轮")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()

        def stop(signum: int, frame: FrameType | None) -> None:
            # the act under way is finished first
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not stopping.is_set():
            self._round()
            if options["once"]:
                return
            stopping.wait(options["every"])

    def _round(self) -> None:
        close_old_connections()
        try:
            report, sent = tick(), deliver()
        except DatabaseError:
            # the database is away for a moment: the next round catches up
            log.exception("the round failed")
            return
        finally:
            close_old_connections()
        if report.run or report.failed or sent.delivered or sent.failed:
            self.stdout.write(f"{report}；{sent}")
            self.stdout.flush()
