"""The ability assessment as data: items, options and bands. 依据: GB/T 42195-2022"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from workflows.policy.loader import HERE, read_toml
from workflows.policy.policies import number, switch
from workflows.rules.ability import Band, Dimension, Instrument, Item, Option

GB_42195_FILE = "ability_gb42195.toml"


@lru_cache(maxsize=1)
def gb42195() -> Instrument:
    """Load the 26 items of the standard, in our own words, with the scores as they are."""
    content: dict[str, Any] = read_toml(HERE / GB_42195_FILE)
    dimensions = tuple(
        Dimension(
            dimension["code"],
            dimension["name"],
            tuple(_item(item, content["scales"]) for item in dimension["items"]),
        )
        for dimension in content["dimensions"]
    )
    return Instrument(
        standard=content["standard"],
        title=content["title"],
        dimensions=dimensions,
        bands=tuple(Band(band["level"], band["from_total"], band["name"]) for band in content["bands"]),
        risk_events_from=number("ability_risk_events"),
        adjustments_add_up=switch("ability_adjustments_add_up"),
    )


def _item(item: dict[str, Any], scales: dict[str, list[str]]) -> Item:
    """Make an item; its options are its own or a scale's, from the best score down to 0."""
    texts = item["options"] if "options" in item else scales[item["scale"]]
    best = len(texts) - 1
    return Item(item["code"], item["name"], item["about"], tuple(Option(best - place, text) for place, text in enumerate(texts)))
