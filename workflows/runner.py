"""The one writer of state, and what may be asked of it."""

from workflows.many import ManyOutcome, perform_many
from workflows.offers import Offer, available, available_many
from workflows.performers import Bearer, Performer, System, system
from workflows.performing import Outcome, perform
from workflows.timers import TickReport, tick

__all__ = [
    "Bearer",
    "ManyOutcome",
    "Offer",
    "Outcome",
    "Performer",
    "System",
    "TickReport",
    "available",
    "available_many",
    "perform",
    "perform_many",
    "system",
    "tick",
]
