"""What was read from Plone's format is drawn as our own flows are."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.engine.dcworkflow.texts import changed


def test_an_imported_definition_is_drawn_with_its_states_and_steps(tmp_path: Path) -> None:
    xml, picture = tmp_path / "definition.xml", tmp_path / "notice.svg"
    call_command("flows", "export", "notice", "--format", "dcworkflow", "--out", str(xml))
    call_command("flows", "draw", str(xml), "--out", str(picture))
    drawn = picture.read_text(encoding="utf-8")
    assert all(label in drawn for label in ("待发", "已发", "退件", "已回执", "发出告知"))


def test_a_file_that_is_no_definition_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "definition.xml"
    broken.write_text("<dc-workflow>\n<state", encoding="utf-8")
    with pytest.raises(CommandError, match="未采用"):
        call_command("flows", "draw", str(broken))


def test_an_imported_definition_is_described_in_its_own_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    xml = tmp_path / "definition.xml"
    call_command("flows", "export", "notice", "--format", "dcworkflow", "--out", str(xml))
    capsys.readouterr()
    call_command("flows", "describe", str(xml))
    told = capsys.readouterr().out
    assert "【待发（" in told
    assert "需有角色“" in told
    assert "    View：" in told


def test_an_imported_definition_is_written_again_as_it_is(tmp_path: Path) -> None:
    first, second, third = (tmp_path / f"{name}.xml" for name in ("first", "second", "third"))
    call_command("flows", "export", "notice", "--format", "dcworkflow", "--out", str(first))
    call_command("flows", "export", str(first), "--out", str(second))
    call_command("flows", "export", str(second), "--out", str(third))
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8") == third.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="只能写回"):
        call_command("flows", "export", str(first), "--format", "json")


@pytest.mark.parametrize("name", ["label", "key", "version", "states", "leaving", "readers_in", "begin", "class"])
def test_a_stranger_may_call_a_state_and_a_step_what_the_house_calls_something_else(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    text = changed('state_id="pending"', f'state_id="{name}"').replace('new_state="pending"', f'new_state="{name}"')
    first.write_text(text.replace('"submit"', f'"{name}"'), encoding="utf-8")
    second.write_text(text.replace('title="Pending"', 'title="Waiting"').replace('"submit"', f'"{name}"'), encoding="utf-8")
    call_command("flows", "draw", str(first))
    drawn = capsys.readouterr().out
    assert "Draft" in drawn and "Pending" in drawn and "Submit" in drawn and "新建" in drawn
    with pytest.raises(CommandError, match="1 处不同"):
        call_command("flows", "diff", str(second), "--against", str(first))
