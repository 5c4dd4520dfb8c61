"""督办: what was asked of the streets, what they answered, and a new question."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.refusals import put_on
from casework.forms.supervision import ISSUING, IssueForm, department_of
from casework.models import Supervision
from casework.views.context import SUPERVISIONS_READ
from casework.views.paging import page_by_key
from permissions.models import Account
from permissions.requests import account_of
from permissions.scope import reach_of
from workflows.flows.supervision import Supervision as SupervisionFlow
from workflows.runner import perform

SHOWN = {"open": "在办", "ended": "已结", "all": "全部"}
ENDED = tuple(name for name, state in SupervisionFlow.states.items() if state.final)


def _reader(request: HttpRequest) -> Account:
    user = account_of(request)
    if not reach_of(user).roles & SUPERVISIONS_READ:
        raise Http404
    return user


@login_required
@require_GET
def supervisions(request: HttpRequest) -> HttpResponse:
    """List what one may see, the newest first."""
    user, asked = _reader(request), request.GET.get("show", "open")
    show = asked if asked in SHOWN else "open"
    rows = Supervision.objects.visible_to(user).select_related("street", "organisation")
    if show != "all":
        rows = rows.filter(state__in=ENDED) if show == "ended" else rows.exclude(state__in=ENDED)
    context = {
        "page": page_by_key(request, rows.order_by("-pk")), "tabs": SHOWN.items(), "show": show, "now": timezone.now(),
        "may_issue": bool(reach_of(user).roles & set(ISSUING)),
    }  # fmt: skip
    return render(request, "casework/supervisions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Put a question to a street; refused, everything typed stays."""
    user = _reader(request)
    if not reach_of(user).roles & set(ISSUING):
        raise Http404
    form, status = IssueForm(request.POST or None, user=user), 200
    if request.method == "POST" and form.is_valid():
        data, street = form.cleaned_data, form.cleaned_data["street"]
        paper = Supervision(
            topic=data["topic"], question=data["question"], street=street, district=street.parent, organisation=department_of(user)
        )
        try:
            outcome = perform(paper, "issue", actor=user, key=request.POST.get("key", "")[:64])
            messages.success(request, f"已向{street.name}下达督办，请在期限内查看答复")
            return redirect("paper", flow="supervision", pk=outcome.subject.pk)
        except Refusal as refusal:
            put_on(form, refusal)
            status = refusal.status
    elif request.method == "POST":
        status = 400
    return render(
        request, "casework/supervision_new.html", {"form": form, "key": request.POST.get("key") or uuid.uuid4().hex}, status=status
    )
