"""The pictures: everything is in them, nothing stands over anything else, and they are the same every time."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest

from permissions.roles import Role
from workflows.documentation import product_flows
from workflows.engine.graph import access_table, mermaid
from workflows.engine.layout import Box
from workflows.engine.picture import draw_svg, laid_out

FLOWS = product_flows()


def overlap(one: Box, other: Box) -> bool:
    return abs(one.x - other.x) * 2 < one.width + other.width - 1 and abs(one.y - other.y) * 2 < one.height + other.height - 1


@pytest.mark.parametrize("key", FLOWS)
def test_no_box_or_label_stands_over_another(key: str) -> None:
    drawing = laid_out(FLOWS[key])
    boxes = [*drawing.boxes.values(), *(arrow.label for arrow in drawing.arrows)]
    assert [(one.name, other.name) for one, other in combinations(boxes, 2) if overlap(one, other)] == []
    assert all(0 <= box.x - box.width / 2 and box.x + box.width / 2 <= drawing.width + 0.1 for box in boxes)


@pytest.mark.parametrize("key", FLOWS)
def test_every_state_and_every_transition_is_in_the_picture(key: str) -> None:
    flow: Any = FLOWS[key]
    picture = ElementTree.fromstring(draw_svg(flow))
    texts = "\n".join(element.text or "" for element in picture.iter("{http://www.w3.org/2000/svg}text"))
    for thing in (*flow.states.values(), *flow.transitions.values()):
        assert thing.label in texts
    # the site's policy forbids styles and scripts inside a page
    assert not any("style" in element.attrib or element.tag.endswith(("script", "style")) for element in picture.iter())
    assert draw_svg(flow) == draw_svg(flow)


@pytest.mark.parametrize("key", FLOWS)
def test_the_mermaid_text_names_every_state_and_way(key: str) -> None:
    flow, text = FLOWS[key], mermaid(FLOWS[key])
    assert all(f'state "{state.label}" as {name}' in text for name, state in flow.states.items())
    assert all(f": {one.label}" in text for one in flow.transitions.values())


def test_the_table_of_access_tells_acting_from_reading_and_the_second_place_apart() -> None:
    notice = access_table(FLOWS["notice"])
    cells = {(state.name, role): cell for state, row in notice.rows for role, cell in zip(notice.roles, row, strict=True)}
    assert cells["prepared", Role.STREET_CLERK] == "办"
    assert cells["sent", Role.STREET_CLERK] == "办、对方办"
    assert cells["prepared", Role.COMMUNITY_WORKER] == "阅"
    assert Role.PROVIDER not in notice.roles
