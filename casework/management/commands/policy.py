"""`manage.py policy preview --district CODE --set KEY=VALUE`: what a district's own standard would change for those on file."""

import json
from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from audit.acts import Refusal
from casework.models import Case
from casework.services.impact import Impact, Proposal, preview
from casework.services.standards import read_setting
from permissions.models import Region


class Command(BaseCommand):
    help = "预览区级标准的影响：多少老年人增减类别，每月多几次探访，人手够不够"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["preview"], help="preview：只计算，不改动任何内容")
        parser.add_argument("--district", required=True, help="区的区划代码，如 120104")
        parser.add_argument("--set", required=True, dest="setting", help="项目=数值，如 visits_per_month=2 或 clue_check=3")
        parser.add_argument("--on", help="拟生效日期 YYYY-MM-DD，不填为今天")
        parser.add_argument("--json", action="store_true", help="以JSON输出")

    def handle(self, *args: Any, **options: Any) -> None:
        district = Region.objects.filter(code__startswith=options["district"], level=Region.Level.DISTRICT, valid_until_on=None).first()
        if district is None:
            raise CommandError(f"没有代码为“{options['district']}”的区")
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(f"日期“{options['on']}”写法不对，应为 2026-11-01") from error
        key, _, typed = options["setting"].partition("=")
        started = monotonic()
        try:
            section, value = read_setting(key.strip(), typed)
            total = Case.objects.filter(district=district).count()
            with tqdm(total=total, desc=district.name, unit="位", ascii=True) as bar:
                impact = preview(Proposal(district, section, key.strip(), value, on), progress=bar.update)
        except Refusal as refusal:
            raise CommandError("；".join(refusal.reasons)) from refusal
        self.stdout.write(json.dumps(_plain(impact), ensure_ascii=False, indent=1) if options["json"] else "\n".join(_lines(impact)))
        self.stderr.write(f"用时{monotonic() - started:.1f}秒")


def _lines(impact: Impact) -> list[str]:
    said = [
        f"{impact.proposal.district.name} {impact.label}：{impact.before} → {impact.after}（{impact.source}），"
        f"{impact.proposal.effective_on}起",
        f"在册老年人{impact.elders}位，类别有变化{impact.changed}位；未在册、届时符合{impact.newly_eligible}位",
        *(f"  {category.label}：新增{gained}位，减少{lost}位" for category, gained, lost in impact.by_category),
        f"每月探访{impact.visits_before} → {impact.visits_after}次（多{impact.more_visits}次）；"
        f"每季帮扶{impact.assistance_before} → {impact.assistance_after}次",
        f"探访人员{impact.visitors}名，每月可探访{impact.capacity}次" + (f"，缺{impact.short_by}次" if impact.short_by else "，够用"),
    ]
    if impact.papers is not None:
        said.append(f"按此期限在办{impact.papers}件：已定的期限不变，生效后新办的按新期限")
    return said


def _plain(impact: Impact) -> dict[str, object]:
    return {
        "district": impact.proposal.district.code, "key": impact.proposal.key, "before": impact.before, "after": impact.after,
        "effective_on": impact.proposal.effective_on.isoformat(), "elders": impact.elders, "changed": impact.changed,
        "newly_eligible": impact.newly_eligible,
        "gained": {category.value: count for category, count in impact.gained.items()},
        "lost": {category.value: count for category, count in impact.lost.items()},
        "visits_before": impact.visits_before, "visits_after": impact.visits_after, "assistance_before": impact.assistance_before,
        "assistance_after": impact.assistance_after, "visitors": impact.visitors, "capacity": impact.capacity,
        "short_by": impact.short_by, "papers": impact.papers,
    }  # fmt: skip
