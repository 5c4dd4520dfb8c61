"""`manage.py glossary`: write docs/glossary.md from the code, so that a term and its identifier stand together in one place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from permissions.roles import Role
from workflows.documentation import documented, product_flows
from workflows.rules.categories import Category

ROOMS = ("audit", "permissions", "workflows", "casework", "reports", "archives")
HEAD = """# Glossary

One Chinese term, one English identifier; a state's term belongs to its flow.
Written by `manage.py glossary` from the code; a test holds it fresh.
"""
Row = tuple[str, ...]


def page() -> str:
    """Give the whole page."""
    sections = (
        ("Flows", ("中文", "identifier", "states"), flows()),
        ("States", ("流程", "中文", "identifier"), states()),
        ("Roles", ("中文", "identifier", "what it is for"), ((one.label, f"`Role.{one.name}`", one.purpose) for one in Role)),
        ("Who is served (附件1)", ("中文", "identifier"), ((one.label, f"`{one.value}`") for one in Category)),
        ("Tables", ("中文", "identifier"), tables()),
    )
    return HEAD + "".join(f"\n## {title}\n{_table(columns, rows)}" for title, columns, rows in sections)


def flows() -> Iterator[Row]:
    for name, flow in sorted(documented().items()):
        label = f"{flow.label}（{flow.variant}）" if flow.variant else flow.label
        yield label, f"`{flow.key}`" + (f" {flow.version}" if name != flow.key else ""), str(len(flow.states))


def states() -> Iterator[Row]:
    """List every state once; what only a place's variant or an earlier version has stands behind its process's own."""
    newest = product_flows()
    for _, flow in sorted(documented().items()):
        for name, state in flow.states.items():
            if flow is newest[flow.key] or name not in newest[flow.key].states:
                yield flow.label, state.label, f"`{flow.key}.{name}`"


def tables() -> Iterator[Row]:
    """List every table of the rooms but the histories, whose columns copy theirs."""
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and not model.__name__.startswith("Historical"):
            yield str(model._meta.verbose_name), f"`{model._meta.app_label}.{model.__name__}`"


def _table(columns: Row, rows: Any) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "由代码生成术语表 docs/glossary.md；--check 只核对是否为最新"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="不写入；与代码不一致时退出码为1")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(settings.BASE_DIR) / "docs" / "glossary.md"
        if options["check"]:
            if not file.exists() or file.read_text("utf-8") != page():
                raise CommandError("docs/glossary.md 与代码不一致，请运行 manage.py glossary")
            return
        file.write_text(page(), "utf-8")
        self.stdout.write(f"已写入 {file.relative_to(settings.BASE_DIR)}")
