"""月报: the months of a region and how each stands, handing one in, reading what was handed in, and what has changed since."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Refusal
from casework.forms.rate_report import HandInForm
from casework.forms.refusals import put_on
from casework.models import RateLine, RateReport
from casework.queries.places import BELOW
from casework.queries.rates import rates_below, short_suspensions, total
from casework.queries.rates_difference import Differences, UnitThen
from casework.queries.rates_judged import LABELS
from casework.queries.rates_lines import ORDER
from casework.queries.rates_names import LISTS, behind, communities_of, seen_of
from casework.queries.rates_reports import beneath, handed_in_beneath, latest, months_of, report_for, standing_of, versions
from casework.queries.reports_due import counts_missing, due_of, levels_below, names_missing
from casework.services.obligations import month_named
from casework.services.rate_reports import OFFICES, check, compare, differences_of, hand_in, is_small, office_for, want_comparison
from casework.views.paging import page_by_key
from casework.views.regions import path_to, region_of_figures
from permissions.models import Account, Region
from permissions.requests import account_of
from workflows.rules.dates import month_of


@login_required
@require_GET
def month_list(request: HttpRequest, code: str = "") -> HttpResponse:
    """List a region's months: not handed in, handed in, changed since."""
    user, region = account_of(request), region_of_figures(request, code)
    rows = months_of(region, timezone.localdate())
    done = handed_in_beneath(region, [row.month for row in rows])
    units = len(beneath(region, rows[-1].month)) if rows else 0
    context = {
        "region": region, "path": path_to(user, region), "rows": [(row, done.get(row.month, 0)) for row in rows], "units": units,
        "may_hand_in": office_for(user, region) is not None,
    }  # fmt: skip
    return render(request, "casework/rate_months.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def month_page(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Show a month before it is handed in, and the units below; posted to, hand it in or correct it."""
    user, region, first = account_of(request), region_of_figures(request, code), month_named(month)
    form, status = HandInForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            report = hand_in(actor=user, region=region, month=first, reason=given["reason"], corrects=given["corrects"] or 0)
        except Refusal as refusal:
            put_on(form, refusal, "reason" if refusal.code == "reason" else None)
            status = refusal.status
        else:
            messages.success(request, f"已报出{report}")
            return redirect("rate-report", pk=report.pk)
    elif request.method == "POST":
        status = 400
    report_now = latest(region, first)
    rows = rates_below(region, first) if report_now is None else []
    today, due_on = timezone.localdate(), due_of(region, first)
    is_over = month_of(first)[1] < today
    missing = counts_missing(region, first) if is_over else []
    owing = _owing(region, first)
    context = {
        "region": region, "path": path_to(user, region), "month": first, "report": report_now, "form": form, "rows": rows,
        "sum": total(region, rows), "standing": standing_of(report_now) if report_now else "",
        "is_over": is_over,
        "may_hand_in": office_for(user, region) is not None, "offices": "或".join(one.label for one in OFFICES[region.level]),
        "units": [(unit, one, standing_of(one) if one else _standing_without(owing, unit.pk)) for unit, one in beneath(region, first)],
        "due_on": due_on, "is_late": due_on < today, "missing": missing,
        "short": short_suspensions(region, first, user) if report_now is None else None,
    }  # fmt: skip
    return render(request, "casework/rate_month.html", context, status=status)


def _owing(region: Region, month: date) -> dict[int, bool]:
    """Give the units straight below that have not handed in, and whether their day has passed."""
    below = BELOW.get(region.level)
    today = timezone.localdate()
    rows: Any = names_missing(region, month, below) if below else ()
    return {unit.pk: unit.due_on < today for unit in rows}


def _standing_without(owing: dict[int, bool], unit: int) -> str:
    if unit not in owing:
        return "无应访"
    return "逾期未报" if owing[unit] else "未报"


@login_required
@require_GET
def missing_page(request: HttpRequest, code: str, month: str, level: str) -> HttpResponse:
    """Name the units of a level beneath a region that have not handed a month in, each with who is to do it."""
    user, region, first = account_of(request), region_of_figures(request, code), month_named(month)
    if level not in levels_below(region) or month_of(first)[1] >= timezone.localdate():
        raise Http404  # before its end nobody is to have handed a month in
    page = page_by_key(request, names_missing(region, first, level).order_by("-pk"))
    context = {
        "region": region, "path": path_to(user, region), "month": first, "level": Region.Level(level).label, "page": page,
        "offices": "或".join(one.label for one in OFFICES[level]), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "casework/rate_missing.html", context)


def _report(request: HttpRequest, pk: int) -> tuple[Account, RateReport]:
    user = account_of(request)
    report = report_for(user, pk)
    if report is None:
        raise Http404
    return user, report


def _line(report: RateReport, asked: str) -> tuple[RateLine, list[RateLine], list[RateLine]]:
    """Find the unit of a report that is asked for, the lines below it, and those above, the topmost first. Raises Http404."""
    lines = list(RateLine.objects.filter(report=report).defer("elders"))
    by_key = {line.pk: line for line in lines}
    top = next(line for line in lines if line.parent_id is None)
    unit = by_key.get(int(asked)) if asked.isdecimal() else top
    if unit is None:
        raise Http404
    below = BELOW.get(unit.level)
    above = [unit]
    while above[0].parent_id is not None:
        here = above[0]
        above.insert(0, next(one for one in lines if one.region_id == here.parent_id and BELOW.get(one.level) == here.level))
    return unit, [one for one in lines if one.parent_id == unit.region_id and one.level == below], above


@login_required
@require_GET
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report as it was handed in, and say loudly where it no longer agrees with its digest."""
    user, report = _report(request, pk)
    context: dict[str, Any] = {"report": report, "path": path_to(user, report.region), "versions": versions(report)}
    if getattr(report, "seal", None) is not None:
        unit, rows, above = _line(report, request.GET.get("unit", ""))
        context |= {
            "unit": unit, "rows": rows, "above": above, "faults": check(report), "standing": standing_of(report),
            "named": unit.level in ("street", "community"),
            "short": short_suspensions(unit.region, report.month_on, user), "newest": context["versions"][-1],
        }  # fmt: skip
    return render(request, "casework/rate_report.html", context)


@login_required
@require_GET
def report_names(request: HttpRequest, pk: int, line: int, which: str) -> HttpResponse:
    """Show the elders behind a frozen number of a street or a community, as far as the person may see them."""
    user, report = _report(request, pk)
    unit = RateLine.objects.filter(report=report, pk=line, level__in=("street", "community")).first()
    if unit is None or which not in LISTS:
        raise Http404
    names = seen_of(user, behind(communities_of(report, unit), which), after=_after(request))
    return render(request, "casework/rate_names.html", {"report": report, "unit": unit, "title": LISTS[which][0], "names": names})


def _after(request: HttpRequest) -> int | None:
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None


@login_required
@require_GET
def differences_page(request: HttpRequest, pk: int) -> HttpResponse:
    """List what later facts change in a report, unit by unit, then and now."""
    user, report = _report(request, pk)
    found, at = _differences(report)
    units = found.units if found else []
    context = {
        "report": report, "path": path_to(user, report.region), "found": found, "compared_at": at, "faults": check(report),
        "rows": [
            # a unit's code begins with that of the one above: in their order they are a tree
            ("　" * (ORDER.index(unit.level) - ORDER.index(report.region.level)), unit, _changed(unit)) for unit in units
        ],
    }  # fmt: skip
    return render(request, "casework/rate_differences.html", context)


def _changed(unit: UnitThen) -> list[tuple[str, int, int]]:
    return [(LABELS[column], then, now) for column, then, now in unit.pairs if then != now]


def _differences(report: RateReport) -> tuple[Differences | None, Any]:
    if getattr(report, "seal", None) is None:
        raise Http404
    return differences_of(report)


@login_required
@require_GET
def differing_names(request: HttpRequest, pk: int, level: str, region: int) -> HttpResponse:
    """Show the elders behind a unit's difference, then and now, as far as the person may see them."""
    user, report = _report(request, pk)
    found, _ = _differences(report)
    unit = next((one for one in found.units if (one.level, one.region_id) == (level, region)), None) if found else None
    if found is None or unit is None:
        raise Http404
    parents = {one.region_id: one.parent_id for one in found.units}
    elders = {one.case_id: one for one in found.of_unit(level, region, parents)}
    names = seen_of(user, sorted(elders, reverse=True), after=_after(request))
    places = {one.region_id: one.name for one in found.units}
    rows = [(case, *_told(elders[case.pk], places), elders[case.pk].cause) for case in names.cases]
    return render(request, "casework/rate_differing_names.html", {"report": report, "unit": unit, "rows": rows, "names": names})


def _told(elder: Any, places: dict[int, str]) -> tuple[str, str]:
    """Write how an elder counted, then and now: 宾水社区：应访、已访."""

    def words(place: int | None, columns: tuple[str, ...]) -> str:
        return f"{places.get(place or 0, '')}：{'、'.join(LABELS[one] for one in columns)}" if columns else "不计入"

    return words(elder.then_at, elder.then), words(elder.now_at, elder.now)


@login_required
@require_POST
def compare_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare a report with what is known now: at once, or soon where the elders are many."""
    _, report = _report(request, pk)
    if getattr(report, "seal", None) is None:
        raise Http404
    if is_small(report):
        found = compare(report)
        messages.success(request, f"已比对，{f'{len(found.elders)}人有差异' if found.elders else '没有差异'}")
    else:
        want_comparison(report)
        messages.success(request, "本区域老年人较多，已交后台比对，几分钟后刷新本页即可看到")
    return redirect("rate-differences", pk=pk)
