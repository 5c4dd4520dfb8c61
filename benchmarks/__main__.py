"""`python -m benchmarks [--scale N]`: a table and one line of JSON; ratios, since seconds tell more of the machine than of the house.

With a scale, a crowd of so many elders is built and a changed rule previewed on it, which is given a minute for 100,000.
"""

from __future__ import annotations

import json
import os
import warnings
from argparse import ArgumentParser

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
if os.environ["DJANGO_SETTINGS_MODULE"] == "settings.local":
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"  # what make exports is the demonstration's
django.setup()
warnings.filterwarnings("ignore", message="No directory at")  # pages are timed without static files

from benchmarks.crowd import Crowd  # noqa: E402
from benchmarks.measures import (  # noqa: E402
    Measure,
    page_seconds,
    planning_seconds,
    previewing_to_loading,
    step_to_floor,
    verifying_to_reading,
)
from benchmarks.scratch import scratch_database  # noqa: E402
from benchmarks.town import Town  # noqa: E402

PAGES = (("the workbench", "/"), ("the list", "/cases/"))
SMALL, MIDDLE, LARGE = 100, 200, 1000


def measured() -> list[Measure]:
    """Take every measure on one town that grows."""
    town = Town()
    found = [step_to_floor(town)]
    town.grow(SMALL)
    small = {path: page_seconds(town, path) for _, path in PAGES}
    town.grow(MIDDLE)
    at_middle = planning_seconds(town, months_ahead=1)
    town.grow(LARGE)
    found += [Measure(name, f"{LARGE} elders", f"{SMALL} elders", page_seconds(town, path) / small[path]) for name, path in PAGES]
    at_large = planning_seconds(town, months_ahead=2)
    found.append(Measure("planning a month, per elder", f"{LARGE} elders", f"{MIDDLE} elders", at_large / at_middle))
    found.append(verifying_to_reading())
    Crowd(town).settle()
    return [*found, previewing_to_loading(town)[0]]


def scaled(count: int) -> list[Measure]:
    """Take the preview of a rule on a crowd of a size, and say how long the slowest took."""
    town = Town()
    town.grow(count)
    Crowd(town).settle()
    measure, slowest = previewing_to_loading(town)
    print(f"slowest preview for {count} elders: {slowest:.1f} s")
    return [measure]


def main() -> None:
    options = ArgumentParser(prog="python -m benchmarks")
    options.add_argument("--scale", type=int, metavar="N", help="preview a changed rule on N elders, and nothing else")
    scale = options.parse_args().scale
    with scratch_database() as vendor:
        found = scaled(scale) if scale else measured()
    print(f"{'measure':<30}{'of':<40}{'to':<24}{'ratio':>8}")
    for one in found:
        print(f"{one.name:<30}{one.of:<40}{one.to:<24}{one.ratio:>8.2f}")
    print(json.dumps({"database": vendor, "ratios": {one.name: round(one.ratio, 2) for one in found}}))


main()
