"""Goes from step to step, says each, and tries what must be refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.acts import Refusal
from casework.demo.city import take
from casework.models import Case, Step
from permissions.models import Account
from workflows.models import Subject


class Guide:
    """Walks the flows and says each step; what is not as it should be is kept in `wrong`."""

    def __init__(self, out: Path, say: Callable[[str], Any]) -> None:
        self.out, self.say, self.count = out, say, 0
        self.wrong: list[str] = []
        self.today: date = timezone.localdate()
        self.case: Case

    def step(self, paper: Any, name: str, by: Account, **how: Any) -> Any:
        """Take a step and print who did what, and where the paper now lies."""
        paper = take(paper, name, by, **how)
        self.count += 1
        last = Step.objects.filter(subject_kind=paper.flow_key, subject_id=paper.pk, transition=name).order_by("-number").first()
        label = last.label if last else name
        self.say(f"{self.count:>3}. {paper.workflow.label}：{by.display_name} {label} → {paper.state_label}")
        return paper

    def refused(self, paper: Any, name: str, by: Account, because: str, **how: Any) -> None:
        """Try what must not be done, and see that the refusal says why."""
        try:
            with transaction.atomic():
                take(paper, name, by, **how)
        except Refusal as refusal:
            text = "；".join(refusal.reasons)
            self.say(f"     ✗ {by.display_name} 办不成：{text}")
            if because not in text:
                self.wrong.append(f"{paper} {name}：应说明“{because}”，实为“{text}”")
            return
        self.wrong.append(f"{paper} {name}：{by.display_name}本不该办成")

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)

    def new(self, model: type[Subject], **columns: Any) -> Any:
        case = Case.objects.select_related("district", "street", "community").get(pk=self.case.pk)
        return model(case=case, district=case.district, street=case.street, community=case.community, **columns)  # type: ignore[misc]

    def write_history(self) -> Path:
        """Leave the whole history as JSON beside the ledger."""
        path = self.out / "history.json"
        rows = [
            {
                "flow": one.subject_kind, "subject": one.subject_id, "number": one.number, "step": one.label, "from": one.from_state,
                "to": one.to_state,
                "by": one.actor_name, "role": one.acting_role, "place": one.acting_place,
                "at": timezone.localtime(one.taken_at).isoformat(), "note": one.note,
            }
            for one in Step.objects.filter(case=self.case).order_by("pk")
        ]  # fmt: skip
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
        return path
