"""`manage.py access explain USER CASE` and `access who CASE`: which grant, rule and state decide."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from permissions.access import explain, who
from permissions.models import Account


class Command(BaseCommand):
    help = "说明某人为什么能看或不能看一个个案，或者谁能看"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        why = kinds.add_parser("explain")
        why.add_argument("user")
        why.add_argument("case")
        seers = kinds.add_parser("who")
        seers.add_argument("case")

    def handle(self, *args: Any, **options: Any) -> None:
        case = self._case(options["case"])
        if options["kind"] == "explain":
            user = Account.objects.filter(username=options["user"]).first()
            if user is None:
                raise CommandError(f"没有用户名为“{options['user']}”的账号")
            self.stdout.write(str(explain(user, case)))
            return
        for one in who(case):
            self.stdout.write(f"{one.account.username}\t{one.account}\t{one.sentence}")

    def _case(self, text: str) -> Any:
        """Find a case by its ledger number or key; the model is asked by name, since this room knows none above it."""
        model = apps.get_model("casework", "Case")
        key = Q(number=text) | (Q(pk=int(text)) if text.isdigit() and len(text) < 12 else Q(pk__in=()))
        found = model._base_manager.filter(key).first()
        if found is None:
            raise CommandError(f"没有编号为“{text}”的个案")
        return found
