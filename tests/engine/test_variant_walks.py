"""No walk through a variant that passes leads a paper where the city's process would not have let it: written ones and random ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_variants import TIGHTER
from tests.engine.town import CLERK, DISTRICT, OFFICER, WORKER, City, Parts, variant
from workflows.engine.decide import Taken, decide
from workflows.engine.definition import Act, State, Transition, Workflow
from workflows.engine.variants import also_from, leading_to, loosened


@dataclass
class Paper:
    state: str = ""
    previous: str = ""
    entered: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Tried:
    """One step as it was taken: what, by whom, with which facts and form."""

    name: str
    act: Act
    facts: dict[str, bool]
    to: str


def walk(flow: type[Workflow[Any]], chance: random.Random, length: int = 12) -> list[Tried]:
    """Take random steps as random people, with facts that come and go."""
    paper, taken = Paper(), list[Tried]()
    for _ in range(length):
        name = chance.choice(list(flow.transitions))
        role = chance.choice([WORKER, CLERK, OFFICER, DISTRICT, None])
        act = Act(
            1, date(2026, 3, 2), frozenset({role} if role else ()), system=role is None, note=chance.choice(["", "意见"]),
            basis=chance.choice(["", "文号"]), reason_code=chance.choice(["", "unclear", "whim"]),
        )  # fmt: skip
        facts = {"held": chance.random() < 0.7, "also": chance.random() < 0.7}
        found = decide(flow, paper.state, name, act, facts, previous_state=paper.previous)
        if isinstance(found, Taken):
            if found.to_state != paper.state:
                paper.previous = paper.state if found.transition.kind != "back" else ""
            paper.state = found.to_state
            taken.append(Tried(name, act, facts, found.to_state))
    return taken


def city_could(steps: list[Tried]) -> bool:
    """Say that the city's process takes a paper, by some of these very steps, to every state of its own at which it is seen."""
    where = {("", "")}
    for step in steps:
        after = set(where) if step.to not in City.states or step.name not in City.transitions else set()
        for state, previous in where:
            if step.name in City.transitions:
                found = decide(City, state, step.name, step.act, step.facts, previous_state=previous)
                if isinstance(found, Taken):
                    came = previous if found.to_state == state else "" if found.transition.kind == "back" else state
                    after.add((found.to_state, came))
        where = {one for one in after if step.to not in City.states or one[0] == step.to}
        if not where:
            return False
    return True


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), name=st.sampled_from(sorted(TIGHTER)))
def test_no_walk_through_what_passes_leads_where_the_citys_process_would_not(seed: int, name: str) -> None:
    steps = walk(variant(**TIGHTER[name]()), random.Random(seed))
    assert city_could(steps), [(one.name, one.to) for one in steps]


def random_variant(chance: random.Random) -> type[Workflow[Any]]:
    """Add states and transitions at random, and bend some of the city's."""
    added = [State(f"增{number}", desk=OFFICER, due="check") for number in range(chance.randrange(1, 3))]
    parts: Parts = {f"added{number}": one for number, one in enumerate(added)}
    everywhere = [*City.states.values(), *added]
    for name in chance.sample(sorted(City.transitions), 2):
        one: Transition[Any] = City.transitions[name]
        if one.kind == "to" and not one.every_open:
            parts[name] = chance.choice(
                [lambda one=one: leading_to(one, chance.choice(everywhere)), lambda one=one: also_from(one, chance.choice(added))]
            )()
    for number in range(chance.randrange(1, 4)):
        source, target = chance.choice(everywhere), chance.choice(everywhere)
        if not source.final:
            parts[f"way{number}"] = source.to(target, f"另办{number}", by=chance.choice([OFFICER, DISTRICT]))
    return type("Random", (City,), {"version": 2, "variant": "随机", **parts})


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_of_random_variants_those_that_pass_lead_nowhere_else(seed: int) -> None:
    chance = random.Random(seed)
    made = random_variant(chance)
    if loosened(City, made):
        return
    for _ in range(20):
        steps = walk(made, chance)
        assert city_could(steps), [(one.name, one.to) for one in steps]
