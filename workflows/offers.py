"""What leads on from here, for a person: each transition with all that stands in its way; one loading of facts a flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from workflows.effects import UNSAVED, load_facts
from workflows.engine.decide import Reason, Refused, decide, offered, takers
from workflows.engine.definition import OTHER, Transition
from workflows.models import Subject
from workflows.performers import Hand, Performer, hand_of
from workflows.wishes import Wish


@dataclass(frozen=True)
class Offer:
    """A transition that leads on from here: whether the person may take it now, and if not, why, what mends it and who can.

    `permitted` says that state and right allow it, so that its form may be opened: what the form will bring cannot yet hold.
    """

    transition: Transition[Any]
    allowed: bool
    permitted: bool
    refused: tuple[Reason, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(one.sentence for one in self.refused)

    @property
    def mends(self) -> tuple[str, ...]:
        return tuple(one.mend for one in self.refused if one.mend)

    @property
    def who_can(self) -> str:
        return takers(self.transition)

    @property
    def kind(self) -> str:
        return self.refused[0].kind if self.refused else ""


def available(subject: Subject, actor: Performer) -> list[Offer]:
    """List what leads on from here for a person; for a paper that is not begun, what begins it."""
    return available_many([subject], actor)[subject.pk or UNSAVED]


def available_many(subjects: Sequence[Subject], actor: Performer) -> dict[int, list[Offer]]:
    """List the offers of subjects of any flows, by primary key where the flows are one, with one loading of facts a flow."""
    now = timezone.now()
    found: dict[int, list[Offer]] = {}
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.flow_key, []).append(subject)
    for kind, group in by_kind.items():
        asked = any(one.requires for subject in group for one in offered(subject.flow, subject.state))
        facts = load_facts(kind, group, timezone.localdate(now)) if asked else {}
        for subject in group:
            found[subject.pk or UNSAVED] = _offers_of(subject, actor, now, facts.get(subject.pk or UNSAVED))
    return found


def _offers_of(subject: Subject, actor: Performer, now: datetime, facts: Any) -> list[Offer]:
    hands: dict[bool, Hand] = {}
    offers = []
    for transition in offered(subject.flow, subject.state):
        other = transition.at == OTHER
        if other not in hands:
            hands[other] = hand_of(actor, subject, other=other)
        offers.append(_offer(subject, transition, Wish(transition.name, actor), hands[other], now, facts))
    return offers


def _offer(subject: Subject, transition: Transition[Any], wish: Wish, hand: Hand, now: datetime, facts: Any) -> Offer:
    decision = decide(subject.flow, subject.state, transition.name, wish.act(hand, now), facts, previous_state=subject.previous_state)
    if not isinstance(decision, Refused):
        return Offer(transition, allowed=True, permitted=True)
    # what the form itself will ask for stands in nobody's way
    left = tuple(one for one in decision.reasons if one.kind != "input")
    return Offer(transition, allowed=not left, permitted=not any(one.kind in ("state", "right") for one in left), refused=left)


def offers_by_name(offers: Sequence[Offer]) -> Mapping[str, Offer]:
    """Find an offer by its transition's name."""
    return {one.transition.name: one for one in offers}
