"""Regions, accounts, organisations and grants for tests; every write stands in an act."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from audit.acts import Actor, act
from permissions.models import Account, Organisation, Region
from permissions.roles import Role
from permissions.services import create_account, grant

TESTER = Actor(None, "测试")
_numbers = itertools.count(1)


def region(level: str, parent: Region | None = None, *, name: str = "", code: str = "", rural: bool = False) -> Region:
    number = next(_numbers)
    label = {"city": "市", "district": "区", "street": "街道", "community": "社区"}[level]
    named = name or f"第{number}{label}"
    with act(TESTER, "create_region"):
        return Region.objects.create(
            code=code or f"{number:012d}", name=named, short_name=named, level=level, parent=parent, kind=level, is_rural=rural
        )


class Town:
    """A small city: two districts, two streets in the first, two communities in the first street."""

    def __init__(self) -> None:
        self.city = region("city", name="天津市")
        self.district = region("district", self.city, name="南开区", code=f"120104{next(_numbers):03d}"[:12])
        self.next_district = region("district", self.city, name="河西区")
        self.street = region("street", self.district, name="体育中心街道")
        self.next_street = region("street", self.district, name="学府街道")
        self.far_street = region("street", self.next_district, name="大营门街道")
        self.community = region("community", self.street, name="宾水社区")
        self.next_community = region("community", self.street, name="时代社区")
        self.other_community = region("community", self.next_street, name="学湖里社区")
        self.far_community = region("community", self.far_street, name="敬重里社区")


def account(display_name: str = "", **fields: Any) -> Account:
    number = next(_numbers)
    return create_account(
        actor=TESTER, username=f"user{number}", display_name=display_name or f"人员{number}", password="correct horse battery", **fields
    )


def holder(role: Role, at: Region | Organisation, *, name: str = "", from_on: date | None = None, until_on: date | None = None) -> Account:
    """Make somebody who holds a role at a place."""
    person = account(name or role.label)
    grant(actor=TESTER, to=person, role=role, at=at, from_on=from_on, until_on=until_on, reason="测试授权")
    return person


def organisation(kind: str, at: Region, **fields: Any) -> Organisation:
    with act(TESTER, "create_organisation"):
        return Organisation.objects.create(kind=kind, name=fields.pop("name", f"第{next(_numbers)}机构"), region=at, **fields)
