"""What social work asks for beside the paper's own columns: goals, their ratings, sessions, the reason of an end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from casework.forms.columns import ColumnsForm
from casework.forms.elder import DayField
from casework.forms.registry import TransitionForm, transition_form
from casework.forms.rows import RowForm, RowsField
from casework.models import Goal, Intervention, Session
from casework.services.goals import GoalLine, Rating
from workflows.rules.dates import in_words


class GoalRow(RowForm):
    """One goal: what, measured by what, from where to where, until when, and what is done for it by whom."""

    text = forms.CharField(label="目标", max_length=500)
    indicator = forms.CharField(label="指标", max_length=100)
    baseline = forms.CharField(label="基线（现在）", max_length=60)
    target = forms.CharField(label="目标值", max_length=60)
    due_on = DayField(label="完成日期", past=False)
    task = forms.CharField(label="任务和负责人", max_length=200, required=False)

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError("完成日期已经过去")
        return due_on


class GoalsForm(forms.Form):
    """The goals of the plan."""

    goals = RowsField(GoalRow, label="目标", noun="目标", required=True, spare=2)

    def __init__(self, *args: Any, paper: Intervention, **kwargs: Any) -> None:
        rows = Goal.objects.filter(intervention=paper, plan_version=paper.plan_version).order_by("pk")
        columns = ("pk", "indicator", "baseline", "target", "due_on", "task")
        known = [{name: getattr(one, name) for name in columns} | {"text": one.text.reveal()} for one in rows]
        super().__init__(*args, **{**kwargs, "initial": {"goals": known}})

    def lines(self) -> list[GoalLine]:
        return [GoalLine(**row) for row in self.cleaned_data["goals"]]


class RatingsForm(forms.Form):
    """How far each goal has come."""

    def __init__(self, *args: Any, paper: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(Goal.objects.filter(intervention=paper, plan_version=paper.plan_version).order_by("pk"))
        for goal in self.goals:
            measure = f"{goal.indicator}：{goal.baseline} → {goal.target}，{in_words(goal.due_on)}前"
            self.fields[f"progress_{goal.pk}"] = forms.TypedChoiceField(
                label=goal.text.reveal(), help_text=measure, choices=[(str(number), str(number)) for number in range(11)], coerce=int,
                required=False, empty_value=None, initial=None if goal.progress is None else str(goal.progress), widget=forms.RadioSelect,
            )  # fmt: skip
            if goal.task:
                self.fields[f"done_{goal.pk}"] = DayField(label=f"任务“{goal.task}”完成日期", required=False, initial=goal.task_done_on)

    def ratings(self) -> list[Rating]:
        data = self.cleaned_data
        return [Rating(one.pk, data.get(f"progress_{one.pk}"), data.get(f"done_{one.pk}")) for one in self.goals]


@transition_form("intervention", "record_session")
class SessionForm(TransitionForm):
    """记录会谈: what was talked about, how the elder took it, what comes next."""

    held_on = DayField(label="日期", initial=timezone.localdate)
    form = forms.ChoiceField(
        label="形式",
        choices=[one for one in Session.Form.choices if one[0] != Session.Form.FOLLOW_UP],
        initial=Session.Form.INTERVIEW,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=600)
    content = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    response = forms.CharField(label="老年人的反应", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    upcoming = forms.CharField(label="下次安排", max_length=200)


class ClosingForm(ColumnsForm):
    """提请结案: the reason given on the page is kept on the paper, for it says whether the need was met."""

    model = Intervention
    columns = (("handover", True), ("summary", False))

    def prepare(self) -> None:
        super().prepare()
        self.fields["summary"].help_text = "会告知社区，不要写会谈内容"

    def changes(self) -> dict[str, object]:
        return {**super().changes(), "close_reason": self.data.get("reason_code", "")}


@transition_form("intervention", "propose_close")
class CloseForm(ClosingForm):
    """After the evaluation."""


@transition_form("intervention", "propose_early_close")
class EarlyCloseForm(ClosingForm):
    """Before the goals are reached."""
