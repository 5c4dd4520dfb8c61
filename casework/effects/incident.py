"""What follows a step of an incident, in the same transaction: people are told at once, and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta

from audit.acts import require
from casework.effects.visit import failed_home_days
from casework.models import Case, CaseShare, Contact, ContactCall, ContactCheck, Hazard, Incident, Suspension
from casework.services.contact_calls import note_call
from casework.services.review import call_up_review
from casework.services.shares import end_shares, open_share
from permissions.masks import mask_name
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.effects import DueContext, EffectContext, due_handler, effect, load_facts
from workflows.engine.decide import Taken, decide
from workflows.engine.definition import Act
from workflows.policy import deadline, number

OPEN_STATES = ("reported", "responding", "contacted", "on_scene", "handed_over", "stabilised")
# who is called when nobody has taken a report, by the deadline after which, the earliest first
CALLED = (
    ("incident_second_contact", Role.STREET_CLERK), ("incident_street_officer", Role.STREET_OFFICER),
    ("incident_district", Role.DISTRICT_OFFICER),
)  # fmt: skip
CALLED_AGAIN = timedelta(minutes=5)  # once all have been called: again and again

CALLED_OUT_FOR = timedelta(days=7)
CALL_OUT_FIELDS = ("door", "phone", "health")  # what somebody in a hurry may have opened, each time on record


@effect("notify_emergency_contact")
def notify_emergency_contact(ctx: EffectContext) -> None:
    """Write to the first contact in the same transaction as the incident (R88); the number stays sealed in the outbox."""
    incident: Incident = ctx.subject
    contact = Contact.objects.filter(case_id=incident.case_id, removed_on=None, is_failed=False).order_by("rank").first()
    if contact is not None and contact.phone:
        body = f"{mask_name(incident.case.elder.name)}可能遇到紧急情况（{incident.get_incident_kind_display()}），请立即联系本人或社区"
        ctx.message("emergency_contact", body, channel="sms", address=contact.phone.token)
    incident.keep(contact_notified_at=ctx.now)


@effect("open_call_out_list")
def open_call_out_list(ctx: EffectContext) -> None:
    """Open address, phones and health hints to who reports until the incident is reviewed; to each who takes part, with the first step."""
    _open_to_who_acts(ctx)


def _open_to_who_acts(ctx: EffectContext) -> None:
    if ctx.step.actor_id is not None:
        open_share(
            ctx.subject, CaseShare.Package.INCIDENT, case_id=ctx.subject.case_id, on=ctx.today, until=ctx.today + CALLED_OUT_FOR,
            reason="应急处置", account=ctx.step.actor_id, fields=CALL_OUT_FIELDS,
        )  # fmt: skip


@effect("close_call_out_list")
def close_call_out_list(ctx: EffectContext) -> None:
    end_shares(ctx.subject, on=ctx.today)


@effect("note_responder")
def note_responder(ctx: EffectContext) -> None:
    """Keep who took part: none of them reviews the incident; and the moment that belongs to the step."""
    incident: Incident = ctx.subject
    _open_to_who_acts(ctx)
    people = set(incident.responders) | ({ctx.step.actor_id} if ctx.step.actor_id else set())
    moments = {"acknowledge": "acknowledged_at", "arrive": "arrived_at", "contact_family": "family_contacted_at"}
    column = moments.get(ctx.step.transition)
    kept: dict[str, object] = {"responders": sorted(people)}
    if column is not None and getattr(incident, column) is None:
        kept[column] = ctx.now
    incident.keep(**kept)


@effect("keep_emergency_call")
def keep_emergency_call(ctx: EffectContext) -> None:
    incident: Incident = ctx.subject
    incident.keep(
        emergency_called_at=incident.emergency_called_at or ctx.now, acknowledged_at=incident.acknowledged_at or ctx.now,
        emergency_number=str(ctx.given.get("emergency_number") or incident.emergency_number or "120"),
        operator_answer=str(ctx.given.get("operator_answer") or incident.operator_answer),
    )  # fmt: skip


@effect("keep_contact_call")
def keep_contact_call(ctx: EffectContext) -> None:
    """Keep one call of the chain as it was: whom, when, answered or not (R84)."""
    contact = Contact.objects.filter(pk=int(str(ctx.given.get("contact_id") or 0)), case_id=ctx.subject.case_id).first()
    contact = contact or Contact.objects.filter(case_id=ctx.subject.case_id, removed_on=None).order_by("rank").first()
    if contact is None:
        return
    row = ContactCall(
        incident=ctx.subject, chain=ctx.subject.chain_key, contact_id=contact.pk, contact_name=contact.name, kind=contact.kind,
        called_at=ctx.now,
        answered=ctx.step.transition == "contact_family", result=str(ctx.given.get("result") or ctx.step.note)[:200],
        called_by=ctx.step.actor_name,
    )  # fmt: skip
    row.save()
    require().include_row(row)
    if contact.removed_on is None:
        result = ContactCheck.Result.ANSWERED if row.answered else ContactCheck.Result.UNANSWERED
        note_call(ctx.actor, contact, on=ctx.today, result=result, note=f"{ctx.subject}：{row.result}")


@effect("repair_failed_contacts")
def repair_failed_contacts(ctx: EffectContext) -> None:
    """Nobody of the chain answered: the community repairs the list (R84)."""
    calls = ctx.subject.calls.all()
    if calls and not any(call.answered for call in calls):
        ctx.message(
            "contacts",
            f"{ctx.subject}：紧急联系人均未接通，请核实并更新联系人",
            role=Role.COMMUNITY_WORKER,
            region=ctx.subject.community_id,
        )


@effect("propose_hospital_suspension")
def propose_hospital_suspension(ctx: EffectContext) -> None:
    """Handed to a hospital: propose the suspension where its own conditions hold."""
    incident: Incident = ctx.subject
    if "医院" not in incident.handed_to and "120" not in incident.handed_to:
        return
    case = Case.objects.get(pk=incident.case_id)
    paper = Suspension(
        case=case, district_id=case.district_id, street_id=case.street_id, community_id=case.community_id, reason="hospital",
        explanation=f"{incident}移交{incident.handed_to}", starts_on=ctx.today, expected_end_on=ctx.today + timedelta(days=14),
    )  # fmt: skip
    if _would_begin(paper, "propose", ctx):
        ctx.perform(paper, "propose")


def _would_begin(paper: Suspension | Incident, name: str, ctx: EffectContext) -> bool:
    facts = load_facts(paper.flow_key, [paper], ctx.today).get(0)
    return isinstance(decide(paper.flow, None, name, Act(None, ctx.today, system=True), facts), Taken)


@effect("keep_incident_hazard")
def keep_incident_hazard(ctx: EffectContext) -> None:
    """A risk that was not removed stays open as a hazard."""
    if ctx.subject.risk_removed is False:
        Hazard.objects.create(
            case_id=ctx.subject.case_id, kind=Hazard.Kind.OTHER, found_on=ctx.today, action="应急处置后仍未消除", acted_on=ctx.today,
            due_on=deadline("visit_safety_task", ctx.subject.district.code).last_day(ctx.today, working_calendar()),
        )  # fmt: skip


@effect("call_up_review_after_incident")
def call_up_review_after_incident(ctx: EffectContext) -> None:
    """An incident is a reason to look at the ledger again at once (D2b, early triggers)."""
    call_up_review(
        ctx.actor,
        Case.objects.select_related("district").get(pk=ctx.subject.case_id),
        trigger="incident",
        note=f"{ctx.subject}复核后提前更新",
    )


@effect("report_lost_contact")
def report_lost_contact(ctx: EffectContext) -> None:
    """Two failed attempts at the door on two days: somebody must find out at once (D3)."""
    visit = ctx.subject
    if failed_home_days(visit.case_id) < number("visit_failed_attempts", visit.district.code):
        return
    if Incident.objects.filter(case_id=visit.case_id, state__in=OPEN_STATES).exists():
        return
    incident = Incident(
        case_id=visit.case_id, district_id=visit.district_id, street_id=visit.street_id, community_id=visit.community_id,
        incident_kind=Incident.Kind.LOST_CONTACT, source=Incident.Source.FAILED_CONTACT, happened_at=ctx.now, level=2,
    )  # fmt: skip
    ctx.perform(incident, "report")


@due_handler("escalate_incident")
def escalate_incident(ctx: DueContext) -> object:
    """Call the street, then its officer, then the district, as long after the report as the policy says. It never ends by time (D7)."""
    code, calendar, since = ctx.subject.district.code, working_calendar(), ctx.subject.state_since_at
    moments = [(deadline(key, code).after(since, calendar), role) for key, role in CALLED]
    passed = [role for moment, role in moments if moment <= ctx.now]
    if passed:
        ctx.escalate(passed[-1])
    else:
        ctx.remind(f"{ctx.subject}尚未接警，请立即接警")
    return next((moment for moment, _ in moments if moment > ctx.now), ctx.now + CALLED_AGAIN)
