"""督办 by its pages: asked by the district or a department, answered by the street, ended by who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.models import Supervision
from permissions.models import Account
from permissions.roles import Role
from tests.factories.casework import Office
from tests.factories.permissions import holder, organisation
from tests.pages.conftest import signed_in, submit

pytestmark = pytest.mark.django_db
LIST, NEW = "/supervisions/", "/supervisions/new/"
ASKED = {"topic": "missed_visits", "question": "十月有三位老年人没有探访，请说明"}


def department(office: Office) -> Account:
    return holder(Role.DEPARTMENT_OFFICER, organisation("department", office.town.district, department="ageing_office"))


@pytest.mark.parametrize("who", ["district", "department"])
def test_asked_answered_and_ended(office: Office, who: str) -> None:
    asker = signed_in(department(office) if who == "department" else office.district)
    answer = submit(asker, NEW, street=office.town.street.pk, **ASKED)
    assert answer.status_code == 302
    paper = Supervision.objects.get()
    assert (paper.state, paper.street, paper.district) == ("issued", office.town.street, office.town.district)
    street = signed_in(office.clerk)
    assert reverse("paper", args=["supervision", paper.pk]) in street.get("/").content.decode()
    done_by = timezone.localdate() + timedelta(days=10)
    told = {"cause": "人手不足", "measure": "增派两名网格员", "done_by_on": done_by}
    assert submit(street, reverse("take", args=["supervision", paper.pk, "answer"]), **told).status_code == 302
    assert submit(asker, reverse("take", args=["supervision", paper.pk, "close"])).status_code == 302
    assert list(asker.get(LIST).context["page"].rows) == []
    assert list(asker.get(LIST, {"show": "ended"}).context["page"].rows) == [paper]


def test_only_the_streets_of_ones_own_district_can_be_asked_and_nothing_typed_is_lost(office: Office) -> None:
    for asker in (office.district, department(office)):
        client = signed_in(asker)
        assert set(client.get(NEW).context["form"].fields["street"].queryset) == {office.town.street, office.town.next_street}
        refused = client.post(NEW, {**ASKED, "street": office.town.far_street.pk})
        assert refused.status_code == 400 and ASKED["question"] in refused.content.decode()
    empty = signed_in(office.district).post(NEW, {"street": office.town.street.pk, "topic": "other", "question": "  "})
    assert empty.status_code == 400 and not Supervision.objects.exists()


def test_the_same_form_sent_twice_asks_once(office: Office) -> None:
    client = signed_in(office.district)
    sent = {**ASKED, "street": office.town.street.pk, "key": "k" * 32}
    assert {client.post(NEW, sent)["Location"] for _ in range(2)} == {reverse("paper", args=["supervision", Supervision.objects.get().pk])}
    assert Supervision.objects.count() == 1


def test_who_may_not_ask_finds_no_form_and_who_has_no_part_no_list(office: Office) -> None:
    assert [signed_in(office.clerk).get(path).status_code for path in (LIST, NEW)] == [200, 404]
    assert [signed_in(office.worker).get(path).status_code for path in (LIST, NEW)] == [404, 404]
    submit(signed_in(office.district), NEW, street=office.town.street.pk, **ASKED)
    assert list(signed_in(office.clerk_elsewhere).get(LIST).context["page"].rows) == []
