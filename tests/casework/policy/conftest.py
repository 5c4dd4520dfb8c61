"""A district's configurator, and setting what is the district's own."""

from typing import Any

import pytest
from django.utils import timezone

from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office
from tests.factories.permissions import holder
from workflows.overlays import set_standard


@pytest.fixture
def configurator(office: Office) -> Account:
    return holder(Role.DISTRICT_CONFIGURATOR, office.town.district)


@pytest.fixture
def own(office: Office, configurator: Account) -> Any:
    """Set a figure or deadline of the office's district."""

    def setting(key: str, value: object) -> None:
        section = "deadlines" if isinstance(value, dict) and "amount" in value else "figures"
        set_standard(
            actor=configurator, district=office.town.district, section=section, key=key, value=value, effective_on=timezone.localdate(),
            basis="区民发〔2026〕1号",
        )  # fmt: skip

    return setting
