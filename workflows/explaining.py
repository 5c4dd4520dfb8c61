"""Why can this not be done, and who can: every transition of a subject for one person, with all that fails, what mends it, and who acts.

One loading of facts, one look at the people of the place: never a query a transition, a button or a person. `asker` is who reads it; names
and conditions are told as far as the asker may know them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone

from permissions.access import held_at, is_visible
from permissions.colleagues import Colleague, NameSight, colleagues_of
from permissions.models import Account
from permissions.roles import HeldAt, Role
from permissions.scope import ORGANISATION, HeldRole
from workflows.effects import load_facts
from workflows.engine.decide import Reason, Refused, decide
from workflows.engine.definition import OTHER, Transition, Workflow
from workflows.models import Subject
from workflows.performers import System, hand_of, hand_under
from workflows.telling import place_of
from workflows.wishes import Wish

Verdict = Literal["can", "needs", "cannot", "system", "elsewhere"]
SHOWN_NAMES = 6
VERDICTS: dict[Verdict, str] = {
    "can": "现在可以办", "needs": "条件还不具备", "cannot": "不由其办理", "system": "由系统自动办理", "elsewhere": "现在的状态下不能办"
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A person whom the asker may name."""

    pk: int
    name: str


@dataclass(frozen=True)
class Takers:
    """Those of one office at one place who can act: by name where the asker may read it, else by number."""

    role: Role
    place: str
    named: tuple[Named, ...] = ()
    unnamed: int = 0

    @property
    def office(self) -> str:
        return f"{self.role.label}（{self.place}）" if self.place else self.role.label

    @property
    def count(self) -> int:
        return len(self.named) + self.unnamed

    def __str__(self) -> str:
        if not self.count:
            return f"{self.office}：现在没有人担任，请联系安全管理员授权"
        shown = "、".join(one.name for one in self.named[:SHOWN_NAMES])
        if not shown:
            return f"{self.office}：{self.count}人"
        return f"{self.office}：{shown}" + (f"等{self.count}人" if self.count > min(len(self.named), SHOWN_NAMES) else "")


@dataclass(frozen=True)
class Way:
    """One transition for one person: the verdict, every condition that fails, who can act; `untold` where some are kept from the asker."""

    transition: Transition[Any]
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    asks: tuple[str, ...] = ()  # what the form will ask for: 填写办理意见
    takers: tuple[Takers, ...] = ()
    ready: bool = False  # somebody among the takers can act now
    untold: bool = False

    @property
    def verdict_label(self) -> str:
        return VERDICTS[self.verdict]

    @property
    def invitation(self) -> str:
        """Begin the line that names who can act: at once, or once what is missing has been supplied."""
        return "现在可由" if self.ready else "条件具备后可由" if any(one.count for one in self.takers) else "应由"


@dataclass(frozen=True)
class Explained:
    """The whole answer about one subject and one person."""

    subject: Subject
    user: Account
    sees: bool
    ways: tuple[Way, ...]
    elsewhere: tuple[Way, ...]

    def colleague(self, asked: str) -> Account | None:
        """Find a person by number among those whom the answer names; nobody else."""
        named = {str(one.pk) for way in self.ways for takers in way.takers for one in takers.named}
        found: Account | None = Account.objects.filter(pk=int(asked)).first() if asked in named else None
        return found

    def sentences(self) -> Iterator[str]:
        """Tell it line by line, for a terminal."""
        yield f"{self.subject}，现为“{self.subject.state_label}”。以下是{self.user}能办和不能办的："
        if not self.sees:
            yield f"{self.user}看不到这件事项（原因可用 access explain 查看），因此都办不了。"
        if not self.ways:
            yield "这个状态没有任何可以继续的办理。"
        for way in self.ways:
            yield f"【{way.transition.label}】{way.verdict_label}"
            yield from (f"    - {one}" for one in way.reasons)
            if way.untold:
                yield "    - 其余条件由承办人员掌握，不在您的查阅范围内"
            yield from (f"    办理时须{one}" for one in way.asks)
            yield from (f"    {way.invitation}{one}" for one in way.takers)
        if self.elsewhere:
            yield "其他办理，要先到别的状态："
            yield from (f"    {way.transition.label}：{'；'.join(map(str, way.reasons))}" for way in self.elsewhere)


def explain_steps(subject: Subject, user: Account, *, asker: Account | None = None) -> Explained:
    """Explain every transition of a begun subject for `user`, as `asker` (the same where none is named) may know it."""
    reader, flow, now = asker or user, subject.flow, timezone.now()
    leaving = list(flow.leaving(subject.state))
    asked = any(one.requires for one in leaving)
    facts = load_facts(subject.flow_key, [subject], timezone.localdate(now))[subject.pk] if asked else None
    people = colleagues_of(subject, sorted({role for one in leaving for role in one.by}))
    case = _Case(subject, user, facts, people, now, NameSight(reader, subject, _bodies(people)))
    deep = subject.tells_conditions(held_at(reader, subject))
    own = {False: _roles(reader, subject, other=False), True: _roles(reader, subject, other=True)}
    ways = [case.way(one, tells=deep or bool(own[one.at == OTHER] & set(one.by))) for one in leaving]
    sees = True if user == asker else is_visible(user, subject)
    return Explained(subject, user, sees, tuple(ways), tuple(_elsewhere(flow, subject)))


