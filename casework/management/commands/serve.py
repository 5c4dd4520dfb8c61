"""`manage.py serve`: the web server and the worker together, for a demonstration or a small office."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from casework.demo.accounts import announcement


class Command(BaseCommand):
    help = "启动网站（gunicorn）和后台任务（每30秒处理一次到期事项）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "settings.local")}
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            # without its list of files every page would fail, and only then
            call_command("collectstatic", interactive=False, verbosity=0)
        address = f"127.0.0.1:{options['port']}"
        gunicorn = [
            sys.executable,
            "-m",
            "gunicorn",
            "settings.wsgi:application",
            "--bind",
            address,
            "--workers",
            str(options["workers"]),
            "--preload",
        ]
        worker = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker"]
        children = [subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) for command in (gunicorn, worker)]
        self.stdout.write(announcement(f"http://{address}/"))
        self.stdout.flush()

        def stop(signum: int, frame: FrameType | None) -> None:
            for child in children:
                child.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # whichever of the two ends first takes the other with it: half a service is worse than none
        pid, status = os.wait()
        stop(signal.SIGTERM, None)
        for child in children:
            if child.pid != pid:
                child.wait(timeout=20)
        sys.exit(os.waitstatus_to_exitcode(status) if os.waitstatus_to_exitcode(status) > 0 else 0)
