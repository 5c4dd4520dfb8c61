"""Two assessors at an elder's bedside: the total runs along, nothing is lost between the two ways, what is left out is one touch away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from casework.models import AbilityRecord, Case
from tests.browser.conftest import PHONE, Visitor
from tests.factories.casework import Office
from workflows.policy.instruments import gb42195

pytestmark = pytest.mark.browser
Seat = Callable[..., Visitor]


def answer(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """Choose the best answer to every item that is not left out."""
    for code, item in gb42195().items.items():
        if code not in but:
            page.locator(f'[name="item_{code}"][value="{max(item.scores)}"]').evaluate("one => one.click()")
    page.wait_for_timeout(400)


def running(page: Page) -> str:
    return page.locator("[data-running]").inner_text()


def test_the_total_runs_along_and_what_was_answered_outlives_a_look_at_the_other_way(office: Office, case: Case, at_screen: Seat) -> None:
    phone = at_screen(PHONE).sign_in(office.worker)
    page = phone.goto(f"/cases/{case.pk}/ability/")
    assert running(page).startswith("已评0项，还有26项，目前0分")
    page.fill("[name=first_assessor]", "评估员甲")
    answer(page, but=("B.1.4", "B.3.9"))
    assert running(page) == "已评24项，还有2项，目前84分；下一项 B.1.4 穿/脱上衣"

    phone.goto(f"/cases/{case.pk}/ability/?way=result")
    assert page.locator(".notice.draft").count() == 0
    phone.goto(f"/cases/{case.pk}/ability/")
    assert running(page).startswith("已评24项") and page.locator("[name=first_assessor]").input_value() == "评估员甲"

    phone.press("查看结果")
    page.get_by_role("link", name="到第一项没有评的").click()
    assert page.url.endswith("#B.1.4")
    answer(page)
    assert running(page) == f"26项已评完，共90分，初步0级（{gb42195().bands[0].name}）"
    assert page.get_by_text("这一项还没有评").count() == 0
    page.fill("[name=second_assessor]", "评估员乙")
    phone.press("查看结果")
    phone.press("确认登记")
    assert AbilityRecord.objects.get(case=case).total == 90
