"""A contact that is called and does not answer: what is noted, when it has failed, and what the case then still rests on (R52 to R54)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from casework.models import Case, Contact, ContactCheck, Incident
from casework.services.contact_calls import record_call
from casework.services.contact_lines import ContactLine
from tests.factories.active import new
from tests.factories.casework import Office, answer_given, child, drafting, ledger_given, phone, take
from tests.pages.conftest import signed_in
from tests.refusals import refused
from workflows.models import Outbox
from workflows.worklists import worklist_items

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def with_son(office: Office, *, second: bool = False) -> Case:
    """An active case whose first contact is the son; with a second contact of the community where asked for."""
    lines = [ContactLine(kind="child", name="李建国", phone=phone(), relation="20")]
    if second:
        lines.append(ContactLine(kind="community", name="社区值班员", phone="022-23120000"))
    paper = drafting(office, {"relatives": [child()]})
    take(paper, "fill", office.worker, given=ledger_given(office, contacts=lines))
    take(paper, "ask_elder", office.worker)
    take(paper, "record_answer", office.worker, given=answer_given())
    for step, who in (("submit", office.worker), ("approve", office.officer), ("record", office.district)):
        paper = take(paper, step, who)
    return Case.objects.select_related("elder", "district").get(pk=paper.case_id)  # type: ignore[no-any-return]


def first_of(case: Case) -> Contact:
    found: Contact = Contact.objects.select_related("case__elder", "case__district").get(case=case, rank=1, removed_on=None)
    return found


def called(office: Office, case: Case, result: str, *, days_ago: int = 0, note: str = "号码已停机") -> Contact:
    return record_call(actor=office.worker, contact=first_of(case), on=TODAY() - timedelta(days=days_ago), result=result, note=note)


class TestACall:
    def test_that_is_answered_verifies_the_contact(self, office: Office) -> None:
        row = called(office, with_son(office), "answered", note="")
        assert (row.verified_on, row.is_failed) == (TODAY(), False)
        check = ContactCheck.objects.get()
        assert (check.result, check.called_by, check.called_on) == ("answered", office.worker.display_name, TODAY())
        assert Entry.objects.filter(action="note_contact_call", chain=f"case:{row.case_id}").exists()

    @pytest.mark.parametrize("result", ["dead", "declined"])
    def test_to_a_number_that_is_dead_or_a_person_who_declines_ends_the_contact_at_once(self, office: Office, result: str) -> None:
        assert called(office, with_son(office), result).is_failed

    def test_unanswered_twice_on_one_day_is_one_day(self, office: Office) -> None:
        case = with_son(office)
        called(office, case, "unanswered")
        assert not called(office, case, "unanswered").is_failed

    def test_unanswered_on_two_days_fails_and_an_answer_between_begins_anew(self, office: Office) -> None:
        case = with_son(office)
        called(office, case, "unanswered", days_ago=3)
        called(office, case, "answered", days_ago=2)
        assert not called(office, case, "unanswered", days_ago=1).is_failed
        assert called(office, case, "unanswered").is_failed

    def test_answered_again_later_the_contact_stands_again(self, office: Office) -> None:
        case = with_son(office)
        called(office, case, "dead")
        row = called(office, case, "answered")
        assert not row.is_failed and row.failed_on is None

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"on": TODAY() + timedelta(days=1)}, "不能晚于今天"),
            ({"on": TODAY() - timedelta(days=90)}, "不能早于60天前"),
            ({"result": "maybe"}, "请选择联系的结果"),
            ({"result": "dead", "note": "停"}, "请写明情况"),
        ],
    )
    def test_that_cannot_be_is_refused(self, office: Office, fields: dict[str, Any], sentence: str) -> None:
        plain: dict[str, Any] = {"on": TODAY(), "result": "answered", "note": ""}
        with refused(sentence, status=400):
            record_call(actor=office.worker, contact=first_of(with_son(office)), **(plain | fields))
        assert not ContactCheck.objects.exists()

    @pytest.mark.parametrize("who", ["worker_next_door", "clerk_elsewhere", "officer", "auditor", "district"])
    def test_is_noted_by_the_people_of_the_place_alone(self, office: Office, who: str) -> None:
        with refused("您不能登记", status=403):
            record_call(actor=getattr(office, who), contact=first_of(with_son(office)), on=TODAY(), result="answered")


class TestWhatTheCaseRestsOn:
    def test_without_another_contact_the_street_is_told_too_that_it_does_not_hold(self, office: Office) -> None:
        case = with_son(office)
        Outbox.objects.all().delete()
        called(office, case, "dead")
        told = {(row.role, row.region_id): row.body for row in Outbox.objects.filter(kind="contact_failed")}
        assert set(told) == {("community_worker", case.community_id), ("street_clerk", case.street_id)}
        assert all("联系人都没有可用的电话" in body and case.elder.name not in body for body in told.values())

    def test_with_another_who_may_take_over_only_the_community_is_told(self, office: Office) -> None:
        case = with_son(office, second=True)
        Outbox.objects.all().delete()
        called(office, case, "dead")
        (row,) = Outbox.objects.filter(kind="contact_failed")
        assert row.role == "community_worker" and "接替" in row.body

    def test_a_failure_is_told_once(self, office: Office) -> None:
        case = with_son(office)
        called(office, case, "dead")
        before = Outbox.objects.filter(kind="contact_failed").count()
        called(office, case, "dead")
        assert Outbox.objects.filter(kind="contact_failed").count() == before

    def test_it_stands_in_the_communitys_queue_with_the_way_to_mend_it(self, office: Office) -> None:
        case = with_son(office)
        called(office, case, "dead")
        (line,) = worklist_items(office.worker, "contacts_failed").items
        assert (line.case_id, line.action_url) == (case.pk, f"/cases/{case.pk}/begin/amendment/propose/")

    def test_the_elders_page_says_what_is_wrong_until_it_is_mended(self, office: Office) -> None:
        case = with_son(office)
        page = signed_in(office.worker)
        assert "不符合在册要求" not in page.get(f"/cases/{case.pk}/").content.decode()
        called(office, case, "dead")
        assert "不符合在册要求" in page.get(f"/cases/{case.pk}/").content.decode()
        called(office, case, "answered")
        assert "不符合在册要求" not in page.get(f"/cases/{case.pk}/").content.decode()


class TestThePage:
    def test_notes_a_call_and_shows_the_calls_before(self, office: Office) -> None:
        case = with_son(office)
        client, url = signed_in(office.worker), f"/cases/{case.pk}/contacts/{first_of(case).pk}/"
        assert f'href="{url}"' in client.get(f"/cases/{case.pk}/").content.decode()
        done = client.post(url, {"called_on": TODAY().isoformat(), "result": "unanswered", "note": "响铃无人接"})
        assert done.status_code == 302
        page = client.get(url).content.decode()
        assert "响铃无人接" in page and "未接通" in page and first_of(case).phone.reveal() not in page

    def test_keeps_what_was_typed_where_it_refuses(self, office: Office) -> None:
        case = with_son(office)
        url = f"/cases/{case.pk}/contacts/{first_of(case).pk}/"
        tomorrow = (TODAY() + timedelta(days=1)).isoformat()
        answer = signed_in(office.worker).post(url, {"called_on": tomorrow, "result": "answered", "note": "儿子接的"})
        assert answer.status_code == 400 and "不能晚于今天" in answer.content.decode() and "儿子接的" in answer.content.decode()

    @pytest.mark.parametrize("who", ["worker_next_door", "clerk_elsewhere", "officer", "auditor"])
    def test_is_not_there_for_others(self, office: Office, who: str) -> None:
        case = with_son(office)
        assert signed_in(getattr(office, who)).get(f"/cases/{case.pk}/contacts/{first_of(case).pk}/").status_code == 404


def test_a_call_in_an_emergency_counts_like_any_other(office: Office) -> None:
    case = with_son(office)
    incident = new(Incident, case, incident_kind="fall", source="visitor", happened_at=timezone.now(), level=2)
    incident = take(take(incident, "report", office.worker), "acknowledge", office.worker)
    contact = first_of(case)
    take(incident, "fail_contact", office.worker, note="无人接听", given={"contact_id": contact.pk, "result": "无人接听"})
    assert ContactCheck.objects.get().result == "unanswered"
    take(incident, "contact_family", office.worker, given={"contact_id": contact.pk, "result": "儿子接听"})
    assert first_of(case).verified_on == TODAY()
