"""成批办理: the ticked papers one by one, each an act of its own, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from audit.acts import Refusal
from casework.queries.bulk import is_plain
from casework.views.transitions import model_of
from permissions.models import Account
from permissions.requests import account_of
from workflows.runner import perform

MOST = 50


@dataclass(frozen=True)
class Result:
    """What became of one paper."""

    paper: Any
    name: str
    done: bool
    sentences: tuple[str, ...]


@login_required
@require_POST
def bulk(request: HttpRequest, flow: str, name: str) -> HttpResponse:
    """Take one step on every ticked paper; those refused say why and stay on the desk."""
    model, user = model_of(flow), account_of(request)
    transition = model.workflow.transitions.get(name)
    if transition is None or not is_plain(flow, transition):
        raise Http404
    asked = _ticked(request)
    if not asked:
        raise Refusal("请先勾选要办理的事项", status=400, code="rows")
    papers = model.objects.visible_to(user).filter(pk__in=list(asked)).select_related("district")
    if flow != "supervision":
        papers = papers.select_related("district", "case__elder")
    key = request.POST.get("key", "")[:40]
    results = [_one(paper, name, user, asked[paper.pk], f"{key}-{paper.pk}" if key else "") for paper in papers.order_by("pk")]
    context = {
        "results": results, "transition": transition, "gone": len(asked) - len(results), "done": sum(one.done for one in results),
        "list": request.POST.get("list", ""),
    }  # fmt: skip
    return render(request, "casework/bulk.html", context, status=200 if all(one.done for one in results) else 207)


def _ticked(request: HttpRequest) -> dict[int, int]:
    """Read which papers were ticked, each with the step number that was seen."""
    pairs = [one.partition(":") for one in request.POST.getlist("paper")[:MOST]]
    return {int(key): int(seen) for key, _, seen in pairs if key.isdecimal() and seen.isdecimal() and len(key) < 19 and len(seen) < 9}


def _one(paper: Any, name: str, user: Account, seen: int, key: str) -> Result:
    elder = paper.case.elder.name if getattr(paper, "case_id", None) else ""
    try:
        outcome = perform(paper, name, actor=user, seen=seen, key=key)
    except Refusal as refusal:
        return Result(paper, elder, False, refusal.reasons)
    return Result(paper, elder, True, (outcome.sentence + ("（此前已提交，没有重复办理）" if outcome.repeated else ""),))
