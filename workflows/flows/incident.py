"""应急处置: an emergency is answered at once, the family told, and all of it recorded for the archive.

An unacknowledged incident never disappears: nothing closes it by time-out.
依据: 35号 二(三)三（应急处置）, 二(三)四（同步向紧急联系人发送提示）.
"""

from dataclasses import dataclass

from permissions.roles import Role
from workflows.engine.definition import SYSTEM, Act, State, Workflow, guard

VISITOR, COMMUNITY, GRID, WORKER, PROVIDER = (
    Role.VISITOR,
    Role.COMMUNITY_WORKER,
    Role.GRID_WORKER,
    Role.SOCIAL_WORKER,
    Role.PROVIDER,
)
CLERK, OFFICER, DISTRICT = Role.STREET_CLERK, Role.STREET_OFFICER, Role.DISTRICT_OFFICER
RESPONDERS = (VISITOR, COMMUNITY, GRID, CLERK, PROVIDER)


@dataclass(frozen=True)
class IncidentFacts:
    """What an incident's guards may look at."""

    kind_is_named: bool
    level: int
    responders: frozenset[int]
    condition_is_recorded: bool
    confirmed_by_second_person: bool
    cause_is_recorded: bool
    handed_to: str
    handling_record_is_complete: bool
    timeline_is_consistent: bool


@guard("请选择紧急情况的种类", mend="其他内容可以事后补记")
def kind_is_named(incident: IncidentFacts, act: Act) -> bool:
    return incident.kind_is_named


@guard("请写明移交给哪个单位（120、110、119或医院）")
def receiver_is_named(incident: IncidentFacts, act: Act) -> bool:
    return bool(incident.handed_to)


@guard("请登记老年人目前的状况和隐患是否消除", mend="填写状况，并选择隐患是否已排除")
def condition_is_recorded(incident: IncidentFacts, act: Act) -> bool:
    return incident.condition_is_recorded


@guard("误报须由第二人确认或与老年人本人通话确认，并写明原因", mend="登记确认人和误报原因")
def false_alarm_is_confirmed(incident: IncidentFacts, act: Act) -> bool:
    return incident.confirmed_by_second_person and incident.cause_is_recorded


@guard("处置记录不完整（何人、何时、何事）", mend="补全处置经过后再提交")
def handling_record_is_complete(incident: IncidentFacts, act: Act) -> bool:
    return incident.handling_record_is_complete


@guard("各环节的时间先后有矛盾", mend="核对呼救、联系、到场的时间")
def timeline_is_consistent(incident: IncidentFacts, act: Act) -> bool:
    return incident.timeline_is_consistent


@guard("参与处置的人不能复核", mend="请未参与处置的街道经办人复核")
def not_a_responder(incident: IncidentFacts, act: Act) -> bool:
    return act.actor not in incident.responders


@guard("一级事件由区民政部门复核", mend="请报区民政部门")
def reviewed_at_the_right_level(incident: IncidentFacts, act: Act) -> bool:
    return incident.level != 1 or DISTRICT in act.roles


class Incident(Workflow[IncidentFacts]):
    key, label, clause, version = "incident", "应急处置", "35号 二(三)三", 1
    readers = (COMMUNITY, GRID, CLERK, OFFICER, DISTRICT, Role.CITY_OFFICER, Role.AUDITOR)

    reported = State(
        "已触发", desk=(COMMUNITY, GRID, CLERK), due="incident_acknowledge", on_due="escalate_incident", view=(VISITOR, PROVIDER)
    )
    responding = State(
        "处置中", desk=(COMMUNITY, GRID, CLERK), due="incident_contact", on_due="escalate_incident", view=(VISITOR, PROVIDER)
    )
    contacted = State("已联系上", desk=(COMMUNITY, GRID, CLERK), due="incident_on_scene", on_due="remind", view=(VISITOR, PROVIDER))
    on_scene = State("到场", desk=(COMMUNITY, GRID, CLERK), view=(VISITOR, PROVIDER))
    handed_over = State("移交120/110/119", desk=(COMMUNITY, GRID), view=(VISITOR, PROVIDER))
    stabilised = State("已稳定", desk=(COMMUNITY, VISITOR, GRID, PROVIDER), due="incident_record", on_due="escalate")
    false_alarm = State("误报", desk=(COMMUNITY, VISITOR, GRID, PROVIDER), due="incident_record", on_due="escalate")
    recording = State("补记", desk=(CLERK, DISTRICT), edit=(COMMUNITY, VISITOR, GRID, PROVIDER), due="incident_review", on_due="escalate")
    reviewed = State("已复核", resting=True, due="incident_archive", on_due="archive")
    archived = State("已归档", final=True)

    UNDER_WAY = responding | contacted | on_scene

    report = reported.begin(
        "触发", by=(VISITOR, COMMUNITY, GRID, WORKER, PROVIDER, CLERK, SYSTEM), requires=[kind_is_named],
        effects=["notify_emergency_contact", "open_call_out_list"], messages=["tell_duty"],
    )  # fmt: skip
    acknowledge = reported.to(responding, "接警", by=(COMMUNITY, GRID, CLERK, VISITOR), effects=["note_responder"])
    call_emergency = (reported | responding).to(
        responding, "已拨打紧急电话", by=RESPONDERS, effects=["note_responder", "keep_emergency_call"]
    )
    call_again = (contacted | on_scene).stay("再次拨打紧急电话", by=RESPONDERS, effects=["note_responder", "keep_emergency_call"])
    contact_family = responding.to(contacted, "已联系家属", by=RESPONDERS, effects=["keep_contact_call", "note_responder"])
    fail_contact = (responding | contacted | on_scene).stay(
        "联系未接通", by=RESPONDERS, note_required=True, effects=["keep_contact_call", "note_responder", "repair_failed_contacts"]
    )
    arrive = (responding | contacted).to(on_scene, "到场", by=(VISITOR, COMMUNITY, GRID, PROVIDER), effects=["note_responder"])
    hand_over = UNDER_WAY.to(
        handed_over, "移交", by=RESPONDERS, requires=[receiver_is_named], effects=["note_responder", "propose_hospital_suspension"]
    )
    stabilise = (UNDER_WAY | handed_over).to(
        stabilised, "已稳定", by=(COMMUNITY, GRID), requires=[condition_is_recorded], effects=["note_responder", "keep_incident_hazard"]
    )
    declare_false_alarm = (reported | responding).to(
        false_alarm, "误报", by=(COMMUNITY, GRID, CLERK), requires=[false_alarm_is_confirmed], effects=["note_responder"]
    )
    record = (stabilised | handed_over | false_alarm).to(
        recording, "补记处置经过", by=(VISITOR, GRID, PROVIDER, COMMUNITY), requires=[handling_record_is_complete], messages=["tell_desk"]
    )
    review = recording.to(
        reviewed, "复核", by=(CLERK, DISTRICT), note_required=True,
        requires=[not_a_responder, reviewed_at_the_right_level, timeline_is_consistent],
        effects=["close_call_out_list", "call_up_review_after_incident"], messages=["tell_author"],
    )  # fmt: skip
    archive = reviewed.to(archived, "归档", by=SYSTEM, requires=[handling_record_is_complete])
    reopen = reviewed.to(responding, "重新处置", by=CLERK, note_required=True, effects=["open_call_out_list"])
