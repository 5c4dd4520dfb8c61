"""How a field is drawn: large choices under the thumb, Bootstrap's classes on the rest."""

from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from casework.forms.rows import RowsWidget
from casework.models import Step
from workflows.flows import all_flows, current_flows
from workflows.rules.dates import dates_in_words, days_in_words, near_in_words, period_in_words

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


@register.filter
def period(name: str) -> str:
    """Name a month, a quarter or a half-year in words."""
    return period_in_words(name)


@register.filter
def near_day(value: date) -> str:
    """Write a deadline's day; another year's says its year, or a paper a year late looks as if it were not due yet."""
    return near_in_words(timezone.localtime(value) if isinstance(value, datetime) else value, timezone.localdate())


@register.filter
def near_moment(value: datetime) -> str:
    """Write a deadline's day and hour, its year as near_day does."""
    return f"{near_day(value)} {timezone.localtime(value):%H:%M}"


@register.filter
def days_to(first: date, last: date) -> str:
    """Write a stretch of days, the end without the year that the beginning has said."""
    return days_in_words(first, last)


@register.filter
def reason_of(step: Step) -> str:
    """Name the reason chosen for a step, by the version of the flow under which it was taken."""
    flow = all_flows().get((step.subject_kind, step.flow_version))
    taken = flow.transitions.get(step.transition) if flow is not None and step.reason_code else None
    return taken.reasons.get(step.reason_code, "") if taken is not None else ""


@register.filter
def value_of(table: dict[str, Any], key: str) -> Any:
    """Look a key up that stands in a variable."""
    return table.get(key, "")


@register.filter
def office_dates(text: str) -> str:
    """Write the days of a sentence in words."""
    return dates_in_words(str(text))
