"""加密探访: begun for an area and a reason, its duties written at once, reported at its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from audit.acts import Refusal, act
from casework.models import Campaign, Case, Obligation
from casework.queries.obligations import CHUNK
from casework.services.obligations import keep
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role

STARTING = frozenset({Role.CITY_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_CLERK})
WARNING_KINDS = (
    "台风", "暴雨", "暴雪", "寒潮", "大风", "沙尘暴", "高温", "干旱", "雷电", "冰雹", "霜冻", "大雾", "霾", "道路结冰",
)  # fmt: skip
WARNING_COLOURS = ("蓝色", "黄色", "橙色", "红色")


@dataclass(frozen=True)
class Coverage:
    """How far a campaign has come in one unit."""

    region_id: int
    name: str
    owed: int
    met: int


def start_campaign(
    *, actor: Account, name: str, trigger: str, region: Region, from_on: date, to_on: date, extra_visits: int = 1,
    categories: tuple[str, ...] = (),
    warning_kind: str = "", warning_colour: str = "", reason: str = "",
) -> Campaign:  # fmt: skip
    """Raise the frequency between two days, and write the duties of a campaign that has begun. Raises Refusal."""
    problems = [
        sentence
        for wrong, sentence in (
            (not name.strip(), "请填写加密探访的名称"),
            (to_on < from_on, "结束日期不得早于开始日期"),
            (to_on < timezone.localdate(), "结束日期不得早于今天"),
            (extra_visits < 1, "增加次数至少为1"),
            (trigger == Campaign.Trigger.WEATHER and warning_kind not in WARNING_KINDS, f"天气预警请选择：{'、'.join(WARNING_KINDS)}"),
            (
                trigger == Campaign.Trigger.WEATHER and warning_colour not in WARNING_COLOURS,
                f"预警颜色请选择：{'、'.join(WARNING_COLOURS)}",
            ),
        )
        if wrong
    ]
    if problems:
        raise Refusal(*problems, status=400, code="input")
    if not roles_at(actor, region) & STARTING:
        raise Refusal("您不能在这个区划发起加密探访", status=403, code="right")
    with act(actor, "start_campaign", chain=f"region:{region.pk}"):
        campaign = Campaign.objects.create(
            name=name.strip(), trigger=trigger, region=region, from_on=from_on, to_on=to_on, extra_visits=extra_visits,
            categories=list(categories),
            warning_kind=warning_kind, warning_colour=warning_colour, reason=reason, started_by=actor,
        )  # fmt: skip
        # a district's or the city's are many: the next tick writes them, within half a minute
        if from_on <= timezone.localdate() <= to_on and region.level in (Region.Level.STREET, Region.Level.COMMUNITY):
            write_surges(campaign, timezone.localdate())
    return campaign


def cancel_campaign(*, actor: Account, campaign: Campaign, reason: str) -> int:
    """Take a campaign back from today: what it asked for is no longer owed, the visits made stay. Raises Refusal."""
    if not roles_at(actor, campaign.region) & STARTING:
        raise Refusal("您不能取消这个区划的加密探访", status=403, code="right")
    if campaign.cancelled_on is not None or campaign.to_on < timezone.localdate():
        raise Refusal("这次加密探访已经结束", status=409, code="state")
    with act(actor, "cancel_campaign", campaign, reason=reason):
        if len(reason.strip()) < 4:
            raise Refusal("请写明取消的原因（至少4个字）", status=400, code="reason")
        campaign.cancelled_on = timezone.localdate()
        campaign.save(update_fields=["cancelled_on"])
        return write_surges(campaign, timezone.localdate())


def write_surges(campaign: Campaign, today: date) -> int:
    """Bring the duties of a campaign's cases up to date, a chunk of them at a time; a second run changes nothing."""
    region, after, count = campaign.region, 0, 0
    within = Q() if region.level == Region.Level.CITY else Q(**{f"{region.level}_id": region.pk})
    while True:
        cases = list(
            Case.objects.filter(within, pk__gt=after, state__in=("active", "closing")).select_related("district").order_by("pk")[:CHUNK]
        )
        if not cases:
            return count
        keep(cases, max(campaign.from_on, min(today, campaign.to_on)))
        after, count = cases[-1].pk, count + len(cases)


def coverage(campaign: Campaign) -> list[Coverage]:
    """Say, street by street, how many of those owed a visit have had it: live, and the report at the end."""
    rows: Any = Obligation.objects.filter(campaign=campaign).values("street_id", "street__name")
    counted = rows.annotate(owed=Count("pk"), met=Count("pk", filter=Q(done__gte=F("required")))).order_by("street__code")
    return [Coverage(row["street_id"], row["street__name"], row["owed"], row["met"]) for row in counted]
