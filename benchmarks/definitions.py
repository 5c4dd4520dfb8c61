"""`python -m benchmarks.definitions [SIZE ...]`: what the flows commands do with definitions of a size, in seconds and megabytes.

Each figure is taken in a process of its own, the database left aside; `to one` is the cost of a state, measured against the smallest size.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from tests.engine.dcworkflow.test_reading import long_definition
from tests.engine.growing import chain
from workflows.engine.changes import changes
from workflows.engine.check import check
from workflows.engine.dcworkflow.compiling import STANDARD
from workflows.engine.dcworkflow.describing import described
from workflows.engine.dcworkflow.drawing import as_drawn
from workflows.engine.dcworkflow.exporting import exported
from workflows.engine.dcworkflow.importing import import_text
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.writing import write_definition
from workflows.engine.describe import describe
from workflows.engine.picture import draw_svg

SIZES = (1000, 3000, 10_000)
WORK: dict[str, tuple[Callable[[int], Any], Callable[[Any], object]]] = {
    "import": (long_definition, lambda text: import_text(text, "definition.xml").sentences()),
    "draw, imported": (long_definition, lambda text: draw_svg(as_drawn(read_definition(text)))),
    "describe, imported": (long_definition, lambda text: list(described(read_definition(text), STANDARD))),
    "export, imported": (long_definition, lambda text: write_definition(read_definition(text))),
    "check": (chain, check),
    "draw": (chain, draw_svg),
    "describe": (chain, lambda flow: list(describe(flow))),
    "diff": (lambda size: (chain(size), chain(size, 2)), lambda both: list(changes(*both).sentences())),
    "export": (chain, lambda flow: exported(flow).xml),
}


def taken(what: str, size: int) -> tuple[float, float]:
    """Do one thing at one size; give seconds and the megabytes it reached above what it began with."""
    build, work = WORK[what]
    begun_with = _reached()
    built = build(size)
    begun = perf_counter()
    work(built)
    return perf_counter() - begun, _reached() - begun_with


def _reached() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(what: str, size: int) -> tuple[float, float]:
    """Do it in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.definitions", "--one", what, str(size)], capture_output=True, check=True)
    seconds, megabytes = json.loads(done.stdout)
    return seconds, megabytes


def main(sizes: tuple[int, ...]) -> None:
    print(f"{'what':<22}" + "".join(f"{size:>10} states" + " " * 8 for size in sizes) + "to one")
    for what in WORK:
        found = [apart(what, size) for size in sizes]
        first, last = (found[place][0] / sizes[place] for place in (0, -1))
        figures = "".join(f"{seconds:>8.2f} s {megabytes:>7.0f} MB     " for seconds, megabytes in found)
        print(f"{what:<22}{figures}{last / first:>6.2f}")


if sys.argv[1:2] == ["--one"]:
    print(json.dumps(taken(sys.argv[2], int(sys.argv[3]))))
elif __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
