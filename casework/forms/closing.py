"""提出结案: the reason, what proves it, and for a double file the file that stays."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.forms.columns import ColumnsForm
from casework.forms.registry import transition_form
from casework.models import Case, Closure
from casework.queries.search import LEDGER_NUMBER, matching
from workflows.flows.case import ENDED

DATED = "reason=deceased|moved_away|care_home|refused|lost_contact"


@transition_form("closure", "propose")
class ProposeForm(ColumnsForm):
    """Why the file is to be closed."""

    model = Closure
    columns = (("reason", True), ("happened_on", False), ("evidence", False))
    SHOWN_FOR = {"happened_on": DATED, "duplicate": "reason=duplicate"}

    def prepare(self) -> None:
        super().prepare()
        rest = {name: self.fields.pop(name) for name in list(self.fields) if name != "reason"}
        self.fields["duplicate"] = forms.CharField(
            label="重复的个案", max_length=40, required=False, help_text="填写保留的那个个案的台账编号，或老人的证件号码"
        )
        self.fields.update(rest)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == "duplicate":
            self._find(str(data.get("duplicate") or "").strip())
        return data

    def _find(self, text: str) -> None:
        """Find the file that stays, among those the person sees: a number alone must not tell that a file exists."""
        if not text:
            self.add_error("duplicate", "请填写保留的那个个案的台账编号或证件号码")
            return
        asked = {"number": text} if LEDGER_NUMBER.fullmatch(text) and len(text) != 18 else None
        rows = Case.objects.visible_to(self.user).exclude(pk=self.subject.case_id).exclude(state__in=ENDED)
        found = list((rows.filter(**asked) if asked else rows.filter(matching(text)))[:2])
        if len(found) == 1:
            self.cleaned_data["duplicate_of"] = found[0]
        elif found:
            self.add_error("duplicate", "有多个个案相符，请填写台账编号")
        else:
            self.add_error("duplicate", "没有找到您能看到的这个个案；在其他街道的，请由区民政核对后办理")

    def changes(self) -> dict[str, object]:
        found = super().changes()
        kept = self.cleaned_data.get("duplicate_of")
        return found | ({"duplicate_of": kept} if kept is not None else {})
