"""A campaign's report as a file: CSV or Excel, every export an entry."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from openpyxl import Workbook

from audit.acts import act
from casework.models import CampaignReport
from casework.views.campaign_page import campaign_of, report_of
from casework.views.campaigns import reader_of
from casework.views.exports import csv_text, harmless

HEADINGS = ("区", "街道（乡镇）", "社区（村）", "区划代码", "应加访", "足额完成", "至少一次", "探访次数")
FIELDS = ("district", "street", "community", "code", "owed", "met", "begun", "visits")
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def table_of(report: CampaignReport) -> list[list[str | int]]:
    """Lay a report out as lines: its head, the headings, a line a community, the sum, and the digest."""
    head, total = report.content["head"], report.content["total"]
    lines: list[list[str | int]] = [
        [f"{head['name']}报告"], ["范围", head["region"]], ["起因", head["cause"]], ["起止", f"{head['from_on']}至{head['to_on']}"],
        ["对象", "、".join(head["categories"]) or "全部在册老年人"], list(HEADINGS),
    ]  # fmt: skip
    lines += [[row[name] for name in FIELDS] for row in report.content["rows"]]
    return [*lines, ["合计", "", "", "", *(total[name] for name in FIELDS[4:])], ["摘要", report.digest]]


@login_required
@require_GET
def campaign_report_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the kept report as a file."""
    user = reader_of(request)
    if kind not in KINDS:
        raise Http404
    report = report_of(user, campaign_of(user, pk))
    with act(user, "export_campaign_report", report.campaign, details={"format": kind}):
        lines = table_of(report)
    out = _excel(lines) if kind == "xlsx" else csv_text(lines)
    response = HttpResponse(out, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="campaign-{pk}.{kind}"'
    return response


def _excel(lines: list[list[str | int]]) -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("报告")
    for line in lines:
        sheet.append([value if isinstance(value, int) else harmless(value) for value in line])
    book.save(out)
    return out.getvalue()
