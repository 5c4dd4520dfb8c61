"""购买服务: what was done under contract, accepted by the district row by row, summed for payment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.models import Case
from casework.queries.purchases import READING, lines_of, purchases_of, summed
from casework.services.purchases import accept_purchase
from casework.views.exports import MOST, csv_file
from casework.views.paging import page_by_key
from casework.views.regions import month_asked
from permissions.models import Account
from permissions.requests import account_of
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.rules.dates import in_words, months_after, months_before

HEADINGS = ("区", "服务机构", "合同编号", "资金来源", "服务日期", "服务内容", "金额（元）", "服务凭证", "验收日期", "验收人")


def _reader(request: HttpRequest) -> tuple[Account, date]:
    user = account_of(request)
    if not reach_of(user).roles & READING:
        raise Http404
    return user, month_asked(request)


@login_required
@require_http_methods(["GET", "POST"])
def purchases(request: HttpRequest) -> HttpResponse:
    """Show a month; whoever accepts for the district ticks rows, and reads of each what became of it."""
    user, month = _reader(request)
    rows = purchases_of(user, month)
    refused = _accept(request, user, rows) if request.method == "POST" else []
    if request.method == "POST" and not refused:
        return redirect(request.get_full_path())
    provider, waiting = request.GET.get("provider", ""), request.GET.get("show") == "waiting"
    page = page_by_key(request, lines_of(rows, provider=provider, waiting=waiting))
    seen = set(Case.objects.visible_to(user).filter(pk__in=[one.case_id for one in page.rows]).values_list("pk", flat=True))
    this_month = timezone.localdate().replace(day=1)
    context: dict[str, Any] = {
        "month": month, "before": months_before(month, 1), "after": months_after(month, 1) if month < this_month else None,
        "sums": summed(rows), "page": page, "seen": seen, "provider": provider, "waiting": waiting, "refused": refused,
        "chosen": request.POST.getlist("purchase"), "may_accept": Role.DISTRICT_OFFICER in reach_of(user).roles,
    }  # fmt: skip
    return render(request, "casework/purchases.html", context, status=422 if refused else 200)


def _accept(request: HttpRequest, user: Account, rows: Any) -> list[tuple[Any, tuple[str, ...]]]:
    """Accept what is ticked, each row an act of its own; give the rows that were refused, with the reasons."""
    chosen = [int(one) for one in request.POST.getlist("purchase") if one.isdecimal() and len(one) < 19]
    if not chosen:
        return [("没有选择", ("请先勾选要验收的服务",))]
    refused, done = [], 0
    for one in lines_of(rows.filter(pk__in=chosen)):
        try:
            accept_purchase(actor=user, purchase=one)
            done += 1
        except Refusal as refusal:
            refused.append((one, refusal.reasons))
    if done:
        messages.success(request, f"已验收{done}项服务")
    return refused


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Give the month's list for payment as a file: no elder is named in it."""
    user, month = _reader(request)
    rows = lines_of(purchases_of(user, month), provider=request.GET.get("provider", ""))[:MOST]
    return csv_file(
        user, action="export_purchases", chain="", filename=f"purchases-{month:%Y-%m}.csv", headings=HEADINGS,
        title=f"{month.year}年{month.month}月购买服务清单", rows=[_line(one) for one in rows],
    )  # fmt: skip


def _line(one: Any) -> list[object]:
    accepted = (in_words(one.accepted_on), one.accepted_by.display_name) if one.accepted_on else ("未验收", "")
    return [
        one.district.name, one.provider.name, one.contract, one.funding_source, in_words(one.service_on), one.what, f"{one.amount:.2f}",
        one.evidence, *accepted,
    ]  # fmt: skip
