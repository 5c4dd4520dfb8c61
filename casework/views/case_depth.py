"""The pages behind an elder's page that show why: for those who read the file, not for who only visits."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from casework.models import Case
from casework.queries.sight import WITHOUT_NUMBERS
from permissions.access import get_visible_or_404, roles_at
from permissions.roles import Role

ONLY_PARTS = frozenset({Role.VISITOR, Role.PROVIDER})  # a share of these opens name, address and needs, never health in detail


def deep_case_or_404(request: HttpRequest, pk: int, *, health: bool = False) -> Case:
    """Return a case whose file the person may read in depth (the city: but for health). Raises Http404 alike for all others."""
    case: Case = get_visible_or_404(Case.objects.select_related("elder", "district", "street", "community"), request.user, pk)
    if not roles_at(request.user, case) - ONLY_PARTS - (WITHOUT_NUMBERS if health else frozenset()):
        raise Http404("没有找到")
    return case
