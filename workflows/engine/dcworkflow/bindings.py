"""Plone's `workflows.xml`: which workflows the tool holds, and which types of content are bound to which. Read and written without loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflows.engine.dcworkflow.grammar import BINDINGS, violations
from workflows.engine.dcworkflow.model import Binding, Bindings, Marks, Path
from workflows.engine.dcworkflow.parsing import I18N, Element, parse
from workflows.engine.dcworkflow.problems import Problem, Unreadable, refuse
from workflows.engine.dcworkflow.values import truth
from workflows.engine.dcworkflow.writing import XmlWriter


def read_bindings(source: bytes | str, definitions: Iterable[str] | None = None) -> Bindings:
    """Read a `workflows.xml`; raises Unreadable with all that is wrong with it.

    A chain may name a workflow that is there already, which one file cannot tell; where `definitions` tells it, chains are held to it.
    """
    return bindings_of(parse(source), definitions)


def bindings_of(root: Element, definitions: Iterable[str] | None = None) -> Bindings:
    """Make the bindings of their parsed text, or raise Unreadable."""
    if root.tag != "object":
        raise refuse(root.line, f"这不是流程绑定：根元素是“{root.tag}”，应为“object”")
    if wrong := tuple(violations(root, BINDINGS)):
        raise Unreadable(wrong)
    reader = _Reader(root, definitions)
    bindings = reader.read()
    if reader.problems:
        raise Unreadable(reader.problems)
    return bindings


class _Reader:
    def __init__(self, root: Element, definitions: Iterable[str] | None) -> None:
        self.root, self.problems = root, list[Problem]()
        self.marks: dict[Path, Marks] = {(): root.marks} if root.marks else {}
        self.workflows: dict[str, str] = {}
        self.removed: dict[str, str] = {}
        self.known = None if definitions is None else set(definitions)
        self.lines: dict[str, int] = {}

    def read(self) -> Bindings:
        given = self.root.attributes
        if "remove" in given:
            self.problems.append(Problem(self.root.line, "流程工具本身不能带“remove”；请删去"))
        properties = self.properties()
        for child in self.root.named("object"):
            self.workflow(child)
        default, types = None, {}
        for bindings in self.root.named("bindings"):
            for child in bindings.named("default"):
                default = self.chain(child)
            types = self.types(bindings)
        return Bindings(given["name"], given["meta_type"], properties, self.workflows, self.removed, default, types, self.marks, self.lines)

    def properties(self) -> dict[str, str]:
        properties: dict[str, str] = {}
        for child in self.root.named("property"):
            name = child.attributes["name"]
            if name in properties:
                self.problems.append(Problem(child.line, f"属性“{name}”写了两次；请只留一个"))
            if "type" in child.attributes:
                self.problems.append(Problem(child.line, f"属性“{name}”带有“type”；流程工具没有自造的属性，请删去"))
            properties[name] = child.text
            self.mark(child, "property", name)
        return properties

    def workflow(self, child: Element) -> None:
        name = child.attributes["name"]
        if child.children:
            self.problems.append(Problem(child.line, f"流程“{name}”的内容应写在它自己的 definition.xml 里"))
        if name in self.workflows or name in self.removed:
            self.problems.append(Problem(child.line, f"流程“{name}”写了两次；请只留一个"))
        kept = self.removed if self.given_up(child) else self.workflows
        kept[name] = child.attributes["meta_type"]
        self.mark(child, "object", name)

    def types(self, bindings: Element) -> dict[str, Binding]:
        types: dict[str, Binding] = {}
        for child in bindings.named("type"):
            name = child.attributes["type_id"]
            if name in types:
                self.problems.append(Problem(child.line, f"类型“{name}”绑定了两次；请只留一个"))
            types[name] = Binding(self.chain(child), self.removes(child))
        return types

    def given_up(self, element: Element) -> bool:
        """Read a workflow's `remove` flag; empty, it was a yes to earlier GenericSetups and is a no to later ones."""
        text = element.attributes.get("remove", "False")
        if not text or truth(text) is None:
            self.problems.append(Problem(element.line, f"“remove”是“{text}”；移除请写 True，不移除请删去这一属性"))
        return bool(truth(text))

    def removes(self, element: Element) -> bool:
        """Read the `remove` mark; Plone looks only whether it stands there, so a plain no is refused rather than taken for a yes."""
        if "remove" not in element.attributes:
            return False
        if element.attributes["remove"] and not truth(element.attributes["remove"]):
            self.problems.append(Problem(element.line, "“remove”只能写 True；不想移除就删去这一属性"))
        return True

    def chain(self, element: Element) -> tuple[str, ...]:
        names = []
        for child in element.named("bound-workflow"):
            name = child.attributes["workflow_id"]
            names.append(name)
            self.lines.setdefault(name, child.line)
            if self.known is not None and name not in self.workflows and name not in self.known:
                self.problems.append(Problem(child.line, f"绑定的流程“{name}”没有定义；请先导入它，或改正"))
        return tuple(names)

    def mark(self, element: Element, *path: str) -> None:
        if element.marks:
            self.marks[path] = element.marks


def write_bindings(bindings: Bindings) -> str:
    """Write the bindings as the text of a `workflows.xml`."""
    writer = XmlWriter(bindings.marks)
    attributes = [("name", bindings.name), ("meta_type", bindings.kind)]
    if bindings.marks:
        attributes.insert(0, ("xmlns:i18n", I18N))
    with writer.inside("object", attributes, ()):
        for name, text in bindings.properties.items():
            writer.leaf("property", text, [("name", name)], "property", name)
        for name, kind in bindings.workflows.items():
            writer.leaf("object", "", [("name", name), ("meta_type", kind)], "object", name)
        for name, kind in bindings.removed.items():
            writer.leaf("object", "", [("name", name), ("meta_type", kind), ("remove", "True")], "object", name)
        if bindings.default is not None or bindings.types:
            with writer.inside("bindings"):
                if bindings.default is not None:
                    with writer.inside("default"):
                        _chain(writer, bindings.default)
                _types(writer, bindings.types)
    return writer.text()


def _types(writer: XmlWriter, types: Mapping[str, Binding]) -> None:
    for name, binding in types.items():
        attributes = [("type_id", name)]
        if binding.removed:
            attributes.append(("remove", "True"))
        with writer.inside("type", attributes):
            _chain(writer, binding.workflows)


def _chain(writer: XmlWriter, names: Iterable[str]) -> None:
    for name in names:
        writer.leaf("bound-workflow", "", [("workflow_id", name)])
