"""The state column: django-fsm's protected field, written by the runner alone, its methods bound from the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django_fsm import GET_STATE, FSMField, FSMFieldDescriptor, transition

from permissions.access import roles_at
from workflows.engine.definition import OTHER, Transition
from workflows.flows import versions_of

_writing: ContextVar[bool] = ContextVar("state_is_written", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Open the state column for the runner and for a fresh read from the database."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


class StateDescriptor(FSMFieldDescriptor):  # type: ignore[misc]
    """Lets a state be set once, when the row is made or read; the library's mixin would unprotect the whole class for a moment."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if self.field.name in instance.__dict__ and not _writing.get():
            raise AttributeError("状态只能由 workflows.runner.perform 改变")
        self.field.set_state(instance, value)


class StateField(FSMField):  # type: ignore[misc]
    """Holds a state's name; `take_<transition>` methods come from the model's workflow, so that django_fsm's introspection works."""

    descriptor_class = StateDescriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs["protected"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any) -> None:
        if cls.__module__ == "__fake__":
            # a migration's frozen model has no flow; the library would keep a signal receiver for each of thousands
            models.CharField.contribute_to_class(self, cls, name, private_only=private_only)
            return
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        workflow = getattr(cls, "workflow", None)
        if workflow is not None and not cls._meta.abstract:
            # those of every version and variant: a paper may run under any of them
            for flow in dict.fromkeys((workflow, *versions_of(workflow.key))):
                for one in flow.transitions.values():
                    if one.kind != "begin" and not hasattr(cls, f"take_{one.name}"):
                        setattr(cls, f"take_{one.name}", _bound(self, one.name, one.label))


def take(subject: Any, one: Transition[Any]) -> None:
    """Move the protected column by the model's own method; a version made known after the model gets its methods here."""
    name, model = f"take_{one.name}", type(subject)
    if not hasattr(model, name):
        field = model._meta.get_field("state")
        setattr(model, name, _bound(field, one.name, one.label))
        field.transitions[model][name] = getattr(model, name)
    getattr(subject, name)()


def _bound(field: StateField, name: str, label: str) -> Callable[..., Any]:
    def applies(instance: Any) -> bool:
        return any(one.name == name for one in instance.flow.leaving(instance.state))

    def target(instance: Any, *args: Any, **kwargs: Any) -> str:
        taken = instance.flow.transitions[name]
        if taken.kind == "to":
            return str(taken.target.name)
        return str(instance.previous_state if taken.kind == "back" else instance.state)

    def take(self: Any) -> None:
        if not _writing.get():
            raise AttributeError(f"“{label}”只能由 workflows.runner.perform 办理")

    def permits(instance: Any, user: Any) -> bool:
        taken = instance.flow.transitions[name]
        return not roles_at(user, instance, other=taken.at == OTHER).isdisjoint(taken.by)

    take.__name__ = f"take_{name}"
    bound = transition(
        field=field, source="*", target=GET_STATE(target), conditions=[applies], permission=permits, custom={"label": label, "name": name}
    )
    return bound(take)  # type: ignore[no-any-return]
