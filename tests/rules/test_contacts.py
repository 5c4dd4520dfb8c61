"""Whom to call first: child, relative, guardian, community, with a reason for each step down. 依据: 35号 二(三)一 (R51-R54)"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.policy.codes import contact_kind_of, family_relations
from workflows.rules.contacts import ContactFacts, ContactKind, EmergencyContact, calling_order, check_contacts

CHILD, RELATIVE, GUARDIAN, COMMUNITY = ContactKind
SON, SISTER = EmergencyContact(CHILD, "张一"), EmergencyContact(RELATIVE, "张二")
WARD, NEIGHBOURHOOD = EmergencyContact(GUARDIAN, "李三"), EmergencyContact(COMMUNITY, "王四")
WITH_FAMILY = ContactFacts((SON,), has_child=True, has_relative=True, has_guardian=False)
ALONE = ContactFacts((NEIGHBOURHOOD,), has_child=False, has_relative=False, has_guardian=False)


def test_a_child_is_the_first_contact() -> None:
    found = check_contacts(WITH_FAMILY)
    assert found.valid and found.explanation == "第一联系人为子女张一（津民发〔2023〕35号二(三)一）。"


def test_a_relative_instead_of_a_child_needs_the_reason() -> None:
    without = replace(WITH_FAMILY, contacts=(SISTER,))
    refused = check_contacts(without)
    assert not refused.valid and refused.problems == ("有子女但未列为第一联系人，请写明原因（津民发〔2023〕35号二(三)一）",)
    told = check_contacts(replace(without, reasons={CHILD: "长期在国外，联系不便"}))
    assert told.valid and "长期在国外，联系不便" in told.explanation


def test_a_reason_of_blanks_is_none() -> None:
    assert not check_contacts(replace(WITH_FAMILY, contacts=(SISTER,), reasons={CHILD: " 　"})).valid


def test_the_community_is_enough_only_where_there_is_no_family_and_no_guardian() -> None:
    assert check_contacts(ALONE).valid
    assert "无子女，无近亲属，无监护人" in check_contacts(ALONE).explanation
    for changed in ({"has_child": True}, {"has_relative": True}, {"has_guardian": True}):
        assert not check_contacts(replace(ALONE, **changed)).valid


def test_each_step_down_needs_its_own_reason() -> None:
    facts = ContactFacts((NEIGHBOURHOOD,), True, True, True, {CHILD: "失去联系", RELATIVE: "年事已高"})
    assert len(check_contacts(facts).problems) == 1 and "监护人" in check_contacts(facts).problems[0]
    assert check_contacts(replace(facts, reasons={**facts.reasons, GUARDIAN: "住在外地"})).valid


def test_a_guardian_stands_after_family_and_before_the_community() -> None:
    assert calling_order([NEIGHBOURHOOD, WARD, SISTER, SON]) == (SON, SISTER, WARD, NEIGHBOURHOOD)
    assert check_contacts(ContactFacts((WARD, NEIGHBOURHOOD), False, False, True)).valid
    assert not check_contacts(ContactFacts((NEIGHBOURHOOD, WARD), False, False, True)).valid


def test_a_nearer_kind_is_never_called_after_a_farther_one_without_a_reason() -> None:
    facts = replace(WITH_FAMILY, contacts=(SON, NEIGHBOURHOOD, SISTER))
    assert check_contacts(facts).problems == ("近亲属张二应排在前面，或写明原因（津民发〔2023〕35号二(三)一）",)
    assert check_contacts(replace(facts, reasons={RELATIVE: "行动不便，社区先到场"})).valid


@pytest.mark.parametrize("missing", ["has_child", "has_relative", "has_guardian"])
def test_what_nobody_has_found_out_is_not_taken_for_none(missing: str) -> None:
    found = check_contacts(replace(ALONE, **{missing: None}))
    assert not found.valid and found.problems[0].startswith("尚未查明有无")


def test_a_child_whose_number_fails_is_passed_over_without_a_typed_reason() -> None:
    lost = replace(SON, has_failed=True)
    found = check_contacts(replace(WITH_FAMILY, contacts=(lost, SISTER)))
    assert found.valid and "子女电话无法接通" in found.explanation


def test_without_anybody_who_can_be_called_the_sentence_says_whom_to_register() -> None:
    assert check_contacts(replace(WITH_FAMILY, contacts=())).problems == ("尚未登记紧急联系人，请先登记子女（津民发〔2023〕35号二(三)一）",)
    assert "社区（村）联系人" in check_contacts(replace(ALONE, contacts=())).problems[0]
    assert "没有可用的电话" in check_contacts(replace(WITH_FAMILY, contacts=(replace(SON, has_phone=False),))).problems[0]


contacts = st.builds(EmergencyContact, st.sampled_from(ContactKind), st.just("某"), st.booleans(), st.booleans())
facts = st.builds(
    ContactFacts,
    st.lists(contacts, max_size=4).map(tuple),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.dictionaries(st.sampled_from(ContactKind), st.sampled_from(["", "联系不便"]), max_size=3),
)


@given(facts)
def test_an_answer_is_either_explained_or_says_what_is_wrong(given_facts: ContactFacts) -> None:
    found = check_contacts(given_facts)
    assert found.valid is bool(found.explanation) is not bool(found.problems)


@given(facts)
def test_a_valid_chain_never_passes_over_a_reachable_child_in_silence(given_facts: ContactFacts) -> None:
    if not check_contacts(given_facts).valid:
        return
    first = next(one for one in given_facts.contacts if one.is_reachable)
    if first.kind is not CHILD and any(one.kind is CHILD and one.is_reachable for one in given_facts.contacts):
        assert given_facts.reasons[CHILD].strip()


@given(facts)
def test_reasons_for_every_kind_and_every_fact_found_out_make_any_reachable_list_valid(given_facts: ContactFacts) -> None:
    settled = replace(
        given_facts,
        has_child=bool(given_facts.has_child),
        has_relative=bool(given_facts.has_relative),
        has_guardian=bool(given_facts.has_guardian),
        reasons=dict.fromkeys(ContactKind, "联系不便"),
    )
    assert check_contacts(settled).valid is any(one.is_reachable for one in given_facts.contacts)


@pytest.mark.parametrize(
    ("code", "kind"), [("21", CHILD), ("37", CHILD), ("28", RELATIVE), ("38", RELATIVE), ("11", RELATIVE), ("97", RELATIVE)]
)
def test_relations_of_the_standard_say_which_contact_one_can_be(code: str, kind: ContactKind) -> None:
    assert contact_kind_of(code) is kind


def test_the_elder_the_head_of_household_and_strangers_are_no_contact_by_relation() -> None:
    assert [contact_kind_of(code) for code in ("01", "02", "99", "nonsense")] == [None] * 4
    assert len(family_relations().labels) == 84
