"""建档, from the empty ledger to the district's record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.models import Case, CategoryPeriod, Consent, Contact, Elder, Enrollment, LedgerCopy, LedgerSnapshot, LivingPeriod, Review
from casework.services.consent import record_willingness
from casework.services.contact_lines import ContactLine
from casework.services.contacts import mark_failed
from casework.services.elders import update_elder
from casework.services.facts import CertificateSeen
from casework.services.household import save_situation
from casework.services.ledger_numbers import is_valid_number
from casework.services.snapshots import content_of, mark_copy
from permissions.roles import Role
from permissions.services import grant
from tests.factories.casework import (
    Office,
    active_case,
    answer_given,
    child,
    drafting,
    filled,
    ledger_given,
    phone,
    recorded,
    situation,
    take,
)
from tests.factories.permissions import TESTER
from tests.refusals import refused
from workflows.models import Outbox


def case_of(paper: Enrollment) -> Case:
    return Case.objects.get(pk=paper.case_id)


def test_a_found_elder_is_filled_in_asked_reviewed_and_recorded(office: Office) -> None:
    paper = drafting(office)
    assert case_of(paper).state == "pending"
    take(paper, "fill", office.worker, given=ledger_given(office))
    take(paper, "ask_elder", office.worker)
    assert paper.state == "awaiting_elder"
    take(paper, "record_answer", office.worker, given=answer_given())
    take(paper, "submit", office.worker)
    take(paper, "approve", office.officer)
    take(paper, "record", office.district)
    case, today = case_of(paper), timezone.localdate()
    assert (paper.state, case.state) == ("recorded", "active")
    assert case.enrolled_on == case.last_reviewed_on == today
    assert Review.objects.get(case=case).due_on == case.next_review_on
    assert Outbox.objects.filter(kind="welcome").exists()


class TestTheNumber:
    """台账编号"""

    def test_is_the_communitys_next_of_the_year_with_a_check_digit(self, office: Office) -> None:
        first, second = case_of(drafting(office)), case_of(drafting(office))
        year = timezone.localdate().year
        assert first.number and first.number.startswith(f"120104003001{year}0001") and is_valid_number(first.number)
        assert second.number and second.number.startswith(f"120104003001{year}0002")

    def test_is_drawn_once_and_stays_when_the_paper_is_withdrawn(self, office: Office) -> None:
        paper = drafting(office)
        number = case_of(paper).number
        take(paper, "withdraw", office.worker, note="老人搬走", reason_code="moved_away")
        assert case_of(paper).number == number
        assert case_of(drafting(office)).number != number


class TestTheDesk:
    """提交街道: every gap is named at once, each with what mends it."""

    def test_an_empty_ledger_is_refused_with_every_field(self, office: Office) -> None:
        with refused(
            "没有查看饮水是否安全", "没有填写家庭每月收入", "没有帮扶单位", "没有落实网格", "尚未登记紧急联系人", "老人或监护人还没有答复",
            "没有指定常任探访人员", status=422,
        ):  # fmt: skip
            take(drafting(office), "submit", office.worker)

    def test_the_elder_stands_in_the_household_from_the_start(self, office: Office) -> None:
        assert case_of(drafting(office)).householdmembers.filter(is_elder=True).count() == 1

    def test_no_phone_is_accepted_with_a_reason(self, office: Office) -> None:
        paper = filled(office)
        update_elder(office.worker, case_of(paper), {"phone": ""})
        with refused("没有联系电话"):
            take(paper, "submit", office.worker)
        update_elder(office.worker, case_of(paper), {"no_phone_reason": "老人不使用电话"})
        assert take(paper, "submit", office.worker).state == "street_review"

    def test_who_lives_away_from_the_hukou_names_its_street(self, office: Office) -> None:
        paper = filled(office)
        update_elder(office.worker, case_of(paper), {"lives_at_hukou": "no"})
        with refused("没有户籍所在街道"):
            take(paper, "submit", office.worker)
        update_elder(office.worker, case_of(paper), {"hukou_region": office.town.far_street})
        assert take(paper, "submit", office.worker).state == "street_review"

    def test_a_disabled_elder_shows_the_certificate_of_the_same_person(self, office: Office) -> None:
        paper = drafting(office)
        own = Elder.objects.get(case=paper.case_id).id_number.reveal()
        today = timezone.localdate()
        with refused("前18位与老人的身份证号码不一致", status=400):
            other = CertificateSeen("12990019480302004144", None, today)
            take(paper, "fill", office.worker, given={"certificate": other})
        take(paper, "fill", office.worker, given={"certificate": CertificateSeen(f"{own}42", None, today)})
        assert case_of(paper).situation.has_certificate == "yes"

    def test_an_income_in_words_is_refused(self, office: Office) -> None:
        given = ledger_given(office)
        given["conditions"].answers["monthly_income"] = "三千"  # type: ignore[index]
        with refused("家庭每月收入要填数字", status=400):
            take(drafting(office), "fill", office.worker, given=given)


class TestTheContactRule:
    """35号 二(三)一: a child first, else a relative, else a guardian, at last the community (R52 to R54)."""

    def test_an_elder_with_a_son_needs_him_first(self, office: Office) -> None:
        son = child()
        paper = filled(office, {"relatives": [son], "situation": situation(has_carer="yes")})
        with refused("有子女但未列为第一联系人"):
            take(paper, "submit", office.worker)
        line = ContactLine(kind="child", name=son.name, phone=son.phone, relation="20")
        take(paper, "fill", office.worker, given={"contacts": [line]})
        assert take(paper, "submit", office.worker).state == "street_review"

    def test_a_son_who_is_hard_to_reach_needs_a_reason_and_a_relative(self, office: Office) -> None:
        son = child(contact_is_difficult=True, difficulty="出海作业，数月无法联系")
        duty_desk = ContactLine(kind="community", name="社区值班员", phone="022-23120000")
        parts = {"relatives": [son], "situation": situation(has_near_relative="yes"), "contacts": [duty_desk]}
        paper = filled(office, parts)
        with refused("近亲属又未列为联系人"):
            take(paper, "submit", office.worker)
        niece = ContactLine(kind="relative", name="王芳", phone=phone(), relation="94")
        take(paper, "fill", office.worker, given={"contacts": [niece]})
        assert take(paper, "submit", office.worker).state == "street_review"

    def test_a_number_that_failed_does_not_count(self, office: Office) -> None:
        paper = filled(office)
        contact = Contact.objects.get(case=paper.case_id)
        mark_failed(office.worker, contact, on=timezone.localdate())
        with refused("联系人都没有可用的电话"):
            take(paper, "submit", office.worker)

    def test_children_not_found_out_are_no_missing_children(self, office: Office) -> None:
        paper = filled(office, {"situation": situation(relatives_are_all=False)})
        with refused("尚未查明有无子女"):
            take(paper, "submit", office.worker)


class TestTheAnswer:
    """登记答复"""

    def test_a_no_to_the_visits_stops_the_paper(self, office: Office) -> None:
        paper = filled(office)
        take(paper, "ask_elder", office.worker)
        take(paper, "record_answer", office.worker, given=answer_given(scopes=[], refused_scopes=["visit"]))
        with refused("老人不同意接受探访"):
            take(paper, "submit", office.worker)

    def test_an_oral_yes_needs_a_witness(self, office: Office) -> None:
        paper = drafting(office)
        take(paper, "ask_elder", office.worker)
        with refused("口头确认的，要写明见证人", status=400):
            take(paper, "record_answer", office.worker, given=answer_given(method="oral"))
        take(paper, "record_answer", office.worker, given=answer_given(method="oral", witness="邻居王某"))
        assert paper.elder_answer == "partly"

    def test_a_second_answer_is_a_second_version_and_the_first_stays(self, office: Office) -> None:
        paper = filled(office)
        take(paper, "ask_elder", office.worker)
        take(paper, "record_answer", office.worker, given=answer_given(scopes=["visit"], refused_scopes=["referral", "publicity"]))
        versions = Consent.objects.filter(case=paper.case_id).order_by("version")
        assert [(one.version, one.revoked_on is None) for one in versions] == [(1, False), (2, True)]


class TestTheDecision:
    """D9.6: nobody approves what he or she submitted; the refusal says who can."""

    def test_the_one_who_submitted_cannot_approve(self, office: Office) -> None:
        paper = take(filled(office), "submit", office.worker)
        grant(actor=TESTER, to=office.worker, role=Role.STREET_OFFICER, at=office.town.street, reason="兼任")
        with refused("办理人不能审核自己提交的事项", "请本街道其他负责人办理", status=422):
            take(paper, "approve", office.worker)
        assert take(paper, "approve", office.officer).state == "district_record"

    def test_the_clerk_cannot_sign_for_the_officer(self, office: Office) -> None:
        paper = take(filled(office), "submit", office.worker)
        with refused("您无权“审核同意”", "可由街道负责人办理", status=403):
            take(paper, "approve", office.clerk)

    def test_approval_keeps_two_copies_of_one_content(self, office: Office) -> None:
        paper = take(filled(office), "submit", office.worker)
        take(paper, "approve", office.officer)
        snapshot = LedgerSnapshot.objects.get(case=paper.case_id)
        assert [copy.holder for copy in LedgerCopy.objects.filter(snapshot=snapshot).order_by("id")] == ["street", "district"]
        number = case_of(paper).elder.id_number.reveal()
        assert content_of(snapshot)["members"][0]["id_number"] == number
        assert number not in snapshot.content.token and str(snapshot.content) == "已登记"

    def test_a_copy_is_printed_before_it_is_filed(self, office: Office) -> None:
        copy = LedgerCopy.objects.filter(case=recorded(office).case_id).first()
        assert copy is not None
        with refused("先打印再存档"):
            mark_copy(office.clerk, copy, status="filed")
        mark_copy(office.clerk, copy, status="printed")
        assert mark_copy(office.clerk, copy, status="filed").filed_by == "街道经办"

    def test_who_no_longer_qualifies_is_not_recorded(self, office: Office) -> None:
        paper = take(filled(office), "submit", office.worker)
        take(paper, "approve", office.officer)

        save_situation(office.worker, case_of(paper), {"has_spouse": "yes"}, source="elder", on=timezone.localdate())
        with refused("按今天的情况，已没有一个类别符合"):
            take(paper, "record", office.district)
        take(paper, "send_back_from_district", office.district, note="请核对婚姻状况", given={"field_reasons": {"household": "核对配偶"}})
        assert (paper.state, paper.field_reasons) == ("returned", {"household": "核对配偶"})


class TestWithdrawal:
    """撤回"""

    def test_of_an_unwilling_elder_asks_again_after_six_months(self, office: Office) -> None:
        paper = drafting(office)
        take(paper, "withdraw", office.worker, note="老人改变主意", reason_code="refuses")
        case = case_of(paper)
        assert case.state == "declined" and case.ask_again_on and case.ask_again_on > timezone.localdate() + timedelta(days=150)

    def test_of_an_ineligible_elder_ends_as_ineligible(self, office: Office) -> None:
        paper = drafting(office)
        take(paper, "withdraw", office.clerk, note="核实后不符合", reason_code="ineligible")
        assert case_of(paper).state == "ineligible"


def test_categories_count_from_the_day_of_enrolment(office: Office) -> None:
    case = active_case(office)
    period = CategoryPeriod.objects.get(case=case)
    assert (period.category, period.from_on, period.until_on) == ("living_alone", timezone.localdate(), None)
    assert period.basis == "津民发〔2023〕35号附件1第2条" and period.rule_version
    assert case.categories == ["living_alone"]
    assert LivingPeriod.objects.get(case=case, until_on__isnull=True).grid == office.grid


def test_a_refusal_after_consent_bars_the_register(office: Office) -> None:
    paper = take(filled(office), "submit", office.worker)
    take(paper, "approve", office.officer)
    today = timezone.localdate()
    record_willingness(
        office.worker, case_of(paper), value="refuses", asked_on=today, asked_by="社区", answered_by="本人", witness="邻居", evidence="录音"
    )
    with refused("老人不愿意接受服务"):
        take(paper, "record", office.district)
    assert (Enrollment.objects.get(pk=paper.pk).state, case_of(paper).state) == ("district_record", "pending")


@pytest.mark.parametrize("who", ["recorder", "grid_worker"])
def test_recorder_and_grid_worker_fill_in_but_do_not_submit(office: Office, who: str) -> None:
    paper = drafting(office)
    take(paper, "fill", getattr(office, who), given={"supports": [{"kinds": ["volunteer"], "person": "志愿者", "measures": "陪伴"}]})
    with refused("您无权“提交街道”", status=403):
        take(paper, "submit", getattr(office, who))
