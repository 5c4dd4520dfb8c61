"""探访义务: what each period asked for and what met it; the street says why a visit was missed, which stays missed in every rate."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.campaign import ReasonForm
from casework.forms.refusals import put_on
from casework.models import Case, Obligation
from casework.queries.duty_ledger import duty_months
from casework.services.obligations import CONCLUDED, EXPLAINING, excuse
from casework.views.case_depth import deep_case_or_404
from permissions.access import roles_at
from permissions.requests import account_of


@login_required
@require_http_methods(["GET", "POST"])
def explain_missed(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason and keep it; only the street that answers for the duty and sees the file finds the page."""
    user = account_of(request)
    rows = Obligation.objects.filter(pk=pk, status__in=CONCLUDED, case__in=Case.objects.visible_to(user))
    row = rows.select_related("case__elder", "street", "community").first()
    if row is None or not roles_at(user, row) & EXPLAINING:
        raise Http404
    form, status = ReasonForm(request.POST if request.method == "POST" else None, initial={"reason": row.excuse}), 200
    if request.method == "POST" and form.is_valid():
        try:
            excuse(actor=user, obligation=row, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            put_on(form, refusal, "reason")
            status = refusal.status
        else:
            messages.success(request, f"已登记{row.case.elder.name}的漏访说明")
            return redirect(f"/?{urlencode({'list': 'missed_to_explain'})}")
    return render(request, "casework/excuse.html", {"row": row, "form": form}, status=status)


@login_required
@require_GET
def duties(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an elder's ledger of duty: the last twelve months, each duty with the visits that met it."""
    case, user = deep_case_or_404(request, pk), account_of(request)
    months = duty_months(case, user, timezone.localdate()) if case.enrolled_on else []
    explaining = bool(roles_at(user, case) & EXPLAINING)
    return render(request, "casework/duties.html", {"case": case, "months": months, "may_explain": explaining})
