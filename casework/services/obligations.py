"""Keeping the ledger of duty: planned for a month, kept current with each visit, closed with its period; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.acts import Actor, HasActor, Refusal, act
from audit.canonical import digest, text_of
from casework.models import Campaign, Case, MonthPlan, Obligation, PlannedVisit
from casework.queries.obligations import CHUNK, Known, campaigns_on, known_for, owing
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from workflows.rules.dates import month_of, quarter_number, quarter_of
from workflows.rules.obligations import Obligation as Duty
from workflows.rules.obligations import Obligations, obligations

RULE_VERSION = "35号-1"
EXPLAINING = frozenset({Role.STREET_CLERK, Role.STREET_OFFICER})
CONCLUDED = (Obligation.Status.MISSED, Obligation.Status.EXCUSED)


@dataclass(frozen=True)
class Owed:
    """One duty as the rule gives it, ready to be kept."""

    case: Case
    kind: str
    period: str
    starts_on: date
    duty: Duty
    campaign_id: int | None

    @property
    def key(self) -> tuple[int, str, str, int | None]:
        return self.case.pk, self.kind, self.period, self.campaign_id


@dataclass(frozen=True)
class Planned:
    """What a planning came to."""

    cases: int
    rows: int
    new: int
    removed: int


def month_named(text: str) -> date:
    """Read YYYY-MM as the month's first day. Raises Refusal."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=timezone.get_current_timezone()).date()
    except ValueError as error:
        raise Refusal(f"月份“{text}”写法不对，应为四位年-两位月，如 2026-11", status=400, code="month") from error


class Asking:
    """Asks the rule about cases, once a day that is asked for."""

    def __init__(self, cases: Sequence[Case], as_of: date, today: date) -> None:
        self.cases, self.as_of, self.today = cases, as_of, today
        self._answers: dict[date, dict[int, tuple[Known, Obligations]]] = {}

    def at_end(self, last: date) -> dict[int, tuple[Known, Obligations]]:
        """Answer as it is known at a period's end, or today where that is earlier: what was done after the day asked about counts too."""
        day = max(self.as_of, min(self.today, last))
        if day not in self._answers:
            known = known_for(self.cases, day, self.today)
            self._answers[day] = {key: (one, obligations(one.facts)) for key, one in known.items()}
        return self._answers[day]


def owed_by(cases: Sequence[Case], as_of: date, today: date) -> Iterator[Owed]:
    """Name the duties of the periods that contain a day, as they are kept."""
    asking = Asking(cases, as_of, today)
    first, quarter = month_of(as_of)[0], quarter_of(as_of)
    quarter_name = f"{as_of.year:04d}Q{quarter_number(as_of)}"
    for case in cases:
        answer = asking.at_end(month_of(as_of)[1])[case.pk][1]
        assistance = asking.at_end(quarter[1])[case.pk][1].assistance
        duties = (
            (Obligation.Kind.VISIT, f"{as_of:%Y-%m}", first, answer.visit),
            (Obligation.Kind.HOME_VISIT, f"{as_of:%Y-%m}", first, answer.home_visit),
            (Obligation.Kind.ASSISTANCE, quarter_name, quarter[0], assistance),
        )
        yield from (Owed(case, kind, period, begins, duty, None) for kind, period, begins, duty in duties if duty is not None)
    for campaign in campaigns_on(as_of):
        for case in cases:
            surge = _surge_of(campaign, *asking.at_end(campaign.to_on)[case.pk])
            if surge is not None:
                yield Owed(case, Obligation.Kind.SURGE, campaign.from_on.isoformat(), campaign.from_on, surge, campaign.pk)


def _surge_of(campaign: Campaign, known: Known, answer: Obligations) -> Duty | None:
    """Find a campaign's own duty among the surges, which the rule answers in the campaigns' order."""
    due = [one.pk for one in known.campaigns if one.from_on <= known.facts.as_of <= one.to_on and known.facts.is_active_on(one.to_on)]
    return answer.surges[due.index(campaign.pk)] if campaign.pk in due and answer.surges else None


