"""今天该去谁: the planned visits of a visitor or a community, the nearest end first."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from casework.models import PlannedVisit
from permissions.models import Account
from permissions.roles import Role
from permissions.scope import reach_of

SHOWN = 15
VISITING = (Role.COMMUNITY_WORKER, Role.GRID_WORKER)


def today_list(user: Account, today: date) -> list[PlannedVisit]:
    """List the visits to make now: one's own, and those of one's community that nobody has taken."""
    reach = reach_of(user)
    places = {key for role in VISITING for key in reach.region_ids(role)}
    mine = Q(visitor__account=user) | Q(community_id__in=places, visitor=None, case__is_restricted=False)
    rows = PlannedVisit.objects.filter(mine, done_on=None, held_because="", window_from_on__lte=today)
    return list(rows.select_related("case__elder", "community", "visitor", "campaign").order_by("window_to_on", "pk")[:SHOWN])
