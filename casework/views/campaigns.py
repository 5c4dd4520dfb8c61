"""加密探访: the campaigns of one's area, and a new one, shown before it is begun: how many elders, where, and who."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.campaign import CampaignForm
from casework.models import Campaign
from casework.queries.campaigns import campaigns_for, names_concerned, preview, regions_to_start_in
from casework.queries.targets import Target, whom_in_words
from casework.services.campaigns import READING, STARTING, start_campaign
from casework.views.paging import page_by_key
from permissions.models import Account
from permissions.requests import account_of
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.policy import figure
from workflows.policy.weather import COLOURS, is_at_least
from workflows.rules.categories import Category


def reader_of(request: HttpRequest, roles: frozenset[Role] = READING) -> Account:
    """Return who asks. Raises Http404 for those who have nothing to do with campaigns."""
    user = account_of(request)
    if not reach_of(user).roles & roles:
        raise Http404
    return user


def standing_of(campaign: Campaign) -> str:
    """Say where a campaign stands today."""
    today = timezone.localdate()
    if campaign.cancelled_on is not None:
        return "已取消"
    return "未开始" if today < campaign.from_on else "已结束" if today > campaign.to_on else "进行中"


@login_required
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns that concern one's area."""
    user = reader_of(request)
    page = page_by_key(request, campaigns_for(user).order_by("-pk"))
    rows = [(campaign, standing_of(campaign)) for campaign in page.rows]
    may_start = bool(reach_of(user).roles & STARTING)
    return render(request, "casework/campaign_list.html", {"page": page, "rows": rows, "may_start": may_start})


@login_required
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Show whom a campaign would concern, then start it; what is refused is said beside its field, and nothing typed is lost."""
    user = reader_of(request, STARTING)
    form = _form(request, user)
    context: dict[str, Any] = {"form": form, "shown_for": CampaignForm.SHOWN_FOR}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            confirmed = request.POST.get("step") == "confirm" and request.POST.get("seal") == form.seal
            try:
                campaign = start_campaign(actor=user, **form.asked, dry_run=not confirmed)
            except Refusal as refusal:
                form.put_beside(refusal.reasons)
                status = refusal.status
            else:
                if confirmed:
                    messages.success(request, f"已发起“{campaign.name}”")
                    return redirect("campaign-page", pk=campaign.pk)
                context |= _shown_before(form, changed=request.POST.get("step") == "confirm")
                status = 200
    return render(request, "casework/campaign_new.html", context, status=status)


def _form(request: HttpRequest, user: Account) -> CampaignForm:
    regions = regions_to_start_in(user)
    first = regions.first()
    district = first.district_code if first else None
    return CampaignForm(request.POST if request.method == "POST" else None, regions=regions, district=district)


def _shown_before(form: CampaignForm, *, changed: bool) -> dict[str, Any]:
    """Gather what is shown before a campaign is begun."""
    asked, today = form.asked, timezone.localdate()
    shown = preview(asked["region"], asked["categories"], asked["from_on"], asked["to_on"], today, target=asked["target"])
    kept = list(asked["target"].kept.items())
    level = str(figure("weather_surge_level", asked["region"].district_code))
    colour = asked["warning_colour"] if asked["trigger"] == Campaign.Trigger.WEATHER else ""
    return {
        "preview": shown, "asked": asked, "seal": form.seal, "changed": changed,
        "visits": shown.elders * asked["extra_visits"],
        "names_query": {"region": asked["region"].code, "more": urlencode([("category", one) for one in asked["categories"]] + kept)},
        "below_level": colour in COLOURS and not is_at_least(colour, level),
        "begins_past": asked["from_on"] < today,
        "whom": whom_in_words(asked["categories"], asked["target"]),
    }  # fmt: skip


@login_required
@require_GET
def campaign_preview(request: HttpRequest) -> HttpResponse:
    """Show the names of those whom a campaign would concern, as far as the person sees them."""
    user = reader_of(request, STARTING)
    region = regions_to_start_in(user).filter(code=request.GET.get("region", "")).first()
    if region is None:
        raise Http404
    categories = [one for one in request.GET.getlist("category") if one in {category.value for category in Category}]
    target = Target.read(request.GET.dict())
    page = page_by_key(request, names_concerned(user, region, categories, timezone.localdate(), target=target))
    whom = whom_in_words(categories, target)
    return render(request, "casework/campaign_preview.html", {"region": region, "page": page, "whom": whom})
