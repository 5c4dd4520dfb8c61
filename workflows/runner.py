"""The one writer of state, and what may be asked of it."""

from workflows.offers import Offer, available, available_many
from workflows.performers import Bearer, Performer, System, system
from workflows.performing import Outcome, perform

__all__ = ["Bearer", "Offer", "Outcome", "Performer", "System", "available", "available_many", "perform", "system"]
