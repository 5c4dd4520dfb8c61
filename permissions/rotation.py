"""Changing the key: live rows are sealed anew, history keeps its tokens and the old keys that open them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models, transaction

from audit.acts import SYSTEM_ACTOR, act
from audit.history import HistoryRow
from permissions.cipher import CannotOpen, keyring
from permissions.fields import SealedTextField, sealed_columns

BATCH = 500


def sealed_models() -> list[type[models.Model]]:
    """List the models with sealed columns; a history is none of them: its rows are evidence and never change."""
    return [one for one in apps.get_models() if not issubclass(one, HistoryRow) and not one._meta.proxy and sealed_columns(one)]


def reseal(report: Callable[[str, int], None] = lambda label, done: None) -> tuple[int, int]:
    """Seal every live value with the newest key, in batches that can be interrupted; returns (sealed anew, not to be opened).

    The values stay what they were, so the history gets no row; the act says how many.
    """
    done = lost = 0
    with act(SYSTEM_ACTOR, "reseal_fields", details={"key": keyring().newest}) as frame:
        for model in sealed_models():
            for field in sealed_columns(model):
                anew, unopened = _reseal_column(model, field)
                done, lost = done + anew, lost + unopened
                report(f"{model._meta.verbose_name}·{field.verbose_name}", anew)
        frame.detail("sealed", str(done))
        frame.detail("lost", str(lost))
    return done, lost


def _reseal_column(model: type[models.Model], field: SealedTextField) -> tuple[int, int]:
    # past the guarded manager: what the fact says does not change, only how it is sealed
    rows: models.QuerySet[Any] = models.QuerySet(model)
    old = rows.exclude(**{field.name: ""}).exclude(**{f"{field.name}__startswith": f"{keyring().newest}."})
    done = lost = last = 0
    while batch := list(old.filter(pk__gt=last).order_by("pk").only("pk", field.name)[:BATCH]):
        last = batch[-1].pk
        for row in batch:
            try:
                row.__dict__[field.attname] = keyring().seal(getattr(row, field.name).reveal())
            except CannotOpen:
                lost += 1
            else:
                done += 1
        with transaction.atomic():
            models.QuerySet(model).bulk_update(batch, [field.name], batch_size=100)
    return done, lost
