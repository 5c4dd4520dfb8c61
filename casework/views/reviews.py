"""半年更新: the standing of a region's ledgers, and the names behind each number."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.queries.review_standing import WHICH, reviews_behind, standing_below
from casework.views.paging import page_by_key
from casework.views.regions import path_to, region_of_figures
from permissions.requests import account_of


@login_required
@require_GET
def reviews(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the units below a region: in service, late, due soon, with the street."""
    region = region_of_figures(request, code)
    rows = standing_below(region, timezone.localdate())
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("served", "overdue", "coming", "waiting")}
    percent = 100 * (sums["served"] - sums["overdue"]) / sums["served"] if sums["served"] else 0.0
    path = path_to(request.user, region)
    return render(request, "casework/reviews.html", {"region": region, "rows": rows, "sum": sums, "percent": percent, "path": path})


@login_required
@require_GET
def review_names(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """Show the names behind a number, as far as the person may see them."""
    if which not in WHICH:
        raise Http404
    region, today = region_of_figures(request, code), timezone.localdate()
    page = page_by_key(request, reviews_behind(account_of(request), region, which, today))
    rows = [(row, (today - row.due_on).days) for row in page.rows]
    context = {"region": region, "page": page, "rows": rows, "title": WHICH[which], "which": which, "tabs": WHICH.items()}
    return render(request, "casework/review_names.html", context)
