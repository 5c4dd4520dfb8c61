"""What was typed outlives an expired sign-in, a lost network, a refusal and a way back; and belongs to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page

from casework.models import Case, Closure, Referral, Screening
from tests.browser.conftest import DESK, PASSWORD, PHONE, Visitor
from tests.factories.casework import Office, submitted

pytestmark = pytest.mark.browser
Seat = Callable[..., Visitor]
TYPED = "儿子来电说已在外区购房，下月接走"


def closing(case: Case) -> str:
    return f"/cases/{case.pk}/begin/closure/propose/"


def fill_in(page: Page) -> None:
    page.select_option("[name=reason]", "moved_away")
    page.fill("#id_happened_on", "2026-11-01")
    page.fill("#id_evidence", TYPED)
    page.fill("#id_note", "请街道核查")
    page.wait_for_timeout(400)


def evidence(page: Page) -> str:
    return page.locator("#id_evidence").input_value()


def sign_in_again(page: Page, username: str) -> None:
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()


def test_a_sign_in_that_expired_meanwhile(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK).sign_in(office.worker)
    page = desk.goto(closing(case))
    fill_in(page)
    page.context.clear_cookies(name=re.compile("sessionid"))
    desk.press("提出结案")
    page.wait_for_url("**/account/login/**")
    sign_in_again(page, office.worker.username)
    assert page.url.endswith(closing(case))
    assert evidence(page) == TYPED and page.locator("#id_note").input_value() == "请街道核查"
    assert "已恢复" in page.locator(".notice.draft").inner_text()
    desk.press("提出结案")
    assert Closure.objects.filter(case=case, evidence=TYPED).count() == 1
    # done: the next time the page is empty
    desk.goto(closing(case))
    assert page.locator(".notice.draft").count() == 0


def test_somebody_else_at_the_same_screen_finds_nothing(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK).sign_in(office.worker)
    page = desk.goto(closing(case))
    fill_in(page)
    page.context.clear_cookies(name=re.compile("sessionid"))
    desk.press("提出结案")
    page.wait_for_url("**/account/login/**")
    sign_in_again(page, office.clerk.username)
    assert evidence(page) == ""
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:')).length") == 0


def test_no_network_on_the_stairs(office: Office, case: Case, at_screen: Seat) -> None:
    phone = at_screen(PHONE).sign_in(office.worker)
    page = phone.goto(f"/cases/{case.pk}/begin/referral/create/")
    page.select_option("[name=need_kind]", index=1)
    page.fill("#id_need_text", "每周两次助浴")
    page.context.set_offline(True)
    page.get_by_role("button", name="草拟转介").click()
    assert "没有网络" in page.locator(".notice.draft").inner_text()
    assert page.locator("#id_need_text").input_value() == "每周两次助浴"
    assert not page.get_by_role("button", name="草拟转介").is_disabled()
    page.context.set_offline(False)
    phone.press("草拟转介")
    assert Referral.objects.filter(case=case, need_text="每周两次助浴").count() == 1


def test_the_way_back_after_sending_sends_nothing_twice(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK).sign_in(office.worker)
    page = desk.goto(f"/cases/{case.pk}/begin/referral/create/")
    page.select_option("[name=need_kind]", index=1)
    page.fill("#id_need_text", "每周两次助浴")
    page.locator("#id_note").focus()
    desk.press("草拟转介")
    assert "已草拟转介" in page.locator(".notice.good").inner_text()
    page.go_back()
    page.wait_for_load_state()
    assert page.locator(".notice.draft").count() == 0


def test_signing_out_with_something_unsent_asks_first(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK).sign_in(office.worker)
    page = desk.goto(closing(case))
    fill_in(page)
    asked: list[str] = []

    def answer(one: Dialog) -> None:
        asked.append(one.message)
        one.accept() if one.type == "beforeunload" else one.dismiss()

    page.on("dialog", answer)
    desk.goto("/")
    page.locator(".me summary").click()
    page.get_by_role("button", name="退出登录").click()
    assert any("没有提交" in one for one in asked)
    assert page.url.endswith("/") and "登录" not in page.title()
    desk.goto(closing(case))
    assert evidence(page) == TYPED
    with page.expect_navigation():
        page.get_by_role("button", name="不用，重新填写").click()
    assert evidence(page) == ""


def test_what_was_not_confirmed_was_not_sent(office: Office, at_screen: Seat) -> None:
    paper = submitted(office)
    desk = at_screen(DESK).sign_in(office.clerk)
    page = desk.goto(f"/papers/screening/{paper.pk}/approve_eligible/")
    page.fill("#id_note", "材料齐全")
    page.on("dialog", lambda one: one.dismiss())
    page.get_by_role("button", name="认定符合").click()
    page.wait_for_timeout(300)
    kept = page.evaluate(
        "Object.entries(sessionStorage).filter(([name]) => name.startsWith('draft:')).map(([, text]) => JSON.parse(text).sent)"
    )
    assert kept == [False] and page.locator("#id_note").input_value() == "材料齐全"
    assert Screening.objects.get(pk=paper.pk).state == "submitted"
