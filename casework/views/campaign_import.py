"""导入预警: weather warnings from a file, shown line by line before any campaign is begun; a wrong line does not hold up the rest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from casework.queries.campaigns import regions_to_start_in
from casework.queries.surges import concerned
from casework.services.campaigns import STARTING, start_campaign
from casework.services.warning_files import COLUMNS, REQUIRED, Trouble, WarningLine, read_warnings, rows_of_file
from casework.views.campaigns import reader_of
from permissions.models import Account
from workflows.policy.weather import COLOURS, KINDS

SALT = "casework.campaign-import"


@login_required
@require_http_methods(["GET", "POST"])
def campaign_import(request: HttpRequest) -> HttpResponse:
    """Read a file, show what it would begin and what is wrong with it; confirmed, begin each line that can be."""
    user = reader_of(request, STARTING)
    context: dict[str, Any] = {"columns": COLUMNS, "required": REQUIRED, "kinds": KINDS, "colours": COLOURS}
    if request.method != "POST":
        return render(request, "casework/campaign_import.html", context)
    try:
        rows = _rows(request)
        lines, troubles = read_warnings(actor=user, rows=rows, regions=list(regions_to_start_in(user)))
    except Refusal as refusal:
        return render(request, "casework/campaign_import.html", context | {"reasons": refusal.reasons}, status=400)
    if request.POST.get("step") == "confirm":
        begun, refused = _begin(user, lines)
        troubles = [*troubles, *refused]
        if begun:
            messages.success(request, f"已发起{begun}项加密探访")
        if not troubles:
            return redirect("campaign-list")
        return render(
            request, "casework/campaign_import.html", context | {"troubles": troubles, "begun": begun}, status=200 if begun else 400
        )
    today = timezone.localdate()
    shown = [(line, concerned(line.region, (), today).count()) for line in lines]
    context |= {"shown": shown, "troubles": troubles, "token": signing.dumps(rows, salt=SALT, compress=True), "read": True}
    return render(request, "casework/campaign_import.html", context, status=200 if lines else 400)


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    """Take the lines from the file, or those shown before. Raises Refusal."""
    if request.POST.get("step") == "confirm":
        try:
            rows: list[dict[str, str]] = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=3600)
            return rows
        except signing.BadSignature as error:
            raise Refusal("核对的内容已过期，请重新选择文件", status=400, code="file") from error
    file: Any = request.FILES.get("file")
    if file is None:
        raise Refusal("请选择要导入的文件", status=400, code="file")
    return rows_of_file(str(file.name), file.read())


def _begin(user: Account, lines: list[WarningLine]) -> tuple[int, list[Trouble]]:
    """Begin each line in an act of its own."""
    begun, troubles = 0, []
    for line in lines:
        try:
            start_campaign(actor=user, **line.taken)
            begun += 1
        except Refusal as refusal:
            troubles += [Trouble(line.line, "", reason) for reason in refusal.reasons]
    return begun, troubles
