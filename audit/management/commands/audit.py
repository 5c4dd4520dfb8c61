"""`manage.py audit verify`: is the history what it was when it was written?"""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.naming import NoSuchChain, chain_named
from audit.triggers import missing_triggers
from audit.verify import Report, verify


class Command(BaseCommand):
    help = "核对审计链：全部条目、所载的历史记录和流转记录"

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        check = kinds.add_parser("verify", help="核对；发现不符时指出第一处并以状态1结束")
        check.add_argument("--case", help="台账编号、个案编号或链的名称；不填则核对全部")
        check.add_argument("--all", action="store_true", help="列出全部不符之处，而不只是第一处")

    def handle(self, *args: Any, **options: Any) -> None:
        chain = self._chain(options["case"]) if options["case"] else None
        report, begun, broken = Report(), monotonic(), 0
        for one in verify(chain, report):
            broken += 1
            self.stderr.write(str(one))
            if not options["all"]:
                break
        if broken:
            raise CommandError("审计链不完整" if not options["all"] else f"审计链有 {broken} 处不符", returncode=1)
        for name in missing_triggers():
            self.stderr.write(f"注意：缺少触发器 {name}；请运行 manage.py migrate 重新设置")
        seconds = monotonic() - begun
        self.stdout.write(f"核对无误：{report.chains} 条链，{report.entries} 条审计条目，{report.rows} 条历史记录，用时 {seconds:.1f} 秒")

    def _chain(self, text: str) -> str:
        try:
            return chain_named(text)
        except NoSuchChain as error:
            raise CommandError(str(error), returncode=2) from error
