"""Handing in a region's monthly rate: frozen with its digest, corrected only by another beside it, compared with what is known since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, Frame, Refusal, act
from casework.models import Case, RateComparison, RateLine, RateReport, RateSeal
from casework.queries.places import within
from casework.queries.rates_difference import Differences, compare_part, from_json, merged
from casework.queries.rates_judged import COLUMNS
from casework.queries.rates_lines import digest_of, faults, line_of, parts_of, summed, units_of
from casework.queries.rates_reports import latest
from casework.services.obligations import RULE_VERSION
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.rules.dates import in_words, moment_in_words, month_of, period_in_words

# each level hands in its own figures: nobody above states them for it
OFFICES: dict[str, tuple[Role, ...]] = {
    Region.Level.COMMUNITY: (Role.COMMUNITY_WORKER,),
    Region.Level.STREET: (Role.STREET_CLERK, Role.STREET_OFFICER),
    Region.Level.DISTRICT: (Role.DISTRICT_OFFICER,),
    Region.Level.CITY: (Role.CITY_OFFICER,),
}
AT_ONCE = 5000  # elders; more are worked out by the worker, as known at the moment of the handing-in
BASIS = "津民发〔2023〕35号 一"


def office_for(actor: Account, region: Region) -> Role | None:
    """Name the office by which a person hands in a region's month; none where the person may not."""
    held = roles_at(actor, region)
    exactly = {one.role for one in reach_of(actor).held if one.place_id == region.pk}
    return next((role for role in OFFICES[region.level] if role in held & exactly), None)


def hand_in(*, actor: Account, region: Region, month: date, reason: str = "", corrects: int = 0) -> RateReport:
    """Freeze a region's month; `corrects` is the number of the report that the person has seen and corrects. Raises Refusal."""
    first, now = month_of(month)[0], timezone.now()
    with act(actor, "hand_in_rate_report", chain=f"region:{region.pk}", reason=reason, basis=BASIS) as frame:
        role = _need_office(actor, region)
        _need_month(region, first, timezone.localdate(now))
        _need_turn(region, first, corrects, reason)
        held = reach_of(actor).in_words(role)
        report = RateReport(
            region=region, month_on=first, number=corrects + 1, reason=reason.strip() if corrects else "", handed_in_at=now,
            handed_in_by=actor, by_name=actor.display_name[:60], by_office=f"{role.label}·{held.place_name}"[:120] if held else role.label,
            chain=f"region:{region.pk}",
        )  # fmt: skip
        try:
            with transaction.atomic():
                report.save()
        except IntegrityError as clash:
            raise Refusal(f"{report}刚刚已由他人报出，请刷新后查看", status=409, code="handed_in") from clash
        frame.detail("report", str(report))
        if count_of(region, first) <= AT_ONCE:
            _form_at_once(report, frame)
    return report


def _need_office(actor: Account, region: Region) -> Role:
    role = office_for(actor, region)
    if role is None:
        who = "或".join(one.label for one in OFFICES[region.level])
        raise Refusal(f"{region.name}的月报由本级的{who}报出，您不能办理", status=403, code="right")
    return role


def _need_month(region: Region, first: date, today: date) -> None:
    last = month_of(first)[1]
    if last >= today:
        raise Refusal(f"{_words(first)}还没有结束，{in_words(last + timedelta(days=1))}起才能报出", status=409, code="month_not_over")
    if region.valid_from_on > last or (region.valid_until_on is not None and region.valid_until_on <= last):
        raise Refusal(f"{region.name}在{_words(first)}末不是现行区划，没有这个月的月报", status=409, code="region")


def _words(month: date) -> str:
    return period_in_words(f"{month:%Y-%m}")


def _need_turn(region: Region, first: date, corrects: int, reason: str) -> None:
    """Refuse a second handing-in that does not say it corrects the one before, and a correction of what is no longer the newest."""
    there = latest(region, first)
    if there is None:
        if corrects:
            raise Refusal("这个月还没有报出，不能更正；请直接报出", status=409, code="nothing_to_correct")
        return
    told = f"{there}已由{there.by_name}于{moment_in_words(timezone.localtime(there.handed_in_at))}报出"
    if not corrects:
        raise Refusal(f"{told}；如数字有误，请作为更正再报并写明原因", status=409, code="handed_in")
    if corrects != there.number:
        raise Refusal(f"{told}，您看到的不是最近一次；请刷新后再决定是否更正", status=409, code="corrected_meanwhile")
    if len(reason.strip()) < 4:
        raise Refusal("请写明更正原因（至少4个字）", status=400, code="reason")
    if len(reason.strip()) > 200:
        raise Refusal("更正原因请控制在200字以内", status=400, code="reason")
    if not RateSeal.objects.filter(report=there).exists():
        raise Refusal("上一次报出的数字还在形成，请稍后再更正", status=409, code="forming")


