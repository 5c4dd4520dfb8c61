"""What casework's tests share."""

import pytest

from tests.factories.casework import Office, supply_missing_names


@pytest.fixture
def office(db: None) -> Office:
    """A street with its people, on an empty database."""
    supply_missing_names()
    return Office()
