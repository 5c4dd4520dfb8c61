"""工作台: what waits for a person, counted, the overdue first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from casework.queries.today import today_list
from permissions.requests import account_of
from workflows.models import Delivery
from workflows.worklists import worklist_items, worklists_for


@login_required
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Show the lists with their counts, and the rows of the one that was chosen (the first that has any)."""
    now = timezone.now()
    lists = worklists_for(request.user, now)
    asked = request.GET.get("list", "")
    chosen = next((one for one in lists if one.key == asked), next((one for one in lists if one.count), None))
    page = worklist_items(request.user, chosen.key, request.GET.get("after", "")) if chosen is not None else None
    context = {"lists": lists, "chosen": chosen, "page": page, "now": now, "today": today_list(account_of(request), timezone.localdate())}
    return render(request, "casework/workbench.html", context)


@login_required
@require_GET
def messages_list(request: HttpRequest) -> HttpResponse:
    """Show what was told to the person, the newest first."""
    rows = list(Delivery.objects.filter(account=account_of(request)).order_by("-pk")[:50])
    return render(request, "casework/messages.html", {"rows": rows, "unread": sum(1 for row in rows if row.read_at is None)})


@login_required
@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    Delivery.objects.filter(account=account_of(request), read_at=None).update(read_at=timezone.now())
    return messages_list_redirect()


def messages_list_redirect() -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": "/messages/"})
