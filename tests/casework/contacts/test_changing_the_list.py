"""Changing the emergency contacts of a case in service: judged by the contact rule before and at approval, written only then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from casework.models import Amendment, Case, Contact, Relative
from tests.casework.contacts.test_calls import called, first_of, with_son
from tests.factories.active import active_case
from tests.factories.casework import Office, phone, take
from tests.pages.conftest import signed_in

pytestmark = pytest.mark.django_db


def rows(*lines: Mapping[str, object]) -> dict[str, str]:
    """The rows of the list as the browser sends them."""
    sent = {"contacts-count": str(len(lines))}
    for place, line in enumerate(lines):
        sent |= {f"contacts-{place}-{name}": str(value) for name, value in line.items()}
    return sent


def proposed(office: Office, case: Case, *lines: Mapping[str, object], **more: str) -> Any:
    page = signed_in(office.worker)
    url = f"/cases/{case.pk}/begin/amendment/propose/"
    got = page.get(url)
    assert got.status_code == 200
    typed = {"topic": "contact", "summary": "更换紧急联系人", "evidence": "老人本人陈述", "key": "k", "seen": "0"}
    return page.post(url, typed | rows(*lines) | more)


def listed(case: Case) -> list[tuple[int, str, str]]:
    return list(Contact.objects.filter(case=case, removed_on=None).order_by("rank").values_list("rank", "kind", "name"))


def test_a_son_whose_number_is_dead_gives_way_to_a_daughter_with_the_streets_approval(office: Office) -> None:
    case = with_son(office)
    called(office, case, "dead")
    answer = proposed(office, case, {"kind": "child", "name": "李建华", "relation": "30", "phone": phone()})
    assert answer.status_code == 302, answer.content.decode()
    assert listed(case) == [(1, "child", "李建国")], "nothing is written before the street agrees"
    paper = Amendment.objects.get(case=case)
    assert "李建华" not in str(paper.proposal), "the list lies sealed"
    page = signed_in(office.clerk).get(f"/papers/amendment/{paper.pk}/").content.decode()
    assert "1. 子女李建华" in page and "154" in page
    take(paper, "apply", office.clerk)
    assert listed(case) == [(1, "child", "李建华")]
    assert Contact.objects.get(case=case, name="李建国").removed_on is not None


def test_a_list_that_the_rule_finds_invalid_is_refused_with_what_mends_it(office: Office) -> None:
    case = with_son(office)
    answer = proposed(office, case, {"kind": "community", "name": "社区值班员", "phone": "022-23120000"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "有子女但未列为第一联系人" in page and "社区值班员" in page
    assert not Amendment.objects.exists()


def test_with_the_difficulty_written_and_no_nearer_kind_the_community_may_be_first(office: Office) -> None:
    case = with_son(office)
    line = {"kind": "community", "name": "社区值班员", "phone": "022-23120000", "fall_through_reason": "无近亲属、无监护人"}
    answer = proposed(office, case, line, difficulty="儿子长期在国外")
    assert answer.status_code == 302, answer.content.decode()
    take(Amendment.objects.get(case=case), "apply", office.clerk)
    assert listed(case) == [(1, "community", "社区值班员")]
    assert Relative.objects.get(case=case).difficulty == "儿子长期在国外"
    assert "不符合在册要求" not in signed_in(office.worker).get(f"/cases/{case.pk}/").content.decode()


def test_a_number_not_typed_anew_stays_and_is_never_shown(office: Office) -> None:
    case = with_son(office)
    old = first_of(case)
    page = signed_in(office.worker).get(f"/cases/{case.pk}/begin/amendment/propose/").content.decode()
    assert old.phone.reveal() not in page and str(old.phone) in page
    second = {"kind": "relative", "name": "王芳", "relation": "70", "phone": phone()}
    assert proposed(office, case, {"pk": old.pk, "kind": "child", "name": "李建国", "relation": "20"}, second).status_code == 302
    take(Amendment.objects.get(case=case), "apply", office.clerk)
    assert listed(case) == [(1, "child", "李建国"), (2, "relative", "王芳")]
    assert first_of(case).pk == old.pk and first_of(case).phone.reveal() == old.phone.reveal()


def test_a_dead_number_left_as_it_is_does_not_become_a_good_one(office: Office) -> None:
    case = with_son(office)
    called(office, case, "dead")
    answer = proposed(office, case, {"pk": first_of(case).pk, "kind": "child", "name": "李建国", "relation": "20"})
    assert answer.status_code == 422 and "联系人都没有可用的电话" in answer.content.decode()


def test_a_new_line_needs_a_number_and_nothing_typed_is_lost(office: Office) -> None:
    case = with_son(office)
    answer = proposed(office, case, {"kind": "child", "name": "李建华", "relation": "30"})
    assert answer.status_code == 400 and "第1位联系人没有电话" in answer.content.decode()
    assert "李建华" in answer.content.decode()


def test_a_list_changed_meanwhile_is_not_applied_over(office: Office) -> None:
    case = with_son(office)
    proposed(office, case, {"kind": "child", "name": "李建华", "relation": "30", "phone": phone()})
    called(office, case, "dead")
    paper = Amendment.objects.get(case=case)
    page = signed_in(office.clerk).get(f"/papers/amendment/{paper.pk}/apply/").content.decode()
    assert "情况已有变化" in page


def test_the_elders_own_number_is_a_topic_of_its_own_and_says_from_what_to_what(office: Office) -> None:
    case = active_case(office)
    answer = signed_in(office.worker).post(
        f"/cases/{case.pk}/begin/amendment/propose/",
        {
            "topic": "income",
            "aid_status": "minimum_living_allowance",
            "summary": "新纳入低保",
            "evidence": "低保证",
            "key": "k",
            "seen": "0",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    paper = Amendment.objects.get(case=case)
    assert paper.before == {"aid_status": "none"}
    assert "否 → 低保对象" in signed_in(office.clerk).get(f"/papers/amendment/{paper.pk}/").content.decode()
