"""类别认定: what the rule said of each category, by which clause, what is still to be found out, and from when it will change."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.queries.eligibility_page import eligibility_page
from casework.views.case_depth import deep_case_or_404


@login_required
@require_GET
def eligibility(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain the newest answer of the rule."""
    case = deep_case_or_404(request, pk)
    return render(request, "casework/eligibility.html", {"case": case, "page": eligibility_page(case, timezone.localdate())})
