"""The report of a campaign: kept when it is over, the same for ever, beside it what changed since; on the page, as a file, in print."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from audit.models import Entry
from casework.models import Campaign, CampaignReport, PlannedVisit
from casework.services.campaign_reports import is_whole, keep_report, later_differences
from tests.casework.campaigns.test_pages import TODAY, begun, signed_in
from tests.factories.active import active_case, valid_visit
from tests.factories.casework import Office
from tests.factories.permissions import TESTER
from tests.reports.reading import pdf_text
from workflows.runner import tick

pytestmark = pytest.mark.django_db


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


@pytest.fixture
def over(office: Office) -> Campaign:
    """A campaign of a street with two elders, one of them visited, and over since yesterday."""
    seen, _unseen = active_case(office), active_case(office)
    campaign = begun(office, extra_visits=1, to_on=TODAY())
    valid_visit(office, seen)
    tick(noon(TODAY() + timedelta(days=1)))
    return campaign


def test_is_kept_once_when_all_duties_are_concluded(office: Office, over: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    report = CampaignReport.objects.get(campaign=over)
    town = office.town
    assert report.content["rows"] == [
        {
            "district": town.district.name, "street": town.street.name, "community": town.community.name, "code": town.community.code,
            "owed": 2, "met": 1, "begun": 1, "visits": 1,
        }
    ]  # fmt: skip
    assert report.content["total"] == {"owed": 2, "met": 1, "begun": 1, "visits": 1} and is_whole(report)
    later = noon(TODAY() + timedelta(days=2))
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)  # the next month's plan goes by the clock of the house
    tick(later)
    assert CampaignReport.objects.get(campaign=over).kept_at == report.kept_at
    assert Entry.objects.filter(action="report_campaign").count() == 1
    assert not PlannedVisit.objects.filter(campaign=over, done_on=None).exists(), "nobody is sent to a visit that is too late"


def test_is_not_kept_while_the_campaign_runs(office: Office) -> None:
    active_case(office)
    begun(office)
    tick()
    assert not CampaignReport.objects.exists()


def test_a_visit_recorded_late_changes_no_report_but_stands_beside_it(office: Office, over: Campaign) -> None:
    report = CampaignReport.objects.get(campaign=over)
    unseen = over.obligations.get(done=0).case
    valid_visit(office, unseen, on=TODAY(), late_reason="现场没有网络")
    assert [(one.kept, one.now) for one in later_differences(report)] == [((2, 1), (2, 2))]
    page = signed_in(office.clerk).get(f"/campaigns/{over.pk}/report/").content.decode()
    assert "报告形成后的变动" in page and "2 / 1" in page and "2 / 2" in page
    report.refresh_from_db()
    assert report.content["total"]["met"] == 1


def test_a_report_that_was_tampered_with_says_so(office: Office, over: Campaign) -> None:
    report = CampaignReport.objects.get(campaign=over)
    assert "与形成时的摘要不符" not in signed_in(office.clerk).get(f"/campaigns/{over.pk}/report/").content.decode()
    report.content["total"]["met"] = 2
    report.save()
    assert "与形成时的摘要不符" in signed_in(office.clerk).get(f"/campaigns/{over.pk}/report/").content.decode()


def test_as_csv_and_as_excel_it_says_the_same(office: Office, over: Campaign) -> None:
    client = signed_in(office.clerk)
    text = client.get(f"/campaigns/{over.pk}/report.csv").content.decode("utf-8-sig")
    lines = [line for line in csv.reader(io.StringIO(text)) if line]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/campaigns/{over.pk}/report.xlsx").content)).worksheets[0]
    cells = [[str(value) for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    assert [[value for value in line if value] for line in lines] == [[value for value in row if value] for row in cells]
    assert lines[-2][-4:] == ["2", "1", "1", "1"] and office.town.community.name in lines[-3]
    assert Entry.objects.filter(action="export_campaign_report").count() == 2


def test_in_print_it_has_the_figures_the_digest_and_who_printed_it(office: Office, over: Campaign) -> None:
    answer = signed_in(office.clerk).get(f"/campaigns/{over.pk}/report/print.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    digest = CampaignReport.objects.get(campaign=over).digest
    for part in (over.name, office.town.community.name, "合计", digest[:16], office.clerk.display_name):
        assert part in text.replace("\n", ""), part
    assert Entry.objects.filter(action="print_campaign_report").exists()


@pytest.mark.parametrize("name", ["clerk", "district", "officer", "auditor", "worker", "clerk_elsewhere", "district_elsewhere", "recorder"])
def test_who_follows_the_whole_area_reads_the_report(office: Office, over: Campaign, name: str) -> None:
    reads = name in ("clerk", "district", "officer", "auditor")
    client = signed_in(getattr(office, name))
    for path in ("report/", "report.csv", "report.xlsx", "report/print.pdf"):
        assert client.get(f"/campaigns/{over.pk}/{path}").status_code == (200 if reads else 404), path
    assert client.get(f"/campaigns/{over.pk}/report.doc").status_code == 404


def test_a_campaign_that_concerned_nobody_has_a_report_too(office: Office) -> None:
    campaign = begun(office, to_on=TODAY())
    tick(noon(TODAY() + timedelta(days=1)))
    assert CampaignReport.objects.get(campaign=campaign).content["total"] == {"owed": 0, "met": 0, "begun": 0, "visits": 0}
    assert "没有涉及老年人" in signed_in(office.clerk).get(f"/campaigns/{campaign.pk}/report/").content.decode()


def test_a_second_keeping_gives_the_first(office: Office, over: Campaign) -> None:
    first = CampaignReport.objects.get(campaign=over)
    again: Any = keep_report(TESTER, over, now=timezone.now())
    assert again.pk == first.pk
