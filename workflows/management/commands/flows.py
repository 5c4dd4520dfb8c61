"""`manage.py flows …`: check, draw, describe, compare, document, export and import the definitions."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.acts import Refusal
from permissions.access import is_visible
from permissions.management.named import account_named, region_named
from workflows.checks import calendar_warnings, findings, project_flows
from workflows.documentation import changed_in_place, documented, folder, product_flows, write_pages
from workflows.engine.chains import describe_chain
from workflows.engine.changes import Changes, changes
from workflows.engine.dcworkflow.comparing import permission_changes
from workflows.engine.dcworkflow.describing import described
from workflows.engine.dcworkflow.drawing import as_drawn
from workflows.engine.dcworkflow.exporting import exported
from workflows.engine.dcworkflow.importing import import_definition
from workflows.engine.dcworkflow.problems import coded, told
from workflows.engine.dcworkflow.together import check_path
from workflows.engine.dcworkflow.vocabulary import Table
from workflows.engine.dcworkflow.writing import write_definition
from workflows.engine.describe import canonical_json, describe
from workflows.engine.graph import mermaid
from workflows.engine.picture import draw_svg
from workflows.explaining import explain_steps
from workflows.facets import chains
from workflows.management.lookup import Flow, flow_from, flow_named, imported, subject_named, table_named, version_before
from workflows.management.places import PlaceActions
from workflows.management.walking import ScenarioActions
from workflows.migrating import migrate_flow
from workflows.words import process_words


class Command(PlaceActions, ScenarioActions, BaseCommand):
    help = (
        "流程定义：check 检查，draw 画图，describe 说明，diff 比较，docs 生成文档，simulate 情景，migrate 转版，"
        "bind、adopt、turn-down、unbind、bindings 某地施行的流程，"
        "explain 说明谁能办，export 导出，import 导入"
    )
    requires_system_checks: list[str] = []  # `check` itself tells what the start-up would refuse

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        check = actions.add_parser("check", help="检查全部定义，或一个 Plone 格式的文件、文件夹；有错误时退出码为1")
        check.add_argument("path", nargs="?", help="definition.xml、workflows.xml 或含有它们的文件夹")
        draw = actions.add_parser("draw", help="画流程图")
        draw.add_argument("flow", nargs="?", help="流程代码，或 Plone 的 definition.xml；不写则全部")
        draw.add_argument("--format", choices=["svg", "mermaid"], default="svg")
        draw.add_argument("--out", help="文件（一个流程）或文件夹（全部）")
        tell = actions.add_parser("describe", help="逐状态说明")
        tell.add_argument("flow", help="流程代码，或 Plone 的 definition.xml")
        diff = actions.add_parser("diff", help="与文档记载的（或另一版）比较；有不同时退出码为1")
        diff.add_argument("flow", nargs="?", help="流程代码，或 Plone 的 definition.xml；不写则全部")
        diff.add_argument("--version", type=int, dest="other", help="与这一版比较")
        diff.add_argument("--against", metavar="FILE", help="与这个文件比较：导出的 json，或 Plone 的 definition.xml")
        diff.add_argument("--svg", metavar="FILE", help="把改动画成图，写入文件（绿粗线新增，红虚线取消，黄点划线改动）")
        docs = actions.add_parser("docs", help="生成 docs/flows/")
        docs.add_argument("--accept", action="store_true", help="某一版尚未在任何地方使用时，接受对它的改动")
        export = actions.add_parser("export", help="导出定义")
        export.add_argument("flow", help="流程代码，或 Plone 的 definition.xml（读入后重新写出，内容不变）")
        export.add_argument("--format", choices=["dcworkflow", "json"], default="dcworkflow")
        export.add_argument("--out", help="写入文件；不写则输出到屏幕")
        reading = actions.add_parser("import", help="读入Plone的definition.xml并检查")
        reading.add_argument("file", help="definition.xml")
        for parser in (check, draw, tell, diff, export, reading):
            parser.add_argument("--map", dest="table", metavar="TABLE.toml", help="对照表：Plone 的表达式、脚本各对应哪个已登记的名字")
        explain = actions.add_parser("explain", help="说明某人对某件事项能办什么、为何不能办、谁可以办")
        explain.add_argument("subject", help="事项，写作 流程代码:编号，如 referral:12")
        explain.add_argument("--user", required=True, help="用户名：问的是谁能不能办")
        explain.add_argument("--asker", help="用户名：按谁的查阅范围显示姓名和条件；不写则为 --user 本人")
        self.add_scenario_arguments(actions)
        migrate = actions.add_parser("migrate", help="把在办事项转到新版")
        migrate.add_argument("flow", help="流程代码")
        migrate.add_argument("--to", type=int, required=True, help="新版号")
        migrate.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help="原状态=新状态；同名的不必写")
        migrate.add_argument("--basis", default="", help="依据")
        migrate.add_argument("--dry-run", action="store_true", help="只说明将转哪些")
        migrate.add_argument("--region", help="区划代码：只转此地的；不写为全市")
        self.add_place_arguments(actions)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action'].replace('-', '_')}")(**options)

    def _check(self, *, path: str | None, table: str | None, **options: Any) -> None:
        if path is not None:
            report = check_path(path, table_named(table).table)
            for sentence in report.sentences() or [f"“{path}”里没有 definition.xml 或 workflows.xml"]:
                self.stdout.write(sentence)
            if not report.taken:
                raise CommandError("未采用")
            return
        for sentence in calendar_warnings():
            self.stdout.write(f"提示：{sentence}")
        found = findings()
        for one in found:
            self.stdout.write(str(one))
        errors = sum(one.is_error for one in found)
        if errors:
            raise CommandError(f"{errors} 处错误，{len(found) - errors} 处提示")
        keys = {one.key for one in project_flows()}
        self.stdout.write(f"{len(keys & set(product_flows()) or keys)} 个流程，没有错误，{len(found)} 处提示")

    def _draw(self, *, flow: str | None, format: str, out: str | None, table: str | None, **options: Any) -> None:
        draw, suffix = (draw_svg, "svg") if format == "svg" else (mermaid, "mmd")
        if flow is not None:
            self._put(draw(flow_from(flow, table_named(table).table)), out)
            return
        if not out:
            raise CommandError("画全部流程时请用 --out 指定文件夹")
        Path(out).mkdir(parents=True, exist_ok=True)
        for key, one in product_flows().items():
            (Path(out) / f"{key}.{suffix}").write_text(draw(one), encoding="utf-8")
        self.stdout.write(f"已画 {len(product_flows())} 个流程")

    def _describe(self, *, flow: str, table: str | None, **options: Any) -> None:
        if flow.endswith(".xml"):
            known = table_named(table).table
            lines = described(imported(flow, known), known)
        elif (chain := chains().get(flow)) is not None:
            lines = describe_chain(chain, process_words())
        else:
            lines = describe(flow_from(flow), process_words())
        for line in lines:
            self.stdout.write(line)

    def _diff(
        self, *, flow: str | None, other: int | None, against: str | None, svg: str | None, table: str | None, **options: Any
    ) -> None:
        if flow is None and (svg or against):
            raise CommandError("请写明比较哪个流程")
        changed = 0
        for one, found, maps in _compared(flow, other, against, table_named(table).table):
            for line in (*found.sentences(), *maps):
                changed += 1
                self.stdout.write(f"{one.key}：{line}")
            if svg:
                self._put(draw_svg(found.flow, found.dress), svg)
        if changed:
            raise CommandError(f"{changed} 处不同")
        self.stdout.write("没有不同")

    def _docs(self, *, accept: bool, **options: Any) -> None:
        changed = changed_in_place()
        if changed and not accept:
            raise CommandError(f"{'、'.join(changed)}已改动：请另立新版（version 加1）；如果这一版尚未在任何地方使用，用 --accept 接受")
        self.stdout.write(f"已写 {write_pages()} 个文件到 {folder()}")

    def _export(self, *, flow: str, format: str, out: str | None, table: str | None, **options: Any) -> None:
        if flow.endswith(".xml"):
            if format == "json":
                raise CommandError("Plone 的定义只能写回 Plone 的格式；请用 --format dcworkflow")
            self._put(write_definition(imported(flow, table_named(table).table)), out)
            return
        if format == "json":
            self._put(canonical_json(flow_named(flow)), out)
            return
        said = exported(flow_named(flow))
        self._put(said.xml, out)
        for sentence in said.unsaid:
            self.stderr.write(f"该格式写不出：{sentence}")

    def _import(self, *, file: str, table: str | None, **options: Any) -> None:
        known = table_named(table)
        report = import_definition(file, known.table)
        unused = known.unused(report.definition) if report.definition is not None else ()
        for sentence in (*report.sentences(), *(f"提示：对照表{one}" for one in told(coded("W014", unused)))):
            self.stdout.write(sentence)
        if not report.taken:
            raise CommandError("未采用")

    def _migrate(self, *, flow: str, to: int, map: list[str], basis: str, dry_run: bool, region: str | None, **options: Any) -> None:
        mapping = dict(one.split("=", 1) for one in map if "=" in one)
        if len(mapping) != len(map):
            raise CommandError("--map 应写作 原状态=新状态")
        try:
            report = migrate_flow(
                key=flow, to=to, mapping=mapping, basis=basis or ("试算" if dry_run else ""), dry_run=dry_run,
                region=region_named(region) if region else None,
            )  # fmt: skip
        except (Refusal, LookupError) as refused:
            raise CommandError(str(refused)) from refused
        for sentence in report.sentences():
            self.stdout.write(sentence)
        if report.left:
            raise CommandError(f"{len(report.left)} 件未转，办妥后再运行一次即可接着转")

    def _explain(self, *, subject: str, user: str, asker: str | None, **options: Any) -> None:
        who, reader = account_named(user), account_named(asker or user)
        found = subject_named(subject)
        if found is None or not is_visible(reader, found):
            # whether it is there is not for the asker to know
            raise CommandError(f"没有{reader}能看到的事项“{subject}”；能不能看的原因，用 access explain 查看")
        for line in explain_steps(found, who, asker=reader).sentences():
            self.stdout.write(line)

    def _put(self, text: str, out: str | None) -> None:
        if out:
            try:
                Path(out).write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"写不进“{out}”：请检查文件夹是否存在、有没有写入的权限") from error
            self.stdout.write(f"已写入 {out}")
        else:
            self.stdout.write(text)


def _compared(flow: str | None, other: int | None, against: str | None, table: Table) -> Iterator[tuple[Flow, Changes, Iterator[str]]]:
    """Compare each process with what it is to be compared with; of Plone's files the permission maps too, each file read once."""
    if flow and against and flow.endswith(".xml") and against.endswith(".xml"):
        before, after = imported(against, table), imported(flow, table)
        drawn = as_drawn(after)
        yield drawn, changes(as_drawn(before), drawn), permission_changes(before, after)
        return
    for one in [flow_from(flow, table)] if flow else documented().values():
        yield one, changes(flow_from(against, table) if against else version_before(one, other), one), iter(())
