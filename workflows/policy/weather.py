"""Weather warnings by the code tables: their kinds, and their colours from the mildest to the gravest. 依据: 35号 二(二)四 恶劣天气"""

from __future__ import annotations

from workflows.policy.codes import table

KINDS = tuple(table("weather_warnings").labels.values())
COLOURS = tuple(table("weather_levels").labels.values())


def is_at_least(colour: str, level: str) -> bool:
    """Say whether a colour (红色) is as grave as a level of the policy (`orange`), or graver."""
    return COLOURS.index(colour) >= list(table("weather_levels").labels).index(level)
