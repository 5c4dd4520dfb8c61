"""A paper and its steps: what it says, the one page on which every step is taken, what stands in the way, and the answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.forms.registry import TransitionForm, form_for
from casework.models import Case, Step
from casework.queries.case_page import starting_for
from casework.queries.paper_page import parts_of
from casework.queries.plan_goals import goals_label
from casework.queries.unmet import unmet_of
from permissions.access import get_visible_or_404
from permissions.requests import account_of
from workflows import store
from workflows.engine.definition import Transition
from workflows.offers import Offer, available
from workflows.runner import perform

DATES_OF_NEW: dict[str, dict[str, object]] = {
    "visit": {"visit_on": timezone.localdate},
    "care": {"care_on": timezone.localdate},
    "incident": {"happened_at": timezone.now},
}
DEFAULTS_OF_NEW: dict[str, dict[str, object]] = {
    "visit": {"method": "home"},
    "clue": {"said_on": timezone.localdate},
    "suspension": {"starts_on": timezone.localdate},
}

SHOWN_STEPS = 30


def model_of(flow: str) -> type[Any]:
    """Find the model of a flow. Raises Http404."""
    model = store.model_of(flow)
    if model is None:
        raise Http404
    return model


@login_required
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, flow: str, pk: int, name: str) -> HttpResponse:
    """Take a step of a paper that exists."""
    subject = get_visible_or_404(
        model_of(flow).objects.select_related("district", "case" if flow != "supervision" else "street"), request.user, pk
    )
    transition = subject.flow.transitions.get(name)
    if transition is None or transition.kind == "begin":
        raise Http404
    offer = next((one for one in available(subject, account_of(request)) if one.transition.name == name), None)
    if offer is None and request.method == "GET":
        raise Refusal(f"现在不能“{transition.label}”：{subject}现为“{subject.state_label}”", status=409, code="state")
    return _page(request, subject, transition, offer)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, case_pk: int, flow: str, name: str) -> HttpResponse:
    """Begin a paper on a case."""
    case = get_visible_or_404(Case.objects.select_related("elder", "district", "street", "community"), request.user, case_pk)
    asked = model_of(flow).workflow.transitions.get(name)
    if asked is None or asked.kind != "begin":
        raise Http404
    transition = next((one for key, one in starting_for(account_of(request), case) if key == flow and one.name == name), None)
    if transition is None:
        raise Refusal("您不能在这个个案上办理此事项，请刷新后查看可办理的事项", status=403, code="right")
    subject: Any = model_of(flow)(case=case, district=case.district, street=case.street, community=case.community)
    for column, value in {**DATES_OF_NEW.get(flow, {}), **DEFAULTS_OF_NEW.get(flow, {})}.items():
        setattr(subject, column, value() if callable(value) else value)
    return _page(request, subject, subject.flow.transitions.get(name, transition), None)  # as its place has it


def _page(request: HttpRequest, subject: Any, transition: Transition[Any], offer: Offer | None) -> HttpResponse:
    made = form_for(subject.flow_key, transition.name) or TransitionForm
    form = made(request.POST or None, subject=subject, user=request.user)
    status, stale = 200 if offer is None or offer.permitted else 403 if offer.kind == "right" else 409, False
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, subject, transition, form)
        except Refusal as refusal:
            # what was typed stays on the page, the reasons stand above it
            form.refuse(refusal)
            status, stale = refusal.status, refusal.code == "stale"
    elif request.method == "POST":
        status = 400
    context = _shown(request, subject, transition) | {"form": form, "offer": offer, "status": status}
    if stale:
        context |= _as_it_is_now(request, subject, transition)
    context |= {"sections": getattr(form, "sections", None), "shown_for": getattr(form, "SHOWN_FOR", {})}
    if subject.flow_key == "closure" and transition.name in ("submit", "record"):
        context["unmet"] = unmet_of([subject.case_id]).get(subject.case_id, [])
    return render(request, "casework/transition.html", context, status=status)


def _shown(request: HttpRequest, subject: Any, transition: Transition[Any]) -> dict[str, Any]:
    """Give the page's own fields as they were typed, and which of them are missing."""
    typed = {name: request.POST.get(name, "") for name in ("note", "reason_code", "basis")}
    posted, target = request.method == "POST", transition.target
    ends = target is not None and target.final
    return {
        "subject": subject, "transition": transition, "case": getattr(subject, "case", None), **typed,
        "key": request.POST.get("key") or uuid.uuid4().hex, "seen": request.POST.get("seen") or subject.step_number,
        "back": _back(request, subject), "goals_label": goals_label(subject, account_of(request)),
        "confirm": transition.confirm or (f"“{transition.label}”以后，这件事项不能再办理。确定吗？" if ends and target else ""),
        "note_missing": posted and transition.note_required and not typed["note"].strip(),
        "reason_missing": posted and bool(transition.reasons) and not typed["reason_code"],
        "basis_missing": posted and transition.basis_required and not typed["basis"].strip(),
    }  # fmt: skip


