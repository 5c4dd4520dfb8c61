"""目标和任务 of a social-work plan: typed while planning, rated afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.forms.intervention import GoalsForm, RatingsForm
from casework.forms.refusals import put_on
from casework.models import Intervention
from casework.services.goals import PLANNED_IN, WHO, rate_goals, save_goals
from permissions.access import get_visible_or_404, roles_at
from permissions.requests import account_of


@login_required
@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the goals of the plan as a form; only the social workers of the paper know them."""
    user = account_of(request)
    paper = get_visible_or_404(Intervention.objects.select_related("district", "case"), user, pk)
    if not roles_at(user, paper) & WHO:
        raise Http404
    planning = paper.state in PLANNED_IN
    form: Any = (GoalsForm if planning else RatingsForm)(request.POST or None, paper=paper)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if planning:
                save_goals(user, paper=paper, lines=form.lines())
            else:
                rate_goals(user, paper=paper, ratings=form.ratings())
            messages.success(request, "目标已保存" if planning else "评分已保存")
            return redirect("paper", flow="intervention", pk=paper.pk)
        except Refusal as refusal:
            put_on(form, refusal)
            status = refusal.status
    elif request.method == "POST":
        status = 400
    return render(request, "casework/goals.html", {"paper": paper, "form": form, "planning": planning}, status=status)
