"""An object with three processes: a loan is lent, may be sealed meanwhile, and may be spot-checked; each moves a state of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db import connection, models

from audit.acts import Refusal
from permissions.roles import Role
from workflows import facets, triggers
from workflows.effects import facts_loader
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard
from workflows.facets import Notice
from workflows.flows import register
from workflows.models import Facet, Subject

WORKER, CLERK, OFFICER, DISTRICT = Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER


@dataclass(frozen=True)
class CheckFacts:
    approved_by: int | None


@guard("不能抽查自己批准的", mend="请另一位负责人抽查")
def approved_by_another(check: CheckFacts, act: Act) -> bool:
    return act.actor != check.approved_by


class Lending(Workflow[None]):
    """The main process: decides who reads and who prints."""

    key, label, clause = "lending", "辅具借用", "测试"
    readers = (WORKER, CLERK, OFFICER, DISTRICT)

    asked = State("待批", desk=CLERK, due="clue_check", on_due="remind")
    lent = State("已借出", desk=WORKER, printing=(WORKER, CLERK))
    returned = State("已归还", final=True)

    ask = asked.begin("申请借用", by=(WORKER, SYSTEM))
    approve = asked.to(lent, "同意借用", by=(CLERK, OFFICER))
    give_back = lent.to(returned, "归还", by=WORKER)


class Sealing(Workflow[None]):
    """Decides who edits, whatever the lending does."""

    key, label, clause = "sealing", "封存", "测试"

    opened = State("未封存", resting=True, edit=(WORKER, CLERK))
    sealed = State("已封存", resting=True)

    open = opened.begin("设为未封存", by=SYSTEM)
    seal = opened.to(sealed, "封存记录", by=CLERK, note_required=True)
    unseal = sealed.to(opened, "启封", by=CLERK)


class Checking(Workflow[CheckFacts]):
    """Lies on the officer's desk, whatever the lending does."""

    key, label, clause = "checking", "抽查", "测试"

    idle = State("未抽查", resting=True)
    waiting = State("待抽查", desk=OFFICER, due="clue_check", on_due="remind")
    passed = State("已抽查", resting=True)

    await_draw = idle.begin("列入抽查", by=SYSTEM)
    draw = idle.to(waiting, "抽中", by=CLERK)
    confirm = waiting.to(passed, "抽查通过", by=OFFICER, requires=[approved_by_another])
    draw_again = passed.to(waiting, "再抽", by=CLERK)


class Loan(Subject):
    workflow: ClassVar[type[Any]] = Lending

    item = models.CharField("辅具", max_length=20, default="轮椅")
    is_restricted = models.BooleanField("限制查阅", default=False)
    approved_by = models.BigIntegerField("批准人", null=True, blank=True)

    class Meta:
        app_label = "loans"
        verbose_name = "借用"

    def __str__(self) -> str:
        return self.item

    @property
    def chain_key(self) -> str:
        return f"loan:{self.pk}"


class LoanSeal(Facet):
    workflow: ClassVar[type[Any]] = Sealing
    owner = models.OneToOneField(Loan, on_delete=models.PROTECT, related_name="seal", verbose_name="借用")

    class Meta:
        app_label = "loans"
        verbose_name = "封存"


class LoanCheck(Facet):
    workflow: ClassVar[type[Any]] = Checking
    owner = models.OneToOneField(Loan, on_delete=models.PROTECT, related_name="check", verbose_name="借用")

    class Meta:
        app_label = "loans"
        verbose_name = "抽查"


MODELS: tuple[type[Subject], ...] = (Loan, LoanSeal, LoanCheck)
for flow in (Lending, Sealing, Checking):
    register(flow)


@facts_loader("checking")
def load_check_facts(checks: Sequence[LoanCheck], on: date) -> dict[int, CheckFacts]:
    return {check.pk or 0: CheckFacts(check.owner.approved_by) for check in checks}


@contextmanager
def told(before: Any = None, after: Any = None, *, flow: str = "sealing") -> Iterator[None]:
    """Let a process be told of its object's steps for a while."""
    for table, function in ((facets._before, before), (facets._after, after)):
        if function is not None:
            table[flow] = function
    try:
        yield
    finally:
        facets._before.pop(flow, None)
        facets._after.pop(flow, None)


def nothing_while_sealed(notice: Notice) -> None:
    """The seal's veto: no other process moves a sealed loan."""
    if notice.told.state == "sealed" and notice.doer.flow_key != "sealing":
        raise Refusal(f"已封存，不能“{notice.transition.label}”，请先启封", status=409)


def make_tables() -> None:
    """Make the tables with their guards, without foreign keys: the suite flushes the rooms' tables without knowing of these."""
    if Loan._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
        editor.deferred_sql = [statement for statement in editor.deferred_sql if "FOREIGN KEY" not in str(statement)]
    with connection.cursor() as cursor:
        for model in MODELS:
            for _, sql in triggers.guards_of(model):
                cursor.execute(sql)
