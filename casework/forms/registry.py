"""Which form a transition asks for: registered by flow and name, so that the pages stay generic over flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms

from audit.acts import Refusal
from casework.forms.refusals import put_on


class TransitionForm(forms.Form):
    """A transition's own fields; note, reason, `seen` and `key` belong to the page. Knows the paper and the person, never writes."""

    def __init__(self, *args: Any, subject: Any, user: Any, **kwargs: Any) -> None:
        self.subject, self.user = subject, user
        super().__init__(*args, **kwargs)
        self.prepare()

    # titles with the fields under them, in the order of the page; empty: all fields as they come
    SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # a field that matters only for some answers: "question=answer|answer", several with ;
    SHOWN_FOR: Mapping[str, str] = {}

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Group the fields for the page; a field no section names comes last, so that none is lost."""
        placed = {name for _, names in self.SECTIONS for name in names}
        groups = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.SECTIONS]
        rest = [self[name] for name in self.fields if name not in placed]
        return [(title, found) for title, found in (*groups, ("其他", rest)) if found] if self.SECTIONS else []

    def prepare(self) -> None:
        """Narrow choices and fill in what is known; for a subclass to override."""

    def changes(self) -> dict[str, object]:
        """Give the paper's own columns, as `perform` takes them."""
        return {}

    def given(self) -> dict[str, object]:
        """Give what guards and effects look at, as `perform` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal's sentences above the fields; what was typed stays."""
        put_on(self, refusal)


F = TypeVar("F", bound=type[TransitionForm])
_FORMS: dict[tuple[str, str], type[TransitionForm]] = {}


def transition_form(flow: str, *names: str) -> Callable[[F], F]:
    """Register a form for one or more transitions of a flow: `@transition_form("referral", "deliver")`."""

    def register(form: F) -> F:
        for name in names:
            if (flow, name) in _FORMS:
                raise RuntimeError(f"two forms for {flow}.{name}")
            _FORMS[flow, name] = form
        return form

    return register


def form_for(flow: str, name: str) -> type[TransitionForm] | None:
    """Find the form of a transition; None where note and confirmation suffice."""
    return _FORMS.get((flow, name))


def registered_forms() -> Mapping[tuple[str, str], type[TransitionForm]]:
    """Give every registered form, for checks and tests."""
    return dict(_FORMS)
