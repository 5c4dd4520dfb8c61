"""What one paper says, as far as the person may read it: its own columns, and the rows that belong to it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from casework.models import (
    CareService,
    ContactAttempt,
    ContactCall,
    EligibilityRun,
    Goal,
    ProofRequest,
    SectionConfirmation,
    Session,
    VisitAttempt,
)
from casework.models.amendment import SEALED_COLUMNS
from casework.models.need import NEED_LABELS
from casework.queries.contact_problems import proposed_list
from casework.queries.sight import sees_numbers
from permissions.access import roles_at
from permissions.fields import Sealed
from permissions.masks import mask_address, mask_phone
from permissions.models import Account
from permissions.roles import Role
from workflows.flows.review import SECTIONS
from workflows.models import Subject
from workflows.rules.categories import Category
from workflows.rules.contacts import ContactKind
from workflows.rules.dates import dates_in_words, in_words, moment_in_words, period_in_words

INNER = frozenset({one.name for one in Subject._meta.get_fields()} - {"organisation"}) | {
    "id", "case", "package",
    "package_hash", "content_hash", "parent", "need", "consent", "corrects", "referral", "opened_id", "opened_kind",
    "proposal", "before", "field_reasons", "written_by", "submitted_by", "duplicate_of", "receiving_door", "paused_seconds", "visitor",
    "last_mark", "call_up_on", "host_service", "place_evidence", "answered_by", "responders", "satisfaction_by", "plan_version",
}  # fmt: skip
COUNTERS = frozenset({"times_re_referred", "times_returned", "retries", "reminders", "transfer_refusals", "follow_up_calls"})
SOCIAL_WORK = frozenset({Role.SOCIAL_WORKER, Role.SOCIAL_WORK_SUPERVISOR})
# what community and street see of an intervention (flows.md D5): that it is, its dates and its end
OPEN_OF_INTERVENTION = frozenset(
    {"kind_of_help", "is_crisis", "organisation", "owner", "review_on", "closed_on", "summary", "next_call_on"}
)
SUGGESTION_LABELS = {"social_work": "社工介入", "safety": "安全整改", "policy": "政策申请", "care_home": "引导入住机构"}
VERDICTS = {"yes": "符合", "no": "不符合", "to_verify": "待核实"}
VALUE_LABELS = {
    "door": "楼门号", "phone": "联系电话", "aid_status": "低保、特困", "willingness": "服务意愿", "witness": "见证人", "agrees": "愿意",
    "refuses": "不愿意", "none": "否", "minimum_living_allowance": "低保对象", "extreme_poverty_support": "特困人员",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A titled part of the page: lines of name and value."""

    title: str
    lines: list[tuple[str, str]]


def parts_of(paper: Any, user: Account, *, sees_case: bool) -> list[Part]:
    """Lay out a paper for one person; a provider reads the package, the registered street the notice, nothing else."""
    if paper.flow_key == "notice":
        return [Part("告知内容", [("告知事由", paper.get_occasion_display()), ("告知内容", paper.content), *_receipt(paper)])]
    if paper.flow_key == "referral":
        return [*_package(paper, user, sees_case), Part("办理情况", lines_of(paper))]
    if paper.flow_key == "intervention":
        return _intervention(paper, user)
    if getattr(paper, "case_id", None) and not sees_case:
        return []
    return [part for part in (Part("内容", lines_of(paper)), *_rows_of(paper)) if part.lines]


def lines_of(paper: Any, *, only: frozenset[str] | None = None, opened: bool = False) -> list[tuple[str, str]]:
    """List a paper's own columns that are filled in; sealed texts stay masked unless the reader is one of its writers."""
    lines = []
    for column in paper._meta.concrete_fields:
        if column.name in INNER or (only is not None and column.name not in only):
            continue
        text = _text(paper, column, opened)
        if text:
            lines.append((str(column.verbose_name), text))
    return lines


