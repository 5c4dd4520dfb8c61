"""Our engine beside the living Products.DCWorkflow: invented definitions and walks, played in both, step for step the same.

python -m tests.peers.differential --seed N [--steps N]: makes the original's own environment under `var/peers` the first time, plays the
recorded walks with Plone's six definitions too, and prints what was compared, how fast each engine was, and every difference.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path
from typing import Any

from tests.peers import adapter
from tests.peers.compare import Outcome, compare_all, note, read_walks
from tests.peers.exchange import carry, to_carry
from tests.peers.inventing import Inventor
from tests.peers.peopling import Peopled
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.writing import write_definition

HERE = Path(__file__).resolve().parent
WORKSHOP = HERE.parents[1] / "var" / "peers"
ORIGINAL = [
    "Products.DCWorkflow==4.0",
    "Products.CMFCore==3.9",
    "Products.PluggableAuthService==4.2.2",
    "Products.GenericSetup",
    "Zope==6.3",
]
PLONE = "products-cmfplone==6.2.2"
STEPS_EACH = 120
Json = dict[str, Any]


def python_of_original() -> Path:
    """Give the Python in which the original is installed, making it the first time."""
    home = WORKSHOP / "venv"
    python, done = home / "bin" / "python", home / "done"
    if not done.exists():
        print("installing Products.DCWorkflow into an environment of its own")
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *ORIGINAL], check=True)
        done.touch()
    return python


def wheel_of_plone(python: Path) -> Path:
    """Give Plone's wheel, of which only the definitions are read; downloaded the first time."""
    if not (found := list(WORKSHOP.glob("products_cmfplone-*.whl"))):
        subprocess.run([python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", WORKSHOP, PLONE], check=True)
        found = list(WORKSHOP.glob("products_cmfplone-*.whl"))
    return found[0]


def invent(seed: int, steps: int, path: Path, each: int = STEPS_EACH) -> None:
    """Write walks without answers; ours plays along, so that most steps asked for are exits of where the object is."""
    with path.open("w") as out:
        for number in range(-(-steps // each)):
            inventor = Inventor(seed, number)
            people = Peopled(inventor)
            xml, setup = inventor.xml(), people.setup()
            if number % 2:  # every other definition as our own writer puts it
                xml = write_definition(read_definition(xml))
            play, made = adapter.setup(adapter.load(xml), setup)
            states = {place: one["state"] for place, one in made.items()}
            out.write(json.dumps({"definition": inventor.name, "traits": [], "xml": xml}) + "\n" + json.dumps({"setup": setup}) + "\n")
            for step in range(1, each + 1):
                request = people.step(step, states)
                follow(states, request, adapter.step(play, request))
                out.write(json.dumps({"step": step, "in": request}) + "\n")


def follow(states: dict[str, str], request: Json, answer: Json) -> None:
    """Remember where each object is after the step."""
    path = request["object"]
    if "moved" in answer:
        states[answer["moved"]] = states.pop(path)
    elif "gone" in answer:
        for one in [one for one in states if f"{one}/".startswith(f"{path}/")]:
            del states[one]
    elif "state" in answer:
        states[path] = answer["state"]


def main() -> int:
    """Invent, play in both, compare; 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=STEPS_EACH, help="steps for each definition")
    parser.add_argument("--record", type=Path, help="keep the walks with what the original did, compressed, as test data")
    given = parser.parse_args()
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    python = python_of_original()
    wheel = wheel_of_plone(python)
    recorded, player = compare_all(HERE / "walks.jsonl.gz", wheel), replayed(python, wheel)
    print("recorded walks:", recorded.sentence())
    print("recorded walks, played again in the original:", player.sentence())

    carried = carry(python, WORKSHOP, to_carry(given.seed, wheel, -(-given.steps // STEPS_EACH)))
    print("definitions and bindings:", carried.sentence())
    asked, answered = WORKSHOP / f"asked-{given.seed}.jsonl", WORKSHOP / f"answered-{given.seed}.jsonl"
    invent(given.seed, given.steps, asked, given.each)
    subprocess.run([python, HERE / "original.py", asked, answered], check=True)
    invented = compare_all(answered)
    print(f"invented walks, seed {given.seed}:", invented.sentence())
    print("  among them", ", ".join(f"{count} {what}" for what, count in tally(answered).most_common()))
    speed(invented, answered)
    differences = recorded.differences + player.differences + carried.differences + invented.differences
    for difference in differences[:12]:
        print(difference)
    if given.record:
        record(answered, given.record)
    if not differences:
        asked.unlink()
        answered.unlink()
    return 1 if differences or invented.steps < given.steps else 0


def replayed(python: Path, wheel: Path) -> Outcome:
    """Play the recorded walks in the original once more: what it does here is what it did where they were recorded."""
    asked, answered, outcome = WORKSHOP / "recorded.jsonl", WORKSHOP / "replayed.jsonl", Outcome()
    walks = list(read_walks(HERE / "walks.jsonl.gz"))
    with asked.open("w") as out:
        for walk in walks:
            for line in ({**walk.head, "xml": walk.xml(wheel)}, walk.setup, *walk.steps):
                out.write(json.dumps(line) + "\n")
    subprocess.run([python, HERE / "original.py", asked, answered], check=True)
    for before, now in zip(walks, read_walks(answered), strict=True):
        for path, expected in before.setup["out"].items():
            outcome.created += 1
            note(outcome, f"{before.name}, {path} created again", expected, now.setup["out"][path])
        for step, again in zip(before.steps, now.steps, strict=True):
            outcome.steps += 1
            note(outcome, f"{before.name}, step {step['step']} again", step["out"], again["out"])
    return outcome


def tally(answered: Path) -> Counter[str]:
    """Count what happened in the walks, so that it can be seen that it did."""
    counted: Counter[str] = Counter()
    for walk in read_walks(answered):
        for request, out in ((line["in"], line["out"]) for line in walk.steps):
            entries, refused = out.get("new_history", ()), out.get("refused")
            if request["op"] == "act":
                counted["steps that went on by themselves"] += len(entries) > 1
                counted["that went on more than three times"] += len(entries) > 4
                counted["acts done"] += bool(entries)
            counted["objects taken away"] += bool(out.get("gone"))
            counted["objects made"] += bool(out.get("allowed"))
            counted["objects moved"] += "moved" in out
            counted["makings refused"] += out.get("allowed") is False
            counted["worklists with hits"] += sum(bool(one["hits"]) for own in out.get("worklists", {}).values() for one in own.values())
            counted["values withheld"] += sum(value == adapter.WITHHELD for value in out.get("info", {}).values())
            if refused:
                counted[f"refused with {refused['workflow']}"] += 1
    return counted


def record(answered: Path, path: Path) -> None:
    """Keep walks with what the original did, compressed the same way each time."""
    kept = b"".join(line.encode() + b"\n" for line in answered.read_text().splitlines() if "steps_played" not in line[:20])
    path.write_bytes(gzip.compress(kept, 9, mtime=0))


def speed(outcome: Outcome, answered: Path) -> None:
    """Print how many steps a second each engine played, every step with all that is asked about it afterwards."""
    last = json.loads(answered.read_text().rstrip().rpartition("\n")[2])
    theirs, ours = last["steps_played"] / last["seconds"], outcome.steps / outcome.seconds
    print(f"steps a second: original {theirs:.0f}, ours {ours:.0f} ({ours / theirs:.1f} times)")


if __name__ == "__main__":
    sys.exit(main())
