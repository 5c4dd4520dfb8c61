"""Who is to visit whom and when: planned, given to a visitor, accepted or declined, begun; columns written set-based, one entry a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from audit.acts import Frame, Refusal, act
from casework.models import Case, CaseShare, PlannedVisit, Visitor
from casework.models.visit import Planning
from casework.queries.obligations import REFUSING
from permissions.access import roles_at
from permissions.masks import mask_name
from permissions.models import Account
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.models import Outbox
from workflows.policy import deadline, switch
from workflows.rules.dates import in_words

PLANNING = frozenset({Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.SOCIAL_WORKER})
ASSIGNING = frozenset({Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.STREET_CLERK})
SERVED = ("active", "closing")
SHARED_FIELDS = ("door", "phone")  # what a visitor may have opened: how to find the elder, never a number or an income
MOST_AT_ONCE = 500
VISITS = Q(package=CaseShare.Package.VISIT)


def plan_visit(*, actor: Account, case: Case, from_on: date, to_on: date, must_be_home: bool = False) -> PlannedVisit:
    """Plan one more visit than the month asks for, within its month. Raises Refusal."""
    assert case.community_id is not None
    problems = [*_unserved(case), *(("结束日期不得早于开始日期",) if to_on < from_on else ())]
    problems += ["探访期限不能早于今天"] if to_on < timezone.localdate() else []
    problems += ["探访期限应在同一个月内"] if (from_on.year, from_on.month) != (to_on.year, to_on.month) else []
    if not roles_at(actor, case) & PLANNING:
        raise Refusal("您不能为这位老年人安排探访，请联系其社区工作者", status=403, code="right")
    with act(actor, "plan_visit", case):
        if problems:
            raise Refusal(*problems, status=422, code="rule")
        period = f"{from_on:%Y-%m}+"  # beside the month's own, which the duty lays out and takes back
        last = PlannedVisit.objects.filter(case=case, period=period).aggregate(last=Max("number"))["last"] or 0
        return PlannedVisit.objects.create(
            case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, period=period,
            number=last + 1, window_from_on=from_on, window_to_on=to_on, must_be_home=must_be_home,
        )  # fmt: skip


def assign_visits(*, actor: Account, planned: Sequence[int], visitor: Visitor) -> int:
    """Give planned visits to somebody of the roster, or take them from another; all of them or, with every reason, none. Raises Refusal."""
    with act(actor, "assign_visits", chain=visitor.chain_key) as frame:
        rows = _locked(planned)
        _refuse_strangers(actor, rows)
        problems = [*_about_visitor(visitor, rows), *_about_rows(rows, visitor)]
        if problems:
            raise Refusal(*dict.fromkeys(problems), status=422, code="rule")
        before = {row.pk: row.visitor for row in rows}
        now = timezone.now()
        PlannedVisit.objects.filter(pk__in=before).update(visitor=visitor, planning=Planning.ASSIGNED, assigned_at=now, decline_reason="")
        for row in rows:
            _note(frame, row, f"{before[row.pk] or '无人'} → {visitor}，{in_words(row.window_from_on)}至{in_words(row.window_to_on)}")
        _open_to(visitor, rows)
        _close_to([(old, row.case_id) for row in rows if (old := before[row.pk]) is not None and old.pk != visitor.pk])
        _tell(visitor.account_id, "assigned", f"给您派了{len(rows)}次探访，请接受或说明原因", now)
        return len(rows)


def accept_visits(*, actor: Account, planned: Sequence[int]) -> int:
    """Accept what was given to oneself. Raises Refusal."""
    with act(actor, "accept_visits") as frame:
        rows = _own(actor, planned, Planning.ASSIGNED)
        PlannedVisit.objects.filter(pk__in=[row.pk for row in rows]).update(planning=Planning.ACCEPTED)
        for row in rows:
            _note(frame, row, f"{row.visitor} 已接受")
        return len(rows)


def decline_visits(*, actor: Account, planned: Sequence[int], reason: str) -> int:
    """Give visits back to the community with a reason; the elders are no longer open to the visitor. Raises Refusal."""
    with act(actor, "decline_visits", reason=reason) as frame:
        if len(reason.strip()) < 2:
            raise Refusal("请写明不接受的原因", status=400, code="reason")
        rows = _own(actor, planned, Planning.ASSIGNED, Planning.ACCEPTED)
        back = {"visitor": None, "planning": Planning.PLANNED, "assigned_at": None, "decline_reason": reason.strip()[:200]}
        PlannedVisit.objects.filter(pk__in=[row.pk for row in rows]).update(**back)
        for row in rows:
            _note(frame, row, f"{row.visitor} 不接受：{reason.strip()}")
        _close_to([(row.visitor, row.case_id) for row in rows if row.visitor is not None])
        for community_id, count in Counter(row.community_id for row in rows).items():
            _tell(None, "declined", f"有{count}次探访未被接受，请另派", timezone.now(), region=community_id)
        return len(rows)


def start_visit(*, actor: Account, planned: int, at: datetime | None = None, place_evidence: str = "") -> PlannedVisit:
    """Note the moment a visit begins, on the phone also without a net: `at` is when it was captured. Raises Refusal."""
    with act(actor, "start_visit") as frame:
        row = _locked([planned])[0]
        moment = at or timezone.now()
        day = timezone.localdate(moment)
        own = row.visitor is not None and row.visitor.account_id == actor.pk
        problems = [] if own or roles_at(actor, row.case) & PLANNING else ["这次探访没有派给您"]
        problems += [] if moment <= timezone.now() else ["开始时间不能晚于现在"]
        problems += [] if row.window_from_on <= day <= row.window_to_on else ["今天不在这次探访的期限内"]
        problems += list(_unserved(row.case))
        if row.must_be_home and switch("visit_place_evidence", row.district.code, on=day) and not place_evidence.strip():
            problems.append("上门探访须留到场凭证，请打开定位或拍门牌")
        if problems:
            raise Refusal(*problems, status=422, code="rule")
        row.started_at, row.place_evidence = moment, place_evidence.strip()[:200]
        row.save(update_fields=["started_at", "place_evidence"])
        _note(frame, row, f"{moment:%Y-%m-%d %H:%M} 开始")
        return row


def _locked(planned: Sequence[int]) -> list[PlannedVisit]:
    """Lock the rows in the order of their ids. Raises Refusal where one is gone or done."""
    if not planned or len(planned) > MOST_AT_ONCE:
        raise Refusal(f"请选择1至{MOST_AT_ONCE}次探访", status=400, code="input")
    related = ("case", "district", "visitor")
    rows = list(PlannedVisit.objects.select_for_update(of=("self",)).select_related(*related).filter(pk__in=planned).order_by("pk"))
    if len(rows) != len(set(planned)):
        raise Refusal("有的探访已被取消，请刷新后再选", status=409, code="stale")
    if any(row.done_on is not None for row in rows):
        raise Refusal("有的探访已经完成，请刷新后再选", status=409, code="stale")
    return rows


def _own(actor: Account, planned: Sequence[int], *states: str) -> list[PlannedVisit]:
    rows = _locked(planned)
    if any(row.visitor is None or row.visitor.account_id != actor.pk for row in rows):
        raise Refusal("有的探访没有派给您，请刷新后再办", status=403, code="right")
    if any(row.planning not in states for row in rows):
        raise Refusal("有的探访已经答复过，请刷新后再办", status=409, code="state")
    return rows


def _refuse_strangers(actor: Account, rows: Iterable[PlannedVisit]) -> None:
    seen: dict[int, bool] = {}
    for row in rows:
        # one question a community; a restricted elder is asked for by himself
        key = -row.case_id if row.case.is_restricted else row.community_id
        if key not in seen:
            seen[key] = bool(roles_at(actor, row.case) & ASSIGNING)
    if not all(seen.values()):
        raise Refusal("您不能派这个社区的探访，请联系当地社区工作者或街道经办", status=403, code="right")


def _unserved(case: Case) -> tuple[str, ...]:
    checks = (
        (case.state not in SERVED, "个案不在“在册”状态，不能安排探访"),
        (case.willingness in REFUSING, "老年人已表示不愿意接受探访"),
    )
    return tuple(sentence for broken, sentence in checks if broken)


def _about_visitor(visitor: Visitor, rows: Sequence[PlannedVisit]) -> list[str]:
    """Say why this person cannot take these visits: roster, training, leave, room left (R82, R35)."""
    last, today = max(row.window_to_on for row in rows), timezone.localdate()
    until = visitor.on_leave_until_on
    full = _too_many(visitor, rows)
    checks = (
        (not visitor.is_active, f"{visitor}已不在名册中"),
        (visitor.trained_until_on is None, f"{visitor}还没有完成应急处置流程学习确认"),
        (visitor.trained_until_on is not None and visitor.trained_until_on < today, f"{visitor}的应急培训确认已过期，须重新学习确认"),
        (until is not None and until >= last, f"{visitor}请假至{in_words(until)}，期限内不能探访" if until else ""),
        (bool(full), f"{visitor}每月可探访{visitor.capacity}人次，{'、'.join(full)}已满，请改派他人"),
    )
    return [sentence for broken, sentence in checks if broken]


def _too_many(visitor: Visitor, rows: Sequence[PlannedVisit]) -> list[str]:
    """Name the months in which the person would have more visits than there is room for."""
    asked = Counter(f"{row.window_to_on:%Y-%m}" for row in rows)
    taken = PlannedVisit.objects.filter(visitor=visitor).exclude(pk__in=[row.pk for row in rows]).values_list("window_to_on", flat=True)
    held = Counter(f"{day:%Y-%m}" for day in taken.filter(window_to_on__gte=min(row.window_to_on for row in rows).replace(day=1)))
    return sorted(month for month, count in asked.items() if count + held[month] > visitor.capacity)


def _about_rows(rows: Iterable[PlannedVisit], visitor: Visitor) -> Iterable[str]:
    for row in rows:
        yield from _unserved(row.case)
        if row.held_because:
            yield f"探访已暂停（{row.held_because}），待核实后再派"
        if row.street_id != visitor.street_id:
            yield f"{visitor}不是这个街道（乡镇）名册中的探访人员"
        if row.window_to_on < timezone.localdate():
            yield "有的探访已过期限"


def _note(frame: Frame, row: PlannedVisit, text: str) -> None:
    """Leave the trail in the elder's chain: who had the visit before, and who has it now."""
    frame.touch(f"case:{row.case_id}")
    frame.detail(f"planned_visit_{row.pk}", text, f"case:{row.case_id}")


