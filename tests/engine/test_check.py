"""What a definition is refused for: each fault by its code, and no fault in the product's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from permissions.roles import Role
from tests.conventions.tree import ROOT
from workflows.checks import findings
from workflows.engine.check import Finding, Known, check, check_all
from workflows.engine.codes import CODES, codes_page
from workflows.engine.definition import SYSTEM, Guard, State, Workflow

CLERK, WORKER = Role.STREET_CLERK, Role.COMMUNITY_WORKER
Body = dict[str, Any]


def flow(**changes: Any) -> type[Workflow[Any]]:
    """Make a sound definition with some parts exchanged; a part given as None is left out."""
    draft, review, done = State("草拟", desk=WORKER), State("待审", desk=CLERK), State("办结", final=True)
    body: Body = {
        "key": "sample", "label": "样例", "readers": (CLERK, WORKER), "draft": draft, "review": review, "done": done,
        "create": draft.begin("草拟样例", by=WORKER), "submit": draft.to(review, "提交", by=WORKER),
        "approve": review.to(done, "同意", by=CLERK),
    }  # fmt: skip
    for name, change in changes.items():
        body[name] = change(body) if callable(change) and not isinstance(change, type) else change
    return type("Sample", (Workflow,), {name: value for name, value in body.items() if value is not None})


def way(source: str, target: str, label: str, **how: Any) -> Callable[[Body], Any]:
    return lambda body: body[source].to(body[target], label, **how)


def from_draft(label: str = "另办", **how: Any) -> Callable[[Body], Any]:
    return way("draft", "done", label, **{"by": WORKER, **how})


STRANGER = State("别处")
FAULTS: list[tuple[str, dict[str, Any], Known]] = [
    ("E001", {"create": None}, Known()),
    ("E002", {"island": State("孤岛", resting=True)}, Known()),
    ("E003", {"reopen": way("done", "draft", "重开", by=CLERK)}, Known()),
    ("E004", {"approve": lambda body: body["review"].stay("再看", by=CLERK)}, Known()),
    ("E005", {"unnamed": from_draft(" ")}, Known()),
    ("E006", {"draft": State("草拟"), "create": lambda body: body["draft"].begin("草拟样例", by=WORKER),
              "submit": way("draft", "review", "提交", by=WORKER)}, Known()),
    ("E007", {"approve": way("review", "done", "同意", by=WORKER)}, Known()),
    ("E008", {"review": State("待审", desk=CLERK, due="no_such"), "submit": way("draft", "review", "提交", by=WORKER),
              "approve": way("review", "done", "同意", by=CLERK)}, Known(deadlines={"other"})),
    ("E009", {"readers": (CLERK, WORKER, "mayor")}, Known()),
    ("E010", {
        "hidden": State("不可见", resting=True, readers=()), "hide": way("draft", "hidden", "藏起", by=WORKER),
    }, Known()),
    ("E011", {"nobody": from_draft(by=())}, Known()),
    ("E012", {"stray": lambda body: body["draft"].to(STRANGER, "走失", by=WORKER)}, Known()),
    ("E013", {"hidden": State("只给街道", resting=True, readers=(CLERK,)), "hide": way("draft", "hidden", "交街道", by=WORKER),
              "grab": way("hidden", "done", "取回", by=WORKER)}, Known()),
    ("E014", {"mute": from_draft(requires=[Guard("mute", " ", "", lambda facts, act: True)])}, Known()),
    ("E015", {"acts": from_draft(effects=["no_such_effect"])}, Known(effects=set())),
    ("E015", {"tells": from_draft(messages=["no_such_message"])}, Known(messages=set())),
    ("E016", {"twin": State("草拟", resting=True), "split": way("draft", "twin", "分开", by=WORKER)}, Known()),
    ("E018", {"long": from_draft("一二三四五六七八九十一二三四五")}, Known()),
    ("E019", {"return": from_draft("归还")}, Known()),
    ("E019", {"another": lambda body: body["submit"]}, Known()),
    ("E020", {"undo": lambda body: body["draft"].back("退回原处", by=WORKER)}, Known()),
    ("E004", {"stuck": State("卡住", desk=CLERK), "jam": way("draft", "stuck", "转去", by=WORKER)}, Known()),
    ("E025", {"alone": from_draft(automatic=True)}, Known()),
    ("E026", {"twice": from_draft(requires=[
        Guard("same", "甲", "", lambda facts, act: True), Guard("same", "乙", "", lambda facts, act: False)])}, Known()),
    ("W003", {"readers": (), "watched": State("静止", resting=True, view=CLERK), "rest": way("draft", "watched", "放下", by=WORKER),
              "wake": way("watched", "draft", "重提", by=CLERK)}, Known()),
    ("W004", {"asleep": State("搁置", resting=True), "lay_down": way("draft", "asleep", "搁置下来", by=WORKER)}, Known()),
    ("E021", {"round": way("draft", "review", "去", by=SYSTEM, automatic=True),
              "home": way("review", "draft", "回", by=SYSTEM, automatic=True)}, Known()),
]  # fmt: skip


def test_the_sound_definition_has_no_fault() -> None:
    assert check(flow(), Known(set(), set(), set(), set())) == []


@pytest.mark.parametrize(("code", "changes", "known"), FAULTS, ids=[f"{code}-{'-'.join(changes)}" for code, changes, _ in FAULTS])
def test_each_fault_is_named_in_a_sentence(code: str, changes: dict[str, Any], known: Known) -> None:
    found = check(flow(**changes), known)
    assert code in {one.code for one in found}, [str(one) for one in found]
    assert all(one.sentence.startswith("“样例”") for one in found)


def test_a_definition_changed_in_place_asks_for_a_new_version() -> None:
    sample = flow()
    recorded = {("sample", 1): sample.fingerprint()}
    assert check(flow(), Known(fingerprints=recorded)) == []
    changed = check(flow(more=from_draft()), Known(fingerprints=recorded))
    assert [one.code for one in changed] == ["E017"] and "version = 2" in changed[0].sentence
    assert check(flow(more=from_draft(), version=2), Known(fingerprints=recorded)) == []


def test_roles_and_deadlines_that_no_process_uses_are_worth_a_look() -> None:
    found = list(check_all([flow()], Known(deadlines={"sample_check", "visit_check"})))
    assert [one.sentence for one in found if one.code == "W002"] == ["标准里的期限“sample_check”没有任何流程使用"]
    assert {one.code for one in found} == {"W001", "W002"}


def test_the_products_own_definitions_have_no_fault() -> None:
    assert [str(one) for one in findings() if one.is_error] == []


NAMED_IN_CODE = re.compile(r"\"([EW]0\d\d)\"")
TESTED_ELSEWHERE = {
    "E017": "test_a_definition_changed_in_place_asks_for_a_new_version",
    "E022": "tests/engine/test_variants.py",
    "E023": "tests/engine/dcworkflow/test_together.py",
    "E024": "tests/engine/dcworkflow/test_together.py",
    "E027": "tests/engine/test_chains.py",
    "E028": "tests/engine/test_chains.py",
    "E029": "tests/engine/test_chains.py",
    "W005": "tests/engine/test_chains.py",
    **dict.fromkeys((f"E0{number}" for number in range(30, 38)), "tests/engine/dcworkflow/test_codes.py"),
    **dict.fromkeys((f"W0{number:02}" for number in range(6, 14)), "tests/engine/dcworkflow/test_codes.py"),
    "E038": "tests/workflows/test_mapping_tables.py",
    "W014": "tests/workflows/test_mapping_tables.py",
    "W001": "test_roles_and_deadlines_that_no_process_uses_are_worth_a_look",
    "W002": "test_roles_and_deadlines_that_no_process_uses_are_worth_a_look",
}


def test_every_code_is_explained_used_and_tested() -> None:
    sources = [path for path in (ROOT / "workflows").rglob("*.py") if path.name != "codes.py"]
    used = {code for path in sources for code in NAMED_IN_CODE.findall(path.read_text("utf-8"))}
    assert used == set(CODES), "a code without an explanation, or one that nothing is found under"
    assert {code for code, _, _ in FAULTS} | set(TESTED_ELSEWHERE) == set(CODES)
    for where in {name for name in TESTED_ELSEWHERE.values() if "/" in name}:
        text = (ROOT / where).read_text("utf-8")
        assert all(code in text for code, name in TESTED_ELSEWHERE.items() if name == where)


def test_every_finding_says_what_to_do() -> None:
    for code, one in CODES.items():
        assert one.title and one.why and one.mend and not one.mend.endswith("。"), code
        assert str(Finding(code, "“样例”有事")) == f"{code} “样例”有事。怎样改：{one.mend}"


def test_the_page_of_codes_names_each_with_what_to_do() -> None:
    page = codes_page()
    assert (ROOT / "docs" / "flows" / "checks.md").read_text("utf-8") == page, "run: manage.py flows docs"
    for code, one in CODES.items():
        assert f"| {code} | {one.title} | {one.why} | {one.mend} |" in page
