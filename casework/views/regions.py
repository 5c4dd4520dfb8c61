"""探访进度: the month's visits of a region, down to the names behind each number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.models import Case
from casework.queries.rates import FIGURE_ROLES, names_behind, rates_below, short_suspensions, total
from casework.services.obligations import month_named
from casework.views.paging import page_by_key
from permissions.access import roles_at
from permissions.models import Region
from permissions.scope import reach_of
from workflows.rules.dates import months_after, months_before

LISTS = {
    "owed": "应访", "visited": "已访", "missing": "尚未探访", "floor": "有未完成的义务", "suspended": "暂停", "declined": "不愿意",
}  # fmt: skip


def region_of_figures(request: HttpRequest, code: str) -> Region:
    """Find the region one may see figures of; without a code the highest one holds. Raises Http404."""
    reach = reach_of(request.user)
    region: Region | None
    if not code:
        order = ("city", "district", "street", "community")
        held = sorted((one for one in reach.held if one.role in FIGURE_ROLES), key=lambda one: order.index(one.level))
        region = Region.objects.filter(pk=held[0].place_id).first() if held else None
    else:
        # a unit that has ended still has its past months; where its code was given again, the newer unit is meant
        region = Region.objects.filter(code=code).order_by(F("valid_until_on").desc(nulls_first=True), "-valid_from_on").first()
    if region is None or not roles_at(request.user, region) & FIGURE_ROLES:
        raise Http404
    seen: Region = region
    return seen


def path_to(user: Any, region: Region) -> list[Region]:
    """List the regions above one, the topmost first, as far as the person may see their figures; the region itself is the last."""
    return [one for one in reversed(region.lineage) if roles_at(user, one) & FIGURE_ROLES]


def month_asked(request: HttpRequest) -> date:
    text = request.GET.get("month", "")
    return month_named(text) if text else timezone.localdate().replace(day=1)


@login_required
@require_GET
def overview(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the units below a region with their rates."""
    region, month = region_of_figures(request, code), month_asked(request)
    rows = rates_below(region, month)
    before, after = months_before(month, 1), months_after(month, 1)
    context = {
        "region": region, "month": month, "rows": rows, "sum": total(region, rows),
        "path": path_to(request.user, region),
        "before": before, "after": after if after and after <= timezone.localdate().replace(day=1) else None,
        "short": short_suspensions(region, month, request.user),
    }  # fmt: skip
    return render(request, "casework/region.html", context)


@login_required
@require_GET
def names(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """Show the names behind a number, as far as the person may see them."""
    if which not in LISTS:
        raise Http404
    region, month = region_of_figures(request, code), month_asked(request)
    rows = Case.objects.visible_to(request.user).filter(pk__in=names_behind(region, month, which=which).values("pk"))
    page = page_by_key(request, rows.select_related("elder", "street", "community", "responsible").order_by("-pk"))
    return render(request, "casework/region_names.html", {"region": region, "month": month, "title": LISTS[which], "page": page})
