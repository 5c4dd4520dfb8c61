"""`manage.py load_regions`: bring Tianjin's 5,933 units into the tree."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from permissions.regions import load_regions


class Command(BaseCommand):
    help = "装入天津市区划：市、16个区、299个街道（乡镇）、5617个社区（村）；重复执行不会重复装入"

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(desc="区划", unit="个", disable=None) as bar:
            new, known = load_regions(report=bar.update)
        self.stdout.write(f"区划：新增 {new} 个，已有 {known} 个")
