"""What every paper of a flow has: its state, its step number, its place, its deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.signals import class_prepared
from django.dispatch import receiver
from django.utils import timezone

from audit.history import Facts, FactsQuerySet
from permissions.colleagues import HeldShare
from permissions.models import Placed
from permissions.roles import HeldAt, Role
from permissions.scope import ORGANISATION, AccessRules, HeldRole, Reach, ScopedQuerySet
from workflows.engine.definition import OTHER, State, Workflow
from workflows.flows import current_flows, flow_of, versions_of
from workflows.models.state import StateField, writing
from workflows.placing import Place, holding

Table = dict[str, frozenset[Role]]  # state -> roles
STATE_COLUMNS = (
    "state",
    "previous_state",
    "step_number",
    "state_since_at",
    "due_at",
    "due_cycle",
    "escalated_to",
    "flow_version",
    "look_at",
)


class SubjectQuerySet(ScopedQuerySet[Any], FactsQuerySet):  # type: ignore[override]
    """Subjects narrowed to a person's sight or desk; set-based writes only inside an act."""


class Subject(Facts, Placed):
    """A paper that moves through a flow. State columns are written by `workflows.store` alone; `save()` leaves them out."""

    workflow: ClassVar[type[Workflow[Any]]]
    place_prefix: ClassVar[str] = ""  # the way to the columns that say where it lies

    state = StateField("状态", default="", blank=True, editable=False)
    previous_state = models.CharField("前一状态", max_length=40, blank=True, editable=False)
    step_number = models.PositiveIntegerField("步数", default=0, editable=False)
    state_since_at = models.DateTimeField("进入本状态时间", null=True, editable=False)
    due_at = models.DateTimeField("办理期限", null=True, blank=True, editable=False)
    due_cycle = models.PositiveIntegerField("到期轮次", default=0, editable=False)
    look_at = models.DateTimeField("下次提醒时间", null=True, blank=True, editable=False, db_index=True)
    escalated_to = models.CharField("已上报", max_length=24, blank=True, editable=False)
    flow_version = models.PositiveIntegerField("流程版本", default=1, editable=False)
    other_district = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方区"
    )
    other_street = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方街道"
    )
    other_community = models.ForeignKey(
        "permissions.Region", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="对方社区"
    )
    organisation = models.ForeignKey(
        "permissions.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="承办单位"
    )

    objects: ClassVar[Any] = models.Manager.from_queryset(SubjectQuerySet)()  # type: ignore[assignment]

    class Meta:
        abstract = True

    @property
    def flow(self) -> type[Workflow[Any]]:
        """The definition under which this subject runs; one that is not begun takes what holds at its place today."""
        if not self.step_number:
            return self._beginning()
        return flow_of(self.workflow.key, self.flow_version)

    def _beginning(self) -> type[Workflow[Any]]:
        """Find what holds at the place, once a day: a step is decided and written under one and the same definition."""
        asked = (Place(self.district_id, self.street_id), timezone.localdate())
        if self.__dict__.get("_begins_as", (None,))[0] != asked:
            known = self.workflow.key in current_flows()
            self.__dict__["_begins_as"] = (asked, holding(self.workflow.key, *asked).flow if known else self.workflow)
        found: type[Workflow[Any]] = self.__dict__["_begins_as"][1]
        return found

    def begin_anew(self) -> None:
        """Ask again what holds at the place: what was shown before may have been overtaken meanwhile."""
        self.__dict__.pop("_begins_as", None)

    @property
    def state_label(self) -> str:
        state = self.flow.states.get(self.state)
        return state.label if state else "未开始"

    @property
    def flow_key(self) -> str:
        """The flow's key, by which steps and messages speak of the subject."""
        return str(self.workflow.key)

    @property
    def due_variant(self) -> str | None:
        """Name the case of the policy's deadlines that this subject is: its urgency, where it has one."""
        return getattr(self, "urgency", None) or None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the facts; what the runner writes is left out, so that a stale object cannot bring an old state back."""
        if self.pk is not None and not self._state.adding:
            asked: Iterable[str] | None = kwargs.get("update_fields")
            names = {field.name for field in self._meta.concrete_fields if not field.primary_key} if asked is None else set(asked)
            kwargs["update_fields"] = sorted(names - set(STATE_COLUMNS))
        elif self.state or self.step_number:
            raise RuntimeError("a subject begins by workflows.runner.perform; a row may only be made without a state")
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        with writing():
            super().refresh_from_db(*args, **kwargs)

    def get_available_state_transitions(self) -> Iterable[Any]:
        """List django_fsm's transitions that lead out of the present state (by the definition; rights and guards are the runner's)."""
        field: Any = self._meta.get_field("state")
        methods = field.get_all_transitions(type(self))
        return (one for one in methods if all(condition(self) for condition in one.conditions))

    def share_roles(self, reach: Reach) -> frozenset[str]:
        """Name the roles that a share in force gives a person on this paper: those on its case, unless the paper says otherwise."""
        case: Any = getattr(self, "case", None)
        by_office_alone = not case or (not case.is_restricted and all(one.level != "organisation" for one in reach.held))
        return frozenset() if by_office_alone else case.share_roles(reach)

    def shares_in_force(self) -> tuple[HeldShare, ...]:
        """List what shares give on this paper and to whom: those on its case, unless the paper says otherwise."""
        case: Any = getattr(self, "case", None)
        return () if case is None else case.shares_in_force()

    def tells_conditions(self, held: Iterable[HeldRole]) -> bool:
        """Say whether who holds these grants reads why others cannot act: the offices of the place do, a receiver only his own part."""
        return any(one.level != ORGANISATION for one in held)

    @classmethod
    def access_rules(cls) -> AccessRules:
        """Say who sees the subject in which state, as the definition does under which it runs."""
        return cls._for_every_version(_sight, getattr(cls, "shares_condition", None))

    @classmethod
    def desk_rules(cls) -> AccessRules:
        """Say on whose desk the subject lies in which state."""
        return cls._for_every_version(_desks, getattr(cls, "desk_shares_condition", None))

    @classmethod
    def _for_every_version(cls, tables: Callable[[type[Workflow[Any]]], tuple[Table, Table]], shares: Any) -> AccessRules:
        """Put the rules of other versions, under which papers still run, beside those of the newest.

        One that says the same of every state they share is one with it: a list's filter then asks for no version, and stays on its index.
        """
        restricted, newest = cls.restricted_column(), current_flows().get(cls.workflow.key, cls.workflow)
        home, away = tables(newest)
        told, older = set(newest.states), dict[int, AccessRules]()
        for flow in cls.versions():
            here, there = tables(flow)
            if all(here.get(name) == home.get(name) and there.get(name) == away.get(name) for name in told & set(flow.states)):
                home, away, told = {**home, **here}, {**away, **there}, told | set(flow.states)
            else:
                older[flow.version] = _rules(here, there, restricted, None)
        return replace(_rules(home, away, restricted, shares), older=older)

    @classmethod
    def versions(cls) -> tuple[type[Workflow[Any]], ...]:
        """Return every definition under which such a subject may run: all versions and places' variants."""
        return versions_of(cls.workflow.key) or (cls.workflow,)

    @classmethod
    def in_states(cls, wanted: Callable[[type[Workflow[Any]], str], bool]) -> Q:
        """Narrow to the subjects whose state is wanted by the definition under which each runs."""
        versions = cls.versions()
        chosen = {flow: {name for name in flow.states if wanted(flow, name)} for flow in versions}
        union = set().union(*chosen.values())
        if all(union & set(flow.states) == names for flow, names in chosen.items()):
            return Q(state__in=sorted(union))
        by_version = (Q(flow_version=flow.version, state__in=sorted(names)) for flow, names in chosen.items())
        return reduce(or_, by_version)

    @classmethod
    def read_by(cls, roles: frozenset[Role]) -> Q:
        """Narrow to the subjects that one of the roles reads in the state where each lies."""
        return cls.in_states(lambda flow, name: bool(flow.readers_in(name) & roles))

    @classmethod
    def state_named(cls, name: str) -> State | None:
        """Find a state by its name in whichever version has it, the newest of the city's first; for a list's heading."""
        newest = current_flows().get(cls.workflow.key, cls.workflow)
        return next((flow.states[name] for flow in (newest, *reversed(cls.versions())) if name in flow.states), None)

    @classmethod
    def restricted_column(cls) -> str | None:
        names = {field.name for field in cls._meta.get_fields()}
        return "is_restricted" if "is_restricted" in names else "case__is_restricted" if "case" in names else None

    def state_definition(self) -> State:
        """Give the state as the definition writes it. Raises KeyError for a subject that is not begun."""
        return self.flow.states[self.state]


