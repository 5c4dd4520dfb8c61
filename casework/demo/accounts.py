"""The people of the demonstration: one of each office, and the password they share on this machine alone."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from audit.acts import SYSTEM_ACTOR, act
from casework.models import Grid, Visitor
from permissions.models import Account, Department, Organisation, OrganisationRole, Region, RegionRole
from permissions.roles import Role
from permissions.services import create_account, grant

STREET = "120104007"  # the demonstration street, by the statistics office's code
NEXT_STREET = "120104008"
PASSWORD_FILE = "demo-password"
DEPARTMENTS = (
    "民政局", "区委政法委", "文明办", "教育局", "财政局", "住房建设委", "农业农村委", "卫生健康委", "公安分局", "残联", "老龄办",
    "网格化管理中心",
)  # fmt: skip


@dataclass
class Staff:
    """Who works in the demonstration street."""

    street: Region
    communities: list[Region]
    workers: dict[int, Account]
    grid_workers: dict[int, Account]
    grids: dict[int, Grid]
    clerk: Account
    second_clerk: Account
    officer: Account
    district: Account
    station: Organisation
    providers: list[Organisation]
    provider: Account
    social_worker: Account
    supervisor: Account

    @property
    def district_region(self) -> Region:
        assert self.street.parent is not None
        return self.street.parent


def password() -> str:
    """Return the demonstration's password: from the environment, else made once and kept in var/."""
    given = os.environ.get("CASEWORK_DEMO_PASSWORD")
    if given:
        return given
    path = settings.VAR_DIR / PASSWORD_FILE
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Jin-{secrets.token_hex(4)}", encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


@lru_cache
def _hash() -> str:
    """Hash the password once: a hash is slow by intention, and forty accounts share it."""
    return make_password(password())


def _account(username: str, name: str) -> Account:
    found = Account.objects.filter(username=username).first()
    return found or create_account(actor=SYSTEM_ACTOR, username=username, display_name=name, password_hash=_hash(), is_demo=True)


def _holding(username: str, name: str, role: Role, at: Region | Organisation) -> Account:
    account = _account(username, name)
    rows = RegionRole if isinstance(at, Region) else OrganisationRole
    if not rows.objects.filter(user=account, content_object=at).exists():  # type: ignore[misc]
        grant(actor=SYSTEM_ACTOR, to=account, role=role, at=at, reason="演示授权")
    return account


def _organisation(kind: str, name: str, region: Region, **fields: object) -> Organisation:
    found = Organisation.objects.filter(region=region, name=name).first()
    if found is None:
        with act(SYSTEM_ACTOR, "create_organisation"):
            found = Organisation.objects.create(kind=kind, name=name, region=region, **fields)
            found.serves.add(region)
    return found


def staff(street_code: str = STREET) -> Staff:
    """Make the people of a street, its station, providers, departments and roster; a second run finds them."""
    street = Region.objects.select_related("parent__parent").get(code=street_code, valid_until_on=None)
    district = street.parent
    assert district is not None and district.parent is not None
    communities = list(street.children.filter(is_habitable=True).order_by("code"))
    workers, grid_workers, grids = {}, {}, {}
    for number, community in enumerate(communities, start=1):
        workers[community.pk] = _holding(f"community_worker_{number}", f"社区工作者{_han(number)}", Role.COMMUNITY_WORKER, community)
        grid_workers[community.pk] = _holding(f"grid_worker_{number}", f"网格员{_han(number)}", Role.GRID_WORKER, community)
        grids[community.pk] = _grid(community, grid_workers[community.pk])
        for account in (workers[community.pk], grid_workers[community.pk]):
            _on_roster(account, community)
    station = _organisation("social_work_station", f"{street.name}社会工作服务站", street)
    providers = [
        _organisation("provider", f"{street.name}养老服务中心", district, needs_served=[], capacity=200),
        _organisation("clinic", f"{street.name}社区卫生服务中心", district, needs_served=["rehabilitation", "life_care"], capacity=100),
        _organisation("provider", "区助老服务社", district, needs_served=[], capacity=100),
    ]
    for one in providers:
        with act(SYSTEM_ACTOR, "serve_region"):
            one.serves.add(district)
    for code, name in zip(Department.values, DEPARTMENTS, strict=True):
        _organisation("department", f"{district.name}{name}", district, department=code)
    _other_offices(street, communities[0])
    next_street = Region.objects.get(code=NEXT_STREET, valid_until_on=None)
    _holding("street_clerk_3", "邻街经办甲", Role.STREET_CLERK, next_street)
    department = Organisation.objects.filter(kind="department", region=district).order_by("pk").first()
    assert department is not None
    _holding("department_officer_1", "部门工作人员甲", Role.DEPARTMENT_OFFICER, department)
    _holding("provider_2", "卫生服务中心工作人员", Role.PROVIDER, providers[1])
    _holding("provider_3", "助老服务社工作人员", Role.PROVIDER, providers[2])
    return Staff(
        street, communities, workers, grid_workers, grids,
        _holding("street_clerk_1", "街道经办甲", Role.STREET_CLERK, street),
        _holding("street_clerk_2", "街道经办乙", Role.STREET_CLERK, street),
        _holding("street_officer_1", "街道负责人甲", Role.STREET_OFFICER, street),
        _holding("district_officer_1", "区民政甲", Role.DISTRICT_OFFICER, district),
        station, providers,
        _holding("provider_1", "服务中心工作人员", Role.PROVIDER, providers[0]),
        _holding("social_worker_1", "社工甲", Role.SOCIAL_WORKER, station),
        _holding("social_work_supervisor_1", "社工督导甲", Role.SOCIAL_WORK_SUPERVISOR, station),
    )  # fmt: skip


