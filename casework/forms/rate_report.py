"""What handing in or correcting a monthly report asks; the rules stand in the service."""

from __future__ import annotations

from django import forms


class HandInForm(forms.Form):
    """Nothing but the press of a button; of a correction, the number seen and the reason."""

    corrects = forms.IntegerField(required=False, min_value=0, max_value=9999, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="更正原因", required=False, max_length=200, help_text="写明哪里有变化、为什么，例如：补录了两次上门探访",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
