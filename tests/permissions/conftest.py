"""A town for every test."""

import pytest

from tests.factories.permissions import Town


@pytest.fixture
def town(db: None) -> Town:
    return Town()
