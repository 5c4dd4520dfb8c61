"""Keeping the ledger of duty: planned for a month, kept current with each visit, closed with its period; a second run changes nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from audit.canonical import digest, text_of
from casework.models import Case, MonthPlan, Obligation, PlannedVisit
from casework.queries.obligations import CHUNK
from casework.queries.owed import Owed, owed_by
from casework.queries.planning import owing_then
from casework.queries.shortfalls import Shortfalls
from casework.services.surge_visits import lay_out_surges
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from workflows.rules.dates import month_of, months_after, quarter_number

RULE_VERSION = "35号-1"
EXPLAINING = frozenset({Role.STREET_CLERK, Role.STREET_OFFICER})
CONCLUDED = (Obligation.Status.MISSED, Obligation.Status.EXCUSED)
MONTHS_AHEAD = 3
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Planned:
    """What a planning came to."""

    cases: int
    rows: int
    new: int
    removed: int

    def __add__(self, other: Planned) -> Planned:
        return Planned(self.cases + other.cases, self.rows + other.rows, self.new + other.new, self.removed + other.removed)


NOTHING = Planned(0, 0, 0, 0)


def month_named(text: str) -> date:
    """Read YYYY-MM as the month's first day. Raises Refusal, also for a month too far ahead for anybody to know its duties."""
    parts = _MONTH.fullmatch(text)
    if parts is None or parts[1] == "0000":
        raise Refusal(f"月份“{text}”写法不对，应为四位年-两位月，如 2026-11", status=400, code="month")
    month = date(int(parts[1]), int(parts[2]), 1)
    latest = months_after(month_of(timezone.localdate())[0], MONTHS_AHEAD)
    if latest is not None and month > latest:
        raise Refusal(f"月份“{text}”太远，最多提前{MONTHS_AHEAD}个月（到{latest:%Y-%m}）", status=400, code="month")
    return month


def plan_month(
    *, actor: Actor | HasActor, month: date, region: Region | None = None, progress: Callable[[int], None] = lambda count: None
) -> Planned:
    """Write the month's duties of every district (or one region), a chunk a transaction; killed half-way, run it again."""
    districts = Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None)
    if region is not None and region.level != Region.Level.CITY:
        districts = districts.filter(pk=next(one.pk for one in region.lineage if one.level == Region.Level.DISTRICT))
    total = NOTHING
    for district in districts.order_by("code"):
        part = region if region is not None and region.level in (Region.Level.STREET, Region.Level.COMMUNITY) else district
        total += _plan_part(actor, district, part, month, progress)
    return total


