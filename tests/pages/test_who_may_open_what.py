"""Every address of the site against everybody: what is not one's own answers as if it were not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from casework.models import Obligation
from tests.pages.conftest import HERE, CityOfThree, File, signed_in

NOWHERE = 10**9

# the addresses of a file: what stands behind them belongs to one elder, or to one place
OF_A_FILE: dict[str, Callable[[File], list[str]]] = {
    "case-page": lambda file: [reverse("case-page", args=[file.case.pk])],
    "ability": lambda file: [reverse("ability", args=[file.case.pk])],
    "eligibility": lambda file: [reverse("eligibility", args=[file.case.pk])],
    "duties": lambda file: [reverse("duties", args=[file.case.pk])],
    "ledger-pdf": lambda file: [reverse("ledger-pdf", args=[file.case.pk])],
    "contact-call": lambda file: [reverse("contact-call", args=[file.case.pk, file.contact.pk])],
    "begin": lambda file: [
        reverse("begin", args=[file.case.pk, "visit", "hand_in"]), reverse("begin", args=[file.case.pk, "closure", "propose"]),
    ],
    "paper": lambda file: [
        reverse("paper", args=[one.flow_key, one.pk]) for one in (file.visit, file.referral, file.intervention, file.incident)
    ],
    "explain": lambda file: [
        reverse("explain", args=[one.flow_key, one.pk]) for one in (file.visit, file.referral, file.intervention, file.incident)
    ],
    "take": lambda file: [
        reverse("take", args=["visit", file.visit.pk, "annul"]), reverse("take", args=["referral", file.referral.pk, "send"]),
        reverse("take", args=["incident", file.incident.pk, "acknowledge"]),
        reverse("take", args=["intervention", file.intervention.pk, "assign"]),
    ],
    "goals": lambda file: [reverse("goals", args=[file.intervention.pk])],
    "reveal": lambda file: [
        reverse("reveal", args=["elder", file.case.elder.pk, "id_number"]), reverse("reveal", args=["contact", file.contact.pk, "phone"]),
    ],
    "reviews-of": lambda file: [reverse("reviews-of", args=[file.case.community.code])],
    "review-names": lambda file: [reverse("review-names", args=[file.case.community.code, "overdue"])],
    "region-page": lambda file: [reverse("region-page", args=[file.case.community.code])],
    "region-names": lambda file: [reverse("region-names", args=[file.case.community.code, "missing"])],
    "rate-months-of": lambda file: [reverse("rate-months-of", args=[file.case.community.code])],
    "rate-month": lambda file: [reverse("rate-month", args=[file.case.community.code, "2026-10"])],
    "explain-missed": lambda file: [reverse("explain-missed", args=[one.pk]) for one in Obligation.objects.filter(case=file.case)[:1]],
}  # fmt: skip
NOT_THERE = {
    "case-page": [NOWHERE], "ability": [NOWHERE], "eligibility": [NOWHERE], "duties": [NOWHERE],
    "ledger-pdf": [NOWHERE], "begin": [NOWHERE, "visit", "hand_in"],
    "paper": ["visit", NOWHERE], "explain": ["visit", NOWHERE], "take": ["visit", NOWHERE, "annul"], "goals": [NOWHERE],
    "reviews-of": ["999999999999"], "review-names": ["999999999999", "overdue"], "reveal": ["elder", NOWHERE, "id_number"],
    "contact-call": [NOWHERE, NOWHERE],
    "rate-months-of": ["999999999999"], "rate-month": ["999999999999", "2026-10"], "rate-report": [NOWHERE], "rate-report-pdf": [NOWHERE],
    "rate-names": [NOWHERE, NOWHERE, "owed"], "rate-differences": [NOWHERE], "rate-differing-names": [NOWHERE, "street", NOWHERE],
    "region-page": ["999999999999"], "region-names": ["999999999999", "missing"], "explain-missed": [NOWHERE],
}  # fmt: skip
# each shows what is the asker's own, or nothing of anybody's; those with rules of their own have tests of their own
OF_ONESELF = (
    "workbench",
    "case-list",
    "screening-new",
    "region-overview",
    "rate-months",
    "flow-list",
    "flow-page",
    "flow-changes",
    "messages",
    "messages-read",
)
WITHOUT_SIGN_IN = ("healthz", "readyz")
TESTED_ELSEWHERE = (
    "reviews", "ability-annul", "ability-annulment",
    "rate-report", "rate-report-pdf", "rate-missing", "rate-names", "rate-differences", "rate-differing-names", "rate-compare",
    "assignments", "my-assignments", "campaign-list", "campaign-new", "campaign-page", "campaign-names", "campaign-import",
    "campaign-preview", "campaign-report", "campaign-report-file", "campaign-report-pdf", "policy", "holidays", "holiday-notice",
    "unfinished", "unfinished-of", "unfinished-names", "unfinished-export", "purchases", "purchases-export", "student-hours",
    "student-hours-export", "bulk", "supervisions", "supervision-new",
    "policy-propose", "flow-names",
    "flow-places", "flow-place-propose", "flow-place-decide",
    "assignments", "my-assignments",
)  # fmt: skip


def _names() -> Iterator[str]:
    for one in get_resolver().url_patterns:
        for inner in getattr(one, "url_patterns", [one]):
            name = getattr(inner, "name", None)
            if name and not str(one.pattern).startswith("account/"):
                yield name


def test_every_address_says_whose_it_is() -> None:
    named = {*OF_A_FILE, *OF_ONESELF, *WITHOUT_SIGN_IN, *TESTED_ELSEWHERE}
    assert set(_names()) - named == set(), "name the new address in one of the tables above"


def _addresses(file: File) -> list[str]:
    return [path for made in OF_A_FILE.values() for path in made(file)]


@pytest.mark.django_db
def test_what_is_not_ones_own_is_not_there(city: CityOfThree) -> None:
    opened = []
    allowed = {"next_street": {"district", "auditor", "clerk_elsewhere"}, "next_district": {"auditor", "district_elsewhere"}}
    for who, account in city.people.items():
        client = signed_in(account)
        closed = [] if who in HERE else _addresses(city.here)
        closed += [path for place, seen_by in allowed.items() if who not in seen_by for path in _addresses(getattr(city, place))]
        opened += [(who, path, answer) for path in closed if (answer := client.get(path).status_code) != 404]
    assert opened == []


@pytest.mark.django_db
def test_what_does_not_exist_looks_the_same_to_everybody(city: CityOfThree) -> None:
    told = {}
    for who, account in city.people.items():
        client = signed_in(account)
        told |= {(who, name): client.get(reverse(name, args=args)).status_code for name, args in NOT_THERE.items()}
    assert {answer: key for key, answer in told.items()}.keys() == {404}


@pytest.mark.django_db
def test_the_people_of_the_place_open_the_file(city: CityOfThree) -> None:
    case = reverse("case-page", args=[city.here.case.pk])
    assert {who: signed_in(city.people[who]).get(case).status_code for who in HERE} == dict.fromkeys(HERE, 200)
    broken = [
        (who, path, answer)
        for who in HERE
        for path in _addresses(city.here)
        if (answer := signed_in(city.people[who]).get(path).status_code) not in (200, 403, 404, 409)
    ]
    assert broken == []


@pytest.mark.django_db
def test_nobody_without_a_sign_in_opens_anything(city: CityOfThree, client: Client) -> None:
    own = [reverse(name, args=["visit"] if name in ("flow-page", "flow-changes") else []) for name in OF_ONESELF]
    paths = [*_addresses(city.here), *own]
    assert {path for path in paths if not client.get(path).get("Location", "").startswith("/account/login/")} <= {reverse("messages-read")}
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_everybody_opens_what_is_ones_own(city: CityOfThree) -> None:
    for who, account in city.people.items():
        client = signed_in(account)
        assert {name: client.get(reverse(name)).status_code for name in ("workbench", "case-list", "messages", "flow-list")} == {
            "workbench": 200, "case-list": 200, "messages": 200, "flow-list": 200,
        }, who  # fmt: skip
        for tab in ("done", "begun"):
            assert client.get("/", {"tab": tab}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["system_admin", "security_admin", "audit_admin", "provider", "nobody"])
def test_the_list_of_elders_is_empty_for_who_has_no_business_with_them(city: CityOfThree, who: str) -> None:
    page = signed_in(city.people[who]).get(reverse("case-list"))
    assert list(page.context["page"].rows) == [] and city.here.case.elder.name not in page.content.decode()
