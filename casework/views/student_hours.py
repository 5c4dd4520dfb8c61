"""学生志愿时长: confirmed visit by visit, summed by school for credits, as a file for the education department."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.queries.student_hours import credits_of, may_read, waiting_for
from casework.queries.unfinished import last_day_of, rounds_near
from casework.services.student_hours import CONFIRMING, confirm_hours
from casework.views.exports import csv_file
from permissions.models import Account
from permissions.requests import account_of
from permissions.scope import reach_of
from workflows.rules.dates import months_before, period_in_words

PAGE = 25
FIELD = "minutes-"
HEADINGS = ("学校", "学生", "街道（乡镇）", "探访次数", "分钟", "小时")


def _reader(request: HttpRequest) -> tuple[Account, list[str], str]:
    user, known = account_of(request), rounds_near(timezone.localdate())
    name = request.GET.get("half", known[0])
    if not may_read(user) or name not in known:
        raise Http404
    return user, known, name


def _credits(user: Account, name: str) -> list[Any]:
    last = last_day_of(name)
    first = months_before(last.replace(day=1), 5)
    assert first is not None
    return credits_of(user, first, last)


@login_required
@require_http_methods(["GET", "POST"])
def student_hours(request: HttpRequest) -> HttpResponse:
    """Show what waits for confirmation and what each student has; what is refused stays typed, with the reason beside it."""
    user, known, name = _reader(request)
    refused: dict[int, str] = {}
    if request.method == "POST":
        refused = _confirm(request, user)
        if not refused:
            return redirect(request.get_full_path())
    rows = list(waiting_for(user)[:PAGE])
    for row in rows:
        row.typed, row.refusal = request.POST.get(f"{FIELD}{row.pk}", ""), refused.get(row.pk, "")
    context = {
        "rows": rows, "refused": refused, "credits": _credits(user, name), "halves": known, "half": name,
        "may_confirm": bool(reach_of(user).roles & CONFIRMING), "nothing_typed": 0 in refused,
    }  # fmt: skip
    return render(request, "casework/student_hours.html", context, status=422 if refused else 200)


def _confirm(request: HttpRequest, user: Account) -> dict[int, str]:
    """Confirm each visit whose minutes were typed; give what was refused by visit, and under 0 that nothing was typed."""
    typed = {name.removeprefix(FIELD): request.POST.get(name, "").strip() for name in request.POST if name.startswith(FIELD)}
    asked = {int(key): text for key, text in typed.items() if key.isdecimal() and len(key) < 19 and text}
    refused, done = {} if asked else {0: "请先填写时长"}, 0
    for visit in waiting_for(user).filter(pk__in=list(asked)):
        text = asked[visit.pk]
        try:
            if not text.isdecimal() or len(text) > 6:
                raise Refusal("时长请填写整数分钟", status=400, code="input")
            confirm_hours(actor=user, visit=visit, minutes=int(text))
            done += 1
        except Refusal as refusal:
            refused[visit.pk] = "；".join(refusal.reasons)
    if done:
        messages.success(request, f"已确认{done}次探访的时长")
    return refused


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Give the half-year's hours as a file, school by school."""
    user, _, name = _reader(request)
    rows = [[one.school, one.name, one.street, one.visits, one.minutes, f"{one.hours:.1f}"] for one in _credits(user, name)]
    return csv_file(
        user, action="export_student_hours", chain="", filename=f"student-hours-{name}.csv", headings=HEADINGS, rows=rows,
        title=f"{period_in_words(name)}学生志愿时长",
    )  # fmt: skip
