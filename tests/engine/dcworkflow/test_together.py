"""Several workflows on one type: E023 a permission that two of them manage, E024 a transition's name that two of them have."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.engine.dcworkflow.texts import DEFINITION
from workflows.engine.dcworkflow.together import check_path

TOOL = """<?xml version="1.0"?>
<object name="portal_workflow" meta_type="Plone Workflow Tool">
 <object name="paper" meta_type="Workflow"/>
 <object name="second" meta_type="Workflow"/>
 <bindings>
  <default>{default}</default>
  <type type_id="Document">{chain}</type>
  <type type_id="Folder"><bound-workflow workflow_id="paper"/></type>
 </bindings>
</object>
"""
BOTH = '<bound-workflow workflow_id="paper"/><bound-workflow workflow_id="second"/>'
ONE = '<bound-workflow workflow_id="second"/>'


def profile(folder: Path, *, chain: str, default: str = "", second: str = "") -> Path:
    """Lay a profile out as Plone does: the tool's bindings, and each workflow's definition in a folder of its own."""
    for name, text in (("paper", DEFINITION), ("second", second or DEFINITION.replace('workflow_id="paper"', 'workflow_id="second"'))):
        (folder / "workflows" / name).mkdir(parents=True)
        (folder / "workflows" / name / "definition.xml").write_text(text)
    (folder / "workflows.xml").write_text(TOOL.format(chain=chain, default=default))
    return folder


def codes(folder: Path) -> set[str]:
    return {one.code for one in check_path(folder).together}


def test_what_two_workflows_of_a_type_both_manage_is_refused(tmp_path: Path) -> None:
    report = check_path(profile(tmp_path, chain=BOTH))
    told = "\n".join(report.sentences())
    assert "E023 类型“Document”绑定的流程“paper”“second”都管权限“View”。怎样改：" in told
    assert "E024 类型“Document”绑定的流程“paper”“second”都有办理“submit”。怎样改：" in told
    assert not report.taken and "Folder" not in "".join(map(str, report.together))


def test_workflows_that_meet_on_no_type_may_say_the_same(tmp_path: Path) -> None:
    assert codes(profile(tmp_path, chain=ONE)) == set()


def test_the_chain_of_all_other_types_counts_as_well(tmp_path: Path) -> None:
    assert codes(profile(tmp_path, chain=ONE, default=BOTH)) == {"E023", "E024"}


def test_workflows_with_nothing_in_common_go_together(tmp_path: Path) -> None:
    apart = DEFINITION.replace('workflow_id="paper"', 'workflow_id="second"')
    for name in ("View", "Modify"):
        apart = apart.replace(f">{name}<", f">Other {name}<").replace(f'"{name}"', f'"Other {name}"')
    apart = apart.replace('"submit"', '"hand_on"').replace('"publish"', '"show"')
    assert codes(profile(tmp_path, chain=BOTH, second=apart)) == set()


@pytest.mark.parametrize("place", ["", "workflows.xml"])
def test_the_command_checks_a_profile_by_its_folder_or_its_bindings(tmp_path: Path, place: str) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="未采用"):
        call_command("flows", "check", str(profile(tmp_path, chain=BOTH) / place), stdout=out)
    assert "E023" in out.getvalue()
    with pytest.raises(CommandError, match="未采用"):
        call_command("flows", "check", str(tmp_path / "nothing" / "there.xml"), stdout=out)
    assert "文件打不开" in out.getvalue()


def test_an_empty_folder_is_told_so(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match="未采用"):
        call_command("flows", "check", str(tmp_path), stdout=out)
    assert "没有 definition.xml 或 workflows.xml" in out.getvalue()
