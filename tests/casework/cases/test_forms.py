"""The transition forms: what was typed becomes what perform takes; what is wrong is said in Chinese and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from casework.forms.elder import NewPersonForm, RelativeRow
from casework.forms.registry import TransitionForm, form_for, registered_forms, transition_form
from casework.models import Case, EligibilityRun, Enrollment, HouseholdMember, Relative, Review
from tests.factories.casework import Office, called_up, drafting, elder_row, id_number, in_progress, take
from tests.factories.permissions import region
from workflows.flows import current_flows


def rows(name: str, *lines: dict[str, str]) -> dict[str, str]:
    """Post rows as the page does: a counter, and the fields of each row."""
    posted = {f"{name}-count": str(len(lines) + 1)}
    return posted | {f"{name}-{place}-{field}": value for place, line in enumerate(lines) for field, value in line.items()}


def everything_known(**changed: str) -> dict[str, str]:
    answers = {
        "source": "elder",
        "has_spouse": "no",
        "relatives_are_all": "on",
        "has_near_relative": "no",
        "has_guardian": "no",
        "has_carer": "yes",
        "able_to_work": "no",
        "lives_independently": "yes",
        "independent_since_on": "2015-01-01",
        "is_assessed": "no",
        "has_certificate": "no",
        "is_single_child_family": "no",
        "willingness_value": "agrees",
        "willingness_on": "2025-01-01",
        "willingness_by": "本人",
    }
    return answers | changed


def bound(paper: Any, name: str, user: Any, data: dict[str, str]) -> TransitionForm:
    form = form_for(paper.flow_key, name)
    assert form is not None
    posted = QueryDict(mutable=True)
    posted.update(data)
    return form(posted, subject=paper, user=user)


def test_every_form_belongs_to_a_step_of_a_flow() -> None:
    flows = current_flows()
    assert all(name in flows[key].transitions for key, name in registered_forms())


def test_a_step_has_one_form() -> None:
    with pytest.raises(RuntimeError, match="two forms"):
        transition_form("screening", "annul")(TransitionForm)


class TestScreeningFacts:
    """登记情况"""

    def test_what_was_typed_decides_the_categories(self, office: Office) -> None:
        paper = in_progress(office)
        own = elder_row(paper.case)
        member = {"name": own.name, "relation": "02", "id_number": own.id_number, "aid_status": "none", "is_head": "on", "is_elder": "on"}
        form = bound(paper, "record_facts", office.grid_worker, everything_known() | rows("members", member) | rows("relatives"))
        assert form.is_valid(), form.errors
        take(paper, "record_facts", office.grid_worker, given=form.given())
        assert EligibilityRun.objects.get(subject_id=paper.pk).categories == ("living_alone",)
        assert HouseholdMember.objects.get(case=paper.case_id).is_elder
        assert Case.objects.get(pk=paper.case_id).willingness == "agrees"

    def test_a_son_abroad_is_stored_with_his_place(self, office: Office) -> None:
        paper = in_progress(office)
        son = {"kind": "child", "name": "李建国", "relation": "20", "cohabits": "no", "lives_in_city": "no", "left_since_on": "2024-01-01"}
        form = bound(paper, "record_facts", office.grid_worker, everything_known() | rows("members") | rows("relatives", son))
        assert form.is_valid(), form.errors
        take(paper, "record_facts", office.grid_worker, given=form.given())
        assert Relative.objects.get(case=paper.case_id).lives_in_city == "no"

    def test_the_complaint_names_the_row_and_the_typed_text_stays(self, office: Office) -> None:
        paper = in_progress(office)
        data = everything_known() | rows("members", {"name": "王德福", "aid_status": "none"}) | rows("relatives")
        form = bound(paper, "record_facts", office.grid_worker, data)
        assert not form.is_valid()
        assert any("家庭成员第1行：与户主关系" in error for error in form.errors["members"])
        assert "王德福" in form.as_p()

    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"lives_independently": "no"}, "independent_since_on", "要选“是”"),
            ({"independent_since_on": "2999-01-01"}, "independent_since_on", "不能晚于今天"),
            ({"ability_level": "2"}, "ability_level", "写全标准、等级、日期和评估人"),
            (
                {"ability_standard": "MZ/T 039-2013", "ability_level": "4", "assessed_on": "2025-01-01", "assessor": "评估中心"},
                "ability_level",
                "等级为0至3",
            ),
        ],
    )
    def test_is_refused(self, office: Office, typed: dict[str, str], field: str, sentence: str) -> None:
        form = bound(
            in_progress(office), "record_facts", office.grid_worker, everything_known(**typed) | rows("members") | rows("relatives")
        )
        assert not form.is_valid() and any(sentence in error for error in form.errors[field]), form.errors

    def test_a_blank_form_changes_nothing(self, office: Office) -> None:
        paper = in_progress(office)
        known = {"phone": paper.case.elder.phone.reveal(), "door": paper.case.elder.door.reveal()}
        form = bound(paper, "record_facts", office.grid_worker, {"source": "elder"} | known | rows("members") | rows("relatives"))
        assert form.is_valid(), form.errors
        assert form.given().keys() <= {"situation"}


class TestTheLedgerForm:
    """填写台账"""

    def test_shows_what_is_known_and_takes_what_is_new(self, office: Office) -> None:
        paper = drafting(office)
        form_class = form_for("enrollment", "fill")
        assert form_class is not None
        assert "张秀兰" in form_class(subject=paper, user=office.worker).as_p()
        contact = {"kind": "community", "name": "值班员", "phone": "022-23120000", "fall_through_reason": "无亲属"}
        helper = {"kinds": "street_community", "person": "社区工作者", "measures": "每周问候"}
        data = everything_known(
            water="safe",
            power="safe",
            house="safe",
            monthly_income="3000",
            has_no_aid="on",
            lives_at_hukou="yes",
            grid=str(office.grid.pk),
            worker=str(office.worker.pk),
            usual_visitor=str(office.grid_worker.pk),
            aid_status="none",
            door="12号楼3门402",
            phone=paper.case.elder.phone.reveal(),
        )
        data |= rows("members") | rows("relatives") | rows("contacts", contact) | rows("supports", helper) | rows("aids")
        form = bound(paper, "fill", office.worker, data)
        assert form.is_valid(), form.errors
        take(paper, "fill", office.worker, given=form.given())
        take(paper, "ask_elder", office.worker)
        answer = bound(
            paper, "record_answer", office.worker,
            {"scopes": "visit", "given_on": "2025-01-01", "given_by": "elder", "method": "handwritten"},
        )  # fmt: skip
        assert answer.is_valid(), answer.errors
        take(paper, "record_answer", office.worker, given=answer.given())
        assert take(paper, "submit", office.worker).state == "street_review"

    def test_offers_only_the_people_of_the_place(self, office: Office) -> None:
        paper, form_class = drafting(office), form_for("enrollment", "fill")
        assert form_class is not None
        offered = set(form_class(subject=paper, user=office.worker).fields["worker"].queryset)  # type: ignore[attr-defined]
        assert offered == {office.worker, office.grid_worker} and office.worker_next_door not in offered

    def test_reasons_stand_beside_the_fields(self, office: Office) -> None:
        paper = Enrollment.objects.get(pk=drafting(office).pk)
        form = bound(paper, "send_back", office.clerk, {"wrong": "income", "explanation": "与低保记录不符"})
        assert form.is_valid() and form.given() == {"field_reasons": {"income": "与低保记录不符"}}


def test_the_review_form_says_what_changed_and_who_was_called(office: Office) -> None:
    review: Review = take(called_up(office), "start", office.worker)
    data = everything_known(
        state_support="changed", finding_support="新增志愿者", state_person="unchanged", family_verified_on="2025-01-02",
        family_verified_how="phone",
    ) | rows("members") | rows("relatives")  # fmt: skip
    form = bound(review, "record_findings", office.worker, data)
    assert form.is_valid(), form.errors
    assert form.given()["sections"] == {"support": "新增志愿者", "person": ""}


def test_each_changed_section_has_a_finding_of_its_own(office: Office) -> None:
    review = take(called_up(office), "start", office.worker)
    data = everything_known(state_support="changed", state_household="changed", finding_household="长子迁回同住") | rows("members")
    form = bound(review, "record_findings", office.worker, data | rows("relatives"))
    assert not form.is_valid() and form.errors == {"finding_support": ["写明这一部分哪里有变化"]}
    contrary = bound(review, "record_findings", office.worker, data | rows("relatives") | {"state_household": "unchanged"})
    assert "请选“有变化”" in str(contrary.errors["finding_household"])
    whole = bound(review, "record_findings", office.worker, data | rows("relatives") | {"finding_support": "新增结对志愿者"})
    assert whole.is_valid() and whole.given()["sections"] == {"household": "长子迁回同住", "support": "新增结对志愿者"}


def test_a_new_person_is_registered_only_where_one_works(office: Office) -> None:
    data = {"name": "张秀兰", "document_kind": "resident_id", "id_number": id_number(), "door": "1号"}
    here = NewPersonForm(data | {"community": str(office.town.community.pk)}, user=office.worker)
    assert here.is_valid() and here.person().community == office.town.community
    elsewhere = NewPersonForm(data | {"community": str(office.town.far_community.pk)}, user=office.worker)
    assert not elsewhere.is_valid() and "community" in elsewhere.errors


def test_streets_of_one_name_are_told_apart_by_their_district(office: Office) -> None:
    town = office.town
    twins = [region("street", one, name="海滨街道") for one in (town.district, town.next_district)]
    drawn = str(RelativeRow()["street"])
    for twin, district in zip(twins, ("南开区", "河西区"), strict=True):
        assert f'<option value="{twin.pk}">{district}海滨街道</option>' in drawn and f'<optgroup label="{district}">' in drawn
