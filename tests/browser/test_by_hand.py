"""The two hands through which most work passes: the visitor's phone and the clerk's desk; and what neither may be shut out of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from casework.models import Case, Screening, Visit
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.factories.casework import Office, submitted

pytestmark = pytest.mark.browser
Seat = Callable[..., Visitor]


def test_a_visit_on_the_phone_with_an_unsafe_finding(office: Office, case: Case, at_screen: Seat) -> None:
    phone = at_screen(PHONE).sign_in(office.worker)
    page = phone.goto(f"/cases/{case.pk}/")
    page.get_by_role("link", name="提交探访").click()
    assert not page.locator("#id_safety_action").is_visible()
    # a thumb hits the label, not the circle
    page.locator("label", has=page.locator("[name=gas][value=unsafe]")).click()
    assert page.locator("#id_safety_action").is_visible()
    phone.press("提交探访")
    assert "已采取的措施" in page.locator(".field.bad .errorlist").inner_text()
    assert page.locator("[name=gas][value=unsafe]").is_checked()
    page.fill("#id_safety_action", "已关闭燃气阀门，通知燃气公司上门")
    phone.press("提交探访")
    assert "已提交探访" in page.locator(".notice.good").inner_text()
    assert Visit.objects.get(case=case).safety_action.startswith("已关闭")
    # the refusal itself is what the browser notes: 422
    assert [told for told in phone.complaints if "422" not in told] == []


def test_a_clerk_reads_and_approves_at_the_desk(office: Office, at_screen: Seat) -> None:
    paper = submitted(office)
    desk = at_screen(DESK).sign_in(office.clerk)
    desk.page.get_by_role("link", name="办理").first.click()
    assert "类别判断" in desk.page.locator("main").inner_text()
    desk.page.get_by_role("link", name="认定符合").click()
    # an end asks once more
    desk.page.on("dialog", lambda asked: asked.accept())
    desk.press("认定符合")
    assert "已认定符合" in desk.page.locator(".notice.good").inner_text()
    assert Screening.objects.get(pk=paper.pk).state == "eligible"
    assert desk.complaints == []


def test_what_was_half_typed_is_not_left_by_a_slip(office: Office, case: Case, at_screen: Seat) -> None:
    desk = at_screen(DESK).sign_in(office.worker)
    page = desk.goto(f"/cases/{case.pk}/begin/closure/propose/")
    page.fill("#id_evidence", "户籍迁出证明")
    asked: list[str] = []
    page.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
    page.get_by_role("link", name="取消", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and page.locator("#id_evidence").input_value() == "户籍迁出证明"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_overflows_and_nobody_is_shut_out(office: Office, case: Case, at_screen: Seat, size: dict[str, int]) -> None:
    axe, found, wide = Axe(), [], []
    seat = at_screen(size)

    def look(path: str) -> None:
        page = seat.goto(path)
        for one in axe.run(page).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found.append((path, one["id"], one["nodes"][0]["html"][:120], one["nodes"][0].get("failureSummary", "")[:200]))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)

    look("/account/login/")
    seat.sign_in(office.worker)
    for path in (
        "/",
        "/?tab=done",
        "/cases/",
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/begin/visit/hand_in/",
        "/regions/",
        "/flows/visit/",
    ):
        look(path)
    assert found == []
    assert wide == []
    assert seat.complaints == []
