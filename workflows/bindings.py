"""Places bind new papers to a form of a process: one proposes, another adopts, from a day on; withdrawn from a day, never deleted.

依据: 35号 二(二)四. The one who proposes is the district's configurator, the one who adopts its civil affairs officer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.acts import Refusal, act
from permissions.access import roles_at
from permissions.models import Account, Region, RegionChange
from permissions.roles import Role
from workflows import placing
from workflows.flows import all_flows, current_flows, newest_like, versions_of
from workflows.models import FlowBinding, Outbox
from workflows.placing import Bound, Flow, Place
from workflows.rules.dates import in_words
from workflows.succession import Settled, Succession, settle

PROPOSING = Role.DISTRICT_CONFIGURATOR
ADOPTING = {"city": Role.CITY_OFFICER, "district": Role.DISTRICT_OFFICER, "street": Role.DISTRICT_OFFICER}


def read() -> None:
    """Read the adopted bindings into memory, where the standards are read."""
    placing.put(settled().bounds)


def settled() -> Settled:
    """Give the adopted bindings as they hold after all reforms of the regions, and why some hold no longer.

    One query; a second where a bound region has become another.
    """
    today = timezone.localdate()
    heirs = Exists(RegionChange.objects.filter(old=OuterRef("region"), changed_on__lte=today))
    adopted = FlowBinding.objects.filter(status=FlowBinding.Status.ADOPTED).annotate(has_heirs=heirs)
    rows = list(adopted.select_related("region").order_by("effective_on", "pk"))
    ended = {row.region_id: day for row in rows if (day := row.region.valid_until_on) is not None and day <= today}
    return settle(map(as_bound, rows), _successions(today) if any(row.has_heirs for row in rows) else (), ended)


def _successions(today: date) -> Iterator[Succession]:
    """Give what became of all regions so far; what is only announced moves nothing yet."""
    for one in RegionChange.objects.filter(changed_on__lte=today).select_related("old", "new"):
        old, new = one.old, one.new
        yield Succession(
            one.changed_on, new.pk, old.pk, old.name, new.name, new.level, new.parent_id,
            founded=new.valid_from_on >= one.changed_on, old_ended=old.valid_until_on,
        )  # fmt: skip


def forget() -> None:
    """Hold nothing from the database any more: for tests, whose rows are taken back."""
    placing.put(())


def as_bound(row: FlowBinding) -> Bound:
    """Give a stored binding as the lookups take it."""
    region = row.region
    return Bound(
        row.pk or 0, row.flow, row.flow_version, region.pk, region.level, region.name, row.effective_on, row.ends_on, row.basis,
        region.parent_id,
    )  # fmt: skip


def place_of(region: Region) -> Place:
    """Name a region as the place a paper lies in; a community takes what its street has."""
    ids = {one.level: one.pk for one in region.lineage}
    return Place(ids.get("district"), ids.get("street"))


def adopters(region: Region) -> Role | None:
    """Say which office adopts for a region; none where it has no process of its own."""
    return ADOPTING.get(region.level)


def propose_binding(*, actor: Account, region: Region, flow: str, version: int, effective_on: date, basis: str, reason: str) -> FlowBinding:
    """Propose a form of a process for a place. Raises Refusal with everything that is in the way."""
    with act(actor, "propose_flow_binding", region, reason=reason, basis=basis, details={"flow": flow, "version": version}):
        _only(PROPOSING, actor, region, "提出")
        if not basis.strip() or not reason.strip():
            raise Refusal("请写明文件依据和理由", status=400, code="basis")
        row = FlowBinding(
            region=region, flow=flow, flow_version=version, effective_on=effective_on, basis=basis.strip()[:200],
            reason=reason.strip()[:200], author=actor, created_at=timezone.now(),
        )  # fmt: skip
        _check(row)
        row.save()
        _tell(f"{_words(row)}，待您采用", role=adopters(region), region=region)
    return row


def check_proposal(*, region: Region, flow: str, version: int, effective_on: date) -> Flow:
    """Say which definition a proposal would bring, before it is made. Raises Refusal with everything that is in the way."""
    row = FlowBinding(region=region, flow=flow, flow_version=version, effective_on=effective_on)
    _check(row)
    return newest_like(all_flows()[(flow, version)])


def adopt_binding(*, actor: Account, row: FlowBinding, note: str = "") -> FlowBinding:
    """Adopt what another proposed: from its day on new papers of the place begin under it. Checked anew, since days have passed."""

    def decide(found: FlowBinding) -> None:
        role = adopters(found.region)
        _only(role, actor, found.region, "采用")
        _only_another(found, actor)
        _check(found)
        found.status = FlowBinding.Status.ADOPTED

    decided = _decided("adopt_flow_binding", actor, row, note, decide)
    read()
    return decided


def refuse_binding(*, actor: Account, row: FlowBinding, note: str) -> FlowBinding:
    """Turn a proposal down, or take back one's own."""

    def decide(found: FlowBinding) -> None:
        if found.author_id != actor.pk:
            _only(adopters(found.region), actor, found.region, "决定")
        if not note.strip():
            raise Refusal("请写明不采用的理由", status=400, code="note")
        found.status = FlowBinding.Status.REFUSED

    return _decided("refuse_flow_binding", actor, row, note, decide)


