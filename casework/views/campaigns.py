"""加密探访: the campaigns of one's area, a new one, and how far each has come, street by street down to the names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.campaign import CampaignForm, ReasonForm
from casework.forms.refusals import put_on
from casework.models import Campaign
from casework.queries.campaigns import campaigns_for, coverage_for, names_of, regions_to_start_in
from casework.services.campaigns import STARTING, cancel_campaign, start_campaign
from casework.views.paging import page_by_key
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.requests import account_of
from permissions.scope import reach_of
from workflows.rules.categories import Category


def _starter(request: HttpRequest) -> Account:
    """Return who asks. Raises Http404 for those who may start no campaign anywhere."""
    user = account_of(request)
    if not reach_of(user).roles & STARTING:
        raise Http404
    return user


def _campaign(user: Account, pk: int) -> Campaign:
    found = campaigns_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _standing(campaign: Campaign) -> str:
    today = timezone.localdate()
    if campaign.cancelled_on is not None:
        return "已取消"
    return "未开始" if today < campaign.from_on else "已结束" if today > campaign.to_on else "进行中"


@login_required
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """List the campaigns that concern one's area."""
    user = _starter(request)
    page = page_by_key(request, campaigns_for(user).order_by("-pk"))
    rows = [(campaign, _standing(campaign)) for campaign in page.rows]
    return render(request, "casework/campaign_list.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Start a campaign; what is refused is said beside its field, and nothing typed is lost."""
    user = _starter(request)
    form = CampaignForm(request.POST if request.method == "POST" else None, regions=regions_to_start_in(user))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            data: dict[str, Any] = {**form.cleaned_data, "categories": tuple(form.cleaned_data["categories"])}
            try:
                campaign = start_campaign(actor=user, **data)
            except Refusal as refusal:
                form.put_beside(refusal.reasons)
                status = refusal.status
            else:
                messages.success(request, f"已发起“{campaign.name}”")
                return redirect("campaign-page", pk=campaign.pk)
    return render(request, "casework/campaign_new.html", {"form": form, "shown_for": CampaignForm.SHOWN_FOR}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a campaign has come; posted to, cancel it with a reason."""
    user = _starter(request)
    campaign = _campaign(user, pk)
    form, status = ReasonForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            cancel_campaign(actor=user, campaign=campaign, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            put_on(form, refusal, "reason")
            status = refusal.status
            campaign = _campaign(user, pk)  # as it stands, not as the refused act had set it
        else:
            messages.success(request, f"已取消“{campaign.name}”，已完成的探访仍然保留")
            return redirect("campaign-page", pk=pk)
    rows = coverage_for(user, campaign)
    standing = _standing(campaign)
    context = {
        "campaign": campaign, "standing": standing, "rows": rows, "form": form, "owed": sum(row.owed for row in rows),
        "met": sum(row.met for row in rows), "categories": [Category(one).label for one in campaign.categories],
        "may_cancel": standing in ("未开始", "进行中") and bool(roles_at(user, campaign.region) & STARTING),
    }  # fmt: skip
    return render(request, "casework/campaign_page.html", context, status=status)


@login_required
@require_GET
def campaign_names(request: HttpRequest, pk: int, street: int) -> HttpResponse:
    """Show the names behind a street's number, as far as the person sees them."""
    user = _starter(request)
    campaign = _campaign(user, pk)
    place = Region.objects.filter(pk=street, level=Region.Level.STREET).select_related("parent__parent").first()
    if place is None or not roles_at(user, place) & STARTING:
        raise Http404
    missing = request.GET.get("which") != "owed"
    page = page_by_key(request, names_of(user, campaign, place, missing=missing))
    context = {"campaign": campaign, "street": place, "page": page, "missing": missing}
    return render(request, "casework/campaign_names.html", context)
