"""Choosing a place among many: what it lies in stands over it, since two districts may each have a street of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.forms import ModelChoiceField
from django.forms.models import ModelChoiceIterator

from permissions.models import Region

STREET = Region.Level.STREET


class _ByPlace(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        places = list(self.queryset)
        head = STREET if any(place.level == Region.Level.COMMUNITY for place in places) else Region.Level.DISTRICT
        for heading, under in groupby(places, lambda place: _heading(place, head)):
            yield heading, [self.choice(place) for place in under]


def _heading(place: Region, head: str) -> str:
    """Name what a place stands under: the unit of a level that it lies in or is; what is larger stands under its own name."""
    return next((one for one in place.lineage if one.level == head), place).full_name


class PlaceField(ModelChoiceField):  # type: ignore[type-arg]
    """A place of any level, the queryset in the order of codes: under their street where communities are among them, else district."""

    iterator = _ByPlace

    def label_from_instance(self, obj: Any) -> str:
        """Name the place with what it lies in, which a closed list would not show: 南开区体育中心街道."""
        return str(obj.full_name)


class StreetField(PlaceField):
    """One of the city's streets in use: on the district it turns whether an elder's child lives in another one."""

    def __init__(self, **kwargs: Any) -> None:
        streets = Region.objects.filter(level=STREET, valid_until_on__isnull=True)
        super().__init__(streets.select_related("parent__parent").order_by("code"), required=False, empty_label="请选择", **kwargs)
