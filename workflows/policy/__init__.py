"""The plan's numbers and lists as data, each with its clause; districts may only add or tighten. 依据: 35号"""

from workflows.policy.model import Book, Deadline, Direction, Figure, Overlay, PolicyError, Unit, UnknownKey, Value
from workflows.policy.policies import OverlaySource, Resolver, clause, deadline, figure, names, number, resolver, switch

__all__ = [
    "Book",
    "Deadline",
    "Direction",
    "Figure",
    "Overlay",
    "OverlaySource",
    "PolicyError",
    "Resolver",
    "Unit",
    "UnknownKey",
    "Value",
    "clause",
    "deadline",
    "figure",
    "names",
    "number",
    "resolver",
    "switch",
]
