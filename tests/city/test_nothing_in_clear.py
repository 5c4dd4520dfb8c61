"""No resident number, phone or health note stands in clear in any table of the demonstration city, nor do they in the audit chain."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from audit.verify import verify
from casework.demo.accounts import staff
from casework.demo.city import City
from casework.demo.days import work_through
from casework.models import Case
from permissions.models import Account
from permissions.regions import load_regions
from permissions.roles import Role

pytestmark = pytest.mark.django_db
# not inside a digest or a token, where any digits may follow each other
NUMBER = re.compile(r"(?<![0-9A-Za-z_-])129900\d{11}[\dX](?![0-9A-Za-z_-])")
PHONE = re.compile(r"(?<![0-9A-Za-z_-])(?:154\d{8}|022-0\d{7})(?![0-9A-Za-z_-])")
HEALTH = ("冠心病", "糖尿病", "关节炎")


@pytest.fixture
def city() -> City:
    load_regions()
    built = City(staff(), seed=7)
    work_through(built, built.build(8), years=1, progress=lambda what, total: _Quiet())
    return built


class _Quiet:
    def update(self) -> None: ...
    def close(self) -> None: ...


def dump() -> str:
    """Every value of every table, as text."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(lines)


def test_what_stands_in_clear_would_be_found() -> None:
    assert NUMBER.findall("casework_elder: (1, '12990019480302001X', 'note 15400008000。')") == ["12990019480302001X"]
    assert PHONE.findall("(1, '15400008000', '电话022-01234567')") == ["15400008000", "022-01234567"]


def test_nothing_personal_stands_in_clear_and_the_evidence_holds(city: City) -> None:
    text = dump()
    assert len(text) > 100_000
    for pattern in (NUMBER, PHONE):
        assert pattern.findall(text) == []
    assert [word for word in HEALTH if word in text] == []
    assert list(verify()) == []


def test_every_demo_elder_is_at_work_and_every_office_has_its_list(city: City) -> None:
    assert Case.objects.filter(state="active").exists()
    clerk = Account.objects.get(username="street_clerk_1")
    assert Case.objects.visible_to(clerk).count() == Case.objects.count()
    neighbour = Account.objects.get(username="street_clerk_3")
    assert not Case.objects.visible_to(neighbour).exists()
    for username in ("system_admin_1", "security_admin_1", "audit_admin_1"):
        assert not Case.objects.visible_to(Account.objects.get(username=username)).exists()
    assert Role.STREET_CLERK.held_at == "region"


def test_the_same_seed_draws_the_same_people() -> None:
    load_regions()
    people = staff()
    assert [City(people, 5).draw().person.id_number for _ in range(1)] == [City(people, 5).draw().person.id_number]
