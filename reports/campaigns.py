"""A campaign's kept report in print: a register community by community, with the digest it was kept under."""

import io
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from audit.acts import act
from casework.models import CampaignReport
from casework.views.campaign_page import campaign_of, report_of
from casework.views.campaigns import reader_of
from permissions.models import Account
from permissions.scope import reach_of
from reports.pdf.register import Column, Register, TakenOutBy, render_register
from reports.pdf.text import Align
from workflows.rules.dates import in_words

COLUMNS = (
    Column("街道（乡镇）", 2.0, Align.LEFT), Column("社区（村）", 2.6, Align.LEFT), Column("应加访"), Column("足额完成"),
    Column("至少一次"), Column("探访次数"),
)  # fmt: skip


def register_of(report: CampaignReport, user: Account) -> Register:
    """Lay a kept report out as a register."""
    head, total = report.content["head"], report.content["total"]
    places, figures = ("street", "community"), ("owed", "met", "begun", "visits")
    rows = [[*(row[name] for name in places), *(str(row[name]) for name in figures)] for row in report.content["rows"]]
    whom = head.get("whom") or "、".join(head["categories"]) or "全部在册老年人"
    ended = f"，{_spoken(head['cancelled_on'])}取消（{head['cancelled_because']}）" if head["cancelled_on"] else ""
    return Register(
        title=f"{head['name']}报告",
        columns=COLUMNS,
        rows=[*rows, ["合计", "", *(str(total[name]) for name in figures)]],
        taken_out_by=TakenOutBy(user.display_name, reach_of(user).summary, timezone.localtime()),
        remarks=(
            f"范围：{head['region']}　起因：{head['cause']}",
            f"{_spoken(head['from_on'])}至{_spoken(head['to_on'])}{ended}，每人增加{head['extra_visits']}次，对象：{whom}",
        ),
        footnotes=(
            "应加访＝加密期最后一天在册且未暂停的对象；足额完成＝加密期内完成的增加探访达到次数。依据：津民发〔2023〕35号二（二）四。",
            f"报告形成于{timezone.localtime(report.kept_at):%Y-%m-%d %H:%M}，摘要{report.digest}",
        ),
    )  # fmt: skip


def _spoken(day: str) -> str:
    return in_words(date.fromisoformat(day))


@login_required
@require_GET
def campaign_report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print a campaign's report; every issue is an entry."""
    user = reader_of(request)
    report = report_of(user, campaign_of(user, pk))
    out = io.BytesIO()
    with act(user, "print_campaign_report", report.campaign):
        render_register(register_of(report, user), out=out)
    response = HttpResponse(out.getvalue(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="campaign-{pk}.pdf"'
    return response
