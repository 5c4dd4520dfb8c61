"""Sizes, names and doors of the code. 依据: docs/adr, README"""

from __future__ import annotations

import ast
import re

import pytest

from tests.conventions.tree import ROOMS, code, files, here

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "misc", "lib", "stuff", "base_utils"}
# what a page may read without asking who sees it: places are public, a person's own messages are looked up by that person,
# the health page counts, a sealed field's own view asks for its case next, a paper's steps are shown to who sees the case
READS_WITHOUT_SIGHT = {
    ("casework/views/flow_places.py", "Region"),
    ("casework/views/flow_places.py", "FlowBinding"),  # of a region one looks after
    ("casework/views/regions.py", "Region"),
    ("casework/views/rate_reports.py", "RateLine"),  # of a report whose region the person sees
    ("casework/views/new_elder.py", "Region"),
    ("casework/views/workbench.py", "Delivery"),
    ("casework/views/context.py", "Delivery"),
    ("casework/views/health.py", "Outbox"),
    ("casework/views/sensitive.py", "model"),
    ("casework/views/transitions.py", "Step"),
    ("casework/views/campaign_page.py", "Region"),
    ("casework/views/contact_calls.py", "ContactCheck"),  # of a contact of a case visible to the person
    ("casework/views/campaign_page.py", "CampaignReport"),  # of a campaign that concerns the person's area
    ("casework/views/policy.py", "Region"),  # the districts one configures
    ("casework/views/obligations.py", "Obligation"),  # of cases visible to the person
}
# the demonstration writes a past that nobody took step by step: rows first, their steps, then the state in one statement
WRITES_STATE = {"workflows/store.py", "workflows/many.py", "workflows/migrating.py", "casework/demo/days.py"}


def test_files_are_short() -> None:
    long = {here(path): count for path in files(".py") if "migrations" not in path.parts and (count := lines(path)) > LONGEST_FILE}
    assert long == {}


def lines(path: object) -> int:
    with open(str(path), encoding="utf-8") as file:
        return sum(1 for _ in file)


def test_functions_are_short() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in code()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_is_named_by_a_noun_of_the_subject() -> None:
    assert [here(path) for path in files(".py") if path.stem in SHAPELESS or path.parent.name in SHAPELESS] == []


def managers(tree: ast.Module) -> list[tuple[str, str]]:
    """Find each `<something>.objects.<method>` with the name of its model and of the method."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "objects":
            owner = node.value.value
            found.append((owner.id if isinstance(owner, ast.Name) else ast.unparse(owner), node.attr))
    return found


def inside_the_door(tree: ast.Module) -> list[tuple[str, str]]:
    """Find what stands inside a call of get_visible_or_404."""
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == "get_visible_or_404"]
    return [pair for call in calls for pair in managers(ast.Module([ast.Expr(call.args[0])], []))]


def test_views_read_only_what_the_person_may_see() -> None:
    strays = []
    for name, tree in code():
        if "/views" not in name and not name.endswith("views.py") or name.startswith("tests/"):
            continue
        seen = inside_the_door(tree)
        for owner, method in managers(tree):
            if method != "visible_to" and (owner, method) not in seen and (name, owner) not in READS_WITHOUT_SIGHT:
                strays.append(f"{name}: {owner}.objects.{method}")
    assert strays == []


@pytest.mark.parametrize("room", ROOMS)
def test_state_is_written_by_the_store_alone(room: str) -> None:
    writers = []
    for name, tree in code(under=room):
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
            by_hand = any(isinstance(one, ast.Attribute) and one.attr == "state" and ast.unparse(one.value) != "self" for one in targets)
            in_bulk = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and any(one.arg == "state" for one in node.keywords)
            )
            if (by_hand or in_bulk) and name not in WRITES_STATE:
                writers.append(f"{name}:{node.lineno}")
    assert writers == []


def test_no_import_hides_in_a_function_to_dodge_a_circle() -> None:
    hidden = [
        f"{name}:{inner.lineno}"
        for name, tree in code()
        if not name.endswith("apps.py") and name.split("/")[0] in ROOMS
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"#\s*(TO" + r"DO|FIX" + r"ME|XXX|HACK)\b")
    assert [here(path) for path in files(".py") if marks.search(path.read_text("utf-8"))] == []
