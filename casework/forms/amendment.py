"""提出变更: one topic, the new value, the evidence; a changed calling list is judged by the contact rule before anybody approves it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django import forms

from casework.forms.elder import ContactRow
from casework.forms.registry import TransitionForm, transition_form
from casework.forms.rows import RowsField
from casework.models import Amendment, Contact
from casework.models.amendment import SEALED_COLUMNS
from casework.queries.facts_closing import current_value
from casework.services.contact_lines import ContactLine
from permissions.cipher import keyring


class AmendedContactRow(ContactRow):
    """One contact of the new list; the number of one already listed stays where none is typed, and is not shown."""

    phone = forms.CharField(label="电话", max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["placeholder"] = str(self.initial.get("masked", "")) or "必填"


@transition_form("amendment", "propose")
class AmendmentForm(TransitionForm):
    """What is to change: one topic, the new value, the evidence."""

    topic = forms.ChoiceField(
        label="变更项目",
        choices=[
            ("address", "住址（楼门号）"), ("phone", "本人联系电话"), ("contact", "紧急联系人"), ("income", "低保、特困和低收入"),
            ("willingness", "服务意愿"),
        ],
    )  # fmt: skip
    door = forms.CharField(label="新的楼门号", max_length=100, required=False)
    phone = forms.CharField(label="新的联系电话", max_length=20, required=False)
    contacts = RowsField(AmendedContactRow, label="新的紧急联系人（按联系顺序）", noun="联系人")
    difficulty = forms.CharField(
        label="子女日常联系的困难", max_length=200, required=False, help_text="有子女但不列为第一联系人的，写明困难；没有的不填"
    )
    aid_status = forms.ChoiceField(
        label="低保、特困",
        required=False,
        choices=[("", "不变"), ("none", "否"), ("minimum_living_allowance", "低保对象"), ("extreme_poverty_support", "特困人员")],
    )
    willingness = forms.ChoiceField(label="服务意愿", required=False, choices=[("", "不变"), ("agrees", "愿意"), ("refuses", "不愿意")])
    witness = forms.CharField(label="见证人", max_length=60, required=False)
    summary = forms.CharField(label="变更说明", max_length=200)
    evidence = forms.CharField(label="变更依据", max_length=300)

    VALUE_OF = {"address": "door", "phone": "phone", "contact": "contacts", "income": "aid_status", "willingness": "willingness"}
    SHOWN_FOR = {
        "door": "topic=address", "phone": "topic=phone", "contacts": "topic=contact", "difficulty": "topic=contact",
        "aid_status": "topic=income", "willingness": "topic=willingness", "witness": "topic=willingness",
    }  # fmt: skip

    def prepare(self) -> None:
        """Fill in the list as it stands, its numbers masked: an unlogged sight of them is not a form's to give."""
        self.listed = {one.pk: one for one in Contact.objects.filter(case=self.subject.case_id, removed_on=None).order_by("rank")}
        rows = [
            {name: getattr(one, name) for name in ("pk", "kind", "name", "relation", "fall_through_reason")} | {"masked": str(one.phone)}
            for one in self.listed.values()
        ]
        self.initial = {"contacts": rows, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = self.VALUE_OF.get(cleaned.get("topic", ""), "")
        if asked and not cleaned.get(asked) and asked not in self.errors:
            self.add_error(asked, "请填写变更后的内容")
        if asked == "contacts":
            for place, row in enumerate(cleaned.get("contacts") or (), start=1):
                if not row["phone"] and row["pk"] not in self.listed:
                    self.add_error("contacts", f"第{place}位联系人没有电话")
        return cleaned

    def changes(self) -> dict[str, object]:
        data = self.cleaned_data
        name, case = self.VALUE_OF[data["topic"]], self.subject.case
        value = self._list() if name == "contacts" else data[name]
        proposal: dict[str, object] = {name: keyring().seal(value) if name in SEALED_COLUMNS else value}
        if name == "willingness":
            proposal["witness"] = data["witness"]
        return {
            "topic": Amendment.Topic(data["topic"]), "proposal": proposal, "before": {name: current_value(case, name)},
            "summary": data["summary"], "evidence": data["evidence"],
        }  # fmt: skip

    def _list(self) -> str:
        """Write the new list as one text, to be sealed."""
        lines = []
        for row in self.cleaned_data["contacts"]:
            old = self.listed.get(row["pk"] or 0)
            phone = row["phone"] or (old.phone.reveal() if old else "")
            failed = old is not None and old.is_failed and old.phone.reveal() == phone
            line = ContactLine(
                row["kind"], row["name"], phone, row["relation"], None, row["fall_through_reason"], old.pk if old else None, failed
            )
            lines.append({key: value for key, value in asdict(line).items() if key != "relative"})
        return json.dumps({"lines": lines, "difficulty": self.cleaned_data["difficulty"]}, ensure_ascii=False)
