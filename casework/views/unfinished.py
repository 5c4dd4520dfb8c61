"""未完成筛查: a round's end, unit by unit, down to the names, and as a file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.queries.unfinished import STATES, last_day_of, rounds_near, sum_of, unfinished_names, units_below
from casework.views.exports import MOST, csv_file
from casework.views.paging import page_by_key
from casework.views.regions import path_to, region_of_figures
from permissions.requests import account_of
from workflows.rules.dates import in_words, period_in_words

HEADINGS = ("区", "街道（乡镇）", "社区（村）", "姓名", "性别", "轮次", "现状态", "登记日期", "办理期限", "承办人")


def _asked(request: HttpRequest, code: str) -> tuple[Any, str, dict[str, Any]]:
    """Read region and round from the address, and what every page of them shows. Raises Http404."""
    region, today = region_of_figures(request, code), timezone.localdate()
    known = rounds_near(today)
    name = request.GET.get("round", known[0])
    if name not in known:
        raise Http404
    end = last_day_of(name)
    shown = {
        "region": region, "round": name, "rounds": known, "end": end, "is_over": end < today,
        "path": path_to(request.user, region),
    }  # fmt: skip
    return region, name, shown


@login_required
@require_GET
def unfinished(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the units below a region with what is not finished in each."""
    region, name, shown = _asked(request, code)
    units = units_below(region, name)
    context = {**shown, "units": units, "sum": sum_of(region, units), "states": STATES}
    return render(request, "casework/unfinished.html", context)


@login_required
@require_GET
def names(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is not screened to the end, as far as the person may see them."""
    region, name, shown = _asked(request, code)
    state = request.GET.get("state", "")
    page = page_by_key(request, unfinished_names(account_of(request), region, name, state=state))
    context = {**shown, "page": page, "state": state, "title": STATES.get(state, "未完成"), "now": timezone.now()}
    return render(request, "casework/unfinished_names.html", context)


@login_required
@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Give the names as a file."""
    region, name, _ = _asked(request, code)
    user = account_of(request)
    rows = unfinished_names(user, region, name, state=request.GET.get("state", ""))[:MOST]
    return csv_file(
        user, action="export_unfinished_screenings", chain=f"region:{region.pk}", filename=f"unfinished-{region.code}-{name}.csv",
        title=f"{region.name}{period_in_words(name)}未完成摸底排查名单", headings=HEADINGS, rows=[_line(one) for one in rows],
    )  # fmt: skip


def _line(paper: Any) -> list[object]:
    due = in_words(timezone.localtime(paper.due_at)) if paper.due_at else ""
    assigned = paper.assigned_to.display_name if paper.assigned_to else ""
    return [
        paper.district.name, paper.street.name, paper.community.name, paper.case.elder.name, paper.case.elder.get_sex_display(),
        period_in_words(paper.round), paper.state_label, in_words(paper.listed_on), due, assigned,
    ]  # fmt: skip
