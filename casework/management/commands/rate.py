"""`manage.py rate --month YYYY-MM [--region CODE] [--as-of DATE]`: a month's rate by unit as known on a day, with a digest."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.acts import Refusal
from casework.queries.rates_as_of import Line, rate_as_of
from casework.services.obligations import month_named
from permissions.management.named import day_named, region_named
from permissions.models import Region


class Command(BaseCommand):
    help = "列出一个月的探访率，可按过去某日所知的情况重算；同一截至日期的摘要永远相同"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", required=True, help="四位年-两位月，如 2026-11")
        parser.add_argument("--region", help="区划代码；不填为全市")
        parser.add_argument("--as-of", dest="as_of", help="截至哪天所知，YYYY-MM-DD；不填为今天")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["region"]
        region = region_named(code) if code else Region.objects.filter(valid_until_on=None, level=Region.Level.CITY).first()
        if region is None:
            raise CommandError("还没有装入区划，请先运行 manage.py load_regions")
        as_of = day_named(options["as_of"]) if options["as_of"] else timezone.localdate()
        try:
            found = rate_as_of(region, month_named(options["month"]), as_of)
        except Refusal as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        self.stdout.write(f"{region.name} {found.month:%Y-%m} 月探访率，截至{as_of}所知")
        self.stdout.write("代码\t单位\t应访\t已访\t月探访率\t足额\t暂停\t其中短期\t不愿意")
        for line in (*found.lines, found.total):
            self.stdout.write(_row(line))
        self.stdout.write(f"摘要 sha256 {found.digest}")


def _row(line: Line) -> str:
    percent = f"{100 * line.visited / line.owed:.1f}%" if line.owed else "无应访"
    figures = (line.owed, line.visited, percent, line.floor_met, line.suspended, line.short_suspensions, line.declined)
    return "\t".join(map(str, (line.code, line.name, *figures)))
