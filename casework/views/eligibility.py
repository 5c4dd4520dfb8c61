"""类别认定: what the rule said of each category, by which clause, what is still to be found out, and from when it will change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from casework.queries.eligibility_page import eligibility_page
from casework.queries.sight import sees_numbers
from casework.services.eligibility import may_recheck, recheck_categories
from casework.views.case_depth import deep_case_or_404
from casework.views.refusing import refusals
from permissions.requests import account_of
from workflows.rules.categories import Category


@login_required
@require_http_methods(["GET", "POST"])
def eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain the newest answer of the rule; who may enter facts has it asked again where the day of a change has come."""
    case, user, today = deep_case_or_404(request, pk), account_of(request), timezone.localdate()
    with refusals() as told:
        if request.method == "POST":
            gained, lost = recheck_categories(actor=user, case=case, is_verified=request.POST.get("verified") == "on")
            messages.success(request, _told(gained, lost))
            return redirect("eligibility", pk=case.pk)
    page = eligibility_page(case, today)
    asked = page.run is not None and may_recheck(user, case) and ((case.foreseen_on and case.foreseen_on <= today) or page.differs_now)
    context = {"case": case, "page": page, "asked": asked, "counts_from": today + timedelta(days=1)}
    context["sees_health"] = sees_numbers(user, case)
    return told.page(request, "casework/eligibility.html", context)


def _told(gained: Sequence[str], lost: Sequence[str]) -> str:
    said = ["已按今天的情况重新认定"]
    if gained:
        said.append("新增类别：" + "、".join(Category(key).label for key in gained) + "，明日起计")
    if lost:
        said.append("不再符合：" + "、".join(Category(key).label for key in lost) + "，本月月底止计")
    return "；".join(said if len(said) > 1 else [*said, "类别没有变化"])