def _text(paper: Any, column: models.Field[Any, Any], opened: bool) -> str:
    value = getattr(paper, column.name)
    if value == 0 and column.name in COUNTERS:
        return ""
    if isinstance(value, Sealed):
        return value.reveal() if opened else str(value)
    if column.choices:
        return str(getattr(paper, f"get_{column.name}_display")() or "")
    if column.name == "round":
        return period_in_words(value)
    if column.name == "satisfaction":
        return str(dict(CareService._meta.get_field("satisfaction").flatchoices).get(value, value))
    return spoken(value)


def spoken(value: object) -> str:
    """Say a value in Chinese; an empty one says nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, datetime):
        return moment_in_words(timezone.localtime(value))
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, list | tuple):
        return "、".join(str({**NEED_LABELS, **SUGGESTION_LABELS}.get(str(one), one)) for one in value)
    return str(value)


def _receipt(paper: Any) -> list[tuple[str, str]]:
    told = (("收件单位和地址", paper.letter_address), ("回执日期", spoken(paper.receipt_on)), ("回执说明", paper.receipt_note))
    return [(name, text) for name, text in told if text]


def _package(paper: Any, user: Account, sees_case: bool) -> list[Part]:
    """Give the package to the receiver while the service lasts; everybody else reads it masked, as on the elder's page."""
    if not paper.package or (paper.state_definition().final and not sees_case):
        return []
    content = json.loads(paper.package.reveal())
    if Role.PROVIDER not in roles_at(user, paper):
        content = _masked(paper, content, numbers=sees_numbers(user, paper))
    return [Part("转介内容", [(str(name), str(value)) for name, value in content.items() if value not in (None, "")])]


def _masked(paper: Any, content: dict[str, Any], *, numbers: bool) -> dict[str, Any]:
    masked = dict(content)
    if "联系电话" in masked:
        masked["联系电话"] = mask_phone(str(masked["联系电话"])) if numbers else ""
    if "住址" in masked:
        place = f"{paper.district.name}{paper.street.name}"
        masked["住址"] = mask_address(f"{place}{paper.community.name if paper.community else ''}", "***")
    return masked


def _intervention(paper: Any, user: Account) -> list[Part]:
    if not roles_at(user, paper) & SOCIAL_WORK:
        return [Part("内容", lines_of(paper, only=OPEN_OF_INTERVENTION))]
    parts = [Part("内容", lines_of(paper, opened=True))]
    for number, goal in enumerate(Goal.objects.filter(intervention=paper, plan_version=paper.plan_version).order_by("pk"), start=1):
        measure = f"{goal.indicator}：{goal.baseline} → {goal.target}，{in_words(goal.due_on)}前"
        rated = "未评分" if goal.progress is None else f"{goal.progress}分（{spoken(goal.rated_on)}）"
        done = f"（{spoken(goal.task_done_on)}完成）" if goal.task_done_on else "（未完成）"
        lines = [("目标", goal.text.reveal()), ("指标", measure), ("进展", rated)]
        parts.append(Part(f"目标{number}", [*lines, *([("任务", goal.task + done)] if goal.task else [])]))
    for one in Session.objects.filter(intervention=paper)[:20]:
        told = [
            ("内容", one.content.reveal()),
            ("老年人反应", one.response.reveal()),
            ("下次安排", one.upcoming),
            ("社工", one.worker_name),
        ]
        minutes = f" {one.minutes}分钟" if one.minutes else ""
        parts.append(Part(f"{in_words(one.held_on)} {one.get_form_display()}{minutes}", [line for line in told if line[1]]))
    return [part for part in parts if part.lines]


def _rows_of(paper: Any) -> list[Part]:
    reader = _ROWS.get(paper.flow_key)
    return reader(paper) if reader else []


def _of_screening(paper: Any) -> list[Part]:
    run = EligibilityRun.objects.filter(subject_kind="screening", subject_id=paper.pk).first()
    verdicts = run.verdicts.items() if run else ()
    judged = [(Category(key).label, f"{VERDICTS.get(one['verdict'], '')}。{dates_in_words(one['reason'])}") for key, one in verdicts]
    attempts = ContactAttempt.objects.filter(screening=paper)
    proofs = ProofRequest.objects.filter(screening=paper)
    return [
        Part("类别判断", judged),
        Part("联系记录", [(spoken(one.tried_at), f"{one.get_method_display()}：{one.result}（{one.tried_by}）") for one in attempts]),
        Part("索取证明", [(one.proof, f"由{one.proof_from}提供；{one.result or '尚未收到'}") for one in proofs]),
    ]


