"""How fast the evidence is checked; the target is 20,000 entries a second on SQLite (with a query a row it was 1,100)."""

from time import perf_counter

import pytest
from django.db import connection

from audit.acts import act
from audit.verify import Report, verify
from tests.audit.conftest import CLERK
from tests.audit.fixture_app.models import Stamp

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the target is SQLite's")
def test_twenty_thousand_entries_with_a_row_each_are_checked_in_a_second() -> None:
    for _ in range(20):
        with act(CLERK, "visit"):
            Stamp.objects.bulk_create([Stamp(chain=f"case:{number}", text="入户探访，精神良好") for number in range(1000)])
    report, begun = Report(), perf_counter()
    assert list(verify(report=report)) == [] and report.entries == 20_000
    assert report.entries / (perf_counter() - begun) > 20_000
