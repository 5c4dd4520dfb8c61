"""The duties of a campaign and the visits they ask for, written a chunk at a time; what is there already is left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from audit.canonical import digest, text_of
from casework.models import Campaign, Case, Obligation, PlannedVisit
from casework.queries.obligations import CHUNK
from casework.queries.surges import not_yet_owed
from casework.services.obligations import CONCLUDED, keep
from casework.services.surge_visits import lay_out_surges
from permissions.roles import Role
from workflows.models import Outbox

OWED = "{owed}"
TOLD = (Role.COMMUNITY_WORKER, Role.GRID_WORKER)


@dataclass(frozen=True)
class Written:
    """What a writing came to: the elders newly owed a surge, and the digest of their list."""

    cases: int
    digest: str


def day_of(campaign: Campaign, today: date) -> date:
    """Give the day as of which a campaign's duties are asked for: today, or the nearest of its own days."""
    return max(campaign.from_on, min(today, campaign.to_on))


def write_surges(campaign: Campaign, today: date) -> Written:
    """Write the duties of those who have none of this campaign yet, a chunk a transaction.

    Killed half-way, the next run takes up the rest; the cases are locked first, as whoever saves a visit locks them.
    """
    as_of, after, lines = day_of(campaign, today), 0, list[str]()
    while True:
        with transaction.atomic():
            waiting = not_yet_owed(campaign, as_of).filter(pk__gt=after).select_for_update(of=("self",))
            cases = list(waiting.select_related("district").order_by("pk")[:CHUNK])
            if not cases:
                return Written(len(lines), digest(text_of({"rows": lines})))
            lines += [line for line in keep(cases, as_of)[2] if f":{Obligation.Kind.SURGE}:{campaign.from_on}:" in line]
            lay_out_surges(cases, today)
        after = cases[-1].pk


def take_back_surges(campaign: Campaign) -> int:
    """Take back what a cancelled campaign asked for: at once where nothing was done, case by case where a visit goes back to its month."""
    open_rows = Obligation.objects.filter(campaign=campaign).exclude(status__in=CONCLUDED)
    PlannedVisit.objects.filter(campaign=campaign, done_on=None).delete()
    return open_rows.filter(done=0).delete()[0]


def give_back_visits(campaign: Campaign, today: date) -> int:
    """Let the visits made for a cancelled campaign serve their month again, a chunk a transaction."""
    as_of, count = day_of(campaign, today), 0
    while True:
        with transaction.atomic():
            served = Obligation.objects.filter(campaign=campaign).exclude(status__in=CONCLUDED).values("case_id")
            cases = list(
                Case.objects.filter(pk__in=served).select_for_update(of=("self",)).select_related("district").order_by("pk")[:CHUNK]
            )
            if not cases:
                return count
            keep(cases, as_of)
            lay_out_surges(cases, today)
        count += len(cases)


def move_end(campaign: Campaign) -> int:
    """Set the new last day on a campaign's open duties and on its visits to come, in two statements however many there are."""
    PlannedVisit.objects.filter(campaign=campaign, done_on=None).update(window_to_on=campaign.to_on)
    return Obligation.objects.filter(campaign=campaign).exclude(status__in=CONCLUDED).update(due_by_on=campaign.to_on)


def tell_communities(campaign: Campaign, sentence: str, now: datetime | None = None) -> int:
    """Tell the workers of every community that owes something; OWED in the sentence stands for the elders still to be visited."""
    moment = now or timezone.now()
    rows = Obligation.objects.filter(campaign=campaign, done__lt=F("required")).values_list("community_id")
    owed = list(rows.annotate(elders=Count("case_id", distinct=True)).filter(~Q(community_id=None)).order_by("community_id"))
    Outbox.objects.bulk_create(
        (
            Outbox(kind="campaign", role=role.value, region_id=community, body=sentence.replace(OWED, str(elders))[:300], created_at=moment,
                   next_try_at=moment)
            for community, elders in owed
            for role in TOLD
        ),
        batch_size=500,
    )  # fmt: skip
    return len(owed)
