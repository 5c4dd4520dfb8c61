"""The list of append-only tables, and the rule for making their rows: inside an act, which then lists them by digest."""

from __future__ import annotations

from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from audit.acts import OutsideAct, require
from audit.history import HistoryRow
from audit.models import Detail, Disposal, Entry, Manifest

M = TypeVar("M", bound=type[models.Model])

OWN: tuple[type[models.Model], ...] = (Entry, Manifest, Detail, Disposal)
KEPT_FOR_EVER: tuple[type[models.Model], ...] = (Entry, Manifest, Disposal)
_registered: dict[str, type[models.Model]] = {}


def append_only(model: M) -> M:
    """Guard a model's table; it needs a `chain` column, by which the register may let its rows go."""
    if not any(field.name == "chain" for field in model._meta.concrete_fields):
        raise TypeError(f"{model.__name__}: an append-only table needs a column `chain`")
    _registered[model._meta.label_lower] = model
    return model


def registered_models() -> list[type[models.Model]]:
    """List the models guarded by name."""
    return list(_registered.values())


def evidence_models() -> list[type[models.Model]]:
    """List the models whose rows the entries list: those guarded by name, and every field history."""
    histories = (model for model in apps.get_models() if issubclass(model, HistoryRow))
    return [*_registered.values(), *histories]


def guarded_models() -> list[type[models.Model]]:
    """List every append-only model, the room's own among them."""
    return [*OWN, *evidence_models()]


@receiver(pre_save)
def _made_once_inside_an_act(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if _registered.get(sender._meta.label_lower) is not sender:
        return
    if not instance._state.adding:
        raise OutsideAct(f"{sender._meta.verbose_name}只增不改：请另写一行")
    require()


@receiver(post_save)
def _listed_in_the_entry(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if _registered.get(sender._meta.label_lower) is sender:
        require().include_row(instance)


class KeptQuerySet(models.QuerySet[Any]):
    """Set-based making of append-only rows, listed in the act's entry like those made one by one."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        frame = require()
        made: list[Any] = super().bulk_create(objs, *args, **kwargs)
        for row in made:
            frame.include_row(row)
        return made


KeptManager = models.Manager.from_queryset(KeptQuerySet)
