"""The files of the policy as people write them: every slip is told with its file, line and field."""

import re
from datetime import date
from pathlib import Path

import pytest

from workflows.checks import standards_can_be_read
from workflows.policy import (
    PolicyError,
    resolver,
)
from workflows.policy.loader import BASE_FILES, HERE, load_base, load_overlay, read_overlays
from workflows.policy.overlay import lay
from workflows.policy.policies import Files, Resolver
from workflows.rules.festivals import festivals, seasons

BOOK = resolver().base


def test_every_fault_of_an_overlay_is_named_at_once_with_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "120101.toml"
    file.write_text(
        'region = "120101"\neffective_on = 2026-01-01\nbasis = "文号"\n\n[figures]\nvisits_per_month = 0\n\n'
        "[deadlines]\nreview_interval = { amount = 9 }\n",
        "utf-8",
    )
    with pytest.raises(PolicyError) as refused:
        lay(BOOK, load_overlay(file))
    sentence = str(refused.value)
    assert "120101.toml第6行“visits_per_month”：“每月探访次数”不得低于1" in sentence
    assert "120101.toml第9行“review_interval”：“台账动态更新”不得长于6个月" in sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('region = "120101"\nbasis = 和平', "bad.toml第2行第9列“basis”：不是有效的TOML，文字应加引号，数和日期不加"),
        (
            'region = "120101"\n[figures]\nvisits_per_month = 2\nvisits_per_month = 3',
            "bad.toml末尾（第4行）“visits_per_month”：不是有效的TOML，同一项写了两次",
        ),
        ('region = "120101"\n[figures]\n[figures]', "bad.toml第3行第9列：不是有效的TOML，同一节写了两次"),
        ("effective_on = 2026-02-30", "bad.toml第1行第16列“effective_on”：不是有效的TOML，没有这一天"),
        ('region = "120101', "bad.toml末尾（第1行）“region”：不是有效的TOML"),
        ('region = "1201"\neffective_on = 2026-01-01\nbasis = "x"', "bad.toml第1行“region”：应为6位区代码"),
        ('region = "120101001"\nbasis = "x"', "bad.toml第1行“region”：标准由区统一设置，街道（乡镇）和社区（村）不能另定：请改为6位区代码"),
        ('region = "120101"\neffective_on = "2026-01-01"\nbasis = "x"', "bad.toml第2行“effective_on”：应为生效日期"),
        ('region = "120101"\neffective_on = 2026-01-01T00:00:00\nbasis = "x"', "应为生效日期"),
        ('region = "120101"\neffective_on = 2026-01-01', "“basis”：应写明文件依据"),
        ('region = "120101"\neffective_on = 2026-01-01\nbasis = "x"\nvisits = 2', "bad.toml第4行“visits”：不认识的字段"),
        ('region = "120101"\neffective_on = 2026-01-01\nbasis = "x"\nfigures = 2', "应为一节：[figures]"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text, "utf-8")
    with pytest.raises(PolicyError, match=re.escape(reason)):
        load_overlay(tmp_path / "bad.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes('basis = "文号"'.encode("gbk"))
    with pytest.raises(PolicyError, match=r"gbk\.toml.*UTF-8"):
        load_overlay(tmp_path / "gbk.toml")


def test_a_broken_file_is_told_and_the_others_hold(tmp_path: Path) -> None:
    heading = 'region = "120104"\neffective_on = 2026-01-01\nbasis = "文号"\n'
    (tmp_path / "1.toml").write_text('region = "120104\n', "utf-8")
    (tmp_path / "2.toml").write_text(f"{heading}visits = 2\n[figures]\nvisits_per_month = 2\nelder_age = 61\n", "utf-8")
    (tmp_path / "3.toml").write_text(f"{heading}[deadlines]\nclue_check.amount = 0\nscreening_review.amount = 3\n", "utf-8")
    files = Files(tmp_path)
    resolving = Resolver(BOOK, [files])
    book = resolving.book("120104", date(2026, 2, 1))
    assert (book.figures["visits_per_month"].value, book.figures["elder_age"].value) == (2, 60)
    assert (book.deadlines["clue_check"].amount, book.deadlines["screening_review"].amount) == (5, 3)
    assert len(files.faults) == 2
    assert files.faults[0].startswith("1.toml第1行")
    assert files.faults[1] == "2.toml第4行“visits”：不认识的字段"
    told = resolving.faults()
    assert len(told) == 2
    assert told[0].startswith("2.toml第7行“elder_age”：“老年人年龄（周岁）”不得高于60")
    assert told[1].startswith("3.toml第5行“clue_check”：")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("figures.elder_age = 61", 4),
        ("[figures]\n\nelder_age = 61", 6),
        ('[figures]\n"elder_age" = 61', 5),
        ("figures = { elder_age = 61 }", 4),
    ],
)
def test_the_line_is_found_however_the_key_is_written(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(f'region = "120104"\neffective_on = 2026-01-01\nbasis = "文号"\n{text}\n', "utf-8")
    (told,) = Resolver(BOOK, [Files(tmp_path)]).faults()
    assert told.startswith(f"one.toml第{line}行“")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('key = { amount = 0, unit = "days", label = "a", clause = "b" }', "base.toml第2行“key”的“amount”：应为正整数"),
        ('key = { amount = 1, unit = "week", label = "a", clause = "b" }', "“key”的“unit”"),
        ('key = { amount = 1, unit = "days", label = "", clause = "b" }', "“key”的“label”"),
        ('key = { amount = 1, unit = "days", label = "a" }', "“key”的“clause”"),
        ('key = { amount = 1, unit = "days", label = "a", clause = "b", may_only = "up" }', "“key”的“may_only”"),
        ('key = { amount = 1, unit = "days", label = "a", clause = "b", floor = 1 }', "“key”的“floor”：不认识的字段"),
        ("key = 1", "“key”：应为 { … }"),
    ],
)
def test_a_slip_in_the_citys_own_file_is_refused_with_its_place(line: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(f"[deadlines]\n{line}\n", "utf-8")
    with pytest.raises(PolicyError, match=re.escape(reason)):
        load_base(tmp_path, ["base.toml"])


def test_a_key_written_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('[figures]\nkey = { value = 1, label = "a", clause = "b" }\n', "utf-8")
    with pytest.raises(PolicyError, match="two.toml第2行“key”：写了两次"):
        load_base(tmp_path, ["one.toml", "two.toml"])


def test_the_files_that_ship_load_and_the_example_in_the_readme_may_be_laid(tmp_path: Path) -> None:
    assert load_base(HERE, BASE_FILES) == BOOK
    shipped_overlays, faults = read_overlays()
    assert faults == ()
    for shipped in shipped_overlays:
        lay(BOOK, shipped)
    example = (HERE / "districts" / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "example.toml").write_text(example, "utf-8")
    laid = lay(BOOK, load_overlay(tmp_path / "example.toml"))
    assert laid.figures["visits_per_month"].value == 2


def test_a_broken_file_is_a_warning_at_start_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heading = 'region = "120104"\neffective_on = 2026-01-01\nbasis = "文号"\n'
    (tmp_path / "1.toml").write_text(f"{heading}[figures]\nelder_age = 61\n", "utf-8")
    (tmp_path / "2.toml").write_text("region = \n", "utf-8")
    monkeypatch.setattr(resolver(), "sources", [Files(tmp_path)])
    told = standards_can_be_read(None)
    assert [one.id for one in told] == ["workflows.W202"] * 2 and not any(one.is_serious(40) for one in told)
    assert str(told[0].msg).startswith("2.toml第1行") and str(told[1].msg).startswith("1.toml第5行“elder_age”")


def test_the_festivals_and_seasons_that_a_district_may_name_are_those_that_can_be_reckoned() -> None:
    reckoned = {one.name for one in festivals(2026) if one.is_traditional}, {one.name for one in seasons(2026)}
    assert (set(BOOK.figures["surge_festivals"].among), set(BOOK.figures["surge_seasons"].among)) == reckoned
