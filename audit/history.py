"""Field history of every model that holds facts; its rows carry the chain they belong to and are listed in the act's entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import (
    post_create_historical_m2m_records,
    post_create_historical_record,
    pre_create_historical_m2m_records,
    pre_create_historical_record,
)

from audit.acts import OutsideAct, chain_of, require


class HistoryRow(models.Model):
    """What every history table has beside the copied columns: its chain, and who wrote, as text."""

    chain = models.CharField("链", max_length=64, db_index=True, editable=False)
    history_actor = models.CharField("经办人", max_length=60, blank=True)

    class Meta:
        abstract = True


def _no_user(historical_instance: Any) -> None:
    """The writer stands as text and number; accounts come and go."""
    return


class FactsHistoryManager(HistoryManager):  # type: ignore[misc]
    """Writes many history rows at once and hands them to the act; the library's own way sends no signal."""

    def bulk_history_create(
        self,
        objs: Iterable[models.Model],
        batch_size: int | None = None,
        update: bool = False,
        default_user: Any = None,
        default_change_reason: str = "",
        default_date: Any = None,
        custom_historical_attrs: dict[str, Any] | None = None,
        *,
        kind: str = "",
    ) -> list[models.Model]:
        frame, model = require(), self.model
        rows = [
            model(
                history_date=default_date or timezone.now(),
                history_change_reason=default_change_reason,
                history_type=kind or ("~" if update else "+"),
                history_user_id=frame.actor.id,
                history_actor=frame.actor.name[:60],
                chain=_chain_for(instance, frame.default_chain),
                **{field.attname: getattr(instance, field.attname) for field in model.tracked_fields},
                **(custom_historical_attrs or {}),
            )
            for instance in objs
        ]
        made: list[models.Model] = model._base_manager.bulk_create(rows, batch_size=batch_size or 500)
        for row in made:
            frame.include_row(row)
        return made


def _chain_for(instance: models.Model, default: str) -> str:
    return chain_of(instance) or default


def facts_history(*, excluded_fields: Sequence[str] = (), m2m_fields: Sequence[Any] = ()) -> HistoricalRecords:
    """Keep the field history of a model: `history = facts_history()` as the last attribute of its body.

    A blind index stays out of it (`excluded_fields`); many-to-many relations are kept where named.
    """
    return HistoricalRecords(
        excluded_fields=list(excluded_fields),
        m2m_fields=list(m2m_fields),
        bases=[HistoryRow],
        m2m_bases=[HistoryRow],
        history_id_field=models.BigAutoField(),
        history_user_id_field=models.BigIntegerField(null=True, blank=True),
        history_user_getter=_no_user,
        history_user_setter=lambda instance, user: None,
        history_change_reason_field=models.TextField(null=True),
        history_manager=FactsHistoryManager,
    )


@receiver(pre_create_historical_record)
def _before_history(sender: Any, **kwargs: Any) -> None:
    row, frame = kwargs["history_instance"], require()
    row.chain = _chain_for(kwargs["instance"], frame.default_chain)
    row.history_user_id, row.history_actor = frame.actor.id, frame.actor.name[:60]


@receiver(post_create_historical_record)
def _after_history(sender: Any, **kwargs: Any) -> None:
    require().include_row(kwargs["history_instance"])


@receiver(pre_create_historical_m2m_records)
def _before_relations(sender: Any, rows: Sequence[Any], history_instance: Any, **kwargs: Any) -> None:
    for row in rows:
        row.chain, row.history_actor = history_instance.chain, history_instance.history_actor


@receiver(post_create_historical_m2m_records)
def _after_relations(sender: Any, created_rows: Sequence[Any], **kwargs: Any) -> None:
    frame = require()
    for row in created_rows:
        frame.include_row(row)


class FactsQuerySet(models.QuerySet[Any]):
    """Set-based writes of facts: only inside an act, and with their history, which is read back from the table."""

    def update(self, **values: Any) -> int:
        require()
        if not hasattr(self.model, "history"):
            return super().update(**values)
        # the keys first: afterwards the condition may no longer find the rows it changed
        keys = list(self.values_list("pk", flat=True))
        # and no row beside them, should another transaction have made one fit meanwhile
        changed = sum(models.QuerySet.update(self.filter(pk__in=batch), **values) for batch in _batches(keys))
        self._record(keys)
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        require()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        require()
        if hasattr(self.model, "history") and (kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts")):
            raise TypeError(f"{self.model.__name__}: a row written over another, or not at all, cannot leave its history")
        made = super().bulk_create(objs, *args, **kwargs)
        if hasattr(self.model, "history"):
            self.model.history.bulk_history_create(made)
        return made

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        require()
        rows = list(objs)
        # past our own update: the history rows are written once, below
        changed = models.QuerySet.bulk_update(self._plain(), rows, list(fields), batch_size=batch_size or 200)
        if hasattr(self.model, "history"):
            self._record([row.pk for row in rows])
        return changed

    def _record(self, keys: Sequence[Any]) -> None:
        """Write a history row of each row as the table holds it: objects in memory may be stale in their other columns."""
        for batch in _batches(keys):
            rows = self.model._base_manager.using(self.db).filter(pk__in=batch)
            self.model.history.bulk_history_create(list(rows), update=True)

    def _plain(self) -> models.QuerySet[Any]:
        return models.QuerySet(self.model, using=self.db)


def _batches(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[start : start + 2000] for start in range(0, len(keys), 2000))


FactsManager = models.Manager.from_queryset(FactsQuerySet)


class Facts(models.Model):
    """A model whose rows are facts: written only inside an act; `chain_key` names the case chain, empty for the actor's own."""

    objects = FactsManager()

    class Meta:
        abstract = True

    @property
    def chain_key(self) -> str:
        return ""


@receiver(pre_save)
@receiver(pre_delete)
def _only_inside_an_act(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Refuse before the row is written: raising after the autocommitted insert would be too late."""
    if not isinstance(instance, Facts):
        return
    if kwargs.get("raw"):
        raise OutsideAct(f"{sender._meta.verbose_name}不能用 loaddata 装入：装入的行没有字段历史")
    if instance.__dict__.pop("_untracked_save", False):
        del instance.skip_history_when_saving  # type: ignore[attr-defined]
    if hasattr(instance, "skip_history_when_saving"):
        raise OutsideAct(f"{sender._meta.verbose_name}的写入不能略去字段历史")
    update_fields = kwargs.get("update_fields")
    if update_fields and set(update_fields) <= set(getattr(instance, "UNTRACKED_COLUMNS", frozenset())):
        # log-in time, hash upgrade; the mark goes with the next save
        instance._untracked_save = instance.skip_history_when_saving = True  # type: ignore[attr-defined]
        return
    require()


@receiver(m2m_changed)
def _relations_only_inside_an_act(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    if action.startswith("pre_") and isinstance(instance, Facts):
        require()
