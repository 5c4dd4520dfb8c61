"""What was on file of many cases at a past moment: facts by their history, papers by the last step taken until then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from casework.models import Campaign, CareService, Case, CategoryPeriod, LivingPeriod, Step, Suspension, Visit
from casework.queries.obligations import PAUSING, Spell
from workflows.rules.obligations import Contact
from workflows.rules.obligations import Suspension as Pause


@dataclass
class Then:
    """One case as it was known: its columns, place, categories, suspensions and contacts."""

    case: dict[str, Any]
    living: list[dict[str, Any]] = field(default_factory=list)
    spells: list[Spell] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)

    def place_on(self, day: date) -> dict[str, Any] | None:
        """Find where the case lay on a day."""
        found = [one for one in self.living if one["from_on"] <= day and (one["until_on"] is None or one["until_on"] >= day)]
        return found[-1] if found else None


CASE_COLUMNS = ("enrolled_on", "closed_on", "obligations_end_on", "willingness", "extra_visits")


def cases_known(ids: Sequence[int], moment: datetime, window: tuple[date, date]) -> dict[int, Then]:
    """Load many cases as they were known at a moment, in a number of queries that does not grow with them."""
    rows = newest(Case, moment, CASE_COLUMNS, id__in=ids)
    found = {row["id"]: Then(row) for row in rows if row["enrolled_on"] is not None}
    ids = list(found)
    for row in newest(
        LivingPeriod, moment, ("case_id", "district_id", "street_id", "community_id", "from_on", "until_on"), case_id__in=ids
    ):
        found[row["case_id"]].living.append(row)
    for row in newest(CategoryPeriod, moment, ("case_id", "category", "from_on", "lost_on", "annulled_at"), case_id__in=ids):
        if row["annulled_at"] is not None:
            continue
        found[row["case_id"]].spells.append(Spell(row["category"], row["from_on"], row["lost_on"]))
    _load_pauses(found, moment)
    _load_contacts(found, moment, window)
    for one in found.values():
        one.living.sort(key=lambda row: (row["from_on"], row["id"]))
        one.contacts.sort(key=lambda contact: contact.on)
    return found


def campaigns_known(moment: datetime, window: tuple[date, date]) -> list[dict[str, Any]]:
    """List the campaigns that were known and not cancelled, and touch a window."""
    columns = ("name", "region_id", "categories", "target", "from_on", "to_on", "extra_visits", "cancelled_on")
    # a campaign's end may move: the newest version first, its days after
    rows = [row for row in newest(Campaign, moment, columns, from_on__lte=window[1]) if row["to_on"] >= window[0]]
    return sorted((row for row in rows if row["cancelled_on"] is None), key=lambda row: (row["from_on"], row["id"]))


def newest(model: type[models.Model], moment: datetime, columns: Iterable[str], **narrow: object) -> list[dict[str, Any]]:
    """Give the last version of each row until the moment; what had been deleted by then is left out."""
    history: Any = model.history  # type: ignore[attr-defined]
    rows = history.filter(history_date__lte=moment, **narrow).order_by("history_date", "history_id")
    last = {row["id"]: row for row in rows.values("id", "history_type", *columns)}
    return [row for row in last.values() if row["history_type"] != "-"]


def _states_then(kind: str, ids: list[int], moment: datetime) -> dict[int, str]:
    """Say in which state each paper stood at the moment, by its last step."""
    steps = Step.objects.filter(subject_kind=kind, subject_id__in=ids, taken_at__lte=moment).order_by("number")
    return dict(steps.values_list("subject_id", "to_state"))


def _load_pauses(found: dict[int, Then], moment: datetime) -> None:
    rows = list(
        Suspension.objects.filter(case_id__in=found).order_by("starts_on", "pk").values_list("pk", "case_id", "starts_on", "ended_on")
    )
    states = _states_then("suspension", [pk for pk, *_ in rows], moment)
    for pk, case_id, since, until in rows:
        if states.get(pk) in PAUSING:
            # the last day away was known only once it had ended
            found[case_id].pauses.append(Pause(since, until if states[pk] == "ended" else None))


def _load_contacts(found: dict[int, Then], moment: datetime, window: tuple[date, date]) -> None:
    visits = list(Visit.objects.filter(case_id__in=found, visit_on__range=window).values_list("pk", "case_id", "visit_on", "method"))
    states = _states_then("visit", [pk for pk, *_ in visits], moment)
    for pk, case_id, on, method in visits:
        if states.get(pk) == "valid":
            found[case_id].contacts.append(Contact(on, method, "visit", "completed"))
    care = CareService.objects.filter(case_id__in=found, counts_as_assistance=True, care_on__range=window)
    services = list(care.values_list("pk", "case_id", "care_on"))
    served: dict[int, str] = defaultdict(str, _states_then("care", [pk for pk, *_ in services], moment))
    for pk, case_id, on in services:
        if served[pk] == "valid":
            found[case_id].contacts.append(Contact(on, "other", "assistance", "completed"))
