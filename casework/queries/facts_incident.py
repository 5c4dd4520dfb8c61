"""The facts of incidents, clues, notices and supervisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.models import Clue, Incident, Notice, Supervision
from casework.queries.district_codes import district_codes
from workflows.effects import UNSAVED, facts_loader
from workflows.flows.clue import ClueFacts
from workflows.flows.incident import IncidentFacts
from workflows.flows.notice import NoticeFacts
from workflows.flows.supervision import SupervisionFacts
from workflows.policy import number


@facts_loader("incident")
def load_incident_facts(incidents: Sequence[Incident], on: date) -> dict[int, IncidentFacts]:
    found = {}
    for one in incidents:
        moments = [one.happened_at, one.acknowledged_at, one.arrived_at]
        in_order = [moment for moment in moments if moment is not None]
        found[one.pk or UNSAVED] = IncidentFacts(
            kind_is_named=bool(one.incident_kind),
            level=one.level,
            responders=frozenset(int(person) for person in one.responders),
            condition_is_recorded=bool(one.condition) and one.risk_removed is not None,
            confirmed_by_second_person=bool(one.confirmed_by.strip()),
            cause_is_recorded=bool(one.false_alarm_cause.strip()),
            handed_to=one.handed_to.strip(),
            handling_record_is_complete=bool(one.handling_record),
            timeline_is_consistent=in_order == sorted(in_order),
        )
    return found


@facts_loader("clue")
def load_clue_facts(clues: Sequence[Clue], on: date) -> dict[int, ClueFacts]:
    return {
        one.pk or UNSAVED: ClueFacts(
            source_and_basis_named=bool(one.source and one.basis.strip() and one.said_on),
            evidence_is_recorded=bool(one.evidence.strip()),
            target_is_another_community=one.other_community_id is not None and one.other_community_id != one.community_id,
        )
        for one in clues
    }


@facts_loader("notice")
def load_notice_facts(notices: Sequence[Notice], on: date) -> dict[int, NoticeFacts]:
    codes = district_codes(notices)
    return {
        one.pk or UNSAVED: NoticeFacts(
            lives_away_from_hukou=one.goes_by_letter or (one.other_street_id is not None and one.other_street_id != one.street_id),
            goes_by_letter=one.goes_by_letter,
            receipt_date_is_given=one.receipt_on is not None,
            address_is_known=bool(one.letter_address.strip()) if one.goes_by_letter else one.other_street_id is not None,
            reminders=one.reminders,
            reminders_needed=number("notice_reminders", codes[one.district_id], on=on),
        )
        for one in notices
    }


@facts_loader("supervision")
def load_supervision_facts(papers: Sequence[Supervision], on: date) -> dict[int, SupervisionFacts]:
    return {
        one.pk or UNSAVED: SupervisionFacts(
            question_is_put=bool(one.question.strip()),
            answer_is_complete=bool(one.cause.strip() and one.measure.strip() and one.done_by_on),
            answered_by=one.answered_by_id,
        )
        for one in papers
    }
