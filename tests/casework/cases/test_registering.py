"""登记: one open case a person, city-wide (I1); a number is read before it is kept (R44)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.acts import Refusal, act
from audit.models import Entry
from casework.models import Case, Elder, LivingPeriod, Screening
from casework.services import cases as cases_service
from casework.services.cases import register_case
from casework.services.elders import update_elder
from casework.services.screening import open_screening
from tests.factories.casework import Office, id_number, listed, person, phone, submitted, take
from tests.factories.permissions import TESTER
from tests.refusals import refused
from workflows.runner import system


class TestTheSamePersonTwice:
    """A second registration is refused with the street that holds the person, and nothing of the case."""

    def test_in_another_district_is_told_where_and_what_to_do(self, office: Office) -> None:
        someone = person(office.town.community)
        open_screening(office.worker, someone)
        again = person(office.town.far_community, name="张秀兰", id_number=someone.id_number.lower())
        with refused("此人已在南开区体育中心街道登记", "请联系南开区体育中心街道发起移交", status=409):
            register_case(system(), again)
        assert Case.objects.count() == Screening.objects.count() == 1

    def test_the_refusal_tells_no_name_number_or_state(self, office: Office) -> None:
        someone = person(office.town.community)
        open_screening(office.worker, someone)
        with pytest.raises(Refusal) as caught:
            register_case(system(), person(office.town.far_community, id_number=someone.id_number))
        told = "".join(caught.value.reasons)
        assert not any(part in told for part in (someone.name, someone.id_number, someone.id_number[-4:], "线索", "宾水"))

    def test_two_desks_at_once_open_one_case(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        """The look finds nobody, the write is refused by the database, and the refusal still names the street."""
        someone = person(office.town.community)
        open_screening(office.worker, someone)
        looks = iter([None])
        real = cases_service.open_case_of
        monkeypatch.setattr(cases_service, "open_case_of", lambda key: next(looks) if looks.__length_hint__() else real(key))
        with refused("体育中心街道", status=409):
            register_case(system(), person(office.town.far_community, id_number=someone.id_number))
        assert Case.objects.count() == Elder.objects.count() == 1

    def test_the_database_itself_refuses_a_second_open_case(self, office: Office) -> None:
        case = Case.objects.get(pk=listed(office).case_id)
        with pytest.raises(IntegrityError), transaction.atomic(), act(TESTER, "forge"):
            Case.objects.filter(pk=Case.objects.get(pk=listed(office).case_id).pk).update(person_key=case.person_key)

    def test_who_was_not_eligible_before_is_taken_up_where_he_now_lives(self, office: Office) -> None:
        paper = submitted(office)
        someone = Elder.objects.get(case=paper.case_id).id_number.reveal()
        take(paper, "annul", office.clerk, note="搬离", reason_code="moved_away")
        again = open_screening(system(), person(office.town.far_community, id_number=someone)).subject
        case = Case.objects.get(pk=again.case_id)
        assert case.pk == paper.case_id and case.community == office.town.far_community
        assert LivingPeriod.objects.filter(case=case, until_on__isnull=True).get().street == office.town.far_street

    def test_a_number_corrected_to_one_in_use_is_refused(self, office: Office) -> None:
        first, second = listed(office), listed(office)
        taken = Elder.objects.get(case=first.case_id).id_number.reveal()
        with refused("此人已在南开区体育中心街道登记"):
            update_elder(office.worker, Case.objects.get(pk=second.case_id), {"id_number": taken})
        assert Elder.objects.get(case=second.case_id).id_number.reveal() != taken


class TestTheForm:
    """What was typed wrongly is refused with what to type."""

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"id_number": "129900194803021"}, "应为18位"),
            ({"id_number": "129900194802300015"}, "不是一个真实的日期"),
            ({"id_number": ""}, "应为18位"),
            ({"name": "  "}, "没有填写姓名"),
            ({"phone": "1381234"}, "手机应为11位"),
            ({"sex": "1"}, "与身份证号码不一致"),
            ({"birth_on": date(1950, 1, 1), "id_number": "129900194803020041"}, "与身份证号码不一致"),
            ({"document_kind": "passport", "id_number": ""}, "没有填写证件号码"),
            ({"document_kind": "none"}, "不能选“暂无证件”"),
        ],
    )
    def test_is_refused(self, office: Office, typed: dict[str, object], sentence: str) -> None:
        with refused(sentence, status=400):
            open_screening(office.worker, person(office.town.community, **typed))
        assert not Case.objects.exists()

    def test_a_wrong_check_digit_is_found(self, office: Office) -> None:
        right = id_number()
        wrong = right[:17] + ("0" if right[17] != "0" else "1")
        with refused("校验位不符"):
            open_screening(office.worker, person(office.town.community, id_number=wrong))

    def test_a_street_is_no_address(self, office: Office) -> None:
        with refused("住址要选到社区"):
            open_screening(office.worker, person(office.town.street))

    def test_birth_date_and_sex_follow_from_the_number(self, office: Office) -> None:
        elder = Elder.objects.get(case=listed(office, birth_on=date(1940, 5, 6), id_number=id_number(date(1940, 5, 6))).case_id)
        assert (elder.birth_on, elder.get_sex_display(), elder.name_pinyin, elder.name_initials) == (
            date(1940, 5, 6),
            "女",
            "zhangxiulan",
            "zxl",
        )

    def test_an_elder_without_papers_is_not_turned_away(self, office: Office) -> None:
        paper = listed(office, document_kind="none", id_number="", birth_on=date(1938, 1, 1))
        case = Case.objects.get(pk=paper.case_id)
        assert case.person_key.startswith("temporary:") and case.elder.temporary_key == case.person_key

    def test_a_passport_counts_as_the_person(self, office: Office) -> None:
        papers = {"document_kind": "passport", "id_number": "E12345678", "birth_on": date(1938, 1, 1)}
        listed(office, **papers)
        with refused("不能重复登记"):
            listed(office, **papers)


def test_one_act_registers_case_elder_place_and_paper(office: Office) -> None:
    paper = listed(office)
    entry = Entry.objects.filter(chain=f"case:{paper.case_id}").get()
    assert entry.actor_name == office.worker.display_name
    steps = {(step.subject_kind, step.transition, step.is_system) for step in paper.case.steps.all()}
    assert steps == {("case", "register", True), ("screening", "create", False)}


def test_the_same_form_sent_twice_lists_the_person_once(office: Office) -> None:
    someone = person(office.town.community, phone=phone())
    first = open_screening(office.worker, someone, key="form-1")
    second = open_screening(office.worker, someone, key="form-1")
    assert second.repeated and second.subject.pk == first.subject.pk
    assert Screening.objects.count() == Case.objects.count() == 1


def test_numbers_and_phones_are_nowhere_in_clear(office: Office) -> None:
    someone = person(office.town.community)
    paper = open_screening(office.worker, someone).subject
    elder = Elder.objects.get(case=paper.case_id)
    rows = [*Elder.objects.values(), *Elder.history.values(), *paper.case.steps.values(), *Entry.objects.values()]
    assert not any(secret in str(rows) for secret in (someone.id_number, someone.phone, someone.door))
    assert str(elder.id_number).startswith("129*") and str(elder.phone).startswith("154****")