def _as_it_is_now(request: HttpRequest, subject: Any, transition: Transition[Any]) -> dict[str, Any]:
    """Let who came second look, and send again what was typed if the step can still be taken: with the number the paper has now."""
    now = type(subject).objects.visible_to(account_of(request)).filter(pk=subject.pk).first()
    if now is None or now.state not in {one.name for one in transition.sources}:
        return {}
    return {"seen": now.step_number, "may_send_again": True}


def _done(request: HttpRequest, subject: Any, transition: Transition[Any], form: TransitionForm) -> HttpResponse:
    seen = request.POST.get("seen", "")
    outcome = perform(
        subject, transition.name, actor=account_of(request),
        seen=int(seen) if seen.isdecimal() and subject.pk else None, key=request.POST.get("key", "")[:64],
        note=request.POST.get("note", "").strip(),
        reason_code=request.POST.get("reason_code", ""), basis=request.POST.get("basis", "").strip(), changes=form.changes(),
        given=form.given(),
    )  # fmt: skip
    messages.success(request, f"{outcome.subject}：{outcome.sentence}" + ("（此前已提交，没有重复办理）" if outcome.repeated else ""))
    return redirect(_back(request, outcome.subject))


def _back(request: HttpRequest, subject: Any) -> str:
    """Lead back to the elder's page, to the paper for one who sees no more, to the workbench where both are out of sight."""
    user = account_of(request)
    case_id = getattr(subject, "case_id", None)
    if case_id and Case.objects.visible_to(user).filter(pk=case_id).exists():
        return reverse("case-page", args=[case_id])
    if subject.pk and type(subject).objects.visible_to(user).filter(pk=subject.pk).exists():
        return reverse("paper", args=[subject.flow_key, subject.pk])
    return reverse("workbench")


@login_required
@require_http_methods(["GET"])
def paper(request: HttpRequest, flow: str, pk: int) -> HttpResponse:
    """Show one paper: for those who see it and not its case (a provider, the registered street), its package and nothing else."""
    user = account_of(request)
    subject: Any = get_visible_or_404(model_of(flow).objects.select_related("district", "street", "organisation"), user, pk)
    case_id = getattr(subject, "case_id", None)
    case = Case.objects.visible_to(user).filter(pk=case_id).select_related("elder").first() if case_id else None
    steps = Step.objects.filter(subject_kind=flow, subject_id=pk).order_by("-number")[:SHOWN_STEPS]
    context = {
        "subject": subject, "case": case, "offers": [one for one in available(subject, user) if one.permitted],
        "parts": parts_of(subject, user, sees_case=case is not None), "steps": steps if case or flow == "supervision" else [],
        "goals_label": goals_label(subject, user),
    }  # fmt: skip
    return render(request, "casework/paper.html", context)
