"""A place that is merged, split or renamed keeps its form of a process where nobody can doubt which; where one can, it is told plainly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.acts import act
from permissions.models import Region, RegionChange
from permissions.roles import Role
from tests.factories.permissions import TESTER, holder, region
from tests.workflows.conftest import Desk
from tests.workflows.offices import Offices
from tests.workflows.variants import CheckedPaperFlow, TwiceCheckedPaperFlow, known
from workflows.bindings import adopt_binding, place_of, propose_binding, read, withdraw_binding
from workflows.placing import holding
from workflows.rules.dates import in_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]
CHECKED, TWICE = CheckedPaperFlow.version, TwiceCheckedPaperFlow.version


@pytest.fixture
def offices(desk: Desk) -> Iterator[Offices]:
    with known(CheckedPaperFlow, TwiceCheckedPaperFlow):
        yield Offices(desk)


def founded(parent: Region, name: str, level: str = "street", days_ago: int = 0) -> Region:
    new = region(level, parent, name=name)
    return changed(new, valid_from_on=timezone.localdate() - timedelta(days=days_ago))


def changed(one: Region, **columns: date) -> Region:
    with act(TESTER, "reform_region"):
        for name, value in columns.items():
            setattr(one, name, value)
        one.save()
    return one


def reform(kind: str, olds: list[Region], news: list[Region], *, ended: bool = True, days_ago: int = 0) -> None:
    """Let units become others, today or some days ago."""
    on = timezone.localdate() - timedelta(days=days_ago)
    with act(TESTER, "reform_region"):
        for old in olds:
            for new in news:
                RegionChange.objects.create(old=old, new=new, kind=kind, changed_on=on, basis="津政函〔2026〕1号")
    for old in olds if ended else []:
        changed(old, valid_until_on=on)
    read()


def version_at(one: Region) -> int:
    return holding("paper", place_of(one), timezone.localdate()).flow.version


def listed(one: Region) -> str:
    out = io.StringIO()
    call_command("flows", "bindings", "--region", one.code, stdout=out)
    return out.getvalue()


def test_a_renamed_street_keeps_its_form_and_says_whose_it_was(offices: Offices) -> None:
    town = offices.town
    row = offices.adopt(town.street)
    new = founded(town.district, "奥体街道")
    reform("rename", [town.street], [new])
    assert (version_at(new), version_at(town.next_street)) == (CHECKED, 1)
    told, today = listed(new), in_words(timezone.localdate())
    assert f"测试文书：第12版（加签），沿用原体育中心街道的，自{today}起" in told
    assert f"第{row.pk}号 已采用：体育中心街道" in told and f"{today}起由奥体街道沿用" in told and "不再适用" not in told


def test_both_halves_of_a_split_street_keep_its_form(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    halves = [founded(town.district, "体育街道"), founded(town.district, "中心街道")]
    reform("split", [town.street], halves)
    assert [version_at(one) for one in halves] == [CHECKED, CHECKED]


def test_a_part_that_is_split_off_keeps_the_form_too_and_the_rest_as_well(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    new = founded(town.district, "新街道")
    reform("split", [town.street], [new], ended=False)
    assert (version_at(new), version_at(town.street)) == (CHECKED, CHECKED)


def test_merged_streets_that_had_the_same_keep_it(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    offices.adopt(town.next_street)
    new = founded(town.district, "大街道")
    reform("merge", [town.street, town.next_street], [new])
    assert version_at(new) == CHECKED and "不再适用" not in listed(new)


@pytest.mark.parametrize("other", [None, TWICE], ids=["one of them had none", "the other had another"])
def test_merged_streets_that_differed_have_what_holds_above_and_are_told_what_to_do(offices: Offices, other: int | None) -> None:
    town = offices.town
    row = offices.adopt(town.street)
    if other is not None:
        offices.adopt(town.next_street, other)
    new = founded(town.district, "大街道")
    reform("merge", [town.street, town.next_street], [new])
    assert version_at(new) == 1
    lapsed = f"{in_words(timezone.localdate())}起并入大街道，合并前各处施行的不同；要继续施行，请在大街道另行提出"
    assert f"区划变更后不再适用：{lapsed}（flows bind）" in listed(town.district)
    assert listed(new).count("不再适用") == (1 if other is None else 2)
    again = offices.adopt(new)
    assert version_at(new) == CHECKED and again.pk != row.pk


def test_a_street_that_takes_in_another_keeps_its_own(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street, CHECKED)
    offices.adopt(town.next_street, TWICE)
    reform("merge", [town.next_street], [town.street])
    assert version_at(town.street) == CHECKED
    assert "体育中心街道原来施行的与此不同，仍按原来的" in listed(town.district)


def test_what_was_taken_in_with_the_same_form_has_not_lapsed(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    offices.adopt(town.next_street)
    reform("merge", [town.next_street], [town.street])
    assert version_at(town.street) == CHECKED and "不再适用" not in listed(town.district)


def test_a_street_that_ended_without_an_heir_is_told(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    changed(town.street, valid_until_on=timezone.localdate())
    assert "起停用，没有写明由哪里承接；要继续施行，请在承接的区划另行提出（flows bind）" in listed(town.district)


def test_it_follows_through_several_reforms_and_ends_where_it_was_to_end(offices: Offices) -> None:
    town = offices.town
    row = offices.adopt(town.street)
    first, second = founded(town.district, "一街道", days_ago=30), founded(town.district, "二街道")
    reform("rename", [town.street], [first], days_ago=30)
    reform("rename", [first], [second])
    assert version_at(second) == CHECKED and "沿用原体育中心街道的" in listed(second)
    withdraw_binding(actor=offices.officer, row=row, ends_on=timezone.localdate(), reason="试点结束")
    assert version_at(second) == 1


def test_a_heir_may_say_otherwise_the_same_day(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.street)
    new = founded(town.district, "奥体街道")
    reform("rename", [town.street], [new])
    offices.adopt(new, TWICE)
    assert version_at(new) == TWICE


def test_a_merged_district_hands_its_form_to_the_streets_of_the_new_one(offices: Offices) -> None:
    town = offices.town
    offices.adopt(town.district)
    other = [holder(role, town.next_district) for role in (Role.DISTRICT_CONFIGURATOR, Role.DISTRICT_OFFICER)]
    given = {"flow": "paper", "version": CHECKED, "effective_on": timezone.localdate(), "basis": "文号", "reason": "试点"}
    adopt_binding(actor=other[1], row=propose_binding(actor=other[0], region=town.next_district, **given))  # type: ignore[arg-type]
    new = founded(town.city, "津南新区", "district")
    street = region("street", new, name="新城街道")
    reform("merge", [town.district, town.next_district], [new])
    assert version_at(street) == CHECKED


def test_what_is_only_announced_moves_nothing_yet(offices: Offices) -> None:
    town, later = offices.town, timezone.localdate() + timedelta(days=30)
    offices.adopt(town.street)
    new = founded(town.district, "奥体街道")
    with act(TESTER, "reform_region"):
        RegionChange.objects.create(old=town.street, new=new, kind="rename", changed_on=later)
    read()
    assert (version_at(town.street), version_at(new)) == (CHECKED, 1)
