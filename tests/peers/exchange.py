"""Definitions and bindings carried between the two: the original takes what we write for what it was given, and we read all it writes.

For each text: the original's export of it is the same as of our rewriting of it, and its export of its own export is the same as of our
rewriting of that.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.peers.inventing import Inventor
from workflows.engine.dcworkflow.bindings import read_bindings, write_bindings
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.writing import write_definition

HERE = Path(__file__).resolve().parent


@dataclass
class Exchange:
    """What a comparison of exports found."""

    carried: int = 0
    differences: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        return f"{self.carried} texts carried there and back, {len(self.differences)} differ"


def rewritten(xml: str) -> str:
    """Read a text and write it again."""
    if "<dc-workflow" in xml:
        return write_definition(read_definition(xml))
    return write_bindings(read_bindings(xml))


def carry(python: Path, folder: Path, texts: Sequence[str]) -> Exchange:
    """Carry every text over and back twice."""
    found = Exchange()
    exported = _pairs(python, folder, texts, found)
    _pairs(python, folder, exported, found)
    return found


def _pairs(python: Path, folder: Path, texts: Sequence[str], found: Exchange) -> list[str]:
    """Let the original export each text and our rewriting of it, and note where it does not write the same."""
    asked, answered = folder / "to-export.jsonl", folder / "exported.jsonl"
    asked.write_text("".join(json.dumps({"xml": one}) + "\n" for text in texts for one in (text, rewritten(text))))
    subprocess.run([python, HERE / "original_exports.py", asked, answered], check=True)
    lines = [json.loads(line) for line in answered.read_text().splitlines()]
    exports = []
    for text, theirs, ours in zip(texts, lines[::2], lines[1::2], strict=True):
        found.carried += 1
        if "exported" not in theirs or theirs["exported"] != ours.get("exported"):
            found.differences.append(_difference(text, theirs, ours))
        else:
            exports.append(theirs["exported"])
    return exports


def _difference(text: str, theirs: dict[str, str], ours: dict[str, str]) -> str:
    sides = [(one.get("exported") or one.get("refused") or "").splitlines() for one in (theirs, ours)]
    line = next((pair for pair in zip(*sides, strict=False) if pair[0] != pair[1]), ("(shorter)", "(longer)"))
    return f"export of {text[:120]!r}\n  of the text {line[0]}\n  of ours     {line[1]}"


def to_carry(seed: int, wheel: Path, invented: int) -> list[str]:
    """Give Plone's own texts, read from its wheel, and invented ones."""
    with zipfile.ZipFile(wheel) as archive:
        kept = ("/definition.xml", "/workflows.xml")
        plones = [archive.read(name).decode() for name in archive.namelist() if name.endswith(kept)]
    return plones + [Inventor(seed, number).xml() for number in range(invented)]
