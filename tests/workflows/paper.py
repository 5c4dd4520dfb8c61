"""A small paper of its own, with every turn a definition can take: the engine is tested on it, apart from the plan's flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import connection, models

from audit.acts import Refusal
from permissions.roles import Role
from workflows import triggers
from workflows.effects import DueContext, EffectContext, due_handler, effect, facts_loader, message
from workflows.engine.definition import OPEN, OTHER, SYSTEM, Act, State, Workflow, guard
from workflows.flows import register
from workflows.models import Subject
from workflows.store import steps_of
from workflows.telling import tell_desk

COMMUNITY, CLERK, OFFICER, DISTRICT, PROVIDER = (
    Role.COMMUNITY_WORKER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER, Role.PROVIDER,
)  # fmt: skip


@dataclass(frozen=True)
class PaperFacts:
    title: str
    amount: int
    submitted_by: int | None


@guard("请写明事由", mend="在“事由”一栏填写")
def has_title(paper: PaperFacts, act: Act) -> bool:
    return bool(paper.title)


@guard("金额超过一百", mend="分两次提交")
def is_small(paper: PaperFacts, act: Act) -> bool:
    return paper.amount <= 100


@guard("办理人不能审批自己提交的事项", mend="请其他经办人办理")
def by_another(paper: PaperFacts, act: Act) -> bool:
    return act.system or act.actor != paper.submitted_by


@guard("金额不是零")
def is_free(paper: PaperFacts, act: Act) -> bool:
    return paper.amount == 0


class PaperFlow(Workflow[PaperFacts]):
    key, label, clause, version = "paper", "测试文书", "测试", 1
    readers = (COMMUNITY, CLERK, OFFICER, DISTRICT)

    draft = State("草拟", desk=COMMUNITY, edit=COMMUNITY)
    review = State("待审", desk=CLERK, due="clue_check", on_due="remind_then_escalate")
    on_hold = State("暂缓", desk=(COMMUNITY, CLERK), due="notice_receipt", on_due="break_paper")
    sent = State("已发", desk=CLERK, at=OTHER)
    with_provider = State("承办中", desk=PROVIDER, view=(PROVIDER,))
    asleep = State("休眠", resting=True, due="@wake_on", on_due="wake")
    done = State("办结", final=True)
    dropped = State("撤销", final=True)

    create = draft.begin("草拟文书", by=(COMMUNITY, SYSTEM), requires=[has_title])
    touch = draft.stay("补记", by=(COMMUNITY, CLERK))
    submit = draft.to(
        review, "提交", by=COMMUNITY, requires=[has_title, is_small], effects=["note_paper_submitter"], messages=["tell_paper_desk"]
    )
    pass_free = review.to(done, "免审办结", by=SYSTEM, automatic=True, requires=[is_free])
    approve = review.to(done, "同意", by=(CLERK, OFFICER), requires=[by_another])
    sign = review.to(done, "签批", by=OFFICER, basis_required=True, requires=[by_another, is_small])
    send_back = review.to(
        draft, "退回", by=CLERK, note_required=True, reasons={"unclear": "不清楚", "other": "其他"}, messages=["tell_paper_author"]
    )
    hold = (draft | review).to(on_hold, "暂缓办理", by=(COMMUNITY, CLERK))
    resume = on_hold.back("恢复", by=(COMMUNITY, CLERK))
    recheck = State("复核", desk=CLERK, due="clue_check", on_due="remind")
    pass_up = review.to(recheck, "转复核", by=CLERK)
    pass_down = recheck.to(review, "退初审", by=CLERK)
    forward = review.to(sent, "转发", by=CLERK)
    answer = sent.to(done, "回复", by=CLERK, at=OTHER)
    hand_over = review.to(with_provider, "交承办", by=CLERK, effects=["open_twin_paper"])
    deliver = with_provider.to(done, "承办完毕", by=PROVIDER)
    rest = draft.to(asleep, "休眠", by=COMMUNITY)
    wake = asleep.to(draft, "唤醒", by=SYSTEM)
    spoil = review.to(done, "出错办结", by=CLERK, effects=["note_paper_submitter", "refuse_paper"])
    cancel = OPEN.to(dropped, "撤销文书", by=(COMMUNITY, CLERK, SYSTEM))


class Paper(Subject):
    """A row of the test's own; its table is made by the fixture and belongs to no room."""

    workflow: ClassVar[type[Any]] = PaperFlow

    title = models.CharField("事由", max_length=20, blank=True)
    amount = models.PositiveIntegerField("金额", default=50)
    number = models.CharField("文号", max_length=20, null=True, blank=True, unique=True)
    wake_on = models.DateField("唤醒日期", null=True, blank=True)
    submitted_by = models.BigIntegerField("提交人", null=True, blank=True)
    twin = models.BigIntegerField("另一件", null=True, blank=True)

    class Meta:
        app_label = "papers"
        verbose_name = "文书"
        constraints = [
            models.UniqueConstraint(fields=["title"], condition=models.Q(state="review"), name="one_paper_of_a_title_in_review"),
            models.CheckConstraint(condition=models.Q(amount__lte=1000), name="paper_amount_in_bounds"),
        ]

    def __str__(self) -> str:
        return self.title or "文书"

    @property
    def chain_key(self) -> str:
        return f"paper:{self.pk}"


register(PaperFlow)


@facts_loader("paper")
def load_paper_facts(papers: Sequence[Paper], on: date) -> dict[int, PaperFacts]:
    return {paper.pk or 0: PaperFacts(paper.title, paper.amount, paper.submitted_by) for paper in papers}


@effect("note_paper_submitter")
def note_paper_submitter(ctx: EffectContext) -> None:
    ctx.subject.submitted_by = ctx.actor.as_actor().id
    ctx.subject.save(update_fields=["submitted_by"])


@effect("refuse_paper")
def refuse_paper(ctx: EffectContext) -> None:
    raise Refusal("这一步总是办不成", status=422)


@effect("open_twin_paper")
def open_twin_paper(ctx: EffectContext) -> None:
    """Begin another paper in the same act; `fails` asks for one that is refused and swallowed."""
    subject = ctx.subject
    twin = Paper(title=str(ctx.given.get("twin", "孪生")), district=subject.district, street=subject.street, community=subject.community)
    try:
        ctx.perform(twin, "create")
    except Refusal:
        if not ctx.given.get("swallow"):
            raise
    subject.twin = twin.pk
    subject.save(update_fields=["twin"])


@message("tell_paper_desk")
def tell_paper_desk(ctx: EffectContext) -> None:
    tell_desk(ctx, "to_do", f"{ctx.subject}待办")


@message("tell_paper_author")
def tell_paper_author(ctx: EffectContext) -> None:
    ctx.message("answer", f"{ctx.step.label}：{ctx.step.note}", account=steps_of(ctx.subject).last().actor_id)


@due_handler("break_paper")
def break_paper(ctx: DueContext) -> datetime | None:
    raise ValueError("a timer that fails")


def make_table() -> None:
    """Make the paper's table with its guard, without keys into the rooms' tables: the suite flushes those without knowing of it."""
    if Paper._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        editor.create_model(Paper)
        editor.deferred_sql = [statement for statement in editor.deferred_sql if "FOREIGN KEY" not in str(statement)]
    with connection.cursor() as cursor:
        for _, sql in triggers.guards_of(Paper):
            cursor.execute(sql)
