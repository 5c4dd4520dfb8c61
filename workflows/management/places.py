"""`manage.py flows bind|adopt|turn-down|unbind|bindings`: which form of a process holds at a place, from the command line."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.acts import Refusal
from permissions.management.named import account_named, day_named, region_named
from permissions.models import Region
from workflows import bindings
from workflows.bindings import adopt_binding, adopters, propose_binding, refuse_binding, withdraw_binding
from workflows.models import FlowBinding
from workflows.placed import fates, forms_at, label_of, rows_of, running
from workflows.rules.dates import in_words


class PlaceActions(BaseCommand):
    """The part of `flows` that binds places."""

    def add_place_arguments(self, actions: _SubParsersAction[Any]) -> None:
        bind = actions.add_parser("bind", help="为某地提出一种流程（版本或变体），待另一人采用")
        bind.add_argument("flow", help="流程代码")
        bind.add_argument("version", type=int, help="版本号；变体也有自己的版本号")
        bind.add_argument("--region", required=True, help="区划代码：市、区或街道（乡镇）")
        bind.add_argument("--from", required=True, dest="effective", metavar="YYYY-MM-DD", help="生效日期")
        bind.add_argument("--basis", required=True, help="文件依据（文号）")
        bind.add_argument("--reason", required=True, help="理由")
        adopt = actions.add_parser("adopt", help="采用所提出的")
        turn_down = actions.add_parser("turn-down", help="不采用所提出的")
        unbind = actions.add_parser("unbind", help="自某日起撤回已采用的；不删除")
        for parser in (adopt, turn_down, unbind):
            parser.add_argument("number", type=int, help="编号，见 flows bindings")
        adopt.add_argument("--note", default="", help="意见")
        turn_down.add_argument("--note", required=True, help="理由")
        unbind.add_argument("--from", required=True, dest="effective", metavar="YYYY-MM-DD", help="撤回日期")
        unbind.add_argument("--reason", required=True, help="理由")
        for parser in (bind, adopt, turn_down, unbind):
            parser.add_argument("--actor", required=True, help="办理人的用户名；权限与页面上相同")
        listing = actions.add_parser("bindings", help="某地施行哪些流程、承接自哪里，以及历次提出和采用")
        listing.add_argument("--region", help="区划代码；不写为全市")
        listing.add_argument("--on", metavar="YYYY-MM-DD", help="哪一天；不写为今天")

    def _bind(self, *, flow: str, version: int, region: str, effective: str, basis: str, reason: str, actor: str, **options: Any) -> None:
        place = region_named(region)
        with _refusals():
            row = propose_binding(
                actor=account_named(actor, present=True),
                region=place,
                flow=flow,
                version=version,
                effective_on=day_named(effective),
                basis=basis,
                reason=reason,
            )
        who = adopters(place)
        self.stdout.write(f"已提出第{row.pk}号：{place}{in_words(row.effective_on)}起施行{label_of(row)}；待{who.label if who else ''}采用")

    def _adopt(self, *, number: int, actor: str, note: str, **options: Any) -> None:
        with _refusals():
            row = adopt_binding(actor=account_named(actor, present=True), row=_row(number), note=note)
        self.stdout.write(f"已采用第{row.pk}号：{in_words(row.effective_on)}起，新开始的事项按{label_of(row)}办；在办的不变")
        for version, count in sorted(running(row.flow, row.region).items()):
            if version != row.flow_version:
                self.stdout.write(f"  第{version}版在办 {count} 件；要转的，届时运行 flows migrate {row.flow} --to {row.flow_version}")

    def _turn_down(self, *, number: int, actor: str, note: str, **options: Any) -> None:
        with _refusals():
            row = refuse_binding(actor=account_named(actor, present=True), row=_row(number), note=note)
        self.stdout.write(f"第{row.pk}号不采用")

    def _unbind(self, *, number: int, effective: str, actor: str, reason: str, **options: Any) -> None:
        day = day_named(effective)
        with _refusals():
            row = withdraw_binding(actor=account_named(actor, present=True), row=_row(number), ends_on=day, reason=reason)
        self.stdout.write(f"第{row.pk}号自{in_words(day)}起撤回")

    def _bindings(self, *, region: str | None, on: str | None, **options: Any) -> None:
        bindings.read()
        place = region_named(region) if region else Region.objects.filter(level=Region.Level.CITY, valid_until_on=None).first()
        if place is None:
            raise CommandError("还没有区划；先运行 load_regions")
        day = day_named(on) if on else timezone.localdate()
        self.stdout.write(f"{place} {in_words(day)}")
        for line in forms_at(place, day):
            self.stdout.write(f"  {line}")
        fate = fates()
        for row in rows_of(place):
            until = f"，{in_words(row.ends_on)}起撤回（{row.end_reason}）" if row.ends_on else ""
            self.stdout.write(
                f"第{row.pk}号 {row.get_status_display()}：{row.region} {in_words(row.effective_on)}起“{row.flow}”{label_of(row)}{until}；"
                f"{row.author.display_name or row.author.username}提出，依据{row.basis}" + (f"；{fate[row.pk]}" if row.pk in fate else "")
            )


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise CommandError("\n".join(refusal.reasons)) from refusal


def _row(number: int) -> FlowBinding:
    found: FlowBinding | None = FlowBinding.objects.select_related("region").filter(pk=number).first()
    if found is None:
        raise CommandError(f"没有第{number}号；用 flows bindings 查看")
    return found
