"""What follows a step of a referral, in the same transaction."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils import timezone

from audit.acts import Refusal
from audit.canonical import digest
from casework.models import CareService, Case, CaseShare, Consent, ConsentScope, Need, Referral, Step
from casework.services.consent import Answered, record_consent
from casework.services.purchases import keep_purchase
from casework.services.shares import end_shares, open_share
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.effects import DueContext, EffectContext, due_handler, effect
from workflows.policy import deadline, figure
from workflows.rules.dates import day_of_year_in_words, in_words
from workflows.store import at_its_start, due_of, write_look

PACKAGE_FIELDS = ("姓名", "性别", "年龄", "住址", "联系电话", "服务需求", "紧急程度")
ALWAYS_IN_PACKAGE = ("服务需求", "紧急程度")


@effect("note_deliverer")
def note_deliverer(ctx: EffectContext) -> None:
    """Keep who says that the service was provided: that person may not confirm it for the elder."""
    ctx.subject.delivered_by_id = ctx.step.actor_id
    ctx.subject.save(update_fields=["delivered_by"])


@effect("store_consent")
def store_consent(ctx: EffectContext) -> None:
    """Add the referral scope to what the elder has consented to, as the next version of the consent."""
    case = Case.objects.get(pk=ctx.subject.case_id)
    current = Consent.objects.filter(case=case, revoked_on=None).first()
    scopes = {*(current.scopes if current else [ConsentScope.VISIT]), ConsentScope.REFERRAL}
    given = ctx.given
    refused = [scope for scope in (current.refused_scopes if current else []) if scope not in scopes]
    answer = Answered(
        scopes=sorted(scopes), refused_scopes=refused, given_by=str(given.get("given_by") or Consent.GivenBy.ELDER),
        guardian=current.guardian if current else None,
        method=str(given.get("method") or "handwritten"), given_on=ctx.day_given("given_on"), asked_by=ctx.step.actor_name,
        witness=str(given.get("witness") or ""), evidence=str(given.get("evidence") or ""),
    )  # fmt: skip
    record_consent(ctx.actor, case, answer)
    agreed = ctx.given.get("agreed_fields")
    if isinstance(agreed, list | tuple):
        ctx.subject.keep(agreed_fields=[name for name in PACKAGE_FIELDS if name in agreed or name in ALWAYS_IN_PACKAGE])


@effect("share_package_with_receiver")
def share_package_with_receiver(ctx: EffectContext) -> None:
    """Write exactly the agreed fields into the package, digest it, and open this package alone to the receiver."""
    referral: Referral = ctx.subject
    case = Case.objects.select_related("elder", "district", "street", "community").get(pk=referral.case_id)
    agreed = set(referral.agreed_fields or PACKAGE_FIELDS) | set(ALWAYS_IN_PACKAGE)
    content = {name: value for name, value in _of_elder(case, ctx.today).items() if name in agreed}
    content |= {"服务需求": f"{referral.get_need_kind_display()}：{referral.need_text}", "紧急程度": referral.get_urgency_display()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    referral.keep(package=text, package_hash=digest(text))
    last = deadline("referral_delivery", case.district.code).last_day(ctx.today, working_calendar()) + timedelta(days=60)
    open_share(
        referral, CaseShare.Package.REFERRAL, case_id=case.pk, on=ctx.today, until=last, reason="需求转介",
        organisation=referral.organisation_id, fields=sorted(content),
    )  # fmt: skip
    if referral.due_at is not None:
        # a receiver who has not opened it by then is reminded; the deadline itself goes to the street
        share = Fraction(str(figure("referral_reminder_share", case.district.code)))
        whole = referral.due_at - ctx.now
        write_look(referral, ctx.now + whole * share.numerator / share.denominator)


def _of_elder(case: Case, on: date) -> dict[str, object]:
    elder = case.elder
    place = f"{case.district.name}{case.street.name}{case.community.name if case.community else ''}{elder.door.reveal()}"
    return {
        "姓名": elder.name, "性别": elder.get_sex_display(), "年龄": elder.age_on(on), "住址": place, "联系电话": elder.phone.reveal(),
    }  # fmt: skip


@due_handler("remind_receiver_then_escalate")
def remind_receiver_then_escalate(ctx: DueContext) -> datetime | None:
    """Before the deadline remind the receiver, at it tell the office above (flows.md D4)."""
    if ctx.subject.due_at is not None and ctx.now < ctx.subject.due_at:
        due = timezone.localtime(ctx.subject.due_at)
        ctx.remind(f"{ctx.subject}尚未接收，请在{day_of_year_in_words(due)}{due:%H:%M}前接收")
        return ctx.subject.due_at  # type: ignore[no-any-return]
    return ctx.escalate()


@effect("end_share")
def end_share(ctx: EffectContext) -> None:
    """Close what was opened for this paper."""
    end_shares(ctx.subject, on=ctx.today)


@effect("note_signature")
def note_signature(ctx: EffectContext) -> None:
    ctx.subject.signed_by_id = ctx.step.actor_id
    ctx.subject.save(update_fields=["signed_by"])


@effect("suggest_next_provider")
def suggest_next_provider(ctx: EffectContext) -> None:
    """Ask the street to choose another receiver; the page lists who can serve."""
    ctx.message("next_provider", f"{ctx.subject}未被受理，请另选承接机构再转", role=Role.STREET_CLERK, region=ctx.subject.street_id)


@effect("pause_clock")
def pause_clock(ctx: EffectContext) -> None:
    """Stop the clock until a day: the time on hold is not counted, and is never longer than the policy says. Raises Refusal."""
    most = deadline("referral_hold", ctx.subject.district.code)
    longest = most.last_day(ctx.today, working_calendar())
    until = ctx.given.get("hold_until_on") or longest
    if not isinstance(until, date) or not ctx.today <= until <= longest:
        raise Refusal(f"暂缓的截止日期应在今天至{in_words(longest)}之间（最长{most.length}）", status=422, code="rule")
    ctx.subject.keep(hold_until_on=until)
    ctx.set_due(at_its_start(until + timedelta(days=1)))


@effect("resume_clock")
def resume_clock(ctx: EffectContext) -> None:
    """Let the clock run on where it stood: the deadline of the state returned to, later by all its time on hold."""
    referral: Referral = ctx.subject
    entered, held = _stretch(referral, ctx.step.number)
    holds = [step for step in held if step.transition == "hold"]
    last = (ctx.now - holds[-1].taken_at).total_seconds()
    referral.keep(hold_until_on=None, paused_seconds=referral.paused_seconds + max(0, int(last)))
    paused = timedelta()
    for step in held:
        paused += -(step.taken_at - entered) if step.transition == "hold" else step.taken_at - entered
    due = due_of(referral.state_definition(), referral, entered)
    ctx.set_due(None if due is None else due + paused)


def _stretch(referral: Referral, until: int) -> tuple[datetime, list[Step]]:
    """Find when the referral came into its state by work, not by resuming, and the holds and resumptions since."""
    steps = list(Step.objects.filter(subject_kind="referral", subject_id=referral.pk, number__lte=until).order_by("number"))
    came = max(place for place, step in enumerate(steps) if step.to_state == referral.state and step.transition != "resume")
    return steps[came].taken_at, [step for step in steps[came + 1 :] if step.transition in ("hold", "resume")]


@effect("open_child_referral")
def open_child_referral(ctx: EffectContext) -> None:
    """Begin the next referral of the same need; the chain stays visible."""
    old: Referral = ctx.subject
    chosen = ctx.given.get("organisation_id")
    child = Referral(
        case_id=old.case_id, district_id=old.district_id, street_id=old.street_id, community_id=old.community_id, need_id=old.need_id,
        need_kind=old.need_kind, need_text=old.need_text, agreed_fields=old.agreed_fields,
        urgency=old.urgency, is_funded=old.is_funded, funding_source=old.funding_source, parent=old,
        times_re_referred=old.times_re_referred + 1, organisation_id=chosen if isinstance(chosen, int) else None,
    )  # fmt: skip
    ctx.perform(child, "create", note=f"由第{old.pk}号转介再转")


@effect("write_care_record")
def write_care_record(ctx: EffectContext) -> None:
    """Begin the care record of what was provided, already signed by the delivery (R97)."""
    referral: Referral = ctx.subject
    kind = referral.need_kind if referral.need_kind in CareService.Kind.values else CareService.Kind.OTHER
    care = CareService(
        case_id=referral.case_id, district_id=referral.district_id, street_id=referral.street_id, community_id=referral.community_id,
        care_on=referral.delivered_on or ctx.today, kind=kind, done_by=CareService.Actor.PROVIDER, counts_as_assistance=True,
        content=referral.delivered_what or referral.need_text, server_name=referral.delivered_by_name or "服务机构",
        server_signed_by="seal",
        signed_on=referral.delivered_on or ctx.today, satisfaction=referral.satisfaction, satisfaction_text=referral.outcome_text,
        satisfaction_by_id=ctx.step.actor_id, written_by_id=referral.delivered_by_id, referral=referral,
    )  # fmt: skip
    kept = ctx.perform(care, "record_delivery").subject
    keep_purchase(referral, kept)


@effect("settle_need")
def settle_need(ctx: EffectContext) -> None:
    """Answer the need where it is solved; in part or not, it stays open (D9.9)."""
    referral: Referral = ctx.subject
    need = Need.objects.filter(pk=referral.need_id or 0).first()
    if need is None:
        return
    if referral.solved == Referral.Solved.YES:
        need.answered_by, need.answered_id, need.answered_on = Need.AnsweredBy.REFERRAL, referral.pk, max(ctx.today, need.found_on)
    else:
        need.unmet_count += 1
    need.save()


@effect("keep_need_known")
def keep_need_known(ctx: EffectContext) -> None:
    """The elder or the station declines: the need stays open and listed."""
    need = Need.objects.filter(pk=getattr(ctx.subject, "need_id", None) or 0).first()
    if need is not None:
        need.unmet_count += 1
        need.save(update_fields=["unmet_count"])


@effect("count_unmet_need")
def count_unmet_need(ctx: EffectContext) -> None:
    keep_need_known(ctx)


@due_handler("ask_by_phone")
def ask_by_phone(ctx: DueContext) -> object:
    """Nobody has confirmed the delivery: ask the community to call the elder."""
    return ctx.remind(f"{ctx.subject}已提供服务，请电话询问老年人是否解决、是否满意")
