"""The ability assessment as a form: 26 items in four dimensions, and the door for a result from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from casework.forms.elder import DayField
from casework.models import AbilityAssessment
from casework.services.ability import Given, Sheet
from workflows.policy.instruments import gb42195
from workflows.rules.ability import Item

PREFIX = "item_"


class AbilitySheetForm(forms.Form):
    """What two assessors found; unanswered items are named by the service, so that all are told at once."""

    assessed_on = DayField(label="评估日期")
    first_assessor = forms.CharField(label="评估人员一", max_length=40)
    second_assessor = forms.CharField(label="评估人员二", max_length=40)
    informant = forms.CharField(label="信息提供者（家属、照护者等）", max_length=60, required=False)
    document = forms.CharField(label="评估报告编号", max_length=100, required=False)
    coma = forms.BooleanField(label="处于昏迷状态", required=False)
    diagnosis = forms.BooleanField(label="确诊痴呆或精神疾病", required=False)
    risk_events = forms.IntegerField(label="近30天跌倒、噎食、自杀、走失等照护风险事件次数", min_value=0, max_value=99, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessed_on"].initial = timezone.localdate
        for code, item in gb42195().items.items():
            choices = [(str(option.score), option.text) for option in item.options]
            self.fields[PREFIX + code] = forms.ChoiceField(
                label=item.name, help_text=item.description, choices=choices, required=False, widget=forms.RadioSelect
            )

    def dimensions(self) -> Iterator[tuple[str, list[tuple[Item, BoundField, bool]]]]:
        """Give the items by dimension, each with its field and whether it was left out, as the page shows them."""
        left_out = set(self.unanswered())
        for dimension in gb42195().dimensions:
            yield (
                f"{dimension.code} {dimension.name}",
                [(item, self[PREFIX + item.code], item.code in left_out) for item in dimension.items],
            )

    def unanswered(self) -> list[str]:
        """Name the items of a form that was sent with no answer to them, in the standard's order."""
        return [code for code in gb42195().items if not self[PREFIX + code].value()] if self.is_bound else []

    def particulars(self) -> list[BoundField]:
        return [self[name] for name in ("assessed_on", "first_assessor", "second_assessor", "informant", "document")]

    def worsening(self) -> list[BoundField]:
        return [self[name] for name in ("coma", "diagnosis", "risk_events")]

    def sheet(self) -> Sheet:
        """Give what was filled in, as the service takes it."""
        data = self.cleaned_data
        answers = {code: int(data[PREFIX + code]) for code in gb42195().items if data.get(PREFIX + code)}
        return Sheet(
            answers, data["first_assessor"], data["second_assessor"], data["assessed_on"], data["coma"], data["diagnosis"],
            data["risk_events"], data["informant"], data["document"],
        )  # fmt: skip


class AbilityResultForm(forms.Form):
    """A result that an assessment body found; the level stays what its standard calls it."""

    standard = forms.ChoiceField(label="评估标准", choices=AbilityAssessment.Standard.choices, widget=forms.RadioSelect)
    level = forms.TypedChoiceField(
        label="等级", choices=[(str(level), f"{level}级") for level in range(5)], coerce=int, widget=forms.RadioSelect,
        help_text="照评估报告填写，不作换算。MZ/T 039-2013 为0至3级，GB/T 42195-2022 为0至4级",
    )  # fmt: skip
    assessed_on = DayField(label="评估日期")
    assessor = forms.CharField(label="评估机构或人员", max_length=100)
    document = forms.CharField(label="评估报告编号", max_length=100, required=False)

    def given(self) -> Given:
        data = self.cleaned_data
        return Given(data["standard"], data["level"], data["assessed_on"], data["assessor"], data["document"])
