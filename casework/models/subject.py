"""What every paper of a case has in common: the case it belongs to, and its chain."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from audit.history import Facts
from permissions.colleagues import HeldShare
from permissions.scope import Reach
from workflows.models import Subject


class CaseSubject(Subject):
    """Puts a flow's subject into a case; the case row is locked before it, and its steps stand in the case's chain."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="个案")

    class Meta:
        abstract = True

    @property
    def chain_key(self) -> str:
        return f"case:{self.case_id}"

    @classmethod
    def shares_condition(cls, reach: Reach, on: date) -> Q | None:
        """Open to a person what a share of the case opens."""
        case: Any = cls._meta.get_field("case").related_model
        found: Q | None = case.papers_shared(cls, reach)
        return found

    def share_roles(self, reach: Reach) -> frozenset[str]:
        """Give on a paper what a share gives on its case; a referral or an intervention is its own holder's alone."""
        if not getattr(self, "case_id", None):
            return frozenset()
        case: Any = self.case
        found: frozenset[str] = case.share_roles(reach)
        return found - self._of_holders_alone

    @property
    def _of_holders_alone(self) -> frozenset[str]:
        return frozenset({"provider", *(("social_worker",) if self.flow_key == "intervention" else ())})

    def shares_in_force(self) -> tuple[HeldShare, ...]:
        """List what shares of the case give on this paper, and to whom."""
        if not getattr(self, "case_id", None):
            return ()
        case: Any = self.case
        return tuple(one for one in case.shares_in_force() if one.role not in self._of_holders_alone)

    def keep(self, **columns: object) -> None:
        """Write the paper's own columns, inside the act under way; never its state."""
        for name, value in columns.items():
            setattr(self, name, value)
        self.save(update_fields=[name.removesuffix("_id") for name in columns])


class CaseFact(Facts):
    """Holds a fact of the elder's file; its history stands in the case's chain and leaves with the case."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="个案")

    class Meta:
        abstract = True

    @property
    def chain_key(self) -> str:
        return f"case:{self.case_id}"
