"""派单: the community gives visits to people of the roster; a visitor accepts or says why not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.queries.assignments import given_to, roster_for, to_assign
from casework.services.visits import ASSIGNING, accept_visits, assign_visits, decline_visits
from casework.views.paging import page_by_key
from casework.views.refusing import refusals
from permissions.models import Account
from permissions.requests import account_of
from permissions.scope import reach_of

PAGE = 50


def _chosen(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("planned") if one.isdecimal() and len(one) < 19]


@login_required
@require_http_methods(["GET", "POST"])
def assignments(request: HttpRequest) -> HttpResponse:
    """Give out the visits of one's area; what is refused is said above the list, and the choice stays as it was."""
    user = account_of(request)
    if not reach_of(user).roles & ASSIGNING:
        raise Http404
    people = roster_for(user, timezone.localdate())
    with refusals() as told:
        if request.method == "POST":
            return _assigned(request, user, people)
    everything = request.GET.get("show") == "all"
    page = page_by_key(request, to_assign(user, unassigned=not everything), PAGE)
    context: dict[str, Any] = {
        "page": page, "people": people, "chosen": _chosen(request), "visitor": request.POST.get("visitor", ""),
        "everything": everything,
    }  # fmt: skip
    return told.page(request, "casework/assignments.html", context)


def _assigned(request: HttpRequest, user: Account, people: Any) -> HttpResponse:
    key = request.POST.get("visitor", "")
    visitor = people.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if visitor is None:
        raise Refusal("请选择探访人员", status=400, code="visitor")
    count = assign_visits(actor=user, planned=_chosen(request), visitor=visitor)
    messages.success(request, f"已把{count}次探访派给{visitor}")
    return redirect(request.get_full_path())


@login_required
@require_http_methods(["GET", "POST"])
def my_assignments(request: HttpRequest) -> HttpResponse:
    """Answer what was given to oneself: accept, or give back with a reason."""
    user = account_of(request)
    with refusals() as told:
        if request.method == "POST":
            return _answered(request, user)
    rows = list(given_to(user)[:PAGE])
    context = {"rows": rows, "chosen": _chosen(request), "reason": request.POST.get("reason", "")}
    return told.page(request, "casework/my_assignments.html", context)


def _answered(request: HttpRequest, user: Account) -> HttpResponse:
    chosen = _chosen(request)
    if request.POST.get("answer") == "decline":
        messages.success(request, f"已退回{decline_visits(actor=user, planned=chosen, reason=request.POST.get('reason', ''))}次探访")
    else:
        messages.success(request, f"已接受{accept_visits(actor=user, planned=chosen)}次探访")
    return redirect("my-assignments")
