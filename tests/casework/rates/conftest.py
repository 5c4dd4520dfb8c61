"""A clock that moves the whole product, and a town whose October is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from casework.models import Case
from permissions.models import Account
from permissions.roles import Role
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import PEOPLE, Office
from tests.factories.permissions import holder
from tests.pages.conftest import there

Clock = Callable[[datetime], None]
ZONE = timezone.get_fixed_timezone(480)
HANDED_IN = datetime(2026, 11, 3, 10, 30, tzinfo=ZONE)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Move the whole product to a moment."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


class October(Office):
    """Three elders of two streets in October: `seen` was visited, `missed` was not, `next_street` was; everybody is hired."""

    def __init__(self) -> None:
        super().__init__()
        self.city_officer: Account = holder(Role.CITY_OFFICER, self.town.city)
        for name in PEOPLE:
            getattr(self, name)
        beside = there(self.town, street="next_street", community="other_community")
        self.seen: Case = active_case(self, name="张秀兰")
        self.missed: Case = active_case(self, name="李桂英")
        self.next_street: Case = active_case(beside, name="王淑珍")
        valid_visit(self, self.seen)
        valid_visit(beside, self.next_street)


@pytest.fixture(scope="module")
def october_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[October]:
    """Build the town once for the tests of a file; what each of them does is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as then:
        then.setattr(timezone, "now", lambda: datetime(2026, 10, 5, 9, tzinfo=ZONE))
        built = October()
        then.undo()
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def october(october_once: October, db: None, clock: Clock) -> October:
    """The town on the third of November."""
    clock(HANDED_IN)
    return october_once