def count_of(region: Region, month: date) -> int:
    """Count the elders who had come on the register by a month's end: what working it out will cost."""
    return int(Case.objects.filter(within(region), enrolled_on__lte=month_of(month)[1]).count())


def _form_at_once(report: RateReport, frame: Frame) -> None:
    for part in parts_of(report.region, report.month_on):
        _write_part(report, part)
    lines = _lines(report)
    if not any(getattr(line, column) for line in lines for column in COLUMNS):
        raise Refusal(
            f"{report.region.name}{_words(report.month_on)}没有应探访、暂停或不愿意的老年人，不必报出", status=422, code="nothing_to_report"
        )
    frame.detail("sha256", _seal(report, lines).digest)


def _write_part(report: RateReport, part: Region) -> None:
    units = units_of(part, report.region, report.month_on, report.handed_in_at)
    RateLine.objects.bulk_create([line_of(report, unit) for unit in units.values()], batch_size=200)


def _lines(report: RateReport) -> list[RateLine]:
    """Give a report's lines, and with them the city's own where the report is the city's: the sum of its districts."""
    lines = list(RateLine.objects.filter(report=report))
    if report.region.level == Region.Level.CITY:
        districts = [line for line in lines if line.level == Region.Level.DISTRICT]
        lines += RateLine.objects.bulk_create([line_of(report, summed(report.region, districts))])
    return lines


def _seal(report: RateReport, lines: list[RateLine]) -> RateSeal:
    seal: RateSeal = RateSeal.objects.create(
        report=report, sealed_at=timezone.now(), rule_version=RULE_VERSION, digest=digest_of(report, lines), chain=report.chain
    )
    return seal


def form_next(report: RateReport) -> bool:
    """Work out one more part of a large report, as known when it was handed in; true once it is sealed. A second run goes on."""
    with act(SYSTEM_ACTOR, "form_rate_report", report, chain=report.chain) as frame:
        RateReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if RateSeal.objects.filter(report=report).exists():
            frame.silent()
            return True
        parts = parts_of(report.region, report.month_on)
        done = set(RateLine.objects.filter(report=report, region__in=parts).values_list("region_id", flat=True))
        waiting = [part for part in parts if part.pk not in done]
        if waiting:
            _write_part(report, waiting[0])
        if len(waiting) > 1:
            return False
        frame.detail("sha256", _seal(report, _lines(report)).digest)
        return True


def check(report: RateReport) -> list[str]:
    """Say what of a sealed report no longer agrees with its digest; empty where all is as it was handed in."""
    return faults(report, list(RateLine.objects.filter(report=report)), report.seal.digest)


def compare(report: RateReport, *, parts: Iterable[Region] | None = None, now: datetime | None = None) -> Differences:
    """Compare a report with what is known now and keep what differs; a large one part by part."""
    moment = now or timezone.now()
    every = parts_of(report.region, report.month_on)
    found = {str(part.pk): compare_part(report, part, moment) for part in (every if parts is None else parts)}
    row, _ = RateComparison.objects.get_or_create(report=report)
    kept = {key: value for key, value in row.parts.items() if key in {str(one.pk) for one in every}}
    kept |= {key: {**value.as_json(), "at": moment.isoformat()} for key, value in found.items()}
    whole = merged(report, [from_json(one) for one in kept.values()])
    row.parts, row.elders, row.is_intact = kept, len(whole.elders), not check(report)
    if len(kept) == len(every):
        row.compared_at = min(datetime.fromisoformat(one["at"]) for one in kept.values())
    row.save()
    return whole


def is_small(report: RateReport) -> bool:
    """Say whether a report's elders are few enough to be worked out while somebody waits."""
    return count_of(report.region, report.month_on) <= AT_ONCE


def differences_of(report: RateReport) -> tuple[Differences | None, datetime | None]:
    """Give a report's differences: worked out now where the elders are few, else as last compared; none where that was never."""
    if is_small(report):
        now = timezone.now()
        return merged(report, [compare_part(report, part, now) for part in parts_of(report.region, report.month_on)]), now
    row = RateComparison.objects.filter(report=report).first()
    if row is None or row.compared_at is None:
        return None, None
    return merged(report, [from_json(one) for one in row.parts.values()]), row.compared_at


def want_comparison(report: RateReport) -> None:
    """Ask the worker to compare a large report soon."""
    RateComparison.objects.update_or_create(report=report, defaults={"wanted_at": timezone.now()})