def _plan_part(actor: Actor | HasActor, district: Region, part: Region, month: date, progress: Callable[[int], None]) -> Planned:
    """Plan a district or a part of it: chunks of cases in key order, then one entry with the digest of the list."""
    first, last = month_of(month)
    as_of = min(max(timezone.localdate(), first), last)
    within, after, total, lines = owing_then(part, last), 0, NOTHING, list[str]()
    while True:
        with transaction.atomic():
            cases = locked(Case.objects.filter(within, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
            if not cases:
                break
            made, gone, kept = keep(cases, as_of)
            if last >= timezone.localdate():  # nobody can still be sent to a visit of a month that is over
                plan_visits(cases, as_of)
            lay_out_surges(cases, timezone.localdate())
        after, total = cases[-1].pk, total + Planned(len(cases), len(kept), made, gone)
        lines.extend(kept)
        progress(len(cases))
    is_past = last < timezone.localdate()
    if part == district and (lines or total.cases or is_past):
        _note(actor, district, f"{last:%Y-%m}", total, digest(text_of({"rows": sorted(lines)})))
    return total


def _note(actor: Actor | HasActor, district: Region, period: str, total: Planned, summary: str) -> None:
    """Say once, in the district's chain, that its month is planned and what the list was; a part of a district is not the district."""
    if MonthPlan.objects.filter(period=period, district=district, rows=total.rows, list_digest=summary).exists():
        return
    details = {"period": period, "district": district.name, "rows": str(total.rows), "rule": RULE_VERSION, "list": summary}
    with act(actor, "plan_month", details=details, chain=f"region:{district.pk}"):
        MonthPlan.objects.update_or_create(
            period=period, district=district,
            defaults={
                "planned_at": timezone.now(), "cases": total.cases, "rows": total.rows, "rule_version": RULE_VERSION, "list_digest": summary
            },
        )  # fmt: skip


def locked(ids: Iterable[int]) -> list[Case]:
    """Lock cases in key order before their rows are written: a visit recorded meanwhile waits, and neither loses what the other wrote."""
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=list(ids))
    return list(rows.select_related("district").order_by("pk"))


def keep(cases: Sequence[Case], as_of: date) -> tuple[int, int, list[str]]:
    """Bring the rows of these cases to what the rule says for the periods of a day; concluded ones stay as they were concluded."""
    now = timezone.now()
    owed = {one.key: one for one in owed_by(cases, as_of, timezone.localdate())}
    rows = _rows_of(cases, as_of)
    new = [_row(one, now) for key, one in owed.items() if key not in rows]
    changed, gone = [], []
    for key, row in rows.items():
        one = owed.get(key)
        if one is None:
            if row.status not in CONCLUDED:
                gone.append(row.pk)
        elif _renew(row, one, now):
            changed.append(row)
    Obligation.objects.bulk_create(new, batch_size=500)
    Obligation.objects.bulk_update(
        changed, ["required", "done", "status", "due_by_on", "district", "street", "community", "computed_at"], batch_size=200
    )
    Obligation.objects.filter(pk__in=gone).delete()
    return len(new), len(gone), [f"{key[0]}:{key[1]}:{key[2]}:{one.duty.required}" for key, one in owed.items()]


def _rows_of(cases: Sequence[Case], as_of: date) -> dict[tuple[int, str, str, int | None], Obligation]:
    month, quarter = f"{as_of:%Y-%m}", f"{as_of.year:04d}Q{quarter_number(as_of)}"
    surging = Q(kind=Obligation.Kind.SURGE, starts_on__lte=as_of, due_by_on__gte=as_of)
    rows = Obligation.objects.filter(Q(period__in=(month, quarter)) | surging, case_id__in=[case.pk for case in cases])
    return {(row.case_id, row.kind, row.period, row.campaign_id): row for row in rows}


def _row(one: Owed, now: datetime) -> Obligation:
    return Obligation(
        case=one.case, kind=one.kind, period=one.period, starts_on=one.starts_on, due_by_on=one.duty.due_by, required=one.duty.required,
        done=one.duty.done, status=Obligation.Status.MET if one.duty.met else Obligation.Status.OPEN, campaign_id=one.campaign_id,
        district_id=one.place.district_id, street_id=one.place.street_id, community_id=one.place.community_id, rule_version=RULE_VERSION,
        computed_at=now,
    )  # fmt: skip


def _renew(row: Obligation, one: Owed, now: datetime) -> bool:
    """Set what differs; an excuse never becomes met, and a missed one does only if the visit was made in time and recorded late."""
    status = Obligation.Status.MET if one.duty.met else row.status if row.status in CONCLUDED else Obligation.Status.OPEN
    places = (one.case.district_id, one.case.street_id, one.case.community_id)
    before = (row.required, row.done, row.status, row.due_by_on, row.district_id, row.street_id, row.community_id)
    # a month's last day never moves, a campaign's may
    row.required, row.done, row.status, row.due_by_on = one.duty.required, one.duty.done, status, one.duty.due_by
    # until its last day a period's duty goes with the elder; then it stays with the community that answered for that day
    if row.due_by_on >= timezone.localdate(now):
        row.district_id, row.street_id, row.community_id = places
    row.computed_at = now
    return before != (row.required, row.done, row.status, row.due_by_on, row.district_id, row.street_id, row.community_id)


def keep_case(case: Case, *, on: date | None = None) -> None:
    """Bring one case's duties up to date, for today's periods and those of another day; part of the caller's transaction."""
    today = timezone.localdate()
    fresh = Case.objects.select_related("district").get(pk=case.pk)
    for day in sorted({today, on or today}):
        keep([fresh], day)
    plan_visits([fresh], today)
    lay_out_surges([fresh], today)


def plan_visits(cases: Sequence[Case], as_of: date) -> None:
    """Lay out the visits that the month's open duties ask for, spread over the days left; one home visit serves both duties."""
    first, last = month_of(as_of)
    period = f"{as_of:%Y-%m}"
    open_rows = Obligation.objects.filter(
        case_id__in=[case.pk for case in cases], period=period, kind__in=(Obligation.Kind.VISIT, Obligation.Kind.HOME_VISIT)
    )
    wanted: dict[int, int] = {}
    at_home: dict[int, int] = {}
    for row in open_rows:
        table = wanted if row.kind == Obligation.Kind.VISIT else at_home
        table[row.case_id] = row.required
    there = {(one.case_id, one.number): one for one in PlannedVisit.objects.filter(case_id__in=[case.pk for case in cases], period=period)}
    new = []
    for case in cases:
        count = max(wanted.get(case.pk, 0), at_home.get(case.pk, 0))
        for number in range(1, count + 1):
            if (case.pk, number) not in there:
                begins = max(first, first + timedelta(days=(number - 1) * (last.day // count)))
                new.append(_planned(case, period, number, begins, last, must_be_home=number <= at_home.get(case.pk, 0)))
    PlannedVisit.objects.bulk_create(new, batch_size=500)
    surplus = [
        one.pk
        for (case_id, number), one in there.items()
        if number > max(wanted.get(case_id, 0), at_home.get(case_id, 0)) and one.done_on is None
    ]
    PlannedVisit.objects.filter(pk__in=surplus).delete()


def _planned(case: Case, period: str, number: int, begins: date, last: date, *, must_be_home: bool) -> PlannedVisit:
    assert case.community_id is not None, "a case on the register lies in a community"
    return PlannedVisit(
        case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, period=period, number=number,
        window_from_on=begins, window_to_on=last, must_be_home=must_be_home,
    )  # fmt: skip


def close_periods(*, actor: Actor | HasActor, today: date) -> int:
    """Conclude periods that are over, a chunk of cases an act: asked once more as of the last day, then met or missed."""
    missed = 0
    while True:
        over = Obligation.objects.filter(status=Obligation.Status.OPEN, due_by_on__lt=today).order_by("due_by_on")
        last = over.values_list("due_by_on", flat=True).first()
        if last is None:
            return missed
        missed += _close_chunk(actor, last)


def _close_chunk(actor: Actor | HasActor, last: date) -> int:
    """Conclude the duties of some cases that ended on one day; a suspension or closure on that day has taken them away."""
    with act(actor, "close_periods") as frame:
        ended = Obligation.objects.filter(status=Obligation.Status.OPEN, due_by_on=last)
        ids = list(ended.order_by("case_id").values_list("case_id", flat=True).distinct()[:CHUNK])
        cases = locked(ids)
        keep(cases, last)
        closing = list(ended.filter(case_id__in=ids))
        details = (("due_by", last.isoformat()), ("cases", str(len(ids))), ("missed", str(len(closing))), ("rule", RULE_VERSION))
        for name, value in details:
            frame.detail(name, value)
        _conclude(cases, closing)
        return len(closing)


def _conclude(cases: Sequence[Case], closing: Sequence[Obligation]) -> None:
    """Write down what was missed, and of each why it fell short: a statement a reason, of which there are few."""
    why, found = Shortfalls(cases, closing, timezone.localdate()), defaultdict(list)
    for row in closing:
        found[why.of(row)[1][:200]].append(row.pk)
    for reason, keys in found.items():
        Obligation.objects.filter(pk__in=keys).update(status=Obligation.Status.MISSED, short_because=reason)


def excuse(*, actor: Account, obligation: Obligation, reason: str) -> None:
    """Explain a missed duty; it stays unmet in every rate (G4). Raises Refusal."""
    if not roles_at(actor, obligation) & EXPLAINING:
        raise Refusal("漏访由街道经办说明，您不能办理", status=403, code="right")
    if len(reason.strip()) < 4:
        raise Refusal("请写明漏访原因（至少4个字）", status=400, code="reason")
    with act(actor, "excuse_missed_visit", obligation, chain=f"case:{obligation.case_id}", reason=reason):
        concluded = Obligation.objects.filter(pk=obligation.pk, status__in=CONCLUDED)
        if not concluded.update(status=Obligation.Status.EXCUSED, excuse=reason.strip()[:200]):
            raise Refusal("只有漏访的义务需要说明", status=409, code="state")
