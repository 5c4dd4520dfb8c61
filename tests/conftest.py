"""What every test may use."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from audit.testing import let_tests_flush
from workflows import overlays


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let transactional tests flush tables that are append-only."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        let_tests_flush()
    yield


@pytest.fixture
def no_kept_policy() -> Iterator[None]:
    """Forget before and after what the process keeps of the districts' standards: a rolled-back row would go on holding."""
    overlays.forget()
    yield
    overlays.forget()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a program or a database that is not there."""
    without_pg = pytest.mark.skip(reason="needs PostgreSQL: CASEWORK_DATABASE_URL names another database")
    without_browser = pytest.mark.skip(reason="needs Debian's chromium")
    for item in items:
        if "pg" in item.keywords and connection.vendor != "postgresql":
            item.add_marker(without_pg)
        if "browser" in item.keywords and shutil.which("chromium") is None:
            item.add_marker(without_browser)
        if "slow" in item.keywords and not config.getoption("-m"):
            item.add_marker(pytest.mark.skip(reason="slow: runs by its own command"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
