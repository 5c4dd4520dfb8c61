"""Everybody's day at a screen: each page one can reach from the workbench opens, fits, speaks Chinese and shuts nobody out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from permissions.models import Account
from permissions.roles import Role
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.factories.casework import Office, listed, submitted
from tests.factories.permissions import holder
from tests.pages.conftest import File, file_in
from workflows.models import Subject

pytestmark = pytest.mark.browser
Seat = Callable[..., Visitor]
MOST = 40  # pages of different kinds: far more than anybody's day has
# what is no page: files, the way out; and pictures of processes, of which one stands for all
NOT_FOLLOWED = re.compile(r"\.(pdf|csv|xlsx)|/logout/|/account/mfa/")
# words of a machine; 英文 in an office's own text stands in brackets or is an abbreviation in capitals
MACHINE = re.compile(r"\b(?:None|True|False|[a-z]+_[a-z_]+)\b")
ISO_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
LOOKED_AT: set[tuple[str, int]] = set()  # what axe has seen, by kind of page and width of the screen: it takes most of the time


def at(role: Role, paper: Subject) -> Account:
    """Somebody of the body that holds the paper."""
    assert paper.organisation is not None
    return holder(role, paper.organisation)


PEOPLE: dict[str, tuple[Callable[[File], Account], dict[str, int]]] = {
    "community worker": (lambda file: file.office.worker, PHONE),
    "grid worker": (lambda file: file.office.grid_worker, PHONE),
    "street clerk": (lambda file: file.office.clerk, DESK),
    "street officer": (lambda file: file.office.officer, DESK),
    "district": (lambda file: file.office.district, DESK),
    "city": (lambda file: holder(Role.CITY_OFFICER, file.office.town.city), DESK),
    "social worker": (lambda file: at(Role.SOCIAL_WORKER, file.intervention), DESK),
    "supervisor": (lambda file: at(Role.SOCIAL_WORK_SUPERVISOR, file.intervention), DESK),
    "provider": (lambda file: at(Role.PROVIDER, file.referral), PHONE),
    "auditor": (lambda file: file.office.auditor, DESK),
    "archivist": (lambda file: file.office.archivist, DESK),
    "configurator": (lambda file: holder(Role.DISTRICT_CONFIGURATOR, file.office.town.district), DESK),
}


def kind_of(url: str) -> str:
    """Name what a page is a page of, whatever number it has."""
    parts = urlsplit(url)
    path = re.sub(r"^/flows/[a-z]+/", "/flows/N/", re.sub(r"/\d+(?=/|$)", "/N", parts.path))
    return path + "?" + "&".join(sorted(one.split("=")[0] for one in parts.query.split("&") if one))


def reachable(seat: Visitor) -> Iterator[str]:
    """Follow the links from the workbench, one page of each kind; the caller looks at each as it comes."""
    waiting, known = [seat.base + "/"], {kind_of(seat.base + "/")}
    for _ in range(MOST):
        if not waiting:
            return
        url = waiting.pop(0)
        yield url
        for link in seat.page.eval_on_selector_all("a[href]", "all => all.map(one => String(one.href.baseVal ?? one.href))"):
            there = urldefrag(link)[0]
            if there.startswith(seat.base) and kind_of(there) not in known and not NOT_FOLLOWED.search(there):
                known.add(kind_of(there))
                waiting.append(there)


def complaints_about(seat: Visitor, axe: Axe, url: str) -> Iterator[str]:
    seat.complaints.clear()
    answer = seat.page.goto(url)
    status = answer.status if answer is not None else 0
    if status >= 400:
        yield f"status {status}"
    text = seat.page.locator("body").inner_text()
    if found := {*MACHINE.findall(text), *ISO_DATE.findall(text)}:
        yield f"not an office's words: {sorted(found)}"
    if seat.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "wider than the screen"
    sort = (kind_of(url), seat.page.viewport_size["width"] if seat.page.viewport_size else 0)
    if sort not in LOOKED_AT:
        LOOKED_AT.add(sort)
        for one in axe.run(seat.page).response["violations"]:
            yield f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]}"
    yield from (f"console: {told}" for told in seat.complaints if status < 400)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_of_a_role(office: Office, at_screen: Seat, who: str) -> None:
    file = file_in(office)
    listed(office)
    submitted(office)
    person, size = PEOPLE[who]
    seat, axe = at_screen(size).sign_in(person(file)), Axe()
    told, count = [], 0
    for url in reachable(seat):
        count += 1
        told += [f"{url.removeprefix(seat.base)}: {one}" for one in complaints_about(seat, axe, url)]
    assert told == []
    assert count >= 4
