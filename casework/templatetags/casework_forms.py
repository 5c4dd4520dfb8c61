"""How a field is drawn: large choices under the thumb, Bootstrap's classes on the rest."""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

from casework.forms.rows import RowsWidget
from workflows.flows import current_flows

register = template.Library()


@register.filter
def is_radio(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_rows(field: BoundField) -> bool:
    return isinstance(field.field.widget, RowsWidget)


@register.filter
def is_single_box(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def styled(field: BoundField) -> SafeString:
    """Draw an input with Bootstrap's class."""
    kind = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    attributes: dict[str, Any] = {"class": kind}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


@register.filter
def shown_for(table: dict[str, str], name: str) -> str:
    return table.get(name, "")


@register.filter
def flow_label(key: str) -> str:
    """Name a flow in Chinese."""
    flow = current_flows().get(key)
    return flow.label if flow else key
