"""What casework's tests share."""

import pytest

from tests.factories.casework import Office


@pytest.fixture
def office(db: None) -> Office:
    """A street with its people, on an empty database."""
    return Office()
