"""区级标准: what holds in a district and by which clause; a change is previewed, confirmed, and may be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from audit.acts import Refusal
from casework.forms.standard import StandardForm
from casework.services.impact import Impact, Proposal, begin, go_on, progress_of, resumed
from casework.services.standards import (
    OwnStandard,
    Standard,
    idle_standards,
    own_standards,
    read_setting,
    standards_of,
    typed_for,
    value_shown,
    why_not,
)
from casework.views.refusing import refusals
from permissions.access import roles_at
from permissions.models import Account, Region
from permissions.requests import account_of
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.calendar import working_calendar
from workflows.models import PolicyOverlay
from workflows.overlays import keep_fresh, restore_standard, set_standard, standing_faults, withdraw_standard
from workflows.policy.stored import from_json
from workflows.rules.dates import in_words

READING = frozenset({Role.DISTRICT_CONFIGURATOR, Role.DISTRICT_OFFICER})
SECONDS_A_TURN = 1.5  # what a page may take to count: the rest comes in further turns, each a short request that holds nothing
SALT = "casework.policy.preview"


@dataclass(frozen=True)
class Change:
    """What is proposed for a standard: a new value, an earlier version again, or none of one's own any more."""

    kind: str
    standard: Standard
    own: OwnStandard | None
    version: PolicyOverlay | None

    @property
    def seen(self) -> int:
        """The newest version on the page, 0 where the district has none: what the person decides upon."""
        return self.own.newest.row.version if self.own is not None else 0

    @property
    def title(self) -> str:
        if self.kind == "restore" and self.version is not None:
            return f"恢复第{self.version.version}版：{value_shown(self.version)}"
        return "撤回本区自行设置" if self.kind == "withdraw" else "设置本区标准"

    def value(self, typed: str) -> tuple[str, object]:
        """Give the section and the value proposed. Raises Refusal for what cannot be read."""
        if self.kind == "set":
            return read_setting(self.standard.key, typed)
        return self.standard.section, from_json(self.version.value) if self.version is not None else None


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
    """Show figures and deadlines in force, and what the district set itself with every version of it."""
    keep_fresh(now=True)
    district, districts = _district(request)
    today = timezone.localdate()
    wanted = request.GET.get("find", "").strip()
    standards = [one for one in standards_of(district, today) if wanted in f"{one.label} {one.value} {one.source}"]
    groups = [(title, [one for one in standards if one.section == name]) for name, title in (("figures", "数值"), ("deadlines", "期限"))]
    context = {
        "district": district, "districts": districts, "own": own_standards(district, today),
        "may_set": _may_set(account_of(request), district), "groups": [one for one in groups if one[1]], "find": wanted,
        "idle": idle_standards(), "faults": standing_faults(district),
        "next_year_missing": today.year + 1 not in working_calendar().years, "next_year": today.year + 1,
    }  # fmt: skip
    return render(request, "casework/policy.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a change: a first sending shows what it would do, in as many turns as it takes, a last one sets it."""
    keep_fresh(now=True)
    district, _ = _district(request)
    if told_why := why_not(key):
        messages.error(request, told_why)
        return redirect(f"{reverse('policy')}?district={district.code}#{key}")
    user, change = account_of(request), _change(request, district, key)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    typed = request.POST.get("seen", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    may_set = _may_set(user, district)
    form = StandardForm(
        request.POST if step else None, initial=_initial(change), change=change.kind, example=change.standard.example, may_set=may_set
    )  # fmt: skip
    context: dict[str, Any] = {
        "district": district, "change": change, "standard": change.standard, "form": form, "impact": None,
        "may_set": may_set,
    }  # fmt: skip
    with refusals() as told:
        if step and step != "edit" and not form.is_valid():
            told.status = 400
        elif step == "confirm":
            messages.success(request, _made(user, district, change, form.cleaned_data, seen))
            return redirect(f"{reverse('policy')}?district={district.code}")
        elif step and step != "edit":
            section, value = change.value(form.cleaned_data.get("value", ""))
            proposal = Proposal(district, section, key, value, form.cleaned_data["effective_on"])
            impact = _counted(proposal, request.POST.get("kept", "") if step == "go_on" else "")
            carried = [(name, request.POST.get(name, "")) for name in form.fields]
            given_up = change.own.given_up(proposal.effective_on) if change.own is not None else []
            context |= {"impact": impact, "carried": carried, "given_up": given_up, "kept": "" if impact.is_done else _kept(impact)}
    return told.page(request, "casework/policy_propose.html", context)


def _change(request: HttpRequest, district: Region, key: str) -> Change:
    """Find what is to be changed and how. Raises Http404 for what is not there, or was never set."""
    today, asked = timezone.localdate(), request.POST if request.method == "POST" else request.GET
    standard = next((one for one in standards_of(district, today) if one.key == key), None)
    if standard is None:
        raise Http404("没有找到")
    own = next(iter(own_standards(district, today, key=key)), None)
    kind, number = asked.get("change", "set"), asked.get("version", "")
    version = next((one.row for one in own.versions if str(one.row.version) == number), None) if own else None
    known = {"set": True, "restore": version is not None and version.value is not None, "withdraw": own is not None}
    if not known.get(kind):
        raise Http404("没有找到")
    return Change(kind, standard, own, version if kind == "restore" else None)


def _initial(change: Change) -> dict[str, object]:
    """Begin with what the district has, or with the version that is to come back."""
    own = change.own.newest.row if change.own is not None else None
    return {
        "effective_on": timezone.localdate(), "value": typed_for(own) if own is not None else "",
        "basis": change.version.basis if change.version is not None else "",
    }  # fmt: skip


def _made(user: Account, district: Region, change: Change, data: dict[str, Any], seen: int | None) -> str:
    """Enter the change and say what was done. Raises Refusal."""
    words = {name: data.get(name, "") for name in ("basis", "reason")}
    how = {"actor": user, "effective_on": data["effective_on"], "seen": seen, **words}
    if change.kind == "restore" and change.version is not None:
        row = restore_standard(row=change.version, **how)
        return f"已恢复“{change.standard.label}”为{value_shown(row)}，{in_words(row.effective_on)}起执行"
    if change.kind == "withdraw" and change.own is not None:
        row = withdraw_standard(row=change.own.newest.row, **how)
        return f"已撤回“{change.standard.label}”，{in_words(row.effective_on)}起恢复方案和全市的标准"
    section, value = change.value(data["value"])
    row = set_standard(district=district, section=section, key=change.standard.key, value=value, **how)
    return f"已设置“{change.standard.label}”，{in_words(row.effective_on)}起执行"


def _counted(proposal: Proposal, kept: str) -> Impact:
    """Count a turn's worth, from the beginning or from where the last turn stopped. Raises Refusal."""
    if not kept:
        impact = begin(proposal)
    else:
        try:
            asked_for, progress = signing.loads(kept, salt=SALT)
        except signing.BadSignature:
            raise Refusal("预览没有接上，请重新预览", status=400, code="kept") from None
        if asked_for != _named(proposal):
            raise Refusal("拟设的内容已改动，请重新预览", status=409, code="kept")
        impact = resumed(proposal, progress)
    if not impact.is_done:
        go_on(impact, seconds=SECONDS_A_TURN)
    return impact


def _kept(impact: Impact) -> str:
    return signing.dumps([_named(impact.proposal), progress_of(impact)], salt=SALT, compress=True)


def _named(proposal: Proposal) -> list[str]:
    """Say which proposal a half-finished count belongs to."""
    return [str(proposal.district.pk), proposal.key, str(proposal.value), proposal.effective_on.isoformat()]
