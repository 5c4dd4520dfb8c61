"""Choosing a street of the whole city: its district stands over it, since two districts may each have a street of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.forms import ModelChoiceField
from django.forms.models import ModelChoiceIterator

from permissions.models import Region


class _ByDistrict(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for district, streets in groupby(self.queryset, lambda street: street.parent.name):
            yield district, [self.choice(street) for street in streets]


class StreetField(ModelChoiceField):  # type: ignore[type-arg]
    """One of the city's streets in use, under its district: on the district it turns whether an elder's child lives in another one."""

    iterator = _ByDistrict

    def __init__(self, **kwargs: Any) -> None:
        streets = Region.objects.filter(level=Region.Level.STREET, valid_until_on__isnull=True)
        super().__init__(streets.select_related("parent").order_by("code"), required=False, empty_label="请选择", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Name the street with its district, which a closed list would not show."""
        return f"{obj.parent.name}{obj.name}"