def _open_to(visitor: Visitor, rows: Iterable[PlannedVisit]) -> None:
    """Open the elders to the visitor until the days for handing in are over; one share an elder, prolonged where there is one."""
    if visitor.account_id is None:
        return  # acts by a signed link, if at all
    until: dict[int, date] = {}
    for row in rows:
        last = deadline("visit_submission", row.district.code).last_day(row.window_to_on, working_calendar())
        until[row.case_id] = max(last, until.get(row.case_id, last))
    today = timezone.localdate()
    open_now = CaseShare.objects.filter(
        CaseShare.live(today), account_id=visitor.account_id, package=CaseShare.Package.VISIT, case_id__in=until
    )  # fmt: skip
    present = {share.case_id: share for share in open_now}
    prolonged = [share for key, share in present.items() if share.until_on is not None and share.until_on < until[key]]
    for share in prolonged:
        share.until_on = until[share.case_id]
    CaseShare.objects.bulk_update(prolonged, ["until_on"])
    common = {"account_id": visitor.account_id, "package": CaseShare.Package.VISIT, "from_on": today, "reason": "指派探访"}
    opened = [(key, last) for key, last in until.items() if key not in present]
    CaseShare.objects.bulk_create(CaseShare(case_id=key, until_on=last, fields=list(SHARED_FIELDS), **common) for key, last in opened)