def withdraw_binding(*, actor: Account, row: FlowBinding, ends_on: date, reason: str) -> FlowBinding:
    """End an adopted binding from a day on: what lies above it, or before it, holds again for new papers; running ones keep theirs."""
    with act(actor, "withdraw_flow_binding", row.region, reason=reason):
        found = _locked(row)
        if PROPOSING not in roles_at(actor, found.region):
            _only(adopters(found.region), actor, found.region, "撤回")
        if found.status != FlowBinding.Status.ADOPTED:
            raise Refusal(f"这一项{found.get_status_display()}，没有可撤回的", status=409, code="status")
        if found.ends_on is not None:
            raise Refusal(f"已定自{in_words(found.ends_on)}起撤回", status=409, code="withdrawn")
        if not reason.strip():
            raise Refusal("请写明撤回的理由", status=400, code="reason")
        if ends_on < timezone.localdate():
            raise Refusal("撤回日期不能早于今天：已开始的事项按当时的流程", status=400, code="ends_on")
        found.ends_on, found.ended_by, found.ended_at, found.end_reason = ends_on, actor, timezone.now(), reason.strip()[:200]
        found.save(update_fields=["ends_on", "ended_by", "ended_at", "end_reason"])
        for account in {found.author_id, found.decided_by_id} - {actor.pk, None}:
            _tell(f"{_words(found)}，已定自{in_words(ends_on)}起撤回：{found.end_reason}", account=account)
    read()
    return found


def _decided(action: str, actor: Account, row: FlowBinding, note: str, decide: Callable[[FlowBinding], None]) -> FlowBinding:
    with act(actor, action, row.region, reason=note, basis=row.basis):
        found = _locked(row)
        if found.status != FlowBinding.Status.PROPOSED:
            raise Refusal(f"这一项{found.get_status_display()}，不能再决定", status=409, code="status")
        decide(found)
        found.decided_by, found.decided_at, found.decision_note = actor, timezone.now(), note.strip()[:200]
        try:
            with transaction.atomic():
                found.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
        except IntegrityError as error:
            if isinstance(error, Refusal):
                raise
            raise Refusal("这一天已采用了另一项，请先撤回它，或者另定生效日期", status=409, code="same_day") from error
        if found.author_id != actor.pk:
            said = f"：{found.decision_note}" if found.decision_note else ""
            _tell(f"{_words(found)}，{found.get_status_display()}{said}", account=found.author_id)
    return found


def _words(row: FlowBinding) -> str:
    known = current_flows().get(row.flow)
    return f"第{row.pk}号：{row.region}拟自{in_words(row.effective_on)}起施行“{known.label if known else row.flow}”第{row.flow_version}版"


def _tell(body: str, *, account: int | None = None, role: Role | None = None, region: Region | None = None) -> None:
    """Leave a message for a person, or for the office of a region; a street's is the district's."""
    at = region.parent if region is not None and region.level == Region.Level.STREET else region
    now = timezone.now()
    office = role.value if role is not None else ""
    Outbox.objects.create(kind="flow_binding", body=body[:300], account_id=account, role=office, region=at, created_at=now, next_try_at=now)


def _locked(row: FlowBinding) -> FlowBinding:
    rows = FlowBinding._base_manager.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=row.pk)


def _only(role: Role | None, actor: Account, region: Region, verb: str) -> None:
    if role is None:
        raise Refusal("社区（村）不单设流程，请在街道（乡镇）或区设置", status=422, code="level")
    if role not in roles_at(actor, region):
        raise Refusal(f"您无权{verb}{region}的流程（可由{role.label}办理）", status=403, code="right")


def _only_another(row: FlowBinding, actor: Account) -> None:
    if row.author_id == actor.pk:
        raise Refusal("不能采用自己提出的，请由另一人决定", status=403, code="own_proposal")


def _check(row: FlowBinding) -> None:
    """Refuse what no paper could begin under, by what is adopted now. Raises Refusal with every reason."""
    read()
    wrong = [] if adopters(row.region) else ["社区（村）不单设流程，请在街道（乡镇）或区设置"]
    if row.region.valid_until_on is not None:
        wrong.append(f"{row.region}已停用，请选现行的区划")
    if row.effective_on < timezone.localdate():
        wrong.append("生效日期不能早于今天：已开始的事项按当时的流程")
    flow = all_flows().get((row.flow, row.flow_version))
    if flow is None:
        known = "、".join(f"第{one.version}版{f'（{one.variant}）' if one.variant else ''}" for one in versions_of(row.flow))
        wrong.append(f"“{row.flow}”没有第{row.flow_version}版；可选：{known}" if known else f"没有流程“{row.flow}”")
    if wrong or flow is None:
        raise Refusal(*wrong, status=422, code="binding")
    looser = looser_than_above(row, flow)
    if looser:
        above = _above(row).flow
        raise Refusal(*(f"宽于上级施行的“{above.label}”第{above.version}版：{one}" for one in looser), status=422, code="looser")


def _above(row: FlowBinding) -> placing.Holding:
    """Find what holds on the binding's day at the region above it."""
    place = place_of(row.region)
    above = Place() if row.region.level != "street" else Place(place.district)
    return placing.holding(row.flow, above, row.effective_on)


def looser_than_above(row: FlowBinding, flow: Flow) -> tuple[str, ...]:
    """Say where the form that is to hold demands less than what holds above; the city itself answers to nobody here."""
    return () if row.region.level == "city" else placing.compared(_above(row).flow, newest_like(flow))


def choices(key: str) -> list[Flow]:
    """List the forms of a process a place may take: the newest of every variant, and the city's own versions."""
    newest = current_flows().get(key)
    found = [one for one in versions_of(key) if newest_like(one) is one]
    return sorted(found, key=lambda one: (one is not newest, -one.version))
