"""What the scripts of invented definitions do, by name; `original_site.py` has the same as scripts of the original's."""

from __future__ import annotations

from typing import cast

from workflows.engine.dcworkflow.expressions import Change, Effect, Gone
from workflows.engine.dcworkflow.places import Place
from workflows.engine.dcworkflow.vocabulary import Table


def _note(change: Change) -> None:
    change.moment.status.get("actor")


def _raise_flag(change: Change) -> None:
    cast(Place, change.moment.thing).facts["flag"] = True


def _lower_flag(change: Change) -> None:
    cast(Place, change.moment.thing).facts["flag"] = False


def _refuse(change: Change) -> None:
    raise ValueError("refused by the script")


def _refuse_commented(change: Change) -> None:
    if change.moment.keywords.get("comment"):
        raise ValueError("refused by the script")


def _remove(change: Change) -> None:
    raise Gone


_EFFECTS = (
    Effect("note_it", _note),
    Effect("raise_flag", _raise_flag),
    Effect("lower_flag", _lower_flag),
    Effect("refuse_it", _refuse),
    Effect("refuse_commented", _refuse_commented),
    Effect("remove_it", _remove),
)
TABLE = Table(effects={one.name: one for one in _EFFECTS})
