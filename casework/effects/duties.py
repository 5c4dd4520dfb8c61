"""What every tick looks at besides the papers: a month to plan, a season to open, a period to close, people to remind; each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, act
from casework.models import Campaign, Obligation, Supervision
from casework.queries.obligations import missed_in_a_row
from casework.queries.planning import months_unplanned
from casework.services.campaigns import finish_campaign, phone_round_by
from casework.services.obligations import RULE_VERSION, close_periods, plan_month
from casework.services.surges import OWED, give_back_visits, tell_communities, write_surges
from casework.services.visits import about, unanswered
from permissions.models import Region
from permissions.roles import Role
from workflows.by_district import by_district
from workflows.calendar import working_calendar
from workflows.effects import sweep
from workflows.models import Outbox, TimerRun
from workflows.policy import deadline, number, resolver
from workflows.rules.dates import day_of_year_in_words, month_of
from workflows.runner import perform, system

NONE = Q(pk__in=())


def once(flow: str, subject_id: int, timer: str, cycle: int, now: datetime) -> bool:
    """Take a turn that comes once, however many workers tick; false where another had it."""
    try:
        with transaction.atomic():
            TimerRun.objects.create(flow=flow, subject_id=subject_id, timer=timer, cycle=cycle, ran_at=now)
    except IntegrityError:
        return False
    return True


@sweep("plan_month")
def plan_this_month(now: datetime) -> int:
    """Plan what a district has not planned, one district a tick: months in which nothing ran first; what comes later keeps itself."""
    for district, months in months_unplanned(timezone.localdate(now)):
        rows = sum(plan_month(actor=SYSTEM_ACTOR, month=month, region=district).rows for month in months)
        if rows:
            return rows
    return 0


@sweep("open_campaigns")
def open_campaigns(now: datetime) -> int:
    """Write the duties of campaigns under way, once a day: whoever comes into their area or categories meanwhile is included.

    One that began and ended while nothing ran is written as of its last day: what nobody did is missed, not forgotten.
    Killed half-way, the next tick writes the rest: the turn is taken when the work is done.
    """
    today, count = timezone.localdate(now), 0
    opened = TimerRun.objects.filter(flow="campaign", timer="open", subject_id=OuterRef("pk"))
    begun = Campaign.objects.filter(Q(to_on__gte=today) | ~Exists(opened), from_on__lte=today, cancelled_on=None)
    looked = opened.filter(cycle=today.toordinal())
    for campaign in begun.filter(~Exists(looked)).select_related("region").order_by("pk"):
        written = write_surges(campaign, today)
        if once("campaign", campaign.pk, "open", min(today, campaign.to_on).toordinal(), now):
            details = {"cases": str(written.cases), "rule": RULE_VERSION, "list": written.digest}
            with act(SYSTEM_ACTOR, "write_surges", campaign, details=details):
                _announce(campaign, now)
        count += written.cases
    return count


def _announce(campaign: Campaign, now: datetime) -> None:
    """Tell the communities once that a campaign has begun, and what it asks of them."""
    if campaign.to_on < timezone.localdate(now) or not once("campaign", campaign.pk, "announce", 0, now):
        return
    round_by, soon = phone_round_by(campaign), ""
    if round_by:
        by = timezone.localtime(round_by)
        soon = f"，请在{day_of_year_in_words(by)}{by:%H:%M}前先电话问候一轮"
    last = day_of_year_in_words(campaign.to_on)
    body = f"“{campaign.name}”已开始，本社区{OWED}位老年人须在{last}前各增加{campaign.extra_visits}次探访{soon}"
    tell_communities(campaign, body, now)


@sweep("settle_cancelled_campaigns")
def settle_cancelled_campaigns(now: datetime) -> int:
    """Let the visits made for a district's or the city's cancelled campaign serve their month again."""
    today = timezone.localdate(now)
    left = Obligation.objects.filter(campaign=OuterRef("pk"), status__in=(Obligation.Status.OPEN, Obligation.Status.MET))
    rows = Campaign.objects.filter(Exists(left), cancelled_on__isnull=False).select_related("region").order_by("pk")
    return sum(give_back_visits(campaign, today) for campaign in rows)


@sweep("close_periods")
def close_what_is_over(now: datetime) -> int:
    """Close the periods that are over, then ask the streets about elders whom nobody saw for months in a row."""
    today = timezone.localdate(now)
    missed = close_periods(actor=SYSTEM_ACTOR, today=today)
    last_month = month_of(today)[0]
    for street_id, count in missed_too_long(last_month):
        if once("supervision", street_id, "missed_visits", last_month.toordinal(), now):
            _supervise(Region.objects.get(pk=street_id), count, last_month)
    return missed


def missed_too_long(month: date) -> Iterator[tuple[int, int]]:
    """Count by street the elders missed for as many months as the street's own district asks about."""
    asked = {code: number("visit_missed_months", code) for code in resolver().districts}
    city = number("visit_missed_months")
    for months in sorted({city, *asked.values()}):
        found = missed_in_a_row(month, months=months)
        codes = dict(Region.objects.filter(pk__in=[street for street, _ in found]).values_list("pk", "parent__code"))
        yield from ((street, count) for street, count in found if asked.get(codes[street] or "", city) == months)


