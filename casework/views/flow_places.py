"""各地施行的流程: which form of each process holds at a place and why; one proposes another, another adopts it, either withdraws it."""

from __future__ import annotations

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
from casework.views.context import BINDING
from casework.views.refusing import refusals
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.requests import account_of
from permissions.scope import reach_of
from workflows.bindings import PROPOSING, adopt_binding, adopters, check_proposal, choices, place_of, propose_binding, refuse_binding
from workflows.bindings import withdraw_binding as end_binding
from workflows.engine.changes import changes
from workflows.flows import current_flows
from workflows.models import FlowBinding
from workflows.overlays import keep_fresh
from workflows.placed import Fate, fates, form_label, forms_at, label_of, rows_of, running
from workflows.placing import holding


class ProposalForm(forms.Form):
    """Which form of the process, from which day, by which document, and why."""

    version = forms.TypedChoiceField(label="拟施行", coerce=int)
    effective_on = DayField(label="生效日期", past=False)
    basis = forms.CharField(label="文件依据（文号）", max_length=200)
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["version"]
        field.choices = [(flow.version, form_label(flow)) for flow in choices(key)]


class EndForm(forms.Form):
    ends_on = DayField(label="自哪天起撤回", past=False)
    reason = forms.CharField(label="理由", max_length=200)


def _readable(user: Account) -> list[Region]:
    """List the city and the districts whose processes a person may look at."""
    reach = reach_of(user)
    held = {key for role in BINDING for key in reach.region_ids(role)}
    living = Region.objects.filter(valid_until_on=None)
    city = list(living.filter(level=Region.Level.CITY, pk__in=held))
    districts = living.filter(level=Region.Level.DISTRICT).order_by("code")
    return [*city, *(districts if city else districts.filter(pk__in=held))]


def _region(request: HttpRequest) -> tuple[Region, list[Region]]:
    """Find the region asked for: the city, a district, or a street of one that may be looked at. Raises Http404."""
    readable = _readable(account_of(request))
    wanted = request.GET.get("region") or request.POST.get("region") or ""
    if not readable:
        raise Http404("没有找到")
    if not wanted:
        return readable[-1] if len(readable) == 1 else readable[0], readable
    ids = [one.pk for one in readable]
    mine = Region.objects.select_related("parent__parent").filter(code=wanted, valid_until_on=None).exclude(level=Region.Level.COMMUNITY)
    found = next((one for one in mine if one.pk in ids or one.parent_id in ids), None)
    if found is None:
        raise Http404("没有找到")
    return found, readable


@login_required
@require_GET
def flow_places(request: HttpRequest) -> HttpResponse:
    """Show what holds at a place, what is to come, and everything that was proposed, adopted and withdrawn."""
    keep_fresh(now=True)
    region, readable = _region(request)
    user, today = account_of(request), timezone.localdate()
    lines: list[dict[str, Any]] = [
        {"line": line, "choices": len(choices(line.flow.key)), "running": ()} for line in forms_at(region, today)
    ]
    for one in lines:
        if one["choices"] > 1:
            one["running"] = _running(one["line"].flow.key, region)
    fate = fates()
    rows = [
        {
            "row": row, "form": label_of(row), "flow": _flow_label(row.flow), "may": _may(user, row), "fate": fate.get(row.pk),
            "state": _state(row, fate.get(row.pk)),
        }
        for row in rows_of(region)
    ]  # fmt: skip
    context = {
        "region": region, "readable": readable, "rows": rows, "may_propose": PROPOSING in roles_at(user, region),
        "several": [one for one in lines if one["choices"] > 1], "single": [one for one in lines if one["choices"] == 1],
        "streets": Region.objects.filter(parent=region, valid_until_on=None, level=Region.Level.STREET).order_by("code"), "today": today,
    }  # fmt: skip
    return render(request, "casework/flow_places.html", context)


def _running(key: str, region: Region) -> list[tuple[int, int]]:
    return sorted(running(key, region).items())


def _flow_label(key: str) -> str:
    flow = current_flows().get(key)
    return flow.label if flow else key


def _state(row: FlowBinding, fate: Fate | None) -> str:
    """Say in a word where a binding stands today."""
    today = timezone.localdate()
    if row.status != FlowBinding.Status.ADOPTED:
        return row.get_status_display()
    if row.ends_on is not None and row.ends_on <= max(today, row.effective_on):
        return "已撤回"
    if fate is not None and fate.lapsed:
        return "部分沿用" if fate.kept else "已不适用"
    return "施行中" if row.effective_on <= today else "待生效"


