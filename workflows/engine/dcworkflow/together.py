"""Several of Plone's workflows on one type: what each may say alone and both may not, as findings with the codes of our own checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflows.engine.check import Finding
from workflows.engine.dcworkflow.compiling import STANDARD
from workflows.engine.dcworkflow.importing import ImportReport, import_definition
from workflows.engine.dcworkflow.model import Bindings, Definition
from workflows.engine.dcworkflow.vocabulary import Table

BINDINGS_FILE, DEFINITION_FILE = "workflows.xml", "definition.xml"
ALL_OTHERS = "其余类型"


@dataclass(frozen=True)
class ProfileReport:
    """What became of a file or of a profile's folder: each file's own report, and what only the bindings and definitions together show."""

    files: tuple[ImportReport, ...]
    together: tuple[Finding, ...] = ()

    @property
    def taken(self) -> bool:
        return bool(self.files) and all(one.taken for one in self.files) and not any(one.is_error for one in self.together)

    def sentences(self) -> list[str]:
        """Tell the outcome in Chinese, file by file, then what concerns several of them."""
        return [sentence for one in self.files for sentence in one.sentences()] + [str(one) for one in self.together]


def check_path(path: Path | str, table: Table = STANDARD) -> ProfileReport:
    """Check a definition, the tool's bindings, or a folder with both; the definitions that lie beside the bindings belong to them."""
    source = Path(path)
    folder = source if source.is_dir() else source.parent if source.name == BINDINGS_FILE else None
    named = sorted({*folder.rglob(DEFINITION_FILE), *folder.glob(BINDINGS_FILE)}) if folder is not None else [source]
    reports = tuple(import_definition(one, table) for one in named)
    definitions = {one.definition.name: one.definition for one in reports if one.definition is not None}
    bindings = next((one.bindings for one in reports if one.bindings is not None), None)
    return ProfileReport(reports, tuple(findings_together(bindings, definitions)) if bindings is not None else ())


def findings_together(bindings: Bindings, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    """Find the permissions that two workflows of one type manage, and the transitions that share a name there."""
    chains: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in bindings.types:
        chains[tuple(dict.fromkeys(bindings.chain_of(name)))].append(name)
    if bindings.default:
        chains[tuple(dict.fromkeys(bindings.default))].append(ALL_OTHERS)
    for chain, types in chains.items():
        known = [definitions[name] for name in chain if name in definitions]
        where = f"类型“{'”“'.join(types)}”绑定的流程"
        yield from (Finding("E023", f"{where}“{'”“'.join(who)}”都管权限“{what}”") for what, who in _shared(known, "permissions"))
        yield from (Finding("E024", f"{where}“{'”“'.join(who)}”都有办理“{what}”") for what, who in _shared(known, "transitions"))


def _shared(definitions: Sequence[Definition], kind: str) -> Iterator[tuple[str, list[str]]]:
    who: dict[str, list[str]] = defaultdict(list)
    for one in definitions:
        said: Iterable[str] = getattr(one, kind)
        for name in dict.fromkeys(said):
            who[name].append(one.name)
    return ((name, workflows) for name, workflows in who.items() if len(workflows) > 1)
