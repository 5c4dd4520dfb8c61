"""The processes as pictures and tables, for everybody who works by them: how each goes, and what of one's own lies where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from casework.queries.standing import with_elders
from casework.views.paging import page_by_key
from permissions.requests import account_of
from workflows import store
from workflows.engine.changes import changes
from workflows.engine.definition import State, Workflow
from workflows.engine.graph import access_table
from workflows.engine.picture import draw_svg
from workflows.flows import all_flows, current_flows, versions_of
from workflows.scenarios import examples_of
from workflows.tallies import NOTHING, Tallies, Tally, dressed, in_version, papers_in, tallies_of

SHOWN_WITH_A_ROW = ("district", "street", "community")


@dataclass(frozen=True)
class Row:
    """A state with what lies in it, and the way to the names."""

    state: State
    tally: Tally
    address: str

    @property
    def kind(self) -> str:
        return "终结" if self.state.final else "静止" if self.state.resting else "在办"


@login_required
@require_GET
def flow_list(request: HttpRequest) -> HttpResponse:
    """List the processes in force."""
    return render(request, "casework/flow_list.html", {"flows": sorted(current_flows().values(), key=lambda flow: flow.key)})


@login_required
@require_GET
def flow_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one process: the picture with what lies in each state, transitions with who takes them, who sees what in which state."""
    flow = _flow(request, key)
    model = store.model_of(key)
    counted: Tallies = tallies_of(model, account_of(request), timezone.now()) if model is not None else {}
    here = in_version(counted, flow.version)
    addresses = {name: _names_address(flow, name) for name in flow.states}
    # a guard is callable, which a template would call: it gets the sentences instead
    moves = [(one, [each.refusal for each in one.requires]) for one in flow.transitions.values()]
    context = {
        "flow": flow, "moves": moves, "table": access_table(flow), "picture": draw_svg(flow, dressed(flow, here, addresses)),
        "rows": [Row(state, here.get(name, NOTHING), addresses[name]) for name, state in flow.states.items()],
        "versions": versions_of(key), "sum": sum(here.values(), NOTHING), "elsewhere": _other_versions(counted, flow),
        "current": current_flows()[key].version, "examples": examples_of(flow),
    }  # fmt: skip
    return render(request, "casework/flow_page.html", context)


@login_required
@require_GET
def flow_names(request: HttpRequest, key: str, state: str) -> HttpResponse:
    """Show the papers behind a number of the picture, as far as the person may see them."""
    flow, user = _flow(request, key), account_of(request)
    model: Any = store.model_of(key)
    if model is None or state not in flow.states:
        raise Http404
    now, late = timezone.now(), request.GET.get("late") == "1"
    places = [one.name for one in model._meta.concrete_fields if one.name in SHOWN_WITH_A_ROW]
    papers = papers_in(model, user, state, flow.version, late_at=now if late else None).select_related(*places)
    page = page_by_key(request, papers.order_by("-pk"))
    context = {"flow": flow, "state": flow.states[state], "page": page, "late": late, "now": now, "lines": with_elders(user, page.rows)}
    return render(request, "casework/flow_names.html", context)


@login_required
@require_GET
def flow_changes(request: HttpRequest, key: str) -> HttpResponse:
    """Show what changed between two versions of a process, as one picture, as sentences, and in who sees and does what."""
    newest, versions = _flow(request, key), versions_of(key)
    # without a choice: the last two, the older first
    last = [*versions[-2:]] if len(versions) > 1 else [newest, newest]
    before = _flow(request, key, "from") if request.GET.get("from") else last[0]
    after = _flow(request, key, "to") if request.GET.get("to") else last[1]
    found = changes(before, after)
    context = {
        "flow": newest, "versions": versions, "before": before, "after": after, "found": found,
        "picture": draw_svg(found.flow, found.dress) if found else "",
    }  # fmt: skip
    return render(request, "casework/flow_changes.html", context)


def _flow(request: HttpRequest, key: str, name: str = "version") -> type[Workflow[Any]]:
    """Find the process in the version asked for; without one, the newest. Raises Http404."""
    newest, asked = current_flows().get(key), request.GET.get(name, "")
    if newest is None:
        raise Http404
    if not asked:
        return newest
    found = all_flows().get((key, int(asked))) if asked.isdecimal() and len(asked) < 9 else None
    if found is None:
        raise Http404
    return found


def _names_address(flow: type[Workflow[Any]], state: str) -> str:
    return f"{reverse('flow-names', args=[flow.key, state])}{_version_query(flow)}"


def _version_query(flow: type[Workflow[Any]]) -> str:
    """Name the version in an address where it is not the newest."""
    return "" if flow is current_flows()[flow.key] else f"?version={flow.version}"


def _other_versions(counted: Tallies, flow: type[Workflow[Any]]) -> list[tuple[int, Tally]]:
    """Say how much runs under the other versions, so that no number seems to be missing."""
    found: dict[int, Tally] = {}
    for (version, _), tally in counted.items():
        if version != flow.version:
            found[version] = found.get(version, NOTHING) + tally
    return sorted(found.items())