@receiver(class_prepared)
def _index_desks(sender: type[models.Model], **kwargs: Any) -> None:
    """Index every subject's desks by level, state and deadline; a model's own Meta would otherwise have to repeat it."""
    if not issubclass(sender, Subject) or sender._meta.abstract:
        return
    if sender.place_prefix:
        return  # a facet lies where its object lies
    desks = [
        models.Index(fields=[level, "state", "due_at"], name=f"{sender.__name__.lower()[:16]}_{level[:8]}_desk")
        for level in ("community", "street", "district")
    ]
    sender._meta.indexes = [*sender._meta.indexes, *desks]
    sender._meta.original_attrs.setdefault("indexes", sender._meta.indexes)  # else migrations do not see them


def _sight(flow: type[Workflow[Any]]) -> tuple[Table, Table]:
    return {name: flow.readers_in(name) for name in flow.states}, {name: flow.other_readers_in(name) for name in flow.states}


def _desks(flow: type[Workflow[Any]]) -> tuple[Table, Table]:
    home = {name: frozenset(state.desk) for name, state in flow.states.items() if state.at != OTHER}
    away = {name: frozenset(state.desk) for name, state in flow.states.items() if state.at == OTHER}
    return home, away


def _rules(home: dict[str, frozenset[Role]], away: dict[str, frozenset[Role]], restricted: str | None, shares: Any) -> AccessRules:
    """Turn state -> roles into role -> states, apart for those held at regions and at organisations."""

    def turned(table: dict[str, frozenset[Role]], held_at: HeldAt) -> dict[Role, frozenset[str]]:
        roles = {role for those in table.values() for role in those if role.held_at == held_at}
        return {role: frozenset(state for state, those in table.items() if role in those) for role in sorted(roles)}

    return AccessRules(
        states=turned(home, HeldAt.REGION),
        other=turned(away, HeldAt.REGION),
        organisation=turned(home, HeldAt.ORGANISATION),
        shares=shares,
        restricted=restricted,
    )
