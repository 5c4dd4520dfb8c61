"""The list of elders and the page of one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.models import Case
from casework.queries.case_page import case_page
from casework.queries.search import find_cases
from casework.views.new_elder import REGISTERING
from casework.views.paging import page_by_key
from permissions.access import get_visible_or_404
from permissions.scope import reach_of
from workflows.flows.case import CaseFlow
from workflows.rules.categories import Category


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """List the elders one may see; search and filters stand in the address, so that a list can be sent on."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "category", "overdue")}
    rows = find_cases(
        request.user,  # type: ignore[arg-type]
        text=asked["q"],
        state=asked["state"] if asked["state"] in CaseFlow.states else "",
        category=asked["category"] if asked["category"] in {one.value for one in Category} else "",
        overdue=asked["overdue"],
        today=timezone.localdate(),
    )
    context: dict[str, Any] = {
        "page": page_by_key(request, rows),
        "asked": asked,
        "states": CaseFlow.states.items(),
        "categories": list(Category),
    }
    context["may_register"] = bool(reach_of(request.user).roles & set(REGISTERING))
    for case in context["page"].rows:
        case.elder.age_now = case.elder.age_on(timezone.localdate())
    return render(request, "casework/case_list.html", context)


@login_required
@require_GET
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one elder: facts, what is under way with its buttons, the timeline."""
    case = get_visible_or_404(Case, request.user, pk)
    page = case_page(case, request.user, timezone.localdate())  # type: ignore[arg-type]
    state = case.state_definition()
    context = {
        "page": page, "now": timezone.now(), "age": page.case.elder.age_on(timezone.localdate()),
        "may": {field: case.may_reveal(request.user, field) for field in ("id_number", "phone", "door", "health")},
        "may_print": bool(page.roles & set(state.printing)),
    }  # fmt: skip
    return render(request, "casework/case_page.html", context)
