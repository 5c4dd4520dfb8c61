"""`manage.py plan --month YYYY-MM`: the month's duties and visits; run twice it changes nothing, killed half-way it goes on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from audit.acts import SYSTEM_ACTOR, Refusal
from casework.models import Case
from casework.queries.obligations import owing
from casework.services.obligations import month_named, plan_month
from permissions.management.named import region_named
from workflows.overlays import keep_fresh
from workflows.rules.dates import month_of


class Command(BaseCommand):
    help = "计算一个月的探访义务并安排探访"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, help="四位年-两位月，如 2026-11")
        parser.add_argument("--region", help="区划代码；不填为全市")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = month_named(options["month"])
        except Refusal as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        region = None
        if options["region"]:
            region = region_named(options["region"])
        keep_fresh(now=True)  # a process of its own has looked at no district's standards yet
        total = Case.objects.filter(owing(month_of(month)[1], region)).count()
        with tqdm(total=total, desc=f"{month:%Y-%m}", unit="位", ascii=True) as bar:
            done = plan_month(actor=SYSTEM_ACTOR, month=month, region=region, progress=bar.update)
        self.stdout.write(f"{month:%Y-%m}：{done.cases}位老年人，{done.rows}项义务（新增{done.new}，取消{done.removed}）")
