"""需求转介: consent before anything is sent, one package for one receiver, and the need stays open until it is met (D9.9)."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from audit.acts import act
from casework.models import CareService, Case, CaseShare, Need, Referral
from casework.services.consent import revoke_scopes
from permissions.models import Account, Organisation
from tests.factories.active import active_case, new, provider, referral
from tests.factories.casework import Office, take
from tests.factories.permissions import TESTER
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


@pytest.fixture
def need(case: Case) -> Need:
    with act(TESTER, "find_need"):
        return Need.objects.create(case=case, kind="life_care", text="需要助餐", found_on=timezone.localdate())


def sent(office: Office, case: Case, receiver: Organisation, need: Need | None = None) -> Referral:
    return take(referral(office, case, receiver, need=need), "send", office.clerk)  # type: ignore[no-any-return]


def delivered(office: Office, case: Case, receiver: Organisation, helper: Account, need: Need) -> Referral:
    paper = sent(office, case, receiver, need)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    done = {"delivered_on": timezone.localdate(), "delivered_what": "上门助餐", "delivered_by_name": "护理员"}
    return take(paper, "deliver", helper, changes=done)  # type: ignore[no-any-return]


def test_nothing_is_sent_without_the_elders_consent_to_referral(office: Office, case: Case) -> None:
    body, _ = provider(office)
    revoke_scopes(office.worker, case, scopes=["referral"], reason="老人撤回", on=timezone.localdate())
    paper = take(new(Referral, case, need_kind="life_care", need_text="助餐", organisation=body), "create", office.worker)
    with refused("尚未同意转介"):
        take(paper, "submit", office.worker)
    paper = take(paper, "ask_consent", office.worker)
    paper = take(paper, "record_consent", office.worker, given={"method": "handwritten"})
    assert take(paper, "submit", office.worker).state == "internal_review"


def test_the_receiver_sees_its_package_and_nothing_else(office: Office, case: Case) -> None:
    body, helper = provider(office)
    _, other = provider(office, name="另一机构")
    paper = referral(office, case, body)
    assert not Referral.objects.visible_to(helper).exists()
    paper = take(paper, "send", office.clerk)
    assert list(Referral.objects.visible_to(helper)) == [paper]
    assert not Case.objects.visible_to(helper).exists()
    assert not Referral.objects.visible_to(other).exists()
    package = json.loads(paper.package.reveal())
    assert set(package) == {"姓名", "性别", "年龄", "住址", "联系电话", "服务需求", "紧急程度"}
    assert "129900" not in paper.package.reveal()


@pytest.mark.parametrize("fields", [{"needs_served": ["renovation"]}, {"is_active": False}])
def test_a_receiver_that_cannot_serve_is_refused(office: Office, case: Case, fields: dict[str, object]) -> None:
    body, _ = provider(office)
    paper = referral(office, case, body)
    with act(TESTER, "change"):
        for name, value in fields.items():
            setattr(body, name, value)
        body.save()
    with refused("承接机构"):
        take(paper, "send", office.clerk)


def test_subsidised_money_needs_the_officers_signature_and_never_ones_own(office: Office, case: Case) -> None:
    body, _ = provider(office)
    paper = referral(office, case, body, is_funded=True)
    with refused("须经街道负责人同意"):
        take(paper, "send", office.clerk)
    paper = take(take(paper, "ask_signature", office.clerk), "sign_funding", office.officer)
    assert take(paper, "send", office.clerk).state == "sent"


def test_refused_twice_the_third_receiver_completes_and_a_need_met_in_part_stays_open(office: Office, case: Case, need: Need) -> None:
    first, helper = provider(office)
    paper = sent(office, case, first, need)
    for number in (1, 2):
        paper = take(take(paper, "receive", helper), "reject", helper, note="人手不足")
        assert not CaseShare.objects.filter(CaseShare.live(timezone.localdate()), subject_id=paper.pk).exists()
        take(paper, "re_refer", office.clerk, given={"organisation_id": first.pk})
        child = Referral.objects.get(parent=paper)
        assert child.times_re_referred == number
        paper = take(take(child, "submit", office.worker), "send", office.clerk)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    paper = take(
        paper, "deliver", helper, changes={"delivered_on": timezone.localdate(), "delivered_what": "助餐", "delivered_by_name": "护理员"}
    )
    paper = take(paper, "confirm", office.worker, changes={"satisfaction": "satisfied", "solved": "part"})
    need.refresh_from_db()
    assert paper.state == "completed" and need.answered_on is None and need.unmet_count == 1
    assert CareService.objects.get(referral=paper).counts_as_assistance


def test_who_provided_it_does_not_confirm_it(office: Office, case: Case, need: Need) -> None:
    body, helper = provider(office)
    paper = delivered(office, case, body, helper, need)
    with refused("您无权"):
        take(paper, "confirm", helper, changes={"satisfaction": "satisfied", "solved": "yes"})
    with refused("尚未登记满意度"):
        take(paper, "confirm", office.worker)
    take(paper, "confirm", office.worker, changes={"satisfaction": "satisfied", "solved": "yes"})
    need.refresh_from_db()
    assert need.answered_by == "referral"


def test_on_hold_the_clock_stands_and_it_comes_back_where_it_was(office: Office, case: Case) -> None:
    body, helper = provider(office)
    paper = sent(office, case, body)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    paper = take(paper, "hold", helper, note="老人住院")
    assert paper.state == "on_hold"
    assert take(paper, "resume", helper).state == "in_service"
