"""加密探访: begun for an area and a reason, its end moved or the whole taken back with a reason, reported when it is over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Refusal, act
from casework.models import Campaign, PlannedVisit
from casework.queries.occasions import least_extra_visits
from casework.queries.targets import EVERYBODY, Target
from casework.services.campaign_reports import keep_report
from casework.services.surges import OWED, give_back_visits, move_end, take_back_surges, tell_communities, write_surges
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.policy import deadline
from workflows.policy.model import DAY_ENDS
from workflows.policy.weather import COLOURS, KINDS
from workflows.rules.categories import Category
from workflows.rules.dates import in_words

STARTING = frozenset({Role.CITY_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_CLERK})
READING = STARTING | {Role.STREET_OFFICER, Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.AUDITOR}
AT_ONCE = (Region.Level.STREET, Region.Level.COMMUNITY)  # a district's or the city's elders are many: the next tick, within half a minute
LONGEST = timedelta(days=184)
MOST_EXTRA = 31
PHONE_ROUND_FOR = ("橙色", "红色")


def start_campaign(
    *, actor: Account, name: str, trigger: str, region: Region, from_on: date, to_on: date, extra_visits: int | None = None,
    categories: tuple[str, ...] = (), target: Target = EVERYBODY, occasion: str = "", warning_kind: str = "", warning_colour: str = "",
    reason: str = "", dry_run: bool = False,
) -> Campaign:  # fmt: skip
    """Raise the frequency between two days, by the district's standard or more, and write the duties of one that has begun. Raises Refusal.

    A dry run only says what would refuse it, and writes nothing: for the preview.
    """
    by_weather = trigger == Campaign.Trigger.WEATHER
    extra = least_extra_visits(trigger, region.district_code, from_on) if extra_visits is None else extra_visits
    campaign = Campaign(
        name=name.strip(), trigger=trigger, region=region, from_on=from_on, to_on=to_on, extra_visits=extra,
        categories=list(categories), target=target.kept, occasion="" if by_weather else occasion.strip(), reason=reason.strip(),
        started_by=actor, warning_kind=warning_kind if by_weather else "",
        warning_colour=warning_colour if by_weather else "", started_at=timezone.now(),
    )  # fmt: skip
    problems = problems_of(campaign)
    if problems:
        raise Refusal(*problems, status=400, code="input")
    if not roles_at(actor, region) & STARTING:
        raise Refusal("您不能在这个区划发起加密探访", status=403, code="right")
    if dry_run:
        _refuse_twin(campaign)
        return campaign
    today = timezone.localdate()
    with act(actor, "start_campaign", chain=f"region:{region.pk}"):
        Region.objects.select_for_update().get(pk=region.pk)  # two who press at once: the second sees the first
        _refuse_twin(campaign)
        campaign.save()
        if from_on <= today <= to_on and region.level in AT_ONCE:
            write_surges(campaign, today)
    return campaign


def problems_of(campaign: Campaign) -> list[str]:
    """Name what is wrong with a campaign not yet begun, each with the sentence its field shows."""
    today, weather = timezone.localdate(), campaign.trigger == Campaign.Trigger.WEATHER
    least = least_extra_visits(campaign.trigger, campaign.region.district_code, campaign.from_on)
    checks = (
        (not campaign.name, "请填写加密探访的名称"),
        (campaign.trigger not in Campaign.Trigger.values, "起因请选择传统节日、恶劣天气或疾病多发"),
        (campaign.to_on < campaign.from_on, "结束日期不得早于开始日期"),
        (campaign.to_on < today, "结束日期不得早于今天"),
        (campaign.to_on - campaign.from_on > LONGEST, f"结束日期距开始日期不能超过{LONGEST.days}天，请分段发起"),
        # a visit inside a surge serves the surge first: an earlier beginning would take visits out of a month already closed
        (campaign.from_on < today.replace(day=1), f"开始日期不能早于{in_words(today.replace(day=1))}：上月的探访已经结账，不能再改变"),
        (campaign.extra_visits < least, f"增加次数至少为{least}{'（本区标准）' if least > 1 else ''}"),
        (campaign.extra_visits > MOST_EXTRA, f"增加次数最多为{MOST_EXTRA}"),
        (not set(campaign.categories) <= {one.value for one in Category}, "对象类别请从列表中选择"),
        (bool(Target.read(campaign.target).problems), "失能程度请从列表中选择"),
        (campaign.region.valid_until_on is not None, "这个区划已经撤销，请选择现行的区划"),
        (weather and campaign.warning_kind not in KINDS, f"天气预警请选择：{'、'.join(KINDS)}"),
        (weather and campaign.warning_colour not in COLOURS, f"预警颜色请选择：{'、'.join(COLOURS)}"),
    )
    return [sentence for wrong, sentence in checks if wrong]


def _refuse_twin(campaign: Campaign) -> None:
    """Refuse a second campaign for the same reason, area, elders and days. Raises Refusal."""
    same = {name: getattr(campaign, name) for name in ("trigger", "occasion", "warning_kind", "warning_colour", "from_on", "to_on")}
    rows = Campaign.objects.filter(region=campaign.region, cancelled_on=None, **same)
    if not (campaign.occasion or campaign.warning_kind):
        rows = rows.filter(name=campaign.name)  # nothing but the name says what it is for
    twin = next((one for one in rows if (sorted(one.categories), one.target) == (sorted(campaign.categories), campaign.target)), None)
    if twin is not None:
        raise Refusal(f"已经有同样的加密探访“{twin.name}”，不必重复发起", status=409, code="twin")


def change_end(*, actor: Account, campaign: Campaign, to_on: date, reason: str) -> Campaign:
    """Let a campaign last longer, or end sooner, but never before today. Raises Refusal."""
    if not roles_at(actor, campaign.region) & STARTING:
        raise Refusal("您不能调整这个区划的加密探访", status=403, code="right")
    with act(actor, "change_campaign_end", campaign, reason=reason):
        row = _under_way(campaign)
        before, row.to_on, row.changed_because = row.to_on, to_on, reason.strip()[:200]
        today = timezone.localdate()
        checks = (
            (to_on == before, "结束日期没有变化"),
            (to_on < today, "结束日期不得早于今天"),
            (to_on < row.from_on, "结束日期不得早于开始日期"),
            (to_on - row.from_on > LONGEST, f"结束日期距开始日期不能超过{LONGEST.days}天，请另行发起"),
            (len(reason.strip()) < 4, "请写明调整的原因（至少4个字）"),
        )
        problems = [sentence for wrong, sentence in checks if wrong]
        if problems:
            raise Refusal(*problems, status=400, code="input")
        row.save(update_fields=["to_on", "changed_because"])
        move_end(row)
        tell_communities(row, f"“{row.name}”{'延长' if to_on > before else '提前'}至{in_words(to_on)}结束，还有{OWED}位老年人没有加访")
    return row


def cancel_campaign(*, actor: Account, campaign: Campaign, reason: str) -> int:
    """Take a campaign back from today: what it asked for is no longer owed, the visits made stay and serve their month. Raises Refusal.

    Gives the number of elders who still owed a visit. What had been done by then is kept as the campaign's report.
    """
    if not roles_at(actor, campaign.region) & STARTING:
        raise Refusal("您不能取消这个区划的加密探访", status=403, code="right")
    today = timezone.localdate()
    with act(actor, "cancel_campaign", campaign, reason=reason):
        row = _under_way(campaign)
        if len(reason.strip()) < 4:
            raise Refusal("请写明取消的原因（至少4个字）", status=400, code="reason")
        row.cancelled_on, row.cancelled_because = today, reason.strip()[:200]
        tell_communities(row, f"“{row.name}”已取消，尚未完成的加访不再要求（{row.cancelled_because}）")
        keep_report(actor, row, now=timezone.now())
        row.save(update_fields=["cancelled_on", "cancelled_because"])
        count = take_back_surges(row)
        if row.region.level in AT_ONCE:
            give_back_visits(row, today)
        return count


def _under_way(campaign: Campaign) -> Campaign:
    """Lock a campaign that has not ended. Raises Refusal."""
    row: Campaign = Campaign.objects.select_for_update(of=("self",)).select_related("region", "started_by").get(pk=campaign.pk)
    if row.cancelled_on is not None or row.to_on < timezone.localdate():
        raise Refusal("这次加密探访已经结束", status=409, code="state")
    return row


def finish_campaign(campaign: Campaign) -> None:
    """Keep the report of a campaign that is over, in the system's name; its visits that nobody made are nobody's to make any more."""
    keep_report(SYSTEM_ACTOR, campaign, now=timezone.now())
    PlannedVisit.objects.filter(campaign=campaign, done_on=None).delete()


def phone_round_by(campaign: Campaign) -> datetime | None:
    """Say until when, after a grave warning, every elder concerned is to have been asked after by phone, and that while it lasts.

    None for other campaigns.
    """
    if campaign.warning_colour not in PHONE_ROUND_FOR or campaign.started_at is None:
        return None
    here = timezone.get_current_timezone()
    begins, ends = datetime.combine(campaign.from_on, time(), tzinfo=here), datetime.combine(campaign.to_on, DAY_ENDS, tzinfo=here)
    round_by = deadline("campaign_phone_round", campaign.region.district_code).after(max(campaign.started_at, begins), working_calendar())
    return min(round_by, ends)
