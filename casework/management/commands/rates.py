"""`manage.py rates freeze|list|verify|compare`: monthly reports handed in, checked against their digest, compared with today."""

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.acts import Refusal
from casework.models import Case, RateLine, RateReport
from casework.queries.rates_difference import ElderThen, compare_part
from casework.queries.rates_judged import COLUMNS, LABELS
from casework.queries.rates_lines import parts_of
from casework.queries.rates_names import AT_A_TIME
from casework.queries.rates_reports import counting, latest, standing_of
from casework.services.obligations import month_named
from casework.services.rate_reports import check, compare, form_next, hand_in
from permissions.management.named import account_named, region_named
from permissions.models import Account


class Command(BaseCommand):
    help = "探访率月报：freeze 报出，list 列出，verify 核对摘要（不符时退出码为1），compare 与现在的记录比对"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        freeze = kinds.add_parser("freeze", help="报出一个区划一个月的月报；再报须写更正原因")
        freeze.add_argument("--region", required=True, help="区划代码")
        freeze.add_argument("--month", required=True, help="四位年-两位月，如 2026-10")
        freeze.add_argument("--user", required=True, help="报出人的用户名")
        freeze.add_argument("--correct", default="", metavar="原因", help="作为对最近一次报出的更正，写明原因")
        for name, words in (("list", "列出月报"), ("verify", "核对摘要"), ("compare", "列出报出后的变化")):
            kind = kinds.add_parser(name, help=words)
            kind.add_argument("--region", help="区划代码；不填为全部")
            kind.add_argument("--month", help="四位年-两位月；不填为全部月份")
        recompute = "并按报出时所知重新计算，与冻结的数字和名单逐人比对"
        kinds.choices["verify"].add_argument("--recompute", action="store_true", help=recompute)
        kinds.choices["compare"].add_argument("--user", help="以谁的身份列出姓名；不填只列台账编号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['kind']}")(options)
        except Refusal as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal

    def _freeze(self, options: dict[str, Any]) -> None:
        region, month, user = region_named(options["region"]), month_named(options["month"]), account_named(options["user"], present=True)
        there, reason = latest(region, month), options["correct"]
        corrects = (there.number if there else 1) if reason else 0
        report = hand_in(actor=user, region=region, month=month, reason=reason, corrects=corrects)
        while not RateReport.objects.filter(pk=report.pk, seal__isnull=False).exists():
            form_next(report)
        report = RateReport.objects.select_related("seal", "region").get(pk=report.pk)
        self.stdout.write(f"已报出{report}")
        self.stdout.write("代码\t单位\t应访\t已访\t足额\t暂停\t其中短期\t不愿意")
        for line in RateLine.objects.filter(report=report).order_by("code", "pk").defer("elders"):
            self.stdout.write("\t".join(map(str, (line.code, line.name, *(getattr(line, column) for column in COLUMNS)))))
        self.stdout.write(f"摘要 sha256 {report.seal.digest}")

    def _list(self, options: dict[str, Any]) -> None:
        for report in _asked(options):
            at = timezone.localtime(report.handed_in_at)
            self.stdout.write(f"{report}\t{standing_of(report)}\t{report.by_name}\t{at:%Y-%m-%d %H:%M}")

    def _verify(self, options: dict[str, Any]) -> None:
        """Check every report asked for, the corrected ones too."""
        broken, count = 0, 0
        for report in _asked(options, every=True).filter(seal__isnull=False).iterator(chunk_size=50):
            count += 1
            found = check(report) + (_otherwise(report) if options["recompute"] else [])
            broken += bool(found)
            for sentence in found:
                self.stderr.write(sentence)
        if broken:
            raise CommandError(f"核对{count}份月报，{broken}份不符")
        self.stdout.write(f"核对{count}份月报，摘要全部相符{'，重新计算结果一致' if options['recompute'] else ''}")

    def _compare(self, options: dict[str, Any]) -> None:
        user, broken = account_named(options["user"], present=True) if options["user"] else None, 0
        for report in _asked(options).filter(seal__isnull=False):
            found = compare(report)
            for sentence in check(report):
                broken += 1
                self.stderr.write(sentence)
            self.stdout.write(f"{report}：{f'{len(found.elders)}人有差异' if found.elders else '没有差异'}")
            for unit in found.units:
                changed = "，".join(f"{LABELS[column]} {then} → {now}" for column, then, now in unit.pairs if then != now)
                self.stdout.write(f"  {unit.code}\t{unit.name}\t{changed or '数字相抵，人员不同'}\t涉及{unit.elders}人")
            for line in _named(found.elders, user):
                self.stdout.write(f"    {line}")
        if broken:
            raise CommandError("有月报的摘要不符，见上")


def _otherwise(report: RateReport) -> list[str]:
    """Work a report out again from history as known when it was handed in; the same figures and elders must come out."""
    parts = parts_of(report.region, report.month_on)
    elders = sum(len(compare_part(report, part, report.handed_in_at).elders) for part in parts)
    return [f"{report}按报出时所知重新计算，有{elders}人与冻结的名单不同"] if elders else []


def _named(elders: list[ElderThen], user: Account | None) -> Iterable[str]:
    """Name the elders behind the differences by ledger number, and by name those whom the person may see."""
    for start in range(0, len(elders), AT_A_TIME):
        chunk = elders[start : start + AT_A_TIME]
        ids = [one.case_id for one in chunk]
        numbers = dict(Case.objects.filter(pk__in=ids).values_list("pk", "number"))
        seen = Case.objects.visible_to(user).filter(pk__in=ids).select_related("elder") if user else []
        names = {case.pk: case.elder.name for case in seen}
        for one in chunk:
            yield "\t".join(filter(None, (numbers.get(one.case_id) or f"个案{one.case_id}", names.get(one.case_id), one.cause)))


def _asked(options: dict[str, Any], *, every: bool = False) -> Any:
    rows = RateReport.objects.select_related("region", "seal", "comparison") if every else counting()
    if options["region"]:
        rows = rows.filter(region=region_named(options["region"]))
    if options["month"]:
        rows = rows.filter(month_on=month_named(options["month"]))
    return rows.order_by("month_on", "region__code", "number")
