"""读取国务院办公厅通知: the yearly notice, pasted or as a file, laid out as the lines that the page of holidays takes."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from casework.views.policy import districts_of
from casework.views.refusing import refusals
from permissions.access import roles_at
from permissions.requests import account_of
from permissions.roles import Role
from workflows.holiday_notice import read_notice, text_of_file


@login_required
@require_http_methods(["GET", "POST"])
def holiday_notice(request: HttpRequest) -> HttpResponse:
    """Read a notice and show, year by year, what it says and what could not be read."""
    user = account_of(request)
    if not any(Role.DISTRICT_CONFIGURATOR in roles_at(user, one) for one in districts_of(user)):
        raise Http404("没有找到")
    context: dict[str, Any] = {"text": request.POST.get("text", "")}
    with refusals() as told:
        if request.method == "POST":
            file: Any = request.FILES.get("file")
            text = text_of_file(str(file.name), file.read()) if file is not None else request.POST.get("text", "")
            notice = read_notice(text)
            context |= {"text": text, "years": [(year, "\n".join(lines), len(lines)) for year, lines in notice.years.items()]}
            context["unread"] = notice.unread
    return told.page(request, "casework/holiday_notice.html", context)
