"""节假日安排: the years on file, and the State Council's days off and worked weekends entered line by line."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casework.views.policy import districts_of
from casework.views.refusing import refusals
from permissions.access import roles_at
from permissions.requests import account_of
from permissions.roles import Role
from workflows.calendar import working_calendar
from workflows.holidays import enter_days, read_lines, years_on_file


@login_required
@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """List the years; what was typed stays on the page where it is refused."""
    user = account_of(request)
    districts = districts_of(user)
    if not districts:
        raise Http404("没有找到")
    with refusals() as told:
        if request.method == "POST":
            row = enter_days(actor=user, typed=read_lines(request.POST.get("days", "")), basis=request.POST.get("basis", ""))
            moved = f"，已重算{row.redated}件在办事项的期限" if row.redated else ""
            messages.success(request, f"已录入{row.year}年节假日安排第{row.version}版，工作日期限即按此计算{moved}")
            return redirect("holidays")
    years, today = years_on_file(), timezone.localdate()
    context = {
        "years": years, "days": request.POST.get("days", ""), "basis": request.POST.get("basis", ""),
        "may_set": any(Role.DISTRICT_CONFIGURATOR in roles_at(user, one) for one in districts), "next_year": today.year + 1,
        "missing": [year for year in (today.year, today.year + 1) if not working_calendar().knows(year)],
    }  # fmt: skip
    return told.page(request, "casework/holidays.html", context)
