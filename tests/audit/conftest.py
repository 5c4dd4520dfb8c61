"""Who acts in the tests of the audit room, and notes to act on."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from audit.acts import Actor, act
from tests.audit.fixture_app.models import Note

CLERK = Actor(7, "王芳", "街道经办", "体育中心街道")


def full_note(folder: int = 1, **more: Any) -> Note:
    """Build a note with something in every column."""
    values: dict[str, Any] = {
        "title": "独居老人𠮷",
        "body": "两行\n文字 “引号”",
        "is_urgent": True,
        "is_known": False,
        "income": Decimal("1234.50"),
        "weight": 0.1,
        "answers": {"甲": [1, 2.5, None, True, 1e22], "a": {"z": 1, "b": "独居"}},
        "noted_on": date(2026, 1, 31),
        "noted_at": datetime(2026, 1, 31, 16, 0, tzinfo=UTC),
        "called_at_time": time(9, 30),
        "spent": timedelta(days=1, microseconds=7),
        "picture": b"\x00\xff",
        "address": "127.0.0.1",
    }
    return Note(folder=folder, **{**values, **more})


@pytest.fixture
def note(db: None) -> Note:
    """A note made and changed in two acts."""
    with act(CLERK, "note.write", reason="入户所见"):
        made = full_note()
        made.save()
    with act(CLERK, "note.correct", made, reason="更正题名", basis="35号 二(二)一"):
        made.title = "空巢老人"
        made.save()
    return made
