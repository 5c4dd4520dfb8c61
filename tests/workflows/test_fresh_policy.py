"""A district's standard is seen by every process: in a page without any step before it, and in the commands."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from permissions.models import Account
from permissions.roles import Role
from settings import base
from tests.factories.permissions import holder
from tests.workflows.conftest import Desk
from workflows.middleware import FreshPolicyMiddleware
from workflows.overlays import forget, set_standard
from workflows.policy import number

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
NAME = "workflows.middleware.FreshPolicyMiddleware"


@pytest.fixture
def configurator(desk: Desk) -> Account:
    who = holder(Role.DISTRICT_CONFIGURATOR, desk.town.district)
    set_standard(
        actor=who, district=desk.town.district, section="figures", key="visits_per_month", value=2, effective_on=timezone.localdate(),
        basis="区民发〔2026〕1号",
    )  # fmt: skip
    forget()  # as a process that has just begun
    return who


def asked(user: Any, code: str) -> int:
    request = RequestFactory().get("/")
    request.user = user
    seen: list[int] = []

    def page(request: Any) -> HttpResponse:
        seen.append(number("visits_per_month", code))
        return HttpResponse()

    FreshPolicyMiddleware(page)(request)
    return seen[0]


def test_a_page_shows_what_holds_though_no_step_was_taken_in_this_process(desk: Desk, configurator: Account) -> None:
    code = desk.town.district.code
    assert number("visits_per_month", code) == 1
    assert asked(AnonymousUser(), code) == 1  # nothing was read for a stranger
    assert asked(configurator, code) == 2


def test_the_product_runs_it_after_the_sign_in_and_the_suite_without(desk: Desk) -> None:
    order = base.MIDDLEWARE
    assert order.index(NAME) > order.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert NAME not in settings.MIDDLEWARE  # what a page costs is counted without a look that falls due by the clock


def test_planning_a_month_by_command_goes_by_the_districts_figures(desk: Desk, configurator: Account) -> None:
    call_command("plan", "--month", f"{timezone.localdate():%Y-%m}", stdout=io.StringIO())
    assert number("visits_per_month", desk.town.district.code) == 2
