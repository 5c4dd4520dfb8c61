"""Opening a masked value, with a reason, on record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from casework.models import Case, Contact, Elder, HouseholdMember
from casework.views.refusing import refusals
from permissions.access import get_visible_or_404
from permissions.services import reveal

REVEALABLE: dict[str, tuple[type[Any], dict[str, str]]] = {
    "elder": (Elder, {"id_number": "证件号码", "phone": "联系电话", "door": "楼门号"}),
    "contact": (Contact, {"phone": "紧急联系人电话"}),
    "member": (HouseholdMember, {"id_number": "家庭成员身份证号码", "health": "健康状况"}),
}


@login_required
@require_http_methods(["GET", "POST"])
def reveal_value(request: HttpRequest, kind: str, pk: int, field: str) -> HttpResponse:
    """Ask for the reason, then show the value once; it stands in no address and no log."""
    model, fields = REVEALABLE.get(kind, (None, {}))
    if model is None or field not in fields:
        raise Http404
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    case = get_visible_or_404(Case, request.user, row.case_id)
    context: dict[str, Any] = {"label": fields[field], "case": case, "value": None}
    context |= {"typed": request.POST.get("reason", ""), "is_phone": field == "phone"}
    with refusals() as told:
        if request.method == "POST":
            context["value"] = reveal(user=request.user, obj=row, field=field, reason=request.POST.get("reason", ""))  # type: ignore[arg-type]
    return told.page(request, "casework/reveal.html", context)
