"""A monthly report as a file, for a person who may see it."""

import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from casework.queries.rates_reports import report_for
from permissions.requests import account_of
from reports.rate_report import print_report


@login_required
@require_GET
def rate_report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print a report as it was handed in."""
    user = account_of(request)
    report = report_for(user, pk)
    if report is None or getattr(report, "seal", None) is None:
        raise Http404
    out = io.BytesIO()
    print_report(report, actor=user, out=out)
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="rate-{report.region.code}-{report.month_on:%Y-%m}-{report.number}.pdf"'
    return response
