"""What goes to the receiver is what was agreed to; the clock stands on hold, and the receiver is reminded before the street is told."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.forms.referral import ConsentForm, ReReferForm
from casework.models import Case, CaseShare, Referral, Step, Suspension
from casework.services.consent import revoke_scopes
from tests.factories.active import active_case, new, provider, referral
from tests.factories.casework import Office, take
from tests.refusals import refused
from workflows.models import Outbox
from workflows.runner import tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the runner take it for another moment."""
    monkeypatch.setattr("workflows.performing.timezone.now", lambda: moment)


def in_service(office: Office, case: Case, **more: Any) -> tuple[Referral, Any]:
    body, helper = provider(office)
    paper = take(referral(office, case, body, **more), "send", office.clerk)
    for name in ("receive", "accept", "start"):
        paper = take(paper, name, helper)
    return paper, helper


class TestThePackage:
    def agreeing(self, office: Office, case: Case, **posted: Any) -> tuple[Referral, ConsentForm]:
        body, _ = provider(office)
        revoke_scopes(office.worker, case, scopes=["referral"], reason="老人撤回", on=timezone.localdate())
        paper = take(new(Referral, case, need_kind="life_care", need_text="助餐", organisation=body), "create", office.worker)
        paper = take(paper, "ask_consent", office.worker)
        data = {"given_by": "elder", "method": "handwritten", "given_on": timezone.localdate().isoformat(), **posted}
        return paper, ConsentForm(data, subject=paper, user=office.worker)

    def test_holds_what_the_elder_agreed_to_and_nothing_else(self, office: Office, case: Case) -> None:
        paper, form = self.agreeing(office, case, agreed_fields=["姓名", "联系电话"])
        assert form.is_valid(), form.errors
        paper = take(paper, "record_consent", office.worker, given=form.given())
        paper = take(take(paper, "submit", office.worker), "send", office.clerk)
        package = json.loads(paper.package.reveal())
        assert set(package) == {"姓名", "联系电话", "服务需求", "紧急程度"}
        assert set(CaseShare.objects.get(subject_id=paper.pk).fields) == set(package)

    def test_of_an_elder_who_agreed_to_nothing_more_names_only_the_need(self, office: Office, case: Case) -> None:
        paper, form = self.agreeing(office, case, agreed_fields=[])
        assert form.is_valid(), form.errors
        paper = take(paper, "record_consent", office.worker, given=form.given())
        paper = take(take(paper, "submit", office.worker), "send", office.clerk)
        assert set(json.loads(paper.package.reveal())) == {"服务需求", "紧急程度"}

    @pytest.mark.parametrize(
        ("posted", "field"),
        [({"method": "oral"}, "witness"), ({"given_on": "2999-01-01"}, "given_on"), ({"method": "refused"}, "method")],
    )
    def test_a_consent_that_cannot_be_is_not_taken(self, office: Office, case: Case, posted: dict[str, str], field: str) -> None:
        _, form = self.agreeing(office, case, **posted)
        assert not form.is_valid() and field in form.errors

    def test_the_form_says_to_whom_it_goes(self, office: Office, case: Case) -> None:
        paper, form = self.agreeing(office, case)
        assert str(paper.organisation) in str(form.fields["agreed_fields"].help_text)

    def test_another_receiver_is_offered_but_not_the_one_that_refused(self, office: Office, case: Case) -> None:
        body, helper = provider(office)
        second, _ = provider(office)
        paper = take(take(take(referral(office, case, body), "send", office.clerk), "receive", helper), "reject", helper, note="人手不足")
        form = ReReferForm({"organisation": second.pk}, subject=paper, user=office.clerk)
        assert form.is_valid(), form.errors
        take(paper, "re_refer", office.clerk, given=form.given())
        assert Referral.objects.get(parent=paper).organisation == second
        assert not ReReferForm({"organisation": body.pk}, subject=paper, user=office.clerk).is_valid()


