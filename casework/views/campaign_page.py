"""One campaign: how far it has come, unit by unit down to the names; its end moved, the whole taken back; its report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.campaign import EndForm, ReasonForm
from casework.forms.refusals import put_on
from casework.models import Campaign, CampaignReport
from casework.queries.campaigns import WHICH, campaigns_for, coverage, names_of, units_of
from casework.queries.targets import Target, whom_in_words
from casework.services.campaign_reports import is_whole, later_differences
from casework.services.campaigns import READING, STARTING, cancel_campaign, change_end, phone_round_by
from casework.views.campaigns import reader_of, standing_of
from casework.views.paging import page_by_key
from permissions.access import roles_at
from permissions.models import Account, Region
from workflows.rules.dates import in_words


def campaign_of(user: Account, pk: int) -> Campaign:
    """Find a campaign that concerns the person's area. Raises Http404."""
    found = campaigns_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _place(user: Account, campaign: Campaign, code: str) -> Region:
    """Find a region inside a campaign's area in which the person may follow it. Raises Http404."""
    place: Region | None = Region.objects.filter(code=code, valid_until_on=None).select_related("parent__parent__parent").first()
    if place is None or campaign.region_id not in {one.pk for one in place.lineage} or not roles_at(user, place) & READING:
        raise Http404
    return place


@login_required
@require_http_methods(["GET", "POST"])
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a campaign has come; posted to, move its end or take it back, each with a reason."""
    user = reader_of(request)
    campaign = campaign_of(user, pk)
    end, cancel, status = EndForm(initial={"to_on": campaign.to_on}, prefix="end"), ReasonForm(), 200
    if request.method == "POST":
        status = 400
        if request.POST.get("act") == "end":
            end = EndForm(request.POST, prefix="end")
        else:
            cancel = ReasonForm(request.POST)
        form: EndForm | ReasonForm = end if end.is_bound else cancel
        if form.is_valid():
            try:
                messages.success(request, _done(user, campaign, form))
                return redirect("campaign-page", pk=pk)
            except Refusal as refusal:
                put_on(form, refusal, "reason")
                status = refusal.status
                campaign = campaign_of(user, pk)  # as it stands, not as the refused act had set it
    context = _page(user, campaign, request.GET.get("region", "")) | {"end": end, "form": cancel}
    return render(request, "casework/campaign_page.html", context, status=status)


def _done(user: Account, campaign: Campaign, form: EndForm | ReasonForm) -> str:
    """Do what the form asks for, and say so."""
    reason = form.cleaned_data["reason"]
    if isinstance(form, EndForm):
        row = change_end(actor=user, campaign=campaign, to_on=form.cleaned_data["to_on"], reason=reason)
        return f"“{row.name}”的结束日期已改为{in_words(row.to_on)}"
    count = cancel_campaign(actor=user, campaign=campaign, reason=reason)
    return f"已取消“{campaign.name}”，撤下{count}位老年人尚未开始的加访，已完成的探访仍然保留"


def _page(user: Account, campaign: Campaign, code: str) -> dict[str, Any]:
    place = _place(user, campaign, code) if code else None
    rows = coverage(campaign, units_of(user, campaign, place))
    standing, round_by = standing_of(campaign), phone_round_by(campaign)
    report = CampaignReport.objects.filter(campaign=campaign).first()
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("owed", "met", "begun", "missing")}
    return {
        "campaign": campaign, "standing": standing, "rows": rows, "sum": sums, "place": place, "report": report,
        "own": place or (campaign.region if roles_at(user, campaign.region) & READING else None),
        "path": [one for one in reversed(place.lineage) if roles_at(user, one) & READING] if place else [],
        "whom": whom_in_words(campaign.categories, Target.read(campaign.target)), "round_by": round_by, "now": timezone.now(),
        "may_change": standing in ("未开始", "进行中") and bool(roles_at(user, campaign.region) & STARTING),
        "may_read_report": report is not None and bool(roles_at(user, campaign.region) & READING),
        "first_end": campaign.history.order_by("history_id").values_list("to_on", flat=True).first(),
    }  # fmt: skip


@login_required
@require_GET
def campaign_names(request: HttpRequest, pk: int, code: str, which: str) -> HttpResponse:
    """Show the names behind a number of a place, as far as the person sees them."""
    user = reader_of(request)
    if which not in WHICH:
        raise Http404
    campaign = campaign_of(user, pk)
    place = _place(user, campaign, code)
    page = page_by_key(request, names_of(user, campaign, place, which))
    context = {"campaign": campaign, "place": place, "page": page, "which": which, "title": WHICH[which], "tabs": WHICH.items()}
    return render(request, "casework/campaign_names.html", context)


@login_required
@require_GET
def campaign_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report as it was kept, and beside it what has changed since."""
    user = reader_of(request)
    campaign = campaign_of(user, pk)
    report = report_of(user, campaign)
    changed = [] if campaign.cancelled_on else later_differences(report)
    context = {"campaign": campaign, "report": report, "head": report.content["head"], "total": report.content["total"]}
    days = {name: date.fromisoformat(text) for name in ("from_on", "to_on", "cancelled_on") if (text := report.content["head"][name])}
    context |= {"rows": report.content["rows"], "changed": changed, "is_whole": is_whole(report), "days": days}
    return render(request, "casework/campaign_report.html", context)


def report_of(user: Account, campaign: Campaign) -> CampaignReport:
    """Give a campaign's report to who follows its whole area. Raises Http404."""
    report = CampaignReport.objects.filter(campaign=campaign).select_related("campaign").first()
    if report is None or not roles_at(user, campaign.region) & READING:
        raise Http404
    return report