def plan_month(
    *, actor: Actor | HasActor, month: date, region: Region | None = None, progress: Callable[[int], None] = lambda count: None
) -> Planned:
    """Write the month's duties of every district (or one region), a chunk a transaction; killed half-way, run it again."""
    last = month_of(month)[1]
    as_of = min(max(timezone.localdate(), month_of(month)[0]), last)
    districts = Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None)
    if region is not None and region.level != Region.Level.CITY:
        districts = districts.filter(pk=next(one.pk for one in region.lineage if one.level == Region.Level.DISTRICT))
    total = Planned(0, 0, 0, 0)
    for district in districts.order_by("code"):
        done = _plan_district(actor, district, region, as_of, last, progress)
        total = Planned(total.cases + done.cases, total.rows + done.rows, total.new + done.new, total.removed + done.removed)
    return total


def _plan_district(
    actor: Actor | HasActor, district: Region, region: Region | None, as_of: date, last: date, progress: Callable[[int], None]
) -> Planned:
    """One district's month: chunks of cases in key order, then one entry with the digest of the list."""
    within = owing(last, region if region is not None and region.level in ("street", "community") else district)
    after, count, new, removed, lines = 0, 0, 0, 0, []
    while True:
        cases = list(Case.objects.filter(within, pk__gt=after).select_related("district").order_by("pk")[:CHUNK])
        if not cases:
            break
        with transaction.atomic():
            made, gone, kept = keep(cases, as_of)
            plan_visits(cases, as_of)
        after, count, new, removed = cases[-1].pk, count + len(cases), new + made, removed + gone
        lines.extend(kept)
        progress(len(cases))
    if not count:
        return Planned(0, 0, 0, 0)
    summary = digest(text_of({"rows": sorted(lines)}))
    period, now = f"{last:%Y-%m}", timezone.now()
    known = MonthPlan.objects.filter(period=period, district=district, rows=len(lines), list_digest=summary).exists()
    if not known:
        details = {"period": period, "district": district.name, "rows": str(len(lines)), "rule": RULE_VERSION, "list": summary}
        with act(actor, "plan_month", details=details, chain=f"region:{district.pk}"):
            MonthPlan.objects.update_or_create(
                period=period, district=district,
                defaults={"planned_at": now, "cases": count, "rows": len(lines), "rule_version": RULE_VERSION, "list_digest": summary},
            )  # fmt: skip
    return Planned(count, len(lines), new, removed)


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
        changed, ["required", "done", "status", "district", "street", "community", "computed_at"], batch_size=200
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
        district_id=one.case.district_id, street_id=one.case.street_id, community_id=one.case.community_id, rule_version=RULE_VERSION,
        computed_at=now,
    )  # fmt: skip


def _renew(row: Obligation, one: Owed, now: datetime) -> bool:
    """Set what differs; an excuse never becomes met, and a missed one does only if the visit was made in time and recorded late."""
    status = Obligation.Status.MET if one.duty.met else row.status if row.status in CONCLUDED else Obligation.Status.OPEN
    places = (one.case.district_id, one.case.street_id, one.case.community_id)
    before = (row.required, row.done, row.status, row.district_id, row.street_id, row.community_id)
    row.required, row.done, row.status = one.duty.required, one.duty.done, status
    # until its last day a period's duty goes with the elder; then it stays with the community that answered for that day
    if row.due_by_on >= timezone.localdate(now):
        row.district_id, row.street_id, row.community_id = places
    row.computed_at = now
    return before != (row.required, row.done, row.status, row.district_id, row.street_id, row.community_id)


def keep_case(case: Case, *, on: date | None = None) -> None:
    """Bring one case's duties up to date, for today's periods and those of another day; part of the caller's transaction."""
    today = timezone.localdate()
    fresh = Case.objects.select_related("district").get(pk=case.pk)
    for day in sorted({today, on or today}):
        keep([fresh], day)
    plan_visits([fresh], today)


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
        keep(list(Case.objects.select_related("district").filter(pk__in=ids)), last)
        closing = ended.filter(case_id__in=ids)
        count = closing.count()
        for name, value in (("due_by", last.isoformat()), ("cases", str(len(ids))), ("missed", str(count)), ("rule", RULE_VERSION)):
            frame.detail(name, value)
        closing.update(status=Obligation.Status.MISSED)
        return count


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
