"""`manage.py reseal_fields`: after a new key was set in front, seal every live value with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from permissions.rotation import reseal


class Command(BaseCommand):
    help = "用最新的密钥重新加密全部敏感字段；历史记录不动，旧密钥须继续保留"

    def handle(self, *args: Any, **options: Any) -> None:
        done, lost = reseal(lambda label, count: self.stdout.write(f"{label}\t{count}"))
        self.stdout.write(f"已重新加密 {done} 项")
        if lost:
            raise CommandError(f"有 {lost} 项没有对应的密钥，未能解密：请把旧密钥补入 CASEWORK_FIELD_KEYS 后重试")
