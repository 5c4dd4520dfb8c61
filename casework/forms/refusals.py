"""A refusal's sentences on the form that was sent, so that what was typed stays and says what to do about it."""

from __future__ import annotations

from django import forms

from audit.acts import Refusal


def put_on(form: forms.BaseForm, refusal: Refusal, field: str | None = None) -> None:
    """Put a refusal's sentences beside a field, or above all fields where none is named."""
    for sentence in refusal.reasons:
        form.add_error(field, sentence)
