"""区级标准: what holds in a district and by which clause; a stricter value is previewed, confirmed, and may be withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Refusal
from casework.forms.elder import DayField
from casework.services.impact import Proposal, preview
from casework.services.standards import is_fixed, label_of, own_standards, read_setting, standards_of, value_shown
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.requests import account_of
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.calendar import working_calendar
from workflows.models import PolicyOverlay
from workflows.overlays import keep_fresh, set_standard, withdraw_standard

READING = frozenset({Role.DISTRICT_CONFIGURATOR, Role.DISTRICT_OFFICER})


class StandardForm(forms.Form):
    """A district's own value: from which day, and by which document."""

    value = forms.CharField(label="拟设数值", max_length=100)
    effective_on = DayField(label="生效日期", past=False)
    basis = forms.CharField(label="文件依据（文号）", max_length=200)
    reason = forms.CharField(label="理由", max_length=200, required=False)


def districts_of(user: Account) -> list[Region]:
    """List the districts whose standards a person may look at."""
    reach = reach_of(user)
    ids = {key for role in READING for key in reach.region_ids(role)}
    return list(Region.objects.filter(pk__in=ids, level=Region.Level.DISTRICT, valid_until_on=None).order_by("code"))


def _district(request: HttpRequest) -> tuple[Region, list[Region]]:
    """Find the district asked for among those one may look at. Raises Http404."""
    found = districts_of(account_of(request))
    wanted = request.GET.get("district") or request.POST.get("district") or ""
    district = next((one for one in found if one.code == wanted), None) if wanted else next(iter(found), None)
    if district is None:
        raise Http404("没有找到")
    return district, found


def _may_set(user: Account, district: Region) -> bool:
    return Role.DISTRICT_CONFIGURATOR in roles_at(user, district)


@login_required
@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Show figures and deadlines in force, and what the district set itself."""
    keep_fresh(now=True)
    district, districts = _district(request)
    today = timezone.localdate()
    standards = standards_of(district, today)
    own = [
        {"row": row, "label": label_of(row.key), "value": value_shown(row), "state": _state(row, today)} for row in own_standards(district)
    ]
    groups = [
        (title, [one for one in standards if one.section == section]) for section, title in (("figures", "数值"), ("deadlines", "期限"))
    ]  # fmt: skip
    context = {
        "district": district, "districts": districts, "own": own, "may_set": _may_set(account_of(request), district),
        "groups": groups,
        "next_year_missing": today.year + 1 not in working_calendar().years, "next_year": today.year + 1,
    }  # fmt: skip
    return render(request, "casework/policy.html", context)


def _state(row: PolicyOverlay, today: date) -> str:
    if row.withdrawn_on is not None:
        return "已撤回"
    return "待生效" if row.effective_on > today else "执行中"


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a value: a first sending shows what it would change, a second sets it."""
    district, _ = _district(request)
    user = account_of(request)
    standard = next((one for one in standards_of(district, timezone.localdate()) if one.key == key), None)
    if standard is None or is_fixed(key):
        raise Http404("没有找到")
    form = StandardForm(request.POST or None, initial={"effective_on": timezone.localdate()})
    context: dict[str, Any] = {
        "district": district, "standard": standard, "form": form, "impact": None, "reasons": (), "may_set": _may_set(user, district)
    }  # fmt: skip
    status = 200
    if request.method == "POST" and request.POST.get("step") != "edit":
        status = 200 if form.is_valid() else 400
        try:
            if form.is_valid():
                data = form.cleaned_data
                section, value = read_setting(key, data["value"])
                if request.POST.get("step") == "confirm":
                    set_standard(
                        actor=user, district=district, section=section, key=key, value=value, effective_on=data["effective_on"],
                        basis=data["basis"], reason=data["reason"],
                    )  # fmt: skip
                    messages.success(request, f"已设置“{standard.label}”，{data['effective_on']:%Y-%m-%d}起执行")
                    return redirect(f"{reverse('policy')}?district={district.code}")
                if data["effective_on"] < timezone.localdate():
                    raise Refusal("生效日期不能早于今天：已办的事项按当时的标准", status=400, code="effective_on")
                context["impact"] = preview(Proposal(district, section, key, value, data["effective_on"]))
                context["carried"] = [(name, request.POST.get(name, "")) for name in form.fields]
        except Refusal as refusal:
            context["reasons"], status = refusal.reasons, refusal.status
    return render(request, "casework/policy_propose.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a standard of one's own district; what lies below holds again from today."""
    user = account_of(request)
    row = PolicyOverlay.objects.select_related("district").filter(pk=pk, district__in=districts_of(user)).first()
    if row is None:
        raise Http404("没有找到")
    withdraw_standard(actor=user, row=row, reason=request.POST.get("reason", ""))
    messages.success(request, f"已撤回“{label_of(row.key)}”，恢复原标准")
    return redirect(f"{reverse('policy')}?district={row.district.code}")
