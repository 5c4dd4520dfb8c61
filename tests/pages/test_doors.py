"""Doors that are shut to all, and the one narrow door of the registered street."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Case, Notice
from permissions.roles import Role
from tests.factories.active import active_case
from tests.factories.casework import Office
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in


@pytest.mark.parametrize("path", ["email/", "signup/", "password/reset/", "password/set/", "login/code/confirm/"])
def test_doors_that_an_office_does_not_have_are_not_there(office: Office, client: Client, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404
    assert signed_in(office.worker).get(f"/account/{path}").status_code == 404


def test_the_registered_street_reads_the_notice_and_nothing_of_the_case(office: Office) -> None:
    case = active_case(office, lives_at_hukou="no", hukou_region=office.town.far_street)
    notice = Notice.objects.get(case=case)
    clerk = holder(Role.STREET_CLERK, office.town.far_street)
    client = signed_in(clerk)
    page = client.get(reverse("paper", args=["notice", notice.pk]))
    assert page.status_code == 200 and notice.content in page.content.decode()
    assert client.get(reverse("case-page", args=[case.pk])).status_code == 404
    assert Case.objects.visible_to(clerk).count() == 0
    assert case.elder.phone.reveal() not in page.content.decode()


def test_a_digit_that_is_no_number_breaks_no_address(office: Office) -> None:
    assert signed_in(office.worker).get(reverse("case-list"), {"after": "²"}).status_code == 200


def test_no_page_of_an_account_leads_to_a_door_that_is_closed(office: Office) -> None:
    client = signed_in(office.worker)
    for path in ("/account/password/change/", "/account/reauthenticate/", "/account/mfa/", "/account/mfa/totp/activate/"):
        page = client.get(path, follow=True)
        assert page.status_code == 200 and "password/reset" not in page.content.decode(), path


def test_a_reason_that_is_too_short_stays_typed_and_a_telephone_can_be_rung(office: Office) -> None:
    case, client = active_case(office), signed_in(office.worker)
    path = reverse("reveal", args=["elder", case.elder.pk, "phone"])
    refused = client.post(path, {"reason": "看看"})
    assert refused.status_code != 200 and 'value="看看"' in refused.content.decode()
    assert f'href="tel:{case.elder.phone.reveal()}"' in client.post(path, {"reason": "电话联系本人核实情况"}).content.decode()
