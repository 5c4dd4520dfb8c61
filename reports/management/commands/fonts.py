"""Prepare the Chinese fonts for printing (`manage.py fonts prepare`), so that no officer waits for them at the first print."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from reports.pdf import fonts, outlines


class Command(BaseCommand):
    help = "打印用中文字库：prepare 生成字库（约半分钟，只需一次），check 检查文字能否印出"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["prepare", "check"])
        parser.add_argument("text", nargs="*", help="check：要检查的姓名或文字")

    def handle(self, *args: Any, action: str, text: list[str], **options: Any) -> None:
        directory = Path(settings.CASEWORK_FONT_DIR)
        for source in outlines.SOURCES:
            self._prepare(source, directory)
        if action == "check":
            self._check(" ".join(text))

    def _prepare(self, source: outlines.Source, directory: Path) -> None:
        target = source.target(directory)
        if outlines.is_prepared(source, directory):
            self.stdout.write(f"{target.name} 已就绪")
            return
        with ProcessPoolExecutor() as pool, tqdm(desc=f"生成字库 {source.name}", unit="字", leave=False) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            outlines.prepare(source, directory, progress=show, run=pool.map)
        self.stdout.write(f"{target.name} 已生成，{target.stat().st_size / 1e6:.1f} MB")

    def _check(self, text: str) -> None:
        missing = fonts.library(Path(settings.CASEWORK_FONT_DIR)).uncovered(text)
        if not missing:
            self.stdout.write("都能印出")
            return
        for character in missing:
            self.stdout.write(f"{character} {fonts.code_point(character)} 字库未收，打印时以“{fonts.SUBSTITUTE}”代替并在页脚注明")
        self.stdout.write(fonts.REMEDY)
