"""Plays recorded walks in an adapter and tells where it differs from what the original engine did.

python -m tests.peers.compare WALKS [--plone WHEEL]: without the wheel, the definitions that are read from it are left out and named.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.peers import adapter

Json = dict[str, Any]
SHOWN = 12


@dataclass
class Walk:
    """One definition with the people and places it was tried among, and the steps taken."""

    head: Json
    setup: Json = field(default_factory=dict)
    steps: list[Json] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.head["definition"])

    def xml(self, wheel: Path | None) -> str | None:
        """Give the definition's text: the walk's own, or the one in Plone's wheel."""
        if "xml" in self.head:
            return str(self.head["xml"])
        if wheel is None:
            return None
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(f"Products/CMFPlone/profiles/default/workflows/{self.head['plone']}/definition.xml").decode()


@dataclass
class Outcome:
    """What a comparison found."""

    steps: int = 0
    created: int = 0
    differences: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def sentence(self) -> str:
        text = f"{self.steps} steps and {self.created} creations compared, {len(self.differences)} differ"
        return text + (f"; left out: {', '.join(self.left_out)}" if self.left_out else "")


def read_walks(path: Path) -> Iterator[Walk]:
    """Read a file of walks, compressed or not."""
    walk: Walk | None = None
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in map(json.loads, lines):
            if "definition" in line and ("xml" in line or "plone" in line):
                if walk is not None:
                    yield walk
                walk = Walk(line)
            elif walk is not None and "setup" in line:
                walk.setup = line
            elif walk is not None and "step" in line:
                walk.steps.append(line)
    if walk is not None:
        yield walk


def compare(walk: Walk, xml: str, outcome: Outcome) -> None:
    """Play one walk and note every key in which a step comes out otherwise; what the adapter tells beyond the record is free."""
    play, made = adapter.setup(adapter.load(xml), walk.setup["setup"])
    for path, expected in walk.setup["out"].items():
        outcome.created += 1
        note(outcome, f"{walk.name}, {path} created", expected, made.get(path, {}))
    for line in walk.steps:
        outcome.steps += 1
        begun = time.perf_counter()
        got = adapter.step(play, line["in"])
        outcome.seconds += time.perf_counter() - begun
        note(outcome, f"{walk.name}, step {line['step']} {json.dumps(line['in'])}", line["out"], got)


def note(outcome: Outcome, where: str, expected: Json, got: Json) -> None:
    """Note every key in which what came out differs from what was expected; what is told beyond that is free."""
    got = json.loads(json.dumps(got))
    for key in expected:
        if got.get(key, "(absent)") != expected[key]:
            outcome.differences.append(
                f"{where}\n  {key}: original {expected[key]}\n  {' ' * len(key)}  ours     {got.get(key, '(absent)')}"
            )


def compare_all(path: Path, wheel: Path | None = None) -> Outcome:
    """Play every walk of a file; those whose definition is not at hand are named as left out."""
    outcome = Outcome()
    for walk in read_walks(path):
        xml = walk.xml(wheel)
        if xml is None:
            outcome.left_out.append(walk.name)
        else:
            compare(walk, xml, outcome)
    return outcome


def main() -> int:
    """Compare a file from the command line; 1 where anything differs or nothing was compared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("walks", type=Path)
    parser.add_argument("--plone", type=Path, help="the wheel of Products.CMFPlone")
    given = parser.parse_args()
    outcome = compare_all(given.walks, given.plone)
    for difference in outcome.differences[:SHOWN]:
        print(difference)
    print(outcome.sentence())
    return 1 if outcome.differences or not outcome.steps else 0


if __name__ == "__main__":
    sys.exit(main())
