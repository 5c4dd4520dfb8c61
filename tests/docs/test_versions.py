"""The example of docs/versions.md is run as it stands there, and the commands it names are the commands there are."""

from __future__ import annotations

import re
import types
from argparse import ArgumentParser
from pathlib import Path

import pytest

from workflows.management.commands.flows import Command

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "versions.md"
TEXT = DOCUMENT.read_text("utf-8")


def test_two_processes_on_one_object_run_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    block = re.findall(r"(?ms)^```python\n(.*?)^```", TEXT)[0]
    exec(compile(block, str(DOCUMENT), "exec"), types.ModuleType("versions").__dict__)
    assert capsys.readouterr().out.splitlines() == [
        "['归还', '封存记录']",
        "{'lending': 'lent', 'sealing': 'sealed'} [] []",
    ]


def test_the_commands_it_names_can_be_read() -> None:
    parser = ArgumentParser(exit_on_error=False)
    Command().add_arguments(parser)
    lines = re.findall(r"(?m)^manage\.py flows (.+)$", TEXT)
    assert len(lines) == 7
    for line in lines:
        assert parser.parse_args(line.split()).action == line.split()[0]