def _of_review(paper: Any) -> list[Part]:
    """Show the finding of every section, in the ledger's order, and what was said of it before in this review."""
    rows = {one.section: one for one in SectionConfirmation.objects.filter(review=paper)}
    past = list(SectionConfirmation.history.filter(review_id=paper.pk).order_by("history_date", "history_id"))
    # until findings were kept section by section, all changed ones shared one text
    shared = Counter(text for _, text in {(old.section, old.changes) for old in past if old.is_changed and not old.is_of_its_own})
    before = _said_before(past, rows)
    lines = []
    for key in SECTIONS:
        if key in rows:
            one = rows[key]
            together = "（与其他有变化的部分合写）" if not one.is_of_its_own and shared[one.changes] > 1 else ""
            lines.append((one.get_section_display(), f"{_finding(one)}{together}{before.get(key, '')}"))
    return [Part("逐项确认", lines)]


def _finding(one: Any) -> str:
    said = f"有变化：{one.changes}" if one.is_changed else "无变化"
    return f"{said}（{one.confirmed_by} {spoken(one.confirmed_on)}确认）"


def _said_before(past: Iterable[Any], rows: Mapping[str, SectionConfirmation]) -> dict[str, str]:
    """Say, section by section, what an earlier registering of the same review had said otherwise."""
    found: dict[str, list[str]] = defaultdict(list)
    for old in past:
        now = rows.get(old.section)
        said = _finding(old)
        if now is not None and (old.is_changed, old.changes) != (now.is_changed, now.changes) and said not in found[old.section]:
            found[old.section].append(said)
    return {section: f"；此前登记：{'；'.join(said)}" for section, said in found.items() if said}


def _of_visit(paper: Any) -> list[Part]:
    rows = VisitAttempt.objects.filter(visit=paper)
    return [Part("未遇记录", [(spoken(one.tried_at), f"{one.get_method_display()}：{one.result}（{one.tried_by}）") for one in rows])]


def _of_amendment(paper: Any) -> list[Part]:
    """Show from what to what; a sealed value says only that it changes."""

    def said(name: str, values: dict[str, Any]) -> str:
        return (
            "（敏感信息）" if name in SEALED_COLUMNS else VALUE_LABELS.get(str(values.get(name, "")), spoken(values.get(name))) or "（空）"
        )

    wanted = proposed_list(paper)
    if wanted is not None:
        lines = [
            f"{place}. {ContactKind(one.kind).label}{one.name} {mask_phone(one.phone)}"
            + (f"（{one.fall_through_reason}）" if one.fall_through_reason else "")
            for place, one in enumerate(wanted.lines, start=1)
        ]
        difficulty = [("子女日常联系的困难", wanted.difficulty)] if wanted.difficulty else []
        return [Part("变更后的紧急联系人", [("联系顺序", "\n".join(lines)), *difficulty])]
    rows = [(VALUE_LABELS.get(name, name), f"{said(name, paper.before)} → {said(name, paper.proposal)}") for name in paper.proposal]
    return [Part("从何变为何", rows)]


def _of_incident(paper: Any) -> list[Part]:
    rows = ContactCall.objects.filter(incident=paper).order_by("pk")
    told = [(f"{one.contact_name}{'接通' if one.answered else '未接通'}", one.result, one.called_by) for one in rows]
    return [Part("联系家属", [(spoken(one.called_at), "，".join(filter(None, parts))) for one, parts in zip(rows, told, strict=True)])]


def _of_enrollment(paper: Any) -> list[Part]:
    return [Part("逐项退回意见", [(str(name), str(text)) for name, text in paper.field_reasons.items()])]


_ROWS: dict[str, Callable[[Any], list[Part]]] = {
    "screening": _of_screening, "review": _of_review, "visit": _of_visit, "amendment": _of_amendment, "enrollment": _of_enrollment,
    "incident": _of_incident,
}  # fmt: skip
