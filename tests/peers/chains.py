"""Chains of processes beside the living WorkflowTool: invented workflows on one object, walked in both, step for step the same.

python -m tests.peers.chains --seed N [--steps N]: the definitions share names of transitions and of permissions as often as not. Where they
share a permission the original's answer depends on which workflow moved last: our `check_chain` must refuse just those, and they are left
out of the comparison of holders.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from datetime import date
from typing import Any

from permissions.roles import Role
from tests.peers.differential import HERE, python_of_original
from workflows.engine.chains import PERMISSIONS, Chain, check_chain, decide_in, offered_in
from workflows.engine.decide import Taken, may_take
from workflows.engine.definition import SYSTEM, Act, Guard, State, Workflow

Json = dict[str, Any]
ROLES = (Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER)
ACTIONS = ("approve", "close", "draw", "file", "keep", "move")
FLAG = Guard("flag", "没有标记", "", lambda facts, act: bool(facts))
STEPS_EACH = 40


def invent(chance: random.Random) -> Json:
    """Invent a chain and what is asked of its object."""
    flows = [invented_flow(chance, f"flow{number}") for number in range(chance.randrange(1, 4))]
    steps = [
        {
            "action": chance.choice(ACTIONS),
            "roles": [role.value for role in chance.sample(ROLES, chance.randrange(0, 3))],
            "flag": chance.random() < 0.6,
        }
        for _ in range(STEPS_EACH)
    ]
    return {"flows": flows, "roles": [role.value for role in ROLES], "steps": steps}


def invented_flow(chance: random.Random, name: str) -> Json:
    states = [f"s{number}" for number in range(chance.randrange(1, 4))]
    managed = chance.sample(sorted(PERMISSIONS), chance.randrange(0, 3))
    actions = chance.sample(ACTIONS, chance.randrange(1, 5))
    return {
        "id": name,
        "managed": managed,
        "initial": states[0],
        "states": {
            state: {
                "exits": [action for action in actions if chance.random() < 0.6],
                # the first state gives each to somebody, by which ours tells that it is managed at all
                "permissions": {what: _some(chance, at_least=int(state == states[0])) for what in managed},
            }
            for state in states
        },
        "transitions": {
            action: {"to": chance.choice(states), "roles": _some(chance, at_least=1), "flag": chance.random() < 0.4} for action in actions
        },
    }


def _some(chance: random.Random, at_least: int) -> list[str]:
    return sorted(role.value for role in chance.sample(ROLES, chance.randrange(at_least, 4)))


def flow_of(said: Json) -> type[Workflow[Any]]:
    """Write an invented workflow as one of ours."""
    states: dict[str, Any] = {
        name: State(name, resting=True, **{what: [Role(role) for role in roles] for what, roles in one["permissions"].items()})
        for name, one in said["states"].items()
    }
    body: dict[str, Any] = {"key": said["id"], "label": said["id"], **states, "begin_here": states[said["initial"]].begin("始", by=SYSTEM)}
    for name, one in said["transitions"].items():
        sources = [states[state] for state, told in said["states"].items() if name in told["exits"]]
        if sources:
            group = sources[0]
            for other in sources[1:]:
                group = group | other
            guards = [FLAG] if one["flag"] else []
            body[name] = group.to(states[one["to"]], name, by=[Role(role) for role in one["roles"]], requires=guards)
    return type("Invented", (Workflow,), body)


def play(told: Json) -> list[Json]:
    """Walk the chain in our engine."""
    chain = Chain([flow_of(said) for said in told["flows"]])
    states = {said["id"]: said["initial"] for said in told["flows"]}
    entries = dict.fromkeys(states, 1)
    managed = sorted({name for said in told["flows"] for name in said["managed"]})
    answers = []
    for asked in told["steps"]:
        act = Act(1, date(2026, 3, 2), frozenset(Role(role) for role in asked["roles"]))
        facts = dict.fromkeys(states, asked["flag"])
        offered = [
            (flow.key, one.name)
            for flow, one in offered_in(chain, states)
            if may_take(one, act) and all(guard(asked["flag"], act) for guard in one.requires)
        ]
        flow, found = decide_in(chain, states, asked["action"], act, facts)
        if isinstance(found, Taken):
            states[flow.key], entries[flow.key] = found.to_state, entries[flow.key] + 1
        answers.append(
            {
                # inside one workflow the original sorts by name, ours keeps the order of the definition
                "offered": [name for key in states for name in sorted(one for of, one in offered if of == key)],
                "taken": isinstance(found, Taken),
                "states": dict(states),
                "entries": dict(entries),
                "holders": {name: sorted(role.value for role in chain.holders(name, states)) for name in managed},
            }
        )
    return answers


def differences(told: Json, original: list[Json]) -> list[str]:
    """Name every key in which a step differs, the permissions that `check_chain` refuses left out."""
    found = check_chain(Chain([flow_of(said) for said in told["flows"]]))
    refused = {name for name, word in PERMISSIONS.items() if any(one.code == "E023" and f"的“{word}”" in one.sentence for one in found)}
    twice = {name for name in PERMISSIONS if sum(name in said["managed"] for said in told["flows"]) > 1}
    wrong = [] if refused == twice else [f"check_chain refuses {sorted(refused)}, managed twice are {sorted(twice)}"]
    for number, (ours, theirs) in enumerate(zip(play(told), original, strict=True), 1):
        for answer in (ours, theirs):
            answer["holders"] = {name: roles for name, roles in answer["holders"].items() if name not in twice}
        wrong += [f"step {number} {key}: {ours[key]} / {theirs[key]}" for key in ours if ours[key] != theirs[key]]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=4000)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    chains = [invent(chance) for _ in range(-(-options.steps // STEPS_EACH))]
    answered = subprocess.run(
        [python_of_original(), HERE / "original_chains.py"], input="".join(json.dumps(one) + "\n" for one in chains), text=True,
        stdout=subprocess.PIPE, check=True, cwd=HERE,
    )  # fmt: skip
    answers = [json.loads(line) for line in answered.stdout.splitlines()]
    wrong = [f"chain {number} {one}" for number, told in enumerate(chains, 1) for one in differences(told, answers[number - 1])]
    taken = sum(one["taken"] for answer in answers for one in answer)
    for one in wrong[:20]:
        print(one)
    print(f"{len(chains)} chains, {len(chains) * STEPS_EACH} steps, {taken} taken, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
