"""What starting, changing or cancelling a campaign, and explaining a missed duty, asks; the rules stand in the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from audit.canonical import digest, text_of
from casework.forms.places import PlaceField
from casework.models import Campaign
from casework.models.choices import CATEGORY_CHOICES
from casework.queries.occasions import Occasion, coming_festivals, coming_seasons, least_extra_visits
from casework.queries.targets import LEVELS, Target
from permissions.models import Region
from workflows.policy import number
from workflows.policy.weather import COLOURS, KINDS

OTHER = ("other", "其他（自行填写名称和日期）")


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CampaignForm(forms.Form):
    """Why, where, when and for whom (R43); a festival or season brings its name and days, which may be typed over."""

    trigger = forms.ChoiceField(label="起因", choices=[("", "请选择"), *Campaign.Trigger.choices])
    festival = forms.ChoiceField(label="节日", required=False, help_text="日期按农历推算，提前天数按本区标准")
    season = forms.ChoiceField(label="时段", required=False)
    warning_kind = forms.ChoiceField(label="预警种类", required=False, choices=[("", "请选择"), *((one, one) for one in KINDS)])
    warning_colour = forms.ChoiceField(label="预警颜色", required=False, choices=[("", "请选择"), *((one, one) for one in COLOURS)])
    region = PlaceField(Region.objects.none(), label="范围", empty_label="请选择")
    from_on = forms.DateField(label="开始日期", widget=_day(), required=False, help_text="选了节日或时段可以不填")
    to_on = forms.DateField(label="结束日期（含）", widget=_day(), required=False, help_text="选了节日或时段可以不填")
    extra_visits = forms.IntegerField(label="每位老年人增加探访次数", required=False, max_value=31)
    categories = forms.MultipleChoiceField(
        label="对象类别", required=False, choices=CATEGORY_CHOICES, widget=forms.CheckboxSelectMultiple, help_text="不选为全部在册老年人"
    )
    alone = forms.BooleanField(label="须独居", required=False, help_text="以下条件与对象类别同时符合才列入；不选为不限")
    level_from = forms.TypedChoiceField(
        label="失能程度", required=False, choices=[("", "不限"), *((str(level), word) for level, word in LEVELS.items())],
        coerce=int, empty_value=None, help_text="按最近一次能力评估；两个标准各按自己的等级名称",
    )  # fmt: skip
    aged = forms.BooleanField(label="须高龄", required=False)
    priority = forms.BooleanField(
        label="须为重点对象", required=False, help_text="经济困难（低保、特困、低收入）的高龄或失能老年人（35号 二(二)三）"
    )
    name = forms.CharField(label="名称", max_length=60, required=False, help_text="不填则按起因命名，如：寒潮橙色预警加密探访")
    reason = forms.CharField(label="说明", max_length=200, required=False)

    SHOWN_FOR = {
        "warning_kind": "trigger=weather", "warning_colour": "trigger=weather", "festival": "trigger=festival", "season": "trigger=disease",
    }  # fmt: skip
    # where a sentence of the service stands: beside the field it speaks of
    BESIDE = {
        "请填写加密探访的名称": "name", "结束日期": "to_on", "开始日期": "from_on", "增加次数": "extra_visits", "天气预警": "warning_kind",
        "预警颜色": "warning_colour", "您不能在这个区划": "region", "这个区划": "region", "对象类别": "categories", "起因": "trigger",
        "失能程度": "level_from",
    }  # fmt: skip

    def __init__(self, *args: Any, regions: Any, district: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        today = timezone.localdate()
        least = {label: least_extra_visits(key, district) for key, label in Campaign.Trigger.choices}
        extra = self.fields["extra_visits"]
        extra.initial = max(least.values()) if len(set(least.values())) == 1 else None
        extra.help_text = f"不填按本区标准：{'、'.join(f'{label}{count}次' for label, count in least.items())}"
        self.fields["aged"].help_text = f"满{number('priority_age', district)}周岁，按所选区划的标准"
        self.occasions: dict[str, Occasion] = {}
        for field, offered in (("festival", coming_festivals(today, district)), ("season", coming_seasons(today, district))):
            self.occasions |= {one.key: one for one in offered}
            choices = [("", "请选择"), *((one.key, one.label) for one in offered), OTHER]
            self.fields[field].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill in the days and the name that the chosen occasion brings."""
        cleaned = super().clean() or self.cleaned_data
        trigger = cleaned.get("trigger", "")
        asked = {"festival": "festival", "disease": "season"}.get(trigger, "")
        occasion = self.occasions.get(cleaned.get(asked, ""))
        if asked and not cleaned.get(asked) and asked not in self.errors:
            self.add_error(asked, "请选择节日" if asked == "festival" else "请选择时段")
        cleaned["occasion"] = occasion.name if occasion else ""
        for field, value in (("from_on", occasion.begins_on if occasion else None), ("to_on", occasion.ends_on if occasion else None)):
            if not cleaned.get(field) and field not in self.errors and (not asked or cleaned.get(asked)):
                cleaned[field] = value
                if value is None:
                    self.add_error(field, "请填写日期")
        if occasion and cleaned.get("from_on") and not self.data.get(self.add_prefix("from_on")):
            # an occasion under way begins today: what lies before the month is closed
            cleaned["from_on"] = max(cleaned["from_on"], timezone.localdate())
        if cleaned.get("extra_visits") is None and "extra_visits" not in self.errors and cleaned.get("region"):
            cleaned["extra_visits"] = least_extra_visits(trigger, cleaned["region"].district_code, cleaned.get("from_on"))
        if not cleaned.get("name"):
            cause = occasion.name if occasion else f"{cleaned.get('warning_kind', '')}{cleaned.get('warning_colour', '')}预警"
            cleaned["name"] = f"{cause}加密探访" if occasion or (trigger == "weather" and cleaned.get("warning_kind")) else ""
        return cleaned

    @property
    def asked(self) -> dict[str, Any]:
        """Give what the service takes."""
        left_out = ("festival", "season", "alone", "level_from", "aged", "priority")
        data = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return data | {"categories": tuple(data["categories"]), "target": self.target}

    @property
    def target(self) -> Target:
        """Give the conditions asked for; the age is that of the chosen region's own standard."""
        data = self.cleaned_data
        age = number("priority_age", data["region"].district_code)
        return Target(
            alone=int(data["alone"]), level_from=data["level_from"] or 0, age_from=age if data["aged"] else 0,
            priority_age=age if data["priority"] else 0,
        )  # fmt: skip

    @property
    def seal(self) -> str:
        """Say in one word what was previewed, so that nobody confirms what was changed afterwards unseen."""
        said = {name: value.pk if isinstance(value, Region) else value for name, value in self.asked.items()}
        said["target"] = self.target.kept
        return digest(text_of({name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}))

    def put_beside(self, reasons: tuple[str, ...]) -> None:
        """Show each reason of a refusal beside its field; one that speaks of none stands above all."""
        for reason in reasons:
            self.add_error(next((field for begin, field in self.BESIDE.items() if reason.startswith(begin)), None), reason)


class ReasonForm(forms.Form):
    """One sentence that says why."""

    reason = forms.CharField(label="原因", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EndForm(forms.Form):
    """A new last day, and why."""

    to_on = forms.DateField(label="新的结束日期（含）", widget=_day())
    reason = forms.CharField(label="原因", max_length=200, required=False, widget=forms.TextInput())
