"""Our engine beside the living Products.DCWorkflow: invented definitions and walks, played in both, step for step the same.

python -m tests.peers.differential --seed N [--steps N]: makes the original's own environment under `var/peers` the first time, plays the
recorded walks with Plone's six definitions too, and prints what was compared, how fast each engine was, and every difference.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from tests.peers import adapter
from tests.peers.compare import Outcome, compare_all
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


def invent(seed: int, steps: int, path: Path) -> None:
    """Write walks without answers; ours plays along, so that most steps asked for are exits of where the object is."""
    with path.open("w") as out:
        for number in range(-(-steps // STEPS_EACH)):
            inventor = Inventor(seed, number)
            people = Peopled(inventor)
            xml, setup = inventor.xml(), people.setup()
            if number % 2:  # every other definition as our own writer puts it
                xml = write_definition(read_definition(xml))
            play, made = adapter.setup(adapter.load(xml), setup)
            states = {place: one["state"] for place, one in made.items()}
            out.write(json.dumps({"definition": inventor.name, "traits": [], "xml": xml}) + "\n" + json.dumps({"setup": setup}) + "\n")
            for step in range(1, STEPS_EACH + 1):
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
    given = parser.parse_args()
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    python = python_of_original()
    recorded = compare_all(HERE / "walks.jsonl.gz", wheel_of_plone(python))
    print("recorded walks:", recorded.sentence())

    carried = carry(python, WORKSHOP, to_carry(given.seed, wheel_of_plone(python), -(-given.steps // STEPS_EACH)))
    print("definitions and bindings:", carried.sentence())
    asked, answered = WORKSHOP / f"asked-{given.seed}.jsonl", WORKSHOP / f"answered-{given.seed}.jsonl"
    invent(given.seed, given.steps, asked)
    subprocess.run([python, HERE / "original.py", asked, answered], check=True)
    invented = compare_all(answered)
    print(f"invented walks, seed {given.seed}:", invented.sentence())
    speed(invented, answered)
    differences = recorded.differences + carried.differences + invented.differences
    for difference in differences[:12]:
        print(difference)
    return 1 if differences or invented.steps < given.steps else 0


def speed(outcome: Outcome, answered: Path) -> None:
    """Print how many steps a second each engine played, every step with all that is asked about it afterwards."""
    last = json.loads(answered.read_text().rstrip().rpartition("\n")[2])
    theirs, ours = last["steps_played"] / last["seconds"], outcome.steps / outcome.seconds
    print(f"steps a second: original {theirs:.0f}, ours {ours:.0f} ({ours / theirs:.1f} times)")


if __name__ == "__main__":
    sys.exit(main())
