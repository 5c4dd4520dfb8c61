"""撤销能力评估: asked for on the page of the assessments, agreed or turned down there by the street."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from casework.forms.ability import AbilitySheetForm
from casework.models import AbilityAnnulment, AbilityAssessment
from casework.services.ability_annulment import Annulled, decide_annulment, propose_annulment
from casework.views.ability import page_context
from casework.views.case_depth import deep_case_or_404
from casework.views.refusing import refusals
from permissions.requests import account_of


@login_required
@require_POST
def propose(request: HttpRequest, pk: int, assessment: int) -> HttpResponse:
    """Ask the street to annul an assessment; refused, the page comes back with what was typed."""
    case, user = deep_case_or_404(request, pk, health=True), account_of(request)
    found = get_object_or_404(AbilityAssessment, pk=assessment, case=case)
    with refusals() as told:
        propose_annulment(
            actor=user, assessment=found, reason_code=request.POST.get("reason_code", ""), reason=request.POST.get("reason", "")
        )
        messages.success(request, "已提请撤销，等街道批准；批准前评估结果照旧")
        return redirect("ability", pk=pk)
    typed = {"typed_for": found.pk, "typed_code": request.POST.get("reason_code", ""), "typed": request.POST.get("reason", "")}
    return told.page(request, "casework/ability.html", page_context(user, case, "sheet", AbilitySheetForm()) | typed)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, annulment: int) -> HttpResponse:
    """Agree to an annulment or turn it down."""
    case, user = deep_case_or_404(request, pk, health=True), account_of(request)
    found = get_object_or_404(AbilityAnnulment, pk=annulment, case=case)
    with refusals() as told:
        done = decide_annulment(
            actor=user, annulment=found, agrees=request.POST.get("step") == "agree", answer=request.POST.get("answer", "")
        )
        messages.success(request, _told(done))
        return redirect("ability", pk=pk)
    typed = {"answered_for": found.pk, "answered": request.POST.get("answer", "")}
    return told.page(request, "casework/ability.html", page_context(user, case, "sheet", AbilitySheetForm()) | typed)


def _told(done: Annulled) -> str:
    if not done.annulment.is_agreed:
        return "已答复不同意撤销，评估结果照旧"
    said = ["已撤销，记录保留"]
    if done.gained:
        said.append("恢复类别：" + "、".join(one.label for one in done.gained))
    if done.lost:
        said.append("不再计算：" + "、".join(one.label for one in done.lost))
    return "；".join(said)
