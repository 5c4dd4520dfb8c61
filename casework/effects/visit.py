"""What follows a step of a visit or a care service, in the same transaction."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db.models import F, Max
from django.utils import timezone

from audit.acts import Refusal, require
from casework.models import CareService, Case, Hazard, Need, PlannedVisit, Step, Suggestion, Visit, VisitAttempt
from casework.queries.facts_visit import care_hash
from casework.services.obligations import keep_case
from casework.services.visit_answers import SAFETY_FIELDS, content_hash, unsafe_fields
from workflows.calendar import working_calendar
from workflows.effects import EffectContext, effect, load_facts
from workflows.engine.decide import Taken, decide
from workflows.engine.definition import Act
from workflows.policy import deadline, names, number

ASSISTING = ("community", "provider", "social_worker")


def _update(row: Visit | CareService, **values: object) -> None:
    """Set columns of the locked row: answers freeze and thaw by the flow alone, a visit has no field history."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


@effect("freeze_visit")
def freeze_visit(ctx: EffectContext) -> None:
    """Freeze the answers by their digest, note the recorder, mark a late entry, and draw the sample."""
    visit: Visit = ctx.subject
    _check_corrected(ctx)
    late = ctx.today > deadline("visit_submission", visit.district.code).last_day(visit.visit_on, working_calendar())
    _update(
        visit, content_hash=content_hash(visit), signed_at=visit.signed_at or ctx.now, is_late=late, is_sampled=is_sampled(visit),
        recorder_name=visit.recorder_name or ctx.step.actor_name, recorded_on=visit.recorded_on or ctx.today,
    )  # fmt: skip


def _check_corrected(ctx: EffectContext) -> None:
    """A correction names the valid record it is to replace, which no other waits to replace. Raises Refusal."""
    row = ctx.subject
    if ctx.step.transition != "propose_correction":
        return
    versions = type(row).objects.filter(case_id=row.case_id)
    if not versions.filter(pk=row.corrects_id or 0, state="valid").exists():
        raise Refusal("请选择要更正的那一次：只能更正本人有效的记录", status=422, code="rule")
    if versions.filter(corrects=row.corrects_id, state="correction").exclude(pk=row.pk).exists():
        raise Refusal("这一次已有更正待批，请等街道经办答复", status=409, code="state")


def is_sampled(visit: Visit) -> bool:
    """Draw a share of the visits by their number, so that the draw can be repeated and nobody can choose."""
    share = number("visit_sample_percent", visit.district.code)
    return int(hashlib.sha256(f"sample:{visit.pk}".encode()).hexdigest(), 16) % 100 < share


@effect("thaw_visit")
def thaw_visit(ctx: EffectContext) -> None:
    """Take the signatures off: a changed record is signed anew."""
    _update(ctx.subject, content_hash="", signed_at=None, elder_signed_by="", visitor_signed_by="")


@effect("keep_what_visit_found")
def keep_what_visit_found(ctx: EffectContext) -> None:
    """Open a need for each coded need, a hazard for each unsafe finding, a suggestion for each coded suggestion; once a visit."""
    keep_findings(ctx.subject, {ctx.subject.pk})


def keep_findings(visit: Visit, versions: set[int]) -> None:
    """Open what none of a visit's versions has opened yet; handed in again or corrected, nothing is opened twice."""
    of_visit = {"case_id": visit.case_id, "visit_id__in": versions}
    text, advice = visit.needs_text.reveal(), visit.suggestions_text.reveal()
    needs = set(Need.objects.filter(**of_visit).values_list("kind", flat=True))
    for kind in visit.needs:
        if kind not in needs:
            urgency = Need.Urgency.URGENT if kind == "rescue" else Need.Urgency.NORMAL
            Need.objects.create(
                case_id=visit.case_id, kind=kind, text=text[:300] or "探访时提出", visit_id=visit.pk, found_on=visit.visit_on,
                urgency=urgency,
            )  # fmt: skip
    hazards = set(Hazard.objects.filter(**of_visit).values_list("kind", flat=True))
    last_day = deadline("visit_safety_task", visit.district.code).last_day(visit.visit_on, working_calendar())
    for name in unsafe_fields(visit):
        if name not in hazards:
            Hazard.objects.create(
                case_id=visit.case_id, kind=name, visit_id=visit.pk, found_on=visit.visit_on, action=visit.safety_action,
                acted_on=visit.visit_on, due_on=last_day,
            )  # fmt: skip
    _resolve_hazards(visit)
    suggestions = set(Suggestion.objects.filter(**of_visit).values_list("kind", flat=True))
    for kind in visit.suggestions:
        if kind not in suggestions:
            Suggestion.objects.create(case_id=visit.case_id, kind=kind, text=advice[:300], visit_id=visit.pk, made_on=visit.visit_on)


