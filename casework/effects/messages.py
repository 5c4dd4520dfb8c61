"""Who is told what: common to all flows. Bodies name the paper and the state, never a number, a phone or a health note."""

from __future__ import annotations

from typing import Any

from casework.effects.visit import last_author
from permissions.masks import mask_name
from permissions.roles import HeldAt, Role
from workflows.effects import EffectContext, message
from workflows.engine.definition import OTHER


def about(ctx: EffectContext) -> str:
    """Say whose paper it is, with the name masked."""
    case: Any = getattr(ctx.subject, "case", None) or ctx.subject
    elder = getattr(case, "elder", None)
    return f"{mask_name(elder.name)}的{ctx.subject}" if elder is not None else str(ctx.subject)


def _note(ctx: EffectContext) -> str:
    return f"：{ctx.step.note[:80]}" if ctx.step.note else ""


@message("tell_author")
def tell_author(ctx: EffectContext) -> None:
    """Tell whoever handed the paper in."""
    author = last_author(ctx.subject.flow_key, ctx.subject.pk, but=ctx.step.actor_id)
    if author is not None:
        ctx.message("answer", f"{about(ctx)}已{ctx.step.label}，现为“{ctx.step.to_label}”{_note(ctx)}", account=author)


@message("tell_desk")
def tell_desk(ctx: EffectContext) -> None:
    """Tell those on whose desk the paper now lies."""
    state = ctx.subject.state_definition()
    text = f"{about(ctx)}等待您办理（{state.label}）"
    for role in state.desk:
        if role.held_at == HeldAt.ORGANISATION:
            if ctx.subject.organisation_id:
                ctx.message("desk", text, role=role, organisation=ctx.subject.organisation_id)
            continue
        ctx.message("desk", text, role=role, region=_place(ctx, role, other=state.at == OTHER))


def _place(ctx: EffectContext, role: Role, *, other: bool = False) -> int | None:
    prefix = "other_" if other else ""
    if role == Role.CITY_OFFICER:
        return ctx.subject.district.parent_id  # type: ignore[no-any-return]
    level = {Role.DISTRICT_OFFICER: "district", Role.STREET_CLERK: "street", Role.STREET_OFFICER: "street"}.get(role, "community")
    return getattr(ctx.subject, f"{prefix}{level}_id") or getattr(ctx.subject, f"{prefix}street_id")  # type: ignore[no-any-return]


@message("tell_receiver")
def tell_receiver(ctx: EffectContext) -> None:
    """Tell the organisation that received the paper; it learns the rest when it opens the package."""
    if ctx.subject.organisation_id:
        ctx.message("received", f"收到一份{ctx.subject._meta.verbose_name}，请及时接收", organisation=ctx.subject.organisation_id)


@message("tell_owner")
def tell_owner(ctx: EffectContext) -> None:
    """Tell the social worker in charge."""
    if ctx.subject.owner_id:
        ctx.message("owner", f"{about(ctx)}已{ctx.step.label}，现为“{ctx.step.to_label}”{_note(ctx)}", account=ctx.subject.owner_id)


@message("tell_district")
def tell_district(ctx: EffectContext) -> None:
    ctx.message("district", f"{about(ctx)}已{ctx.step.label}{_note(ctx)}", role=Role.DISTRICT_OFFICER, region=ctx.subject.district_id)


@message("tell_crisis")
def tell_crisis(ctx: EffectContext) -> None:
    """Tell the station's supervisors and the street at once."""
    text = f"{about(ctx)}启动危机干预，24小时内制定处置计划"
    if ctx.subject.organisation_id:
        ctx.message("crisis", text, role=Role.SOCIAL_WORK_SUPERVISOR, organisation=ctx.subject.organisation_id)
    ctx.message("crisis", text, role=Role.STREET_CLERK, region=ctx.subject.street_id)


@message("tell_duty")
def tell_duty(ctx: EffectContext) -> None:
    """Call the community's people on duty."""
    text = f"{about(ctx)}：请立即接警"
    for role in (Role.COMMUNITY_WORKER, Role.GRID_WORKER):
        ctx.message("incident", text, role=role, region=ctx.subject.community_id)


@message("tell_other_street")
def tell_other_street(ctx: EffectContext) -> None:
    if ctx.subject.other_street_id:
        ctx.message("notice", "收到一份人户分离告知，请签收回执", role=Role.STREET_CLERK, region=ctx.subject.other_street_id)
