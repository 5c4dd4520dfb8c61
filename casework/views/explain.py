"""看看为什么: each step of a paper for a person, with all that stands in its way, what mends it, and who can act."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from casework.models import Case
from casework.queries.beginnings import beginnings_for
from casework.views.transitions import model_of
from permissions.access import get_visible_or_404
from permissions.requests import account_of
from workflows.explaining import explain_steps

LOADED = ("district", "street", "community", "other_district", "other_street", "other_community", "organisation")


@login_required
@require_GET
def explain(request: HttpRequest, flow: str, pk: int) -> HttpResponse:
    """Explain a paper's steps for oneself, or for a colleague whose name one reads there."""
    asker = account_of(request)
    model: Any = model_of(flow)
    columns = {one.name for one in model._meta.concrete_fields}
    loaded = [*(name for name in LOADED if name in columns), *(["case__elder"] if "case" in columns else [])]
    subject = get_visible_or_404(model.objects.select_related(*loaded), request.user, pk)
    told = explain_steps(subject, asker, asker=asker)
    asked = request.GET.get("user", "")
    if asked and asked != str(asker.pk):
        colleague = told.colleague(asked)
        if colleague is None:
            raise Http404("没有找到")  # who is not named there, whether there is such a person or not
        told = explain_steps(subject, colleague, asker=asker)
    context: dict[str, Any] = {"told": told, "subject": subject, "mine": told.user == asker}
    if isinstance(subject, Case) and context["mine"]:
        context["beginnings"] = beginnings_for(asker, subject)
    return render(request, "casework/explain.html", context)
