"""`python -m benchmarks.engines`: our engine and Products.DCWorkflow on the same walks, in turns in one run, told as ratios.

Needs what `make peers` installs. Two measures: a whole step with everything that is asked about it afterwards (who may do what, maps,
worklists), and the transition alone. Both engines keep everything in memory, so no database is compared; the original's side includes its
catalogue, ours its index. The best of several rounds counts on each side, which a busy machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers import adapter
from tests.peers.compare import Walk, read_walks
from tests.peers.differential import HERE, WORKSHOP, invent, python_of_original, wheel_of_plone
from workflows.engine.dcworkflow.compiling import Compiled
from workflows.engine.dcworkflow.semantics import Process

ROUNDS, INVENTED = 3, 1200


@dataclass
class Times:
    """What one round took: seconds for whole steps, and for the transitions among them."""

    steps: int
    seconds: float
    acts: int
    acting: float


class Timed(Process):
    """The engine, with a watch on the transitions it is asked to take."""

    acts, acting = 0, 0.0

    def perform(self, *args: Any, **more: Any) -> Any:
        Timed.acts += 1
        begun = time.perf_counter()
        try:
            return super().perform(*args, **more)
        finally:
            Timed.acting += time.perf_counter() - begun


def ours(walks: Sequence[tuple[Compiled, Walk]]) -> Times:
    """Play the walks in our engine."""
    Timed.acts, Timed.acting = 0, 0.0
    steps, seconds = 0, 0.0
    for compiled, walk in walks:
        play, _ = adapter.setup(compiled, walk.setup["setup"])
        play.process = Timed(compiled, play.world, play.process.now)
        requests = [line["in"] for line in walk.steps]
        begun = time.perf_counter()
        for request in requests:
            adapter.step(play, request)
        seconds += time.perf_counter() - begun
        steps += len(requests)
    return Times(steps, seconds, Timed.acts, Timed.acting)


def theirs(python: Path, asked: Path) -> Times:
    """Play the walks in the original."""
    answered = WORKSHOP / "timed.jsonl"
    subprocess.run([python, HERE / "original.py", asked, answered], check=True)
    last = json.loads(answered.read_text().rstrip().rpartition("\n")[2])
    answered.unlink()
    return Times(last["steps_played"], last["seconds"], last["acts"], last["acting"])


def prepare(python: Path) -> dict[str, Path]:
    """Write the walks both will play: the recorded ones with Plone's six, and invented ones."""
    wheel, recorded, invented = wheel_of_plone(python), WORKSHOP / "time-recorded.jsonl", WORKSHOP / "time-invented.jsonl"
    with recorded.open("w") as out:
        for walk in read_walks(HERE / "walks.jsonl.gz"):
            for line in ({**walk.head, "xml": walk.xml(wheel)}, walk.setup, *walk.steps):
                out.write(json.dumps(line) + "\n")
    invent(1, INVENTED, invented)
    return {"recorded": recorded, "invented": invented}


def main() -> None:
    """Time both in turns and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    python = python_of_original()
    print(f"{'walks':<10}{'measure':<28}{'original /s':>12}{'ours /s':>12}{'ratio':>8}")
    ratios = {}
    for name, asked in prepare(python).items():
        loaded = [(adapter.load(walk.head["xml"]), walk) for walk in read_walks(asked)]
        rounds = [(theirs(python, asked), ours(loaded)) for _ in range(given.rounds)]
        for measure, count, seconds in (("a step and all asked of it", "steps", "seconds"), ("a transition alone", "acts", "acting")):
            rates = [max(getattr(side[who], count) / getattr(side[who], seconds) for side in rounds) for who in (0, 1)]
            ratios[f"{name}: {measure}"] = round(rates[1] / rates[0], 1)
            print(f"{name:<10}{measure:<28}{rates[0]:>12.0f}{rates[1]:>12.0f}{rates[1] / rates[0]:>8.1f}")
    print(json.dumps({"ours to the original": ratios}))


if __name__ == "__main__":
    main()
