"""A subject's own columns as a form changes them: checked before anything is decided, told in Chinese where they do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from audit.acts import Refusal
from workflows.models import STATE_COLUMNS, Subject


class Clash(Refusal, IntegrityError):
    """The database holds already what must stand once; a refusal for people, an integrity error for services that look for one."""


def set_changes(row: Subject, changes: Mapping[str, object]) -> None:
    """Set the columns and check them. Raises Refusal 400 with a sentence a field."""
    wrong: dict[str, list[str]] = {}
    for name, value in changes.items():
        if name in STATE_COLUMNS:
            raise AttributeError(f"{name} is written by the runner alone")
        setattr(row, name, value)
    named = {_field(row, name).name for name in changes}
    for field in row._meta.concrete_fields:
        if field.name in STATE_COLUMNS or field.primary_key or not (field.name in named or row.pk is None):
            continue
        try:
            _check(row, field)
        except ValidationError as error:
            wrong[str(field.verbose_name)] = list(error.messages)
    if wrong:
        told = [f"{label}：{'；'.join(texts)}" for label, texts in wrong.items()]
        raise Refusal(*told, status=400, code="input")


def changed_columns(row: Subject, changes: Mapping[str, object]) -> list[str]:
    """Name the columns to save, with those that a sealed column fills beside itself."""
    names = {_field(row, name).name for name in changes}
    known = {one.name for one in row._meta.concrete_fields}
    beside = {f"{name}_{suffix}" for name in names for suffix in ("index", "tail")} & known
    return sorted(names | beside)


def _field(row: Subject, name: str) -> Any:
    found = next((one for one in row._meta.concrete_fields if name in (one.name, one.attname)), None)
    if found is None:
        raise AttributeError(f"{type(row).__name__} has no column {name!r}")
    return found


def _check(row: Subject, field: Any) -> None:
    value = getattr(row, field.attname)
    if field.is_relation:
        # that the row exists is the database's to say, without a query a field
        if value is None and not field.null:
            raise ValidationError("请选择")
        return
    if value in field.empty_values and field.blank:
        return
    if field.name in row.__dict__ and field.editable:
        setattr(row, field.attname, field.clean(value, row))


def clash(row: Subject, error: IntegrityError) -> Clash:
    """Turn a broken constraint into a sentence: what must stand once stands already, or a value breaks a rule of the form."""
    text = str(error)
    broken = next((one for one in row._meta.constraints if one.name in text), None)
    said = str(getattr(broken, "violation_error_message", "") or "")
    own = said if said and said != str(models.BaseConstraint.default_violation_error_message) else ""
    if isinstance(broken, models.CheckConstraint):
        labels = "、".join(_labels(row, broken))
        return Clash(own or f"填写的内容互相矛盾或不在可选范围（{labels}），请核对", status=400, code="input")
    return Clash(own or f"与已有的{row._meta.verbose_name}重复，请刷新后查看是否已经登记", status=409, code="duplicate")


def _labels(row: Subject, broken: models.CheckConstraint) -> list[str]:
    named = {str(reference).partition("__")[0] for reference in _references(broken.condition)}
    return [str(one.verbose_name) for one in row._meta.concrete_fields if one.name in named] or [str(row._meta.verbose_name)]


def _references(condition: Any) -> list[str]:
    found: list[str] = []
    for child in getattr(condition, "children", ()):
        found += [child[0]] if isinstance(child, tuple) else _references(child)
    return found
