"""A further state variable of an object, moved by a process of its own beside the object's main one.

依据: design, "several workflows on one object". The object keeps its own row and its main process; each further process keeps its state,
deadline and numbered steps in a row of its own that belongs to the object, lies where the object lies and is seen by whoever sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models.signals import class_prepared
from django.dispatch import receiver

from permissions.roles import Role
from permissions.scope import AccessRules, Reach, ScopedQuerySet
from workflows.models.subject import Subject, SubjectQuerySet


class _OfOwner:
    """A column that a facet has from its owner: where it lies, to whom it is given."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, model: Any = None) -> Any:
        return self if instance is None else getattr(instance.owner, self.name)


class FacetQuerySet(SubjectQuerySet):  # type: ignore[override]
    """Facets narrowed to those whose object a person sees."""

    def visible_to(self, user: Any, on: date | None = None) -> ScopedQuerySet[Any]:
        owners = self.model._meta.get_field("owner").related_model.objects.visible_to(user, on)  # type: ignore[union-attr]
        return self.filter(owner__in=owners.values("pk"))


class Facet(Subject):
    """What an object is for one further process; subclass it with `workflow` and `owner`, a one-to-one key to the object's model."""

    owner: Any
    place_prefix: ClassVar[str] = "owner__"

    district: Any = _OfOwner("district")
    street: Any = _OfOwner("street")
    community: Any = _OfOwner("community")
    other_district: Any = _OfOwner("other_district")
    other_street: Any = _OfOwner("other_street")
    other_community: Any = _OfOwner("other_community")
    organisation: Any = _OfOwner("organisation")
    district_id: Any = _OfOwner("district_id")
    street_id: Any = _OfOwner("street_id")
    community_id: Any = _OfOwner("community_id")
    other_district_id: Any = _OfOwner("other_district_id")
    other_street_id: Any = _OfOwner("other_street_id")
    other_community_id: Any = _OfOwner("other_community_id")
    organisation_id: Any = _OfOwner("organisation_id")

    objects: ClassVar[Any] = models.Manager.from_queryset(FacetQuerySet)()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.owner)

    @property
    def is_restricted(self) -> bool:
        """Follow the object, which may block inheritance itself or lie in a case that does."""
        case = getattr(self.owner, "case", None)
        return bool(getattr(self.owner, "is_restricted", False) or getattr(case, "is_restricted", False))

    @property
    def case(self) -> Any:
        return getattr(self.owner, "case", None)

    @property
    def case_id(self) -> int | None:
        """Let its steps stand in the case of its object."""
        return getattr(self.owner, "case_id", None)

    @property
    def chain_key(self) -> str:
        return str(self.owner.chain_key)

    def share_roles(self, reach: Reach) -> frozenset[str]:
        return self.owner.share_roles(reach)  # type: ignore[no-any-return]

    @classmethod
    def _at_owner(cls, rules: AccessRules) -> AccessRules:
        older = {version: replace(one, via=cls.place_prefix) for version, one in rules.older.items()}
        return replace(rules, via=cls.place_prefix, older=older)

    @classmethod
    def beginning(cls) -> str:
        """Name the transition by which the system begins the process, together with the object."""
        return next(one.name for one in cls.workflow.beginnings() if one.by_system)

    @classmethod
    def access_rules(cls) -> AccessRules:
        """Say who works with the process in which state; whether one sees the object at all, `visible_to` asks the object."""
        return cls._at_owner(super().access_rules())

    @classmethod
    def desk_rules(cls) -> AccessRules:
        return cls._at_owner(super().desk_rules())

    @classmethod
    def restricted_column(cls) -> str | None:
        column = cls._meta.get_field("owner").related_model.restricted_column()  # type: ignore[union-attr]
        return f"owner__{column}" if column else None

    @classmethod
    def read_by(cls, roles: frozenset[Role]) -> models.Q:
        owner: Any = cls._meta.get_field("owner").related_model
        return models.Q(owner__in=owner._base_manager.filter(owner.read_by(roles)).values("pk"))


_of_owner: dict[type[models.Model], list[type[Facet]]] = {}


@receiver(class_prepared)
def _keep(sender: type[models.Model], **kwargs: Any) -> None:
    """Remember which further processes a model has, in the order they are written."""
    if issubclass(sender, Facet) and not sender._meta.abstract:
        owner: Any = sender._meta.get_field("owner").related_model
        _of_owner.setdefault(owner, []).append(sender)


def facet_models(owner: type[models.Model]) -> Iterable[type[Facet]]:
    """List the further processes of a model, in the order of its chain."""
    return tuple(_of_owner.get(owner, ()))


def owners() -> Iterable[Any]:
    """List the models that have further processes."""
    return tuple(_of_owner)
