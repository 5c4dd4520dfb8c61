"""What is handed in, as a file for a person who may see it; every issue is an entry."""

import io

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from audit.acts import Refusal
from casework.models import Case
from permissions.access import get_visible_or_404, roles_at
from reports.issuing import issue_ledger
from reports.ledger_content import Copy


@login_required
@require_GET
def ledger_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print annex 4 of a case; copy 1 is the district's, copy 2 the street's."""
    case = get_visible_or_404(Case.objects.select_related("elder", "district", "street", "community"), request.user, pk)
    if not roles_at(request.user, case) & set(case.state_definition().printing):
        raise Refusal("您的职务不能打印这份台账；如需打印请联系街道经办", status=403, code="print")
    copy = Copy.STREET if request.GET.get("copy") == "2" else Copy.DISTRICT
    out = io.BytesIO()
    issue_ledger(case, actor=request.user, copy=copy, out=out)  # type: ignore[arg-type]
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="ledger-{case.number or case.pk}.pdf"'
    return response
