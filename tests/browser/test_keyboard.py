"""The day without a mouse: sign in, skip to the text, choose, refuse, mend and send, and always see where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from casework.models import Case, Visit
from tests.browser.conftest import DESK, PASSWORD, Visitor
from tests.factories.casework import Office

pytestmark = pytest.mark.browser
Seat = Callable[..., Visitor]
FOCUSED = "document.activeElement"
OUTLINE = f"""() => {{
  const here = {FOCUSED};
  const shown = here.matches(".choices input") ? here.nextElementSibling : here;
  const style = getComputedStyle(shown);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
}}"""


def tab_to(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus; at each stop the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        # a ring that fades in is not there at the first glance; polled, as a busy machine paints few frames
        page.wait_for_function(OUTLINE, polling=100)
        if page.evaluate(f"selector => {FOCUSED}.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_visit_from_sign_in_to_sent(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK)
    page = desk.goto("/account/login/")
    page.keyboard.type(office.worker.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(desk.base + "/")
    desk.goto(f"/cases/{case.pk}/begin/visit/hand_in/")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "main"
    tab_to(page, "[name=gas]")
    for _ in range(3):
        # arrows move within a question, Tab between questions
        if page.evaluate(f"{FOCUSED}.value") == "unsafe":
            break
        page.keyboard.press("ArrowRight")
    assert page.locator("[name=gas][value=unsafe]").is_checked()
    tab_to(page, "#id_safety_action")
    tab_to(page, "form.panel button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    # the refusal names the field and leads to it
    page.get_by_role("alert").locator("a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUSED}.id") == "id_safety_action"
    page.keyboard.type("已关阀并报修")
    tab_to(page, "form.panel button[type=submit]")
    page.keyboard.press("Enter")
    page.locator(".notice.good").wait_for()
    assert Visit.objects.get(case=case).safety_action == "已关阀并报修"


def test_the_menus_open_and_close_by_keys(office: Office, at_screen: Seat) -> None:
    page = at_screen(DESK).sign_in(office.district).page
    tab_to(page, ".topbar .more summary")
    page.keyboard.press("Enter")
    assert page.locator(".topbar .more-card").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".topbar .more-card").is_visible()
    assert page.evaluate(f"{FOCUSED}.tagName") == "SUMMARY"
