"""The districts' own standards and the entered calendars, kept in the database, as the policy and the calendar read them.

A lookup never asks the database: what was read stays until the next look, at most some seconds later, taken where a step or a timer is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from audit.acts import Refusal, act
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.roles import Role
from workflows import bindings
from workflows.calendar import city, holiday_year
from workflows.models import HolidayArrangement, PolicyOverlay
from workflows.policy import PolicyError, resolver
from workflows.policy.model import Overlay
from workflows.policy.policies import Files, Resolver
from workflows.policy.stored import as_json, from_json
from workflows.rules.calendar import HolidayYear
from workflows.rules.dates import moment_in_words

LOOK_EVERY = 5.0  # seconds


class DatabaseOverlays:
    """The overlays that configurators entered, as the policy's resolver takes them."""

    def __init__(self) -> None:
        self._rows: tuple[Overlay, ...] = ()
        self._version = 0

    def overlays(self) -> Sequence[Overlay]:
        return self._rows

    def version(self) -> object:
        return self._version

    def put(self, rows: tuple[Overlay, ...]) -> None:
        if rows != self._rows:
            self._rows, self._version = rows, self._version + 1


class DatabaseHolidays:
    """The years that were entered, as the city's calendar takes them."""

    def __init__(self) -> None:
        self._years: dict[int, HolidayYear] = {}
        self._version = 0

    def years(self) -> Mapping[int, HolidayYear]:
        return self._years

    def version(self) -> object:
        return self._version

    def put(self, years: dict[int, HolidayYear]) -> None:
        if years != self._years:
            self._years, self._version = years, self._version + 1


_standards, _holidays = DatabaseOverlays(), DatabaseHolidays()
_looked: list[float] = []


def plug_in() -> None:
    """Lay the database's overlays above the files', and its calendars above the release's; once a process."""
    if _standards not in resolver().sources:
        resolver().plug_in(_standards)
        city().plug_in(_holidays)


def keep_fresh(*, now: bool = False) -> None:
    """Read what is in force, unless that was done a moment ago; for the runner and the timers, before they decide."""
    moment = time.monotonic()
    if _looked and not now and moment - _looked[0] < LOOK_EVERY:
        return
    _looked[:] = [moment]
    # the withdrawn and replaced ones too: a past month is reckoned by what held in it
    _standards.put(tuple(as_overlay(row) for row in PolicyOverlay.objects.select_related("district").order_by("pk")))
    newest = {row.year: row for row in HolidayArrangement.objects.order_by("version")}
    _holidays.put({year: _as_year(row.year, row.table) for year, row in newest.items()})
    bindings.read()


def forget() -> None:
    """Hold nothing from the database any more: for tests, whose rows are taken back."""
    _looked.clear()
    _standards.put(())
    _holidays.put({})
    bindings.forget()


def set_standard(
    *, actor: Account, district: Region, section: str, key: str, value: object, effective_on: date, basis: str, reason: str = "",
    seen: int | None = None,
) -> PolicyOverlay:  # fmt: skip
    """Enter a district's own standard. Raises Refusal where it would loosen the plan's, names nothing known, or gives no basis.

    `seen` is the number of the newest version that the person had before the eyes (0: none): what another has set since is not overruled.
    """
    with act(actor, "set_standard", district, reason=reason, basis=basis):
        _only_configurator(actor, district)
        if district.level != Region.Level.DISTRICT:
            raise Refusal("标准由区统一设置，街道（乡镇）和社区（村）不能另定，请选择区", status=422, code="region")
        if not basis.strip():
            raise Refusal("请写明文件依据", status=400, code="basis")
        row = _entered(actor, district, section, key, value, effective_on=effective_on, basis=basis, reason=reason, seen=seen)
    keep_fresh(now=True)
    return row


def withdraw_standard(
    *, actor: Account, row: PolicyOverlay, reason: str, effective_on: date | None = None, basis: str = "", seen: int | None = None
) -> PolicyOverlay:
    """Set nothing of one's own any more, from today or a later day on: a version without a value; the past stays as it was."""
    with act(actor, "withdraw_standard", row.district, reason=reason, basis=basis):
        _only_configurator(actor, row.district)
        last = _newest(row.district, row.key)
        if last is None or last.value is None or last.withdrawn_on is not None:
            raise Refusal("这项标准已经撤回", status=409, code="withdrawn")
        if not reason.strip():
            raise Refusal("请写明撤回的理由", status=400, code="reason")
        new = _entered(
            actor, row.district, row.section, row.key, None, effective_on=effective_on or timezone.localdate(), basis=basis,
            reason=reason, seen=seen,
        )  # fmt: skip
    keep_fresh(now=True)
    return new


def restore_standard(
    *, actor: Account, row: PolicyOverlay, reason: str, effective_on: date | None = None, basis: str = "", seen: int | None = None
) -> PolicyOverlay:
    """Bring an earlier version back as a new one. Raises Refusal where it is the newest anyway, or would loosen what holds by now."""
    with act(actor, "restore_standard", row.district, reason=reason, basis=basis):
        _only_configurator(actor, row.district)
        last = _newest(row.district, row.key)
        if last is None or (last.value == row.value and last.withdrawn_on is None):
            raise Refusal(f"最新一版就是第{row.version}版的数值，不必恢复", status=409, code="restored")
        if not reason.strip():
            raise Refusal("请写明恢复的理由", status=400, code="reason")
        new = _entered(
            actor, row.district, row.section, row.key, from_json(row.value), effective_on=effective_on or timezone.localdate(),
            basis=basis or row.basis, reason=reason, restores=row.version, seen=seen,
        )  # fmt: skip
    keep_fresh(now=True)
    return new


