"""`manage.py access explain USER CASE`, `access who CASE`; `access appoint USER ROLE REGION` for the first administrators."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from audit.acts import SYSTEM_ACTOR, Refusal
from permissions.access import explain, who
from permissions.management.named import account_named, region_named
from permissions.roles import ADMINISTRATORS, Role
from permissions.services import grant


class Command(BaseCommand):
    help = "说明某人为什么能看或不能看一个个案，或者谁能看；任命首批管理员"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        why = kinds.add_parser("explain", help="某人对某个案")
        why.add_argument("user", help="用户名")
        why.add_argument("case", help="台账编号或个案号")
        seers = kinds.add_parser("who", help="谁能看某个案")
        seers.add_argument("case", help="台账编号或个案号")
        first = kinds.add_parser("appoint", help="任命管理员；其余授权由安全管理员在系统内办理")
        first.add_argument("user", help="用户名")
        first.add_argument("role", choices=sorted(role.value for role in ADMINISTRATORS))
        first.add_argument("region", help="区划代码，全市为12")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] == "who":
            for one in who(self._case(options["case"])):
                self.stdout.write(f"{one.account.username}\t{one.account}\t{one.sentence}")
        elif options["kind"] == "explain":
            self.stdout.write(str(explain(account_named(options["user"]), self._case(options["case"]))))
        else:
            self._appoint(options)

    def _appoint(self, options: dict[str, Any]) -> None:
        region = region_named(options["region"])
        try:
            row = grant(actor=SYSTEM_ACTOR, to=account_named(options["user"]), role=Role(options["role"]), at=region, reason="服务器上任命")
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已任命：{row.user}，{row}")

    def _model(self) -> Any:
        """Ask for the case by name: this room knows none above it."""
        return apps.get_model("casework", "Case")

    def _case(self, text: str) -> Any:
        """Find a case by its ledger number or key."""
        model = self._model()
        key = Q(pk=int(text)) if text.isdecimal() and len(text) < 12 else Q(pk__in=())
        found = model._base_manager.filter(key | Q(number=text)).first()
        if found is None:
            raise CommandError(f"没有编号为“{text}”的个案")
        return found
