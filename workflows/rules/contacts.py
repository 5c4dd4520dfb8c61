"""Whom to call first: a child, else a relative, else a guardian, else the community. 依据: 35号 二(三)一; 附件2第10条 (R51-R54, G14)

Each step down needs its reason: that there is nobody of the nearer kind is a fact on file, anything else is written by a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CLAUSE = "津民发〔2023〕35号二(三)一"


class ContactKind(StrEnum):
    """Who a contact is to the elder, the nearest first."""

    CHILD = "child"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def rank(self) -> int:
        return _RANKS[self]


_LABELS = dict(zip(ContactKind, ("子女", "近亲属", "监护人", "社区（村）联系人"), strict=True))
_RANKS = {kind: rank for rank, kind in enumerate(ContactKind)}


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """One contact of the calling list; one without a number, or whose number failed, cannot be reached."""

    kind: ContactKind
    name: str
    has_phone: bool = True
    has_failed: bool = False

    @property
    def is_reachable(self) -> bool:
        return self.has_phone and not self.has_failed


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """The calling list in its order, whether anybody of each kind exists (None: not found out), and why an existing kind is not first."""

    contacts: tuple[EmergencyContact, ...]
    has_child: bool | None
    has_relative: bool | None
    has_guardian: bool | None
    reasons: Mapping[ContactKind, str] = field(default_factory=dict)

    def exists(self, kind: ContactKind) -> bool | None:
        """Say whether there is anybody of the kind; a contact of it shows that there is, a community there always is."""
        if any(contact.kind is kind for contact in self.contacts):
            return True
        known = {
            ContactKind.CHILD: self.has_child,
            ContactKind.RELATIVE: self.has_relative,
            ContactKind.GUARDIAN: self.has_guardian,
        }
        return known.get(kind, True)


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """Whether a case may be active with these contacts; what is wrong, or by which steps the first contact came to be first."""

    valid: bool
    problems: tuple[str, ...]
    explanation: str


def check_contacts(facts: ContactFacts) -> ContactAnswer:
    """Check the chain from child to community, and the reason for each step down. 依据: 35号 二(三)一"""
    first = next((contact for contact in facts.contacts if contact.is_reachable), None)
    if first is None:
        return ContactAnswer(False, (_nobody(facts),), "")
    problems, steps = [], []
    for kind in ContactKind:
        if kind.rank >= first.kind.rank:
            break
        problem, step = _step_down(kind, facts)
        problems.append(problem)
        steps.append(step)
    problems += _out_of_order(facts)
    found = tuple(dict.fromkeys(problem for problem in problems if problem))
    if found:
        return ContactAnswer(False, found, "")
    path = "，".join(step for step in steps if step)
    return ContactAnswer(True, (), f"{f'{path}，' if path else ''}第一联系人为{first.kind.label}{first.name}（{CLAUSE}）。")


def calling_order(contacts: Iterable[EmergencyContact]) -> tuple[EmergencyContact, ...]:
    """Put contacts into the order to be called in an emergency: family, guardian, community; within a kind as listed (R84)."""
    return tuple(sorted(contacts, key=lambda contact: contact.kind.rank))


def _nobody(facts: ContactFacts) -> str:
    wanted = next(kind for kind in ContactKind if facts.exists(kind) is not False)
    if facts.contacts:
        return f"联系人都没有可用的电话，请核实{wanted.label}联系人的电话（{CLAUSE}）"
    return f"尚未登记紧急联系人，请先登记{wanted.label}（{CLAUSE}）"


def _step_down(kind: ContactKind, facts: ContactFacts) -> tuple[str, str]:
    """Give what is wrong with passing over a kind, or the words that explain it."""
    exists = facts.exists(kind)
    if exists is False:
        return "", f"无{kind.label}"
    if exists is None:
        return f"尚未查明有无{kind.label}，请先查明（{CLAUSE}）", ""
    listed = [contact for contact in facts.contacts if contact.kind is kind]
    if listed and not any(contact.is_reachable for contact in listed):
        return "", f"{kind.label}电话无法接通"
    reason = facts.reasons.get(kind, "").strip()
    if not reason:
        return f"有{kind.label}但未列为第一联系人，请写明原因（{CLAUSE}）", ""
    return "", f"{kind.label}不担任第一联系人的原因：{reason}"


def _out_of_order(facts: ContactFacts) -> list[str]:
    """Find kinds that are called after a farther one without a reason."""
    problems, farthest = [], 0
    for contact in facts.contacts:
        if contact.kind.rank < farthest and not facts.reasons.get(contact.kind, "").strip() and contact.is_reachable:
            problems.append(f"{contact.kind.label}{contact.name}应排在前面，或写明原因（{CLAUSE}）")
        farthest = max(farthest, contact.kind.rank)
    return problems
