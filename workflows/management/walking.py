"""`manage.py flows simulate`: scenarios walked, their failures as a table, and a table in the office's words written or read."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.documentation import documented
from workflows.engine.definition import Workflow
from workflows.engine.scenario_words import row_of
from workflows.engine.simulate import Deviation, Scenario, simulate
from workflows.management.lookup import flow_named
from workflows.scenarios import BrokenTable, read_table, scenarios_of, table_text

HEAD = ("位置", "情景", "谁", "办理", "应当", "实际")


class ScenarioActions(BaseCommand):
    """The part of `flows` that walks scenarios."""

    def add_scenario_arguments(self, actions: _SubParsersAction[Any]) -> None:
        walk = actions.add_parser("simulate", help="走一遍随定义存放的情景，或一张表（CSV）里的；有出入时退出码为1")
        walk.add_argument("flow", nargs="?", help="流程代码；不写则全部")
        walk.add_argument("--table", metavar="FILE", help="走这张表里的情景，栏目：情景、谁、办理、不具备的条件、不填写、应当、结果")
        walk.add_argument("--write", metavar="FILE", help="把随定义存放的情景写成这样一张表，用表格软件打开、修改")

    def _simulate(self, *, flow: str | None, table: str | None, write: str | None, **options: Any) -> None:
        if flow is None and (table or write):
            raise CommandError("请写明是哪个流程的情景")
        try:
            if flow is not None and write:
                text = table_text(flow_named(flow), scenarios_of(flow))
                Path(write).write_text(text, encoding="utf-8-sig", newline="")
                self.stdout.write(f"已写入 {write}")
                return
            chosen = {flow: flow_named(flow)} if flow else documented()
            walked = [(one, read_table(Path(table), one) if table else scenarios_of(name)) for name, one in chosen.items()]
        except BrokenTable as broken:
            raise CommandError(f"表读不懂，一步也没有走：\n{broken}") from broken
        except OSError as error:
            raise CommandError(f"“{write or table}”写不了或读不了，请检查路径和权限") from error
        self._tell(walked)

    def _tell(self, walked: Sequence[tuple[type[Workflow[Any]], Sequence[Scenario]]]) -> None:
        rows = [row for one, scenarios in walked for deviation in simulate(one, scenarios) for row in [_failure(one, deviation)]]
        if rows:
            for line in aligned([HEAD, *rows]):
                self.stdout.write(line)
            raise CommandError(f"{len(rows)} 处与情景不符")
        self.stdout.write(f"{sum(len(scenarios) for _, scenarios in walked)} 个情景，与定义相符")


def _failure(flow: type[Workflow[Any]], deviation: Deviation) -> tuple[str, ...]:
    row = row_of(flow, deviation.title, deviation.line)
    wanted = f"{row.wanted}：{row.outcome}" if row.who else ""
    return deviation.place.strip() or flow.label, f"{flow.label}：{row.title}", row.who, row.name, wanted, deviation.came


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lay cells out in columns for a terminal, where a Chinese character takes two places; the last column runs free."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row[:-1], widths[:-1], strict=True)]
        yield "  ".join([*cells, row[-1]])


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F or character in "“”‘’…—→·" else 1 for character in text)