class TestTheClock:
    def test_on_hold_stands_and_goes_on_where_it_stood(self, office: Office, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        paper, helper = in_service(office, case)
        due, began = paper.due_at, timezone.now()
        for day in (2, 10):  # held twice, five days each
            at(monkeypatch, began + timedelta(days=day))
            paper = take(paper, "hold", helper, note="老人住院")
            at(monkeypatch, began + timedelta(days=day + 5))
            paper = take(paper, "resume", helper)
        assert paper.state == "in_service" and paper.hold_until_on is None
        assert abs(paper.due_at - due - timedelta(days=10)) < timedelta(seconds=5)
        assert abs(paper.paused_seconds - 10 * 86400) < 5

    def test_a_hold_longer_than_thirty_days_or_into_the_past_is_refused(self, office: Office, case: Case) -> None:
        paper, helper = in_service(office, case)
        for days in (31, -1):
            with refused("暂缓的截止日期"):
                take(paper, "hold", helper, note="老人外出", changes={"hold_until_on": timezone.localdate() + timedelta(days=days)})
        held = take(paper, "hold", helper, note="老人外出", changes={"hold_until_on": timezone.localdate() + timedelta(days=30)})
        assert timezone.localdate(held.due_at) == timezone.localdate() + timedelta(days=31)

    def test_a_receiver_is_reminded_at_a_third_and_the_street_told_at_the_end(self, office: Office, case: Case) -> None:
        body, _ = provider(office)
        paper = take(referral(office, case, body), "send", office.clerk)
        now, whole = timezone.now(), paper.due_at - timezone.now()
        tick(now + whole * 0.3)
        assert not Outbox.objects.filter(kind="reminder", organisation=body).exists()
        tick(now + whole * 0.4)
        tick(now + whole * 0.9)
        assert Outbox.objects.filter(kind="reminder", organisation=body).count() == 1
        assert not Outbox.objects.filter(kind="escalation").exists()
        tick(now + whole + timedelta(minutes=1))
        paper.refresh_from_db()
        assert paper.escalated_to == "street_clerk" and Outbox.objects.filter(kind="escalation", region=office.town.street).count() == 1

    @pytest.mark.parametrize(("urgency", "days"), [("urgent", 1), ("priority", 3), ("normal", 10)])
    def test_the_urgent_is_to_be_received_sooner(self, office: Office, case: Case, urgency: str, days: int) -> None:
        body, _ = provider(office)
        paper = take(referral(office, case, body, urgency=urgency), "send", office.clerk)
        assert (timezone.localdate(paper.due_at) - timezone.localdate()).days == days


class TestAroundIt:
    @pytest.mark.parametrize(("reason", "state"), [("hospital", "on_hold"), ("care_home_trial", "on_hold"), ("away", "in_service")])
    def test_waits_while_the_elder_is_in_hospital_or_tries_a_home(self, office: Office, case: Case, reason: str, state: str) -> None:
        paper, helper = in_service(office, case)
        today = timezone.localdate()
        pause = new(Suspension, case, reason=reason, starts_on=today, expected_end_on=today + timedelta(days=40))
        take(take(pause, "propose", office.worker), "approve", office.clerk)
        paper.refresh_from_db()
        assert paper.state == state
        if state == "on_hold":
            assert take(paper, "resume", helper).state == "in_service"


class TestTheEnd:
    @pytest.mark.parametrize(("name", "reason"), [("give_up", "no_resource"), ("cancel", "elder_withdraws")])
    def test_ends_the_receivers_sight(self, office: Office, case: Case, name: str, reason: str) -> None:
        paper, helper = in_service(office, case)
        assert Referral.objects.visible_to(helper).exists()
        with refused():
            take(paper, name, helper, reason_code=reason)
        take(paper, name, office.clerk, reason_code=reason)
        helper._reach = None  # type: ignore[attr-defined]
        assert not Referral.objects.visible_to(helper).exists()

    @pytest.mark.parametrize("name", ["give_up", "cancel"])
    def test_names_one_of_the_known_reasons_and_explains_any_other(self, office: Office, case: Case, name: str) -> None:
        paper, _ = in_service(office, case)
        with refused("请选择原因"):
            take(paper, name, office.clerk, note="说不清")
        with refused("请选择原因"):
            take(paper, name, office.clerk, reason_code="unknown")
        with refused("还没有写明原因"):
            take(paper, name, office.clerk, reason_code="other", note="  ")
        assert take(paper, name, office.clerk, reason_code="other", note="老人由女儿接去同住").state in ("failed", "cancelled")
        step = Step.objects.get(subject_kind="referral", subject_id=paper.pk, transition=name)
        assert (step.reason_code, step.note) == ("other", "老人由女儿接去同住")

    def test_referred_three_times_over_it_goes_to_the_district(self, office: Office, case: Case) -> None:
        body, helper = provider(office)
        paper = referral(office, case, body)
        for _ in range(3):
            paper = take(take(take(paper, "send", office.clerk), "receive", helper), "reject", helper, note="人手不足")
            take(paper, "re_refer", office.clerk, given={"organisation_id": body.pk})
            paper = take(Referral.objects.get(parent=paper), "submit", office.worker)
        paper = take(take(take(paper, "send", office.clerk), "receive", helper), "reject", helper, note="人手不足")
        with refused("再转次数已达上限"):
            take(paper, "re_refer", office.clerk)
        assert Step.objects.filter(subject_kind="referral", transition="create", is_system=True).count() == 3
