"""The picture of a process with what lies in each state: for everybody exactly what he or she may see, down to the names."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from tests.pages.conftest import CityOfThree, signed_in
from workflows.documentation import product_flows
from workflows.scenarios import scenarios_of
from workflows.store import subject_models

SVG = "{http://www.w3.org/2000/svg}"
MODELS = {model.workflow.key: model for model in subject_models()}
FLOWS = [key for key in product_flows() if key in MODELS]


def ways(page: str) -> dict[str, str]:
    """Read the picture of a page: what each linked state says, by its name."""
    picture = ElementTree.fromstring(page[page.index("<svg xmlns") : page.index("</svg>") + 6])
    return {re.sub(r".*/in/(\w+)/.*", r"\1", one.attrib["href"]): one.attrib["aria-label"] for one in picture.iter(f"{SVG}a")}


@pytest.mark.django_db
@pytest.mark.parametrize("key", FLOWS)
def test_everybody_counts_what_he_or_she_may_see_and_finds_the_names(city: CityOfThree, key: str) -> None:
    told: dict[str, int] = {}
    everybody = {str(one.case.elder.name) for one in (city.here, city.next_street, city.next_district)}
    for who, account in city.people.items():
        client = signed_in(account)
        answer = client.get(reverse("flow-page", args=[key]))
        found = {row.state.name: row.tally.count for row in answer.context["rows"] if row.tally.count}
        seen = Counter(MODELS[key].objects.visible_to(account).values_list("state", flat=True))
        assert found == dict(seen), who
        linked = ways(answer.content.decode())
        assert set(linked) == set(seen), who
        assert all(f"：{seen[name]}件" in said for name, said in linked.items()), who
        assert not any(name in answer.content.decode() for name in everybody), who
        for state, number in seen.items():
            page = client.get(reverse("flow-names", args=[key, state]))
            assert len(page.context["lines"]) == number, (who, state)
            shown = {line.case.pk for line in page.context["lines"] if line.case}
            assert shown == set(city.here.case.__class__.objects.visible_to(account).filter(pk__in=shown).values_list("pk", flat=True)), who
        told[who] = sum(seen.values())
    assert told["auditor"] >= told["worker"] >= told["neighbour"] == 0
    assert {told[who] for who in ("nobody", "system_admin", "security_admin", "audit_admin")} == {0}


@pytest.mark.django_db
def test_who_sees_nothing_reads_so_and_still_sees_the_process(city: CityOfThree) -> None:
    page = signed_in(city.people["nobody"]).get(reverse("flow-page", args=["visit"])).content.decode()
    assert "现在没有您能看到的探访事项" in page and "待核" in page and ways(page) == {}


@pytest.mark.django_db
def test_the_page_tells_the_process_by_examples_in_the_offices_words(city: CityOfThree) -> None:
    answer = signed_in(city.people["worker"]).get(reverse("flow-page", args=["referral"]))
    titles = [title for title, _ in answer.context["examples"]]
    assert titles == [one.title for one in scenarios_of("referral")] and len(titles) > 2
    page = answer.content.decode()
    assert "街道负责人" in page and "不办" in page and "无权办理" in page and "funding_is_signed" not in page
