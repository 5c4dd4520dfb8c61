"""Who sees the papers of a shared case: what the share's role reads, while the share is in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Case, CaseShare, Review, Visit
from casework.services.cases import restrict_case
from permissions.access import roles_at
from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office, active_case
from tests.factories.permissions import TESTER, holder, organisation
from workflows.runner import perform, system


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


@pytest.fixture
def visit(case: Case) -> Visit:
    """Give a visit that has been written down, not yet begun."""
    paper = Visit(
        case=case, visit_on=timezone.localdate(), method="home", district=case.district, street=case.street, community=case.community
    )
    with act(TESTER, "write"):
        paper.save()
    return paper


@pytest.fixture
def visitor(office: Office) -> Account:
    return holder(Role.VISITOR, organisation("volunteers", office.town.street))


def share(case: Case, account: Account, package: str, *, until_days: int = 5) -> None:
    today = timezone.localdate()
    with act(TESTER, "share"):
        CaseShare.objects.create(
            case=case, account=account, package=package, from_on=today - timedelta(days=30),
            until_on=today + timedelta(days=until_days), reason="指派探访",
        )  # fmt: skip


def test_a_visitor_holds_the_visitors_role_on_the_papers_of_a_case_shared_for_visits_and_on_no_other(
    case: Case, visit: Visit, visitor: Account
) -> None:
    assert roles_at(visitor, visit) == frozenset()
    share(case, visitor, "visit")
    assert roles_at(visitor, visit) == {Role.VISITOR}


def test_a_share_that_ended_gives_no_role(case: Case, visit: Visit, visitor: Account) -> None:
    share(case, visitor, "visit", until_days=-1)
    assert roles_at(visitor, visit) == frozenset()


def test_papers_the_role_does_not_read_stay_closed(case: Case, visitor: Account) -> None:
    share(case, visitor, "visit")
    review = Review.objects.filter(case=case).first()
    assert review is not None
    assert not Review.objects.visible_to(visitor).filter(pk=review.pk).exists()


def test_the_papers_of_a_restricted_case_open_to_who_is_named(office: Office, case: Case) -> None:
    colleague = holder(Role.COMMUNITY_WORKER, office.town.community)
    restrict_case(office.district, case, reason="家庭矛盾，防止泄露", named=[colleague, office.clerk])
    review = Review.objects.get(case=case)

    def sees(who: Account) -> bool:
        return Review.objects.visible_to(Account.objects.get(pk=who.pk)).filter(pk=review.pk).exists()

    assert not sees(office.worker)
    with pytest.raises(Refusal):
        perform(review, "call_up", actor=Account.objects.get(pk=office.worker.pk))
    share(case, office.worker, "case")
    assert sees(office.worker)
    called = perform(Review.objects.get(pk=review.pk), "call_up", actor=Account.objects.get(pk=office.worker.pk)).subject
    assert called.state == "due"
    assert perform(called, "cancel", actor=system()).subject.state == "cancelled"
