"""`manage.py report ledger --case NO --out FILE`: annex 4 of one elder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from audit.acts import SYSTEM_ACTOR
from casework.models import Case
from reports.issuing import issue_ledger
from reports.ledger_content import Copy


class Command(BaseCommand):
    help = "打印报表；现有：ledger（附件4台账）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        ledger = kinds.add_parser("ledger", help="附件4 特殊困难老年人探访关爱服务台账")
        ledger.add_argument("--case", required=True, help="台账编号或个案编号")
        ledger.add_argument("--copy", type=int, choices=[1, 2], default=1, help="1 区级民政部门，2 街道（乡镇）")
        ledger.add_argument("--format", choices=["pdf"], default="pdf")
        ledger.add_argument("--out", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        text = options["case"]
        key = Q(number=text) | (Q(pk=int(text)) if text.isdecimal() and len(text) < 12 else Q(pk__in=()))
        case = Case.objects.select_related("elder", "district", "street", "community").filter(key).first()
        if case is None:
            raise CommandError(f"没有编号为“{text}”的个案")
        path = Path(options["out"])
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            issued = issue_ledger(case, actor=SYSTEM_ACTOR, copy=Copy.DISTRICT if options["copy"] == 1 else Copy.STREET, out=out)
        self.stdout.write(f"{path}：{issued.pages}页，sha256 {issued.sha256}")
        for missing in issued.uncovered:
            self.stderr.write(f"字库中没有“{missing}”，已用〓代替并在页上注明")
