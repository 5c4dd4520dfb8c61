"""What a campaign came to: kept once, when it is over or taken back, so that a visit recorded later changes no report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from audit.acts import Actor, HasActor, act
from audit.canonical import digest, text_of
from casework.models import Campaign, CampaignReport, Obligation
from casework.queries.surges import STANDING
from casework.queries.targets import Target, whom_in_words
from workflows.rules.categories import Category

FIGURES = ("owed", "met", "begun", "visits")
PLACES = ("district", "street", "community")


@dataclass(frozen=True)
class Difference:
    """A community whose figures are not those of the report any more."""

    place: str
    kept: tuple[int, int]
    now: tuple[int, int]


def keep_report(actor: Actor | HasActor, campaign: Campaign, *, now: datetime) -> CampaignReport:
    """Keep the figures as they stand, with the digest that shows any later change; a second call gives the first report."""
    found = CampaignReport.objects.filter(campaign=campaign).first()
    if found is not None:
        return found
    rows = rows_of(campaign)
    total = {name: sum(row[name] for row in rows) for name in FIGURES}
    content = {"head": _head(campaign), "rows": rows, "total": total}
    said = digest(text_of(content))
    with act(actor, "report_campaign", campaign, details={**{name: str(value) for name, value in total.items()}, "digest": said}):
        return CampaignReport.objects.create(campaign=campaign, kept_at=now, content=content, digest=said)


def rows_of(campaign: Campaign) -> list[dict[str, Any]]:
    """Count a campaign community by community: owed, wholly visited, visited at all, and the visits made for it."""
    names = [f"{place}__name" for place in PLACES]
    rows = Obligation.objects.filter(campaign=campaign).values(*names, "community__code").annotate(**STANDING, visits=Sum("done"))
    return [
        {**{place: row[f"{place}__name"] or "" for place in PLACES}, "code": row["community__code"] or "",
         **{name: int(row[name] or 0) for name in FIGURES}}
        for row in rows.order_by("community__code")
    ]  # fmt: skip


def _head(campaign: Campaign) -> dict[str, Any]:
    return {
        "name": campaign.name, "region": campaign.region.full_name, "trigger": campaign.get_trigger_display(), "cause": campaign.cause,
        "from_on": campaign.from_on.isoformat(), "to_on": campaign.to_on.isoformat(), "extra_visits": campaign.extra_visits,
        "categories": [Category(one).label for one in campaign.categories],
        **({"whom": whom_in_words(campaign.categories, Target.read(campaign.target))} if campaign.target else {}),
        "started_by": campaign.started_by.display_name if campaign.started_by else "系统",
        "cancelled_on": campaign.cancelled_on.isoformat() if campaign.cancelled_on else "", "cancelled_because": campaign.cancelled_because,
    }  # fmt: skip


def is_whole(report: CampaignReport) -> bool:
    """Say whether a kept report still has the digest it was kept under."""
    return digest(text_of(report.content)) == report.digest


def later_differences(report: CampaignReport) -> list[Difference]:
    """List the communities whose figures were changed after the report was kept: visits recorded late, annulled, or corrected."""
    kept: Mapping[str, Any] = {row["code"]: row for row in report.content["rows"]}
    now = {row["code"]: row for row in rows_of(report.campaign)}
    found = []
    for code in sorted(kept.keys() | now.keys()):
        before, after = ({name: 0 for name in FIGURES} | dict(one.get(code, {})) for one in (kept, now))
        pair = (before["owed"], before["met"]), (after["owed"], after["met"])
        if pair[0] != pair[1]:
            place = "".join((kept.get(code) or now[code])[name] for name in PLACES)
            found.append(Difference(place, *pair))
    return found
