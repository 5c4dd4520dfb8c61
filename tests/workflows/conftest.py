"""The paper's table, a town, and the people of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from permissions.models import Account
from permissions.roles import Role
from tests.factories.permissions import Town, holder
from tests.workflows.contest import Contest
from tests.workflows.paper import Paper, make_table
from workflows import overlays
from workflows.runner import perform


@pytest.fixture(autouse=True)
def standards_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no look at the districts' standards fall into a test that counts statements."""
    monkeypatch.setattr(overlays, "LOOK_EVERY", 3600.0)
    monkeypatch.setattr(overlays, "_looked", [time.monotonic()])


@pytest.fixture(scope="session")
def paper_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        make_table()


@pytest.fixture
def papers(paper_table: None, db: None) -> None:
    """Let a test write papers; what it wrote goes with its transaction."""


@pytest.fixture
def committed_papers(paper_table: None, transactional_db: None) -> Iterator[None]:
    """Let a test commit papers; the flush of the suite does not know their table."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Paper._meta.db_table}")


class Desk:
    """A town with one person in each office, and papers to move."""

    def __init__(self) -> None:
        self.town = Town()
        self.worker = holder(Role.COMMUNITY_WORKER, self.town.community, name="李社区")
        self.clerk = holder(Role.STREET_CLERK, self.town.street, name="王经办")
        self.officer = holder(Role.STREET_OFFICER, self.town.street, name="赵负责")
        self.far_clerk = holder(Role.STREET_CLERK, self.town.far_street, name="孙经办")

    def paper(self, **columns: Any) -> Paper:
        """Give a paper that is not begun."""
        town = self.town
        return Paper(**{"title": "买菜", "district": town.district, "street": town.street, "community": town.community, **columns})

    def drafted(self, **columns: Any) -> Paper:
        return perform(self.paper(**columns), "create", actor=self.worker).subject  # type: ignore[no-any-return]

    def submitted(self, **columns: Any) -> Paper:
        return self.take(self.drafted(**columns), "submit", self.worker)

    def take(self, paper: Paper, name: str, who: Account, **how: Any) -> Paper:
        return perform(paper, name, actor=who, **how).subject  # type: ignore[no-any-return]


@pytest.fixture
def desk(papers: None) -> Desk:
    return Desk()


@pytest.fixture
def committed_desk(committed_papers: None) -> Desk:
    return Desk()


@pytest.fixture(scope="session")
def racers(tmp_path_factory: pytest.TempPathFactory, paper_table: None, django_db_blocker: Any) -> Iterator[Contest]:
    """Processes that race; started once, since starting them is what takes time."""
    with django_db_blocker.unblock():
        contest = Contest(tmp_path_factory.mktemp("race"))
    yield contest
    contest.end()
