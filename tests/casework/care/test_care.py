"""关爱服务: what was done is signed, the elder's word on it is the elder's own, and what counts as assistance the district's list says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from casework.forms.care import CareCorrectionForm, CareForm, ExamineCareForm
from casework.models import CareService, Case, Obligation
from permissions.models import Account
from tests.factories.active import active_case, new
from tests.factories.casework import Office, take
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def typed(**more: Any) -> dict[str, Any]:
    plain = {
        "care_on": timezone.localdate().isoformat(), "kind": "housework", "done_by": "community", "content": "上门打扫",
        "server_name": "社区工作者", "satisfaction": "not_stated",
    }  # fmt: skip
    return plain | more


def saved(office: Office, case: Case, *, by: Account | None = None, **more: Any) -> CareService:
    who = by or office.worker
    paper = new(CareService, case)
    form = CareForm(typed(**more), subject=paper, user=who)
    assert form.is_valid(), form.errors
    return take(paper, "save", who, changes=form.changes())  # type: ignore[no-any-return]


def signed(office: Office, case: Case, **how: Any) -> CareService:
    return take(saved(office, case, **how), "sign", office.worker, changes={"server_signed_by": "handwritten"})  # type: ignore[no-any-return]


class TestBecomingValid:
    def test_a_clean_record_is_valid_and_numbered_in_a_row_of_its_own(self, office: Office, case: Case) -> None:
        assert [signed(office, case, content=f"第{number}回").ordinal for number in (1, 2)] == [1, 2]

    def test_unsigned_or_empty_it_is_refused(self, office: Office, case: Case) -> None:
        with refused("没有签字"):
            take(saved(office, case), "sign", office.worker)
        with refused("关爱服务情况", "服务人员"):
            take(new(CareService, case, care_on=timezone.localdate(), kind="housework"), "save", office.worker)
        with refused("没有填全"):
            saved(office, case, kind="donation")
        assert saved(office, case, kind="donation", donor="慈善协会").state == "drafted"

    @pytest.mark.parametrize(("days", "said"), [(1, "不能晚于今天"), (-1, "早于建档备案")])
    def test_on_a_day_that_cannot_be_it_is_refused(self, office: Office, case: Case, days: int, said: str) -> None:
        with refused(said):
            saved(office, case, care_on=(timezone.localdate() + timedelta(days=days)).isoformat())

    def test_the_same_service_twice_waits_for_the_street(self, office: Office, case: Case) -> None:
        signed(office, case)
        twin = signed(office, case)
        assert twin.state == "signed"
        with refused("已有同样的关爱服务"):
            take(twin, "examine", office.clerk)
        assert take(twin, "annul", office.clerk, note="重复", reason_code="duplicate").state == "annulled"

    def test_changed_after_the_signature_it_is_not_examined(self, office: Office, case: Case) -> None:
        paper = signed(office, case, satisfaction="satisfied")
        CareService._base_manager.filter(pk=paper.pk).update(content="改过")
        with refused("签字以后内容有改动"):
            take(paper, "examine", office.clerk)


class TestSatisfaction:
    def test_written_down_by_who_served_waits_until_another_has_asked(self, office: Office, case: Case) -> None:
        paper = signed(office, case, satisfaction="very_satisfied")
        assert paper.state == "signed"
        with refused("满意度须由老年人本人表示", "不能核实自己"):
            take(paper, "examine", office.worker)
        with refused("满意度须由老年人本人表示"):
            take(paper, "examine", office.clerk)
        form = ExamineCareForm({"satisfaction": "neutral"}, subject=paper, user=office.clerk)
        assert form.is_valid(), form.errors
        paper = take(paper, "examine", office.clerk, changes=form.changes())
        assert (paper.state, paper.satisfaction, paper.satisfaction_by) == ("valid", "neutral", office.clerk)

    def test_said_by_the_elder_on_the_phone_needs_nobody_else(self, office: Office, case: Case) -> None:
        assert signed(office, case, satisfaction="satisfied", satisfaction_from_elder="on").state == "valid"


class TestAssistance:
    @pytest.mark.parametrize(
        ("kind", "done_by", "counts"),
        [
            ("housework", "community", True),
            ("renovation", "provider", True),
            ("hardship", "social_worker", True),
            ("housework", "volunteer", False),
            ("policy", "community", False),
            ("other", "provider", False),
        ],
    )
    def test_counts_by_kind_and_by_who_did_it(self, office: Office, kind: str, done_by: str, counts: bool) -> None:
        case = active_case(office, since=timezone.localdate() - timedelta(days=10), categories=("functionally_impaired",))
        paper = signed(office, case, kind=kind, done_by=done_by)
        assert paper.counts_as_assistance is counts
        assert Obligation.objects.get(case=case, kind="assistance").done == int(counts)

    def test_annulled_it_counts_no_more(self, office: Office) -> None:
        case = active_case(office, since=timezone.localdate() - timedelta(days=10), categories=("functionally_impaired",))
        paper = signed(office, case)
        with refused("您无权"):
            take(paper, "annul", office.worker, note="x", reason_code="other")
        take(paper, "annul", office.clerk, note="没有上门", reason_code="false_report")
        assert Obligation.objects.get(case=case, kind="assistance").status == "open"


def test_a_correction_keeps_the_ordinal_and_is_judged_anew(office: Office) -> None:
    case = active_case(office, since=timezone.localdate() - timedelta(days=10), categories=("functionally_impaired",))
    old = signed(office, case, kind="policy")
    paper = new(CareService, case)
    form = CareCorrectionForm(typed(kind="meal", corrects=old.pk), subject=paper, user=office.worker)
    assert form.is_valid(), form.errors
    paper = take(paper, "propose_correction", office.worker, note="种类登记错", changes=form.changes())
    with refused():
        take(paper, "approve_correction", office.worker)
    paper = take(paper, "approve_correction", office.clerk)
    old.refresh_from_db()
    assert (old.state, paper.state, paper.ordinal, paper.counts_as_assistance) == ("corrected", "valid", 1, True)
    assert Obligation.objects.get(case=case, kind="assistance").status == "met"
