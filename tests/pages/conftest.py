"""A city of three files: one's own, the next street's, another district's; and everybody who might look."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from casework.models import Case, Contact, Incident, Intervention, Referral, Visit
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, new, provider, referral, valid_visit
from tests.factories.casework import Office, take
from tests.factories.permissions import Town, account, holder, organisation

BACKEND = "permissions.backends.RegionBackend"


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def signed_in(who: Account, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(who, backend=BACKEND)
    return client


def typed(page: Any, **more: Any) -> dict[str, Any]:
    """Everything the form of a page would send as it stands, and what a person changes in it."""
    form = page.context["form"]
    sent: dict[str, Any] = {"key": page.context.get("key", ""), "seen": page.context.get("seen", "")}
    for field in form:
        value = field.value()
        if isinstance(value, list) and field.field.__class__.__name__ == "RowsField":
            sent[f"{field.html_name}-count"] = "0"
        elif value not in (None, "", False):
            sent[field.html_name] = value
    return sent | more


def submit(client: Client, url: str, **more: Any) -> HttpResponse:
    """Open a page, change what is named, send the form."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    return client.post(url, typed(page, **more))  # type: ignore[return-value]


def there(town: Town, **places: str) -> Office:
    """An office of the same city elsewhere: `there(town, street="next_street", community="other_community")`."""
    moved = copy.copy(town)
    for name, taken_from in places.items():
        setattr(moved, name, getattr(town, taken_from))
    return Office(moved)


@dataclass
class File:
    """One elder's file with a paper of several kinds."""

    office: Office
    case: Case
    visit: Visit
    referral: Referral
    intervention: Intervention
    incident: Incident
    contact: Contact


def file_in(office: Office) -> File:
    """An active case that was visited, referred, given to the social workers, and had an emergency."""
    case = active_case(office)
    station = organisation("social_work_station", office.town.street)
    asked = take(
        new(Intervention, case, organisation=station),
        "request",
        office.worker,
        changes={"kind_of_help": "counselling", "presenting": "情绪低落"},
    )
    receiver, _ = provider(office)
    called = take(new(Incident, case, incident_kind="fall", happened_at=timezone.now()), "report", office.worker)
    contact = Contact.objects.filter(case=case).first()
    assert contact is not None
    return File(office, case, valid_visit(office, case), referral(office, case, receiver), asked, called, contact)


@dataclass
class CityOfThree:
    here: File
    next_street: File
    next_district: File
    people: dict[str, Account]


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[CityOfThree]:
    """Build the city once for the tests of a file, which only look; all is taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _city(Office())
        transaction.set_rollback(True)


def _city(office: Office) -> CityOfThree:
    town = office.town
    beside = there(town, street="next_street", community="other_community")
    far = there(town, district="next_district", street="far_street", community="far_community")
    here = file_in(office)
    people = {name: getattr(office, name) for name in HERE}
    people |= {
        "neighbour": office.worker_next_door, "clerk_elsewhere": office.clerk_elsewhere, "district_elsewhere": office.district_elsewhere,
        "provider": holder(Role.PROVIDER, organisation("provider", town.district)),
        "visitor": holder(Role.VISITOR, organisation("provider", town.street)),
        "social_worker": holder(Role.SOCIAL_WORKER, organisation("social_work_station", town.next_street)),
        "system_admin": holder(Role.SYSTEM_ADMIN, town.city), "security_admin": holder(Role.SECURITY_ADMIN, town.city),
        "audit_admin": holder(Role.AUDIT_ADMIN, town.city), "nobody": account("无职务人员"),
    }  # fmt: skip
    return CityOfThree(here, file_in(beside), file_in(far), people)


HERE = ("worker", "grid_worker", "recorder", "clerk", "officer", "district", "auditor")