def _close_to(pairs: Iterable[tuple[Visitor, int]]) -> None:
    """End the sight of elders of whom the visitor has no visit any more."""
    today = timezone.localdate()
    for visitor, case_id in dict.fromkeys(pairs):
        if visitor.account_id is None or PlannedVisit.objects.filter(visitor=visitor, case_id=case_id, done_on=None).exists():
            continue
        _end(CaseShare.objects.filter(CaseShare.live(today), VISITS, account_id=visitor.account_id, case_id=case_id), today)


def end_visitors_sight(case_id: int, on: date) -> int:
    """End what assignments opened of an elder who moves or whose case closes (flows.md D6): the next visitor is opened it anew."""
    return _end(CaseShare.objects.filter(CaseShare.live(on), VISITS, case_id=case_id), on)


def _end(shares: Iterable[CaseShare], on: date) -> int:
    rows = list(shares)
    for share in rows:
        # the day before: a share in force counts its last day
        share.until_on = on - timedelta(days=1)
        share.from_on = min(share.from_on, share.until_on)
        share.save(update_fields=["until_on", "from_on"])
    return len(rows)


def _tell(account_id: int | None, kind: str, body: str, now: datetime, *, region: int | None = None) -> None:
    if account_id is None and region is None:
        return
    role = Role.COMMUNITY_WORKER.value if account_id is None else ""
    Outbox.objects.create(kind=kind, body=body, account_id=account_id, role=role, region_id=region, created_at=now, next_try_at=now)


def unanswered(now: datetime) -> list[PlannedVisit]:
    """List what was given to somebody days ago and not answered, with the name of the elder masked for the reminder."""
    rows = PlannedVisit.objects.filter(planning=Planning.ASSIGNED, done_on=None, held_because="", assigned_at__lt=now - timedelta(days=1))
    found = rows.select_related("district", "visitor", "case__elder").order_by("pk")
    today, calendar = timezone.localdate(now), working_calendar()
    return [
        row
        for row in found
        if row.assigned_at is not None
        and today >= deadline("visit_acceptance", row.district.code, on=today).last_day(timezone.localdate(row.assigned_at), calendar)
    ]


def about(row: PlannedVisit) -> str:
    """Say whose visit it is and whose it should be, for a message."""
    return f"{mask_name(row.case.elder.name)}的探访已派给{row.visitor}，至今没有答复，请催办或改派"
