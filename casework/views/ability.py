"""能力评估: the form for two assessors, the result to look at before it is kept, and what was found before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.forms.ability import AbilityResultForm, AbilitySheetForm
from casework.models import AbilityAnnulment, AbilityAssessment, Case
from casework.queries.ability import ADJUSTMENTS, level_name, level_without, past_assessments, reassess_on
from casework.services.ability import (
    Assessed,
    categories_with,
    check_given,
    counts_from,
    may_assess,
    record_given,
    record_sheet,
    result_of,
    still_open,
)
from casework.services.ability_annulment import may_decide
from casework.views.case_depth import deep_case_or_404
from casework.views.refusing import refusals
from permissions.models import Account
from permissions.requests import account_of
from workflows.policy.instruments import gb42195

WAYS = {"sheet": AbilitySheetForm, "result": AbilityResultForm}


@login_required
@require_http_methods(["GET", "POST"])
def ability(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form; a first sending shows the level, a second keeps it."""
    case, user = deep_case_or_404(request, pk, health=True), account_of(request)
    way = request.POST.get("way") or request.GET.get("way") or "sheet"
    if way not in WAYS:
        raise Http404
    made = WAYS[way]
    form: Any = made(request.POST) if request.method == "POST" else made()
    context = page_context(user, case, way, form)
    with refusals() as told:
        if request.method == "POST" and request.POST.get("step") != "edit":
            if request.POST.get("step") == "confirm" and form.is_valid():
                _tell(request, _record(request, case, form))
                return redirect("ability", pk=case.pk)
            context["result"] = _shown(case, form)
            context["carried"] = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    return told.page(request, "casework/ability.html", context)


def page_context(user: Account, case: Case, way: str, form: Any) -> dict[str, Any]:
    """Give what the page shows: the form, what was found before, and what of it this person may have annulled or decide on."""
    today = timezone.localdate()
    past = past_assessments(case, today)
    newest = next((one for one in past if not one.is_annulled), None)
    waiting = [(one, level_without(case, one.assessment, today), may_decide(user, case, one.waiting)) for one in past if one.waiting]
    return {
        "case": case, "way": way, "form": form, "may_assess": may_assess(user, case), "past": past, "newest": newest, "result": None,
        "bands": _bands() if way == "sheet" else "", "waiting": waiting, "reason_choices": AbilityAnnulment.Reason.choices,
    }  # fmt: skip


def _bands() -> str:
    """Write the bands as the page's running total reads them: 90=0级（能力完好）;66=…"""
    return ";".join(f"{band.from_total}={band.level}级（{band.name}）" for band in gb42195().bands)


def _record(request: HttpRequest, case: Case, form: Any) -> Assessed:
    user = account_of(request)
    if isinstance(form, AbilitySheetForm):
        return record_sheet(actor=user, case=case, sheet=form.sheet())
    return record_given(actor=user, case=case, given=form.given())


def _shown(case: Case, form: Any) -> dict[str, Any]:
    """Work out what the page shows before anything is kept. Raises Refusal."""
    if not form.is_valid():
        problems = [f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors]
        left_out = form.unanswered() if isinstance(form, AbilitySheetForm) else []
        if left_out:
            problems.append(still_open(left_out))
        raise Refusal(*problems, status=400, code="ability")
    if isinstance(form, AbilitySheetForm):
        sheet = form.sheet()
        found = result_of(sheet)
        standard, level, assessed_on = AbilityAssessment.Standard.GB, found.level or 0, sheet.assessed_on
        more: dict[str, Any] = {
            "total": found.total, "preliminary": found.preliminary_level,
            "preliminary_name": level_name(standard, found.preliminary_level or 0),
            "adjustments": [ADJUSTMENTS[name] for name in found.adjustments],
            "assessors": f"{sheet.first_assessor}、{sheet.second_assessor}",
        }  # fmt: skip
    else:
        given = form.given()
        check_given(given)
        standard, level, assessed_on = AbilityAssessment.Standard(given.standard), given.level, given.assessed_on
        more = {"assessors": given.assessor}
    gained, lost = categories_with(case, standard, level, assessed_on)
    return {
        "standard": standard, "level": level, "level_name": level_name(standard, level), "assessed_on": assessed_on,
        "reassess_on": reassess_on(case, assessed_on), "gained": gained, "lost": lost, "counts_from": counts_from(timezone.localdate()),
        **more,
    }  # fmt: skip


def _tell(request: HttpRequest, kept: Assessed) -> None:
    one = kept.assessment
    said = [f"已登记{one.standard} {one.level}级（{level_name(one.standard, one.level)}）"]
    if kept.repeated:
        said = ["此前已登记过同一份评估，没有重复登记"]
    if kept.gained:
        said.append("新增类别：" + "、".join(category.label for category in kept.gained))
    if kept.lost:
        said.append("不再符合：" + "、".join(category.label for category in kept.lost) + "，本月月底止计")
    messages.success(request, "；".join(said))
