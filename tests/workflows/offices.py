"""Those who bind a place to its own form of a process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from permissions.models import Region
from permissions.roles import Role
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from tests.workflows.variants import CheckedPaperFlow
from workflows.bindings import adopt_binding, propose_binding
from workflows.models import FlowBinding

CHECKED = CheckedPaperFlow.version


class Offices:
    """Those who propose and adopt for the town's two districts."""

    def __init__(self, desk: Desk) -> None:
        self.town = desk.town
        self.configurator = holder(Role.DISTRICT_CONFIGURATOR, desk.town.district, name="周配置")
        self.officer = holder(Role.DISTRICT_OFFICER, desk.town.district, name="吴区民政")

    def propose(self, region: Region | None = None, version: int = CHECKED, days: int = 0, **how: Any) -> FlowBinding:
        given = {
            "actor": self.configurator, "region": region or self.town.district, "flow": "paper", "version": version,
            "effective_on": timezone.localdate() + timedelta(days=days), "basis": "区民发〔2026〕9号", "reason": "试点",
        }  # fmt: skip
        return propose_binding(**{**given, **how})

    def adopt(self, region: Region | None = None, version: int = CHECKED, days: int = 0) -> FlowBinding:
        return adopt_binding(actor=self.officer, row=self.propose(region, version, days))
