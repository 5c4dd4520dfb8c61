"""Household, relatives, contacts and consent: every change keeps what was, and a wrong one is refused whole."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.models import Case, Contact, HouseholdMember, Relative
from casework.services.consent import consent_in_force, record_willingness, revoke_scopes
from casework.services.contact_lines import ContactLine
from casework.services.contacts import calling_order, mark_failed, save_contacts, verify_contact
from casework.services.household import MemberLine, end_relative, save_members, save_relative, save_situation
from tests.factories.casework import Office, active_case, child, elder_row, id_number, listed, phone
from tests.refusals import refused


@pytest.fixture
def case(office: Office) -> Case:
    return Case.objects.get(pk=listed(office).case_id)


class TestHousehold:
    """附件4 二"""

    def test_the_head_comes_first_and_the_rows_are_numbered(self, office: Office, case: Case) -> None:
        son = MemberLine(name="李建国", relation="20", id_number=id_number(male=True))
        rows = save_members(office.worker, case, [son, elder_row(case)])
        assert [(row.number, row.name, row.get_sex_display()) for row in rows] == [(1, "张秀兰", "女"), (2, "李建国", "男")]

    def test_who_is_left_out_has_left_and_stays_on_record(self, office: Office, case: Case) -> None:
        son = MemberLine(name="李建国", relation="20", no_number_reason="在外地")
        first = save_members(office.worker, case, [elder_row(case), son])
        kept = MemberLine(**{**elder_row(case).__dict__, "pk": first[0].pk})
        save_members(office.worker, case, [kept])
        gone = HouseholdMember.objects.get(case=case, name="李建国")
        assert gone.left_on == timezone.localdate() and HouseholdMember.history.filter(id=gone.pk).count() == 2
        assert HouseholdMember.objects.get(pk=first[0].pk).left_on is None

    def test_two_heads_or_a_wrong_number_are_refused_and_nothing_is_written(self, office: Office, case: Case) -> None:
        second = MemberLine(name="王德福", relation="10", is_head=True, id_number="123")
        with refused("户主只能有一位", "应为18位", status=400):
            save_members(office.worker, case, [elder_row(case), second])
        assert not HouseholdMember.objects.filter(case=case).exists()


class TestRelatives:
    """赡养人、扶养人"""

    def test_a_difficulty_without_words_is_refused(self, office: Office, case: Case) -> None:
        with refused("日常联系有困难的，要写明原因", status=400):
            save_relative(office.worker, case, child(contact_is_difficult=True))

    def test_who_left_the_city_does_not_live_in_it(self, office: Office, case: Case) -> None:
        with refused("“住在本市”要选“否”"):
            save_relative(office.worker, case, child(lives_in_city="yes"))

    def test_a_street_lies_in_its_district(self, office: Office, case: Case) -> None:
        here = {"lives_in_city": "yes", "left_since_on": None, "district": office.town.next_district, "street": office.town.street}
        with refused("不在所选的区"):
            save_relative(office.worker, case, child(**here))

    def test_a_dead_son_stays_for_the_days_before(self, office: Office, case: Case) -> None:
        son = save_relative(office.worker, case, child())
        end_relative(office.worker, son, on=timezone.localdate(), reason="因病去世")
        assert Relative.objects.get(pk=son.pk).ended_on == timezone.localdate()


def test_each_answer_keeps_its_source_and_day(office: Office, case: Case) -> None:
    day = timezone.localdate() - timedelta(days=3)
    save_situation(office.worker, case, {"has_carer": "yes"}, source="neighbour", on=day)
    row = save_situation(office.worker, case, {"has_carer": "yes", "able_to_work": "no"}, source="elder", on=timezone.localdate())
    assert row.provenance["has_carer"] == {"source": "neighbour", "on": day.isoformat()}
    assert row.provenance["able_to_work"]["source"] == "elder"


class TestContacts:
    """紧急联系人"""

    def test_are_called_in_the_order_of_the_rows(self, office: Office, case: Case) -> None:
        lines = [ContactLine(kind="child", name=name, phone=phone()) for name in ("长子", "次女")]
        first = save_contacts(office.worker, case, lines)
        turned = [ContactLine(kind="child", name=one.name, phone=one.phone.reveal(), pk=one.pk) for one in reversed(first)]
        save_contacts(office.worker, case, turned)
        assert [one.name for one in calling_order(case)] == ["次女", "长子"]

    def test_one_taken_down_is_not_deleted(self, office: Office, case: Case) -> None:
        save_contacts(office.worker, case, [ContactLine(kind="child", name="长子", phone=phone())])
        save_contacts(office.worker, case, [ContactLine(kind="relative", name="侄女", phone=phone())])
        assert Contact.objects.get(name="长子").removed_on == timezone.localdate()
        assert [one.name for one in calling_order(case)] == ["侄女"]

    def test_a_new_number_is_not_verified_yet(self, office: Office, case: Case) -> None:
        [contact] = save_contacts(office.worker, case, [ContactLine(kind="child", name="长子", phone=phone())])
        verify_contact(office.worker, contact, on=timezone.localdate(), how="电话")
        [same] = save_contacts(office.worker, case, [ContactLine(kind="child", name="长子", phone=contact.phone.reveal(), pk=contact.pk)])
        assert same.verified_on
        [changed] = save_contacts(office.worker, case, [ContactLine(kind="child", name="长子", phone=phone(), pk=contact.pk)])
        assert changed.verified_on is None

    def test_a_call_that_answers_mends_a_failed_number(self, office: Office, case: Case) -> None:
        [contact] = save_contacts(office.worker, case, [ContactLine(kind="child", name="长子", phone=phone())])
        assert mark_failed(office.worker, contact, on=timezone.localdate()).is_failed
        assert not verify_contact(office.worker, contact, on=timezone.localdate(), how="电话").is_failed
        with refused("核实日期不能晚于今天"):
            verify_contact(office.worker, contact, on=timezone.localdate() + timedelta(days=1), how="电话")

    def test_a_row_without_a_phone_is_refused_by_its_place(self, office: Office, case: Case) -> None:
        lines = [ContactLine(kind="child", name="长子", phone=phone()), ContactLine(kind="child", name="次女", phone="")]
        with refused("第2位联系人没有电话", status=400):
            save_contacts(office.worker, case, lines)


class TestConsent:
    """同意"""

    def test_a_scope_is_taken_back_with_a_reason(self, office: Office) -> None:
        case, today = active_case(office), timezone.localdate()
        with refused("请写明撤回的原因"):
            revoke_scopes(office.worker, case, scopes=["referral"], reason=" ", on=today)
        revoke_scopes(office.worker, case, scopes=["referral"], reason="不愿提供资料", on=today)
        present = consent_in_force(case)
        assert present is not None and present.version == 2
        assert (present.scopes, present.refused_scopes) == (["visit"], ["publicity", "referral"])

    def test_what_was_never_given_cannot_be_taken_back(self, office: Office) -> None:
        with refused("本来就没有同意", status=422):
            revoke_scopes(office.worker, active_case(office), scopes=["photo"], reason="不愿意拍照", on=timezone.localdate())

    def test_an_older_answer_does_not_overrule_the_latest(self, office: Office, case: Case) -> None:
        today = timezone.localdate()
        record_willingness(office.worker, case, value="agrees", asked_on=today, asked_by="社区", answered_by="本人")
        earlier = {"asked_on": today - timedelta(days=30), "asked_by": "社区", "answered_by": "本人", "witness": "邻居", "evidence": "记录"}
        record_willingness(office.worker, case, value="refuses", **earlier)
        assert Case.objects.get(pk=case.pk).willingness == "agrees"
