"""One door for the facts that a paper brings along: each part goes to the service that knows it, in the same act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from audit.acts import HasActor, Refusal
from casework.models import AbilityAssessment, Aid, Case, DisabilityCertificate, Elder, LivingConditions, SpecialFamily, Support
from casework.models.choices import Answer, Source
from casework.services.contacts import save_contacts
from casework.services.elders import update_elder
from casework.services.eligibility import look_ahead
from casework.services.household import save_members, save_relative, save_situation
from workflows.flows.case import IN_SERVICE
from workflows.rules.identity import NotValid, read_certificate


@dataclass(frozen=True)
class SituationAnswers:
    """Answers about the elder's life, with their source and day."""

    facts: Mapping[str, object]
    source: str
    on: date


@dataclass(frozen=True)
class CertificateSeen:
    """A disability certificate as read."""

    number: str
    valid_until_on: date | None
    seen_on: date
    source: str = Source.DOCUMENT


@dataclass(frozen=True)
class ConditionsSeen:
    """What was seen of water, power and house, and told of income and aids."""

    answers: Mapping[str, object]
    aids: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def _elder(actor: HasActor, case: Case, changes: Mapping[str, object]) -> None:
    update_elder(actor, case, changes)


def _situation(actor: HasActor, case: Case, answers: SituationAnswers) -> None:
    save_situation(actor, case, answers.facts, source=answers.source, on=answers.on)


def _relatives(actor: HasActor, case: Case, lines: Sequence[object]) -> None:
    for line in lines:
        save_relative(actor, case, line)  # type: ignore[arg-type]


def _ability(actor: HasActor, case: Case, values: Mapping[str, object]) -> None:
    assessed_on = values.get("assessed_on")
    if not isinstance(assessed_on, date) or assessed_on > timezone.localdate():
        raise Refusal("能力评估的日期不能晚于今天", status=400, code="assessed_on")
    AbilityAssessment.objects.create(case=case, **values)
    save_situation(actor, case, {"is_assessed": Answer.YES}, source=str(values.get("source", Source.DOCUMENT)), on=assessed_on)


def _certificate(actor: HasActor, case: Case, seen: CertificateSeen) -> None:
    number = seen.number.strip().upper()
    read = read_certificate(number, timezone.localdate())
    if isinstance(read, NotValid):
        raise Refusal(read.sentence, status=400, code="certificate")
    elder = Elder.objects.get(case=case)
    own = elder.id_number.reveal()
    if elder.document_kind == "resident_id" and own and number[:18] != own:
        raise Refusal("残疾人证号前18位与老人的身份证号码不一致，请核对", status=400, code="certificate")
    DisabilityCertificate.objects.create(
        case=case, number=number, type=str(read.disability_type), grade=read.disability_grade or 0,
        valid_until_on=seen.valid_until_on, seen_on=seen.seen_on, source=seen.source,
    )  # fmt: skip
    save_situation(actor, case, {"has_certificate": Answer.YES}, source=seen.source, on=seen.seen_on)


def _special_family(actor: HasActor, case: Case, values: Mapping[str, object]) -> None:
    SpecialFamily.objects.update_or_create(case=case, defaults=dict(values))
    save_situation(
        actor, case, {"is_single_child_family": Answer.YES}, source=str(values.get("source", Source.HEALTH)), on=timezone.localdate()
    )


def _conditions(actor: HasActor, case: Case, seen: ConditionsSeen) -> None:
    income = str(seen.answers.get("monthly_income", "")).strip()
    if income and not (income.replace(".", "", 1).isdecimal()):
        raise Refusal("家庭每月收入要填数字，没有收入填0", status=400, code="income")
    LivingConditions.objects.create(case=case, **seen.answers)
    for old in Aid.objects.filter(case=case):
        old.delete()
    for aid in seen.aids:
        Aid.objects.create(case=case, **aid)


def _supports(actor: HasActor, case: Case, lines: Sequence[Mapping[str, object]]) -> None:
    today = timezone.localdate()
    for present in Support.objects.filter(case=case, until_on__isnull=True):
        present.until_on = today
        present.save(update_fields=["until_on"])
    for line in lines:
        Support.objects.create(case=case, from_on=today, **line)


WRITERS: dict[str, Callable[..., object]] = {
    # what a paper may bring: name in `given` -> the service that writes it
    "elder": _elder,
    "situation": _situation,
    "members": save_members,
    "relatives": _relatives,
    "contacts": save_contacts,
    "ability": _ability,
    "certificate": _certificate,
    "special_family": _special_family,
    "conditions": _conditions,
    "supports": _supports,
}


def store_facts(actor: HasActor, case: Case, given: Mapping[str, object]) -> list[str]:
    """Write every part that the paper brings, in the order of the form; gives the names of the parts written."""
    written = [name for name in WRITERS if given.get(name)]
    for name in written:
        WRITERS[name](actor, case, given[name])
    if written and case.state in IN_SERVICE:
        look_ahead(case, timezone.localdate())
    return written
