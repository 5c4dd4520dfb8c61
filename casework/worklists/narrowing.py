"""The part of the register that lies before a person in certain offices; built of literals, so that it costs no query of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.models import Case
from casework.models.case import shared_case_ids
from permissions.models import Region
from permissions.roles import Role
from permissions.scope import ORGANISATION, AccessRules, condition, reach_of
from workflows.flows.case import IN_SERVICE


def files_of(user: Any, roles: Iterable[Role], states: frozenset[str] = IN_SERVICE) -> QuerySet[Case]:
    """Narrow files to those that the person sees by one of these offices; a restricted one stays closed as everywhere."""
    reach = reach_of(user)
    rules = AccessRules(states=dict.fromkeys(roles, states), restricted="is_restricted")
    found: QuerySet[Case] = Case.objects.filter(condition(rules, reach, reach.on or timezone.localdate()))
    return found


def files_of_social_worker(user: Any) -> Q:
    """Name the files that an intervention opens to a social worker."""
    reach = reach_of(user)
    if Role.SOCIAL_WORKER not in reach.roles or reach.is_administrator:
        return Q(pk__in=())
    return Q(case_id__in=shared_case_ids(reach, "intervention"), case__state__in=sorted(IN_SERVICE))


def here(user: Any, roles: Iterable[Role]) -> Q:
    """Compare a row's own level columns with the places where the offices are held, so that its index by place is used."""
    wanted, found = frozenset(roles), Q(pk__in=())
    for one in reach_of(user).held:
        if one.role in wanted and one.level != ORGANISATION:
            found |= ~Q(pk__in=()) if one.level == Region.Level.CITY else Q(**{f"{one.level}_id": one.place_id})
    return found
