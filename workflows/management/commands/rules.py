"""`manage.py rules NAME --input FILE`: the plan's rules over JSON lines, without the database."""

from __future__ import annotations

import errno
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.policy.instruments import gb42195
from workflows.policy.model import SHANGHAI
from workflows.policy.rules import thresholds
from workflows.rules.stream import answers
from workflows.rules.wire import Answer, ability_answer, eligibility_answer, identity_answer, obligations_answer

RULES: dict[str, Callable[[], Answer]] = {
    "eligibility": lambda: eligibility_answer(thresholds()),
    "obligations": obligations_answer,
    "ability": lambda: ability_answer(gb42195()),
    "identity": lambda: identity_answer(datetime.now(SHANGHAI).date()),
}

WHY = {
    errno.ENOENT: "没有这个文件", errno.EISDIR: "这是一个文件夹", errno.EACCES: "没有读取的权限", errno.ENOSPC: "磁盘已满",
    errno.EPIPE: "接收输出的程序已经结束",
}  # fmt: skip


class Command(BaseCommand):
    """Answers each line of the input in its place; lines that cannot be read get an error, and the exit status is then 1."""

    help = "按方案规则逐行判断（输入、输出均为JSON行）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", choices=sorted(RULES), metavar="NAME", help="eligibility、obligations、ability 或 identity")
        parser.add_argument("--input", required=True, help="输入文件，每行一个JSON对象；“-”表示标准输入")

    def handle(self, *args: Any, **options: Any) -> None:
        write = self._writer()
        wrong = 0
        try:
            with _open(options["input"]) as source:
                for answered, line in answers(source, RULES[options["rule"]]()):
                    wrong += not answered
                    write(line)
            self.stdout.flush()
        except OSError as broken:
            _write_no_more()
            raise CommandError(f"读写失败：{WHY.get(broken.errno or 0, broken.strerror or broken)}") from broken
        if wrong:
            raise CommandError(f"有{wrong}行无法判断，原因见输出中的 error", returncode=1)

    def _writer(self) -> Callable[[bytes], object]:
        """Write bytes where the output has them, so that the answer is UTF-8 whatever the terminal's locale is."""
        raw = getattr(self.stdout, "_out", None)
        buffer = getattr(raw, "buffer", None)
        if buffer is not None:
            return buffer.write  # type: ignore[no-any-return]
        return lambda line: self.stdout.write(line.decode("utf-8"), ending="")


def _write_no_more() -> None:
    """Send what still waits in the buffer nowhere, or Python complains at the exit and changes the status."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # no file behind it
        return


def _open(name: str) -> Any:
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as missing:
        raise CommandError(f"打不开输入文件 {name}：{WHY.get(missing.errno or 0, missing.strerror)}") from missing
