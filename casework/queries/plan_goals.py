"""Where a social worker finds the goals of a plan."""

from __future__ import annotations

from typing import Any

from casework.services.goals import PLANNED_IN, RATED_IN, WHO
from permissions.access import roles_at
from permissions.models import Account


def goals_label(paper: Any, user: Account) -> str:
    """Name the page of a plan's goals by what can be done there in the paper's state; nothing for any other paper or person."""
    if paper.flow_key != "intervention" or not paper.pk or not roles_at(user, paper) & WHO:
        return ""
    return "填写目标" if paper.state in PLANNED_IN else "目标评分" if paper.state in RATED_IN else ""
