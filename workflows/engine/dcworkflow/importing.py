"""A file of Plone's brought in: read, understood, checked, and told about in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workflows.engine.dcworkflow.bindings import bindings_of
from workflows.engine.dcworkflow.checking import findings, remarks
from workflows.engine.dcworkflow.compiling import STANDARD, Compiled, compile_definition
from workflows.engine.dcworkflow.files import read_bytes
from workflows.engine.dcworkflow.model import Bindings, Definition
from workflows.engine.dcworkflow.parsing import parse
from workflows.engine.dcworkflow.problems import Problem, Unreadable, coded, on_one_line, told
from workflows.engine.dcworkflow.reading import definition_of
from workflows.engine.dcworkflow.vocabulary import Table


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: taken if nothing refuses it; `remarks` tell what is taken but does nothing."""

    source: str
    refusals: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    definition: Definition | None = None
    compiled: Compiled | None = None
    bindings: Bindings | None = None

    @property
    def taken(self) -> bool:
        return not self.refusals

    def sentences(self) -> list[str]:
        """Tell the outcome in Chinese, each finding with its line."""
        refused, told_too = [f"不予采用：{one}" for one in told(self.refusals)], [f"提示：{one}" for one in told(self.remarks)]
        return [on_one_line(f"{self.source}：{self._outcome()}"), *refused, *told_too]

    def _outcome(self) -> str:
        if self.taken and self.definition is not None:
            one = self.definition
            counts = f"状态{len(one.states)}个、流转{len(one.transitions)}个、变量{len(one.variables)}个、工作清单{len(one.worklists)}个"
            return f"流程“{one.title or one.name}”已读入，{counts}"
        if self.taken and self.bindings is not None:
            return f"流程绑定已读入，流程{len(self.bindings.workflows)}个、类型{len(self.bindings.types)}个"
        return f"有{len(self.refusals)}处问题，未采用；改正后请重新导入"


def import_definition(path: Path | str, table: Table = STANDARD) -> ImportReport:
    """Read, understand and check the file at the path; never raises for what the file says."""
    source = Path(path)
    try:
        text = read_bytes(source, "请写明 definition.xml 的路径")
    except Unreadable as refused:
        return ImportReport(source.name, coded("E036", refused.problems))
    return import_text(text, source.name, table)


def import_text(text: bytes | str, source: str, table: Table = STANDARD) -> ImportReport:
    """Do the same with text at hand, a definition or the tool's bindings; `source` names it in the report."""
    try:
        root = parse(text)
        if root.tag == "object":
            bindings = bindings_of(root)
            unheld = (Problem(line, f"绑定的流程“{name}”不在这个文件里；请确认它另有定义") for name, line in bindings.elsewhere())
            return ImportReport(source, remarks=coded("W013", sorted(unheld)), bindings=bindings)
        definition = definition_of(root)
    except Unreadable as refused:
        return ImportReport(source, coded("E036", refused.problems))
    problems = list(findings(definition))
    compiled = None
    try:
        compiled = compile_definition(definition, table)
    except Unreadable as refused:
        problems += coded("E037", refused.problems)
    return ImportReport(source, tuple(sorted(set(problems))), remarks(definition), definition, None if problems else compiled)
