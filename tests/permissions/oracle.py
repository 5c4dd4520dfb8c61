"""Who may see a slip, said again in plain words and slowly, by somebody who has not read the filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from permissions.models import Organisation, Region
from permissions.roles import ADMINISTRATORS, Role
from tests.permissions.fixture_app.models import HOME, OLDER, OTHER, Slip


@dataclass(frozen=True)
class Given:
    """One grant as it was given."""

    role: Role
    at: Region | Organisation
    first: date
    last: date | None = None
    taken_back: bool = False


@dataclass
class Person:
    grants: list[Given] = field(default_factory=list)
    shared_slips: set[int] = field(default_factory=set)


def below(place: Region | None, top: Region | Organisation) -> bool:
    """Walk up from a place, as one would on the wall map."""
    while place is not None:
        if place == top:
            return True
        place = place.parent
    return False


def sees(person: Person, slip: Slip, today: date) -> bool:
    now = [one for one in person.grants if not one.taken_back and one.first <= today and (one.last is None or today <= one.last)]
    if any(one.role in ADMINISTRATORS for one in now):
        return False
    if slip.pk in person.shared_slips:
        return True
    return any(_by_office(one, slip) for one in now)


def _by_office(one: Given, slip: Slip) -> bool:
    if isinstance(one.at, Organisation):
        return slip.flow_version != 1 and one.at.is_active and one.at == slip.organisation and slip.state in HOME.get(one.role, ())
    home, other = slip.community or slip.street, slip.other_community or slip.other_street or slip.other_district
    if slip.flow_version != 1 and below(other, one.at) and slip.state in OTHER.get(one.role, ()):
        return True
    if slip.is_restricted and one.role not in (Role.DISTRICT_OFFICER, Role.AUDITOR):
        return False
    table = OLDER if slip.flow_version == 1 else HOME
    return below(home, one.at) and slip.state in table.get(one.role, ())
