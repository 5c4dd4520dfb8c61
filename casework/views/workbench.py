"""工作台: what waits for a person, counted, the overdue first; what he or she has done, and what he or she has begun."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Model, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from casework.models import Case
from casework.queries.bulk import bulk_steps
from casework.queries.mine import begun_by, papers_seen, taken_by, with_papers
from casework.queries.today import today_list
from casework.views.paging import page_by_key
from permissions.requests import account_of
from workflows.models import Delivery
from workflows.worklists import worklist_items, worklists_for

TABS = {"todo": "待办", "done": "已办", "begun": "我发起的"}
PAGE = 25
SHOWN_WITH_A_ROW = ("case__elder", "street", "community")


@login_required
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """Show one of the three tabs; the first is what waits."""
    asked = request.GET.get("tab", "todo")
    tab = asked if asked in TABS else "todo"
    context = {"tabs": TABS.items(), "tab": tab, "now": timezone.now()}
    context |= _waiting(request) if tab == "todo" else _past(request, tab)
    return render(request, "casework/workbench.html", context)


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """Give the lists with their counts, and the rows of the one that was chosen (the first that has any)."""
    user = account_of(request)
    lists = worklists_for(user, timezone.now())
    asked = request.GET.get("list", "")
    chosen = next((one for one in lists if one.key == asked), next((one for one in lists if one.count), None))
    after = request.GET.get("after", "") if chosen is not None and chosen.key == asked else ""
    page = worklist_items(user, chosen.key, after, limit=PAGE) if chosen is not None else None
    items = page.items if page is not None else []
    _load_what_is_shown(items)
    # a provider reads the paper, the registered street its notice: neither the file
    of_cases = {getattr(one, "case_id", None) for one in items} - {None}
    seen = set(Case.objects.visible_to(user).filter(pk__in=of_cases).values_list("pk", flat=True)) if of_cases else set()
    steps = bulk_steps(user, items)
    return {
        "steps": steps,
        "key": uuid.uuid4().hex,
        "seen": seen,
        "lists": lists,
        "chosen": chosen,
        "page": page,
        "after": after,
        "today": today_list(user, timezone.localdate()),
    }


def _load_what_is_shown(items: Sequence[Any]) -> None:
    """Load elder and place for the whole page at once, however many rows it has."""
    rows = [one for one in items if isinstance(one, Model)]
    if rows:
        model = type(rows[0])
        prefetch_related_objects(rows, *(path for path in SHOWN_WITH_A_ROW if hasattr(model, path.partition("__")[0])))


def _past(request: HttpRequest, tab: str) -> dict[str, Any]:
    user = account_of(request)
    page = page_by_key(request, taken_by(user) if tab == "done" else begun_by(user), PAGE)
    return {"page": page, "lines": with_papers(user, page.rows)}


@login_required
@require_GET
def messages_list(request: HttpRequest) -> HttpResponse:
    """Show what was told to the person, the newest first."""
    mine = Delivery.objects.filter(account=account_of(request))
    page = page_by_key(request, mine.order_by("-pk"))
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in page.rows:
        if row.subject_kind and row.subject_id:
            wanted[row.subject_kind].add(row.subject_id)
    seen = papers_seen(account_of(request), wanted) if wanted else {}
    lines = [(row, seen.get((row.subject_kind, row.subject_id or 0))) for row in page.rows]
    return render(request, "casework/messages.html", {"page": page, "lines": lines, "unread": mine.filter(read_at=None).count()})


@login_required
@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read, and show the list again."""
    Delivery.objects.filter(account=account_of(request), read_at=None).update(read_at=timezone.now())
    return HttpResponse(status=303, headers={"Location": "/messages/"})
