"""What starting or cancelling a campaign, and explaining a missed duty, asks; the rules stand in the services."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.models import Campaign
from casework.models.choices import CATEGORY_CHOICES
from casework.services.campaigns import WARNING_COLOURS, WARNING_KINDS
from permissions.models import Region


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        """Name a region with what it lies in: 南开区体育中心街道."""
        return str(obj.full_name)


class CampaignForm(forms.Form):
    """Area, days, trigger and whom it concerns (R43)."""

    name = forms.CharField(label="名称", max_length=60, help_text="如：寒潮加密探访")
    region = RegionField(Region.objects.none(), label="范围", empty_label="请选择")
    trigger = forms.ChoiceField(label="起因", choices=[("", "请选择"), *Campaign.Trigger.choices])
    warning_kind = forms.ChoiceField(label="预警种类", required=False, choices=[("", "请选择"), *((one, one) for one in WARNING_KINDS)])
    warning_colour = forms.ChoiceField(label="预警颜色", required=False, choices=[("", "请选择"), *((one, one) for one in WARNING_COLOURS)])
    from_on = forms.DateField(label="开始日期", widget=_day())
    to_on = forms.DateField(label="结束日期（含）", widget=_day())
    extra_visits = forms.IntegerField(label="每位老年人增加探访次数", initial=1, max_value=31)
    categories = forms.MultipleChoiceField(
        label="对象类别", required=False, choices=CATEGORY_CHOICES, widget=forms.CheckboxSelectMultiple, help_text="不选为全部在册老年人"
    )
    reason = forms.CharField(label="说明", max_length=200, required=False)

    SHOWN_FOR = {"warning_kind": "trigger=weather", "warning_colour": "trigger=weather"}
    # where a sentence of the service stands: beside the field it speaks of
    BESIDE = {
        "请填写加密探访的名称": "name", "结束日期": "to_on", "开始日期": "from_on", "增加次数": "extra_visits", "天气预警": "warning_kind",
        "预警颜色": "warning_colour", "您不能在这个区划": "region",
    }  # fmt: skip

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]

    def put_beside(self, reasons: tuple[str, ...]) -> None:
        """Show each reason of a refusal beside its field; one that speaks of none stands above all."""
        for reason in reasons:
            self.add_error(next((field for begin, field in self.BESIDE.items() if reason.startswith(begin)), None), reason)


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label="原因", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
