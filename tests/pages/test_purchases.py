"""购买服务 on its page: the district accepts row by row and pays by the sum; a provider sees its own work, and no elder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from casework.models import Case, Purchase
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, provider, referral
from tests.factories.casework import Office, take
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/purchases/"


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def paid_service(office: Office, case: Case, *, contract: str = "津采2026-018") -> tuple[Purchase, Account]:
    body, helper = provider(office, contract=contract)
    paper = referral(office, case, body, is_funded=True, funding_source="福利彩票公益金")
    paper = take(take(paper, "ask_signature", office.clerk), "sign_funding", office.officer)
    paper = take(paper, "send", office.clerk)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    done = {
        "delivered_on": timezone.localdate(), "delivered_what": "上门助浴", "delivered_by_name": "护理员", "cost": Decimal("120.00"),
        "evidence": "服务单018号",
    }  # fmt: skip
    paper = take(paper, "deliver", helper, changes=done)
    paper = take(paper, "confirm", office.worker, changes={"satisfaction": "satisfied", "solved": "yes"})
    return Purchase.objects.get(referral_id=paper.pk), helper


def ticked(*rows: Purchase) -> dict[str, Any]:
    return {"purchase": [str(one.pk) for one in rows]}


def test_the_district_accepts_what_is_in_order_and_reads_why_the_rest_is_not(office: Office, case: Case) -> None:
    good, _ = paid_service(office, case)
    bad, _ = paid_service(office, case, contract="")
    desk = signed_in(office.district)
    answer = desk.post(PAGE, ticked(good, bad))
    text = answer.content.decode()
    assert answer.status_code == 422 and "没有登记购买服务合同编号" in text and "已验收1项" in text
    assert f'value="{bad.pk}" id="purchase-{bad.pk}" checked' in text
    good.refresh_from_db()
    assert good.accepted_by == office.district
    sums = {one.contract: (one.services, one.accepted, one.amount) for one in desk.get(PAGE).context["sums"]}
    assert sums == {"津采2026-018": (1, 1, Decimal("120.00")), "": (1, 0, Decimal(0))}
    assert desk.post(PAGE, ticked()).status_code == 422
    waiting = desk.get(PAGE, {"show": "waiting"})
    assert [one.pk for one in waiting.context["page"].rows] == [bad.pk]


def test_a_provider_sees_its_own_and_no_file(office: Office, case: Case) -> None:
    kept, helper = paid_service(office, case)
    other, _ = paid_service(office, case)
    page = signed_in(helper).get(PAGE)
    assert [one.pk for one in page.context["page"].rows] == [kept.pk]
    assert case.elder.name not in page.content.decode() and "验收所选" not in page.content.decode()
    assert "没有验收" in signed_in(helper).post(PAGE, ticked(kept)).content.decode()
    assert signed_in(helper).post(PAGE, ticked(other)).status_code != 500
    assert Purchase.objects.filter(accepted_on=None).count() == 2


@pytest.mark.parametrize("who", ["worker", "clerk", "officer", "grid_worker", "archivist"])
def test_who_has_nothing_to_pay_finds_no_page(office: Office, case: Case, who: str) -> None:
    paid_service(office, case)
    client = signed_in(getattr(office, who))
    assert [client.get(path).status_code for path in (PAGE, reverse("purchases-export"))] == [404, 404]


def test_another_district_and_another_month_are_empty(office: Office, case: Case) -> None:
    kept, _ = paid_service(office, case)
    assert signed_in(office.district_elsewhere).get(PAGE).context["sums"] == []
    assert "本月没有购买服务" in signed_in(office.district).get(PAGE, {"month": "2020-01"}).content.decode()
    assert signed_in(office.district).get(PAGE, {"month": "2026-13"}).status_code == 400
    assert signed_in(office.district_elsewhere).post(PAGE, ticked(kept)).status_code == 302 or kept.accepted_on is None
    kept.refresh_from_db()
    assert kept.accepted_on is None


def test_the_file_names_no_elder_and_is_on_record(office: Office, case: Case) -> None:
    paid_service(office, case)
    for reader in (office.district, office.auditor, holder(Role.CITY_OFFICER, office.town.city)):
        text = signed_in(reader).get(reverse("purchases-export")).content.decode("utf-8-sig")
        assert "服务单018号" in text and "120.00" in text and case.elder.name not in text
    assert Entry.objects.filter(action="export_purchases").count() == 3