def _other_offices(street: Region, first: Region) -> None:
    """Fill the offices that no part of the demonstration's past needs, so that each can be tried."""
    district = street.parent
    assert district is not None and district.parent is not None
    city = district.parent
    _holding("recorder_1", "录入人员甲", Role.RECORDER, first)
    _holding("district_configurator_1", "区配置管理员甲", Role.DISTRICT_CONFIGURATOR, district)
    volunteers = _organisation("volunteers", f"{street.name}志愿服务队", street)
    _on_roster(_holding("visitor_1", "志愿者甲", Role.VISITOR, volunteers), first)
    _holding("city_officer_1", "市民政甲", Role.CITY_OFFICER, city)
    _holding("auditor_1", "审计员甲", Role.AUDITOR, city)
    _holding("archivist_1", "档案员甲", Role.ARCHIVIST, district)
    _holding("records_manager_1", "档案负责人甲", Role.RECORDS_MANAGER, district)
    _holding("system_admin_1", "系统管理员甲", Role.SYSTEM_ADMIN, city)
    _holding("security_admin_1", "安全管理员甲", Role.SECURITY_ADMIN, city)
    _holding("audit_admin_1", "审计管理员甲", Role.AUDIT_ADMIN, city)


def _han(number: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"[(number - 1) % 22]


def _grid(community: Region, worker: Account) -> Grid:
    found = Grid.objects.filter(community=community, code="01").first()
    if found is None:
        with act(SYSTEM_ACTOR, "create_grid"):
            found = Grid.objects.create(community=community, code="01", name=f"{community.short_name}第一网格", worker=worker)
    return found


def _on_roster(account: Account, community: Region) -> None:
    """Put the community's people on the roster of visitors, trained until the end of next year (R82)."""
    if Visitor.objects.filter(account=account).exists():
        return
    street = community.parent
    assert street is not None and street.parent is not None
    today = timezone.localdate()
    with act(SYSTEM_ACTOR, "enrol_visitor"):
        Visitor.objects.create(
            account=account, name=account.display_name, team=Visitor.Team.MANAGEMENT, kind=Visitor.Kind.SELF_GOVERNMENT,
            district=street.parent,
            street=street, community=community, plan_version="2026-1", trained_on=today,
            trained_until_on=today.replace(year=today.year + 1, month=12, day=31),
        )  # fmt: skip


def announcement(address: str) -> str:
    """Say where to open the browser, and with which accounts."""
    accounts = Account.objects.filter(is_demo=True, is_active=True).order_by("pk")
    shown = [one for one in accounts if one.username.endswith("_1")]
    lines = [f"  {one.username:<26}{one.display_name}" for one in shown]
    return "\n".join(
        ["", f"请用浏览器打开 {address}", f"演示账号（密码都是 {password()}）：" if shown else "还没有演示账号：manage.py demo", *lines, ""]
    )
