"""Field classes, and columns that hold only sealed values.

A value is sealed when it is assigned, so the row, its history and every bulk helper carry the same token; it is opened only by `reveal()`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Any

from django.db import models

from audit.acts import Refusal
from permissions.cipher import CannotOpen, index_of, keyring
from permissions.masks import mask_address, mask_certificate, mask_door, mask_id_number, mask_name, mask_phone, mask_text

__all__ = [
    "CannotOpen", "FieldClass", "Sealed", "SealedField", "SealedTextField", "blind_index", "lookup", "mask_address", "mask_certificate",
    "mask_door", "mask_id_number", "mask_name", "mask_phone", "mask_text", "normalised", "sealed_columns", "sealed_index_columns",
    "tail_lookup",
]  # fmt: skip


class FieldClass(StrEnum):
    """How much a value asks to be protected."""

    PUBLIC = "public"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    CONFIDENTIAL = "confidential"


def normalised(text: str) -> str:
    """Write a number one way: half-width, no blanks, capital X."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _digits(text: str) -> str:
    """Leave out the dashes that people write or not: 022-23120000 and 02223120000 are one number."""
    return normalised(text).replace("-", "")


def blind_index(text: str) -> str:
    """Compute the index under which a number is found; empty for an empty text."""
    clean = _digits(text)
    return index_of(clean) if clean else ""


def _tail_index(text: str) -> str:
    clean = _digits(text)
    return index_of(f"tail:{clean[-4:]}") if len(clean) >= 4 else ""


def lookup(field: str, text: str) -> dict[str, str]:
    """Give the filter that finds a sealed number: `filter(**lookup("elder__id_number", "…"))`."""
    return {f"{field}_index": blind_index(text)}


def tail_lookup(field: str, tail: str) -> dict[str, str]:
    """Give the filter that finds a sealed number by its last four characters."""
    return {f"{field}_tail": _tail_index(tail)}


class Sealed:
    """A sealed value: `str()` is its mask, `reveal()` opens it, the token is what the database holds."""

    __slots__ = ("_mask", "token")

    def __init__(self, token: str, mask: Callable[[str], str]) -> None:
        self.token, self._mask = token, mask

    def reveal(self) -> str:
        """Open the value. Raises CannotOpen where the key is not here."""
        return keyring().open(self.token) if self.token else ""

    def __str__(self) -> str:
        if not self.token:
            return ""
        try:
            return self._mask(self.reveal())
        except CannotOpen:
            return "（无法解密）"

    def __repr__(self) -> str:
        return f"<Sealed {self}>"

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)


class _SealedAttribute:
    """Seals on assignment and hands out Sealed; keeps the index columns in step with the value."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            rows = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
            instance.__dict__[name] = rows.values_list(name, flat=True).first() or ""
        return Sealed(instance.__dict__[name] or "", self.field.mask)

    def __set__(self, instance: models.Model, value: Any) -> None:
        name = self.field.attname
        if isinstance(value, Sealed):
            self._copy(instance, value)
            return
        if isinstance(value, _Stored):
            instance.__dict__[name] = str(value)
            return
        if isinstance(value, models.Expression | models.F):
            raise TypeError(f"{name}: a sealed value is assigned as text")
        text = self.field.clean_text(value)
        instance.__dict__[name] = keyring().seal(text) if text else ""
        self._derive(instance, text)

    def _copy(self, instance: models.Model, value: Sealed) -> None:
        """Take over a sealed value as it is, from another row or from the history; its index comes along."""
        name = self.field.attname
        changed = instance.__dict__.get(name) != value.token
        instance.__dict__[name] = value.token
        known = {field.name for field in instance._meta.concrete_fields}
        # a history has no index; a token whose key is gone keeps the index it came with
        if changed and any(column in known for column, _ in self.field.derived()):
            with suppress(CannotOpen):
                self._derive(instance, value.reveal())

    def _derive(self, instance: models.Model, text: str) -> None:
        for attribute, compute in self.field.derived():
            setattr(instance, attribute, compute(text))


class _Stored(str):
    """A token as it came from the database, not to be sealed again."""

    __slots__ = ()


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A free text (health note, income, door) kept sealed; shown as its mask."""

    def __init__(
        self, verbose_name: str = "", *, mask: Callable[[str], str] = mask_text, field_class: str = FieldClass.SENSITIVE, **kwargs: Any
    ) -> None:
        self.mask, self.field_class = mask, field_class
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs  # the mask is no part of the table

    def clean_text(self, value: Any) -> str:
        return "" if value is None else str(value).strip()

    def derived(self) -> list[tuple[str, Callable[[str], str]]]:
        return []

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value is None else _Stored(value)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if value is None or isinstance(value, _Stored) or value == "":
            return "" if value is None else str(value)
        # a filter would never match, an update would leave the index behind
        raise TypeError(f"{self.name}: assign the value to an object; find it by filter(**lookup({self.name!r}, ...))")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return _Stored(model_instance.__dict__.get(self.attname) or "")

    def value_from_object(self, obj: models.Model) -> Any:
        return str(getattr(obj, self.attname))

    def value_to_string(self, obj: models.Model) -> str:
        return str(obj.__dict__.get(self.attname) or "")

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return value  # checked by the form before it is sealed

    def formfield(self, **kwargs: Any) -> Any:
        """Give a model form nothing: it would show the mask and save it back as the value."""
        return None


class SealedField(SealedTextField):
    """A number kept sealed, with the columns `<name>_index` (exact search, uniqueness) and `<name>_tail` (last four)."""

    def __init__(
        self, verbose_name: str = "", *, mask: Callable[[str], str] = mask_id_number, index: bool = True, tail: bool = True, **kwargs: Any
    ) -> None:
        self.has_index, self.has_tail = index, tail
        super().__init__(verbose_name, mask=mask, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["index"], kwargs["tail"] = self.has_index, self.has_tail
        return name, path, args, kwargs

    def clean_text(self, value: Any) -> str:
        text = "" if value is None else normalised(str(value))
        if "*" in text:
            # the mask of a page came back instead of a number
            raise Refusal(f"{self.verbose_name}带有星号，请填写完整的号码", status=400, code="masked")
        return text

    def derived(self) -> list[tuple[str, Callable[[str], str]]]:
        found: list[tuple[str, Callable[[str], str]]] = []
        if self.has_index:
            found.append((f"{self.name}_index", blind_index))
        if self.has_tail:
            found.append((f"{self.name}_tail", _tail_index))
        return found

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        # The index columns stand before the value, so that a constructor's keywords cannot undo what the value set;
        # a history table and a migration's frozen model list their columns themselves.
        if not getattr(cls, "tracked_fields", None) and cls.__module__ != "__fake__":
            for step, suffix, wanted in ((0.2, "index", self.has_index), (0.1, "tail", self.has_tail)):
                if wanted and not any(field.name == f"{name}_{suffix}" for field in cls._meta.local_fields):
                    column = models.CharField(
                        max_length=64, blank=True, default="", editable=False, db_index=True, verbose_name=f"{self.verbose_name}索引"
                    )
                    column.creation_counter = self.creation_counter - step  # type: ignore[assignment]  # before the value, after the last
                    cls.add_to_class(f"{name}_{suffix}", column)
        super().contribute_to_class(cls, name, private_only)


def sealed_columns(model: type[models.Model]) -> list[SealedTextField]:
    """List the sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]


def sealed_index_columns(model: type[models.Model]) -> list[str]:
    """Name the index columns of a model: they stay out of the history and out of every export."""
    return [name for field in sealed_columns(model) for name, _ in field.derived()]
