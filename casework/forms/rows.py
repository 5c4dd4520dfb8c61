"""A field that holds several rows of small forms: a household, a calling list. Works without script: spare rows stand ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

SPARE = 2


class RowForm(forms.Form):
    """One row; a row in which nothing was typed is left out."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def is_blank(self) -> bool:
        """Say whether nothing was typed: unticked boxes and preset choices do not count."""
        typed = (self.data.get(self.add_prefix(name), "") for name in self.fields if not self._is_preset(name))
        return not any(str(value).strip() for value in typed)

    def _is_preset(self, name: str) -> bool:
        field = self.fields[name]
        return isinstance(field, forms.BooleanField) or (isinstance(field, forms.ChoiceField) and bool(field.initial))


class RowsWidget(forms.Widget):
    """Draws the rows as a table; reads as many as the hidden counter says."""

    template_name = "casework/forms/rows.html"

    def __init__(self, row: type[RowForm], spare: int = SPARE) -> None:
        super().__init__()
        self.row, self.spare = row, spare

    def row_forms(self, name: str, data: Mapping[str, Any] | None, initial: Sequence[Mapping[str, Any]]) -> list[RowForm]:
        """Make the forms: bound to what was posted, else filled with what is known and spare ones."""
        if data is not None:
            count = min(int(str(data.get(f"{name}-count") or 0)), 100)
            return [self.row(data, prefix=f"{name}-{place}") for place in range(count)]
        filled = [self.row(initial=dict(one), prefix=f"{name}-{place}") for place, one in enumerate(initial)]
        return filled + [self.row(prefix=f"{name}-{len(filled) + place}") for place in range(self.spare)]

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[RowForm]:
        return self.row_forms(name, data, ())

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> bool:
        return f"{name}-count" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = value if value and isinstance(value[0], RowForm) else self.row_forms(name, None, value or ())
        # a spare row is offered again as it was: nobody is told to fill in what was left empty
        rows = [self.row(prefix=row.prefix) if row.is_bound and row.is_blank() else row for row in rows]
        context["rows"], context["count_name"] = rows, f"{name}-count"
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        # the product's own templates, which the forms' renderer does not know
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class RowsField(forms.Field):
    """Several rows; cleans to a list of the rows' cleaned values, and names the row in each complaint."""

    def __init__(self, row: type[RowForm], *, label: str, noun: str, required: bool = False, spare: int = SPARE) -> None:
        super().__init__(label=label, required=required, widget=RowsWidget(row, spare))
        self.row, self.noun = row, noun

    def clean(self, value: Sequence[RowForm]) -> list[dict[str, Any]]:
        typed = [row for row in value or () if not row.is_blank()]
        problems = [
            f"{self.noun}第{place}行：{row.fields[name].label if name in row.fields else ''}{'' if name == '__all__' else '，'}{message}"
            for place, row in enumerate(typed, start=1)
            if not row.is_valid()
            for name, messages in row.errors.items()
            for message in messages
        ]
        if problems:
            raise ValidationError(problems)
        if self.required and not typed:
            raise ValidationError(f"至少填写一行{self.noun}")
        return [row.cleaned_data for row in typed]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return any(not row.is_blank() for row in data or ())