@sweep("report_campaigns")
def report_campaigns(now: datetime) -> int:
    """Keep the report of every campaign that is over and whose duties are all concluded, once each."""
    opened = TimerRun.objects.filter(flow="campaign", timer="open", subject_id=OuterRef("pk"))
    running = Obligation.objects.filter(campaign=OuterRef("pk"), status=Obligation.Status.OPEN)
    over = Campaign.objects.filter(Exists(opened), ~Exists(running), to_on__lt=timezone.localdate(now), cancelled_on=None, report=None)
    done = 0
    for campaign in over.select_related("region__parent__parent__parent", "started_by").order_by("pk"):
        finish_campaign(campaign)
        done += 1
    return done


def _supervise(street: Region, count: int, month: date) -> None:
    """Put the question to the street in the system's name; the district reads the answer (flows.md D3, D11)."""
    months = number("visit_missed_months", street.parent.code if street.parent else None)
    question = f"有{count}位老年人连续{months}个月没有完成探访（截至{month.year}年{month.month}月前一个月），请说明原因、措施和完成日期"
    paper = Supervision(topic=Supervision.Topic.MISSED_VISITS, question=question, district=street.parent, street=street)
    perform(paper, "issue", actor=system(), note="系统下达")


@sweep("remind_unanswered")
def remind_unanswered(now: datetime) -> int:
    """Tell the community which visits were given to somebody who has not answered for days."""
    count = 0
    for row in unanswered(now):
        assert row.assigned_at is not None
        if once("planned_visit", row.pk, "unanswered", int(row.assigned_at.timestamp()), now):
            _tell(Role.COMMUNITY_WORKER, row.community_id, "unanswered", about(row), now)
            count += 1
    return count


@sweep("month_end_warning")
def warn_before_month_end(now: datetime) -> int:
    """As many days before the month's end as its district asks, tell each community how many elders nobody saw at home, or not at all."""
    today = timezone.localdate(now)
    last = month_of(today)[1]
    calendar = working_calendar()
    ahead = by_district(lambda code: Q() if today > deadline("visit_month_warning", code).before(last, calendar) else NONE)
    rows = Obligation.objects.filter(ahead, period=f"{today:%Y-%m}", kind__in=("visit", "home_visit"), done__lt=F("required"))
    unmet = rows.values_list("community_id").annotate(elders=Count("case_id", distinct=True)).order_by("community_id")
    told = 0
    for community_id, elders in unmet:
        if community_id and once("community", community_id, "month_end", last.toordinal(), now):
            for role in (Role.GRID_WORKER, Role.COMMUNITY_WORKER):
                _tell(
                    role,
                    community_id,
                    "month_end",
                    f"本月还有{elders}位老年人没有完成探访或上门，请在{last.month}月{last.day}日前安排",
                    now,
                )
            told += 1
    return told


def _tell(role: Role, region_id: int, kind: str, body: str, now: datetime) -> None:
    Outbox.objects.create(kind=kind, role=role.value, region_id=region_id, body=body, created_at=now, next_try_at=now)