def take_back_findings(visit: Visit, on: date) -> None:
    """A record that was false, or of another elder, leaves no open need or hazard behind; what was answered meanwhile stays."""
    for need in Need.objects.filter(case_id=visit.case_id, visit_id=visit.pk, answered_on=None):
        need.answered_by, need.answered_on = Need.AnsweredBy.NOT_NEEDED, max(on, need.found_on)
        need.save(update_fields=["answered_by", "answered_on"])
    for hazard in Hazard.objects.filter(case_id=visit.case_id, visit_id=visit.pk, resolved_on=None):
        hazard.resolved_on = max(on, hazard.found_on)
        hazard.save(update_fields=["resolved_on"])


def _resolve_hazards(visit: Visit) -> None:
    """A kind found safe again is resolved; while it is not, the hazard stays open (D9.3)."""
    for hazard in Hazard.objects.filter(case_id=visit.case_id, resolved_on=None, found_on__lt=visit.visit_on):
        if hazard.kind in SAFETY_FIELDS and getattr(visit, hazard.kind) == "safe" and visit.method == "home":
            hazard.resolved_on = visit.visit_on
            hazard.save(update_fields=["resolved_on"])


@effect("examine_clean_visit")
def examine_clean_visit(ctx: EffectContext) -> None:
    """Let the system find a record valid at once where every rule is met and it was not drawn for a person to look at."""
    if not ctx.subject.is_late and _may_be_examined(ctx):
        ctx.perform(ctx.subject, "examine")


@effect("examine_clean_care")
def examine_clean_care(ctx: EffectContext) -> None:
    if _may_be_examined(ctx):
        ctx.perform(ctx.subject, "examine")


def _may_be_examined(ctx: EffectContext) -> bool:
    facts = load_facts(ctx.subject.flow_key, [ctx.subject], ctx.today)[ctx.subject.pk]
    asked = Act(None, ctx.today, system=True)
    return isinstance(decide(ctx.subject.flow, ctx.subject.state, "examine", asked, facts), Taken)


@effect("number_visit")
def number_visit(ctx: EffectContext) -> None:
    """Give the next ordinal of this elder; the case row is locked, so two never take the same (R98)."""
    _give_ordinal(ctx.subject, Visit)
    planned = PlannedVisit.objects.filter(case_id=ctx.subject.case_id, done_on=None, window_from_on__lte=ctx.subject.visit_on)
    planned = planned.filter(window_to_on__gte=ctx.subject.visit_on)
    if ctx.subject.method != "home":
        planned = planned.filter(must_be_home=False)
    # as the rule serves them: a campaign's first, then the month's
    fitting = planned.order_by(F("campaign_id").asc(nulls_last=True), "number").first()
    if fitting is not None:
        PlannedVisit.objects.filter(pk=fitting.pk).update(visit_id=ctx.subject.pk, done_on=ctx.subject.visit_on)


@effect("number_care")
def number_care(ctx: EffectContext) -> None:
    """Give the next ordinal of this elder's care, and judge whether it counts as assistance."""
    _give_ordinal(ctx.subject, CareService)
    _update(ctx.subject, counts_as_assistance=is_assistance(ctx.subject))


def is_assistance(care: CareService) -> bool:
    """Of a kind in the district's list, done by community, provider or social worker (requirements G6)."""
    listed = names("assistance_kinds", care.district.code, on=care.care_on)
    return care.done_by in ASSISTING and str(care.get_kind_display()) in listed


