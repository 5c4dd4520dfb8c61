"""Loading Tianjin's regions (统计用区划代码, cut-off 2023-06-30) set-based, as one act; a second run changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.acts import SYSTEM_ACTOR, act
from audit.canonical import digest, text_of
from permissions.models import Region

FILE = Path(__file__).parent / "data" / "tianjin_regions.csv"
LEVELS = ("city", "district", "street", "community")
RURAL_KINDS = frozenset({"villagers_committee", "quasi_villagers"})


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    code: str
    name: str
    short_name: str
    level: str
    parent_code: str
    kind: str
    is_habitable: bool


def rows(path: Path = FILE) -> Iterator[Row]:
    """Read the list as it stands in the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield Row(
                line["code"], line["name"], line["short_name"], line["level"], line["parent_code"], line["kind"], line["habitable"] == "1"
            )


def load_regions(path: Path = FILE, report: Callable[[int], object] = lambda count: None) -> tuple[int, int]:
    """Bring the list into the tree; returns (new, already there). A unit that ended, by an area reform, is not brought back."""
    wanted = list(rows(path))
    # of two periods of one code the younger one is the parent of what is new
    known = dict(Region.objects.order_by("valid_from_on").values_list("code", "pk"))
    missing = [row for row in wanted if row.code not in known]
    if missing:
        codes = digest(text_of({"codes": [row.code for row in missing]}))
        with act(SYSTEM_ACTOR, "load_regions", details={"count": len(missing), "list": codes}):
            for level in LEVELS:
                made = Region.objects.bulk_create([_region(row, known) for row in missing if row.level == level], batch_size=1000)
                known.update((region.code, region.pk) for region in made)
                report(len(made))
    return len(missing), len(wanted) - len(missing)


def _region(row: Row, known: dict[str, int]) -> Region:
    return Region(
        code=row.code, name=row.name, short_name=row.short_name, level=row.level, parent_id=known.get(row.parent_code),
        kind=row.kind, is_habitable=row.is_habitable, is_rural=row.kind in RURAL_KINDS,
    )  # fmt: skip
