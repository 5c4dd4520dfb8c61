"""What a configurator fills in for a district's own standard: a new value, an earlier version again, or none any more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from casework.forms.elder import DayField


class StandardForm(forms.Form):
    """A district's own value: from which day, and by which document; who only looks at what it would do names no document."""

    value = forms.CharField(label="拟设数值", max_length=200)
    effective_on = DayField(label="生效日期", past=False)
    basis = forms.CharField(label="文件依据（文号）", max_length=200)
    reason = forms.CharField(label="理由", max_length=200, required=False)

    def __init__(self, *args: Any, change: str, example: str = "", may_set: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = example
        if change != "set":
            del self.fields["value"]
            self.fields["reason"].required = True
        self.fields["basis"].required = change == "set"
        if not may_set:
            del self.fields["basis"], self.fields["reason"]

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("生效日期不能早于今天：已办的事项按当时的标准")
        return day
