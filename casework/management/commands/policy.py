"""`manage.py policy preview --set KEY=VALUE [--district CODE ...]`: what a standard would change, by district; `policy check`."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from audit.acts import Refusal
from casework.services.impact import Impact, Proposal, begin, go_on
from casework.services.standards import read_setting
from permissions.management.named import day_named
from permissions.models import Region
from workflows.overlays import keep_fresh, standing_faults
from workflows.policy.policies import DISTRICT_CODE
from workflows.rules.categories import Category

SUMMED = (
    "elders", "changed", "newly_eligible", "visits_before", "visits_after", "assistance_before", "assistance_after", "visitors", "capacity",
    "short_by",
)  # fmt: skip
COLUMNS = ("在册", "类别变化", "届时新符合", "月探访", "拟为", "季帮扶", "拟为", "探访人员", "每月可访", "缺")


class Command(BaseCommand):
    help = "预览区级标准的影响：多少老年人增减类别，每月多几次探访，人手够不够；check：核对各区标准有没有写错的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["preview", "check"], help="preview：只计算，不改动任何内容；check：列出没有执行的标准和原因")
        parser.add_argument("--district", action="append", default=[], help="区的区划代码，如 120104；可写多次，不写为全市各区")
        parser.add_argument("--set", dest="setting", help="项目=数值，如 visits_per_month=2 或 clue_check=3个工作日")
        parser.add_argument("--on", help="拟生效日期 YYYY-MM-DD，不填为今天")
        parser.add_argument("--json", action="store_true", help="以JSON输出")

    def handle(self, *args: Any, **options: Any) -> None:
        keep_fresh(now=True)
        if options["what"] == "check":
            self._check()
            return
        if not options["setting"]:
            raise CommandError("请用 --set 写明 项目=数值")
        key, _, typed = options["setting"].partition("=")
        on, started = day_named(options["on"]) if options["on"] else timezone.localdate(), monotonic()
        if on < timezone.localdate():
            raise CommandError("拟生效日期不能早于今天：已办的事项按当时的标准")
        try:
            section, value = read_setting(key.strip(), typed)
        except Refusal as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        found, refused = self._counted([Proposal(one, section, key.strip(), value, on) for one in _districts(options["district"])])
        if not found:
            raise CommandError("；".join(dict.fromkeys(reason for _, reasons in refused for reason in reasons)))
        told = json.dumps(_plain(found, refused), ensure_ascii=False, indent=1) if options["json"] else "\n".join(_lines(found, refused))
        self.stdout.write(told)
        self.stderr.write(f"用时{monotonic() - started:.1f}秒")

    def _check(self) -> None:
        faults = standing_faults()
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)}处有误，没有执行；其他的照常执行")
        self.stdout.write("各区标准没有错误")

    def _counted(self, proposals: Sequence[Proposal]) -> tuple[list[Impact], list[tuple[Region, tuple[str, ...]]]]:
        """Count each district with a bar of its own; what one refuses does not stop the others."""
        found: list[Impact] = []
        refused: list[tuple[Region, tuple[str, ...]]] = []
        for proposal in proposals:
            try:
                impact = begin(proposal)
            except Refusal as refusal:
                refused.append((proposal.district, refusal.reasons))
                continue
            with tqdm(total=impact.concerned, desc=proposal.district.name, unit="位", ascii=True) as bar:
                while not impact.is_done:
                    before = impact.asked
                    go_on(impact)
                    bar.update(impact.asked - before)
            found.append(impact)
        return found, refused


def _districts(codes: list[str]) -> list[Region]:
    """Find the districts named, or all of the city. Raises CommandError for a code that is none."""
    present = Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None).order_by("code")
    found = []
    for code in dict.fromkeys(codes):
        one = present.filter(code__startswith=code).first() if len(code) >= DISTRICT_CODE else None
        if one is None:
            raise CommandError(f"没有代码为“{code}”的区")
        found.append(one)
    return found or list(present)


def _lines(found: list[Impact], refused: list[tuple[Region, tuple[str, ...]]]) -> list[str]:
    first = found[0]
    lines = [f"{first.label}：拟自{first.proposal.effective_on}起设为{first.after}（{first.source}）{_counting(found)}"]
    lines.append("\t".join(("代码", "区", "现行", *COLUMNS)))
    for one in found:
        figures = [str(getattr(one, name)) for name in SUMMED]
        lines.append("\t".join((one.proposal.district.code, one.proposal.district.name, one.before, *figures)))
    if len(found) > 1:
        lines.append("\t".join(("", "合计", "", *(str(sum(getattr(one, name) for one in found)) for name in SUMMED))))
    gained, lost = _summed(found, "gained"), _summed(found, "lost")
    lines += [f"{one.label}：新增{gained[one]}位，减少{lost[one]}位" for one in Category if gained[one] or lost[one]]
    if first.papers is not None:
        lines.append(f"按此期限在办{sum(one.papers or 0 for one in found)}件：已定的期限不变，生效后新办的按新期限")
    return [*lines, *(f"{district.name}：{'；'.join(reasons)}" for district, reasons in refused)]


def _counting(found: list[Impact]) -> str:
    """Say from when visits are counted by the new figure, where it changes how many there are."""
    changes = any((one.visits_before, one.assistance_before) != (one.visits_after, one.assistance_after) for one in found)
    return f"，次数从{found[0].counts_from:%Y-%m}起按新标准" if changes else ""


def _summed(found: list[Impact], name: str) -> Counter[Category]:
    total: Counter[Category] = Counter()
    for one in found:
        total.update(getattr(one, name))
    return total


def _plain(found: list[Impact], refused: list[tuple[Region, tuple[str, ...]]]) -> dict[str, object]:
    total: dict[str, object] = {name: sum(getattr(one, name) for one in found) for name in SUMMED}
    total |= {name: {one.value: count for one, count in _summed(found, name).items()} for name in ("gained", "lost")}
    return {
        "key": found[0].proposal.key, "effective_on": found[0].proposal.effective_on.isoformat(), "after": found[0].after,
        "counts_from": f"{found[0].counts_from:%Y-%m}", "districts": [_one(impact) for impact in found], "total": total,
        "refused": [{"district": district.code, "reasons": list(reasons)} for district, reasons in refused],
    }  # fmt: skip


def _one(impact: Impact) -> dict[str, object]:
    plain: dict[str, object] = {
        "district": impact.proposal.district.code, "name": impact.proposal.district.name, "before": impact.before, "papers": impact.papers
    }  # fmt: skip
    plain |= {name: getattr(impact, name) for name in SUMMED}
    return plain | {name: {one.value: count for one, count in getattr(impact, name).items()} for name in ("gained", "lost")}
