"""购买服务: what public money pays for has contract, funds and evidence, and is accepted by the district."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import Case, Purchase, Referral
from casework.services.purchases import accept_purchase, payable
from tests.factories.active import active_case, provider, referral
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def confirmed(office: Office, case: Case, *, contract: str = "津采2026-018", **more: Any) -> Referral:
    body, helper = provider(office, contract=contract)
    paper = referral(office, case, body, **{"is_funded": True, "funding_source": "福利彩票公益金", **more})
    if paper.is_funded:
        paper = take(take(paper, "ask_signature", office.clerk), "sign_funding", office.officer)
    paper = take(paper, "send", office.clerk)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    done = {
        "delivered_on": timezone.localdate(), "delivered_what": "上门助浴", "delivered_by_name": "护理员", "cost": Decimal("120.00"),
        "evidence": "服务单018号",
    }  # fmt: skip
    paper = take(paper, "deliver", helper, changes=done)
    return take(paper, "confirm", office.worker, changes={"satisfaction": "satisfied", "solved": "yes"})  # type: ignore[no-any-return]


def test_a_confirmed_service_is_kept_accepted_and_summed(office: Office, case: Case) -> None:
    paper, district, today = confirmed(office, case), office.town.district, timezone.localdate()
    kept = Purchase.objects.get(referral_id=paper.pk)
    assert (kept.contract, kept.amount, kept.accepted_on) == ("津采2026-018", Decimal("120.00"), None)
    assert [(one.services, one.accepted, one.amount) for one in payable(district, today)] == [(1, 0, Decimal(0))]
    accept_purchase(actor=office.district, purchase=kept)
    assert [(one.services, one.accepted, one.amount) for one in payable(district, today)] == [(1, 1, Decimal("120.00"))]
    assert payable(office.town.next_district, today) == []
    with refused("已经验收"):
        accept_purchase(actor=office.district, purchase=kept)


@pytest.mark.parametrize("who", ["clerk", "officer", "district_elsewhere"])
def test_accepted_by_nobody_but_the_district(office: Office, case: Case, who: str) -> None:
    paper = confirmed(office, case)
    with refused("由区民政验收", status=403):
        accept_purchase(actor=getattr(office, who), purchase=Purchase.objects.get(referral_id=paper.pk))


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"contract": ""}, "合同编号"), ({"funding_source": ""}, "资金来源"), ({"evidence": ""}, "服务凭证"), ({"amount": 0}, "费用")],
)
def test_without_its_papers_it_is_not_accepted(office: Office, case: Case, missing: dict[str, Any], said: str) -> None:
    kept = Purchase.objects.get(referral_id=confirmed(office, case).pk)
    with act(TESTER, "take_away"):
        Purchase.objects.filter(pk=kept.pk).update(**missing)
    with refused(said):
        accept_purchase(actor=office.district, purchase=kept)


def test_a_service_that_nobody_paid_for_is_no_purchase(office: Office, case: Case) -> None:
    confirmed(office, case, is_funded=False)
    assert not Purchase.objects.exists()
