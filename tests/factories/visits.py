"""Visitors of the roster, and what is planned for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.acts import act
from casework.models import Case, PlannedVisit, Visitor
from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office
from tests.factories.permissions import TESTER, holder, organisation
from workflows.rules.dates import month_of


def volunteer(office: Office, **fields: Any) -> tuple[Visitor, Account]:
    """A volunteer on the street's roster, trained, with an account that sees nothing by itself."""
    account = holder(Role.VISITOR, organisation("volunteers", office.town.street), name="志愿者小周")
    town = office.town
    with act(TESTER, "enrol_visitor"):
        visitor = Visitor.objects.create(
            account=account, name=account.display_name, team="service_team", kind="volunteer", district=town.district, street=town.street,
            **{"trained_until_on": timezone.localdate() + timedelta(days=200), **fields},
        )  # fmt: skip
    return visitor, account


def planned(case: Case, **fields: Any) -> PlannedVisit:
    """The visit that the month's duty has laid out."""
    row = PlannedVisit.objects.filter(case=case, done_on=None).order_by("pk").first()
    assert row is not None
    if fields:
        PlannedVisit.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def month_end(day: date) -> date:
    return month_of(day)[1]
