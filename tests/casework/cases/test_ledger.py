"""The ledger's content (annex 4): masked by default, opened for print, and as it stood on a past day."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.acts import Refusal, act
from audit.testing import guards_down
from casework.models import Case, CategoryPeriod, Enrollment, Notice
from casework.queries.ledger import ledger_of
from casework.queries.ledger_service import visit_lines
from casework.services.contact_lines import ContactLine
from casework.services.elders import update_elder
from casework.services.household import MemberLine, save_members
from casework.services.snapshots import canonical, content_of, take_snapshot
from tests.factories.active import assistance, valid_visit
from tests.factories.casework import (
    Office,
    active_case,
    answer_given,
    child,
    elder_row,
    facts_given,
    id_number,
    in_progress,
    ledger_given,
    situation,
    take,
)
from tests.factories.permissions import TESTER


@pytest.fixture
def case(office: Office) -> Case:
    return active_case(office)


def test_every_part_of_sections_one_to_four_is_there(case: Case) -> None:
    ledger = ledger_of(case, reveal=True)
    person = ledger.person
    assert (person.district, person.street, person.community) == ("南开区", "体育中心街道", "宾水社区")
    assert person.lives_at_hukou is True and person.is_disabled is False
    assert (person.contact_name, person.contact_relation) == ("社区值班员", "社区（村）联系人")
    assert ledger.members[0].relation == "户主" and ledger.members[0].health == "高血压"
    assert ledger.conditions.house == "不安全（屋顶渗水）" and ledger.conditions.aids == ("城乡居民养老金307元",)
    assert ledger.supports[0].measures == "每周电话问候"


def test_nothing_sealed_is_shown_unless_it_is_opened(case: Case) -> None:
    shown, opened = str(ledger_of(case)), ledger_of(case, reveal=True)
    secrets = (opened.person.phone, opened.person.door, opened.members[0].id_number, opened.conditions.monthly_income, "307元")
    assert all(secrets) and not any(secret in shown for secret in secrets)


def test_two_categories_share_the_one_box(case: Case) -> None:
    """G2: 独居 and 空巢 are stored apart and printed as one answer."""
    assert case.categories == ["living_alone"]
    assert ledger_of(case).person.living_alone_or_empty_nest and not ledger_of(case).person.left_behind


def test_the_ledger_of_yesterday_stays_as_it_was(office: Office, case: Case) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    backdate(case, timezone.now() - timedelta(days=1))
    update_elder(office.worker, case, {"door": "3号楼1门101", "name": "张秀蓝"})
    save_members(
        office.worker, case, [elder_row(Case.objects.get(pk=case.pk)), MemberLine(name="李四", relation="20", id_number=id_number())]
    )
    before, now = ledger_of(case, reveal=True, on=yesterday), ledger_of(case, reveal=True)
    assert (before.person.door, before.person.name, len(before.members)) == ("12号楼3门402", "张秀兰", 1)
    assert (now.person.door, now.person.name, len(now.members)) == ("3号楼1门101", "张秀蓝", 2)


def backdate(case: Case, moment: datetime) -> None:
    """Let what was written so far have been written a day ago."""
    with guards_down(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("casework_historical"):
                cursor.execute(f"UPDATE {table} SET history_date = %s", [moment])
    with act(TESTER, "backdate"):
        CategoryPeriod.objects.filter(case=case).update(from_on=moment.date(), decided_on=moment.date())
        case.livingperiods.update(from_on=moment.date())


class TestSnapshots:
    """A snapshot proves itself by its digest."""

    def test_holds_the_whole_ledger_sealed(self, case: Case) -> None:
        with act(TESTER, "snapshot"):
            snapshot = take_snapshot(case, occasion="closure", as_of=timezone.localdate())
        assert content_of(snapshot)["person"]["name"] == "张秀兰"
        assert "张秀兰" not in snapshot.content.token

    def test_holds_visits_and_care_with_their_ordinals(self, office: Office, case: Case) -> None:
        valid_visit(office, case, gas="unsafe", safety_action="已关闭阀门并报修")
        assistance(office, case)
        with act(TESTER, "snapshot"):
            content = content_of(take_snapshot(case, occasion="closure", as_of=timezone.localdate()))
        [visit] = content["visits"]
        assert (visit["ordinal"], visit["answers"]["gas"], visit["answers"]["safety_action"]) == (1, "不安全", "已关闭阀门并报修")
        assert [(care["ordinal"], care["mark"]) for care in content["cares"]] == [(1, "")]
        assert visit_lines(case, on=timezone.localdate() - timedelta(days=1)) == ()

    def test_says_when_its_text_is_another(self, case: Case) -> None:
        with act(TESTER, "snapshot"):
            snapshot = take_snapshot(case, occasion="closure", as_of=timezone.localdate())
        snapshot.content = snapshot.content.reveal().replace("张秀兰", "张秀蓝")
        with pytest.raises(Refusal, match="摘要值不符"):
            content_of(snapshot)

    def test_the_same_content_is_the_same_text(self) -> None:
        assert canonical({"b": 1, "a": ["是"]}) == canonical({"a": ["是"], "b": 1}) == '{"a":["是"],"b":1}'


def test_a_couple_whose_children_all_left_the_city_prints_as_left_behind(office: Office) -> None:
    """D9.1 (V6) without paper: found by the grid worker, approved by the street, the child as first contact."""
    son = child(left_since_on=timezone.localdate() - timedelta(days=190))
    spouse = MemberLine(name="王德福", relation="10", id_number=id_number(male=True))
    answers = situation(has_spouse="yes", spouse_cohabits="yes", independent_since_on=timezone.localdate() - timedelta(days=190))
    line = ContactLine(kind="child", name=son.name, phone=son.phone, relation="20")
    away = {"lives_at_hukou": "no", "hukou_region": office.town.far_street}
    paper = filled_from_screening(office, answers, son, spouse, {"contacts": [line], "elder": away})
    take(paper, "submit", office.worker)
    take(paper, "approve", office.officer)
    take(paper, "record", office.district)
    ledger = ledger_of(Case.objects.get(pk=paper.case_id), reveal=True)
    assert ledger.person.left_behind and ledger.person.living_alone_or_empty_nest
    assert (ledger.person.contact_name, ledger.person.contact_relation) == ("李建国", "子")
    assert ledger.person.lives_at_hukou is False and ledger.person.hukou == "河西区大营门街道"
    assert [member.relation for member in ledger.members] == ["户主", "配偶"]
    notice = Notice.objects.get(case=paper.case_id)
    assert (notice.street, notice.other_street) == (office.town.street, office.town.far_street)
    periods = {one.category: one.sub_kind for one in CategoryPeriod.objects.filter(case=paper.case_id)}
    assert periods == {"empty_nest": "double", "left_behind": "double,urban"}


def filled_from_screening(office: Office, answers: object, son: object, spouse: object, parts: dict[str, object]) -> Enrollment:
    paper = in_progress(office)
    given = facts_given(paper, situation=answers, relatives=[son], members=[elder_row(paper.case), spouse])
    take(paper, "record_facts", office.grid_worker, given=given)
    take(paper, "submit", office.worker)
    take(paper, "approve_eligible", office.clerk)
    enrollment = Enrollment.objects.get(case=paper.case_id)
    take(enrollment, "fill", office.worker, given=ledger_given(office, **parts))
    take(enrollment, "ask_elder", office.worker)
    return take(enrollment, "record_answer", office.worker, given=answer_given())
