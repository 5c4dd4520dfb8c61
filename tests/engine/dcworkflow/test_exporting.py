"""Our flows said in Plone's format: read again they decide the same about roles, and what the format cannot say is listed."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import UTC, datetime
from typing import Any

import pytest

import workflows.flows
from permissions.roles import Role
from workflows.engine.algebra import Grant, GuardRule, PermissionMap, Variable, WorklistRule
from workflows.engine.dcworkflow.exporting import SYSTEM, VESTIBULE, export_definition, exported
from workflows.engine.dcworkflow.importing import import_text
from workflows.engine.dcworkflow.places import Person, Place, World
from workflows.engine.dcworkflow.reading import read_definition
from workflows.engine.dcworkflow.semantics import Process
from workflows.engine.definition import SYSTEM as BY_SYSTEM
from workflows.engine.definition import Act, State, Workflow, guard

Flow = type[Workflow[Any]]


def all_flows() -> list[Flow]:
    found = []
    for module in pkgutil.iter_modules(workflows.flows.__path__):
        names = vars(importlib.import_module(f"workflows.flows.{module.name}")).values()
        found += [one for one in names if isinstance(one, type) and issubclass(one, Workflow) and one.__module__.endswith(module.name)]
    return found


FLOWS = all_flows()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_an_exported_flow_is_taken_back_without_a_finding(flow: Flow) -> None:
    out = exported(flow)
    report = import_text(out.xml, f"{flow.key}.xml")
    assert report.taken, report.sentences()
    assert report.definition == out.definition


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_the_exported_guards_admit_just_the_roles_that_may_take_the_step(flow: Flow) -> None:
    report = import_text(export_definition(flow), flow.key)
    assert report.compiled is not None
    site = Place("site", None)
    process = Process(report.compiled, World(site, [role.value for role in Role]), lambda: datetime(2026, 1, 1, tzinfo=UTC))
    people = {role: Person(role.value, role.value, frozenset({role.value})) for role in Role}
    for state in flow.states:
        place = Place("paper", site)
        place.history = ({"state": state},)
        for one in flow.leaving(state):
            if one.kind in ("to", "stay") and one.rule is None and one.by:
                may = {role for role, person in people.items() if process.supports(person, place, one.name)}
                assert may == (set() if one.automatic else set(one.by)), (state, one.name)


@guard("尚未盖章", mend="请盖章")
def is_stamped(facts: object, act: Act) -> bool:
    return bool(facts)


CLERK, VISITOR = Role.STREET_CLERK, Role.VISITOR


class Paper(Workflow[object]):
    key, label, clause = "paper", "来文", "第一条"
    readers = (CLERK,)
    variables = (Variable("weight", default=5, for_catalog=True),)
    worklists = (WorklistRule("heavy", "重件", matches={"weight": ("5",)}, guard=GuardRule(roles=("street_clerk",))),)

    draft = State("草拟", desk=VISITOR, edit=VISITOR, due="draft_time", on_due="remind")
    sent = State("已送", desk=CLERK, reveal=CLERK, permissions=PermissionMap({"Print": Grant(True, ("street_clerk",))}))
    kept = State("存档", final=True)

    write = draft.begin("起草", by=VISITOR)
    send = draft.to(sent, "送出", by=(VISITOR, BY_SYSTEM), requires=[is_stamped], effects=["number_it"], note_required=True)
    keep = sent.to(kept, "归档", by=CLERK, rule=GuardRule(groups=("registry",)))
    note = sent.stay("批注", by=CLERK, hint="写下意见")
    undo = sent.back("撤回", by=CLERK)


def test_every_noun_has_its_place_in_the_format() -> None:
    one = exported(Paper).definition
    assert (one.name, one.title, one.description, one.initial_state) == ("paper", "来文", "第一条", "draft")
    assert one.creation_guard == GuardRule(roles=("visitor",))
    assert one.states["sent"].exits == ("keep", "note")
    assert one.states["draft"].permissions["View"] == Grant(False, ("street_clerk", "visitor"))
    assert one.states["draft"].permissions["Modify portal content"] == Grant(False, ("visitor",))
    assert one.states["sent"].permissions["Print"] == Grant(True, ("street_clerk",)) and "Print" in one.permissions
    assert one.transitions["send"].guard == GuardRule(roles=("visitor", SYSTEM))
    assert one.transitions["keep"].guard == GuardRule(roles=("street_clerk",), groups=("registry",))
    assert one.transitions["note"].new_state == "" and one.transitions["note"].description == "写下意见"
    assert one.worklists["draft"].guard == GuardRule(roles=("visitor",))
    assert set(one.worklists) == {"draft", "sent", "heavy"}
    assert one.variables["weight"].default is not None and one.variables["weight"].default.kind == "int"


def test_what_the_format_cannot_say_is_listed() -> None:
    unsaid = "\n".join(exported(Paper).unsaid)
    for said in (
        "条件“尚未盖章”",
        "引起的“number_it”",
        "必须填写意见",
        "可由系统办理",
        "“撤回”回到原来的状态",
        "时限（draft_time）",
        "查看敏感信息",
    ):
        assert said in unsaid
    assert len(exported(Paper).unsaid) == 7


class TwoDoors(Workflow[object]):
    key, label = "two_doors", "两种起始"
    readers = (CLERK,)
    planned = State("计划", desk=CLERK)
    done = State("办结", final=True)
    plan = planned.begin("计划", by=CLERK)
    report = done.begin("补录", by=VISITOR)
    do = planned.to(done, "办理", by=CLERK)


def test_several_beginnings_are_said_as_a_state_before_them() -> None:
    out = exported(TwoDoors)
    assert out.definition.initial_state == VESTIBULE
    assert out.definition.states[VESTIBULE].exits == ("plan", "report")
    assert any("不止一种起始" in one for one in out.unsaid)
    assert import_text(out.xml, "two").taken


def test_a_definition_that_was_read_is_exported_as_it_is() -> None:
    definition = exported(Paper).definition
    assert read_definition(export_definition(definition)) == definition
