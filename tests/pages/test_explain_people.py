"""Who is named as able to act: the other clerk for one's own paper, nobody of a house one does not belong to, nobody a restriction bars."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Referral
from casework.services.cases import restrict_case
from permissions.models import Account
from permissions.roles import Role
from permissions.services import revoke
from tests.factories.active import active_case, new, provider, referral
from tests.factories.casework import Office, submitted, take
from tests.factories.permissions import TESTER, holder
from workflows.explaining import Explained, Way, explain_steps


def told(paper: Any, who: Account) -> Explained:
    return explain_steps(type(paper).objects.get(pk=paper.pk), Account.objects.get(pk=who.pk))


def way(explained: Explained, name: str) -> Way:
    return next(one for one in explained.ways if one.transition.name == name)


def names(one: Way) -> set[int]:
    return {person.pk for takers in one.takers for person in takers.named}


@pytest.mark.django_db
def test_for_ones_own_paper_the_other_clerk_is_named(office: Office) -> None:
    receiver, _ = provider(office)
    paper = new(Referral, active_case(office), need_kind="life_care", need_text="需要助餐", organisation=receiver)
    paper = take(take(paper, "create", office.clerk), "submit", office.clerk)
    second = office.second_clerk
    mine = way(told(paper, office.clerk), "send")
    assert mine.verdict == "needs" and [one.code for one in mine.reasons] == ["submitted_by_another"]
    assert names(mine) == {second.pk} and mine.ready
    assert mine.invitation == "现在可由" and str(second) in str(mine.takers[0])
    assert way(told(paper, second), "send").verdict == "can"


@pytest.mark.django_db
def test_a_receiver_is_told_an_office_and_a_number(office: Office) -> None:
    receiver, who = provider(office)
    colleague = holder(Role.PROVIDER, receiver, name="机构同事")
    paper = take(referral(office, active_case(office), receiver), "send", office.clerk)
    here = told(paper, who)
    assert names(way(here, "receive")) == {who.pk, colleague.pk}, "one's own house is named"
    cancel = way(here, "cancel")
    assert cancel.verdict == "cannot" and names(cancel) == set()
    assert [str(one) for one in cancel.takers if one.count] == [f"街道经办（{office.town.street.name}）：1人"]
    assert not any(reason.kind == "rule" for one in here.ways for reason in one.reasons if one.verdict == "cannot")
    district = told(paper, office.district)
    assert names(way(district, "receive")) == {who.pk, colleague.pk}, "a house of the district is named to its district"
    clerk = told(paper, office.clerk)
    assert names(way(clerk, "receive")) == set() and way(clerk, "receive").takers[0].unnamed == 2, "the street reads a number"


@pytest.mark.django_db
def test_an_office_that_nobody_holds_is_said_to_be_empty(office: Office) -> None:
    paper = submitted(office)
    for row in office.clerk.regionroles.all():
        revoke(actor=TESTER, row=row, reason="调离本街道")
    empty = way(told(paper, office.worker), "approve_eligible")
    assert empty.verdict == "cannot" and not empty.ready
    assert [str(one) for one in empty.takers] == [f"街道经办（{office.town.street.name}）：现在没有人担任，请联系安全管理员授权"]


@pytest.mark.django_db
def test_whom_a_restriction_bars_is_not_said_to_be_able(office: Office) -> None:
    receiver, _ = provider(office)
    case = active_case(office)
    paper = referral(office, case, receiver)
    second = office.second_clerk
    assert names(way(told(paper, office.clerk), "ask_signature")) == {office.clerk.pk, second.pk}
    restrict_case(office.district, case, reason="疑似家庭虐待", named=[office.clerk, office.worker])
    assert names(way(told(paper, office.clerk), "ask_signature")) == {office.clerk.pk}


@pytest.mark.django_db
def test_a_hundred_colleagues_cost_no_more_queries_than_two(office: Office) -> None:
    receiver, _ = provider(office)
    paper = referral(office, active_case(office), receiver)
    clerk = office.clerk

    def cost() -> int:
        subject, who = Referral.objects.get(pk=paper.pk), Account.objects.get(pk=clerk.pk)
        with CaptureQueriesContext(connection) as seen:
            explained = explain_steps(subject, who)
        assert way(explained, "send").takers
        return len(seen)

    few = cost()
    people = [holder(Role.STREET_CLERK, office.town.street) for _ in range(8)] + [holder(Role.PROVIDER, receiver) for _ in range(4)]
    assert cost() == few <= 26
    many = way(told(paper, clerk), "send").takers[0]
    assert many.count == len(people) - 4 + 1 and str(many).endswith(f"等{many.count}人")
