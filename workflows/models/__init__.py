"""Subjects and steps (abstract), messages, timers, overlays, bindings."""

from workflows.models.binding import FlowBinding
from workflows.models.facet import Facet, facet_models
from workflows.models.messages import Delivery, Outbox, TimerRun
from workflows.models.overlay import HolidayArrangement, PolicyOverlay
from workflows.models.state import StateField, writing
from workflows.models.step import Step
from workflows.models.subject import STATE_COLUMNS, Subject, SubjectQuerySet

__all__ = [
    "STATE_COLUMNS",
    "Delivery",
    "Facet",
    "FlowBinding",
    "HolidayArrangement",
    "Outbox",
    "PolicyOverlay",
    "facet_models",
    "StateField",
    "Step",
    "Subject",
    "SubjectQuerySet",
    "TimerRun",
    "writing",
]