def takers_on(subject: Subject, transitions: Sequence[Transition[Any]], asker: Account) -> list[tuple[Takers, ...]]:
    """Say by office who may take transitions on a subject (such as begin a paper on a case), whatever their conditions; one look at all."""
    people = colleagues_of(subject, sorted({role for one in transitions for role in one.by}))
    case = _Case(subject, asker, None, people, timezone.now(), NameSight(asker, subject, _bodies(people)))
    found = []
    for one in transitions:
        free = copy(one)
        free.requires = ()
        found.append(tuple(case.takers(free)[0]))
    return found


def _roles(account: Account, subject: Subject, *, other: bool) -> frozenset[Role]:
    return frozenset(one.role for one in held_at(account, subject, other=other))


def _bodies(people: Sequence[Colleague]) -> set[int]:
    """Name the organisations by which somebody acts."""
    return {one.place_id for each in people for one in (*each.here, *each.there) if one.level == ORGANISATION}


def _elsewhere(flow: type[Workflow[Any]], subject: Subject) -> Iterator[Way]:
    """Name what does not lead on from here, with the states from which it does."""
    here = flow.states[subject.state]
    for one in flow.transitions.values():
        if one.kind != "begin" and here not in one.sources:
            named = "”或“".join(state.label for state in one.sources[:4]) + ("”等状态" if len(one.sources) > 4 else "”")
            yield Way(one, "elsewhere", (Reason(f"须先到“{named}", code="state", kind="state"),))


class _Case:
    """One subject under explanation: what was loaded once, for all of its transitions."""

    def __init__(self, subject: Subject, user: Account, facts: Any, people: Sequence[Colleague], now: datetime, sight: NameSight) -> None:
        self.subject, self.user, self.facts, self.people, self.now, self.sight = subject, user, facts, people, now, sight
        self.hands = {other: hand_of(user, subject, other=other) for other in (False, True)}

    def way(self, one: Transition[Any], *, tells: bool) -> Way:
        """Explain one transition."""
        performer, hand = (self.user, self.hands[one.at == OTHER]) if one.by else (System(), hand_of(System(), self.subject, other=False))
        act = Wish(one.name, performer).act(hand, self.now)
        found = decide(self.subject.flow, self.subject.state, one.name, act, self.facts, previous_state=self.subject.previous_state)
        reasons = found.reasons if isinstance(found, Refused) else ()
        asks = tuple(str(each).removeprefix("请") for each in reasons if each.kind == "input")
        failing = tuple(each for each in reasons if each.kind != "input")
        has_right = not any(each.kind == "right" for each in failing)
        told = failing if tells else tuple(each for each in failing if each.kind in ("right", "state"))
        verdict: Verdict = "system" if not one.by else "cannot" if not has_right else "needs" if failing else "can"
        takers, ready = self.takers(one)
        return Way(one, verdict, told, asks if has_right else (), tuple(takers), ready, untold=len(told) < len(failing))

    def takers(self, one: Transition[Any]) -> tuple[list[Takers], bool]:
        """Group those who can act by office and place: of all who hold the office, those in whose way the fewest conditions stand."""
        other = one.at == OTHER
        able = [(person, held) for person in self.people if (held := _under(person.held(other=other), one.by)) is not None]
        fails = {person.account.pk: self._failing(one, person) for person, _ in able}
        fewest = min(fails.values(), default=0)
        groups: dict[tuple[Role, str], list[tuple[Colleague, HeldRole]]] = defaultdict(list)
        for person, held in able:
            if fails[person.account.pk] == fewest:
                groups[(held.role, held.place_name)].append((person, held))
        found = [self._told(*group, members) for group, members in groups.items()]
        if not able:
            found = [Takers(role, self._place(role, other=other)) for role in one.by]
        return sorted(found, key=lambda takers: (one.by.index(takers.role), takers.place)), bool(able) and fewest == 0

    def _told(self, role: Role, place: str, members: Sequence[tuple[Colleague, HeldRole]]) -> Takers:
        named = [Named(each.account.pk, str(each.account)) for each, held in members if self.sight.names(each.account, held)]
        return Takers(role, place, tuple(named), len(members) - len(named))

    def _failing(self, one: Transition[Any], person: Colleague) -> int:
        """Count the conditions that stand in a person's way; what the form will bring is asked of everybody alike."""
        act = Wish(one.name, person.account).act(hand_under(person.account, person.held(other=one.at == OTHER)), self.now)
        return sum(not each(self.facts, act) for each in one.requires)

    def _place(self, role: Role, *, other: bool) -> str:
        """Name the place or the organisation at which an office that nobody holds would sit."""
        if role.held_at == HeldAt.ORGANISATION:
            return str(self.subject.organisation or "")
        key = place_of(self.subject, role, other=other)
        prefix = "other_" if other else ""
        places = [getattr(self.subject, f"{prefix}{level}") for level in ("district", "street", "community")]
        return next((one.name for one in places if one is not None and one.pk == key), "")


def _under(held: Sequence[HeldRole], by: Sequence[Role]) -> HeldRole | None:
    """Find the grant under which a person would act: of the offices that may, in the order the definition names them."""
    return next((one for role in by for one in held if one.role == role), None)
