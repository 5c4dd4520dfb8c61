"""What follows a step of a clue, a notice or a supervision, in the same transaction."""

from __future__ import annotations

from casework.effects.closing import hold_visits, propose_closure
from casework.models import Case, Clue, Notice
from casework.services.contacts import mark_failed
from casework.services.review import call_up_review
from permissions.models import Region
from permissions.roles import Role
from workflows.effects import DueContext, EffectContext, due_handler, effect

REVIEWED = {
    Clue.Kind.CARE_HINT: "clue", Clue.Kind.CONTACT_FAILED: "clue", Clue.Kind.CATEGORY_CHANGE: "clue", Clue.Kind.HOSPITAL: "hospital",
}  # fmt: skip


@effect("hold_visits_on_death_clue")
def hold_visits_on_death_clue(ctx: EffectContext) -> None:
    """A hint of death holds the visits to come until it is checked; nothing else changes (R58)."""
    if ctx.subject.kind == Clue.Kind.DEATH and ctx.subject.case_id:
        hold_visits(ctx.subject.case_id)


@effect("pass_clue_on")
def pass_clue_on(ctx: EffectContext) -> None:
    """Hand the hint to the other community; the clock goes on."""
    clue: Clue = ctx.subject
    community = Region.objects.select_related("parent__parent").get(pk=clue.other_community_id)
    assert community.parent is not None and community.parent.parent is not None
    clue.community, clue.street, clue.district = community, community.parent, community.parent.parent
    clue.other_community = clue.other_street = clue.other_district = None
    clue.save(update_fields=["community", "street", "district", "other_community", "other_street", "other_district"])


@effect("answer_clue_source")
def answer_clue_source(ctx: EffectContext) -> None:
    """Tell the source whether its hint was true (R92)."""
    clue: Clue = ctx.subject
    clue.was_true, clue.answered_at = clue.state == "confirmed", ctx.now
    clue.save(update_fields=["was_true", "answered_at"])
    ctx.message(
        "clue_result", f"线索{'属实' if clue.was_true else '不实'}（{clue.get_kind_display()}）", channel="feedback", address=clue.source
    )


@effect("open_what_clue_asks")
def open_what_clue_asks(ctx: EffectContext) -> None:
    """Open what a confirmed hint asks for: a closure, an early review, or a task of the community."""
    clue: Clue = ctx.subject
    case = Case.objects.select_related("district", "street", "community", "elder").filter(pk=clue.case_id).first()
    if case is None:
        ctx.message("clue_new_elder", "线索属实：请登记新的摸排对象", role=Role.COMMUNITY_WORKER, region=clue.community_id)
        return
    if clue.kind in (Clue.Kind.DEATH, Clue.Kind.MOVE):
        propose_closure(ctx, case, "deceased" if clue.kind == Clue.Kind.DEATH else "moved_away", clue.evidence, clue.said_on)
        return
    if clue.kind == Clue.Kind.CONTACT_FAILED:
        first = case.contacts.filter(removed_on=None, is_failed=False).order_by("rank").first()
        if first is not None:
            mark_failed(ctx.actor, first, on=ctx.today)
    if clue.kind in REVIEWED:
        call_up_review(ctx.actor, case, trigger=REVIEWED[Clue.Kind(clue.kind)], note=f"线索属实：{clue.get_kind_display()}")


@effect("open_registered_street_notice")
def open_registered_street_notice(ctx: EffectContext) -> None:
    """Tell the registered street where the elder lives elsewhere: in the city by the system, outside by letter (R68)."""
    occasions = {"enrollment": "enrolled", "amendment": "amended", "closure": "moved" if ctx.subject.state == "transferred" else "closed"}
    case = Case.objects.select_related("district", "street", "community", "elder__hukou_region").get(pk=ctx.subject.case_id)
    elder = case.elder
    street = elder.hukou_region
    while street is not None and street.level == Region.Level.COMMUNITY:
        street = street.parent
    outside = bool(elder.hukou_outside) and street is None
    if not outside and (street is None or street.pk == case.street_id):
        return
    occasion = occasions.get(ctx.subject.flow_key, "amended")
    label = Notice.Occasion(occasion).label
    notice = Notice(
        case=case, district=case.district, street=case.street, community=case.community, occasion=occasion, goes_by_letter=outside,
        letter_address=elder.hukou_outside if outside else "", other_street=None if outside else street,
        other_district=None if outside else street.parent,
        content=f"{elder.name}，户籍在贵街道（乡镇），现居住在{case.district.name}{case.street.name}，已由居住地纳入探访关爱服务（{label}）。",
    )  # fmt: skip
    ctx.perform(notice, "create")


@effect("send_notice_if_in_city")
def send_notice_if_in_city(ctx: EffectContext) -> None:
    if not ctx.subject.goes_by_letter:
        ctx.perform(ctx.subject, "send")


@due_handler("remind_supervision")
def remind_supervision(ctx: DueContext) -> object:
    """Late: the street's officer and the district see it."""
    return ctx.escalate()
