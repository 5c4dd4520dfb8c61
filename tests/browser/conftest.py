"""A real browser on a real server: sign in as somebody, look at the console, ask axe."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from audit.testing import let_tests_flush
from casework.models import Case
from permissions.models import Account
from tests.factories.active import active_case
from tests.factories.casework import Office

PASSWORD = "correct horse battery"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

# playwright keeps a loop running in this thread, beside which Django would refuse its database
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def office(transactional_db: None) -> Office:
    # beside playwright's loop this thread has a connection of its own, which must pass the guards as well
    let_tests_flush()
    return Office()


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


class Visitor:
    """Somebody at a screen; whatever the console complains of is kept."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.complaints: list[str] = []
        page.set_default_timeout(30_000)
        page.on("console", lambda told: self.complaints.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goto(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, who: Account) -> Visitor:
        self.goto("/account/login/")
        self.page.fill("#id_login", who.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(self.base + "/")
        return self

    def press(self, name: str) -> None:
        """Press a button that sends its form, and wait for the page that answers."""
        # a click alone does not wait: what it sent would be looked for before it arrived
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def at_screen(browser: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """Give somebody a screen of a size, with a session of its own."""
    contexts = []

    def seat(size: dict[str, int] = DESK) -> Visitor:
        context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield seat
    for context in contexts:
        context.close()