def _give_ordinal(row: Visit | CareService, model: type[Visit] | type[CareService]) -> None:
    if row.ordinal is None:
        last = model.objects.filter(case_id=row.case_id).aggregate(last=Max("ordinal"))["last"] or 0
        _update(row, ordinal=last + 1)


@effect("settle_obligations")
def settle_obligations(ctx: EffectContext) -> None:
    """Recompute what is owed and done in the record's periods; an annulled one also takes back what it had found."""
    row = ctx.subject
    day = row.visit_on if isinstance(row, Visit) else row.care_on
    if row.state == "annulled" and isinstance(row, Visit):
        PlannedVisit.objects.filter(case_id=row.case_id, visit_id=row.pk).update(visit_id=None, done_on=None)
        take_back_findings(row, ctx.today)
    keep_case(Case(pk=row.case_id), on=day)


@effect("generate_obligations")
def generate_obligations(ctx: EffectContext) -> None:
    """Write what the month of enrolment, or of a change of level, asks for."""
    keep_case(Case(pk=getattr(ctx.subject, "case_id", None) or ctx.subject.pk))


@effect("keep_attempt")
def keep_attempt(ctx: EffectContext) -> None:
    """Keep the failed attempt: method, time, result."""
    visit: Visit = ctx.subject
    tried_at = ctx.given.get("tried_at")
    row = VisitAttempt(
        visit=visit, case_id=visit.case_id, chain=visit.chain_key, tried_at=tried_at if isinstance(tried_at, datetime) else ctx.now,
        method=str(ctx.given.get("method") or visit.method), result=str(ctx.given.get("result") or ctx.step.note or "未遇")[:200],
        tried_by=ctx.step.actor_name,
    )  # fmt: skip
    row.save()
    require().include_row(row)


@effect("replace_corrected")
def replace_corrected(ctx: EffectContext) -> None:
    """Put the approved version in the place of the old: it keeps the ordinal, both versions stay. Raises Refusal."""
    new = ctx.subject
    old = type(new).objects.filter(pk=new.corrects_id, state="valid").first()
    if old is None:
        raise Refusal("原记录已作废或已更正，不能再更正", status=409, code="state")
    ordinal = old.ordinal
    ctx.perform(old, "replace", note=f"由第{new.pk}号更正")
    _update(new, ordinal=ordinal)
    if isinstance(new, Visit):
        PlannedVisit.objects.filter(case_id=new.case_id, visit_id=old.pk).update(visit_id=new.pk, done_on=new.visit_on)
        keep_findings(new, {new.pk, old.pk})
        keep_case(Case(pk=new.case_id), on=old.visit_on)
    else:
        _update(new, counts_as_assistance=is_assistance(new))
        keep_case(Case(pk=new.case_id), on=old.care_on)


@effect("freeze_care")
def freeze_care(ctx: EffectContext) -> None:
    """Freeze the record by its digest, the day of the signature in it."""
    _check_corrected(ctx)
    ctx.subject.signed_on = ctx.subject.signed_on or ctx.today
    _update(ctx.subject, signed_on=ctx.subject.signed_on, content_hash=care_hash(ctx.subject))


def failed_home_days(case_id: int, since_days: int = 14) -> int:
    """Count the days on which somebody stood at the door in vain since the last valid visit."""
    last = Visit.objects.filter(case_id=case_id, state="valid").aggregate(day=Max("visit_on"))["day"]
    tried = VisitAttempt.objects.filter(case_id=case_id, method="home", tried_at__gte=timezone.now() - timedelta(days=since_days))
    days = {timezone.localdate(moment) for moment in tried.values_list("tried_at", flat=True)}
    return sum(1 for day in days if last is None or day > last)


def last_author(subject_kind: str, subject_id: int, *, but: int | None) -> int | None:
    """Find who last moved a paper by hand, other than the person who moves it now."""
    steps = Step.objects.filter(subject_kind=subject_kind, subject_id=subject_id, is_system=False, actor_id__isnull=False)
    return steps.exclude(actor_id=but).order_by("-number").values_list("actor_id", flat=True).first()
