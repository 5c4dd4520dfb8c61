"""The keys under which enrolment refuses a calling list, held to the rule of 二(三)一."""

from hypothesis import given
from hypothesis import strategies as st

from casework.queries.contact_problems import problems_of
from workflows.flows.enrollment import CONTACT_PROBLEMS
from workflows.rules.contacts import ContactFacts, ContactKind, EmergencyContact, check_contacts

CONTACTS = st.lists(
    st.builds(EmergencyContact, st.sampled_from(list(ContactKind)), st.just("某"), st.booleans(), st.booleans()), max_size=4
)
KNOWN = st.sampled_from([True, False, None])
REASONS = st.dictionaries(st.sampled_from(list(ContactKind)), st.sampled_from(["", "在外地工作，无法联系"]))
FACTS = st.builds(ContactFacts, CONTACTS.map(tuple), KNOWN, KNOWN, KNOWN, REASONS)


@given(FACTS)
def test_a_list_has_a_key_exactly_where_the_rule_finds_it_not_valid(facts: ContactFacts) -> None:
    assert bool(problems_of(facts)) is not check_contacts(facts).valid


@given(FACTS)
def test_every_key_has_its_sentence(facts: ContactFacts) -> None:
    assert problems_of(facts) <= CONTACT_PROBLEMS.keys()
