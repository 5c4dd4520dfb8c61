"""An elder's assessments, the newest first: each under its own standard, with its answers where there are any, and when to repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from casework.models import AbilityAnnulment, AbilityAssessment, AbilityRecord, Case
from workflows.calendar import working_calendar
from workflows.policy import deadline
from workflows.policy.instruments import gb42195
from workflows.rules.ability import COMA, DIAGNOSIS, RISK_EVENTS, AssessedLevel, deciding
from workflows.rules.dates import in_words

ADJUSTMENTS = {COMA: "处于昏迷状态，直接评为最重一级", DIAGNOSIS: "确诊痴呆或精神疾病", RISK_EVENTS: "近30天发生照护风险事件"}
MZ_NAMES = ("能力完好", "轻度失能", "中度失能", "重度失能")


@dataclass(frozen=True)
class Line:
    """One item with the answer given."""

    item: str
    score: int
    text: str


@dataclass(frozen=True)
class PastAssessment:
    """One assessment as a page shows it."""

    assessment: AbilityAssessment
    record: AbilityRecord | None
    level_name: str
    reassess_on: date
    is_due: bool
    lines: tuple[tuple[str, tuple[Line, ...]], ...]
    adjustments: tuple[str, ...]
    annulments: tuple[AbilityAnnulment, ...] = ()

    @property
    def is_annulled(self) -> bool:
        return self.assessment.annulled_at is not None

    @property
    def waiting(self) -> AbilityAnnulment | None:
        """Give the annulment that waits for the street's answer, if there is one."""
        return next((one for one in self.annulments if one.is_agreed is None), None)


def level_name(standard: str, level: int) -> str:
    """Name a level under its own standard; the two scales are not the same and never converted."""
    if standard == AbilityAssessment.Standard.MZ:
        return MZ_NAMES[level]
    return next(band.name for band in gb42195().bands if band.level == level)


def reassess_on(case: Case, assessed_on: date) -> date:
    """Say until when a result may be used in the case's district."""
    return deadline("ability_assessment_age", case.district.code).last_day(assessed_on, working_calendar())


def past_assessments(case: Case, today: date) -> list[PastAssessment]:
    """List a case's assessments, the annulled ones too, in two queries."""
    asked = AbilityAnnulment.objects.select_related("proposed_by", "decided_by", "assessment").order_by("id")
    rows = AbilityAssessment.objects.filter(case=case).select_related("record").order_by("-assessed_on", "-id")
    return [_past(case, row, today) for row in rows.prefetch_related(Prefetch("annulments", asked))]


def level_without(case: Case, left_out: AbilityAssessment, today: date) -> str:
    """Say which level would hold if an assessment were annulled."""
    rows = AbilityAssessment.objects.filter(case=case, annulled_at=None).exclude(pk=left_out.pk)
    found = deciding([AssessedLevel(*one) for one in rows.values_list("standard", "level", "assessed_on")], today)
    if found is None:
        return "没有其他评估，能力等级待核实"
    return f"{found.standard} {found.level}级（{level_name(found.standard, found.level)}），{in_words(found.assessed_on)}"


def _past(case: Case, row: AbilityAssessment, today: date) -> PastAssessment:
    record: AbilityRecord | None = getattr(row, "record", None)
    due = reassess_on(case, row.assessed_on)
    return PastAssessment(
        row, record, level_name(row.standard, row.level), due, due < today and row.annulled_at is None, _lines(record) if record else (),
        tuple(ADJUSTMENTS.get(name, name) for name in record.adjustments) if record else (), tuple(row.annulments.all()),
    )  # fmt: skip


def _lines(record: AbilityRecord) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    return tuple(
        (
            dimension.name,
            tuple(
                Line(item.name, record.answers[item.code], next(o.text for o in item.options if o.score == record.answers[item.code]))
                for item in dimension.items
            ),
        )
        for dimension in gb42195().dimensions
    )
