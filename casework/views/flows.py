"""The processes as pictures and tables, for everybody who works by them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workflows.engine.graph import access_table, draw_svg
from workflows.flows import current_flows


@login_required
@require_GET
def flow_list(request: HttpRequest) -> HttpResponse:
    """List the processes in force."""
    return render(request, "casework/flow_list.html", {"flows": sorted(current_flows().values(), key=lambda flow: flow.key)})


@login_required
@require_GET
def flow_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one process: picture, transitions with who takes them, and who sees what in which state."""
    flow = current_flows().get(key)
    if flow is None:
        raise Http404
    # a guard is callable, which a template would call: it gets the sentences instead
    rows = [(one, [each.refusal for each in one.requires]) for one in flow.transitions.values()]
    context = {"flow": flow, "rows": rows, "picture": draw_svg(flow), "table": access_table(flow)}
    return render(request, "casework/flow_page.html", context)
