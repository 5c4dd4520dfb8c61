"""A page costs as many queries with many rows as with one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.casework import Office, listed


@pytest.mark.parametrize("path", ["/", "/cases/"])
def test_workbench_and_list_cost_the_same_however_many_rows(office: Office, client: Client, path: str) -> None:
    client.force_login(office.worker, backend="permissions.backends.RegionBackend")
    counts = []
    for _ in range(2):
        for _ in range(3):
            listed(office)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(path)
        assert page.status_code == 200 and "张秀兰" in page.content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1]