def _may(user: Account, row: FlowBinding) -> frozenset[str]:
    """Name what a person may do with a binding; the services decide again."""
    roles, adopter = roles_at(user, row.region), adopters(row.region)
    if row.status == FlowBinding.Status.PROPOSED:
        decides = adopter in roles
        return frozenset(
            name for name, may in (("adopt", decides and row.author_id != user.pk), ("refuse", decides or row.author_id == user.pk)) if may
        )
    open_still = row.status == FlowBinding.Status.ADOPTED and row.ends_on is None
    return frozenset({"withdraw"}) if open_still and roles & {PROPOSING, adopter} else frozenset()


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose another form of a process: a first sending shows what would change, a second proposes it."""
    keep_fresh(now=True)
    region, _ = _region(request)
    user = account_of(request)
    if key not in current_flows() or PROPOSING not in roles_at(user, region):
        raise Http404("没有找到")
    form = ProposalForm(request.POST or None, key=key, initial={"effective_on": timezone.localdate()})
    now = holding(key, place_of(region), timezone.localdate())
    context: dict[str, Any] = {
        "region": region, "flow": now.flow, "now": form_label(now.flow), "why": now.why(region.pk), "form": form, "preview": None,
    }  # fmt: skip
    with refusals() as told:
        if request.method == "POST" and request.POST.get("step") != "edit":
            told.status = 200 if form.is_valid() else 400
            if form.is_valid():
                given = {"actor": user, "region": region, "flow": key, **form.cleaned_data}
                if request.POST.get("step") == "confirm":
                    row = propose_binding(**given)
                    messages.success(request, f"已提出第{row.pk}号，待{_adopter_of(region)}采用")
                    return redirect(f"{reverse('flow-places')}?region={region.code}")
                context["preview"] = _preview(region, key, form)
                context["carried"] = [(name, request.POST.get(name, "")) for name in form.fields]
    return told.page(request, "casework/flow_place_propose.html", context)


def _adopter_of(region: Region) -> str:
    role = adopters(region)
    return role.label if role is not None else "上级"


def _preview(region: Region, key: str, form: ProposalForm) -> dict[str, Any]:
    """Say what would be otherwise from the day on, and how many running papers keep their version. Raises Refusal."""
    day, version = form.cleaned_data["effective_on"], form.cleaned_data["version"]
    flow = check_proposal(region=region, flow=key, version=version, effective_on=day)
    before = holding(key, place_of(region), day)
    return {
        "before": form_label(before.flow), "after": form_label(flow), "day": day, "sentences": list(changes(before.flow, flow).sentences()),
        "running": _running(key, region), "adopter": _adopter_of(region), "link": _link(key, before.flow.version, flow.version),
    }  # fmt: skip


def _link(key: str, before: int, after: int) -> str:
    return f"{reverse('flow-changes', args=[key])}?from={before}&to={after}"


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Adopt, turn down or withdraw a binding of a region one may look at; what was typed wrongly is told on the page."""
    user = account_of(request)
    readable = [one.pk for one in _readable(user)]
    row = FlowBinding.objects.select_related("region").filter(pk=pk).first()
    if row is None or not ({row.region_id, row.region.parent_id} & set(readable)) or decision not in DONE:
        raise Http404("没有找到")
    try:
        _decided(user, row, decision, request)
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, f"第{row.pk}号{DONE[decision]}")
    return redirect(f"{reverse('flow-places')}?region={row.region.code}")


DONE = {"adopt": "已采用", "refuse": "不采用", "withdraw": "已定撤回"}


def _decided(user: Account, row: FlowBinding, decision: str, request: HttpRequest) -> None:
    note = request.POST.get("note", "")
    if decision == "adopt":
        adopt_binding(actor=user, row=row, note=note)
    elif decision == "refuse":
        refuse_binding(actor=user, row=row, note=note)
    else:
        form = EndForm({"ends_on": request.POST.get("ends_on", ""), "reason": note})
        if not form.is_valid():
            wrong = [f"{form.fields[name].label}：{'；'.join(map(str, errors))}" for name, errors in form.errors.items()]
            raise Refusal(*wrong, status=400)
        end_binding(actor=user, row=row, **form.cleaned_data)
