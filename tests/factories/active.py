"""Elders on the register, and the papers that begin on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import act
from casework.models import CareService, Case, CategoryPeriod, LivingPeriod, Referral, Visit, Visitor
from permissions.models import Account, Organisation
from permissions.roles import Role
from tests.factories.casework import Office, filled, take
from tests.factories.permissions import TESTER, holder, organisation
from workflows.models import Subject


def active_case(office: Office, *, since: date | None = None, categories: tuple[str, ...] = (), **typed: Any) -> Case:
    """An elder who lives alone, enrolled today, or since a day in the past."""
    paper = filled(office, **typed)
    paper = take(paper, "submit", office.worker)
    paper = take(paper, "approve", office.officer)
    take(paper, "record", office.district)
    if since is not None:
        backdate(Case.objects.get(pk=paper.case_id), since)
    for category in categories:
        with act(TESTER, "add_category"):
            CategoryPeriod.objects.create(
                case_id=paper.case_id, category=category, decided_on=since or timezone.localdate(), from_on=since or timezone.localdate(),
                basis="测试",
                reason="测试", rule_version="t",
            )  # fmt: skip
    return Case.objects.select_related("elder", "district", "street", "community").get(pk=paper.case_id)


def backdate(case: Case, day: date) -> None:
    with act(TESTER, "backdate"):
        Case.objects.filter(pk=case.pk).update(enrolled_on=day, opened_on=day)
        CategoryPeriod.objects.filter(case=case).update(from_on=day, decided_on=day)
        LivingPeriod.objects.filter(case=case, until_on=None).update(from_on=day)


def new(model: type[Subject], case: Case, **columns: Any) -> Any:
    """A paper of a case, not begun."""
    return model(case=case, district=case.district, street=case.street, community=case.community, **columns)  # type: ignore[misc]


def on_roster(account: Account, office: Office, **fields: Any) -> Visitor:
    town = office.town
    with act(TESTER, "enrol_visitor"):
        return Visitor.objects.create(
            account=account, name=account.display_name, team="management_team", kind="self_government", district=town.district,
            street=town.street,
            community=town.community, **{"trained_until_on": timezone.localdate() + timedelta(days=200), **fields},
        )  # fmt: skip


def answers(**more: Any) -> dict[str, Any]:
    """A visit on which nothing has changed, signed by both."""
    return {"visitor_name": "网格员", "visitor_signed_by": "handwritten", "elder_signed_by": "handwritten", **more}


def visit(office: Office, case: Case, *, by: Account | None = None, on: date | None = None, method: str = "home", **more: Any) -> Visit:
    """A visit handed in by the grid worker."""
    paper = new(Visit, case, visit_on=on or timezone.localdate(), method=method)
    who = by or office.grid_worker
    return take(paper, "hand_in", who, changes=answers(written_by=who, **more))  # type: ignore[no-any-return]


def valid_visit(office: Office, case: Case, **how: Any) -> Visit:
    """A visit that counts: examined by the community where it was drawn for the sample."""
    paper = visit(office, case, **how)
    return paper if paper.state == "valid" else take(paper, "examine", office.worker)  # type: ignore[no-any-return]


def assistance(office: Office, case: Case, **more: Any) -> CareService:
    plain = {"kind": "housework", "content": "上门打扫", "server_name": "社区工作者", "server_signed_by": "handwritten"}
    paper = new(CareService, case, **{"care_on": timezone.localdate(), "written_by": office.worker, **plain, **more})
    paper = take(paper, "save", office.worker)
    return take(paper, "sign", office.worker)  # type: ignore[no-any-return]


def provider(office: Office, **fields: Any) -> tuple[Organisation, Account]:
    body = organisation("provider", office.town.district, needs_served=[], capacity=10, **fields)
    return body, holder(Role.PROVIDER, body)


def referral(office: Office, case: Case, receiver: Organisation, **more: Any) -> Referral:
    """A referral that waits for the street."""
    paper = new(Referral, case, need_kind="life_care", need_text="需要助餐", organisation=receiver, **more)
    paper = take(paper, "create", office.worker)
    return take(paper, "submit", office.worker)  # type: ignore[no-any-return]
