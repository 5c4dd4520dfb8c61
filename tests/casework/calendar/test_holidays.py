"""The holiday table in use: read from a notice, entered, its versions kept, open deadlines counted anew, a missing year told."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from audit.models import Entry
from casework.effects.calendar_reminders import remind_of_missing_year
from casework.models import Screening
from permissions.roles import Role
from tests.factories.casework import Office, submitted
from tests.factories.permissions import holder
from tests.pages.conftest import signed_in
from tests.workflows.test_holiday_notice import OF_2026
from workflows import checks, holidays
from workflows.calendar import holidays_on_file, working_calendar
from workflows.holidays import enter_days, read_lines, standing_warnings
from workflows.models import Outbox
from workflows.overlays import keep_fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kept_policy")]


@pytest.fixture
def configurator(office: Office) -> Any:
    return holder(Role.DISTRICT_CONFIGURATOR, office.town.district)


def working_days_ahead(count: int) -> list[date]:
    today = timezone.localdate()
    return [working_calendar().add_working_days(today, step) for step in range(1, count + 1)]


def closed(configurator: Any, *days: date) -> Any:
    (year,) = {day.year for day in days}
    typed = read_lines("\n".join(f"{day} 临时放假" for day in days if day.year == year))
    return enter_days(actor=configurator, typed=typed, basis="国办发明电〔2026〕9号")


class TestOpenDeadlines:
    def test_counted_in_working_days_move_with_the_calendar_and_the_act_says_how_many(self, office: Office, configurator: Any) -> None:
        paper = submitted(office)
        assert paper.due_at is not None
        before, last = paper.due_at, timezone.localdate(paper.due_at)
        row = closed(configurator, working_days_ahead(2)[1])
        paper.refresh_from_db()
        assert row.redated >= 1
        assert timezone.localdate(paper.due_at) == working_calendar().add_working_days(last, 1)
        assert paper.due_at > before and paper.look_at == paper.due_at
        assert Entry.objects.filter(action="enter_holidays").count() == 1

    def test_one_that_was_moved_by_hand_or_has_passed_stays(self, office: Office, configurator: Any) -> None:
        by_hand, late = submitted(office), submitted(office)
        moved = timezone.now() + timedelta(days=40)
        past = timezone.now() - timedelta(days=1)
        Screening._base_manager.filter(pk=by_hand.pk).update(due_at=moved)
        Screening._base_manager.filter(pk=late.pk).update(due_at=past)
        closed(configurator, working_days_ahead(2)[1])
        by_hand.refresh_from_db()
        late.refresh_from_db()
        assert (by_hand.due_at, late.due_at) == (moved, past)

    def test_a_table_that_is_refused_moves_nothing(self, office: Office, configurator: Any) -> None:
        paper = submitted(office)
        before = paper.due_at
        sent = {"days": f"{working_days_ahead(1)[0]} 上班", "basis": "国办发明电〔2026〕9号"}  # a weekday is worked anyway
        answer = signed_in(configurator).post("/policy/holidays/", sent)
        assert answer.status_code == 422 and "不是周末" in answer.content.decode()
        paper.refresh_from_db()
        assert paper.due_at == before


class TestThePage:
    def test_shows_every_version_with_who_when_and_by_which_paper(self, office: Office, configurator: Any) -> None:
        days = working_days_ahead(3)
        closed(configurator, date(days[1].year, 5, 20))
        submitted(office)
        sent = {"days": f"{days[1]} 临时放假", "basis": "国办发明电〔2026〕9号"}
        assert "已重算" in signed_in(configurator).post("/policy/holidays/", sent, follow=True).content.decode()
        page = signed_in(configurator).get("/policy/holidays/").content.decode()
        assert "历次录入（2）" in page and "国办发明电〔2026〕9号" in page and configurator.display_name in page

    def test_says_of_a_year_entered_in_part_which_holidays_are_not_down(self, office: Office, configurator: Any) -> None:
        said = "还没有春节、清明节、劳动节、端午节、中秋节、国庆节的放假日期"
        client = signed_in(configurator)
        assert "的放假日期" not in client.get("/policy/holidays/").content.decode()
        enter_days(actor=configurator, typed=read_lines("2031-01-01 元旦"), basis="国办发明电〔2030〕9号")
        assert said in client.get("/policy/holidays/").content.decode()

    def test_a_notice_is_laid_out_for_the_eye_and_entered_by_the_same_door(self, office: Office, configurator: Any) -> None:
        client = signed_in(configurator)
        read = client.post("/policy/holidays/notice/", {"text": OF_2026})
        page = read.content.decode()
        assert read.status_code == 200 and "2026-02-17 春节" in page and "2026-02-14 上班" in page and "尚未录入" in page
        ((year, lines, count),) = read.context["years"]
        assert (year, count) == (2026, 39)
        assert client.post("/policy/holidays/", {"days": lines, "basis": "国办发明电〔2025〕7号"}).status_code == 302
        keep_fresh(now=True)
        assert working_calendar().years[2026].off == holidays_on_file()[2026].off

    def test_from_a_file_and_what_is_none_is_refused_with_the_text_kept(self, office: Office, configurator: Any) -> None:
        client = signed_in(configurator)
        file = SimpleUploadedFile("通知.txt", OF_2026.encode())
        assert client.post("/policy/holidays/notice/", {"file": file}).context["years"][0][0] == 2026
        refused = client.post("/policy/holidays/notice/", {"text": "明年另行通知"})
        assert refused.status_code == 400 and "明年另行通知" in refused.content.decode()

    @pytest.mark.parametrize("who", ["district", "clerk", "worker", "auditor"])
    def test_reading_a_notice_is_for_who_may_enter_it(self, office: Office, who: str) -> None:
        assert signed_in(getattr(office, who)).get("/policy/holidays/notice/").status_code == 404


class TestAMissingYear:
    """A clear warning in good time; it stops nothing."""

    LAST_KNOWN = max(holidays_on_file())

    def test_of_next_year_is_told_from_november_on(self) -> None:
        keep_fresh(now=True)
        assert standing_warnings(date(self.LAST_KNOWN, 10, 31)) == []
        (told,) = standing_warnings(date(self.LAST_KNOWN, 11, 1))
        assert f"缺少{self.LAST_KNOWN + 1}年节假日安排" in told
        assert len(standing_warnings(date(self.LAST_KNOWN + 1, 11, 1))) == 2

    def test_is_told_by_the_checks_and_by_flows_check_and_stops_neither(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = datetime.combine(date(self.LAST_KNOWN, 11, 2), time(10), tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        assert checks.calendar_is_known(None) == [], "not said on every command"
        (one,) = checks.calendar_is_known(None, databases=["default"])
        assert one.id == "workflows.W201" and f"{self.LAST_KNOWN + 1}年" in str(one.msg) and not one.is_serious(40)
        out = io.StringIO()
        call_command("flows", "check", stdout=out)
        assert f"{self.LAST_KNOWN + 1}年" in out.getvalue() and "没有错误" in out.getvalue()

    def test_is_told_by_the_readiness_page_which_stays_ready(self, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        now = datetime.combine(date(self.LAST_KNOWN, 11, 2), time(10), tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)
        monkeypatch.setattr("casework.views.health.MigrationExecutor", _NothingToMigrate)
        answer = client.get("/readyz")
        assert answer.status_code == 200 and f"{self.LAST_KNOWN + 1}年" in answer.json()["warnings"][0]

    def test_is_told_to_the_configurators_once_a_month(self, office: Office) -> None:
        first, second = (
            datetime.combine(date(self.LAST_KNOWN, month, 2), time(10), tzinfo=timezone.get_current_timezone()) for month in (11, 12)
        )
        assert [remind_of_missing_year(now) for now in (first, first, second)] == [1, 0, 1]
        told = Outbox.objects.filter(kind="calendar", region_id=office.town.district.pk)
        assert {(row.role, f"{self.LAST_KNOWN + 1}年" in row.body) for row in told} == {("district_configurator", True)}
        assert told.count() == 2

    def test_once_entered_whole_nobody_is_warned(self, office: Office, configurator: Any) -> None:
        year = self.LAST_KNOWN + 1
        enter_days(actor=configurator, typed=read_lines(f"{year}-01-01 元旦"), basis="国办发明电")
        (told,) = standing_warnings(date(self.LAST_KNOWN, 12, 1))
        assert f"{year}年节假日安排还缺春节、清明节、劳动节、端午节、中秋节、国庆节" in told
        others = ("02-06 春节", "04-05 清明节", "05-01 劳动节", "06-09 端午节", "10-01 国庆节、中秋节")
        enter_days(actor=configurator, typed=read_lines("\n".join(f"{year}-{one}" for one in others)), basis="国办发明电")
        assert standing_warnings(date(self.LAST_KNOWN, 12, 1)) == []
        assert holidays.years_on_file()[0].year == year


class _NothingToMigrate:
    def __init__(self, connection: Any) -> None:
        self.loader = self
        self.graph = self

    def leaf_nodes(self) -> list[Any]:
        return []

    def migration_plan(self, targets: Any) -> list[Any]:
        return []
