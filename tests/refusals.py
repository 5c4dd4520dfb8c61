"""How a test says that something is refused, and with which words."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from audit.acts import Refusal


@contextmanager
def refused(*parts: str, status: int | None = None) -> Iterator[None]:
    """Expect a refusal whose reasons hold every part."""
    with pytest.raises(Refusal) as caught:
        yield
    told = "；".join(caught.value.reasons)
    assert [part for part in parts if part not in told] == [], told
    assert status is None or caught.value.status == status
