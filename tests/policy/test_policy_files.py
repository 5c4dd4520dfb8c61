"""The files of the policy as people write them: every slip is told with its file, line and field."""

import re
from pathlib import Path

import pytest

from workflows.policy import (
    PolicyError,
    resolver,
)
from workflows.policy.loader import BASE_FILES, HERE, load_base, load_overlay, load_overlays
from workflows.policy.overlay import lay

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
        ('region = "120101"\nbasis = 和平', "bad.toml第2行第9列：不是有效的TOML"),
        ('region = "120101', "bad.toml末尾：不是有效的TOML"),
        ('region = "1201"\neffective_on = 2026-01-01\nbasis = "x"', "bad.toml第1行“region”：应为6位区代码"),
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
        load_overlays(tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes('basis = "文号"'.encode("gbk"))
    with pytest.raises(PolicyError, match=r"gbk\.toml.*UTF-8"):
        load_overlays(tmp_path)


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
    for shipped in load_overlays():
        lay(BOOK, shipped)
    example = (HERE / "districts" / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "example.toml").write_text(example, "utf-8")
    laid = lay(BOOK, load_overlay(tmp_path / "example.toml"))
    assert laid.figures["visits_per_month"].value == 2
