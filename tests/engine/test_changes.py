"""Two versions of a process compared: what is told, what is drawn, and that nothing is told where nothing changed."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from permissions.roles import Role
from tests.engine.test_check import flow, from_draft, way
from workflows.engine.changes import ADDED, CHANGED, REMOVED, changes
from workflows.engine.definition import OPEN, State
from workflows.engine.picture import draw_svg
from workflows.engine.restoring import restored
from workflows.flows import all_flows

CLERK, OFFICER, WORKER = Role.STREET_CLERK, Role.STREET_OFFICER, Role.COMMUNITY_WORKER
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("version", all_flows(), ids=lambda one: f"{one[0]}-{one[1]}")
def test_a_definition_kept_as_data_comes_back_the_same(version: tuple[str, int]) -> None:
    kept = all_flows()[version]
    back = restored(json.loads(json.dumps(kept.as_data())))
    assert back.fingerprint() == kept.fingerprint()
    assert list(changes(back, kept).sentences()) == list(changes(kept, kept).sentences()) == []


def told(**parts: Any) -> list[str]:
    return list(changes(flow(), flow(**parts)).sentences())


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"label": "新样例"}, "名称：样例 → 新样例"),
    ({"readers": (CLERK, WORKER, Role.AUDITOR)}, "各状态都能看的人：加“审计员”"),
    ({"more": from_draft("直接办结")}, "＋ 办理“直接办结”新增"),
    ({"approve": None, "sign": way("review", "done", "签发", by=OFFICER)}, "－ 办理“同意”取消"),
    ({"approve": way("review", "done", "核准", by=CLERK)}, "△ 办理“核准”改动：名称：同意 → 核准"),
    ({"approve": way("review", "done", "同意", by=(CLERK, OFFICER))}, "△ 办理“同意”改动：由谁办：加“街道负责人”"),
    ({"approve": way("review", "draft", "同意", by=CLERK)}, "△ 办理“同意”改动：到：办结 → 草拟"),
    ({"approve": way("review", "done", "同意", by=CLERK, note_required=True)}, "△ 办理“同意”改动：办理意见必填：否 → 是"),
    ({"approve": way("review", "done", "同意", by=CLERK, reasons={"a": "甲"})}, "△ 办理“同意”改动：可选原因：加“甲”"),
    ({"done": State("办结", final=True, printing=CLERK), "approve": way("review", "done", "同意", by=CLERK)},
     "△ 状态“办结”改动：可打印：加“街道经办”"),
    ({"done": State("办结", resting=True), "approve": way("review", "done", "同意", by=CLERK)}, "△ 状态“办结”改动：种类：终结 → 静止"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "sentence"), CHANGES, ids=[one for _, one in CHANGES])
def test_each_change_is_told_in_a_sentence(parts: dict[str, Any], sentence: str) -> None:
    assert sentence in told(**parts)


def test_who_sees_and_does_what_is_compared_state_by_state() -> None:
    found = told(approve=way("review", "done", "同意", by=(CLERK, OFFICER)))
    assert "权限 “待审”街道负责人：－ → 办" in found
    assert not any("草拟" in one for one in found)


def test_a_new_state_changes_nothing_of_a_step_from_everywhere() -> None:
    def with_annul(**parts: Any) -> Any:
        return flow(annul=lambda body: OPEN.to(body["done"], "作废样例", by=CLERK), **parts)

    held = State("搁置", desk=CLERK)
    more = {"held": held, "hold": way("review", "held", "搁起", by=CLERK), "go_on": way("held", "review", "续办", by=CLERK)}
    found = list(changes(with_annul(), with_annul(**more)).sentences())
    assert "＋ 状态“搁置”新增" in found and not any("作废样例" in one for one in found)


def drawn(before: Any, after: Any) -> tuple[str, Any]:
    found = changes(before, after)
    text = draw_svg(found.flow, found.dress)
    return text, ElementTree.fromstring(text)


def test_the_picture_tells_changes_apart_by_sign_and_line_and_not_by_colour_alone() -> None:
    held = State("搁置", desk=CLERK)
    after = flow(
        held=held, hold=way("review", "held", "搁起", by=CLERK), go_on=way("held", "done", "续办", by=CLERK), approve=None,
        submit=way("draft", "review", "提交", by=WORKER, note_required=True),
    )  # fmt: skip
    _, picture = drawn(flow(), after)
    texts = [one.text or "" for one in picture.iter(f"{SVG}text")]
    assert {"＋搁置", "＋搁起", "＋续办", "－同意", "△提交", "新增", "取消", "改动"} <= set(texts)
    dashes = {one.attrib.get("stroke-dasharray", "") for one in picture.iter(f"{SVG}path")}
    assert {ADDED.dash, REMOVED.dash, CHANGED.dash} <= dashes and len({ADDED.dash, REMOVED.dash, CHANGED.dash}) == 3
    crossed = [one.text for one in picture.iter(f"{SVG}text") if one.attrib.get("text-decoration")]
    assert "－同意" in crossed and "＋搁起" not in crossed


def test_a_way_that_leads_elsewhere_is_drawn_as_it_was_and_as_it_is() -> None:
    _, picture = drawn(flow(), flow(approve=way("review", "draft", "同意", by=CLERK)))
    texts = [one.text for one in picture.iter(f"{SVG}text")]
    assert texts.count("＋同意") == 1 and texts.count("－同意") == 1 and "△同意" not in texts


def test_a_further_source_is_one_new_way_and_leaves_the_others_plain() -> None:
    before, after = flow(), flow(submit=lambda body: (body["draft"] | body["review"]).to(body["review"], "提交", by=WORKER))
    assert "△ 办理“提交”改动：从：加“待审”" in list(changes(before, after).sentences())
    _, picture = drawn(before, after)
    texts = [one.text for one in picture.iter(f"{SVG}text")]
    assert "提交" in texts and "－提交" not in texts


def test_the_picture_is_the_same_every_time_and_needs_no_style() -> None:
    versions = all_flows()
    text, picture = drawn(versions["enrollment", 1], versions["enrollment", 2])
    assert text == drawn(versions["enrollment", 1], versions["enrollment", 2])[0]
    assert not any("style" in one.attrib or one.tag.endswith(("script", "style")) for one in picture.iter())
