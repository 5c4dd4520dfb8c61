"""What every page shows around its content: who is signed in, as what, and where they may go."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from casework.queries.purchases import READING as PURCHASES_READ
from casework.queries.rates import FIGURE_ROLES
from casework.queries.student_hours import may_read as may_read_hours
from casework.services.campaigns import READING as CAMPAIGNS_READ
from casework.services.visits import ASSIGNING
from permissions.roles import Role
from permissions.scope import reach_of
from workflows.models import Delivery

CASE_ROLES = frozenset(Role) - {
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
    Role.DISTRICT_CONFIGURATOR,
    Role.DEPARTMENT_OFFICER,
    Role.PROVIDER,  # reads the packages sent to it, never a file
}
BINDING = frozenset({Role.DISTRICT_CONFIGURATOR, Role.DISTRICT_OFFICER, Role.CITY_OFFICER})  # those who see which process holds where


SUPERVISIONS_READ = frozenset(
    {
        Role.DISTRICT_OFFICER, Role.DEPARTMENT_OFFICER, Role.STREET_CLERK, Role.STREET_OFFICER, Role.CITY_OFFICER, Role.AUDITOR,
    }
)  # fmt: skip


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True)
class Shell:
    """The frame of a page."""

    name: str
    post: str
    menu: tuple[MenuItem, ...]
    may_search: bool
    is_demo: bool


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Provide `shell` to every template."""
    user = getattr(request, "user", None)
    is_demo = bool(settings.CASEWORK_ALLOW_SYNTHETIC_IDS)
    if user is None or not user.is_authenticated:
        return {"shell": Shell("", "", (), False, is_demo)}
    roles = frozenset(reach_of(user).roles)
    entries = [
        ("工作台", "workbench", True),
        ("老年人", "case-list", bool(roles & CASE_ROLES)),
        ("消息", "messages", True),
        ("派单", "assignments", bool(roles & ASSIGNING)),
        ("派给我的", "my-assignments", Role.VISITOR in roles),
        ("探访进度", "region-overview", bool(roles & FIGURE_ROLES)),
        ("摸排进度", "unfinished", bool(roles & FIGURE_ROLES)),
        ("区级标准", "policy", bool(roles & {Role.DISTRICT_CONFIGURATOR, Role.DISTRICT_OFFICER})),
        ("各地流程", "flow-places", bool(roles & BINDING)),
        ("加密探访", "campaign-list", bool(roles & CAMPAIGNS_READ)),
        ("督办", "supervisions", bool(roles & SUPERVISIONS_READ)),
        ("购买服务", "purchases", bool(roles & PURCHASES_READ)),
        ("学生时长", "student-hours", may_read_hours(user)),
        ("流程", "flow-list", True),
    ]
    unread = Delivery.objects.filter(account_id=user.pk, read_at=None).count()
    menu = tuple(
        MenuItem(label, reverse(name), _is_current(request.path, reverse(name)), unread if name == "messages" else 0)
        for label, name, shown in entries
        if shown
    )
    return {"shell": Shell(user.display_name, post_of(user), menu, bool(roles & CASE_ROLES), is_demo)}


def _is_current(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def post_of(user: object) -> str:
    """Name the offices a person holds, as the page's corner shows them: 街道经办·体育馆街道."""
    return reach_of(user).summary  # type: ignore[arg-type]
