"""`manage.py tour --out DIR`: one elder through every flow, on a scratch database, each step printed."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from casework.demo.tour import Tour


class Command(BaseCommand):
    help = "带一位虚构的老年人走完全部流程，台账和办理经过留在 DIR"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True)
        parser.add_argument("--here", action="store_true", help="就用现在的数据库（由本命令自己在临时库上调用）")

    def handle(self, *args: Any, **options: Any) -> None:
        out = Path(options["out"]).resolve()
        out.mkdir(parents=True, exist_ok=True)
        if not options["here"]:
            self._on_scratch(out)
            return
        call_command("migrate", verbosity=0)
        tour = Tour(out, self.stdout.write)
        tour.walk()
        case = tour.case
        self.stdout.write(f"办理经过：{tour.write_history()}")
        pdf = out / "ledger.pdf"
        call_command("report", "ledger", case=str(case.pk), out=str(pdf), stdout=self.stdout)
        call_command("audit", "verify", stdout=self.stdout)
        if tour.wrong:
            raise CommandError("有与预期不符之处：\n" + "\n".join(tour.wrong))
        self.stdout.write(self.style.SUCCESS(f"全部流程走完，共{tour.count}步；材料在 {out}"))

    def _on_scratch(self, out: Path) -> None:
        """Run the tour in a process of its own on a database that is left beside the papers, and thrown away with them."""
        with tempfile.TemporaryDirectory(prefix="tour-") as folder:
            scratch = Path(folder) / "tour.sqlite3"
            environment = {
                **os.environ, "CASEWORK_DATABASE_URL": f"sqlite:///{scratch}", "PYTHONUNBUFFERED": "1",
                "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "settings.local"),
            }  # fmt: skip
            command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "tour", "--out", str(out), "--here"]
            ended = subprocess.run(command, env=environment, check=False)
        if ended.returncode:
            raise CommandError("演示没有走完，见上", returncode=1)
