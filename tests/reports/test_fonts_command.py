"""`manage.py fonts`: an administrator prepares the fonts, and asks whether a name can be printed."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from reports.pdf import fonts, outlines
from reports.pdf.fonts import DEFAULT_DIRECTORY, Library
from tests.reports.test_fonts import cff_font


def run(*words: str) -> str:
    out = StringIO()
    call_command("fonts", *words, stdout=out)
    return out.getvalue()


def test_prepare_makes_the_fonts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = outlines.Source("Small", cff_font(tmp_path / "small.otf"))
    monkeypatch.setattr(outlines, "SOURCES", (small,))
    name = small.target(tmp_path).name
    with override_settings(CASEWORK_FONT_DIR=tmp_path / "fonts"):
        assert f"{name} 已生成" in run("prepare")
        assert [path.name for path in (tmp_path / "fonts").glob("*.ttf")] == [name]
        assert run("prepare") == f"{name} 已就绪\n"


@override_settings(CASEWORK_FONT_DIR=DEFAULT_DIRECTORY)
def test_check_names_what_cannot_be_printed_and_what_helps(letters: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "library", lambda directory: letters)
    assert "都能印出" in run("check", "王㛃", "张𬍛")
    told = run("check", "王㛃", "刘𬎆")
    assert "𬎆 U+2C386 字库未收" in told
    assert "fonts-hanazono" in told
    assert "都能印出" not in told