def _newest(district: Region, key: str) -> PolicyOverlay | None:
    """Find the version that a district's standard was entered with last."""
    found: PolicyOverlay | None = PolicyOverlay.objects.filter(district=district, key=key).order_by("version").last()
    return found


def _entered(
    actor: Account, district: Region, section: str, key: str, value: object, *, effective_on: date, basis: str, reason: str,
    restores: int | None = None, seen: int | None = None,
) -> PolicyOverlay:  # fmt: skip
    """Write the next version of a district's standard, held to the plan."""
    if effective_on < timezone.localdate():
        raise Refusal("生效日期不能早于今天：已办的事项按当时的标准", status=400, code="effective_on")
    last = _newest(district, key)
    _refuse_unseen(last, seen)
    try:
        stored = as_json(value)
    except PolicyError as error:
        raise Refusal(str(error), status=422, code="policy") from error
    row = PolicyOverlay(
        district=district, section=section, key=key, value=stored, effective_on=effective_on, basis=basis.strip(), reason=reason,
        version=last.version + 1 if last is not None else 1, author=actor, created_at=timezone.now(), restores=restores,
    )  # fmt: skip
    _check(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refusal("刚刚有人设置了同一项标准，请刷新后查看再定", status=409, code="version") from error
    return row


def _refuse_unseen(last: PolicyOverlay | None, seen: int | None) -> None:
    """Refuse to go over a version that another entered after the person had looked. Raises Refusal."""
    if last is None or seen is None or seen == last.version:
        return
    who = f"{last.author.display_name}已于{moment_in_words(timezone.localtime(last.created_at))}"
    raise Refusal(f"您打开页面以后，{who}设置了第{last.version}版，请核对最新的数值再定", status=409, code="version")


def set_holidays(*, actor: Account, year: int, table: Mapping[str, Sequence[date]], basis: str) -> HolidayArrangement:
    """Enter a year's days off and worked weekends. Raises Refusal where the table does not hold together."""
    with act(actor, "set_holidays", basis=basis):
        if not any(Role.DISTRICT_CONFIGURATOR in roles_at(actor, region) for region in Region.objects.filter(level="district")):
            raise Refusal("您无权录入节假日安排（可由区配置管理员办理）", status=403, code="right")
        if not basis.strip():
            raise Refusal("请写明依据（国务院办公厅通知文号）", status=400, code="basis")
        stored = {name: [day.isoformat() for day in days] for name, days in table.items()}
        try:
            _as_year(year, stored)
        except (PolicyError, ValueError) as error:
            raise Refusal(str(error), status=422, code="holidays") from error
        last = HolidayArrangement.objects.filter(year=year).aggregate(last=Max("version"))["last"] or 0
        row = HolidayArrangement.objects.create(
            year=year, version=last + 1, table=stored, basis=basis.strip(), author=actor, created_at=timezone.now()
        )
    keep_fresh(now=True)
    return row


def _only_configurator(actor: Account, district: Region) -> None:
    if Role.DISTRICT_CONFIGURATOR not in roles_at(actor, district):
        raise Refusal("您无权设置本区标准（可由区配置管理员办理）", status=403, code="right")


def _check(row: PolicyOverlay) -> None:
    """Lay the new standard on what holds in the district on its day, as every lookup will."""
    keep_fresh(now=True)
    try:
        resolver().trial(as_overlay(row))
    except PolicyError as error:
        raise Refusal(str(error).partition("：")[2] or str(error), status=422, code="policy") from error


def standing_faults(district: Region | None = None) -> tuple[str, ...]:
    """Tell what of the files and of the standards entered is left out, and why: of all districts, or of one."""
    files = resolver().files
    return (*_unread(files), *_of_no_district(files), *resolver().faults(district.code[:6] if district is not None else ""))


def file_faults() -> tuple[str, ...]:
    """Tell what of the files is left out, and why; asks no database."""
    return (*_unread(resolver().files), *Resolver(resolver().base, resolver().files).faults())


def _unread(files: Sequence[Files]) -> list[str]:
    return [fault for one in files for fault in one.faults]


def _of_no_district(files: Sequence[Files]) -> list[str]:
    """Tell which files name a district that is none of ours: they hold for nobody."""
    written = [one for file in files for one in file.overlays()]
    if not written:
        return []
    codes = Region.objects.filter(level=Region.Level.DISTRICT, valid_until_on=None).values_list("code", flat=True)
    known = {code[:6] for code in codes}
    return [f"{one.place('region')}：没有代码为“{one.region}”的区，整个文件没有执行" for one in written if one.region not in known]


def as_overlay(row: PolicyOverlay) -> Overlay:
    """Give a stored standard as the policy lays it; a version without a value lays nothing, in the place of those before it."""
    given = {} if row.value is None else {row.key: from_json(row.value)}
    deadlines = given if row.section == PolicyOverlay.Section.DEADLINES else {}
    figures = given if row.section == PolicyOverlay.Section.FIGURES else {}
    origin = f"{row.district.name}区级标准第{row.version}版"
    return Overlay(row.district.code[:6], row.effective_on, row.basis, origin, deadlines, figures, slot=row.key, until_on=row.withdrawn_on)


def _as_year(year: int, table: Mapping[str, Sequence[str]]) -> HolidayYear:
    return holiday_year(year, {name: [date.fromisoformat(day) for day in days] for name, days in table.items()}, "录入的安排")
