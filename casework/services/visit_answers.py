"""What the answers of a visit must agree with, sentence by sentence, and the text that is frozen at signature (R99-R107)."""

from __future__ import annotations

from audit.canonical import digest, text_of
from casework.models import Visit
from casework.models.visit import Household, Illness, Method, Safety
from permissions.fields import Sealed

SAFETY_FIELDS = {"gas": "燃气", "plumbing": "水暖", "electricity": "用电", "fire": "消防"}
FROZEN = (
    "visit_on", "method", "method_note", "host_service", "household_change", "household_count", "expression", "mobility", "reaction",
    "illness", "disease",
    "mood", "gas", "plumbing", "electricity", "fire", "safety_action", "personal_hygiene", "home_hygiene", "indoor", "needs_text", "needs",
    "suggestions_text", "suggestions", "visitor_name", "visitor_signed_by", "elder_signed_by", "signature_witness",
)  # fmt: skip
NEEDS_WITNESS = ("oral", "refused", "fingerprint")


def problems_of(visit: Visit) -> tuple[str, ...]:
    """Name the answers that are missing or contradict each other."""
    checks = (
        (visit.method == Method.OTHER and not visit.method_note, "探访方式选“其他”时须写明方式"),
        (visit.household_change != Household.SAME and not visit.household_count, "家庭人口有增减时须填写人数（至少1人）"),
        (visit.household_change == Household.SAME and bool(visit.household_count), "家庭人口无变化时不填人数"),
        (visit.illness == Illness.SEVERE and not visit.disease, "疾病状况选“严重”时须填写疾病名称"),
        (bool(visit.needs_text) and not visit.needs, "写了服务需求，请同时选择需求种类"),
    )
    return tuple(sentence for broken, sentence in checks if broken)


def unsafe_without_action(visit: Visit) -> tuple[str, ...]:
    """Name the unsafe findings that have no action (R4)."""
    unsafe = [label for name, label in SAFETY_FIELDS.items() if getattr(visit, name) == Safety.UNSAFE]
    return tuple(unsafe) if unsafe and not visit.safety_action.strip() else ()


def unsafe_fields(visit: Visit) -> list[str]:
    return [name for name in SAFETY_FIELDS if getattr(visit, name) == Safety.UNSAFE]


def is_signed_by_both(visit: Visit) -> tuple[bool, bool]:
    """Say whether visitor and elder have signed; an oral, printed or refused signature needs its witness or reason (G9)."""
    elder = bool(visit.elder_signed_by) and (visit.elder_signed_by not in NEEDS_WITNESS or bool(visit.signature_witness.strip()))
    return bool(visit.visitor_name.strip() and visit.visitor_signed_by), elder


def content_hash(visit: Visit) -> str:
    """Digest the answers as a person reads them."""
    values = {name: value.reveal() if isinstance(value := getattr(visit, name), Sealed) else value for name in FROZEN}
    return digest(text_of(values))
